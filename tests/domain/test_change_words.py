from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.core.domain.change_words import SILENT, describe, item_names, told
from orderdesk.core.domain.changes import ORDER_FIELDS, PART_FIELDS, Change, diff
from orderdesk.core.domain.glossary import ENTRY_WORDS, METHOD_WORDS
from orderdesk.core.domain.orders import EntryKind, Order
from orderdesk.core.domain.requests import make_request
from tests.domain.builders import NOW, line, order
from tests.domain.builders import told as happened


def test_every_field_is_told_or_kept_silent_on_purpose() -> None:
    every = {("order", name) for name in ORDER_FIELDS}
    every |= {(part, name) for part, names in PART_FIELDS.items() for name in ("", *names)}
    assert told() | SILENT == every
    assert not told() & SILENT


def lines_of(
    before: Order, verb: str, section: int | None = 1, lang: str = "ko", fields: dict[str, str] | None = None
) -> list[str]:
    after, happenings = happened(before, make_request(verb, fields), section)
    changes = [change for happening in happenings for change in happening.changes]
    names = item_names(after, changes)
    return list(describe(changes, names, "en" if lang == "en" else "ko", section))


TWO = order(line(1, 3, name="쌀"), line(2, name="기름"))


@pytest.mark.parametrize(
    ("verb", "fields", "lines"),
    [
        ("ready", {}, ["상품준비 → 배송대기"]),
        ("track", {"courier": "CJ대한통운", "number": "521853123456"},
         ["송장 없음 → CJ대한통운 521853123456"]),
        ("hold", {"reason": "STOCK", "note": "[/red]"}, ["재고 확인 [/red]"]),
        ("address", {"receiver": "새이름", "line2": "302호"},
         ["받는 분 홍길동 → 새이름", "상세주소 101동 → 302호"]),
        ("cancel", {"reason": "SOLD_OUT"}, ["상품준비 → 취소접수", "+ 취소 · 상품 품절"]),
        ("split", {"items": "1:1"}, ["+ S2", "품목 1 쌀 3개 → 2개", "품목 3 쌀 1개 → S2"]),
    ],
)  # fmt: skip
def test_what_changed_is_told_before_and_after(verb: str, fields: dict[str, str], lines: list[str]) -> None:
    where = replace(TWO.sections[0].address, receiver="홍길동", line2="101동")
    before = replace(TWO, sections=(replace(TWO.sections[0], address=where),))
    assert lines_of(before, verb, fields=fields) == lines


def test_a_delay_tells_its_day_and_reason() -> None:
    late = replace(TWO.sections[0], delay_until=NOW, delay_reason="PREPARING")
    changes = diff(TWO, replace(TWO, sections=(late,)))
    assert describe(changes, {}, "en", 1) == (
        "New dispatch date none → 2026-09-21",
        "Reason for the delay none → Preparing goods",
    )


def test_other_sections_are_named_and_whole_items_move() -> None:
    parted, _ = happened(TWO, "split", items="2:1")
    assert lines_of(parted, "merge", None) == ["− S2", "품목 2 기름 S2 → S1"]


def test_money_is_told_with_its_sign_and_method() -> None:
    unpaid = order(unpaid=True)
    assert lines_of(unpaid, "confirm-payment", None)[0].startswith("+ 결제 무통장입금 +10,000")
    assert lines_of(unpaid, "confirm-payment", None, "en")[0].startswith("+ Payment Bank transfer")


@pytest.mark.parametrize(("kind", "sign"), [(EntryKind.REFUND_DUE, -1), (EntryKind.PAID, 1)])
def test_money_that_is_taken_back_has_one_sign(kind: EntryKind, sign: int) -> None:
    entry = replace(order().entries[0], n=2, kind=kind, amount=sign * 42_900)
    what = f"{ENTRY_WORDS[kind].ko} {METHOD_WORDS[entry.method].ko}"
    assert describe([Change("entries", 2, "", entry, None)], {}) == (f"− {what} 42,900",)
    assert describe([Change("entries", 2, "", None, entry)], {}) == (f"+ {what} {sign * 42_900:+,}",)
