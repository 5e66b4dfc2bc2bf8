"""Verdicts: what a request would do to a section or an order, decided before anything changes.

`decide_facts` is pure. Its answer depends only on a section's facts and the request, so that it is
remembered: of 100,000 sections most have facts that were met before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from orderdesk.core.domain.facts import Facts
from orderdesk.core.domain.guards import ANSWERS, CONDITIONS, GUARDS
from orderdesk.core.domain.refusals import NOTHING_TO_DO, Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.states import LADDER, OPEN_CLAIM_STATES, SectionState
from orderdesk.core.domain.swap import SWAP, going_back
from orderdesk.core.domain.transitions import TARGET_BEFORE, Transition, rows_for

S = SectionState


class Kind(Enum):
    """How a row of a plan ends."""

    APPLY = "apply"
    SKIP = "skip"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What happens to one section (or order): apply with its steps, skip, or refuse with a reason."""

    kind: Kind
    refusal: Refusal | None = None
    steps: tuple[Transition, ...] = ()

    @property
    def code(self) -> str:
        """The stable code of the reason, "" when it applies."""
        return self.refusal.code if self.refusal else ""


APPLY = Verdict(Kind.APPLY)
SKIP = Verdict(Kind.SKIP, Refusal.ALREADY)


def refuse(refusal: Refusal) -> Verdict:
    """The verdict for *refusal*: a skip when nothing is to do, else a refusal."""
    return Verdict(Kind.SKIP if refusal in NOTHING_TO_DO else Kind.REFUSE, refusal)


@lru_cache(maxsize=65536)
def decide_facts(facts: Facts, request: Request) -> Verdict:
    """The verdict on a section with *facts*; total over every state and verb."""
    if request.verb == "track":
        return _decide_track(facts, request)
    if request.verb == SWAP:
        request = going_back(request, facts.state, facts.physical)
    if request.verb == "hold" and request.text("reason") in facts.hold_reasons:
        return SKIP
    found = _step(facts, request.verb, request)
    return Verdict(Kind.APPLY, steps=(found,)) if isinstance(found, Transition) else refuse(found)


def _decide_track(facts: Facts, request: Request) -> Verdict:
    """A number, and what it brings with it: both steps in one plan when it says 배송중."""
    target = request.text("to")
    same = facts.number == (request.text("courier"), request.text("number"))
    steps: list[Transition] = []
    if same and not facts.label_stale:
        if not target:
            return SKIP
    else:
        found = _step(facts, "track", request)
        if not isinstance(found, Transition):
            return refuse(found)
        steps.append(found)
        facts = replace(facts, tracked=True, label_stale=False)
    for verb in _ladder_to(facts.state, target):
        if isinstance(verb, Refusal):
            return refuse(verb) if not steps or verb is not Refusal.ALREADY else _applied(steps)
        found = _step(facts, verb, request)
        if not isinstance(found, Transition):
            return refuse(found)
        steps.append(found)
        facts = replace(facts, state=SectionState(int(facts.state) + 1))
    return _applied(steps)


def _applied(steps: list[Transition]) -> Verdict:
    return Verdict(Kind.APPLY, steps=tuple(steps))


def _ladder_to(state: SectionState, target: str) -> tuple[str | Refusal, ...]:
    """The ladder's verbs from *state* to *target* ("", "ready" or "ship")."""
    match target, state:
        case "", _:
            return ()
        case "ready", S.PREPARING:
            return ("ready",)
        case ("ready", S.READY) | ("ship", S.SHIPPING):
            return (Refusal.ALREADY,)
        case "ship", S.PREPARING:
            return ("ready", "ship")
        case "ship", S.READY:
            return ("ship",)
    return (Refusal.TO_READY_ONLY if state is S.SHIPPING else Refusal.TRACK_TOO_LATE,)


def _step(facts: Facts, verb: str, request: Request) -> Transition | Refusal:
    """The row that applies, or why none does."""
    others = False
    for row in rows_for(verb, facts.state):
        if facts.actor not in row.who:
            others = True
        elif all(CONDITIONS[name](facts) for name in row.when):
            for name in row.guards:
                if request.open and name in ANSWERS:
                    continue
                refusal = GUARDS[name](facts, request)
                if refusal is not None:
                    return refusal
            if row.target == TARGET_BEFORE and facts.claim_before is None:
                return Refusal.NO_CLAIM
            return row
    return Refusal.SELLER_ONLY if others else wrong_state(verb, facts)


