"""상품: products looked up; of one its options, prices and stock, and the ledger of an option."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from orderdesk.core.domain.goods import GOODS_WORDS, Option, Product
from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.stock import MOVE_WORDS, counters
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services.goods import find_products, policy_name
from orderdesk.core.services.stock import moves_of_option
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.stock import LedgerRow
from orderdesk.keyboard.actions import Scope
from orderdesk.keyboard.keymap import bindings
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.dialogs.find_goods import FIND, OFF, SALE, left_over
from orderdesk.screens.dialogs.finding import FindDialog
from orderdesk.screens.dialogs.receive_stock import ReceiveStock
from orderdesk.screens.work import run
from orderdesk.widgets.cells import seoul_minute, won
from orderdesk.widgets.columns import between, cells_in, fit, listed, right
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.line_list import LineList

TITLE: Final = Word("상품", "Products")

_LEFT: Final = Word("가용", "available")
_ON_HAND: Final = Word("재고", "on hand")
_WAITING: Final = Word("할당", "allocated")
_NOW: Final = Word("지금", "now")
_PLACE: Final = Word("위치", "location")
_BARCODE: Final = Word("바코드", "barcode")
_POLICY: Final = Word("배송정책", "shipping policy")
_LEDGER: Final = Word("재고 원장", "Stock ledger")
_UNCOUNTED: Final = Word("재고를 세지 않는 옵션입니다", "Its stock is not tracked")
_MOVED, _PIECES, _PRICE, _WIDE = 16, 7, 9, 90


class GoodsDialog(FindDialog[None, Product]):
    """The shop's products; Enter shows one of them."""

    ENTER = Word("보기", "Show")
    PLACEHOLDER = FIND
    HEADING = TITLE

    def look(self, conn: Conn, query: str) -> Sequence[Product]:
        """All products, or those that are found."""
        return find_products(conn, query)

    def counted(self, query: str, count: int) -> Word:
        """How many products."""
        return Word(f"상품 {count:,}개", many(count, "product"))

    def line(self, each: Product, width: int) -> Text:
        """``F101  유기농 쌀 10kg   옵션 3개 · 가용 12개 · 기간할인    34,900``."""
        now, told = self.desk.clock(), [] if each.on_sale else [self.desk.word(OFF)]
        if len(each.options) > 1:
            told.append(self.say(f"옵션 {len(each.options):,}개", many(len(each.options), "option")))
        counted = [option.available for option in each.options if option.tracked]
        if counted:
            told.append(left_over(self.desk, sum(counted)))
        if each.discounted(now):
            told.append(self.desk.word(SALE))
        price = right(won(each.price_at(now)), _PRICE)
        return between(f"{each.code}  {each.name}", f"{listed(told)} {price} ", width, end_style="dim")

    def taken(self, each: Product) -> None:
        """Shows the product; back from it, the list is as it was, or with what came in."""
        self.app.push_screen(ProductDialog(each), self._back)

    def _back(self, product: Product | None) -> None:
        if product is not None:
            lines = self.query_one(LineList)
            self.found = [product if each.code == product.code else each for each in self.found]
            lines.show(len(self.found), self._drawn, lines.cursor)


