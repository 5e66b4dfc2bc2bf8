"""결제정보: the lines of an order's money, each with the terms that make it (processing.md §8.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from orderdesk.core.domain.asked_goods import Part, dropped, dropped_sections
from orderdesk.core.domain.claims import Claim
from orderdesk.core.domain.columns import item_text
from orderdesk.core.domain.glossary import CLAIM_WORDS, ENTRY_WORDS, METHOD_WORDS
from orderdesk.core.domain.later_fees import fee_payments
from orderdesk.core.domain.orders import Entry, EntryKind, Line, Order, Origin, Section
from orderdesk.core.domain.payments import Payment, paid_balance, payments, rooted
from orderdesk.core.domain.refund_terms import SHIPPING, refund_terms, shipping_part
from orderdesk.core.domain.terms import Term
from orderdesk.core.domain.words import Word

MISMATCH = Word("불일치: 품목·배송비와 결제의 차이", "Mismatch of goods and fees with payments")
"""What is said where the lines and the payments differ."""

_FEES = (
    ("fee_base", Word("기본 배송비", "Base fee")),
    ("fee_remote", Word("도서산간 배송비", "Regional fee")),
    ("fee_extra", Word("추가 배송비", "Extra fee")),
)
_DISCOUNTS = (
    ("grade_discount", Word("등급 할인", "Grade discount")),
    ("coupon_discount", Word("쿠폰", "Coupon")),
    ("points", Word("적립금", "Points")),
    ("promotion_discount", Word("프로모션 할인", "Promotion")),
)
_OTHER = Word("그 밖의 할인", "Other discount")
_DISCOUNT = Word("할인", "Discount")
_FEE_DISCOUNT = Word("배송비 할인", "Fee discount")
_SECTION_FEE = Word("주문할 때의 배송비", "fee of the section when ordered")
_OF_LINE = Word("주문할 때 품목에 나눈 할인", "shared out to the line when ordered")
_ASKED = Word("추가로 요청", "requested in addition")
_EXECUTED = Word("실행된 환불", "executed refund")
_CONFIRMED = Word("확인된 결제", "confirmed payment")
_REGION_FEE = Word("배송지 변경 배송비", "Address change fee")
_ADDITION = Word("추가 결제", "Additional request")
_NOT_SHARED = Word("판매가 합과 실결제가의 차이", "list price less what is paid for it")


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """One line of 결제정보: what, how much (signed won), by which rule, and the terms that add up to it."""

    key: str
    words: Word
    amount: int
    rule: Word
    terms: tuple[Term, ...] = ()


def breakdown(order: Order) -> tuple[MoneyLine, ...]:
    """결제정보, line by line; the last one comes from the payments and is authoritative."""
    found = payments(order.entries)
    off, gone = dropped(order), dropped_sections(order)
    kept = [section for section in order.sections if section.n not in gone]
    refunds = [entry for entry in order.entries if entry.kind is EntryKind.REFUND]
    return (
        _line(
            "items",
            Word("주문금액", "Items"),
            Word("판매가 × 수량, 입금 전 취소는 빼고", "price × pieces, less unpaid cancels"),
            _items(order.lines, off),
        ),
        _line(
            "ship_fee",
            Word("배송비", "Shipping fee"),
            Word("기본 + 도서산간 + 추가 + 요청 − 환불", "base and surcharges less refunds"),
            (*_fees(kept), *_charges(order, found), *_region_fees(order), *_fees_back(order, refunds)),
        ),
        _line(
            "discount",
            Word("할인", "Discounts"),
            Word("쿠폰·포인트·등급·배송비 할인", "coupons, points, grade, shipping"),
            (*_discounts(order.lines, off), *_fee_discounts(kept)),
        ),
        _line(
            "extra",
            Word("추가 요청", "Extra charged"),
            Word("상품도 배송비도 아닌 추가 결제", "charged beyond goods and shipping"),
            _extras(order, found),
        ),
        _line(
            "refund",
            Word("상품 환불", "Goods refunded"),
            Word("실행된 상품 환불 (배송비는 배송비 줄에)", "executed, goods only (fees: above)"),
            (term for refund in refunds for term in _refunded(order, refund)),
        ),
        MoneyLine(
            "paid",
            Word("최종 실결제금액", "Net paid"),
            paid_balance(order.entries),
            Word("확인된 결제 − 실행된 환불", "confirmed − refunded"),
            tuple(_moved(order.entries)),
        ),
    )


def mismatch(order: Order, lines: Sequence[MoneyLine]) -> int:
    """불일치: won that the *lines* come to beyond what was paid and is still asked for; 0 when they agree."""
    asked = sum(payment.due for payment in payments(order.entries))
    return sum(line.amount for line in lines[:-1]) - lines[-1].amount - asked


def _line(key: str, words: Word, rule: Word, terms: Iterable[Term]) -> MoneyLine:
    found = tuple(term for term in terms if term.amount)
    return MoneyLine(key, words, sum(term.amount for term in found), rule, found)


def _items(lines: Iterable[Line], off: dict[int, Part]) -> Iterator[Term]:
    for line in lines:
        qty = line.qty - off.get(line.n, (0, 0))[0]
        if line.cause is not Origin.RESEND:
            rule = Word(f"{line.unit_price:,} × {qty:,}개", f"{line.unit_price:,} × {qty:,}")
            words = Word("추가 상품", "Added item") if line.cause is Origin.ADDED else Word("품목", "Item")
            yield Term(words, line.unit_price * qty, rule, item_text(line))


def _fees(sections: Iterable[Section]) -> Iterator[Term]:
    for section in sections:
        for field, words in _FEES:
            yield Term(words, getattr(section, field), _SECTION_FEE, where=f"S{section.n}")


def _fee_discounts(sections: Iterable[Section]) -> Iterator[Term]:
    for section in sections:
        yield Term(_FEE_DISCOUNT, -section.fee_discount, _SECTION_FEE, where=f"S{section.n}")


def _charges(order: Order, found: Iterable[Payment]) -> Iterator[Term]:
    """What claims asked for in addition, unless it was withdrawn."""
    claims = {claim.n: claim for claim in order.claims}
    for payment in found:
        claim = claims.get(payment.root.claim or 0)
        if claim is not None and payment.root.extra:
            yield Term(_fee_of(claim), payment.paid + payment.due, _ASKED, where=f"P{payment.root.n}")


def _region_fees(order: Order) -> Iterator[Term]:
    """What changed addresses asked for in addition."""
    for payment in fee_payments(order):
        yield Term(_REGION_FEE, payment.paid + payment.due, _ASKED, where=f"P{payment.root.n}")


def _fee_of(claim: Claim) -> Word:
    kind = CLAIM_WORDS[claim.kind]
    return Word(f"{kind.ko} 배송비", f"{kind.en} fee")


def _fees_back(order: Order, refunds: Iterable[Entry]) -> Iterator[Term]:
    for refund in refunds:
        yield Term(SHIPPING, -shipping_part(order, refund), _EXECUTED, where=f"P{refund.n}")


def _discounts(lines: Iterable[Line], off: dict[int, Part]) -> Iterator[Term]:
    """Discounts of the pieces that count: list price less what is paid for them, kind by kind."""
    for line in lines:
        if line.cause is Origin.RESEND:
            continue
        (gone, won), name = off.get(line.n, (0, 0)), item_text(line)
        whole = line.unit_price * (line.qty - gone) - (line.total - won)
        if gone:
            yield Term(_DISCOUNT, -whole, _NOT_SHARED, name)
            continue
        for field, words in _DISCOUNTS:
            won = getattr(line, field)
            whole -= won
            yield Term(words, -won, _OF_LINE, name)
        yield Term(_OTHER, -whole, _NOT_SHARED, name)


def _extras(order: Order, found: Iterable[Payment]) -> Iterator[Term]:
    fees = {payment.root.n for payment in fee_payments(order)}
    for payment in found:
        root = payment.root
        other = root.n not in fees and not _pays_for_goods(order, root)
        if root.extra and root.claim is None and other:
            yield Term(_ADDITION, payment.paid + payment.due, _ASKED, where=f"P{root.n}")


def _pays_for_goods(order: Order, root: Entry) -> bool:
    """Whether the payment is for added goods, which may have been joined with others since."""
    added = {line.n for line in order.lines if line.cause is Origin.ADDED}
    return any(line in added for line, _, _ in root.refunds) or any(
        section.paid_by == root.n and section.origin is Origin.ADDED for section in order.sections
    )


def _refunded(order: Order, refund: Entry) -> Iterator[Term]:
    """The terms of an executed refund but its delivery fee, which is in 배송비."""
    fee = shipping_part(order, refund)
    terms = [term for term in refund_terms(order, refund) if term.words is not SHIPPING]
    for term in terms:
        yield Term(term.words, -term.amount, term.rule, term.name, f"P{refund.n}")
    rest = -refund.amount - fee - sum(term.amount for term in terms)
    yield Term(ENTRY_WORDS[EntryKind.REFUND], -rest, _EXECUTED, where=f"P{refund.n}")


def _moved(entries: Iterable[Entry]) -> Iterator[Term]:
    """What came and went; a payment is told by its own number, whichever row confirmed it."""
    roots = {entry.n: root for root, rows in rooted(entries).items() for entry in rows}
    for entry in entries:
        if entry.kind in (EntryKind.PAID, EntryKind.REFUND) and entry.amount:
            rule = _CONFIRMED if entry.kind is EntryKind.PAID else _EXECUTED
            method = METHOD_WORDS[entry.method]
            words = ENTRY_WORDS[entry.kind]
            text = Word(f"{words.ko} {method.ko}", f"{words.en} {method.en}")
            n = roots[entry.n] if entry.kind is EntryKind.PAID else entry.n
            yield Term(text, entry.amount, rule, where=f"P{n}")
