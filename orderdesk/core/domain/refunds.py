"""What a claim gives back, term by term (processing.md §8.4)."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from orderdesk.core.domain.asked_goods import dropped, paid_parts
from orderdesk.core.domain.claims import Claim, ClaimKind, Decision
from orderdesk.core.domain.delivery_groups import delivery_group
from orderdesk.core.domain.later_fees import later_fees
from orderdesk.core.domain.money import bought, points_share, refund_share, refunded
from orderdesk.core.domain.orders import EntryKind, Order, Origin, Section
from orderdesk.core.domain.payments import payments
from orderdesk.core.domain.refund_terms import EXCHANGE_TERM, SHIPPING_TERM
from orderdesk.core.domain.states import CANCEL_STATES, SectionState
from orderdesk.core.domain.words import Word

GIVEN_BACK = frozenset({SectionState.CANCELLED, SectionState.RETURNED, SectionState.EXCHANGED})

ITEM_COUPON, SHIPPING_COUPON = "ITEMS", "SHIPPING"
"""The coupons of an order that can be told apart: of its goods, and of its delivery."""

_OTHERS_STAY = Word("같은 결제의 다른 섹션이 남아 돌려주지 않음", "not refunded: other sections stay")
_BUYERS_FAULT = Word("보낸 뒤 구매자 사유라 돌려주지 않음", "not refunded: already sent, buyer's fault")
_SELLERS_FAULT = Word("마지막 섹션 · 판매자 사유", "last section, the seller's fault")
_NOTHING_SENT = Word("마지막 섹션 · 보내기 전", "last section, nothing was sent")

Triples = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """What the seller decides at approval, in won and points; None leaves it to the rule.

    `withhold` is kept from the refund, `requested` is the refund itself: one of the two. `points` are kept
    from those given back. `coupons` are given back.
    """

    withhold: int = 0
    requested: int | None = None
    points: int = 0
    coupons: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class RefundPlan:
    """The derivation of a refund in won.

    `goods` are (line, pieces, won) triples; `shipping` the delivery fee given back; `owed` what earlier
    exchanges keep from it; `withheld` what is kept now (negative when more than the base is given);
    `amount` what the buyer receives; `balance` the most that may be given: what is left of the order's
    payments. `shares` say from which payments (by their root) the amount comes. `points` are (line, pieces,
    points) triples of the points used, `points_due` what of them may come back, `points_back` what does.
    """

    goods: Triples
    shipping: int
    withheld: int
    amount: int
    balance: int
    shares: tuple[tuple[int, int], ...] = ()
    owed: int = 0
    points: Triples = ()
    points_due: int = 0
    points_back: int = 0
    coupons: frozenset[str] = frozenset()

    @property
    def base(self) -> int:
        """Goods and shipping less what exchanges keep, before anything is withheld now, won."""
        return sum(won for _, _, won in self.goods) + self.shipping - self.owed

    @property
    def points_kept(self) -> int:
        """Points that are due but not given back."""
        return self.points_due - self.points_back


def plan_refund(order: Order, section: Section, claim: Claim, decided: Decided | None = None) -> RefundPlan:
    """What approving *claim* on *section* gives back. Nothing is capped silently: compare `balance`."""
    decided = decided or Decided()
    goods: list[tuple[int, int, int]] = []
    points: list[tuple[int, int, int]] = []
    given, paid, gone = refunded(order), paid_parts(order, section.n), dropped(order)
    for item in order.items_of(section.n):
        line = bought(order, item.line)
        already, off = given.get(line.n, (0, 0)), gone.get(line.n, (0, 0))
        won = refund_share(paid[line.n], already, item.qty)
        goods.append((line.n, item.qty, won))
        points.append((line.n, item.qty, points_share(line, already[0] + off[0], item.qty)))
        given[line.n] = (already[0] + item.qty, already[1] + won)
    shipping, _ = shipping_back(order, section, claim)
    gross = sum(won for _, _, won in goods) + shipping
    owed = min(gross, fees_owed(order))
    base = gross - owed
    amount = max(0, base - decided.withhold) if decided.requested is None else decided.requested
    wanted = [(payer(order, section, line), won) for line, _, won in goods]
    points_due = _points_due(order, points, given)
    return RefundPlan(
        tuple(goods),
        shipping,
        base - amount,
        amount,
        sum(p.refundable for p in payments(order.entries)),
        _shares(order, [*wanted, (section.paid_by, shipping)], amount),
        owed,
        tuple(each for each in points if each[2]),
        points_due,
        max(0, points_due - decided.points),
        coupons_emptied(order, section) if decided.coupons is None else decided.coupons,
    )


# goods and delivery


def shipping_back(order: Order, section: Section, claim: Claim) -> tuple[int, Word]:
    """Delivery fees given back in won, and by which rule.

    They are, when this empties the sections charged together and the buyer is not at fault or nothing left;
    less what an earlier refund of the same sections gave back of them. What changed addresses cost
    counts once the whole order is empty.
    """
    group = delivery_group(order, section)
    if not all(s.n == section.n or s.state in GIVEN_BACK for s in group):
        return 0, _OTHERS_STAY
    sent = any(s.state not in CANCEL_STATES for s in group)
    if claim.buyer_fault and (sent or claim.kind is ClaimKind.RETURN):
        return 0, _BUYERS_FAULT
    numbers = {s.n for s in group}
    whole = all(s.n in numbers or s.state in GIVEN_BACK for s in order.sections)
    claims = {c.n for c in order.claims if c.section in numbers}
    paid = sum(s.fee for s in group) + later_fees(order, {s.paid_by for s in group}, whole)
    return max(0, paid - _given(order, SHIPPING_TERM, claims)), _SELLERS_FAULT if sent else _NOTHING_SENT


def _given(order: Order, term: tuple[int, int], claims: Set[int]) -> int:
    """The won of *term* in the refunds of *claims* that still stand."""
    withdrawn = {e.follows for e in order.entries if e.kind is EntryKind.VOID}
    return sum(
        won
        for entry in order.entries
        if entry.kind is EntryKind.REFUND_DUE and entry.n not in withdrawn and entry.claim in claims
        for *named, won in entry.refunds
        if tuple(named) == term
    )


def fees_owed(order: Order) -> int:
    """Won that approved exchanges are to keep from refunds of the order, and that none has kept yet."""
    agreed = sum(
        claim.fee_withheld
        for claim in order.claims
        if claim.kind is ClaimKind.EXCHANGE and claim.decision is Decision.APPROVED
    )
    return max(0, agreed + _given(order, EXCHANGE_TERM, {claim.n for claim in order.claims}))


def payer(order: Order, section: Section, line: int) -> int:
    """The root of the payment that paid for *line*: added goods remember theirs, wherever they stand now."""
    if order.line(line).cause is Origin.ADDED:
        named = [
            p.root.n
            for p in payments(order.entries)
            if p.paid_at is not None and any(each == line for each, _, _ in p.root.refunds)
        ]
        if named and section.paid_by not in named:
            return named[0]
    return section.paid_by


def _shares(order: Order, wanted: list[tuple[int, int]], amount: int) -> tuple[tuple[int, int], ...]:
    """*amount* taken first from the payments *wanted*, then from any with money left, oldest first.

    What claims have charged comes last: it paid for what they cost, and for nothing that comes back.
    """
    found = sorted(payments(order.entries), key=lambda payment: payment.root.claim is not None)
    room = {payment.root.n: payment.refundable for payment in found}
    taken: dict[int, int] = {}
    for root, most in [*wanted, *((n, left) for n, left in room.items())]:
        won = min(most, amount, room[root])
        if won > 0:
            taken[root] = taken.get(root, 0) + won
            room[root], amount = room[root] - won, amount - won
    return tuple(taken.items())


# points and coupons


def _points_due(order: Order, points: list[tuple[int, int, int]], given: dict[int, tuple[int, int]]) -> int:
    """The points that may come back for *points*: with the last piece of the order all that are left.

    So that however its pieces come back, together they bring what was used.
    """
    lines = [line for line in order.lines if line.cause is not Origin.RESEND]
    gone = {n: pieces for n, (pieces, _) in dropped(order).items()}
    used = sum(line.points - points_share(line, 0, gone.get(line.n, 0)) for line in lines)
    left = used - sum(c.points_back + c.points_withheld for c in order.claims)
    last = all(given.get(line.n, (0, 0))[0] + gone.get(line.n, 0) >= line.qty for line in lines)
    return max(0, left if last else min(left, sum(each for _, _, each in points)))


def coupons_used(order: Order) -> frozenset[str]:
    """The coupons that the order was bought with and that no claim has given back."""
    used = set()
    if any(line.coupon_discount for line in order.lines):
        used.add(ITEM_COUPON)
    if any(section.fee_discount for section in order.sections):
        used.add(SHIPPING_COUPON)
    return frozenset(used) - {name for claim in order.claims for name in claim.coupons_back.split(",")}


def coupons_emptied(order: Order, section: Section) -> frozenset[str]:
    """Those of the used coupons that touch nothing any more once *section* is given back."""
    left = [s for s in order.sections if s.n != section.n and s.state not in GIVEN_BACK]
    standing = {bought(order, item.line).n for s in left for item in order.items_of(s.n)}
    kept = set()
    if any(line.coupon_discount and line.n in standing for line in order.lines):
        kept.add(ITEM_COUPON)
    if left:
        kept.add(SHIPPING_COUPON)
    return coupons_used(order) - kept
