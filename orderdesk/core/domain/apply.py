"""Deciding and carrying out a request on an order: pure, one door for sections and orders.

`decide` says what would happen; `carry_out` does exactly that and tells it as happenings, one
per step, each with the fields that it changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from orderdesk.core.domain import order_verbs, swap
from orderdesk.core.domain.address_fee import ADDRESS, refuse_fee
from orderdesk.core.domain.changes import Change, diff
from orderdesk.core.domain.claim_rules import refuse_fetching, refuse_options
from orderdesk.core.domain.decisions import refuse_decision
from orderdesk.core.domain.effects import ASSIGNED, EFFECTS, Call
from orderdesk.core.domain.facts import Facts, section_facts
from orderdesk.core.domain.orders import Actor, ActorKind, Order
from orderdesk.core.domain.plans import APPLY, Kind, Verdict, decide_facts, refuse, target_of
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Pieces, Request
from orderdesk.core.domain.sections import carve, covers, move, refuse_pieces, splittable
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.states import UNDISPATCHED_STATES, SectionState
from orderdesk.core.domain.swap import SWAP
from orderdesk.core.domain.telling import refuse_untold
from orderdesk.core.domain.transitions import TRANSITIONS, Transition
from orderdesk.core.domain.verbs import BY_ID, Scope

SYSTEM = Actor(ActorKind.SYSTEM, "시스템")
_NEEDS_NUMBER = frozenset({"track"})
_SETTLES = frozenset({"confirm-payment", "release", "add"})
_SPLITS_BEFORE_DISPATCH = frozenset({"ready", "track", "split", "hold"})
_LOOK_FURTHER = frozenset({"split", "delay", "address", SWAP})
_COSTING = frozenset({"refund", "resend"})
_MOVES_ONLY = frozenset({*ASSIGNED, "may_close"})


@dataclass(frozen=True, slots=True)
class Happening:
    """One step that happened: its verb, section (None for the whole order), actor and changes."""

    verb: str
    section: int | None
    actor: Actor
    changes: tuple[Change, ...]


def targets(order: Order, verb: str) -> tuple[int | None, ...]:
    """What *verb* acts on in *order*: each section, or the order itself (None).

    What only the system does, such as `expire`, acts on sections.
    """
    if verb in BY_ID and BY_ID[verb].scope is Scope.ORDER:
        return (None,)
    return tuple(section.n for section in order.sections)


def decide(
    order: Order, section: int | None, request: Request, actor: Actor, now: int, shop: Shop
) -> Verdict:
    """The verdict of *request* on *section* of *order* (None: on the order)."""
    if section is None:
        return order_verbs.decide(order, Call(request, actor, now), shop)
    where = next((s for s in order.sections if s.n == section), None)
    if where is None:
        return refuse(Refusal.NO_SECTION)
    if request.verb == SWAP:
        return _decide_swap(order, section, Call(request, actor, now), shop)
    facts = section_facts(order, where, actor.kind, now, request.verb in _NEEDS_NUMBER)
    verdict = heard(decide_facts(facts, request.without("items")), facts, request, shop)
    if verdict.kind is not Kind.APPLY:
        return verdict
    refusal = (
        _refuse_parts(order, section, request, actor.kind is ActorKind.CHANNEL)
        or _refuse_fields(order, section, request, now)
        or refuse_decision(order, section, request, verdict.steps)
    )
    return refuse(refusal) if refusal else verdict


def possible(order: Order, verb: str, actor: Actor, now: int) -> bool:
    """Whether there is anything in *order* that *verb* could be asked for, whatever its fields."""
    request, shop = Request(verb, open=True), Shop()
    return any(
        decide(order, section, request, actor, now, shop).kind is Kind.APPLY
        for section in targets(order, verb)
    )


def _decide_swap(order: Order, section: int, call: Call, shop: Shop) -> Verdict:
    """Both parts must be possible: that the goods go back, and that others are added after that."""
    where = order.section(section)
    plain = swap.going_back(call.request, where.state, where.delivery.physical)
    verdict = decide(order, section, plain, call.actor, call.now, shop)
    if verdict.kind is not Kind.APPLY:
        return verdict
    back, added = swap.parts(order, section, call.request)
    without, _ = _carry_out_section(order, section, verdict, replace(call, request=back))
    further = decide(without, None, added, call.actor, call.now, shop)
    return verdict if further.kind is Kind.APPLY else further


def may(
    order: Order, section: int | None, verb: str, actor: Actor, now: int, shop: Shop, pieces: Pieces = ()
) -> Verdict:
    """The verdict of *verb* on *section*, or on *pieces* of it, before its fields were asked for."""
    request = Request(verb, (("items", pieces),) if pieces else (), open=True)
    if section is None:
        verdict = order_verbs.decide(order, Call(request, actor, now), shop)
        return APPLY if verdict.refusal is Refusal.FIELD_MISSING else verdict
    where = order.section(section)
    facts = section_facts(order, where, actor.kind, now, exact_number=False)
    verdict = heard(decide_facts(facts, request.without("items")), facts, request, shop)
    if verdict.kind is not Kind.APPLY:
        return verdict
    if verb == "split" and not pieces:
        return verdict if splittable(order, section) else refuse(Refusal.SPLIT_ALL)
    refusal = _refuse_parts(order, section, request)
    return refuse(refusal) if refusal else verdict


def heard(verdict: Verdict, facts: Facts, request: Request, shop: Shop) -> Verdict:
    """*verdict*, unless nobody outside hears of it: the section's connected channel, or a courier to come."""
    if verdict.kind is not Kind.APPLY:
        return verdict
    verb, refusal = request.verb, None
    if shop.connected:
        refusal = refuse_untold(facts.channel, facts.state, verb, facts.claim, facts.actor, shop.connected)
    if verb == "pickup" and facts.actor is ActorKind.SELLER:
        refusal = refusal or refuse_fetching(request, facts.pickup_asked, facts.channel, shop)
    return refuse(refusal) if refusal else verdict


