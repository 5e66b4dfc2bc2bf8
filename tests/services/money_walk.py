"""As `SectionWalk`, with money: claims of every kind decided in every way, refunds, charges, deposits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import rule

from orderdesk.core.domain.breakdown import breakdown, mismatch
from orderdesk.core.domain.orders import EntryKind, Method, Order
from orderdesk.core.domain.payments import payments
from orderdesk.core.domain.states import SectionState
from tests.domain.builders import ACCOUNT, DAY, NOW
from tests.services.section_walk import CLAIM, SectionWalk

DECISIONS: tuple[dict[str, str], ...] = (
    {},
    {},
    {"withhold": "2,500"},
    {"refund": "5,000"},
    {"fee": "3,000"},
    {"points": "100", "coupons": ""},
)


class MoneyWalk(SectionWalk):
    """Orders paid in several ways or waiting for their deposit, with coupons, points and delivery fees."""

    def an_order(self, n: int) -> Order:
        order = super().an_order(n)
        first, *rest = order.lines
        whole = first.qty * first.unit_price
        lines = (replace(first, total=whole - 3_301, points=1_300, coupon_discount=2_001), *rest)
        sections = (replace(order.sections[0], fee_base=3_000), *order.sections[1:])
        amount = sum(line.total for line in lines) + sum(section.fee for section in sections)
        method = Method.CHANNEL if order.channel.external else self.pick((Method.BANK, Method.CARD))
        paid = replace(order.entries[0], amount=amount, method=method)
        if method is Method.BANK and self.maybe():
            paid = replace(paid, kind=EntryKind.REQUEST, due_at=NOW + 30 * DAY)
        return replace(order, lines=lines, sections=sections, entries=(paid,))

    @rule(data=st.data())
    def asks_back(self, data: st.DataObject) -> None:
        self.data = data
        order, section = self.any_section()
        verb = self.pick(("cancel", "return", "exchange", "pickup", "pickup-done"))
        fields = {"reason": self.pick(("BROKEN", "WRONG_ORDER"))} if not verb.startswith("pickup") else {}
        if fields and self.maybe():
            fields["items"] = self.some_pieces(order, section)
        self.act(verb, order, section, **fields)

    @rule(data=st.data())
    def decides(self, data: st.DataObject) -> None:
        self.data = data
        order, section = self.any_section()
        fields = dict(self.pick(DECISIONS))
        if self.maybe():
            fields["no-pickup"] = "yes"
        if restock := self.pick(("", "", "yes", "no")):
            fields["restock"] = restock
        self.act("approve", order, section, **fields)

    @rule(data=st.data())
    def cancels_unpaid_and_asks_again(self, data: st.DataObject) -> None:
        """Of an order that waits for its deposit a part at a time, in any order."""
        self.data = data
        waits = [o for o in self.orders.values() if any(p.paid_at is None for p in payments(o.entries))]
        if not waits:
            return
        order = self.pick(waits)
        section = self.pick(order.sections)
        if section.state is SectionState.CANCELLED:
            self.act("back", order, section)
        elif section.state is SectionState.PREPARING:
            self.act("cancel", order, section, **CLAIM, items=self.some_pieces(order, section))

    @rule(data=st.data())
    def sends_money(self, data: st.DataObject) -> None:
        self.data = data
        fields = self.pick((ACCOUNT, ACCOUNT, {"way": "FAILED"}))
        self.act("refund", self.pick(list(self.orders.values())), **fields)

    @rule(data=st.data())
    def takes_a_decision_back(self, data: st.DataObject) -> None:
        self.data = data
        self.act("back", *self.any_section())

    def settled(self, before: Mapping[int, Order]) -> None:
        """No refund exceeds its payment at any prefix of the rows, and every sum explains itself."""
        super().settled(before)
        for order in self.orders.values():
            for end in range(1, len(order.entries) + 1):
                for payment in payments(order.entries[:end]):
                    assert 0 <= payment.refunded + payment.refund_due <= payment.paid
            assert mismatch(order, breakdown(order)) == 0
