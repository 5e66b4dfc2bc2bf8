"""The fields of a regional zone and of a delivery fee policy, as forms ask for them."""

from __future__ import annotations

from typing import Final

from orderdesk.core.domain.fees import KIND_WORDS
from orderdesk.core.domain.glossary import FREIGHT_WORDS
from orderdesk.core.domain.orders import Freight
from orderdesk.core.domain.verbs import Field, FieldKind
from orderdesk.core.domain.words import Word

USED: Final = (("yes", Word("사용", "Used")), ("no", Word("사용 안 함", "Not used")))

ZONE_FIELDS: Final = (
    Field("name", Word("지역", "Zone"), required=True),
    Field("zip_from", Word("시작 우편번호", "From postcode"), required=True),
    Field("zip_to", Word("끝 우편번호", "To postcode"), required=True),
    Field("fee", Word("추가 배송비", "Regional fee"), FieldKind.WON, required=True),
    Field("enabled", Word("사용", "In use"), FieldKind.CHOICE, choices=USED),
)

POLICY_FIELDS: Final = (
    Field("name", Word("정책 이름", "Policy name"), required=True),
    Field(
        "kind",
        Word("종류", "Kind"),
        FieldKind.CHOICE,
        choices=tuple((kind.value, words) for kind, words in KIND_WORDS.items()),
    ),
    Field("fee", Word("배송비 (고정, 조건부 무료)", "Fee (fixed, free from an amount)"), FieldKind.WON),
    Field(
        "threshold",
        Word("무료 기준 금액 (조건부 무료)", "Free shipping from (won)"),
        FieldKind.WON,
    ),
    Field(
        "tiers",
        Word(
            "구간 시작:배송비 (수량·무게 g·금액별), 예 1:2500, 3:4000",
            "Tiers as from:fee (pieces, g or won), e.g. 1:2500, 3:4000",
        ),
    ),
    Field("bundle", Word("묶음배송 이름 (비우면 상품마다)", "Bundle (blank: each product by itself)")),
    Field(
        "freight",
        Word("배송비 결제", "Fee payment"),
        FieldKind.CHOICE,
        choices=tuple((freight.name.lower(), FREIGHT_WORDS[freight]) for freight in Freight),
    ),
    Field(
        "regional",
        Word(
            '지역별 배송비 제주/도서, 예 3000/5000 (비우면 지역표, "없음"이면 추가 배송비 없음)',
            "Regional fee Jeju/islands, e.g. 3000/5000 (blank: zone table; none: no fee)",
        ),
    ),
)
