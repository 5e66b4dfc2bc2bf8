"""Whole lives of an order's money: a plain ledger beside it is told what was asked, and must agree.

The ledger knows prices, never shares: what came back of a line is only summed, and compared at the end.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from orderdesk.core.domain import apply
from orderdesk.core.domain.breakdown import breakdown, mismatch
from orderdesk.core.domain.changes import take_back
from orderdesk.core.domain.check import check
from orderdesk.core.domain.effects import Call
from orderdesk.core.domain.orders import EntryKind, Method, Order
from orderdesk.core.domain.payments import payments
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.requests import Request, make_request
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.states import PaymentState, SectionState
from tests.domain.builders import ACCOUNT, DAY, NOW, SELLER, SYSTEM, line, order, section

S = SectionState
OUT = (S.SHIPPING, S.DELIVERED, S.CONFIRMED)
CLAIMABLE = (S.PREPARING, S.READY, *OUT)
COLLECTING = (S.RETURN_REQUESTED, S.RETURN_COLLECTING, S.EXCHANGE_REQUESTED, S.EXCHANGE_COLLECTING)
DECIDABLE = (S.CANCEL_REQUESTED, S.RETURN_COLLECTED, S.EXCHANGE_COLLECTED)


class Money(RuleBasedStateMachine):
    """One order: bought, paid, split, sent, claimed in parts, refunded, exchanged, added to, undone."""

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        draw = data.draw
        lines = []
        for n in range(1, draw(st.integers(1, 2)) + 1):
            qty, price = draw(st.integers(1, 4)), draw(st.integers(1, 30))
            coupon, points = draw(st.integers(0, price)), draw(st.integers(0, price))
            total = max(0, qty * price - coupon - points)
            lines.append(line(n, qty, total, price, coupon_discount=coupon, points=points))
        method = draw(st.sampled_from([Method.BANK, Method.CARD, Method.TRANSFER]))
        unpaid = method is Method.BANK and draw(st.booleans())
        fees = draw(st.sampled_from([(0, 0, 0), (3, 0, 0), (3, 2, 0), (0, 2, 0), (3, 2, 3)]))
        base, remote, discount = fees
        sent = section(1, fee_base=base, fee_remote=remote, fee_discount=discount)
        self.order = order(*lines, sections=(sent,), method=method, unpaid=unpaid)
        self.now = NOW
        self.history: list[tuple[Order, Order]] = []
        self.plain = draw(st.booleans())
        """Whether everything is the seller's fault, and nothing is kept or fixed."""

    def attempt(self, verb: str, where: int | None, **fields: str) -> bool:
        """Does it when the rules agree; whatever was done can be folded back to what was."""
        before, expires = self.order, verb == "expire"
        told = {key.replace("_", "-"): text for key, text in fields.items()}
        request = Request(verb) if expires else make_request(verb, told)
        actor, now = (SYSTEM, self.now + 10 * DAY) if expires else (SELLER, self.now)
        verdict = apply.decide(before, where, request, actor, now, Shop())
        if verdict.kind is not Kind.APPLY:
            return False
        after, happened = apply.carry_out(before, where, verdict, Call(request, actor, self.now))
        assert take_back(after, [c for h in happened for c in h.changes]) == before
        assert after.entries[: len(before.entries)] == before.entries
        self.order, self.now = replace(after, version=before.version + 1), self.now + 60
        self.history.append((before, self.order))
        return True

    def waiting(self) -> list[int]:
        """Sections that wait for their deposit."""
        waits = {p.root.n for p in payments(self.order.entries) if p.state is PaymentState.WAITING}
        return [s.n for s in self.order.sections if s.paid_by in waits and s.state is S.PREPARING]

    def gone(self) -> list[int]:
        """Sections that were cancelled before their deposit."""
        unpaid = {p.root.n for p in payments(self.order.entries) if p.paid_at is None}
        return [s.n for s in self.order.sections if s.paid_by in unpaid and s.state is S.CANCELLED]

    def pick(self, data: st.DataObject, *states: SectionState) -> int | None:
        fitting = [s.n for s in self.order.sections if s.state in states]
        return data.draw(st.sampled_from(fitting)) if fitting else None

    def some(self, data: st.DataObject, where: int) -> str:
        item = data.draw(st.sampled_from(self.order.items_of(where)))
        return f"{item.n}:{data.draw(st.integers(1, item.qty))}"

    # what people do

    @rule()
    def the_deposit_comes(self) -> None:
        self.attempt("confirm-payment", None)

    @precondition(lambda self: self.waiting())
    @rule(data=st.data())
    def a_part_is_cancelled_unpaid(self, data: st.DataObject) -> None:
        where = data.draw(st.sampled_from(self.waiting()))
        if data.draw(st.integers(0, 3)):
            self.attempt("cancel", where, reason="BROKEN", items=self.some(data, where))
        else:
            self.attempt("expire", where)

    @precondition(lambda self: self.gone())
    @rule(data=st.data())
    def what_was_cancelled_unpaid_comes_back(self, data: st.DataObject) -> None:
        self.attempt("back", data.draw(st.sampled_from(self.gone())))

    @rule()
    def sections_are_joined(self) -> None:
        self.attempt("merge", None)

    @rule(data=st.data())
    def goods_go_out(self, data: st.DataObject) -> None:
        where = self.pick(data, S.PREPARING, S.READY)
        if where is not None:
            part = {"items": self.some(data, where)} if data.draw(st.booleans()) else {}
            number = f"5218531234{self.now % 97:02d}"
            self.attempt("track", where, courier="CJ", number=number, to="ship", **part)
            self.attempt("deliver", where)

    @rule(data=st.data())
    def a_section_is_split(self, data: st.DataObject) -> None:
        where = self.pick(data, S.PREPARING, S.READY)
        if where is not None:
            self.attempt("split", where, items=self.some(data, where))

    @rule(data=st.data())
    def a_claim_is_made(self, data: st.DataObject) -> None:
        where = self.pick(data, *CLAIMABLE)
        if where is None:
            return
        verb = data.draw(st.sampled_from(["cancel", "return", "return", "exchange"]))
        reason = data.draw(st.sampled_from(["BROKEN"] if self.plain else ["BROKEN", "INTENT_CHANGED"]))
        part = {"items": self.some(data, where)} if data.draw(st.booleans()) else {}
        self.attempt(verb, where, reason=reason, **part)

    @rule(data=st.data())
    def goods_come_back(self, data: st.DataObject) -> None:
        where = self.pick(data, *COLLECTING)
        if where is not None:
            self.attempt("pickup", where)
            self.attempt("pickup-done", where)

    @rule(data=st.data())
    def a_claim_is_decided(self, data: st.DataObject) -> None:
        where = self.pick(data, *DECIDABLE)
        if where is None:
            return
        said: tuple[dict[str, str], ...] = ({}, {}, {"fee": "4"})
        if not self.plain:
            said += ({"withhold": "2"}, {"refund": "5"}, {"withhold": "1", "fee": "2"}, {"points": "1"})
        fields = data.draw(st.sampled_from(said))
        self.attempt("approve", where, **fields)

    @rule(data=st.data())
    def a_claim_ends_otherwise(self, data: st.DataObject) -> None:
        where = self.pick(data, *DECIDABLE, *COLLECTING)
        if where is not None:
            self.attempt(data.draw(st.sampled_from(["reject", "withdraw"])), where)

    @rule(data=st.data())
    def a_decision_is_taken_back(self, data: st.DataObject) -> None:
        where = self.pick(data, S.CANCELLED, S.RETURNED, S.EXCHANGED)
        if where is not None:
            self.attempt("back", where)

    @rule(way=st.sampled_from(["DONE", "DONE", "FAILED"]))
    def a_refund_is_made(self, way: str) -> None:
        self.attempt("refund", None, way=way, **ACCOUNT)

    @rule(qty=st.integers(1, 3), price=st.integers(0, 20), fee=st.sampled_from(["0", "3"]))
    def goods_are_added(self, qty: int, price: int, fee: str) -> None:
        if len(self.order.lines) < 6:
            self.attempt("add", None, name="추가", qty=str(qty), price=str(price), fee=fee)

    @rule()
    def the_order_is_opened_again(self) -> None:
        self.attempt("reopen", None)

    @precondition(lambda self: self.history)
    @rule()
    def the_last_is_undone(self) -> None:
        before, after = self.history.pop()
        if after == self.order:
            self.order = replace(before, version=after.version + 1)
            self.history.clear()

    # what holds

    @invariant()
    def refunds_never_exceed_payments_at_any_prefix(self) -> None:
        if not hasattr(self, "order"):
            return
        for end in range(1, len(self.order.entries) + 1):
            received, given = Counter[int](), Counter[int]()
            roots: dict[int, int] = {}
            open_dues: dict[int, int] = {}
            for entry in self.order.entries[:end]:
                root = roots[entry.n] = entry.n if entry.follows is None else roots[entry.follows]
                if entry.kind is EntryKind.PAID:
                    received[root] += entry.amount
                elif entry.kind is EntryKind.REFUND_DUE:
                    open_dues[entry.n] = -entry.amount
                elif entry.kind is EntryKind.REFUND:
                    given[root] -= entry.amount
                    open_dues.pop(entry.follows or 0, None)
                elif entry.kind is EntryKind.VOID:
                    open_dues.pop(entry.follows or 0, None)
            for due, amount in open_dues.items():
                given[roots[due]] += amount
            assert all(0 <= given[root] <= received[root] for root in given)
            assert sum(given.values()) <= sum(received.values())

    @invariant()
    def all_is_sound_and_explains_itself(self) -> None:
        if not hasattr(self, "order"):
            return
        assert check(self.order) == ()
        money = breakdown(self.order)
        assert mismatch(self.order, money) == 0
        assert all(each.amount == sum(term.amount for term in each.terms) for each in money)
        used = sum(x.points for x in self.order.lines)
        told = sum(c.points_back + c.points_withheld for c in self.order.claims)
        assert 0 <= told <= used

    def teardown(self) -> None:
        """Everything that is left comes back, at the seller's cost: together it is what was paid."""
        if not hasattr(self, "order"):
            return
        for _ in range(60):
            if not self.give_something_back():
                break
        self.attempt("refund", None, **ACCOUNT)
        left = [s for s in self.order.sections if s.state in CLAIMABLE and self.settled(s.paid_by)]
        assert left == []
        self.all_is_sound_and_explains_itself()
        if self.plain:
            self.what_was_paid_came_back()

    def what_was_paid_came_back(self) -> None:
        """Whatever the parts and their order, won and points: all but what claims charged in addition."""
        for payment in payments(self.order.entries):
            if payment.root.claim is None and payment.paid_at is not None:
                assert (payment.refunded, payment.refund_due) == (payment.paid, 0)
        kept = self.gone_unpaid()
        used = sum(x.points * (x.qty - kept[x.n]) // x.qty for x in self.order.lines if x.points)
        assert abs(sum(c.points_back for c in self.order.claims) - used) <= len(kept)

    def gone_unpaid(self) -> Counter[int]:
        """Pieces by line that were cancelled before anybody paid for them."""
        unpaid = {p.root.n for p in payments(self.order.entries) if p.paid_at is None}
        gone = Counter[int]()
        for each in self.order.sections:
            for item in self.order.items_of(each.n) if each.paid_by in unpaid else ():
                gone[item.line] += item.qty
        return gone

    def settled(self, root: int) -> bool:
        return any(p.root.n == root and p.paid_at is not None for p in payments(self.order.entries))

    def give_something_back(self) -> bool:
        """One step towards an order of which nothing is left."""
        for s in self.order.sections:
            if s.state in DECIDABLE and self.attempt("approve", s.n):
                return True
            if s.state in COLLECTING and (self.attempt("pickup", s.n) | self.attempt("pickup-done", s.n)):
                return True
            if s.state in CLAIMABLE and self.settled(s.paid_by):
                verb = "cancel" if s.state in (S.PREPARING, S.READY) else "return"
                if self.attempt(verb, s.n, reason="BROKEN"):
                    return True
        return self.attempt("reopen", None) if self.order.trade.name == "CLOSED" else False


Money.TestCase.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
TestMoney = Money.TestCase