def told_by_facts(request: Request, verdict: Verdict) -> bool:
    """Whether *verdict*, which `decide_facts` gave for *request*, holds for every section of such facts.

    Otherwise its own number, or the order's pieces, money or fields have a say too.
    """
    if request.verb in _NEEDS_NUMBER:
        return False
    if verdict.kind is not Kind.APPLY:
        return True
    further = request.pieces or request.verb in _LOOK_FURTHER or request.gives("options")
    return not further and not any(_COSTING & set(step.effects) for step in verdict.steps)


def may_only_move(request: Request) -> bool:
    """Whether *request* can do no more than `only_moves` says, and its verdict is told by facts."""
    further = request.pieces or request.verb in _LOOK_FURTHER | _NEEDS_NUMBER | _SETTLES
    rows = [row for row in TRANSITIONS if row.verb == request.verb and row.source]
    return not further and any(_MOVES_ONLY.issuperset(row.effects) for row in rows)


def only_moves(request: Request, verdict: Verdict) -> bool:
    """Whether all that an applying *verdict* does is to move the section and to set the fields `assigned`.

    Of an order with that section alone such a change is then told by its facts and by those fields.
    """
    return (
        told_by_facts(request, verdict)
        and request.verb not in _SETTLES
        and all(_MOVES_ONLY.issuperset(step.effects) for step in verdict.steps)
    )


def assigned(verb: str) -> tuple[str, ...]:
    """The fields of a section that *verb* may set beside the state, where it `only_moves`."""
    names = {name for row in TRANSITIONS if row.verb == verb for name in row.effects}
    return tuple(sorted(field for name in names & ASSIGNED.keys() for field in ASSIGNED[name]))


def _refuse_fields(order: Order, section: int, request: Request, now: int) -> Refusal | None:
    """Why the values don't fit the order: a delay into the past, the address that is there, an odd option."""
    if request.verb == "delay":
        if request.text("reason") == "ETC" and not request.text("note"):
            return Refusal.FIELD_MISSING
        return Refusal.FIELD_BAD if (request.number("until") or 0) <= now else None
    if request.verb == "address":
        there = order.section(section).address
        same = all(getattr(there, key) == value for key, value in request.values if key in ADDRESS)
        return Refusal.ALREADY if same else refuse_fee(order, section, request)
    return refuse_options(order, section, request)