class ProductDialog(Dialog[Product | None]):
    """One product: what it costs and when, its options with their stock, the ledger of the option chosen.

    The answer is the product as it is then, None where nothing came in.
    """

    SCOPE = Scope.PRODUCT
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.PRODUCT)
    DEFAULT_CSS = """
    ProductDialog {
        & #options { margin-top: 1; max-height: 7; }
        & #moves { max-height: 12; }
        & #moves > .line-list--resting { background: $surface; }
        & #moves > .line-list--behind { background: $surface; }
        & #ledger { margin-top: 1; }
    }
    """

    def __init__(self, product: Product) -> None:
        super().__init__()
        self._product = product
        self._moves: Sequence[LedgerRow] = ()
        self._changed = False

    def parts(self) -> ComposeResult:
        """What there is to say of the product, its options, and the ledger of one of them."""
        yield Static(id="about", classes="line")
        yield LineList(id="options", reserve=14)
        yield Static(id="ledger", classes="line quiet")
        yield LineList(id="moves", reserve=16)

    def on_mount(self) -> None:
        """The first option has the cursor."""
        product = self._product
        self.entitle(listed([product.code, product.name]))
        receive = [self.hint_of("receive")] if product.options else []
        self.hint(*receive, Hint("↑↓", self.say("옵션", "Option")), Hint("Tab", self.say("원장", "Ledger")))
        self.tell_line("#about", self._about(""))
        options = self.query_one("#options", LineList)
        options.show(len(product.options), self._option_line, 0)
        options.focus()
        desk, number = self.desk, product.policy

        def policy() -> str:
            with desk.reader() as conn:
                return policy_name(conn, number) if number is not None else ""

        run(self, "policy", policy, lambda name: self.tell_line("#about", self._about(name)))
        self._read(0)

    def _about(self, policy: str) -> str:
        product, word, now = self._product, self.desk.word, self.desk.clock()
        kind = word(GOODS_WORDS[product.kind])
        first = listed([kind, "" if product.on_sale else word(OFF), self._won(product.price)])
        lines = [first]
        if product.sale_price is not None:
            since, until = (seoul_minute(at) if at else "" for at in (product.sale_from, product.sale_until))
            mark = f" ({word(_NOW)})" if product.discounted(now) else ""
            lines.append(f"{word(SALE)} {self._won(product.sale_price)}{mark} · {since} – {until}")
        lines.append(
            listed(
                [
                    f"{product.weight:,}g" if product.weight else "",
                    f"{word(_PLACE)} {product.place}" if product.place else "",
                    f"{word(_POLICY)} {policy}" if policy else "",
                ]
            )
        )
        return "\n".join(line for line in lines if line)

    def _won(self, amount: int) -> str:
        return self.say(f"{won(amount)}원", f"{won(amount)} won")

    def _option_line(self, index: int, width: int) -> Text:
        option, word = self._product.options[index], self.desk.word
        start, told = listed([option.sku, option.option]), list[str]()
        if option.tracked:
            told += [f"{word(_ON_HAND)} {option.on_hand:,}", f"{word(_WAITING)} {option.allocated:,}"]
            told.append(f"{word(_LEFT)} {option.available:,}")
        told.append(self._won(self._product.price_at(self.desk.clock(), option)))
        if option.barcode and width >= _WIDE:
            named = [f"{word(_BARCODE)} {option.barcode}", *told]
            told = named if cells_in(f"{start} {listed(named)}") < width else [option.barcode, *told]
        return between(start, listed(told), width, end_style="dim")

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Another option: its ledger."""
        event.stop()
        if event.lines.id == "options":
            self._read(event.index)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter changes nothing here."""
        event.stop()

    def _read(self, index: int) -> None:
        if not self._product.options:
            return
        desk, option = self.desk, self._product.options[index]

        def read() -> Sequence[LedgerRow]:
            with desk.reader() as conn:
                return moves_of_option(conn, option)

        run(self, "ledger", read, lambda moves: self._show(option, moves))

    def _show(self, option: Option, moves: Sequence[LedgerRow]) -> None:
        self._moves = moves
        told = self.desk.word(_LEDGER if option.tracked or moves else _UNCOUNTED)
        count = self.say(f"{len(moves):,}건", many(len(moves), "entry", "entries"))
        self.tell_line("#ledger", listed([told, option.sku, count]) if moves else told)
        self.query_one("#moves", LineList).show(len(moves), self._move_line, 0)

    def _move_line(self, index: int, width: int) -> Text:
        """``11-22 09:12  출고  −2  20261122…-S1  김영희  메모``."""
        move = self._moves[index]
        on_hand, allocated = counters(move.kind, move.qty)
        change = on_hand or allocated
        where = move.order if move.section is None else section_number(move.order, move.section)
        words = fit(self.desk.word(MOVE_WORDS[move.kind]), _MOVED)
        start = f"{seoul_minute(move.at)}  {words}{right(f'{change:+,}', _PIECES)}  {where}"
        return between(start, listed([move.note, move.actor.name]), width, end_style="dim")

    def action_receive(self) -> None:
        """Asks how many pieces of the option of the cursor came in."""
        if not self._product.options:
            self.app.bell()
            return
        at = self.query_one("#options", LineList).cursor
        self.app.push_screen(
            ReceiveStock(self._product.name, self._product.options[at]),
            lambda option: self._received(at, option),
        )

    def _received(self, at: int, option: Option | None) -> None:
        """Shows the option as it is now, and its ledger with what came in."""
        if option is None:
            return
        options = tuple(option if n == at else each for n, each in enumerate(self._product.options))
        self._product = replace(self._product, options=options)
        self._changed = True
        self.query_one("#options", LineList).show(len(options), self._option_line, at)
        self._read(at)

    def step_back(self) -> bool:
        """Closes; the list behind learns what came in."""
        self.dismiss(self._product if self._changed else None)
        return True

    def action_next_field(self) -> None:
        """One line down in the list with the cursor."""
        self._list().action_step(1)

    def action_previous_field(self) -> None:
        """One line up in it."""
        self._list().action_step(-1)

    def _list(self) -> LineList:
        return self.focused if isinstance(self.focused, LineList) else self.query_one("#options", LineList)
