"""What a step changes besides the state: the effects that the transition table names.

Each is a pure function of the order before the step, the section and the call (who, when, with
which request); the table says which belong to a step and in which order they run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from orderdesk.core.domain.address_fee import follow_fee
from orderdesk.core.domain.claim_rules import (
    SHOP,
    asked_of,
    buyer_at_fault,
    cost_of,
    options_of,
    pickup_way,
)
from orderdesk.core.domain.claims import Claim, ClaimKind, Decision
from orderdesk.core.domain.decisions import decided
from orderdesk.core.domain.facts import resend_of, sent_instead
from orderdesk.core.domain.orders import (
    Actor,
    Address,
    EntryKind,
    Hold,
    Item,
    Line,
    Order,
    Origin,
    Region,
    Section,
)
from orderdesk.core.domain.receipts import Mode
from orderdesk.core.domain.refund_rows import charge, enter_refund, withdraw_charge, withdraw_refund
from orderdesk.core.domain.refunds import plan_refund
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.sections import next_claim, replace_section
from orderdesk.core.domain.states import SectionState
from orderdesk.core.domain.unpaid import ask_again, stop_payment


@dataclass(frozen=True, slots=True)
class Call:
    """Who asks for what and when.

    `region` is that of a new address, `receipts` how the shop issues them; `outside`: somebody outside
    executes refunds.
    """

    request: Request
    actor: Actor
    now: int
    region: Region = Region.DOMESTIC
    receipts: Mode = Mode.OFF
    outside: bool = False


Effect = Callable[[Order, int, Call], Order]


def _set(fields: Mapping[str, Callable[[Call], Any]]) -> Effect:
    def effect(order: Order, section: int, call: Call) -> Order:
        return replace_section(order, section, **{name: value(call) for name, value in fields.items()})

    return effect


def _now(call: Call) -> int:
    return call.now


def _nothing(call: Call) -> None:
    return None


_ASSIGNING: dict[str, dict[str, Callable[[Call], Any]]] = {
    "sent": {"sent_at": _now},
    "unsent": {"sent_at": _nothing},
    "done": {"done_at": _now},
    "undone": {"done_at": _nothing},
    "confirmed": {"confirmed_at": _now},
    "unconfirmed": {"confirmed_at": _nothing},
}
"""Effects that give fields of the section a value of the call, whatever the order is: by field."""

ASSIGNED: dict[str, frozenset[str]] = {name: frozenset(fields) for name, fields in _ASSIGNING.items()}
"""The fields of a section that such an effect sets, and it does nothing else."""


def track(order: Order, section: int, call: Call) -> Order:
    """The courier and number of the request; a new number makes the label fresh."""
    return replace_section(
        order,
        section,
        courier=call.request.text("courier"),
        tracking=call.request.text("number"),
        shared=call.request.flag("shared"),
        label_stale=False,
        tracked_at=call.now,
    )


def without_number(order: Order, section: int) -> Order:
    """The order whose *section* has no courier and number any more."""
    return replace_section(
        order, section, courier=None, tracking=None, shared=False, label_stale=False, tracked_at=None
    )


def _untrack(order: Order, section: int, call: Call) -> Order:
    return without_number(order, section)


def _hold(order: Order, section: int, call: Call) -> Order:
    n = max((h.n for h in order.holds), default=0) + 1
    hold = Hold(n, section, call.request.text("reason"), call.request.text("note"), call.actor.name, call.now)
    return replace(order, holds=(*order.holds, hold))


def _release(order: Order, section: int, call: Call) -> Order:
    """Ends the holds of the reasons that were chosen; all of them where none was."""
    chosen = call.request.choices("reasons")
    return replace(
        order,
        holds=tuple(h for h in order.holds if h.section != section or (chosen and h.reason not in chosen)),
    )


def _delay(order: Order, section: int, call: Call) -> Order:
    request = call.request
    return replace_section(
        order,
        section,
        delay_until=request.number("until"),
        delay_reason=request.text("reason"),
        delay_note=request.text("note"),
    )


def _address(order: Order, section: int, call: Call) -> Order:
    old, request = order.section(section).address, call.request
    code = request.text("zip") or old.zip
    new = Address(
        request.text("receiver") or old.receiver,
        request.text("phone") or old.phone,
        code,
        request.text("line1") or old.line1,
        request.text("line2") if request.gives("line2") else old.line2,
        old.country,
        call.region if code != old.zip else old.region,
    )
    stale = order.section(section).tracking is not None and new != old
    order = replace_section(
        order, section, address=new, label_stale=stale or order.section(section).label_stale
    )
    return follow_fee(order, section, request, call.now)


# claims


_CLAIM_KINDS = {"cancel": ClaimKind.CANCEL, "return": ClaimKind.RETURN, "exchange": ClaimKind.EXCHANGE}


def _claim(order: Order, section: int, call: Call) -> Order:
    request = call.request
    cancels = request.verb == "cancel"
    claim = Claim(
        next_claim(order),
        _CLAIM_KINDS[request.verb],
        section,
        call.actor.kind,
        call.now,
        order.section(section).state,
        request.text("reason"),
        request.text("detail"),
        buyer_at_fault(request),
        cost_of(request),
        pickup_asked="" if cancels else request.text("pickup") or SHOP,
        fee_withheld=request.number("withhold") or 0,
        restock=cancels,
        options=options_of(order, request),
    )
    return replace(order, claims=(*order.claims, claim))


def _change_claim(order: Order, section: int, **fields: Any) -> Order:  # noqa: ANN401  # Claim's own fields
    claim = order.last_claim(section)
    if claim is None:
        return order
    changed = replace(claim, **fields)
    return replace(order, claims=tuple(changed if c.n == claim.n else c for c in order.claims))


def _decide(decision: Decision) -> Effect:
    def effect(order: Order, section: int, call: Call) -> Order:
        claiming = call.request.verb in _CLAIM_KINDS
        if claiming:  # nothing was paid, so that nobody bears anything
            return _change_claim(order, section, decision=decision, decided_at=call.now, cost="")
        note, restock = call.request.text("reason") or call.request.text("note"), call.request.text("restock")
        told = {"restock": restock == "yes"} if restock and decision is Decision.APPROVED else {}
        return _change_claim(
            order, section, decision=decision, decided_at=call.now, decision_note=note, **told
        )

    return effect


def _claim_withdrawn(order: Order, section: int, call: Call) -> Order:
    """An unpaid cancel that is taken back; what a deadline cancelled had no claim."""
    claim = order.last_claim(section)
    if claim is None or claim.decision is not Decision.APPROVED:
        return order
    return _change_claim(order, section, decision=Decision.WITHDRAWN, decided_at=call.now)


def _pickup(order: Order, section: int, call: Call) -> Order:
    request, claim = call.request, order.open_claim(section)
    return _change_claim(
        order,
        section,
        pickup=pickup_way(request, asked_of(claim) if claim else SHOP),
        pickup_pay=request.text("pay"),
        pickup_courier=request.text("courier"),
        pickup_number=request.text("number"),
        pickup_note=request.text("note"),
    )


def _collected(order: Order, section: int, call: Call) -> Order:
    return _change_claim(order, section, collected_at=call.now)


def _claim_hold(order: Order, section: int, call: Call) -> Order:
    request = call.request
    return _change_claim(
        order, section, held=request.text("reason"), held_amount=request.number("amount") or 0
    )


def _claim_release(order: Order, section: int, call: Call) -> Order:
    return _change_claim(order, section, held="", held_amount=0)


def _refund(order: Order, section: int, call: Call) -> Order:
    """Approval with its money: the refund, and what is charged in addition."""
    request, claim = call.request, order.open_claim(section)
    if claim is None:
        return order
    where, fee = order.section(section), request.number("fee") or 0
    plan = plan_refund(order, where, claim, decided(request, claim))
    order = enter_refund(order, where, claim, plan, call.now, call.outside)
    if fee:
        order = charge(order, claim.n, fee, call.now)
    order = _change_claim(
        order,
        section,
        fee_withheld=max(0, plan.withheld),
        fee_charged=fee,
        points_back=plan.points_back,
        points_withheld=plan.points_kept,
        coupons_back=",".join(sorted(plan.coupons)),
    )
    return _decide(Decision.APPROVED)(order, section, call)


def _decision_back(order: Order, section: int, call: Call) -> Order:
    claim = order.last_claim(section)
    if claim is None:
        return order
    order = withdraw_charge(withdraw_refund(order, claim.n, call.now), claim.n, call.now)
    return _change_claim(
        order,
        section,
        decision=Decision.OPEN,
        decided_at=None,
        decision_note="",
        fee_charged=0,
        points_back=0,
        points_withheld=0,
        coupons_back="",
        resent=0,
    )


def _resend(order: Order, section: int, call: Call) -> Order:
    """An approved exchange adds what is sent again, at no price (processing.md §7.7)."""
    claim, where = order.open_claim(section), order.section(section)
    lines, items, next_item = list(order.lines), list(order.items), order.items_made
    made, resent = order.sections_made + 1, max(x.n for x in lines) + 1
    for item in order.items_of(section):
        old = order.line(item.line) if claim is None else sent_instead(order.line(item.line), claim)
        next_item += 1
        line = Line(
            max(x.n for x in lines) + 1,
            old.name,
            old.option,
            item.qty,
            0,
            0,
            old.product,
            old.sku,
            physical=old.physical,
            cause=Origin.RESEND,
        )
        lines.append(line)
        items.append(Item(next_item, made, line.n, item.qty))
    new = Section(
        made,
        SectionState.PREPARING,
        where.address,
        where.delivery,
        where.freight,
        Origin.RESEND,
        where.paid_by,
    )
    order = replace(
        order,
        lines=tuple(lines),
        items=tuple(items),
        sections=(*order.sections, new),
        sections_made=made,
        items_made=next_item,
    )
    fee = call.request.number("fee") or 0
    kept = decided(call.request, claim).withhold if claim else 0
    if claim and fee:
        order = charge(order, claim.n, fee, call.now)
    order = _change_claim(order, section, fee_charged=fee, fee_withheld=kept, resent=resent)
    return _decide(Decision.APPROVED)(order, section, call)


def _resend_back(order: Order, section: int, call: Call) -> Order:
    """Taking an exchange's approval back removes what it added; its numbers are not used again."""
    resend = resend_of(order, section)
    if resend is None:
        return order
    gone_items = {item.n for item in order.items_of(resend.n)}
    gone_lines = {item.line for item in order.items_of(resend.n)}
    return replace(
        order,
        sections=tuple(s for s in order.sections if s.n != resend.n),
        items=tuple(i for i in order.items if i.n not in gone_items),
        lines=tuple(x for x in order.lines if x.n not in gone_lines),
        holds=tuple(h for h in order.holds if h.section != resend.n),
    )


