"""Calls about one claim, named by its number: decide it, hold it, take its goods back, send again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from orderdesk.core.domain.claim_rules import sections_resent
from orderdesk.core.domain.claims import Claim, ClaimKind, Decision
from orderdesk.core.domain.identifiers import read_claim, section_number
from orderdesk.core.domain.orders import Channel, Order
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.states import UNDISPATCHED_STATES
from orderdesk.core.services.acting import plan_request
from orderdesk.core.services.calls import Call, Caller, Found, Label, Planned, plan_labels, reached
from orderdesk.core.services.planning import Target
from orderdesk.core.store.dialect import Conn

_DECIDED: Final = {"approve": Decision.APPROVED, "reject": Decision.REJECTED}


class NoSuchClaim(LookupError):
    """No claim has this number."""


def find_claim(conn: Conn, name: str, channel: Channel | None) -> tuple[Order, Claim]:
    """The claim called *name* and its order; NoSuchClaim."""
    try:
        number, n = read_claim(name)
    except ValueError:
        raise NoSuchClaim(name) from None
    order = reached(conn, [number], channel).get(number)
    claim = next((each for each in order.claims if each.n == n), None) if order is not None else None
    if order is None or claim is None:
        raise NoSuchClaim(name)
    return order, claim


def settling(name: str, request: Request, caller: Caller) -> Call:
    """*request* on the claim called *name*, as long as it is open."""

    def found(conn: Conn) -> Found:
        order, claim = find_claim(conn, name, caller.channel)
        if claim.decision is Decision.OPEN:
            return {name: (order.id, claim.section)}
        so = _DECIDED.get(request.verb) is claim.decision
        return {name: Refusal.ALREADY if so else Refusal.NO_CLAIM}

    def plan(conn: Conn, targets: Mapping[str, Target], now: int) -> Planned:
        only = frozenset(targets.values())
        ids = [order for order, _ in targets.values()]
        return Planned(plan_request(conn, ids, request, caller.actor, now, only))

    return Call(found, plan)


def sending_again(name: str, carrier: str, number: str, caller: Caller) -> Call:
    """What the approved exchange called *name* sends again, shipped with a number."""

    def found(conn: Conn) -> Found:
        order, claim = find_claim(conn, name, caller.channel)
        return {name: _resent(order, claim)}

    def plan(conn: Conn, targets: Mapping[str, Target], now: int) -> Planned:
        if name not in targets:
            return plan_labels(conn, (), {}, caller, now)
        order, _ = find_claim(conn, name, caller.channel)
        code = section_number(order.number, targets[name][1] or 0)
        planned = plan_labels(conn, [Label(code, carrier, number)], {code: targets[name]}, caller, now)
        return planned._replace(reasons={name: planned.reasons[code]} if code in planned.reasons else {})

    return Call(found, plan)


def _resent(order: Order, claim: Claim) -> Target | Refusal:
    """The section that waits to be sent again; why there is none."""
    if claim.kind is not ClaimKind.EXCHANGE or claim.decision in (Decision.REJECTED, Decision.WITHDRAWN):
        return Refusal.NO_CLAIM
    if claim.decision is Decision.OPEN:
        return Refusal.STEP_SKIPPED
    sections = [order.section(n) for n in sections_resent(order, claim)]
    waiting = [section.n for section in sections if section.state in UNDISPATCHED_STATES]
    return (order.id, waiting[0]) if waiting else Refusal.ALREADY
