"""결제 상세: every sum with its terms, every payment with its rows, and what can be done with them."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Static

from orderdesk.core.domain.payments import open_request
from orderdesk.core.domain.refund_verbs import waiting
from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.domain.words import Word
from orderdesk.keyboard.keymap import borrowed
from orderdesk.screens.context import tell
from orderdesk.screens.dialogs.base import Dialog, confirm_hint
from orderdesk.screens.order_list import Shown, read_order
from orderdesk.screens.work import run
from orderdesk.widgets.cells import won
from orderdesk.widgets.columns import listed
from orderdesk.widgets.look import look_of
from orderdesk.widgets.order_text import money_lines
from orderdesk.widgets.payment_text import payment_details
from orderdesk.widgets.text_scroll import TextScroll

_TITLE = Word("결제 상세", "Payments")
_NOTHING = Word("입금을 기다리는 결제가 없습니다", "No payment is waiting")


async def pay(screen: Screen[Any], order_id: int) -> None:
    """결제 상세 of one order, and 수동 입금 확인 or a refund by hand when the operator asks for it there."""
    from orderdesk.screens.dialogs import flow

    verb = await screen.app.push_screen_wait(PaymentDialog(order_id))
    if verb is not None:
        await flow.carry_out(screen, verb, [order_id])


class PaymentDialog(Dialog[str | None]):
    """Every payment of the order *order_id*; answers with the action on them that is wanted, None without."""

    BINDINGS: ClassVar[list[BindingType]] = borrowed("explain")

    AUTO_FOCUS = "TextScroll"

    def __init__(self, order_id: int) -> None:
        super().__init__()
        self._order_id = order_id
        self._next: str | None = None
        self._shown: Shown | None = None
        self._explained = True
        self._text = Text()

    def parts(self) -> ComposeResult:
        """One text."""
        with TextScroll():
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
        self._shown = shown
        order = shown.view.order
        self.entitle(listed([order.number, self.desk.word(_TITLE)]))
        self._show()
        terms = self.hint_of("explain")
        payment, refunds = open_request(order.entries), waiting(order)
        if payment is not None:
            self._next = "confirm-payment"
            words, amount = self.desk.word(BY_ID["confirm-payment"].words), payment.due
            self.hint(confirm_hint(f"{words} {won(amount)}"), terms)
        elif refunds:
            self._next = "refund"
            words, amount = self.desk.word(BY_ID["refund"].words), -sum(due.amount for due in refunds)
            self.hint(confirm_hint(f"{words} {won(amount)}"), terms)
        else:
            self.hint(terms)
        self.seen_from_now()

    def _show(self) -> None:
        if self._shown is None:
            return
        view, lang, look = self._shown.view, self.lang, look_of(self)
        width = max(40, self.query_one(TextScroll).size.width - 1)
        lines = money_lines(view, width, lang, look, self._explained)
        self._text = Text("\n").join([*lines, *payment_details(view.order, lang, look)])
        self.query_one(Static).update(self._text)

    write_anew = _show

    def action_explain(self) -> None:
        """Every sum with the terms that make it, or without."""
        self._explained = not self._explained
        self._show()

    def confirm(self) -> None:
        """Goes on to confirming the deposit that is waited for, or to the refund that waits."""
        if self._next is not None:
            self.dismiss(self._next)
        elif self._shown is not None:
            tell(self, _NOTHING, "warning")

    def copied(self) -> str:
        """What Ctrl+C copies: all that is shown."""
        return self._text.plain