# unpaid orders


def _stop_payment(kind: EntryKind) -> Effect:
    return lambda order, section, call: stop_payment(order, section, kind, call.now)


def _ask_again(order: Order, section: int, call: Call) -> Order:
    return ask_again(order, section, call.now, call.request.number("due"))


EFFECTS: dict[str, Effect] = {
    **{name: _set(fields) for name, fields in _ASSIGNING.items()},
    "track": track,
    "untrack": _untrack,
    "hold": _hold,
    "release": _release,
    "delay": _delay,
    "address": _address,
    "claim": _claim,
    "claim_hold": _claim_hold,
    "claim_release": _claim_release,
    "pickup": _pickup,
    "collected": _collected,
    "refund": _refund,
    "reject": _decide(Decision.REJECTED),
    "withdraw": _decide(Decision.WITHDRAWN),
    "claim_closed": _decide(Decision.APPROVED),
    "claim_withdrawn": _claim_withdrawn,
    "decision_back": _decision_back,
    "resend": _resend,
    "resend_back": _resend_back,
    "cancel_unpaid": _stop_payment(EntryKind.VOID),
    "overdue": _stop_payment(EntryKind.OVERDUE),
    "ask_again": _ask_again,
}
"""Every effect that the table names, but `may_close`, which the move itself reads."""
