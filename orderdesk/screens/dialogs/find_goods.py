"""상품 찾기: what can be added or ordered, by name, 초성, code, SKU or barcode, at today's price."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.text import Text

from orderdesk.core.domain.words import Word, many
from orderdesk.core.services.adding import Choice, find_choices
from orderdesk.core.store.dialect import Conn
from orderdesk.screens.context import DeskContext
from orderdesk.screens.dialogs.finding import FindDialog
from orderdesk.widgets.cells import won
from orderdesk.widgets.columns import between, listed, right

FIND: Final = Word("상품명, 초성(ㅇㄱㄴ), 코드, SKU, 바코드", "Name, initials (ㅇㄱㄴ), code, SKU, barcode")

_PRICE: Final = 9
"""Cells of a price."""
_WON: Final = Word("원", " won")

_OWN: Final = Word("이미 주문한 상품의 수량 추가", "More of an ordered item")
SALE: Final = Word("기간할인", "sale price")
OFF: Final = Word("판매중지", "not on sale")


class FindGoods(FindDialog[Choice | None, Choice]):
    """Finds goods; until something is typed it offers *own*, which *offer* says what they are."""

    PLACEHOLDER = FIND

    def __init__(self, title: str, own: Sequence[Choice] = (), offer: Word = _OWN) -> None:
        super().__init__()
        self._title = title
        self._own = tuple(own)
        self._offer = offer

    @property
    def title_shown(self) -> str:
        """What the goods are for."""
        return self._title

    def look(self, conn: Conn, query: str) -> Sequence[Choice]:
        """What the order has, or what is found among the products."""
        return find_choices(conn, query, self.desk.clock()) if query or not self._own else self._own

    def counted(self, query: str, count: int) -> Word:
        """How many are found, or offered, and which of both it is."""
        if query or not self._own:
            return Word(f"상품 {count:,}개 찾음", f"{many(count, 'product')} found")
        return Word(f"{self._offer.ko} {count:,}개", f"{self._offer.en} ({count:,})")

    def line(self, each: Choice, width: int) -> Text:
        """``유기농 쌀 10kg   가용 3개 · 기간할인    34,900``."""
        told, price = _about(self.desk, each)
        return between(each.text, f"{listed(told)} {right(price, _PRICE)} ", width, end_style="dim")

    def taken(self, each: Choice) -> None:
        """Answers."""
        self.dismiss(each)


def left_over(desk: DeskContext, pieces: int) -> str:
    """``가용 3개``."""
    return desk.word(Word(f"가용 {pieces:,}개", f"{pieces:,} available"))


def facts(desk: DeskContext, choice: Choice) -> list[str]:
    """What is said about goods beside their name: stock, whether they are sold, what a piece costs now."""
    told, price = _about(desk, choice)
    return [*told, price + desk.word(_WON)] if price else told


def _about(desk: DeskContext, choice: Choice) -> tuple[list[str], str]:
    """Stock and whether they are sold; and what a piece costs now, "" where that is not known."""
    told = []
    if choice.option is not None and choice.option.tracked:
        told.append(left_over(desk, choice.option.available))
    if choice.product is not None:
        if not choice.product.on_sale:
            told.append(desk.word(OFF))
        if choice.product.discounted(desk.clock()):
            told.append(desk.word(SALE))
    known = choice.product is not None or choice.line is not None
    return told, won(choice.price) if known else ""
