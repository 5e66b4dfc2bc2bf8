"""The decision of an approval: the refund term by term, points, coupons, and what becomes of the order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from rich.text import Text

from orderdesk.core.domain.glossary import METHOD_WORDS, UNSAID_WORDS
from orderdesk.core.domain.states import BADGE_WORDS, TRADE_WORDS
from orderdesk.core.domain.verbs import COUPONS
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.deciding import Decision, Paid
from orderdesk.widgets.cells import won
from orderdesk.widgets.columns import folded, listed
from orderdesk.widgets.look import Look
from orderdesk.widgets.term_text import label_room, sum_lines, term_lines

_REFUND: Final = Word("= 돌려줄 금액", "= Refund")
_CAP: Final = Word("남은 결제 {} 안에서", "within the {} left")
_BY_ITSELF: Final = Word("자동", "automatic")
_BY_HAND: Final = Word("직접 보냄", "by hand")
_NOTED: Final = Word(
    "적기만 함 (연결된 결제사가 없으니 결제사에서 환불하세요)",
    "only noted (no payment company is connected: refund it there)",
)
_FEE: Final = Word("추가 청구", "Charged")
_FEE_RULE: Final = Word("구매자에게 결제 요청", "requested from the buyer")
_KEPT: Final = Word("차감", "Deducted")
_KEPT_RULE: Final = Word("이 주문의 다음 환불에서 뺌", "deducted from the order's next refund")
_NOTHING: Final = Word(
    "교환은 환불하지 않습니다. 승인하면 보낼 섹션이 상품준비로 생깁니다",
    "An exchange refunds nothing; approving makes a section to send, in preparation",
)
_POINTS: Final = Word("= 돌려줄 적립금", "= Points back")
_POINTS_CAP: Final = Word("쓴 적립금 안에서", "of the points used")
_COUPONS: Final = Word("돌려줄 쿠폰", "Coupons back")
_NONE: Final = Word("없음", "none")
_BELOW: Final = Word(
    "남는 상품이 무료배송 기준 {} 아래로 내려갑니다 (배송비 {})",
    "The goods that stay fall below free delivery from {} (fee {})",
)


class DecisionText(NamedTuple):
    """All that a decision does with the money: the terms of the refund, and what comes of them."""

    terms: list[Text]
    result: list[Text]


def decision_text(decision: Decision, width: int, lang: Lang, look: Look) -> DecisionText:
    """What *decision* does with the money, for *width* cells."""
    terms = [Text(_NOTHING.text(lang), look.quiet)]
    room = label_room((*decision.terms, *decision.points), width, lang)
    if decision.plan is not None:
        terms = term_lines(decision.terms, room, width, lang, look)
    lines = [line for part in _sums(decision, room, width, lang, look) for line in part]
    if decision.coupons:
        names = [words.text(lang) for name, words in COUPONS if name in decision.chosen]
        lines.append(Text(f"  {_COUPONS.text(lang)}: {', '.join(names) or _NONE.text(lang)}"))
    if decision.below is not None:
        told = _BELOW.text(lang).format(won(decision.below.threshold), won(decision.below.fee))
        lines.append(Text(f"⚠ {told}", look.alert))
    badge, trade = decision.states
    after = listed([BADGE_WORDS[badge].text(lang), TRADE_WORDS[trade].text(lang)])
    return DecisionText(terms, [*lines, Text(f"→ {after}", look.accent)])


def _sums(decision: Decision, room: int, width: int, lang: Lang, look: Look) -> Iterable[list[Text]]:
    plan = decision.plan
    if plan is not None:
        rule = Word(_CAP.ko.format(won(plan.balance)), _CAP.en.format(won(plan.balance)))
        yield sum_lines(_REFUND.text(lang), plan.amount, rule, room, width, lang, look, look.strong)
        rows = [
            f"{METHOD_WORDS[row.method].text(lang)} {won(row.amount)} {_how(row).text(lang)}"
            for row in decision.rows
        ]
        yield [Text(f"    {line}") for line in folded(listed(rows), width - 4, 0) if line]
    if decision.unsaid:
        yield [Text(f"⚠ {UNSAID_WORDS[decision.unsaid].text(lang)}", look.alert)]
    if decision.fee:
        yield sum_lines(_FEE.text(lang), decision.fee, _FEE_RULE, room, width, lang, look)
    if decision.kept:
        yield sum_lines(_KEPT.text(lang), decision.kept, _KEPT_RULE, room, width, lang, look)
    if plan is not None and (plan.points or plan.points_due):
        yield term_lines(decision.points, room, width, lang, look)
        yield sum_lines(_POINTS.text(lang), plan.points_back, _POINTS_CAP, room, width, lang, look)


def _how(row: Paid) -> Word:
    return _NOTED if row.noted else _BY_ITSELF if row.automatic else _BY_HAND
