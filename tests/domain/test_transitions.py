"""The transition table: complete, as the rules say, and total over every state, verb and actor."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.effects import EFFECTS
from orderdesk.core.domain.facts import Facts, section_facts
from orderdesk.core.domain.guards import CONDITIONS, GUARDS
from orderdesk.core.domain.orders import ActorKind, Channel, Delivery, Method
from orderdesk.core.domain.plans import Kind, decide_facts, target_of
from orderdesk.core.domain.refusals import NOTHING_TO_DO, Refusal
from orderdesk.core.domain.requests import Request, Value
from orderdesk.core.domain.states import PaymentState, SectionState, Trade
from orderdesk.core.domain.transitions import SECTION_VERBS, TARGET_BEFORE, TRANSITIONS, Transition
from tests.domain.builders import NOW, do, order, states

S = SectionState
BEFORE = "before"

EXPECTED: dict[str, set[tuple[str, str, str]]] = {
    "T01": set(),
    "T02": {("PREPARING", "ready", "READY")},
    "T03": {("PREPARING", "waybill", "READY")},
    "T04": {("READY", "ship", "SHIPPING")},
    "T05": {("READY", "collected", "SHIPPING")},
    "T06": {("SHIPPING", "deliver", "DELIVERED")},
    "T07": {("DELIVERED", "confirm", "CONFIRMED")},
    "T08": {("DELIVERED", "confirm", "CONFIRMED")},
    "T09": {("DELIVERED", "confirm", "CONFIRMED")},
    "T10": {("PREPARING", "settle", "CONFIRMED")},
    "T20": {("READY", "back", "PREPARING")},
    "T21": {("SHIPPING", "back", "READY")},
    "T22": {("DELIVERED", "back", "SHIPPING")},
    "T23": {("CONFIRMED", "back", "DELIVERED")},
    "C01": {("PREPARING", "cancel", "CANCEL_REQUESTED"), ("READY", "cancel", "CANCEL_REQUESTED")},
    "C02": {("PREPARING", "cancel", "CANCELLED"), ("PREPARING", "expire", "CANCELLED")},
    "C03": {("CANCEL_REQUESTED", "approve", "CANCELLED")},
    "C04": {("CANCEL_REQUESTED", "reject", BEFORE), ("CANCEL_REQUESTED", "withdraw", BEFORE)},
    "C05": {("CANCEL_REQUESTED", "reject", "SHIPPING")},
    "C06": {("CANCELLED", "back", "CANCEL_REQUESTED")},
    "C07": {("CANCELLED", "back", "PREPARING")},
    "C08": {
        (state, "cancel", "CANCEL_REQUESTED")
        for state in ("PREPARING", "READY", "SHIPPING", "DELIVERED", "CONFIRMED")
    },
    "R01": {(state, "return", "RETURN_REQUESTED") for state in ("SHIPPING", "DELIVERED", "CONFIRMED")},
    "R02": {("RETURN_REQUESTED", "pickup", "RETURN_COLLECTING")},
    "R03": {
        ("RETURN_REQUESTED", "pickup-done", "RETURN_COLLECTED"),
        ("RETURN_COLLECTING", "pickup-done", "RETURN_COLLECTED"),
    },
    "R04": {("RETURN_COLLECTED", "approve", "RETURNED")},
    "R05": {
        (state, verb, BEFORE)
        for state in ("RETURN_REQUESTED", "RETURN_COLLECTING", "RETURN_COLLECTED")
        for verb in ("reject", "withdraw")
    },
    "R06": {("RETURN_REQUESTED", "approve", "RETURNED")},
    "R07": {("RETURNED", "back", "RETURN_COLLECTED")},
    "R08": {
        (state, verb, state)
        for state in ("RETURN_REQUESTED", "RETURN_COLLECTING", "RETURN_COLLECTED")
        for verb in ("hold", "release")
    },
    "E01": {(state, "exchange", "EXCHANGE_REQUESTED") for state in ("SHIPPING", "DELIVERED", "CONFIRMED")},
    "E02": {("EXCHANGE_REQUESTED", "pickup", "EXCHANGE_COLLECTING")},
    "E03": {("EXCHANGE_COLLECTING", "pickup-done", "EXCHANGE_COLLECTED")},
    "E04": {
        ("EXCHANGE_COLLECTED", "approve", "EXCHANGED"),
        ("EXCHANGED", "back", "EXCHANGE_COLLECTED"),
    },
    "E06": {
        (state, verb, BEFORE)
        for state in ("EXCHANGE_REQUESTED", "EXCHANGE_COLLECTING", "EXCHANGE_COLLECTED")
        for verb in ("reject", "withdraw")
    },
    "E07": {
        (state, verb, state)
        for state in ("EXCHANGE_REQUESTED", "EXCHANGE_COLLECTING", "EXCHANGE_COLLECTED")
        for verb in ("hold", "release")
    },
    "H01": {(state, "hold", state) for state in ("PREPARING", "READY")},
    "H02": {(state, "release", state) for state in ("PREPARING", "READY", "CANCEL_REQUESTED")},
    "D01": {("PREPARING", "delay", "PREPARING")},
    "N01": {(state, "track", state) for state in ("PREPARING", "READY", "SHIPPING")},
    "N02": {(state, "untrack", state) for state in ("PREPARING", "READY")},
    "A01": {(state, "address", state) for state in ("PREPARING", "READY")},
    "S01": {(state, "split", state) for state in ("PREPARING", "READY")},
    "S02": {(state, "merge", state) for state in ("PREPARING", "READY")},
}
"""What the table must say, written down apart from it; E05 is the ladder on a resend section."""


def test_table_says_what_the_rules_say() -> None:
    found: dict[str, set[tuple[str, str, str]]] = {}
    for row in TRANSITIONS:
        moves = found.setdefault(row.id, set())
        for state in row.source:
            if row.target is None:
                target = state.name
            else:
                target = BEFORE if row.target == TARGET_BEFORE else S(int(row.target)).name
            moves.add((state.name, row.verb, target))
    assert found == EXPECTED


SELLER, BUYER, SYSTEM, CHANNEL = ActorKind.SELLER, ActorKind.BUYER, ActorKind.SYSTEM, ActorKind.CHANNEL
WHO = {
    "T02": {SELLER},
    "T03": {SYSTEM},
    "T04": {SELLER},
    "T05": {SYSTEM},
    "T06": {SELLER, SYSTEM, CHANNEL},
    "T07": {BUYER, CHANNEL},
    "T08": {SYSTEM},
    "T09": {SELLER},
    "T10": {SYSTEM},
    "T20": {SELLER},
    "T21": {SELLER},
    "T22": {SELLER},
    "T23": {SELLER},
    "C01": {SELLER, BUYER, CHANNEL},
    "C03": {SELLER, CHANNEL},
    "C05": {SELLER},
    "C06": {SELLER},
    "C07": {SELLER},
    "R04": {SELLER, CHANNEL},
    "R06": {SELLER, CHANNEL},
    "R07": {SELLER},
    "E04": {SELLER, CHANNEL},
    "H02": {SELLER},
    "D01": {SELLER},
    "S01": {SELLER},
}


@pytest.mark.parametrize("id", WHO)
def test_who_may_do_it(id: str) -> None:  # noqa: A002
    assert {kind for row in TRANSITIONS if row.id == id for kind in row.who} == WHO[id]


def test_buyers_never_decide_claims_hold_or_ship() -> None:
    allowed = {row.verb for row in TRANSITIONS if BUYER in row.who and row.source}
    assert allowed == {"confirm", "cancel", "withdraw", "return", "exchange"}


def test_every_name_in_the_table_exists_and_each_is_used() -> None:
    guards = {name for row in TRANSITIONS for name in row.guards}
    conditions = {name for row in TRANSITIONS for name in row.when}
    effects = {name for row in TRANSITIONS for name in row.effects}
    assert guards == set(GUARDS)
    assert conditions == set(CONDITIONS)
    assert effects == set(EFFECTS) | {"may_close"}


PLAIN = section_facts(order(), order().sections[0], SELLER, NOW, exact_number=True)
FULL: dict[str, tuple[tuple[str, Value], ...]] = {
    "track": (("courier", "CJ"), ("number", "521853123456")),
    "reject": (("courier", "CJ"), ("number", "521853123456"), ("reason", "x")),
    "approve": (("no-pickup", True),),
    "hold": (("reason", "STOCK"),),
}
REQUESTS = tuple(Request(verb) for verb in SECTION_VERBS) + tuple(Request(*pair) for pair in FULL.items())


def variants(state: SectionState) -> list[Facts]:
    """Facts of a section in *state* over everything that a rule looks at."""
    claims = {"CANCEL": ClaimKind.CANCEL, "RETURN": ClaimKind.RETURN, "EXCHAN": ClaimKind.EXCHANGE}
    kind = claims.get(state.name[:6])
    pays = (
        (PaymentState.COMPLETE, True),
        (PaymentState.WAITING, False),
        (PaymentState.OVERDUE, False),
        (PaymentState.REFUNDED, False),
    )
    made = []
    for trade, (pay, paid), channel, flags in itertools.product(
        Trade, pays, (Channel.OWN, Channel.NAVER), itertools.product((False, True), repeat=4)
    ):
        held, tracked, digital, ripe = flags
        made.append(
            replace(
                PLAIN,
                state=state,
                trade=trade,
                payment=pay,
                paid=paid,
                channel=channel,
                held=held,
                claim_held=held,
                hold_reasons=frozenset({"STOCK"} if held else ()),
                tracked=tracked,
                number=("CJ", "1") if tracked else None,
                label_stale=held and tracked,
                delivery=Delivery.DIGITAL if digital else Delivery.PARCEL,
                physical=not digital,
                ripe=ripe,
                refund_open=ripe,
                resend_waits=ripe,
                past_due=ripe,
                method=Method.BANK if ripe else Method.CARD,
                claim=kind,
                claim_before=S.PREPARING if kind and not tracked else None,
            )
        )
    return made


@pytest.mark.parametrize("state", S)
def test_every_state_verb_and_actor_has_a_target_or_a_named_refusal(state: SectionState) -> None:
    for facts in variants(state):
        for actor in ActorKind:
            of_actor = replace(facts, actor=actor)
            for request in REQUESTS:
                verdict = decide_facts.__wrapped__(of_actor, request)
                if verdict.kind is Kind.APPLY:
                    _check_steps(verdict.steps, facts, actor)
                else:
                    assert isinstance(verdict.refusal, Refusal)
                    assert (verdict.kind is Kind.SKIP) == (verdict.refusal in NOTHING_TO_DO)


def _check_steps(steps: tuple[Transition, ...], facts: Facts, actor: ActorKind) -> None:
    assert steps
    for step in steps:
        assert actor in step.who
        assert facts.state in step.source
        target = target_of(step, facts)
        move = BEFORE if step.target == TARGET_BEFORE else target.name
        assert (facts.state.name, step.verb, move) in EXPECTED[step.id]
        facts = replace(facts, state=target)


@pytest.mark.parametrize(
    ("state", "verb", "code"),
    [
        (S.PREPARING, "ship", "step-skipped"),
        (S.READY, "deliver", "step-skipped"),
        (S.SHIPPING, "confirm", "step-skipped"),
        (S.READY, "ready", "already"),
        (S.SHIPPING, "ready", "past"),
        (S.DELIVERED, "ship", "past"),
        (S.CANCELLED, "ship", "in-claim"),
        (S.CANCELLED, "cancel", "already"),
        (S.SHIPPING, "cancel", "dispatched"),
        (S.DELIVERED, "cancel", "dispatched"),
        (S.PREPARING, "return", "not-dispatched"),
        (S.READY, "exchange", "not-dispatched"),
        (S.RETURNED, "exchange", "in-claim"),
        (S.PREPARING, "approve", "no-claim"),
        (S.RETURN_COLLECTING, "approve", "pickup-needed"),
        (S.EXCHANGE_REQUESTED, "approve", "pickup-needed"),
        (S.EXCHANGE_REQUESTED, "pickup-done", "step-skipped"),
        (S.PREPARING, "back", "no-step-back"),
        (S.RETURN_REQUESTED, "back", "no-step-back"),
        (S.SHIPPING, "hold", "not-holdable"),
        (S.READY, "delay", "not-delayable"),
        (S.PREPARING, "delay", "not-delayable"),
        (S.DELIVERED, "track", "track-too-late"),
        (S.CANCELLED, "track", "in-claim"),
        (S.PREPARING, "untrack", "untracked"),
        (S.CANCELLED, "untrack", "untracked"),
        (S.DELIVERED, "untrack", "untracked"),
        (S.SHIPPING, "address", "address-fixed"),
        (S.CANCEL_REQUESTED, "address", "in-claim"),
        (S.SHIPPING, "split", "split-state"),
        (S.PREPARING, "settle", "step-skipped"),
        (S.PREPARING, "expire", "nothing-due"),
    ],
)
def test_wrong_states_have_their_own_reason(state: SectionState, verb: str, code: str) -> None:
    actor = SYSTEM if verb in ("settle", "expire") else SELLER
    facts = replace(PLAIN, state=state, actor=actor)
    assert decide_facts(facts, Request(verb, FULL.get(verb, ()))).code == code


def test_a_number_that_can_not_be_removed_says_why() -> None:
    def why(state: SectionState) -> str:
        return decide_facts(replace(PLAIN, state=state, tracked=True), Request("untrack")).code

    assert why(S.SHIPPING) == "untrack-sent"
    assert why(S.DELIVERED) == why(S.CONFIRMED) == "track-too-late"
    assert why(S.RETURN_REQUESTED) == why(S.CANCELLED) == "in-claim"


@pytest.mark.parametrize(
    ("changes", "verb", "code"),
    [
        ({"paid": False, "payment": PaymentState.WAITING}, "ready", "unpaid"),
        ({"paid": False, "payment": PaymentState.REFUNDED}, "ready", "money-returned"),
        ({"held": True}, "ready", "held"),
        ({"trade": Trade.CLOSED}, "ready", "closed"),
        ({"state": S.READY}, "ship", "no-tracking"),
        ({"state": S.READY, "tracked": True, "label_stale": True}, "ship", "label-stale"),
        ({"state": S.READY, "tracked": True, "held": True}, "ship", "held"),
        ({"state": S.READY, "tracked": True, "paid": False}, "ship", "unpaid"),
        ({"state": S.READY, "tracked": True}, "cancel", "has-tracking"),
        ({"state": S.READY, "tracked": True}, "back", "has-tracking"),
        ({"state": S.READY, "tracked": True}, "split", "has-tracking"),
        ({"state": S.SHIPPING, "channel": Channel.NAVER}, "back", "channel-no-back"),
        ({"state": S.DELIVERED, "trade": Trade.CLOSED}, "back", "closed"),
        ({"state": S.CONFIRMED, "physical": False}, "back", "not-physical"),
        ({"state": S.CONFIRMED, "trade": Trade.CLOSED}, "return", "closed"),
        ({"state": S.CONFIRMED, "actor": BUYER}, "return", "confirmed"),
        ({"state": S.CONFIRMED, "actor": BUYER}, "exchange", "confirmed"),
        ({"state": S.SHIPPING, "physical": False, "actor": BUYER}, "cancel", "seller-only"),
        ({"actor": BUYER}, "ready", "seller-only"),
        ({"state": S.CANCEL_REQUESTED, "actor": BUYER}, "approve", "seller-only"),
        ({"state": S.DELIVERED, "actor": SYSTEM}, "confirm", "not-ripe"),
        ({"payment": PaymentState.WAITING, "actor": SYSTEM}, "expire", "not-overdue"),
        (
            {"state": S.DELIVERED, "actor": SYSTEM, "ripe": True, "claim_in_order": True},
            "confirm",
            "in-claim",
        ),
        ({"state": S.DELIVERED, "actor": SYSTEM, "ripe": True, "held": True}, "confirm", "held"),
        ({"state": S.RETURN_REQUESTED}, "approve", "pickup-first"),
        ({"state": S.RETURN_REQUESTED, "channel": Channel.NAVER}, "reject", "field-missing"),
        ({"state": S.EXCHANGE_COLLECTED, "claim_held": True}, "approve", "claim-held"),
        ({"state": S.EXCHANGED, "resend_waits": False}, "back", "resend-moved"),
        ({"state": S.RETURNED, "refund_open": True, "fee_paid": True}, "back", "fee-paid"),
        ({"state": S.RETURNED, "refund_open": False}, "back", "refund-executed"),
        ({"state": S.CANCELLED, "physical": False}, "back", "cancel-lasts"),
        ({"state": S.CANCELLED, "payment": PaymentState.OVERDUE, "paid": False}, "back", "not-reopenable"),
        ({"state": S.CANCEL_REQUESTED, "channel": Channel.NAVER}, "reject", "no-tracking"),
        ({"state": S.CANCEL_REQUESTED}, "reject", "no-claim"),
        ({"state": S.EXCHANGE_REQUESTED}, "hold", "not-withholdable"),
        ({"number": ("CJ", "2"), "tracked": True}, "track", "number-exists"),
    ],
)
def test_each_guard_refuses_with_its_reason(changes: dict[str, object], verb: str, code: str) -> None:
    facts = replace(PLAIN, **changes)  # type: ignore[arg-type]  # fields are Facts' own
    values = FULL[verb] if verb in ("track", "hold") else ()
    assert decide_facts(facts, Request(verb, values)).code == code


def test_a_number_needs_its_courier() -> None:
    assert decide_facts(PLAIN, Request("track", (("number", "1"),))).code == "courier-unknown"


@pytest.mark.parametrize("delivery", [Delivery.DIRECT, Delivery.QUICK, Delivery.VISIT, Delivery.NONE])
def test_only_parcels_need_a_number_to_ship(delivery: Delivery) -> None:
    facts = replace(PLAIN, state=S.READY, delivery=delivery)
    assert decide_facts(facts, Request("ship")).kind is Kind.APPLY


@pytest.mark.parametrize(
    ("start", "target", "steps"),
    [
        (S.PREPARING, "", ("track",)),
        (S.PREPARING, "ready", ("track", "ready")),
        (S.PREPARING, "ship", ("track", "ready", "ship")),
        (S.READY, "ship", ("track", "ship")),
        (S.READY, "ready", ("track",)),
        (S.SHIPPING, "ship", ("track",)),
    ],
)
def test_a_number_brings_its_steps(start: SectionState, target: str, steps: tuple[str, ...]) -> None:
    values = (*FULL["track"], ("to", target)) if target else FULL["track"]
    verdict = decide_facts(replace(PLAIN, state=start), Request("track", values))
    assert tuple(step.verb for step in verdict.steps) == steps


@pytest.mark.parametrize(
    ("changes", "target", "code"),
    [
        ({"state": S.SHIPPING}, "ready", "to-ready-only"),
        ({"held": True}, "ship", "held"),
        ({"paid": False}, "ship", "unpaid"),
        ({"number": ("CJ", "521853123456"), "tracked": True}, "", "already"),
        ({"number": ("CJ", "521853123456"), "tracked": True, "state": S.SHIPPING}, "ship", "already"),
    ],
)
def test_a_number_with_a_target_that_cannot_be(changes: dict[str, object], target: str, code: str) -> None:
    values = (*FULL["track"], ("to", target)) if target else FULL["track"]
    facts = replace(PLAIN, **changes)  # type: ignore[arg-type]  # fields are Facts' own
    assert decide_facts(facts, Request("track", values)).code == code


def test_the_ladder_of_a_resend_section_is_the_ordinary_one() -> None:  # E05
    now = order(state=S.DELIVERED)
    now = do(now, "exchange", reason="BROKEN")
    for verb in ("pickup", "pickup-done", "approve"):
        now = do(now, verb)
    assert states(now) == {1: S.EXCHANGED, 2: S.PREPARING}
    now = do(now, "track", 2, courier="CJ", number="1", to="ship")
    assert states(do(now, "deliver", 2)) == {1: S.EXCHANGED, 2: S.DELIVERED}
