"""상품 찾기: products of the catalogue by name, 초성, code, SKU or barcode, with today's price and stock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Input, Static

from orderdesk.core.domain.words import Word
from orderdesk.core.services.adding import Choice, find_choices
from orderdesk.screens.context import DeskContext
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.work import run
from orderdesk.widgets.cells import won
from orderdesk.widgets.columns import between, listed
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.line_list import LineList

_FIND: Final = Word("상품명, 초성(ㅇㄱㄴ), 코드, SKU, 바코드", "name, initials, code, SKU, barcode")
_OWN: Final = Word("이미 주문한 상품의 수량 추가", "More of what was ordered")
_FOUND: Final = Word("상품에서 찾음", "Found among the products")
_NONE: Final = Word("찾은 상품이 없습니다", "No product is like that")
_TYPE: Final = Word("찾을 말을 적으세요", "Type what to look for")
_SALE: Final = Word("기간할인", "period price")
_LEFT: Final = Word("가용", "available")
_OFF: Final = Word("판매중지", "not on sale")


class FindGoods(Dialog[Choice | None]):
    """Finds goods; until something is typed it offers *own*, what the order has already."""

    DEFAULT_CSS = """
    FindGoods {
        & #kind { margin-top: 1; }
    }
    """

    def __init__(self, title: str, own: Sequence[Choice] = ()) -> None:
        super().__init__()
        self._title = title
        self._own = tuple(own)
        self._choices: Sequence[Choice] = self._own

    def parts(self) -> ComposeResult:
        """What is looked for, what the list is of, and the list."""
        yield KoreanInput(placeholder=self.desk.word(_FIND), compact=True)
        yield Static(id="kind", classes="line quiet")
        yield LineList(reserve=9)

    def on_mount(self) -> None:
        """Offers what was ordered already."""
        self.entitle(self._title)
        self.hint(Hint("Enter", self.say("고르기", "Pick")), Hint("↑↓", self.say("옮기기", "Move")))
        self._show(self._own, _OWN if self._own else _TYPE)
        self.query_one(KoreanInput).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Looks while it is typed."""
        event.stop()
        desk, query = self.desk, event.value.strip()
        if query:
            run(self, "goods", lambda: _find(desk, query), self._came)
        else:
            run(self, "goods", lambda: self._own, lambda own: self._show(own, _OWN if own else _TYPE))

    def _came(self, found: Sequence[Choice]) -> None:
        self._show(found, _FOUND if found else _NONE)

    def _show(self, choices: Sequence[Choice], kind: Word) -> None:
        self._choices = choices
        count = f" {len(choices):,}" if choices else ""
        self.tell_line("#kind", self.desk.word(kind) + count)
        self.query_one(LineList).show(len(choices), self._drawn, 0)

    def _drawn(self, index: int, width: int) -> Text:
        choice = self._choices[index]
        return between(choice.text, listed(facts(self.desk, choice)), width, end_style="dim")

    def action_next_field(self) -> None:
        """One line down."""
        self.query_one(LineList).action_step(1)

    def action_previous_field(self) -> None:
        """One line up."""
        self.query_one(LineList).action_step(-1)

    def entered(self, field: Input) -> None:
        """Enter picks the line of the cursor."""
        self.query_one(LineList).action_choose()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Answers."""
        event.stop()
        if self.may_confirm():
            self.dismiss(self._choices[event.index])


def _find(desk: DeskContext, query: str) -> Sequence[Choice]:
    with desk.reader() as conn:
        return find_choices(conn, query, desk.clock())


def facts(desk: DeskContext, choice: Choice) -> list[str]:
    """What is said about goods beside their name: stock, whether they are sold, what a piece costs now."""
    told = []
    if choice.option is not None and choice.option.tracked:
        told.append(f"{desk.word(_LEFT)} {choice.option.available:,}")
    if choice.product is not None:
        if not choice.product.on_sale:
            told.append(desk.word(_OFF))
        if choice.product.discounted(desk.clock()):
            told.append(desk.word(_SALE))
    return [*told, won(choice.price)]