def _refuse_parts(order: Order, section: int, request: Request, by_channel: bool = False) -> Refusal | None:
    """Why the chosen pieces can't go their own way."""
    if request.verb == "split" and covers(order, section, request.pieces):
        return Refusal.SPLIT_ALL if request.pieces else Refusal.SPLIT_NOTHING
    if not request.pieces:
        return None
    refusal = refuse_pieces(order, section, request.pieces, by_channel)
    if refusal or covers(order, section, request.pieces):
        return refusal
    if not BY_ID[request.verb].takes_pieces:
        return Refusal.WHOLE_ONLY
    tracked = order.section(section).tracking is not None
    if request.verb not in _SPLITS_BEFORE_DISPATCH:
        return None
    if order.section(section).state not in UNDISPATCHED_STATES:
        return Refusal.SPLIT_STATE
    return Refusal.HAS_TRACKING if tracked else None


def carry_out(
    order: Order, section: int | None, verdict: Verdict, call: Call
) -> tuple[Order, list[Happening]]:
    """The order after an applying *verdict*, and what happened, step by step."""
    if section is None:
        changed = order_verbs.carry_out(order, call)
        happenings = [Happening(call.request.verb, None, call.actor, diff(order, changed))]
    elif call.request.verb == SWAP:
        back, added = swap.parts(order, section, call.request)
        without, went = carry_out(order, section, verdict, replace(call, request=back))
        changed, came = carry_out(without, None, verdict, replace(call, request=added))
        return changed, [*went, *came]
    else:
        changed, happenings = _carry_out_section(order, section, verdict, call)
    if call.request.verb not in _SETTLES:
        return changed, happenings
    settled, more = settle_digital(changed, call)
    return settled, [*happenings, *more]


def _carry_out_section(
    order: Order, section: int, verdict: Verdict, call: Call
) -> tuple[Order, list[Happening]]:
    happenings: list[Happening] = []
    if call.request.pieces and not covers(order, section, call.request.pieces):
        carved, made = carve(order, section, call.request.pieces)
        happenings.append(Happening("split", section, call.actor, diff(order, carved)))
        order, section = carved, made
    for step in verdict.steps:
        if step.verb == "split":
            continue
        stepped = take_step(order, section, step, call)
        happenings.append(Happening(step.verb, section, call.actor, diff(order, stepped)))
        order = stepped
    return order, happenings


def take_step(order: Order, section: int, step: Transition, call: Call) -> Order:
    """The order after one row of the table: its effects, then the move."""
    facts = section_facts(order, order.section(section), call.actor.kind, call.now, exact_number=False)
    to: SectionState = target_of(step, facts)
    for name in step.effects:
        if name in EFFECTS:
            order = EFFECTS[name](order, section, call)
    if order.section(section).state is to:
        return order
    return move(order, section, to, "may_close" in step.effects)


def settle_digital(order: Order, call: Call) -> tuple[Order, list[Happening]]:
    """Paid digital goods that nothing holds confirm themselves (T10), told as the system's own doing."""
    happenings: list[Happening] = []
    for section, step in _settling(order, call.now):
        settled = take_step(order, section, step, replace(call, actor=SYSTEM))
        happenings.append(Happening("settle", section, SYSTEM, diff(order, settled)))
        order = settled
    return order, happenings


def _settling(order: Order, now: int) -> Iterator[tuple[int, Transition]]:
    for section in order.sections:
        if not section.delivery.physical and section.state is SectionState.PREPARING:
            facts = section_facts(order, section, ActorKind.SYSTEM, now, exact_number=False)
            verdict = decide_facts(facts, Request("settle"))
            if verdict.kind is Kind.APPLY:
                yield section.n, verdict.steps[0]
