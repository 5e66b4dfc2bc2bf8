"""What an order becomes when its channel tells of it: pure, step by step, by the rules of people's doings.

The channel moves its own axis, the channel item state, freely. It moves sections only by claims, by arrivals
of what was sent from here, and by payments: never back, and not at all while the desk still has something to
tell it about the order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from orderdesk.core.domain.apply import SYSTEM, Happening, carry_out, decide
from orderdesk.core.domain.changes import diff
from orderdesk.core.domain.channels import ChannelClaim, ChannelLine, ChannelOrder, ClaimStage, LineRef
from orderdesk.core.domain.claims import Claim, ClaimKind
from orderdesk.core.domain.effects import Call
from orderdesk.core.domain.glossary import CHANNEL_WORDS
from orderdesk.core.domain.orders import Actor, ActorKind, Item, Order, Region, Section
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.requests import BadRequest, Pieces, Request, make_request
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.states import (
    CANCEL_STATES,
    EXCHANGE_STATES,
    RETURN_STATES,
    ChannelState,
    SectionState,
)
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.verbs import ALL_HOLD_REASONS, REASONS

S = SectionState
CHANNEL_STATE: Final = "channel-state"
"""The verb of an event that only says what the channel says of an item."""

ADDRESS_HOLD: Final = "CHANNEL"
"""Why a section is held whose address was changed at the channel."""

_REASONS: Final = frozenset(code for code, _ in REASONS)
_HOLDS: Final = frozenset(code for code, _ in ALL_HOLD_REASONS)
_ENDED: Final = frozenset({S.CANCELLED, S.RETURNED, S.EXCHANGED})

_VERBS: Final = {ClaimKind.CANCEL: "cancel", ClaimKind.RETURN: "return", ClaimKind.EXCHANGE: "exchange"}
_ASKED: Final = {
    ClaimKind.CANCEL: ChannelState.CANCELLING,
    ClaimKind.RETURN: ChannelState.RETURNING,
    ClaimKind.EXCHANGE: ChannelState.EXCHANGING,
}
_CLAIMED: Final = {
    ClaimKind.CANCEL: CANCEL_STATES,
    ClaimKind.RETURN: RETURN_STATES,
    ClaimKind.EXCHANGE: EXCHANGE_STATES,
}
_GIVEN: Final = {
    ClaimKind.CANCEL: ChannelState.CANCELLED,
    ClaimKind.RETURN: ChannelState.RETURNED,
    ClaimKind.EXCHANGE: ChannelState.EXCHANGED,
}


def item_state(line: ChannelLine) -> ChannelState:
    """채널 품목 상태 of a line: a claim on all of it, open or granted, goes before all else."""
    claim = line.claim
    if claim is not None and claim.stage is not ClaimStage.REJECTED and not _partial(line):
        return _claim_state(claim)
    return ChannelState.UNKNOWN if line.state is None else line.state


def _claim_state(claim: ChannelClaim) -> ChannelState:
    return (_GIVEN if claim.stage is ClaimStage.DONE else _ASKED)[claim.kind]


def _partial(line: ChannelLine) -> bool:
    """Whether the claim on the line is about some of its pieces only."""
    return line.claim is not None and line.claim.qty is not None and line.claim.qty < line.qty


def item_states(order: Order, lines: Mapping[int, ChannelLine]) -> dict[int, ChannelState]:
    """What the channel says of each item: of a claim on some pieces, that of the section which holds them."""
    states = {section.n: section.state for section in order.sections}
    found = {}
    for item in order.items:
        line = lines.get(item.line)
        if line is None:
            continue
        found[item.n] = item_state(line)
        if line.claim is not None and _partial(line) and states[item.section] in _CLAIMED[line.claim.kind]:
            found[item.n] = _claim_state(line.claim)
    return found


def actor_of(order: Order) -> Actor:
    """As whom a channel acts."""
    return Actor(ActorKind.CHANNEL, CHANNEL_WORDS[order.channel].ko)


@dataclass(slots=True)
class Bringing:
    """An order while its channel's news is brought in, and what happened to it so far."""

    order: Order
    now: int
    shop: Shop
    happened: list[Happening] = field(default_factory=list)

    def do(
        self,
        section: int | None,
        verb: str,
        given: Mapping[str, str] | None = None,
        pieces: Pieces = (),
        actor: Actor | None = None,
        region: Region = Region.DOMESTIC,
    ) -> bool:
        """Do *verb* as the channel (or *actor*) where the rules let it; whether they did."""
        try:
            request = make_request(verb, given)
        except BadRequest:
            return False
        if pieces:
            request = replace(request, values=(*request.values, ("items", pieces)))
        return self.ask(section, request, actor, region)

    def ask(
        self,
        section: int | None,
        request: Request,
        actor: Actor | None = None,
        region: Region = Region.DOMESTIC,
    ) -> bool:
        """As `do`, of a request that is made already."""
        who = actor or actor_of(self.order)
        verdict = decide(self.order, section, request, who, self.now, self.shop)
        if verdict.kind is not Kind.APPLY:
            return False
        call = Call(request, who, self.now, region, self.shop.receipts, self.shop.refunds_outside)
        self.order, happenings = carry_out(self.order, section, verdict, call)
        self.happened.extend(happenings)
        return True

    def say(self, items: Mapping[int, ChannelState]) -> None:
        """Note what the channel says of items; an event only where that is new."""
        changed = tuple(
            replace(item, channel_state=items.get(item.n, item.channel_state)) for item in self.order.items
        )
        after = replace(self.order, items=changed)
        changes = diff(self.order, after)
        if changes:
            self.happened.append(Happening(CHANNEL_STATE, None, actor_of(self.order), changes))
            self.order = after


