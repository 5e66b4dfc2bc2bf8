"""The money decision of an approval, term by term, while it is being made; nothing is changed by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from orderdesk.core.domain.apply import carry_out, decide
from orderdesk.core.domain.badge import badge
from orderdesk.core.domain.claim_rules import unsaid_cost
from orderdesk.core.domain.claims import Claim, ClaimKind
from orderdesk.core.domain.columns import item_text
from orderdesk.core.domain.decisions import decided
from orderdesk.core.domain.effects import Call
from orderdesk.core.domain.money import bought
from orderdesk.core.domain.orders import Actor, Line, Method, Order, Section
from orderdesk.core.domain.payments import payment_of
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refund_rows import automatic
from orderdesk.core.domain.refund_terms import ADDED_TO, EXCHANGE_FEE, GOODS, SHIPPING, WITHHELD
from orderdesk.core.domain.refunds import GIVEN_BACK, RefundPlan, coupons_used, plan_refund, shipping_back
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import BadRequest, Request, make_request
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.states import Badge, Trade
from orderdesk.core.domain.terms import Term
from orderdesk.core.domain.words import Word, many

_AGREED = Word("교환 승인에서 차감하기로 함", "agreed when an exchange was approved")
_TYPED = Word("적은 차감 금액", "the deduction as typed")
_PROPOSED = Word("접수할 때 정한 차감", "as the claim proposes")
_FIXED = Word("지정한 환불 금액에 맞춤", "to come to the refund as typed")
_NOT_BELOW = Word("0원 아래로는 내려가지 않음", "never below zero")
_POINTS = Word("적립금", "Points")
_POINTS_KEPT = Word("돌려주지 않음", "Kept")
_POINTS_LEFT = Word("마지막 반품의 나머지", "what is left with the last piece")

NO_REQUEST = Request("approve")


@dataclass(frozen=True, slots=True)
class FreeShipping:
    """From what goods are worth (won) they travel free, and what the delivery costs below, won."""

    threshold: int
    fee: int


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment's part of the refund: by which method, won, and whether it goes back by itself.

    It is only `noted` where nobody outside is connected who executes it.
    """

    method: Method
    amount: int
    automatic: bool
    noted: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """What approving a claim does with the money of its order; *plan* is None for an exchange.

    `terms` add up to the refund in won, `points` to the points given back. `fee` is asked from the buyer in
    addition, `kept` is what an exchange keeps from later refunds. `coupons` were used, `chosen` are given
    back. `below`: the goods that stay fall below what travels free. `unsaid` is how the buyer was to bear
    what the claim costs where no amount is given, else "". `refusal` says why it can't be so, and
    `field` which of the fields that concerns, "" none of them. `states` are badge and trade state
    afterwards, as they are now where it can't be done.
    """

    order: Order
    section: Section
    claim: Claim
    request: Request
    plan: RefundPlan | None
    terms: tuple[Term, ...] = ()
    points: tuple[Term, ...] = ()
    rows: tuple[Paid, ...] = ()
    fee: int = 0
    kept: int = 0
    coupons: frozenset[str] = frozenset()
    chosen: frozenset[str] = frozenset()
    below: FreeShipping | None = None
    unsaid: str = ""
    refusal: Refusal | None = None
    field: str = ""
    states: tuple[Badge, Trade] = (Badge.WAITING, Trade.OPEN)

    @property
    def exchange(self) -> bool:
        """Whether the claim is an exchange, which refunds nothing."""
        return self.claim.kind is ClaimKind.EXCHANGE


def decision_of(
    order: Order,
    section: int,
    given: Mapping[str, str],
    actor: Actor,
    now: int,
    shop: Shop,
    free: FreeShipping | None = None,
) -> Decision:
    """The decision that the texts *given* by field make on the open claim of *section*.

    LookupError without a claim. A text that can't be read is refused, as is a refund of more than is left,
    and what the other fields say is shown: a sum is not explained by terms that come to what can't be. Of
    several such fields the first one is told.
    """
    texts, first = dict(given), None
    while True:
        try:
            made = decision_for(order, section, make_request("approve", texts), actor, now, shop, free)
        except BadRequest as found:
            if found.field not in texts:
                raise
            problem = found
        else:
            if made.refusal is not Refusal.REFUND_TOO_LARGE or made.request.number("refund") is None:
                break
            problem = BadRequest(made.refusal, "refund")
        first = first or problem
        del texts[problem.field]
    if first is None:
        return made
    states = (badge(order), order.trade)
    return replace(made, unsaid="", refusal=first.refusal, field=first.field, states=states)