def target_of(row: Transition, facts: Facts) -> SectionState:
    """The state that *row* leads to from *facts*."""
    if row.target is None:
        return facts.state
    if row.target == TARGET_BEFORE:
        if facts.claim_before is None:
            raise ValueError("no claim to go back from")
        return facts.claim_before
    return SectionState(int(row.target))


_LADDER_FROM: dict[str, SectionState] = {
    "ready": S.PREPARING,
    "waybill": S.PREPARING,
    "ship": S.READY,
    "collected": S.READY,
    "deliver": S.SHIPPING,
    "confirm": S.DELIVERED,
    "settle": S.PREPARING,
}

_AFTER_CLAIM: dict[str, frozenset[SectionState]] = {
    "cancel": frozenset({S.CANCEL_REQUESTED, S.CANCELLED}),
    "return": frozenset({S.RETURN_REQUESTED, S.RETURN_COLLECTING, S.RETURN_COLLECTED, S.RETURNED}),
    "exchange": frozenset({S.EXCHANGE_REQUESTED, S.EXCHANGE_COLLECTING, S.EXCHANGE_COLLECTED, S.EXCHANGED}),
    "pickup": frozenset({S.RETURN_COLLECTING, S.EXCHANGE_COLLECTING}),
    "pickup-done": frozenset({S.RETURN_COLLECTED, S.EXCHANGE_COLLECTED}),
    "approve": frozenset({S.CANCELLED, S.RETURNED, S.EXCHANGED}),
    "expire": frozenset({S.CANCELLED}),
}

_WRONG_STATE: dict[str, Refusal] = {
    "back": Refusal.NO_STEP_BACK,
    "hold": Refusal.NOT_HOLDABLE,
    "release": Refusal.NOT_HELD,
    "delay": Refusal.NOT_DELAYABLE,
    "track": Refusal.TRACK_TOO_LATE,
    "address": Refusal.ADDRESS_FIXED,
    "split": Refusal.SPLIT_STATE,
    "merge": Refusal.SPLIT_STATE,
    "pickup": Refusal.NO_PICKUP,
    "pickup-done": Refusal.NO_PICKUP,
    "reject": Refusal.NO_CLAIM,
    "withdraw": Refusal.NO_CLAIM,
}


def _not_untracked(facts: Facts) -> Refusal:
    """Why no number can be removed: there is none, it left with the goods, or they are coming back."""
    if not facts.tracked:
        return Refusal.UNTRACKED
    if facts.state not in LADDER:
        return Refusal.IN_CLAIM
    return Refusal.UNTRACK_SENT if facts.state is S.SHIPPING else Refusal.TRACK_TOO_LATE


def wrong_state(verb: str, facts: Facts) -> Refusal:
    """Why *verb* has no row from this state; total over every verb and state."""
    state = facts.state
    if state in _AFTER_CLAIM.get(verb, ()):
        return Refusal.ALREADY
    if verb in _LADDER_FROM:
        return _wrong_rung(_LADDER_FROM[verb], state)
    if verb in ("track", "address") and state not in LADDER:
        return Refusal.IN_CLAIM
    if verb == "untrack":
        return _not_untracked(facts)
    if verb == "approve":
        waiting = state in OPEN_CLAIM_STATES
        return Refusal.PICKUP_NEEDED if waiting else Refusal.NO_CLAIM
    if verb in ("cancel", "return", "exchange"):
        if state not in LADDER:
            return Refusal.IN_CLAIM
        return Refusal.DISPATCHED if verb == "cancel" else Refusal.NOT_DISPATCHED
    if verb == "pickup-done" and state is S.EXCHANGE_REQUESTED:
        return Refusal.STEP_SKIPPED
    if verb == "expire":
        return Refusal.NOTHING_DUE
    return _WRONG_STATE[verb]


def _wrong_rung(start: SectionState, state: SectionState) -> Refusal:
    if state not in LADDER:
        return Refusal.IN_CLAIM
    if state == start + 1:
        return Refusal.ALREADY
    if state > start:
        return Refusal.PAST
    return Refusal.STEP_SKIPPED