@dataclass(frozen=True, slots=True)
class News:
    """What is new at the channel: its order, its lines by ours, and whose claims have gone since.

    `moved` says that the buyer wrote another address. `region_of` tells an address's delivery region.
    """

    told: ChannelOrder
    lines: Mapping[int, ChannelLine]
    gone: frozenset[int]
    moved: bool
    region_of: Callable[[str, str], Region]


def bring(order: Order, news: News, now: int, shop: Shop, moves: bool) -> Bringing:
    """*order* after *news*. Without *moves* only what the channel says of items is noted."""
    work = Bringing(order, now, shop)
    if moves:
        _payment(work, news.told)
        _address(work, news)
        for line, told in sorted(news.lines.items()):
            _claim(work, line, told, line in news.gone)
        _forward(work, item_states(work.order, news.lines))
    work.say(item_states(work.order, news.lines))
    return work


def _payment(work: Bringing, told: ChannelOrder) -> None:
    if told.paid_at is not None:
        paid = (("at", told.paid_at), ("depositor", clean(told.buyer_name)))
        work.ask(None, Request("confirm-payment", paid))


def _address(work: Bringing, news: News) -> None:
    """The buyer wrote another address: what was not sent goes there, and is looked at by a person first."""
    if not news.moved:
        return
    to = news.told.recipient
    given = {"receiver": to.name, "phone": to.phone, "zip": to.postcode, "line1": to.line1, "line2": to.line2}
    region = news.region_of(to.country, to.postcode)
    for section in work.order.sections:
        if section.state in (S.PREPARING, S.READY):
            work.do(section.n, "address", given, region=region)
            work.do(section.n, "hold", {"reason": ADDRESS_HOLD}, actor=SYSTEM)


_ENDS: Final = {state: kind for kind, state in _GIVEN.items()}


def _claim_of(told: ChannelLine) -> ChannelClaim | None:
    """The claim on a line; where the channel tells of none any more, the one that ended the line."""
    if told.claim is None and told.state in _ENDS:
        return ChannelClaim(_ENDS[told.state], ClaimStage.DONE, raw=told.raw)
    return told.claim


def _claim(work: Bringing, line: int, told: ChannelLine, gone: bool) -> None:
    claim = _claim_of(told)
    if claim is None or claim.stage is ClaimStage.REJECTED:
        if claim is not None or gone:
            _end(work, line, claim)
        return
    _end_others(work, line, claim.kind)
    found = _where(work.order, line, claim.kind)
    if found is None:
        return
    section, item = found
    if work.order.open_claim(section.n) is None:
        done = claim.stage is ClaimStage.DONE and _partial(told)
        if done and _given(work.order, line, claim.kind) >= told.qty - told.left:
            return
        qty = min(item.qty, claim.qty or item.qty)
        alone = len(work.order.items_of(section.n)) == 1 and qty == item.qty
        pieces = () if alone else ((item.n, qty),)
        if not work.do(section.n, _VERBS[claim.kind], _asked(claim), pieces):
            return
        section = _section_of(work.order, line, section)
    _stages(work, section.n, claim)


