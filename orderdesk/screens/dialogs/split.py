"""주문 상태 나누기: what stays in the section and what goes into a new one, side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from orderdesk.core.domain.glossary import pieces_of
from orderdesk.core.domain.requests import Pieces
from orderdesk.core.domain.states import SECTION_WORDS
from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.services.splitting import Split, SplitLine
from orderdesk.keyboard.actions import Scope
from orderdesk.keyboard.keymap import bindings
from orderdesk.screens.dialogs.at_once import AtOnceDialog, Outcome, Renew
from orderdesk.screens.dialogs.base import confirm_hint
from orderdesk.widgets.columns import fit, right
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.line_list import LineList

Judge = Callable[[Mapping[int, int]], Split]
"""What splitting off the quantities by item number would make."""

_HELD: Final = 7
_SIDE: Final = 13


class SplitDialog(AtOnceDialog):
    """Chooses the pieces that go into a new section, those of *goes* at first, and splits them off."""

    SCOPE = Scope.PIECES
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.PIECES)
    DEFAULT_CSS = """
    SplitDialog {
        & #head { text-style: bold; }
        & #note { margin-top: 1; }
    }
    """

    def __init__(
        self, judge: Judge, act: Callable[[Pieces], Outcome], renew: Renew, goes: Mapping[int, int]
    ) -> None:
        super().__init__(renew)
        self._judge = judge
        self._act = act
        self._goes = dict(goes)
        self._given = dict(goes)
        self._split = judge(goes)
        self._typed = ""

    def parts(self) -> ComposeResult:
        """The two sections over the items, the items, what becomes of fee and discounts, what is wrong."""
        yield Static(id="head", classes="line")
        yield LineList(reserve=9)
        yield Static(id="note", classes="line quiet")
        yield Static(id="wrong", classes="line bad")

    def on_mount(self) -> None:
        """The first item has the cursor."""
        section = self._split.section
        state = self.desk.word(SECTION_WORDS[section.state])
        self.entitle(f"{self.desk.word(BY_ID['split'].words)} · S{section.n} {state}")
        self.query_one(LineList).focus()
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        """The heads stand over their columns."""
        self.call_after_refresh(self._show_head)

    @property
    def edited(self) -> bool:
        """Whether other pieces are chosen than at first."""
        return self._goes != self._given

    # showing

    def renewed(self) -> None:
        """What was chosen goes, as far as it is still there."""
        held = {line.item: line.held for line in self._judge({}).lines}
        goes = ((item, min(qty, held.get(item, 0))) for item, qty in self._goes.items())
        self._goes = {item: qty for item, qty in goes if qty}
        self._show()

    def _show(self) -> None:
        split = self._split = self._judge(self._goes)
        self.query_one(LineList).show(len(split.lines), self._drawn)
        self._show_head()
        self.tell_line("#note", self._note(split))
        wrong = self.desk.word(split.refusal.message) if split.refusal else ""
        advice = self.desk.word(split.refusal.advice) if split.refusal else ""
        self.tell_line("#wrong", f"{wrong}. {advice}" if wrong else "")
        quantity = f"{self.desk.keys.label('one_less')} {self.desk.keys.label('one_more')} 0–9"
        self.hint(
            confirm_hint(self.say("나누기", "Split"), wrong or None),
            Hint(quantity, self.say("수량", "Pieces")),
            Hint(self.desk.keys.label("mark_down"), self.say("모두", "All")),
        )

    def _show_head(self) -> None:
        split = self._split
        stays = self.say(f"S{split.section.n}에 남음", f"Stays in S{split.section.n}")
        goes = self.say(f"새 섹션 S{split.made}", f"New S{split.made}")
        room = max(10, self.query_one(LineList).size.width - _HELD - 2 * _SIDE)
        name, held = self.say("품목", "Item"), self.say("수량", "Pieces")
        self.query_one("#head", Static).update(
            Text(fit(name, room) + right(held, _HELD) + right(stays, _SIDE) + right(goes, _SIDE))
        )

    def _drawn(self, index: int, width: int) -> Text:
        line = self._split.lines[index]
        room = max(10, width - _HELD - 2 * _SIDE)
        here = "▸ " if index == self.query_one(LineList).cursor else ""
        return Text(
            fit(line.text, room)
            + right(str(line.held), _HELD)
            + right(str(line.stays), _SIDE)
            + right(f"{here}{line.goes}", _SIDE),
            style="" if line.goes else "dim",
        )

    def _note(self, split: Split) -> str:
        stays = f"S{split.section.n}"
        fee = self.say(
            f"배송비 {split.fee:,}원은 {stays}에 남습니다\n",
            f"The shipping fee of {split.fee:,} won stays in {stays}\n",
        )
        told = []
        if any(split.discounts):
            shares = _each(split, [self.say(f"약 {n:,}원", f"about {n:,} won") for n in split.discounts])
            told.append(self.say("할인 몫 ", "Discounts: ") + shares)
        pieces = (sum(line.stays for line in split.lines), sum(line.goes for line in split.lines))
        told.append(_each(split, [self.desk.word(pieces_of(count)) for count in pieces]))
        return (fee if split.fee else "") + " · ".join(told)

    # choosing

    @property
    def _line(self) -> SplitLine:
        return self._split.lines[self.query_one(LineList).cursor]

    def _take(self, goes: int) -> None:
        line = self._line
        wanted = max(0, min(goes, line.held))
        if wanted:
            self._goes[line.item] = wanted
        else:
            self._goes.pop(line.item, None)
        self._show()

    def action_one_more(self) -> None:
        """One piece more goes."""
        self._typed = ""
        self._take(self._line.goes + 1)

    def action_one_less(self) -> None:
        """One piece less goes."""
        self._typed = ""
        self._take(self._line.goes - 1)

    def action_mark_down(self) -> None:
        """All pieces of the item go, or none; on to the next item."""
        self._typed = ""
        self._take(0 if self._line.goes == self._line.held else self._line.held)
        self.query_one(LineList).action_step(1)

    def action_zero(self) -> None:
        """The digit 0."""
        self.action_choose(0)

    def action_choose(self, digit: int) -> None:
        """A digit of the quantity that goes; one that makes it too large begins a new number."""
        typed = f"{self._typed}{digit}"
        if int(typed) > self._line.held:
            typed = str(digit)
        if int(typed) > self._line.held:
            self.app.bell()
            return
        self._typed = typed
        self._take(int(typed))

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Another item: its quantity is typed anew."""
        event.stop()
        self._typed = ""
        event.lines.refresh()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter: on to the next item."""
        event.stop()
        event.lines.action_step(1)

    def confirm(self) -> None:
        """Splits the pieces off, or says why that can't be."""
        if self._split.refusal is None:
            pieces = self._split.pieces
            self.do(lambda: self._act(pieces))
        else:
            self.refuse(self._split.refusal)


def _each(split: Split, amounts: Sequence[str]) -> str:
    """What the section and the new one have of something."""
    return ", ".join(f"S{n} {each}" for n, each in zip((split.section.n, split.made), amounts, strict=True))
