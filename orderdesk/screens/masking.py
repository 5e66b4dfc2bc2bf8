"""What this desk hides: personal data that its operator may not, or does not now, see whole.

Everything that a screen shows of orders goes through `Mask.seen`. What a key unmasked stays so for a minute.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Final

from orderdesk.core.domain.roles import may
from orderdesk.core.services.sight import Sight, seen, sight_of

if TYPE_CHECKING:
    from orderdesk.core.domain.orders import Actor, Order
    from orderdesk.core.store.dialect import Conn

SHOWN_SECONDS: Final = 60
"""How long what was unmasked stays so."""


class Mask:
    """The mask over the orders of one desk. It is asked in workers' threads, and changed as a whole."""

    def __init__(self) -> None:
        self._sight: Sight | None = None
        self._shown: tuple[frozenset[int], int] = (frozenset(), 0)
        self.version = 0
        """Grows whenever something is seen otherwise than before: what is on a screen is read again then."""

    def look(self, conn: Conn, actor: Actor, now: int) -> None:
        """Finds out what *actor* may see now, and whether the minute of what was unmasked is over."""
        before, self._sight = self._sight, sight_of(conn, actor)
        ids, until = self._shown
        over = not until - SHOWN_SECONDS <= now < until  # also when the clock went back
        if ids and (over or not self._sight.whole):
            self.cover()
        elif before != self._sight and before is not None:
            self.version += 1

    def sight(self, conn: Conn, actor: Actor) -> Sight:
        """What *actor* sees, as it was when it was looked at last."""
        if self._sight is None:
            self._sight = sight_of(conn, actor)
        return self._sight

    def may(self, act: str) -> bool:
        """Whether the operator's role allows *act*, as far as it is known; the store asks again."""
        return self._sight is None or may(self._sight.role, act)

    @property
    def on(self) -> bool:
        """Whether anything is hidden, as far as that is known."""
        return self._sight is not None and self._sight.hides

    def hides(self, order_id: int, now: int) -> bool:
        """Whether the order with that id is masked at *now*."""
        ids, until = self._shown
        return self.on and not (order_id in ids and until - SHOWN_SECONDS <= now < until)

    def seen(self, conn: Conn, actor: Actor, orders: Iterable[Order], now: int) -> list[Order]:
        """*orders* as they are shown at *now*."""
        if not self.sight(conn, actor).hides:
            return list(orders)
        return [seen([order], self.hides(order.id, now))[0] for order in orders]

    def show(self, ids: Collection[int], now: int) -> None:
        """Unmasks the orders *ids*, and no others, from *now* on for a minute; the record stands already."""
        self._shown = (frozenset(ids), now + SHOWN_SECONDS)
        self.version += 1

    def cover(self) -> None:
        """Masks what was unmasked."""
        self._shown = (frozenset(), 0)
        self.version += 1

    def shows(self, now: int) -> bool:
        """Whether something is unmasked at *now*."""
        return bool(self._shown[0]) and now < self._shown[1]
