"""결제 상세: the derivation of every sum, every payment with its rows, and confirming a deposit by hand."""

from __future__ import annotations

from typing import Any

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from orderdesk.core.domain.payments import open_request
from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.domain.words import Word
from orderdesk.screens.dialogs.base import Dialog, confirm_hint
from orderdesk.screens.order_list import Shown, read_order
from orderdesk.screens.work import run
from orderdesk.widgets.cells import won
from orderdesk.widgets.columns import listed
from orderdesk.widgets.look import look_of
from orderdesk.widgets.order_text import money_lines
from orderdesk.widgets.payment_text import payment_details

_TITLE = Word("결제 상세", "Payments")
_NOTHING = Word("입금을 기다리는 결제가 없습니다", "No payment is waiting")


async def pay(screen: Screen[Any], order_id: int) -> None:
    """결제 상세 of one order, and 수동 입금 확인 when the operator asks for it there."""
    from orderdesk.screens.dialogs import flow

    if await screen.app.push_screen_wait(PaymentDialog(order_id)):
        await flow.carry_out(screen, "confirm-payment", [order_id])


class PaymentDialog(Dialog[bool | None]):
    """Every payment of the order *order_id*; answers whether its deposit shall be confirmed by hand."""

    AUTO_FOCUS = "VerticalScroll"
    DEFAULT_CSS = """
    PaymentDialog {
        & VerticalScroll { height: auto; max-height: 28; }
        & VerticalScroll > Static { height: auto; }
    }
    """

    def __init__(self, order_id: int) -> None:
        super().__init__()
        self._order_id = order_id
        self._due: int | None = None
        self._text = Text()

    def parts(self) -> ComposeResult:
        """One text."""
        with VerticalScroll():
            yield Static(markup=False)

    def on_mount(self) -> None:
        """Reads the order as it is now."""
        self.entitle(self.desk.word(_TITLE))
        self.hint()
        desk, order_id = self.desk, self._order_id
        run(self, "payment", lambda: read_order(desk, order_id), self._came)

    def _came(self, shown: Shown | None) -> None:
        if shown is None:
            self.dismiss(None)
            return
        order, lang, look = shown.view.order, self.lang, look_of(self)
        width = max(40, self.query_one(VerticalScroll).size.width - 1)
        lines = money_lines(order, shown.view.money, width, lang, look, rows=False)
        self._text = Text("\n").join([*lines, *payment_details(order, lang, look)])
        self.query_one(Static).update(self._text)
        self.entitle(listed([order.number, self.desk.word(_TITLE)]))
        payment = open_request(order.entries)
        self._due = payment.due if payment else None
        words = self.desk.word(BY_ID["confirm-payment"].words)
        if self._due is None:
            self.hint(confirm_hint(words, self.desk.word(_NOTHING)))
        else:
            self.hint(confirm_hint(f"{words} {won(self._due)}"))

    def confirm(self) -> None:
        """Goes on to confirming the deposit, where one is waited for."""
        if self._due is None:
            self.app.bell()
        else:
            self.dismiss(True)

    def copied(self) -> str:
        """What Ctrl+C copies: all that is shown."""
        return self._text.plain
