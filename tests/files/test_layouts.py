"""Every form that is shipped: well described, and known by a file with its own headers."""

from __future__ import annotations

from pathlib import Path

import pytest

from orderdesk.core.domain.export_rows import ExportRows
from orderdesk.core.domain.export_values import Sender
from orderdesk.core.domain.parcels import Courier, find_courier
from orderdesk.core.files.columns import Layout, detect
from orderdesk.core.files.explaining import explain, letters
from orderdesk.core.files.layouts import Form, form, forms, normalise_header
from orderdesk.core.files.problems import FileProblem, FileTrouble
from orderdesk.core.files.reading import Cell, Sheet
from orderdesk.core.files.template_file import built_in_templates
from orderdesk.core.files.tracking_form import TrackingFile
from orderdesk.core.reference import couriers
from orderdesk.core.services.opening import take

ALL = pytest.mark.parametrize("each", forms(), ids=lambda each: each.id)
SMARTSTORE: list[Cell] = [
    *("상품주문번호", "주문번호", "배송속성", "배송방법", "택배사", "송장번호", "수취인명", "수취인연락처1"),
    *("통합배송지", "우편번호", "배송메세지", "결제일", "상품명", "수량"),
]
PAYMENTS: list[Cell] = [
    *("주문번호", "결제번호", "결제상태", "결제시간", "결제수단", "결제구분", "금액", "PG주문번호"),
    *("간편결제 잔액 상세정보", "PG거래번호", "은행명", "계좌번호", "예금주", "입금자명", "만료일시"),
    *("현금영수증 신청정보", "현금영수증 발급번호", "현금영수증 발급일시"),
]
CJ_A: list[Cell] = [
    *("예약구분", "집하예정일", "받는분성명", "받는분전화번호", "받는분기타연락처", "받는분우편번호"),
    *("받는분주소(전체, 분할)", "운송장번호", "고객주문번호", "품목명", "박스수량", "박스타입", "기본운임"),
    *("배송메세지1", "배송메세지2", "품목명", "운임구분"),
]


def told(*rows: list[Cell]) -> Layout:
    return detect(rows)


@ALL
def test_a_form_is_well_described(each: Form) -> None:
    assert each.words.ko and each.words.en and each.needs
    named = {field for need in each.needs for field in need} | set(each.required) | each.identifiers
    assert named <= each.columns.keys()
    headers = [normalise_header(name) for names in each.columns.values() for name in names]
    assert len(set(headers)) == len(headers) and all(headers)
    assert not {normalise_header(name) for names in each.columns.values() for name in names} & each.absent
    if "courier" in each.fixed:
        assert isinstance(find_courier(couriers(), each.fixed["courier"]), Courier)


@ALL
def test_a_file_with_a_forms_own_headers_is_known_as_that_form(each: Form) -> None:
    own = [each.header(field) for field in each.columns]
    if each.id == "courier-return":  # with 운송장번호 and 주문번호 alone it is another form's
        own = ["고객주문번호", "송장번호"]
    assert told(list(own)).form == each


def test_ids_are_unique() -> None:
    assert len({each.id for each in forms()}) == len(forms())


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ([["◈ 다운로드 받은 파일로 '엑셀 일괄발송' 처리하는 방법", None], SMARTSTORE], "smartstore"),
        ([["상품주문번호", "배송방법", "택배사", "송장번호"]], "smartstore"),
        ([PAYMENTS], "payments"),
        ([CJ_A], "cj-return"),
        ([["고객주문번호", "운송장번호"]], "courier-return"),
        ([["주문번호", "운송장번호", "수하인명"]], "lotte-return"),
        ([["주문번호", "택배사", "송장번호"]], "old-tracking"),
        ([["No", "거래일시", "적요", "의뢰인/수취인", "입금", "출금", "거래후잔액", "거래점"]], "bank-hana"),
        (
            [["거래일시", "적요", "보낸분/받는분", "송금메모", "출금액(원)", "입금액(원)", "잔액(원)"]],
            "bank-kb",
        ),
        ([["거래일자", "거래시간", "적요", "출금(원)", "입금(원)", "내용", "잔액(원)"]], "bank-shinhan"),
        ([["거래일시", "적요", "기재내용", "찾으신금액", "맡기신금액", "거래후 잔액"]], "bank-woori"),
        ([["상품번호", "상품명", "판매가", "재고수량"]], "products"),
    ],
)
def test_files_of_others_are_known(rows: list[list[Cell]], name: str) -> None:
    layout = told(*rows)
    assert layout.form == form(name) and layout.header == len(rows) - 1


