"""What every screen works with: the open store, who works here, the words' language and the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, cast

from textual.dom import DOMNode

from orderdesk.core.domain.orders import Actor, ActorKind, Order
from orderdesk.core.domain.text import multi_line
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.marking import printed
from orderdesk.core.services.rhythm import USUAL, Rhythm
from orderdesk.core.services.visiting import Look, Seen, Visit, order_seen
from orderdesk.core.store.denials import recorded
from orderdesk.keyboard.burst import BurstGuard
from orderdesk.keyboard.key_table import USUAL_KEYS, KeyTable, key_table
from orderdesk.screens.masking import Mask
from orderdesk.screens.recording import Recorder
from orderdesk.settings import Settings, has_gutter_cursor
from orderdesk.widgets._textual_toasts import forget

if TYPE_CHECKING:
    from orderdesk.core.store.dialect import Conn
    from orderdesk.core.store.engine import Store
    from orderdesk.core.store.stopping import Stop

_TELLING = 5.0
"""Seconds that a told sentence stays."""


@dataclass(frozen=True)
class DeskContext:
    """The desk's surroundings; `clock` gives the time in UTC seconds."""

    store: Store
    settings: Settings
    actor: Actor
    lang: Lang
    clock: Callable[[], int]
    gutter: bool = False
    """Whether the cursor of the list is a sign at its edge instead of a bar: a tenth of the bytes."""

    mask: Mask = field(default_factory=Mask)
    """What is hidden of personal data: all that a screen shows of orders goes through `seen`."""

    rhythm: Rhythm = USUAL
    """How often the desk speaks with those outside."""

    keys: KeyTable = USUAL_KEYS
    """The keys of all actions as they are now: who prints a key or lists what is heard asks here."""

    mark: Word | None = None
    """What every screen says of a store that is no real shop: a copy to train people on, a demo shop."""

    newcomer: bool = False
    """Whether the list says how to be shown around."""

    visit: Visit = field(default_factory=Visit)
    """What the access records are to tell of this desk."""

    recorder: Recorder = field(default_factory=Recorder)
    """What is being recorded to become a macro."""

    @contextmanager
    def reader(self, stop: Stop | None = None) -> Iterator[Conn]:
        """A snapshot of the store to read from, until *stop* is asked; only in a worker's thread."""
        with recorded(self.store, self.actor, self.clock()), self.store.reader(stop) as conn:
            yield conn

    def seen(self, conn: Conn, orders: Iterable[Order]) -> list[Order]:
        """*orders* as this desk may show them; nothing is decided on them. In a worker's thread."""
        return self.mask.seen(conn, self.actor, orders, self.clock())

    def looked(self, conn: Conn, look: Look | str, orders: Sequence[Order]) -> None:
        """As `shows`, of *orders*."""
        self.shows(conn, look, [order_seen(order) for order in orders])

    def shows(self, conn: Conn, look: Look | str, seen: Sequence[Seen]) -> None:
        """Notes for the access records that *seen* comes to be seen, by *look* or by the one of that place.

        What is masked is not told, and what is unmasked has been recorded. In a worker's thread.
        """
        if self.mask.sight(conn, self.actor).hides:
            return
        if isinstance(look, str):
            self.visit.more(look, seen, self.clock())
        else:
            self.visit.look(look, seen, self.clock())

    def hides(self, conn: Conn, order_id: int) -> bool:
        """Whether personal data of the order with that id is masked now. In a worker's thread."""
        return self.mask.sight(conn, self.actor).hides and self.mask.hides(order_id, self.clock())

    @property
    def printed(self) -> Settings:
        """The settings with the name of the shop that is open, as it stands on screen and paper."""
        return printed(self.settings, self.mark, self.lang)

    def word(self, word: Word) -> str:
        """*word* in the operator's language."""
        return word.text(self.lang)


def context(
    store: Store,
    settings: Settings,
    clock: Callable[[], int],
    lang: Lang | None = None,
    actor: Actor | None = None,
) -> DeskContext:
    """The desk's surroundings for *settings* on an open *store*; *lang* goes before the settings' own.

    Without an *actor* it is the operator whom the settings name.
    """
    own: Lang = "en" if settings.lang == "en" else "ko"
    actor = actor or Actor(ActorKind.SELLER, settings.operator)
    keys = key_table(settings.keys)
    return DeskContext(store, settings, actor, lang or own, clock, has_gutter_cursor(settings), keys=keys)


class _HasDesk(Protocol):
    desk: DeskContext
    guard: BurstGuard


def desk_of(node: DOMNode) -> DeskContext:
    """The surroundings of the application that *node* (a screen or widget) belongs to."""
    return cast(_HasDesk, node.app).desk


def guard_of(node: DOMNode) -> BurstGuard:
    """The application's guard against keys that come too early; see `keyboard.burst`."""
    return cast(_HasDesk, node.app).guard


def tell(
    node: DOMNode,
    what: Word | str,
    severity: Literal["information", "warning", "error"] = "information",
) -> None:
    """Shows one sentence for some seconds; a str may hold outside text."""
    text = what if isinstance(what, str) else desk_of(node).word(what)
    node.app.notify(multi_line(text), severity=severity, timeout=_TELLING, markup=False)


def untell(node: DOMNode, what: Word) -> None:
    """Takes down the sentence told as *what*, which holds no more; what else is told stays."""
    forget(node.app, multi_line(desk_of(node).word(what)))
