"""The fields of the filter pane and of the tab editor, and the `key=value` expressions that they stand for.

Their values are the words of the operator's language without blanks, as the command line takes them, too
(finding-and-files.md §2.1, §3.1, §3.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from orderdesk.core.domain.glossary import REGION_WORDS
from orderdesk.core.domain.list_words import DISCOUNT_WORDS, RECEIPT_WORDS, TAKEN_WORDS
from orderdesk.core.domain.orders import Region
from orderdesk.core.domain.periods import PERIOD_WORDS
from orderdesk.core.domain.stuck import SNAG_WORDS
from orderdesk.core.domain.words import NO_YES, Lang, Word
from orderdesk.core.services.browsing import CODES, DIMENSIONS, VALUE_WORDS
from orderdesk.core.services.tabs import FLAGS, Conditions


class Shape(Enum):
    """How a field is filled in."""

    VALUES = auto()
    ONE = auto()
    PERIOD = auto()
    RANGE = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class FilterField:
    """One field: the key of its condition, its label, its shape and the values to choose from."""

    key: str
    words: Word
    shape: Shape
    options: tuple[Word, ...] = ()

    def token(self, option: Word, lang: Lang) -> str:
        """*option* as it stands in an expression."""
        return "".join(option.text(lang).split())

    def read(self, value: str, lang: Lang) -> str:
        """The *value* of a condition with its words in *lang*; what is no word of the field stays."""
        if not self.options:
            return value
        return ",".join(dict.fromkeys(self._token(part, lang) for part in value.split(",")))

    def _token(self, part: str, lang: Lang) -> str:
        wanted = "".join(part.split()).casefold()
        for option in self.options:
            if wanted in (self.token(option, "ko").casefold(), self.token(option, "en").casefold()):
                return self.token(option, lang)
        return part.strip()


def _period(key: str, ko: str, en: str) -> FilterField:
    return FilterField(key, Word(ko, en), Shape.PERIOD, tuple(PERIOD_WORDS.values()))


def _among(key: str, ko: str, en: str, options: Iterable[Word]) -> FilterField:
    return FilterField(
        key, Word(ko, en), Shape.VALUES, tuple(dict.fromkeys(each for each in options if each.ko))
    )


def _of(key: str, ko: str, en: str) -> FilterField:
    return _among(key, ko, en, VALUE_WORDS[DIMENSIONS[key]].values())


def _whether(key: str, ko: str, en: str) -> FilterField:
    return FilterField(key, Word(ko, en), Shape.ONE, NO_YES[::-1])


def _text(key: str, ko: str, en: str) -> FilterField:
    return FilterField(key, Word(ko, en), Shape.TEXT)


TAB_FIELDS: tuple[FilterField, ...] = (
    _of("channel", "주문채널", "Channel"),
    _of("trade", "거래상태", "Trade state"),
    _of("pay_status", "결제상태", "Payment"),
    _of("section", "섹션상태", "Section"),
    _of("method", "결제수단", "Payment method"),
    _of("member", "회원구분", "Member"),
    _of("scope", "배송범위", "Delivery scope"),
)
"""The seven conditions of a tab."""

_FLAG_WORDS: dict[int, Word] = {
    FLAGS["held"]: Word("배송보류", "Held"),
    FLAGS["delayed"]: Word("배송지연", "Delayed"),
    FLAGS["pending"]: Word("관리자 생성 주문", "Made by the seller"),
    FLAGS["assumed"]: Word("결제추정", "Assumed payment"),
    FLAGS["differs"]: Word("채널과 다름", "Channel differs"),
}
FLAG_FIELD = _among("flag", "표시", "Flags", _FLAG_WORDS.values())
"""Flags of an order, which a tab may ask for, too."""
CLAIM_FIELD = _of("claim", "클레임 단계", "Claim stage")
"""What of claims waits, which a tab may ask for, too."""

_REMOTE = _whether("remote", "도서산간 여부", "Remote area")
_REMOTE_PLACES: dict[Word, tuple[Word, ...]] = {
    NO_YES[True]: (REGION_WORDS[Region.JEJU], REGION_WORDS[Region.ISLAND]),
    NO_YES[False]: (REGION_WORDS[Region.DOMESTIC], REGION_WORDS[Region.ABROAD]),
}
"""What the two answers to `remote` stand for in an expression: places."""

FILTER_FIELDS: tuple[FilterField, ...] = (
    _period("ordered_at", "주문일", "Ordered"),
    *TAB_FIELDS[2:5],
    TAB_FIELDS[0],
    *TAB_FIELDS[5:],
    CLAIM_FIELD,
    _whether("hold", "배송보류", "Held"),
    _whether("delayed", "배송지연", "Delayed"),
    _REMOTE,
    _whether("assumed", "결제추정", "Assumed payment"),
    _whether("pending", "관리자 생성 주문", "Made by the seller"),
    _whether("channel_differs", "채널과 다름", "Channel differs"),
    FilterField("paid", Word("최종 실결제금액", "Net paid"), Shape.RANGE),
    FilterField("item_count", Word("주문품목수", "Number of items"), Shape.RANGE),
    FilterField("qty", Word("총수량", "Pieces"), Shape.RANGE),
    _among("discounts", "할인수단", "Discount", DISCOUNT_WORDS),
    _text("site", "주문 사이트", "Site"),
    _text("product", "상품명", "Product"),
    _text("sku", "SKU", "SKU"),
    _text("receiver", "수령자", "Receiver"),
    _text("address", "주소", "Address"),
    _text("zip", "우편번호", "Postcode"),
    _whether("invoiced", "송장 있음", "Has tracking"),
    _among("delivery", "배송방식", "Delivery", CODES["delivery"][1].values()),
    _among("receipt", "현금영수증", "Cash receipt", RECEIPT_WORDS.values()),
    _whether("separate", "합포장 금지", "Don't combine"),
    _whether("memo_open", "미해결 메모", "Open memo"),
    FilterField("taken", Word("작업 잡은 사람", "Taken by"), Shape.ONE, tuple(TAKEN_WORDS.values())),
    TAB_FIELDS[1],
    _period("paid_at", "결제일", "Paid at"),
    _period("invoice_at", "송장번호 입력일", "Tracked at"),
    _period("sent_at", "발송처리일", "Sent at"),
    _period("memo_at", "메모작성일", "Memo written"),
    _period("done_at", "배송완료일", "Delivered at"),
    _period("delay_at", "배송지연일", "Delayed to"),
    _period("claim_due", "클레임 처리 기한", "Claim due"),
    _period("send_by", "발송 기한", "To be sent by"),
    _period("held_at", "보류한 날", "Held since"),
    _among("stuck", "막힌 일", "Stuck work", SNAG_WORDS.values()),
    FilterField("job", Word("작업 번호", "Job"), Shape.RANGE),
)
"""Every field of the filter pane, the most used first."""


def values_of(where: Iterable[str], lang: Lang) -> tuple[dict[str, str], tuple[str, ...]]:
    """The values of the pane's fields by key, and the conditions that it has no place for."""
    fields = {field.key: field for field in FILTER_FIELDS}
    found: dict[str, str] = {}
    rest = []
    for text in where:
        key, _, value = text.partition("=")
        field = fields.get(key.strip())
        read = _answer(value, lang) if field is _REMOTE else field.read(value, lang) if field else ""
        if field is None or field.key in found or not read:
            rest.append(text)
        else:
            found[field.key] = read
    return found, tuple(rest)


