"""What a channel has to be told of a change: pure, from the order before and after.

An intent says what became of which pieces here, in our words; which words the channel takes, and what it
calls the lines, is found out when it is sent. What the channel itself has done is never told back to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields

from orderdesk.core.domain.channel_caps import CAPS, Operation, System
from orderdesk.core.domain.claims import Claim, ClaimKind, Decision
from orderdesk.core.domain.orders import ActorKind, Channel, EntryKind, Method, Order, Origin, Section
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.states import UNDISPATCHED_STATES, SectionState

S = SectionState
_O = Operation

_ACCEPTED = frozenset({S.READY, S.SHIPPING})
_COLLECTED = frozenset({S.RETURN_COLLECTED, S.EXCHANGE_COLLECTED})

REQUESTS = {
    ClaimKind.CANCEL: _O.REQUEST_CANCEL,
    ClaimKind.RETURN: _O.REQUEST_RETURN,
    ClaimKind.EXCHANGE: _O.REQUEST_EXCHANGE,
}
_APPROVALS = {
    ClaimKind.CANCEL: _O.APPROVE_CANCEL,
    ClaimKind.RETURN: _O.APPROVE_RETURN,
    ClaimKind.EXCHANGE: _O.APPROVE_EXCHANGE,
}
_REJECTIONS = {
    ClaimKind.CANCEL: _O.REJECT_CANCEL,
    ClaimKind.RETURN: _O.REJECT_RETURN,
    ClaimKind.EXCHANGE: _O.REJECT_EXCHANGE,
}
_HOLDS = {ClaimKind.RETURN: _O.HOLD_RETURN, ClaimKind.EXCHANGE: _O.HOLD_EXCHANGE}
_RELEASES = {ClaimKind.RETURN: _O.RELEASE_RETURN, ClaimKind.EXCHANGE: _O.RELEASE_EXCHANGE}
_COLLECTIONS = {ClaimKind.RETURN: _O.COLLECTED_RETURN, ClaimKind.EXCHANGE: _O.COLLECTED_EXCHANGE}


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing to tell: `pieces` are (line, count) of *section*, 0 for all of a line; won, seconds UTC.

    `claim` is the number of the claim that it is about, 0 where it is about none.
    """

    operation: Operation
    section: int
    pieces: tuple[tuple[int, int], ...] = ()
    courier: str = ""
    tracking: str = ""
    at: int = 0
    reason: str = ""
    note: str = ""
    amount: int = 0
    claim: int = 0

    def text(self) -> str:
        """As the outbox keeps it: JSON of what is not empty."""
        return json.dumps({k: v for k, v in asdict(self).items() if v}, ensure_ascii=False)


def read_intent(text: str) -> Intent:
    """The intent that `text` wrote."""
    known = {field.name for field in fields(Intent)}
    told = {name: value for name, value in json.loads(text).items() if name in known}
    told["operation"] = Operation(told["operation"])
    told["pieces"] = tuple((line, qty) for line, qty in told.get("pieces", ()))
    return Intent(**told)


def system_of(channel: Channel) -> System:
    """The system that an order of *channel* is known to: the shop's own orders are the shop builder's."""
    match channel:
        case Channel.NAVER:
            return System.NAVER
        case Channel.KAKAO:
            return System.KAKAO
    return System.IMWEB


def told(before: Order, after: Order, system: System, undone: bool = False) -> tuple[Intent, ...]:
    """What *system* has to be told of an order's change, in the order of telling.

    *undone*: the change takes another back that was never told; then nothing is recalled.
    """
    found = [
        intent
        for make in (_deposit, _sections, _claims)
        for intent in make(before, after)
        if CAPS[system][intent.operation].able
    ]
    recalls = {_O.REMOVE_INVOICE} if undone else set[Operation]()
    return tuple(intent for intent in found if intent.operation not in recalls)


def _deposit(before: Order, after: Order) -> Iterator[Intent]:
    """A bank transfer that the shop builder waits for has come."""
    known = {entry.n for entry in before.entries}
    for entry in after.entries:
        if entry.n not in known and entry.kind is EntryKind.PAID and entry.method is Method.BANK:
            yield Intent(_O.CONFIRM_DEPOSIT, after.sections[0].n, amount=entry.amount, at=entry.at)
            return


def _sections(before: Order, after: Order) -> Iterator[Intent]:
    old = {section.n: section for section in before.sections}
    for section in after.sections:
        was = old.get(section.n)
        if was != section:
            yield from _section(after, section, was)


