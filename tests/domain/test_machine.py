"""Random commands over random orders: whatever is asked, every invariant holds."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from orderdesk.core.domain import apply
from orderdesk.core.domain.asked_goods import taken_off
from orderdesk.core.domain.badge import badge
from orderdesk.core.domain.breakdown import breakdown, mismatch
from orderdesk.core.domain.changes import BOOKKEEPING, apply_changes, from_plain, take_back, to_plain
from orderdesk.core.domain.check import check
from orderdesk.core.domain.claim_rules import hold_choices
from orderdesk.core.domain.effects import Call
from orderdesk.core.domain.facets import facets
from orderdesk.core.domain.orders import Actor, Channel, Delivery, Method, Order
from orderdesk.core.domain.payments import payments
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.requests import Request, Value
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.states import LADDER, Badge, SectionState
from orderdesk.core.domain.transitions import SECTION_VERBS, TRANSITIONS
from orderdesk.core.domain.verbs import BY_ID, VERBS, Field, FieldKind, Scope
from tests.domain.builders import ACTORS, DAY, NOW, SELLER, line, order

ORDER_VERBS = tuple(verb.id for verb in VERBS if verb.scope is Scope.ORDER)
VERBS_OF_SECTIONS = (*(verb for verb in SECTION_VERBS if verb != "merge"), "swap")
ONWARD = (
    "ready",
    "waybill",
    "ship",
    "collected",
    "deliver",
    "approve",
    "pickup",
    "pickup-done",
    "back",
    "reject",
    "hold",
)
SEEDS = st.integers(0, 2**32).map(Random)


def an_order(rnd: Random) -> Order:
    lines = []
    for n in range(1, rnd.randint(1, 3) + 1):
        qty, price = rnd.randint(1, 5), rnd.randint(0, 50)
        points, coupon = rnd.choice([0, rnd.randint(0, price)]), rnd.choice([0, rnd.randint(0, price)])
        total = max(0, price * qty - points - coupon)
        lines.append(line(n, qty, total, price, points=points, coupon_discount=coupon))
    method = rnd.choice([Method.BANK, Method.CARD, Method.VIRTUAL, Method.TRANSFER])
    unpaid = method in (Method.BANK, Method.VIRTUAL) and rnd.random() < 0.5
    state = SectionState.PREPARING if unpaid else rnd.choice(LADDER)
    return order(
        *lines,
        state=state,
        method=method,
        unpaid=unpaid,
        fee=rnd.choice([0, 7]),
        delivery=rnd.choice([Delivery.PARCEL, Delivery.PARCEL, Delivery.VISIT, Delivery.DIGITAL]),
        channel=Channel.OWN if unpaid else rnd.choice([Channel.OWN, Channel.OWN, Channel.NAVER]),
        held=state < SectionState.SHIPPING and rnd.random() < 0.2,
    )


def a_value(rnd: Random, field: Field, of: Order, section: int) -> Value | None:
    if not field.required and rnd.random() < (0.8 if field.kind is FieldKind.WON else 0.4):
        return None
    match field.kind:
        case FieldKind.WON:
            return rnd.randint(0, 60)
        case FieldKind.NUMBER:
            return rnd.randint(1, 3)
        case FieldKind.FLAG:
            return rnd.random() < 0.5
        case FieldKind.TIME:
            return NOW + rnd.randint(-2, 40) * DAY
        case FieldKind.CHOICE | FieldKind.CHOICES:
            return rnd.choice(field.choices)[0]
        case FieldKind.PIECES:
            items = of.items_of(section)
            chosen = rnd.sample(items, min(len(items), rnd.randint(1, 2)))
            return tuple((item.n, rnd.randint(1, item.qty)) for item in chosen)
        case FieldKind.TEXT | FieldKind.SECRET:
            if field.key == "options":
                items = of.items_of(section)
                return "; ".join(f"{item.n}:{rnd.choice('ABC')}" for item in items if rnd.random() < 0.5)
            if field.key == "sections":
                return ",".join(f"S{s.n}" for s in of.sections if rnd.random() < 0.5)
            return rnd.choice(["CJ", "521853123456", "06234"])


def a_request(rnd: Random, of: Order, section: int, verb: str) -> Request:
    fields = BY_ID[verb].fields if verb in BY_ID else ()
    if verb in ("hold", "release"):  # mostly for a reason that fits
        fitting = hold_choices(of.section(section).state)
        fields = tuple(replace(f, choices=fitting) if f.choices else f for f in fields)
    pairs = [(field.key, a_value(rnd, field, of, section)) for field in fields]
    return Request(verb, tuple((key, value) for key, value in pairs if value not in (None, "")))


class Desk(RuleBasedStateMachine):
    """One order, and everybody who may do something to it."""

    @initialize(rnd=SEEDS)
    def begin(self, rnd: Random) -> None:
        self.order, self.now = an_order(rnd), NOW
        self.done: list[tuple[object, ...]] = []

    @rule(rnd=SEEDS)
    def somebody_acts_on_a_section(self, rnd: Random) -> None:
        """The first of the verbs, in any order, that can be done; mostly the seller does it."""
        section = rnd.choice(self.order.sections).n
        self.try_any(rnd, section, rnd.sample(VERBS_OF_SECTIONS, len(VERBS_OF_SECTIONS)))

    @rule(rnd=SEEDS)
    def somebody_brings_a_section_on(self, rnd: Random) -> None:
        section = rnd.choice(self.order.sections).n
        self.try_any(rnd, section, rnd.sample(ONWARD, len(ONWARD)))

    def try_any(self, rnd: Random, section: int, verbs: list[str]) -> None:
        for verb in verbs:
            actor = rnd.choice([SELLER, SELLER, SELLER, *ACTORS])
            if self.attempt(a_request(rnd, self.order, section, verb), section, actor):
                return

    @rule(rnd=SEEDS, verb=st.sampled_from(ORDER_VERBS))
    def the_seller_acts_on_the_order(self, rnd: Random, verb: str) -> None:
        self.attempt(a_request(rnd, self.order, 1, verb), None, SELLER)

    @rule(days=st.integers(1, 8))
    def time_passes(self, days: int) -> None:
        self.now += days * DAY

    def attempt(self, request: Request, section: int | None, actor: Actor) -> bool:
        before = self.order
        verdict = apply.decide(before, section, request, actor, self.now, Shop())
        if verdict.kind is not Kind.APPLY:
            assert verdict.refusal is not None
            return False
        self.done.append(
            (verdict.steps[0].id if verdict.steps else request.verb, section, actor.kind, request)
        )
        after, happenings = apply.carry_out(before, section, verdict, Call(request, actor, self.now))
        changes = [change for happening in happenings for change in happening.changes]
        if any(happening.verb == "settle" for happening in happenings):
            self.done.append(("T10", section, actor.kind, request))
        through_json = [from_plain(to_plain(change)) for change in changes]
        assert through_json == changes
        assert apply_changes(before, changes) == after
        back = take_back(after, changes)
        assert back == before
        assert facets(back) == facets(before)
        assert (before.id, before.version) == (after.id, after.version) and len(BOOKKEEPING) == 3
        assert [e for e in after.entries if e.n <= len(before.entries)] == list(before.entries)
        self.order = replace(after, version=before.version + 1)
        return True

    @invariant()
    def sound(self) -> None:
        if not hasattr(self, "order"):
            return
        assert check(self.order) == (), self.done
        assert badge(self.order) in Badge
        for payment in payments(self.order.entries):
            assert 0 <= payment.refunded + payment.refund_due <= payment.paid
        for bought in self.order.lines:
            assert 0 <= taken_off(self.order).get(bought.n, (0, 0))[1] <= bought.total
        money = breakdown(self.order)
        assert money[-1].amount >= 0 and mismatch(self.order, money) == 0
        assert all(each.amount == sum(term.amount for term in each.terms) for each in money)


Desk.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestDesk = Desk.TestCase


@pytest.mark.slow
def test_long_walks_pass_through_every_row_of_the_table() -> None:
    rnd = Random(3)
    wanted = {row.id for row in TRANSITIONS} - {"T01", "S02"}
    for _ in range(900):
        desk = Desk()
        desk.begin(rnd)
        for _ in range(60):
            step = rnd.random()
            if step < 0.4:
                desk.somebody_brings_a_section_on(rnd)
            elif step < 0.8:
                desk.somebody_acts_on_a_section(rnd)
            elif step < 0.9:
                desk.the_seller_acts_on_the_order(rnd, rnd.choice(ORDER_VERBS))
            else:
                desk.time_passes(rnd.randint(1, 8))
            desk.sound()
        wanted -= {str(done[0]) for done in desk.done}
        if not wanted:
            break
    assert not wanted