def decision_for(
    order: Order,
    section: int,
    request: Request,
    actor: Actor,
    now: int,
    shop: Shop,
    free: FreeShipping | None = None,
) -> Decision:
    """The decision that *request*, an approval, makes on the open claim of *section*; LookupError without."""
    claim, where = order.open_claim(section), order.section(section)
    if claim is None:
        raise LookupError(section)
    verdict = decide(order, section, request, actor, now, shop)
    applies = verdict.kind is Kind.APPLY
    after = carry_out(order, section, verdict, Call(request, actor, now))[0] if applies else order
    exchange, said = claim.kind is ClaimKind.EXCHANGE, decided(request, claim)
    plan = None if exchange else plan_refund(order, where, claim, said)
    return Decision(
        order,
        where,
        claim,
        request,
        plan,
        refund_sum(order, where, claim, plan, request) if plan else (),
        _points(order, plan) if plan else (),
        _rows(order, plan, shop) if plan else (),
        request.number("fee") or 0,
        said.withhold if exchange else 0,
        frozenset() if exchange else coupons_used(order),
        plan.coupons if plan else frozenset(),
        free if free and _falls_below(order, where, free) and not exchange else None,
        unsaid_cost(request, claim),
        verdict.refusal,
        states=(badge(after), after.trade),
    )


def refund_sum(
    order: Order, section: Section, claim: Claim, plan: RefundPlan, request: Request = NO_REQUEST
) -> tuple[Term, ...]:
    """The terms of *plan*, which add up to its amount."""
    found = []
    for n, qty, won in plan.goods:
        line = order.line(n)
        found.append(Term(GOODS, won, _part("실결제", line.total, qty, line), item_text(line)))
    found.append(Term(SHIPPING, plan.shipping, shipping_back(order, section, claim)[1]))
    if plan.owed:
        found.append(Term(EXCHANGE_FEE, -plan.owed, _AGREED))
    if plan.withheld > 0:
        found.append(Term(WITHHELD, -plan.withheld, _withheld_rule(claim, plan, request)))
    elif plan.withheld:
        found.append(Term(ADDED_TO, -plan.withheld, _FIXED))
    return tuple(found)


def _withheld_rule(claim: Claim, plan: RefundPlan, request: Request) -> Word:
    if request.number("refund") is not None:
        return _FIXED
    if decided(request, claim).withhold > plan.withheld:
        return _NOT_BELOW
    return _PROPOSED if request.number("withhold") is None else _TYPED


def _part(what: str, whole: int, qty: int, line: Line) -> Word:
    """The rule of a share of *whole*, which was paid or used for all pieces of *line*."""
    return Word(f"{what} {whole:,} 중 {qty:,}/{line.qty:,}개", f"{qty:,}/{many(line.qty, 'pc')} of {whole:,}")


def _points(order: Order, plan: RefundPlan) -> tuple[Term, ...]:
    found = []
    for n, qty, points in plan.points:
        line = order.line(n)
        found.append(Term(_POINTS, points, _part("쓴 적립금", line.points, qty, line), item_text(line)))
    rest = plan.points_due - sum(term.amount for term in found)
    if rest:
        found.append(Term(_POINTS, rest, _POINTS_LEFT))
    if plan.points_kept:
        found.append(Term(_POINTS_KEPT, -plan.points_kept, _TYPED))
    return tuple(found)


def _rows(order: Order, plan: RefundPlan, shop: Shop) -> tuple[Paid, ...]:
    found, executed = [], shop.refunds_outside or order.channel.external
    for root, won in plan.shares:
        payment = payment_of(order, root)
        itself = automatic(payment, won)
        found.append(Paid(payment.root.method, won, itself, itself and not executed))
    return tuple(found)


def _falls_below(order: Order, section: Section, free: FreeShipping) -> bool:
    """Whether goods that travelled free for what they were worth are worth less once *section* is gone."""
    group = [s for s in order.sections if s.paid_by == section.paid_by]
    if sum(s.fee_base - s.fee_discount for s in group) > 0:
        return False
    staying = [s for s in group if s.n != section.n and s.state not in GIVEN_BACK]
    left = sum(_worth(order, s) for s in staying)
    return 0 < left < free.threshold <= left + _worth(order, section)


def _worth(order: Order, section: Section) -> int:
    return sum(bought(order, item.line).unit_price * item.qty for item in order.items_of(section.n))