def _given(order: Order, line: int, kind: ClaimKind) -> int:
    """The pieces of *line* of which such a claim was granted here already."""
    ended = {S.CANCELLED, S.RETURNED, S.EXCHANGED} & _CLAIMED[kind]
    return sum(i.qty for i in order.items if i.line == line and order.section(i.section).state in ended)


def _asked(claim: ChannelClaim) -> dict[str, str]:
    known = claim.reason in _REASONS
    detail = " ".join(text for text in ("" if known else claim.reason, claim.detail) if text)
    return {"reason": claim.reason if known else "ETC", **({"detail": detail} if detail else {})}


def _stages(work: Bringing, section: int, claim: ChannelClaim) -> None:
    """Bring an open claim as far as the channel has it."""
    stages = {
        ClaimStage.REQUESTED: (),
        ClaimStage.COLLECTING: ("pickup",),
        ClaimStage.COLLECTED: ("pickup", "pickup-done"),
        ClaimStage.REDELIVERING: ("pickup", "pickup-done", "approve"),
        ClaimStage.DONE: ("pickup", "pickup-done", "approve"),
    }[claim.stage]
    if not claim.held:
        work.do(section, "release")
    for verb in stages:
        if verb == "approve" or claim.kind is not ClaimKind.CANCEL:
            work.do(section, verb, {"pickup": "AUTO"} if verb == "pickup" else None)
    if claim.held and claim.kind is not ClaimKind.CANCEL:
        reason = claim.hold_reason if claim.hold_reason in _HOLDS else "ETC"
        work.do(section, "hold", {"reason": reason})


def _end(work: Bringing, line: int, claim: ChannelClaim | None) -> None:
    """The claim on *line* is no more: it was rejected there, or its buyer took it back."""
    for section in work.order.sections:
        open_claim = work.order.open_claim(section.n)
        if open_claim is not None and any(item.line == line for item in work.order.items_of(section.n)):
            if claim is not None and open_claim.kind is not ClaimKind.CANCEL:
                work.do(section.n, "reject", {"reason": claim.detail or claim.raw})
            else:
                work.do(section.n, "withdraw")


def _end_others(work: Bringing, line: int, kind: ClaimKind) -> None:
    """A claim of another kind on *line* was taken back there before this one was asked for."""
    for section in work.order.sections:
        open_claim = work.order.open_claim(section.n)
        held = any(item.line == line for item in work.order.items_of(section.n))
        if held and open_claim is not None and open_claim.kind is not kind:
            work.do(section.n, "withdraw")


def _where(order: Order, line: int, kind: ClaimKind) -> tuple[Section, Item] | None:
    """The section that a claim on *line* is about: where that claim is open already, else where it may be."""
    found: list[tuple[Section, Item]] = []
    for item in order.items:
        section = order.section(item.section)
        if item.line != line or section.state in _ENDED:
            continue
        claim: Claim | None = order.open_claim(section.n)
        if claim is not None and claim.kind is kind:
            return section, item
        if claim is None:
            found.append((section, item))
    return found[0] if found else None


def _section_of(order: Order, line: int, was: Section) -> Section:
    """Where the claim on *line* now is: it may have carved a section out of *was*."""
    for item in order.items:
        if item.line == line and order.open_claim(item.section) is not None:
            return order.section(item.section)
    return was


def _forward(work: Bringing, states: Mapping[int, ChannelState]) -> None:
    """What was sent from here has arrived, or was accepted by its buyer."""
    steps: Sequence[tuple[str, frozenset[ChannelState]]] = (
        ("deliver", frozenset({ChannelState.DELIVERED, ChannelState.CONFIRMED})),
        ("confirm", frozenset({ChannelState.CONFIRMED})),
    )
    for n in [section.n for section in work.order.sections]:
        told = {states.get(item.n, item.channel_state) for item in work.order.items_of(n)}
        for verb, reached in steps:
            if told <= reached:
                work.do(n, verb)


def same_goods(order: Order, told: ChannelOrder) -> dict[int, LineRef] | None:
    """What the channel calls the lines of *order*, where both hold the same goods; None where they don't."""
    left = list(told.lines)
    found: dict[int, LineRef] = {}
    for line in order.lines:
        goods = (line.name, line.option, line.qty)
        match = next((m for m in left if (clean(m.product), clean(m.option), m.qty) == goods), None)
        if match is None:
            return None
        left.remove(match)
        found[line.n] = match.ref
    return None if left else found
