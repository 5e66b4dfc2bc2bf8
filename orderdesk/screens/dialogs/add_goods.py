"""추가: how many of the goods that were picked, at what price and fee, and how they are paid for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from textual.app import ComposeResult
from textual.widgets import Input, Static

from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import BadRequest, Request, make_request
from orderdesk.core.domain.verbs import ADDED_PAYMENTS, BY_ID
from orderdesk.core.domain.words import Word
from orderdesk.core.services.adding import Choice, warnings_on
from orderdesk.screens.context import DeskContext
from orderdesk.screens.dialogs.at_once import AtOnceDialog, Outcome, Renew
from orderdesk.screens.dialogs.base import confirm_hint
from orderdesk.screens.dialogs.find_goods import facts
from orderdesk.screens.work import run
from orderdesk.widgets.cells import won
from orderdesk.widgets.choices import Choices
from orderdesk.widgets.columns import listed
from orderdesk.widgets.field_form import FieldForm
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.line_list import LineList

_ASKED: Final = ("qty", "price", "fee", "pay")
_FIELDS: Final = tuple(replace(field, required=False) for field in BY_ID["add"].fields if field.key in _ASKED)
_POLICY: Final = Word("배송정책으로는 배송비", "Shipping fee by the policy:")
_OTHERS: Final = Word("상품 다시", "Other goods")
_PAYMENTS: Final = dict(ADDED_PAYMENTS)


class AddGoods(AtOnceDialog):
    """Asks for quantity, price, fee and payment of *choice*, tells the sum while they are typed, and adds it.

    The goods come into the new section that *made* counts; *fee* tells, in a worker's thread, what sending so
    many pieces at a price costs by the shop's policies.
    """

    DEFAULT_CSS = """
    AddGoods {
        & #goods { text-style: bold; }
        & #sum { margin-top: 1; }
        & #warning { color: $text-warning; }
    }
    """

    def __init__(
        self,
        choice: Choice,
        made: Callable[[], int],
        act: Callable[[Request], Outcome],
        renew: Renew,
        fee: Callable[[int, int], int],
    ) -> None:
        super().__init__(renew)
        self._fee = fee
        self._quoted: tuple[int, int] | None = None
        self._made = made
        self._act = act
        self._choice = choice
        self._given = {"qty": "1", "price": str(choice.price), "fee": "0", "pay": "request"}

    def parts(self) -> ComposeResult:
        """The goods, the form, the sum, what to look at, what is wrong."""
        yield Static(id="goods", classes="line")
        yield FieldForm(_FIELDS, self.lang, self._given)
        yield Static(id="policy", classes="line quiet empty")
        yield Static(id="sum", classes="line")
        yield Static(id="warning", classes="line empty")
        yield Static(id="wrong", classes="line bad empty")

    def on_mount(self) -> None:
        """The quantity has the cursor."""
        self.entitle(self.desk.word(BY_ID["add"].words))
        self.tell_line("#goods", listed([self._choice.text, *facts(self.desk, self._choice)]))
        self._show_hints()
        self._sum()

    def on_descendant_focus(self) -> None:
        """Digits choose how it is paid for."""
        self._show_hints()

    def _show_hints(self) -> None:
        onward = Hint("Tab", self.say("다음 칸", "Next field"))
        self.hint(confirm_hint(self.say("추가", "Add")), *self.choosing(), onward, back=_OTHERS)

    def renewed(self) -> None:
        """The sum says where the goods would come now."""
        self._sum()

    def on_input_changed(self, event: Input.Changed) -> None:
        """The sum follows what is typed."""
        event.stop()
        self._sum()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Another payment."""
        event.stop()
        self._sum()

    def _request(self) -> Request:
        """The request that the form makes; BadRequest names the field that is wrong."""
        form = self.query_one(FieldForm)
        return make_request("add", {**self._choice.fields(), **form.values})

    def _sum(self) -> None:
        try:
            request = self._request()
        except BadRequest:
            self.tell_line("#sum", "")
            self.tell_line("#warning", "")
            return
        self.tell_line("#sum", sum_line(self.desk, request, self._made()))
        self._quote(request.number("qty") or 0, request.number("price") or 0)
        product, option = self._choice.product, self._choice.option
        told = warnings_on(product, option, request.number("qty") or 0) if product and option else []
        self.tell_line("#warning", listed([self.desk.word(words) for words in told]))
        self.tell_line("#wrong", "")

    def _quote(self, qty: int, price: int) -> None:
        """Asks what sending so many costs by the policies, where that was not asked last."""
        if self._quoted != (qty, price):
            self._quoted = qty, price
            run(self, "fee", lambda: self._fee(qty, price), self._told_fee)

    def _told_fee(self, fee: int) -> None:
        told = f"{self.desk.word(_POLICY)} {won(fee)}{self.say('원', ' won')}" if fee else ""
        self.tell_line("#policy", told)

    def confirm(self) -> None:
        """Adds the goods, or says what is wrong."""
        try:
            request = self._request()
            if not request.number("qty"):
                raise BadRequest(Refusal.BAD_QUANTITY, "qty")
        except BadRequest as bad:
            message, advice = bad.refusal.message, bad.refusal.advice
            self.tell_line("#wrong", f"{self.desk.word(message)}. {self.desk.word(advice)}")
            self.app.bell()
            if bad.field in _ASKED:
                self.query_one(FieldForm).go_to(bad.field)
        else:
            self.do(lambda: self._act(request))

    @property
    def edited(self) -> bool:
        """Whether anything was typed."""
        return self.query_one(FieldForm).touched or self.query_one(Choices).value != self._given["pay"]


def sum_line(desk: DeskContext, request: Request, made: int) -> str:
    """What is paid, how, and where it goes: ``2 × 900 + 배송비 3,000 = 4,800원 · 결제 요청 → 새 섹션 S2``."""
    qty, price, fee = (request.number(key) or 0 for key in ("qty", "price", "fee"))
    pay = request.text("pay") or "request"
    total = 0 if pay == "free" else qty * price + fee
    parts = f"{qty:,} × {won(price)}"
    if fee:
        parts += f" + {Word('배송비', 'fee').text(desk.lang)} {won(fee)}"
    if pay == "free":
        parts = f"({parts})"
    unit, goes = Word("원", " won").text(desk.lang), Word("새 섹션", "new section").text(desk.lang)
    return f"{parts} = {won(total)}{unit} · {_PAYMENTS[pay].text(desk.lang)} → {goes} S{made}"