def sheet(*rows: list[Cell]) -> Sheet:
    cells = [list(row) for row in rows]
    return Sheet("f.xlsx", "s", cells, detect(cells))


def test_what_is_known_and_brings_neither_orders_nor_numbers_says_so() -> None:
    with pytest.raises(FileProblem) as caught:
        take(sheet(PAYMENTS, ["1"] * 18))
    assert (caught.value.kind, caught.value.detail) == (
        FileTrouble.NOT_IMPORTED,
        "결제 내역 · payment export",
    )


def test_the_reason_names_headers_rows_and_what_is_missing() -> None:
    found = explain(
        sheet(["설명"], ["주문번호", "상품명", "판매가", "비고"], ["1", "쌀", 1000, "x"], [None] * 4)
    )
    assert (found.form, found.header, found.rows) == (form("orders"), 2, 1)
    assert [(m.field, m.column, m.header) for m in found.matched] == [
        ("number", "A", "주문번호"),
        ("name", "B", "상품명"),
        ("unit_price", "C", "판매가"),
    ]
    assert found.missing == (
        *("최종주문금액", "주문섹션번호", "주문섹션품목번호", "구매수량", "품목실결제가", "주문일"),
    )
    assert found.unread == ("비고",) and "상세주소" in found.absent and found.imported


def test_what_is_not_known_is_told_what_it_nearly_is() -> None:
    found = explain(sheet(["받는분", "운송장번호", "택배사"], ["a", "1", "CJ"]))
    assert found.form is None and found.rows == 2
    nearest = found.nearest[0]
    assert (nearest.form, nearest.row, nearest.lacks) == (form("cj-return"), 1, (("고객주문번호",),))
    assert explain(sheet(["비고"], ["a"])).nearest == ()


def test_columns_are_named_as_a_spreadsheet_does() -> None:
    assert [letters(n) for n in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_a_new_form_needs_no_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "05-mine.toml").write_text(
        'kind = "courier-return"\nko = "우리 창고"\nen = "ours"\nneeds = ["order", "tracking"]\n'
        'identifiers = ["order", "tracking"]\nfixed = { courier = "한진택배" }\n'
        '[columns]\norder = ["출고번호"]\ntracking = ["출고송장"]\n',
        encoding="utf-8",
    )
    monkeypatch.setattr("orderdesk.core.files.layouts.data_file", lambda name: tmp_path)
    forms.cache_clear()
    try:
        read = take(sheet(["출고송장", "출고번호"], ["123456789012", "202611220000001-S1"]))
    finally:
        monkeypatch.undo()
        forms.cache_clear()
    assert isinstance(read, TrackingFile)
    assert [(row.order, row.courier, row.number) for row in read.rows] == [
        ("202611220000001-S1", "한진택배", "123456789012")
    ]


def test_every_form_stands_in_the_documentation_with_its_columns() -> None:
    told = (Path(__file__).parents[2] / "docs" / "files.md").read_text(encoding="utf-8")
    for each in forms():
        (line,) = (
            line for line in told.splitlines() if line.startswith(f"| `{each.id}` | {each.words.ko} |")
        )
        assert all(each.header(field) in line for field in each.columns)


@pytest.mark.parametrize(
    ("template", "name"),
    [("CJ-A", "cj-return"), ("CJ-B", "cj-return"), ("CJ-C", "cj-return"), ("롯데", "lotte-return")],
)
def test_what_goes_out_to_a_courier_is_known_when_it_comes_back(template: str, name: str) -> None:
    (sent,) = (each for each in built_in_templates() if each.name == template)
    headers: list[Cell] = list(ExportRows(sent, Sender("")).headers)
    returned = headers if "운송장번호" in headers else [*headers, "운송장번호"]
    assert told(returned).form == form(name)
