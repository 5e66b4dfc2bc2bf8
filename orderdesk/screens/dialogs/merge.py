"""합치기: which sections of an order are joined, and why others can't be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from orderdesk.core.domain.columns import item_text
from orderdesk.core.domain.glossary import pieces_of
from orderdesk.core.domain.states import SECTION_WORDS
from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.services.splitting import Merge, MergeChoice
from orderdesk.screens.dialogs.at_once import AtOnceDialog, Outcome, Renew
from orderdesk.screens.dialogs.base import confirm_hint, digits_hint
from orderdesk.widgets.columns import cells_in, right
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.numbered_menu import MenuLine, NumberedMenu
from orderdesk.widgets.states import glyph

Judge = Callable[[Sequence[int]], Merge]
"""What joining these sections would meet."""


class SectionMenu(NumberedMenu):
    """The sections; Space chooses one or takes it back, as its digit does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "choose", show=False)]


class MergeDialog(AtOnceDialog):
    """Chooses sections of an order to join, those of *chosen* at first, and joins them."""

    DEFAULT_CSS = """
    MergeDialog { & #into { margin-top: 1; } }
    """

    def __init__(
        self, judge: Judge, act: Callable[[tuple[int, ...]], Outcome], renew: Renew, chosen: Iterable[int]
    ) -> None:
        super().__init__(renew)
        self._judge = judge
        self._act = act
        self._chosen = set(chosen)
        self._given = frozenset(self._chosen)
        self._merge = judge(sorted(self._chosen))

    def parts(self) -> ComposeResult:
        """The sections, what comes of it, what is wrong."""
        yield SectionMenu(reserve=9)
        yield Static(id="into", classes="line")
        yield Static(id="wrong", classes="line bad")

    def on_mount(self) -> None:
        """The first section has the cursor."""
        self.entitle(self.desk.word(BY_ID["merge"].words))
        self.query_one(SectionMenu).focus()
        self._show()

    @property
    def edited(self) -> bool:
        """Whether other sections are chosen than at first."""
        return self._chosen != self._given

    def renewed(self) -> None:
        """The chosen sections stay chosen, as far as they are still there."""
        self._chosen &= {each.section.n for each in self._judge([]).choices}
        self._show()

    def _show(self) -> None:
        merge = self._merge = self._judge(sorted(self._chosen))
        menu = self.query_one(SectionMenu)
        menu.offer([self._line(n, each) for n, each in enumerate(merge.choices, 1)], menu.cursor)
        self.tell_line("#into", self._into() if merge.refusal is None else "")
        wrong = self.desk.word(merge.refusal.message) if merge.refusal else ""
        advice = self.desk.word(merge.refusal.advice) if merge.refusal else ""
        self.tell_line("#wrong", f"{wrong}. {advice}" if wrong else "")
        digits = digits_hint(self.say("고르기", "Choose"), len(merge.choices))
        self.hint(
            confirm_hint(self.say("합치기", "Merge"), wrong or None),
            digits._replace(key=f"Space {digits.key}"),
        )

    def _line(self, place: int, choice: MergeChoice) -> MenuLine:
        section = choice.section
        box = "[x]" if section.n in self._chosen else "[ ]"
        state = f"{glyph(section.state)} {self.desk.word(SECTION_WORDS[section.state])}"
        items = self._merge.order.items_of(section.n)
        pieces = self._pieces(choice)
        room = max(cells_in(self._pieces(each)) for each in self._merge.choices)
        first = item_text(self._merge.order.line(items[0].line)) if items else ""
        label = f"{box} S{section.n}  {state}  {right(pieces, room)}  {first}"
        fine = choice.refusal is None or section.n in self._chosen
        why = self.desk.word(choice.refusal.message) if choice.refusal else ""
        return MenuLine(str(place) if place <= 9 else "", label, why, fine)

    def _pieces(self, choice: MergeChoice) -> str:
        items = self._merge.order.items_of(choice.section.n)
        return self.desk.word(pieces_of(sum(item.qty for item in items)))

    def _into(self) -> str:
        """What the joined section will hold, each piece in the line that it has now."""
        order = self._merge.order
        target, items = min(self._chosen), [i for i in order.items if i.section in self._chosen]
        lines = [f"{item_text(order.line(i.line))} {self.desk.word(pieces_of(i.qty))}" for i in items]
        lines_kept = self.say("품목은 합산하지 않고 줄 그대로 남습니다", "Items stay as separate lines")
        return f"→ S{target}: {', '.join(lines)}\n{lines_kept}"

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Chooses the section or takes it back; says why one can't join."""
        event.stop()
        choice = self._merge.choices[event.index]
        if choice.section.n in self._chosen:
            self._chosen.discard(choice.section.n)
        elif choice.refusal is None:
            self._chosen.add(choice.section.n)
        else:
            self.refuse(choice.refusal, f"S{choice.section.n}")
        self._show()

    def confirm(self) -> None:
        """Joins the sections, or says why that can't be."""
        if self._merge.refusal is None:
            chosen = tuple(sorted(self._chosen))
            self.do(lambda: self._act(chosen))
        else:
            self.refuse(self._merge.refusal)
