"""주문처리: what can be done with the selection, numbered, with reasons beside what can't."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.states import SECTION_WORDS, SectionState
from orderdesk.core.domain.verbs import Scope as Acts
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services.menu import Menu, MenuEntry, Of, make_menu
from orderdesk.core.services.parts import PiecesOf
from orderdesk.core.services.planning import Target
from orderdesk.keyboard.actions import Scope, action
from orderdesk.keyboard.keymap import bindings, borrowed
from orderdesk.keyboard.strokes import A_PAGE, PAGES, strokes
from orderdesk.screens.context import tell
from orderdesk.screens.dialogs.base import Dialog, digits_hint
from orderdesk.screens.work import run
from orderdesk.widgets.columns import cut, listed
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.numbered_menu import MenuLine, NumberedMenu

TRACKING: Final = "track"
"""The verb of the answer that asks for entering tracking numbers."""

SHEETS: Final = "sheets"
"""The verb of the answer that asks for order sheets."""

LABELS: Final = "labels"
"""The verb of the answer that asks for labels to be printed."""

_TRACK: Final = "tracking"
_TRACKING_WORDS: Final = Word("송장 등록 …", "Tracking numbers …")
_PRINT: Final = Word("주문서 출력 …", "Print order sheets …")
_NONE_FITS: Final = Word("해당 없음", "none fits")
_ALL: Final = Word("전체", "All")
_TOLD: Final = 3
"""How many of what can be done on other pages a page tells."""


def why_none(entry: MenuEntry) -> Word:
    """Why nothing that was chosen fits *entry*; where that differs, for how many which reason holds."""
    if len(entry.reasons) < 2:
        return entry.reason.message if entry.reason else _NONE_FITS
    told = [(reason.message, number) for reason, number in entry.reasons]
    return Word(
        *(listed([f"{word.text(lang)} {number:,}" for word, number in told]) for lang in ("ko", "en"))
    )


def _fitting(entry: MenuEntry) -> Word:
    """How many sections, or orders, *entry* fits."""
    n = entry.fits
    if entry.verb.scope is Acts.SECTION:
        return Word(f"섹션 {n:,}", many(n, "section"))
    return Word(f"주문 {n:,}건", many(n, "order"))


class Picked(NamedTuple):
    """The action picked, and the section state that it is meant for (None: all sections)."""

    verb: str
    state: SectionState | None


class ProcessMenu(Dialog[Picked | None]):
    """The menu for the orders *ids*, for the targets *only* of them, or for some *pieces* of these.

    *about* is what the title says of the selection; by default how many orders and sections it has.
    """

    SCOPE = Scope.MENU
    DEFAULT_CSS = """
    ProcessMenu {
        & #why { height: 1; color: $text-muted; }
        & HintBar { margin-top: 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Scope.MENU),
        *borrowed(_TRACK),
        *borrowed(SHEETS),
        Binding("left", "turn(-1)", show=False),
        Binding("right", "turn(1)", show=False),
    ]

    def __init__(
        self,
        ids: Sequence[int],
        only: frozenset[Target] | None = None,
        pieces: PiecesOf | None = None,
        about: str = "",
    ) -> None:
        super().__init__()
        self._ids = ids
        self._only = only
        self._pieces = pieces
        self._about = about
        self._menu: Menu | None = None
        self._page = 0
        self._state: Of = None
        self._picked_early: int | None = None

    def parts(self) -> ComposeResult:
        """The states, the entries, a line about counting, and why the entry of the cursor can't be picked."""
        yield Static(id="states", classes="line empty")
        yield NumberedMenu(reserve=6)
        yield Static(id="counted", classes="line quiet empty")
        yield Static(id="why", markup=False)

    def on_mount(self) -> None:
        """Counts in a thread what the entries fit."""
        self._head(len(self._ids))
        self._show_hint(1)
        self.query_one(NumberedMenu).focus()
        desk, ids, only, pieces = self.desk, self._ids, self._only, self._pieces

        def count() -> Menu:
            with desk.reader() as conn:
                return make_menu(conn, ids, desk.actor, desk.clock(), only, pieces)

        run(self, "menu", count, self._counted)

    @property
    def is_late(self) -> bool:
        """Whether an entry was picked that is not counted yet: what comes then is what keys are about."""
        return self._menu is None and self._picked_early is not None

    # showing

    def _head(self, orders: int, sections: str = "") -> None:
        chosen = self._about or self.say(f"주문 {orders:,}건", many(orders, "order")) + sections
        page = f" · {self._page + 1}/{PAGES}"
        self.entitle(self.say("주문처리", "Process") + f" · {chosen}{page}")

    def _show_hint(self, states: int) -> None:
        any_open = self._menu is None or any(map(self._open, self._entries))
        some = [digits_hint(self.say("고르기", "Choose"), len(self._entries) or A_PAGE)] * any_open
        keys = [*some, self.hint_of("more")]
        if states > 2:
            pair = f"{self.desk.keys.label('previous_state')}/{self.desk.keys.label('next_state')}"
            keys.append(Hint(pair, self.say("섹션상태", "Section state")))
        self.hint(*keys)

    def _counted(self, menu: Menu) -> None:
        self._menu = menu
        if menu.counted < menu.orders:
            note = self.say(
                f"앞의 {menu.counted:,}건으로 셌습니다. 미리보기는 모두 셉니다.",
                f"Counted on the first {menu.counted:,}; the preview counts all.",
            )
            self.tell_line("#counted", note)
        self._show()
        if self._picked_early is not None:
            self.action_choose(self._picked_early)

    def _show(self) -> None:
        menu = self._menu
        if menu is None:
            return
        n, partly = menu.sections[None], menu.counted < menu.orders and self._only is None
        self._head(menu.orders, "" if partly else self.say(f" (섹션 {n:,})", f" ({many(n, 'section')})"))
        self.tell_line("#states", self._states(menu) if len(menu.states) > 2 else "")
        lines = [self._line(n, entry) for n, entry in enumerate(self._entries, 1)]
        lines += self._more_lines()
        first = next((n for n, entry in enumerate(self._entries) if self._open(entry)), 0)
        self.query_one(NumberedMenu).offer(lines, first)
        self._show_hint(len(menu.states))
        self._show_why()

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Another entry."""
        event.stop()
        self._show_why()

    def _show_why(self) -> None:
        """Why the entry of the cursor can't be picked and what to do about it, where its line has no room."""
        menu, line = self.query_one(NumberedMenu), self.query_one("#why", Static)
        why = self._why(menu.entries[menu.cursor].key, menu.cursor) if menu.entries else ""
        line.update(cut(why, line.size.width))

    def _why(self, key: str, at: int) -> str:
        """Why what stands in a line of the menu, by *key*, can't be done, "" when it can."""
        if at < len(self._entries):
            entry = self._entries[at]
            return "" if self._open(entry) else self._advised(entry)
        if self._menu is None:
            return ""
        label = self.desk.keys.label
        other = {label(_TRACK): self._menu.tracking, label(LABELS): self._menu.labels}.get(key)
        return self._with_advice(other) if other is not None else ""

    def _advised(self, entry: MenuEntry) -> str:
        """Why *entry* fits none, with what to do about it where one thing holds for all."""
        one = entry.reason if len(entry.reasons) == 1 else None
        return self._with_advice(one) if one is not None else self.desk.word(why_none(entry))

    def _with_advice(self, why: Refusal) -> str:
        return listed([self.desk.word(why.message), self.desk.word(why.advice)])

    def _states(self, menu: Menu) -> str:
        parts = []
        for state in menu.states:
            name = self.desk.word(SECTION_WORDS[state] if state is not None else _ALL)
            part = f"{name} {menu.sections[state]:,}"
            parts.append(f"[{part}]" if state is self._state else part)
        return "  ".join(parts)

    @property
    def _entries(self) -> tuple[MenuEntry, ...]:
        """The entries of the page."""
        if self._menu is None:
            return ()
        return self._menu.entries[self._state][self._page * A_PAGE : (self._page + 1) * A_PAGE]

    def _line(self, place: int, entry: MenuEntry) -> MenuLine:
        label = self.desk.word(entry.verb.words)
        if entry.fits:
            return MenuLine(str(place), label, self.desk.word(_fitting(entry)))
        return MenuLine(str(place), label, f"—  {self.desk.word(why_none(entry))}", self._open(entry))

    def _more_lines(self) -> list[MenuLine]:
        lines = []
        if self._page == 0:
            tracking, labels = (self._menu.tracking, self._menu.labels) if self._menu else (None, None)
            lines.append(self._other_line(_TRACK, self.desk.word(_TRACKING_WORDS), tracking))
            words = f"{self.desk.word(action(LABELS).words)} …"
            lines.append(self._other_line(LABELS, words, labels))
        if self._page == PAGES - 1:
            lines.append(MenuLine(self.desk.keys.label(SHEETS), self.desk.word(_PRINT)))
        more = f"{self.desk.word(action('more').words)} …"
        lines.append(MenuLine(self.desk.keys.label("more"), more, self._elsewhere()))
        return lines

    def _elsewhere(self) -> str:
        """What can be done on other pages, with what is pressed for it here; what is about sections first."""
        if self._menu is None:
            return ""
        here = {entry.verb.id for entry in self._entries}
        found = [e.verb for e in self._menu.entries[self._state] if e.fits and e.verb.id not in here]
        found.sort(key=lambda verb: verb.scope is not Acts.SECTION)
        told = [f"{self.desk.word(verb.words)} {strokes(verb, self._page)}" for verb in found[:_TOLD]]
        return listed([*told, "…" if len(found) > _TOLD else ""])

    def _other_line(self, name: str, words: str, why: Refusal | None) -> MenuLine:
        """What the action *name*, which is no verb, does, or *why* it can't be done."""
        end = f"—  {self.desk.word(why.message)}" if why is not None else ""
        return MenuLine(self.desk.keys.label(name), words, end, why is None)

    def _open(self, entry: MenuEntry) -> bool:
        uncounted = self._menu is not None and self._menu.counted < self._menu.orders
        return entry.fits > 0 or uncounted

    # turning

    def action_more(self) -> None:
        """The next page; the first one after the last."""
        self.action_turn(1)

    def action_turn(self, by: int) -> None:
        """So many pages on."""
        self._page = (self._page + by) % PAGES
        self._show()

    def action_previous_state(self) -> None:
        """Only the sections of the state before."""
        self._restrict(-1)

    def action_next_state(self) -> None:
        """Only the sections of the next state."""
        self._restrict(1)

    def _restrict(self, by: int) -> None:
        if self._menu is not None:
            states = self._menu.states
            self._state = states[(states.index(self._state) + by) % len(states)]
            self._show()

    def guides(self) -> tuple[str, ...]:
        """The guides to the entry of the cursor."""
        from orderdesk.guides.reading import about

        at = self.query_one(NumberedMenu).cursor
        return about(self._entries[at].verb.id) if at < len(self._entries) else ()

    # answering

    def action_choose(self, digit: int) -> None:
        """Picks the entry of that number; one typed before the menu was counted is picked then."""
        if self._menu is None:
            self._picked_early = digit
        else:
            super().action_choose(digit)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Answers with the entry, or says why it can't be."""
        event.stop()
        if self._menu is None:
            return
        if event.index < len(self._entries):
            self._pick(self._entries[event.index])
            return
        line = self.query_one(NumberedMenu).entries[event.index]
        if line.key == self.desk.keys.label(_TRACK):
            self.action_tracking()
        elif line.key == self.desk.keys.label(SHEETS):
            self.action_sheets()
        elif line.key == self.desk.keys.label(LABELS):
            self.action_labels()
        else:
            self.action_more()

    def _pick(self, entry: MenuEntry) -> None:
        if self._open(entry):
            self.dismiss(Picked(entry.verb.id, self._state))
        else:
            self._refuse(self._advised(entry))

    def _refuse(self, why: str) -> None:
        self.app.bell()
        tell(self, why, "warning")

    def action_tracking(self) -> None:
        """Answers that tracking numbers are to be entered, or says why none can be."""
        why = self._menu.tracking if self._menu is not None else None
        if why is not None:
            self._refuse(self._with_advice(why))
        else:
            self.dismiss(Picked(TRACKING, self._state))

    def action_sheets(self) -> None:
        """Answers that order sheets are to be printed."""
        self.dismiss(Picked(SHEETS, self._state))

    def action_labels(self) -> None:
        """Answers that labels are to be printed, or says why none can be."""
        why = self._menu.labels if self._menu is not None else None
        if why is not None:
            self._refuse(self._with_advice(why))
        elif self._menu is not None:
            self.dismiss(Picked(LABELS, self._state))