def expressions(values: Mapping[str, str]) -> tuple[str, ...]:
    """The conditions of *values* by key, in the pane's order."""
    return tuple(
        f"{field.key}={_places(values[field.key]) if field is _REMOTE else values[field.key]}"
        for field in FILTER_FIELDS
        if values.get(field.key)
    )


def _places(answer: str) -> str:
    """The places that an answer to `remote` stands for, in the language of the answer."""
    for word, places in _REMOTE_PLACES.items():
        if answer in word:
            return ",".join(places_word[word.index(answer)] for places_word in places)
    return answer


def _answer(places: str, lang: Lang) -> str:
    """The answer to `remote` that exactly these places stand for, "" when there is none."""
    named = {part.strip() for part in places.split(",")}
    for word, known in _REMOTE_PLACES.items():
        if named in ({place.ko for place in known}, {place.en for place in known}):
            return word.text(lang)
    return ""


def _codes(field: FilterField) -> tuple[str, Mapping[int, Word]]:
    """The name of the condition that *field* is in a tab, and the words of its values."""
    if field is FLAG_FIELD:
        return field.key, _FLAG_WORDS
    return DIMENSIONS[field.key], VALUE_WORDS[DIMENSIONS[field.key]]


def tab_values(conditions: Conditions, lang: Lang) -> dict[str, str]:
    """The values of the tab editor's fields by key for the *conditions* of a tab."""
    found = {}
    for field in (*TAB_FIELDS, FLAG_FIELD, CLAIM_FIELD):
        name, words = _codes(field)
        chosen = [
            field.token(words[code], lang) for code in sorted(conditions.get(name, ())) if code in words
        ]
        if chosen:
            found[field.key] = ",".join(dict.fromkeys(chosen))
    return found


def tab_conditions(values: Mapping[str, str], lang: Lang) -> Conditions:
    """The conditions of a tab whose fields have *values* by key, in words of *lang*."""
    found = {}
    for field in (*TAB_FIELDS, FLAG_FIELD, CLAIM_FIELD):
        name, words = _codes(field)
        chosen = set(values.get(field.key, "").split(","))
        codes = frozenset(
            code for code, word in words.items() if word.ko and field.token(word, lang) in chosen
        )
        if codes:
            found[name] = codes
    return found
