"""The money of approvals on the command line: derived as on the screen, before anything is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from orderdesk.cli.common import Session, now
from orderdesk.core.domain.glossary import UNSAID_WORDS
from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.verbs import COUPON_SETS
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.deciding import Decision, decision_for
from orderdesk.core.services.free_shipping import free_shipping
from orderdesk.core.services.planning import Plan
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.load import load_orders

_DERIVED_MOST = 20
"""How many approvals are derived term by term at most."""


def derive(this: Session, conn: Conn, plan: Plan) -> None:
    """Says what each approval of *plan* gives back, where it is the only one of its order."""
    alone = Counter(row.order_id for row in plan.rows)
    rows = [row for row in plan.applying() if alone[row.order_id] == 1][:_DERIVED_MOST]
    orders = {order.id: order for order in load_orders(conn, [row.order_id for row in rows])}
    shop = shop_of(conn)
    for row in rows:
        order = orders[row.order_id]
        if row.section is None:
            continue
        free = free_shipping(conn, order)
        found = decision_for(order, row.section, plan.request, this.actor, now(), shop, free)
        for text in _lines(found, this.lang):
            this.say(Word(text, text))


def _lines(decision: Decision, lang: Lang) -> Iterator[str]:
    yield section_number(decision.order.number, decision.section.n)
    for term in (*decision.terms, *decision.points):
        label = " ".join(part for part in (term.words.text(lang), clean(term.name)) if part)
        yield f"    {label}  {term.amount:,}  ({term.rule.text(lang)})"
    if decision.plan is not None:
        back, points = decision.plan.amount, decision.plan.points_back
        coupons = COUPON_SETS.get(",".join(sorted(decision.chosen)))
        yield Word(
            f"  = 환불 {back:,}원 · 적립금 {points:,} · 쿠폰 {coupons.ko if coupons else '없음'}",
            f"  = refund {back:,} won, points {points:,}, coupons {coupons.en if coupons else 'none'}",
        ).text(lang)
    if decision.fee:
        yield Word(f"  + 청구 {decision.fee:,}원", f"  + charged {decision.fee:,} won").text(lang)
    if decision.kept:
        yield Word(
            f"  - 다음 환불에서 차감 {decision.kept:,}원", f"  - deducted from refunds {decision.kept:,} won"
        ).text(lang)
    if decision.unsaid:
        yield f"  ! {UNSAID_WORDS[decision.unsaid].text(lang)}"
    if decision.below is not None:
        left, fee = decision.below.threshold, decision.below.fee
        yield Word(
            f"  ! 남는 상품이 무료배송 기준 {left:,}원 아래 (배송비 {fee:,}원)",
            f"  ! the goods that stay fall below free delivery from {left:,} won (fee {fee:,})",
        ).text(lang)