def _section(order: Order, now: Section, was: Section | None) -> Iterator[Intent]:
    """What became of a section; one that was not there was carved out of what was being prepared."""
    pieces = _pieces(order, now.n)
    label = (now.courier or "", now.tracking or "")
    state = was.state if was else S.PREPARING
    sent = now.state is S.SHIPPING and state in UNDISPATCHED_STATES
    if now.origin is Origin.RESEND:
        if sent:
            claim = _resending(order, now)
            if claim is not None:  # the channel knows the goods that came back, not those that are sent again
                pieces = _pieces(order, claim.section)
            n = claim.n if claim else 0
            yield Intent(_O.REDELIVER, now.n, pieces, *label, now.sent_at or 0, claim=n)
        return
    if state is S.PREPARING and now.state in _ACCEPTED:
        yield Intent(_O.CONFIRM, now.n, pieces)
    if sent:
        yield Intent(_O.DISPATCH, now.n, pieces, *label, now.sent_at or 0)
    elif was and state is S.SHIPPING and now.state is S.SHIPPING and label != (was.courier, was.tracking):
        yield Intent(_O.AMEND_INVOICE, now.n, pieces, *label, now.sent_at or 0)
    elif state is S.SHIPPING and now.state is S.READY:
        yield Intent(_O.REMOVE_INVOICE, now.n, pieces)
    if now.delay_until and now.delay_until != (was.delay_until if was else None):
        yield Intent(
            _O.DELAY, now.n, pieces, at=now.delay_until, reason=now.delay_reason, note=now.delay_note
        )


def _pieces(order: Order, section: int) -> tuple[tuple[int, int], ...]:
    return tuple(
        (item.line, 0 if item.qty == order.line(item.line).qty else item.qty)
        for item in order.items_of(section)
    )


def _resending(order: Order, section: Section) -> Claim | None:
    """The exchange whose goods *section* sends again, None when none says so."""
    lines = {item.line for item in order.items_of(section.n)}
    return next((claim for claim in order.claims if claim.resent and claim.resent in lines), None)


def _claims(before: Order, after: Order) -> Iterator[Intent]:
    old = {claim.n: claim for claim in before.claims}
    for claim in after.claims:
        if claim != old.get(claim.n) or _state(before, claim) is not _state(after, claim):
            yield from _claim(after, claim, old.get(claim.n), _state(before, claim))


def _state(order: Order, claim: Claim) -> SectionState | None:
    return next((section.state for section in order.sections if section.n == claim.section), None)


def _claim(order: Order, now: Claim, was: Claim | None, state: SectionState | None) -> Iterator[Intent]:
    pieces = _pieces(order, now.section)
    section = order.section(now.section)
    if was is None:
        if now.by is not ActorKind.CHANNEL:
            yield Intent(
                REQUESTS[now.kind], section.n, pieces, reason=now.reason, note=now.detail, claim=now.n
            )
        return
    if section.state in _COLLECTED and state is not section.state and now.kind in _COLLECTIONS:
        yield Intent(_COLLECTIONS[now.kind], section.n, pieces, claim=now.n)
    if was.decision is Decision.OPEN and now.decision is Decision.APPROVED:
        yield Intent(_APPROVALS[now.kind], section.n, pieces, amount=now.fee_withheld, claim=now.n)
    elif was.decision is Decision.OPEN and now.decision is Decision.REJECTED:
        label = (section.courier or "", section.tracking or "") if section.state is S.SHIPPING else ("", "")
        yield Intent(
            _REJECTIONS[now.kind],
            section.n,
            pieces,
            *label,
            section.sent_at or 0,
            note=now.decision_note,
            claim=now.n,
        )
    elif now.decision is Decision.OPEN and now.kind in _HOLDS and now.held != was.held:
        operation = _HOLDS[now.kind] if now.held else _RELEASES[now.kind]
        yield Intent(operation, section.n, pieces, reason=now.held, amount=now.held_amount, claim=now.n)


# --- what can't be told ------------------------------------------------------------------------

_CLAIM_VERBS = {"cancel": _O.REQUEST_CANCEL, "return": _O.REQUEST_RETURN, "exchange": _O.REQUEST_EXCHANGE}


def refuse_untold(
    channel: Channel,
    state: SectionState,
    verb: str,
    claim: ClaimKind | None,
    actor: ActorKind,
    connected: frozenset[Channel],
) -> Refusal | None:
    """Why *verb* can't be done to a section in *state*, because its connected channel can't be told so."""
    if channel not in connected or actor is ActorKind.CHANNEL:
        return None
    operation = _operation(state, verb, claim)
    return CAPS[system_of(channel)][operation].why_not if operation else None


def _operation(state: SectionState, verb: str, claim: ClaimKind | None) -> Operation | None:
    """What would be told if *verb* were done, as far as some channel may not take it."""
    if verb in _CLAIM_VERBS:
        return _CLAIM_VERBS[verb]
    match verb, state:
        case "track", S.SHIPPING:
            return _O.AMEND_INVOICE
        case "back", S.SHIPPING:
            return _O.REMOVE_INVOICE
        case "delay", _:
            return _O.DELAY
        case "hold", _ if claim in _HOLDS:
            return _HOLDS[claim]
        case "release", _ if claim in _RELEASES:
            return _RELEASES[claim]
    return None
