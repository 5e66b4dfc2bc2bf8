"""보낼 것: what waits to be told to channels and by webhooks, what was not taken; again, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final, NamedTuple

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from orderdesk.core.domain.api_refusals import ApiRefused
from orderdesk.core.domain.outbox_words import STATE_WORDS, intent_words
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.verbs import Field
from orderdesk.core.domain.webhooks import trouble_words
from orderdesk.core.domain.words import Lang, Word, many
from orderdesk.core.services import outbox, webhooks
from orderdesk.core.services.connecting import Standing, secret_file, standings
from orderdesk.core.services.outbox import NO_LABEL, OutboxRefused, Shown
from orderdesk.core.services.tracking_rules import BadLabel
from orderdesk.core.services.webhook_letters import Untold, give_up, untold, untold_words
from orderdesk.keyboard.actions import Scope
from orderdesk.keyboard.keymap import bindings
from orderdesk.screens.context import DeskContext, tell
from orderdesk.screens.dialogs.form import FormDialog
from orderdesk.screens.empty import lead_on
from orderdesk.screens.list_screen import ListScreen
from orderdesk.screens.work import run, start
from orderdesk.widgets.cells import ago, moment
from orderdesk.widgets.columns import between, cut, fit, listed
from orderdesk.widgets.hint_bar import HintBar
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.one_line import Heading

POLL: Final = 1.0
"""Seconds between two looks."""

_TITLE: Final = Word("채널 전송", "To the channels")
_TITLE_ROOM: Final = 30
"""Cells that the heading keeps for its title."""

_ROOMY: Final = 100
"""Columns from which a letter has room for when it was written and for its channel."""

_NAME, _NUMBER = 10, 19
_STATE: Final = max(cell_len(text) for words in STATE_WORDS.values() for text in words)
"""Cells of the columns: a channel's name, a section's number, how a letter stands."""

_IN_TROUBLE: Final = Word(" · ✗ {}곳에 문제 (' 외부 연결)", " · ✗ {} in trouble (' connections)")
_NONE: Final = Word("기다리거나 거절된 것이 없습니다", "Nothing waits, and nothing was refused")
_UNCONNECTED: Final = Word(
    "연결이 없습니다. 설정의 5 외부 연결에서 만드세요", "No connections; make one in settings, 5 Connections"
)
_UNREAD: Final = Word("아직 안 읽음", "not read yet")
_OF_A_LINE: Final = ("resend", "relabel", "drop")
_WHY: Final = (Field("why", Word("이유", "Why")),)
_LABEL: Final = (
    Field("courier", Word("택배사", "Courier")),
    Field("tracking", Word("송장번호", "Tracking number")),
)


class _Found(NamedTuple):
    """What the store says."""

    hooks: Sequence[Untold]
    letters: Sequence[Shown]
    standings: Sequence[Standing]

    @property
    def lines(self) -> Sequence[Untold | Shown]:
        """What did not go out: webhooks first, for each holds up all that comes behind it."""
        return [*self.hooks, *self.letters]


class OutboxScreen(ListScreen):
    """What waits and what was refused, newest first; the heading says when each channel was last read."""

    SCOPE: ClassVar[Scope] = Scope.OUTBOX
    DEFAULT_CSS = "OutboxScreen #whole { height: auto; padding: 0 1; background: $panel; }"
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.OUTBOX)

    def __init__(self) -> None:
        super().__init__()
        self._found = _Found((), (), ())

    def compose(self) -> ComposeResult:
        """Heading, list, what the line of the cursor has no room for, hint line."""
        yield Heading()
        yield LineList()
        yield Static(id="whole", markup=False)
        yield HintBar()

    def on_mount(self) -> None:
        """Reads the letters, now and again while they are looked at."""
        self.head(self.desk.word(_TITLE))
        self._show_hints()
        self.read()
        self.set_interval(POLL, self._poll)

    def _show_hints(self) -> None:
        self.query_one(HintBar).show(self.hints_now(Scope.OUTBOX))

    def refused(self) -> Mapping[str, Word]:
        """Without a line there is nothing to do anything with."""
        none = {} if self._found.lines else dict.fromkeys(_OF_A_LINE, _NONE)
        return {**super().refused(), **none}

    def _poll(self) -> None:
        if self.is_current:
            self.read()

    def read(self) -> None:
        """Reads them again."""
        run(self, "outbox", lambda: _read(self.desk), self._show)

    def action_reload(self) -> None:
        """Speaks with the channels now."""
        self.app.exchange_now()  # type: ignore[attr-defined] # the desk's own application
        self.read()

    def _show(self, found: _Found) -> None:
        if found == self._found and self.lines.count:
            return
        meant = self.chosen
        places = {_key(each): place for place, each in enumerate(found.lines)}
        cursor = places.get(_key(meant), 0) if meant else 0
        self._found = found
        self.head(self.desk.word(_TITLE), self._standings(found.standings))
        nothing = (_NONE, "reload") if found.standings else (_UNCONNECTED, "settings")
        self.lines.show(len(found.lines), self._drawn, cursor, lead_on(self.desk, *nothing, "back"))
        self._show_hints()

        self._tell_whole()

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Another letter."""
        event.stop()
        self._tell_whole()

    def on_resize(self, event: events.Resize) -> None:
        """Another width has room for more or less."""
        self.call_after_refresh(self._tell_whole)

    def _tell_whole(self) -> None:
        """What the line of the cursor has no room for: its channel and time, why it was refused."""
        each, width = self.chosen, self.lines.line_width
        whole = ""
        if isinstance(each, Shown):
            narrow = width < _ROOMY
            line = self._drawn(self.lines.cursor, width).plain
            place = [clean(each.connection.name), moment(each.letter.at)] if narrow else []
            whole = listed([*place, *_told(each, self.lang)]) if narrow or line.rstrip().endswith("…") else ""
        self.query_one("#whole", Static).update(whole)
        self.query_one("#whole", Static).display = bool(whole)

    def _standings(self, known: Sequence[Standing]) -> str:
        """How each connection stands, or how many there are where the heading has no room for all."""
        whole = listed([self._stands(each) for each in known])
        if cell_len(whole) <= self.size.width - _TITLE_ROOM:
            return whole
        stuck = sum(bool(each.missing or each.trouble) for each in known)
        whole = self.say(f"연결 {len(known):,}곳", many(len(known), "connection"))
        return whole + self.desk.word(_IN_TROUBLE).format(stuck) if stuck else whole

    def _stands(self, each: Standing) -> str:
        name = clean(each.connection.name)
        if each.missing:
            return f"{name} ✗ {self.desk.word(each.lacking)}"
        if each.trouble:
            return f"{name} ✗ {cut(self.desk.word(each.trouble), 24)}"
        if each.synced_at is None:
            return f"{name} {self.desk.word(_UNREAD)}"
        return f"{name} {self.desk.word(ago(self.desk.clock() - each.synced_at))}"

    def _drawn(self, index: int, width: int) -> Text:
        each = self._found.lines[index]
        if isinstance(each, Untold):
            return self._hook(each, width)
        letter = each.letter
        number = f"{each.order}-S{letter.intent.section}"
        state = STATE_WORDS[letter.state].text(self.lang)
        cells = [fit(number, _NUMBER), fit(state, _STATE), listed(_told(each, self.lang))]
        if width >= _ROOMY:
            cells = [moment(letter.at), fit(each.connection.name, _NAME), *cells]
        return Text(fit("  ".join(cells), width), no_wrap=True, end="")

    def _hook(self, each: Untold, width: int) -> Text:
        left = f"{moment(each.at)}  {each.order}  {self.desk.word(untold_words(each))}  {each.hook.url}"
        end = listed([self.desk.word(each.standing.value), self.desk.word(trouble_words(each.why))])
        return between(left, end, width)

    @property
    def chosen(self) -> Untold | Shown | None:
        """The letter or the webhook at the cursor."""
        return self._found.lines[self.lines.cursor] if self._found.lines else None

    def action_resend(self) -> None:
        """Tells it again, at the next round."""
        desk, each = self.desk, self.chosen
        if isinstance(each, Untold):
            hook = each.hook.id
            self._do(lambda: webhooks.try_again(desk.store, desk.actor, desk.clock(), hook))
        elif each is not None:
            number = each.letter.id
            self._do(lambda: outbox.retry(desk.store, desk.actor, desk.clock(), number))

    def action_relabel(self) -> None:
        """Asks for another courier or number, and tells that."""
        if self.chosen is not None:
            start(self, self._relabel(self.chosen))

    async def _relabel(self, each: Untold | Shown) -> None:
        if isinstance(each, Untold) or not each.letter.intent.tracking:
            tell(self, NO_LABEL, "warning")
            return
        intent, desk, number = each.letter.intent, self.desk, each.letter.id
        title = intent_words(intent).text(self.lang)
        before = {"courier": intent.courier, "tracking": intent.tracking}
        given = await self.app.push_screen_wait(FormDialog(title, _LABEL, before, dict))
        if given is not None:
            courier, tracking = given.get("courier", ""), given.get("tracking", "")
            self._do(lambda: outbox.relabel(desk.store, desk.actor, desk.clock(), number, courier, tracking))

    def action_drop(self) -> None:
        """Gives it up, and says why: in the order's timeline, for a webhook in the access records."""
        if self.chosen is not None:
            start(self, self._drop(self.chosen))

    async def _drop(self, each: Untold | Shown) -> None:
        desk = self.desk
        title = self.say("보내지 않기", "Don't send")
        given = await self.app.push_screen_wait(FormDialog(title, _WHY, {}, dict))
        if given is not None:
            _, number = _key(each)
            drop = give_up if isinstance(each, Untold) else outbox.drop
            self._do(lambda: drop(desk.store, desk.actor, desk.clock(), number, given.get("why", "")))

    def _do(self, change: Callable[[], None]) -> None:
        run(self, "change", lambda: _refused(change), self._done)

    def _done(self, problem: Word | None) -> None:
        if problem is not None:
            tell(self, problem, "warning")
        self.read()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter mends the number."""
        event.stop()
        self.action_relabel()


def _told(each: Shown, lang: Lang) -> list[str]:
    """What the letter asks for, and why it was refused."""
    letter = each.letter
    why = clean(" ".join(text for text in (letter.code, letter.message) if text))
    return [intent_words(letter.intent).text(lang), why]


def _read(desk: DeskContext) -> _Found:
    with desk.reader() as conn:
        kept = secret_file(desk.store.url)
        return _Found(untold(conn, kept, desk.actor), outbox.shown(conn), standings(conn, kept))


def _key(each: Untold | Shown) -> tuple[type, int]:
    """What a line is known by while the others come and go."""
    return type(each), each.hook.id if isinstance(each, Untold) else each.letter.id


def _refused(change: Callable[[], None]) -> Word | None:
    """Why *change* was refused, None when it was done."""
    try:
        change()
    except OutboxRefused as refused:
        return refused.word
    except BadLabel as bad:
        return bad.reason.message
    except ApiRefused as refused:
        return refused.reason.message
    return None
