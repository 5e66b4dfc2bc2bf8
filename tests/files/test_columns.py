from __future__ import annotations

import pytest

from orderdesk.core.files.columns import ORDER_COLUMNS, Kind, detect
from orderdesk.core.files.layouts import normalise_header

EXPORT = [names[0] for names in ORDER_COLUMNS.values()]


def test_the_order_export_is_known_in_any_order_of_its_38_columns() -> None:
    layout = detect([list(reversed(EXPORT))])
    assert layout.kind is Kind.ORDERS and len(layout.columns or {}) == 38
    assert layout.index("number") == 37 - EXPORT.index("주문번호")


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        (["주문섹션번호", "주문섹션품목번호", "수량", "택배사", "송장번호", "주문 상태 변경"], Kind.TRACKING),
        (["섹션번호", "운송장 번호"], Kind.TRACKING),
        (["주문번호", "상품명", "구매자", "배송송장번호", "주문섹션번호"], Kind.TRACKING),
        (["고객주문번호", "운송장번호"], Kind.COURIER_RETURN),
        (["주문번호", "운송장번호", "택배사"], Kind.COURIER_RETURN),
        (["고객주문번호", "송장번호", "택배사"], Kind.COURIER_RETURN),
        (["주문번호", "송장번호"], Kind.COURIER_RETURN),
        (["주문번호", "택배사", "송장번호"], Kind.OLD_TRACKING),
        (["주문번호", "상품명", "최종결제금액"], Kind.ORDERS),
        (["이름", "전화"], Kind.UNKNOWN),
        ([], Kind.UNKNOWN),
    ],
)
def test_kinds_are_told_by_headers(headers: list[str], kind: Kind) -> None:
    assert detect([headers]).kind is kind


@pytest.mark.parametrize(
    "header", ["송장번호(필수)", "[필수] 송장번호", "송장\n번호", " 송 장 번 호 ", "송장번호*", "송장번호"]
)
def test_spaces_brackets_line_breaks_and_decomposed_headers_match(header: str) -> None:
    assert detect([["주문섹션번호", header]]).index("tracking") == 1


def test_both_spellings_of_message_match() -> None:
    for header in ("배송메세지", "배송메시지", "배송메모"):
        assert detect([[*EXPORT[:30], header, *EXPORT[31:]]]).index("memo") == 30


def test_the_exports_own_header_wins_over_an_alias() -> None:
    layout = detect([["최종결제금액", *EXPORT]])
    assert layout.index("paid") == EXPORT.index("최종주문금액") + 1


def test_of_two_equal_headers_the_first_counts() -> None:
    assert detect([["주문섹션번호", "송장번호", "송장번호"]]).index("tracking") == 1


@pytest.mark.parametrize(
    "sentence",
    ["◈ 송장번호", "송장번호 ※", "• 송장번호", "송장번호" + "를 꼭 넣어 주세요" * 4],
)
def test_sentences_are_no_headers(sentence: str) -> None:
    assert detect([["주문섹션번호", sentence]]).kind is Kind.UNKNOWN


def test_no_two_headers_of_the_order_table_are_the_same() -> None:
    names = [normalise_header(name) for names in ORDER_COLUMNS.values() for name in names]
    assert len(set(names)) == len(names)
