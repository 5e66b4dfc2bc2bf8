from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from orderdesk.core.domain.customers import Grade
from orderdesk.core.domain.goods import GoodsKind
from orderdesk.core.files.customers_form import customers_of
from orderdesk.core.files.goods_form import products_of
from orderdesk.core.files.layouts import Kind
from orderdesk.core.files.problems import FileProblem
from orderdesk.core.files.reading import Sheet, read_table
from orderdesk.core.services.customers_file import import_customers
from orderdesk.core.services.fees import read_fees
from orderdesk.core.services.goods_file import import_products
from orderdesk.core.services.shop_lists import ListImport
from orderdesk.core.store.customers import customers_by_code, grades
from orderdesk.core.store.goods import products_by_code
from tests.files.builders import xlsx
from tests.services.desk import KIM, NOW, Desk

GOODS = [
    "상품코드",
    "상품명",
    "옵션명",
    "판매가",
    "기간할인가",
    "할인시작일",
    "할인종료일",
    "옵션 SKU",
    "바코드",
    "무게(g)",
]
RICE = ["F101", "유기농 쌀", None, 38000, "34,900", "2026-11-01", "2026-12-01", None, "8800000000010", 10200]
SHIRT_M = ["C301", "티셔츠", "사이즈: M", 19900, None, None, None, "C301-M", None, 220]
SHIRT_L = ["C301", "티셔츠", "사이즈: L", 19900, None, None, None, "C301-L", None, 220]
PEOPLE = ["회원코드", "이름", "연락처", "등급", "우편번호", "주소", "가입일"]


def read(folder: Path, *rows: Sequence[object]) -> Sheet:
    path = folder / "list.xlsx"
    path.write_bytes(xlsx(rows))
    return read_table(path)


def goods(desk: Desk, folder: Path, *rows: Sequence[object], dry_run: bool = False) -> ListImport:
    return import_products(desk.store, products_of(read(folder, *rows)), KIM, desk.clock, dry_run)


def people(desk: Desk, folder: Path, *rows: Sequence[object], dry_run: bool = False) -> ListImport:
    return import_customers(desk.store, customers_of(read(folder, *rows)), KIM, desk.clock, dry_run)


def outcomes(result: ListImport) -> list[str]:
    return [verdict.outcome.value for verdict in result.verdicts]


def problems(result: ListImport) -> list[tuple[int, str, str, str]]:
    return [(p.row, p.column, p.value, p.code) for p in result.problems]


def test_products_come_in_once_and_change_by_their_codes(desk: Desk, tmp_path: Path) -> None:
    rows = (GOODS, RICE, SHIRT_M, SHIRT_L)
    assert outcomes(goods(desk, tmp_path, *rows, dry_run=True)) == ["imported"] * 3
    assert outcomes(goods(desk, tmp_path, *rows)) == ["imported"] * 3
    assert outcomes(goods(desk, tmp_path, *rows)) == ["unchanged"] * 3
    dearer = ["C301", "티셔츠", "사이즈: L", 21000, None, None, None, "C301-L", None, 220]
    assert outcomes(goods(desk, tmp_path, GOODS, dearer)) == ["updated"]
    with desk.store.reader() as conn:
        known = products_by_code(conn, ["F101", "C301"])
    assert known["C301"].price == 21000 and [o.sku for o in known["C301"].options] == ["C301-M", "C301-L"]
    rice = known["F101"]
    assert (rice.kind, rice.weight, rice.options[0].sku) == (GoodsKind.PHYSICAL, 10200, "F101")
    assert rice.price_at(NOW) == (34_900 if rice.discounted(NOW) else 38_000)
    assert (rice.sale_from, rice.sale_until) == (1_793_458_800, 1_796_050_800)


def test_columns_that_a_file_lacks_leave_what_is_there(desk: Desk, tmp_path: Path) -> None:
    goods(desk, tmp_path, GOODS, RICE)
    assert outcomes(
        goods(desk, tmp_path, ["상품코드", "상품명", "판매가"], ["F101", "유기농 쌀", 40000])
    ) == ["updated"]
    with desk.store.reader() as conn:
        rice = products_by_code(conn, ["F101"])["F101"]
    assert (rice.price, rice.sale_price, rice.weight, rice.options[0].barcode) == (
        40_000, 34_900, 10_200, "8800000000010",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ([None, "쌀", None, 1000], (2, "상품코드", "", "cell-required")),
        (["F1", None, None, 1000], (2, "상품명", "", "cell-required")),
        (["F1", "쌀", None, "천원"], (2, "판매가", "천원", "amount-invalid")),
        (["F1", "쌀", None, -1], (2, "판매가", "-1", "amount-negative")),
        (["F1", "쌀", None, 1, 1, "어제"], (2, "할인시작일", "어제", "date-invalid")),
        (
            ["F1", "쌀", None, 1, 1, "2026-11-02", "2026-11-01"],
            (2, "할인종료일", "2026-11-01", "date-invalid"),
        ),
        (
            ["F1", "쌀", None, 1, None, None, None, None, None, "무거움"],
            (2, "무게(g)", "무거움", "quantity-invalid"),
        ),
    ],
)
def test_a_cell_that_cant_be_taken_refuses_its_row_alone(
    desk: Desk, tmp_path: Path, row: list[object], problem: tuple[int, str, str, str]
) -> None:
    result = goods(desk, tmp_path, GOODS, row, SHIRT_M)
    assert problems(result) == [problem]
    assert outcomes(result) == ["refused", "imported"]


def test_rows_that_contradict_each_other_or_the_store_are_refused(desk: Desk, tmp_path: Path) -> None:
    goods(desk, tmp_path, GOODS, SHIRT_M)
    other_price = [*SHIRT_L[:3], 25000, *SHIRT_L[4:]]
    thief = ["F109", "국거리", None, 18500, None, None, None, "C301-M"]
    result = goods(desk, tmp_path, GOODS, SHIRT_M, other_price, SHIRT_M, thief)
    assert [code for *_, code in problems(result)] == ["product-differs", "row-duplicate", "sku-taken"]
    assert outcomes(result) == ["unchanged", "refused", "refused", "refused"]
    with desk.store.reader() as conn:
        assert "F109" not in products_by_code(conn, ["F109"])


def test_kinds_flags_and_policies_are_words_that_are_known(desk: Desk, tmp_path: Path) -> None:
    heads = ["상품코드", "상품명", "판매가", "상품종류", "판매상태", "재고관리", "배송정책"]
    result = goods(
        desk,
        tmp_path,
        heads,
        ["D1", "전자책", 9900, "디지털", "판매중지", "아니요", None],
        ["D2", "이용권", 9900, "구독", "판매중", "예", None],
        ["D3", "쌀", 9900, "실물", "판매중", "예", "기본"],
    )
    assert [(row, code) for row, _, _, code in problems(result)] == [
        (3, "value-unknown"),
        (4, "policy-unknown"),
    ]
    with desk.store.reader() as conn:
        book = products_by_code(conn, ["D1"])["D1"]
    assert (book.kind, book.on_sale, book.options[0].tracked) == (GoodsKind.DIGITAL, False, False)


def test_members_come_in_with_new_grades_and_their_lost_zeros(desk: Desk, tmp_path: Path) -> None:
    rows = (
        PEOPLE,
        ["M1", "홍길동", 1000001234, "골드", 6234, "서울 강남구 테헤란로 1", "2026-01-02"],
        ["M2", "김하늘", "010-0000-5678", None, None, None, None],
        ["M1", "홍길동", None, None, None, None, None],
        ["M3", None, None, None, None, None, None],
    )
    dry = people(desk, tmp_path, *rows, dry_run=True)
    result = people(desk, tmp_path, *rows)
    assert outcomes(dry) == outcomes(result) == ["imported", "imported", "refused", "refused"]
    assert problems(result) == [
        (2, "등급", "골드", "grade-new"),
        (4, "회원코드", "M1", "row-duplicate"),
        (5, "이름", "", "cell-required"),
    ]
    with desk.store.reader() as conn:
        hong = customers_by_code(conn, ["M1"])["M1"]
        assert grades(conn) == [Grade("골드")]
    assert (hong.phone, hong.zip, hong.joined_at) == ("01000001234", "06234", 1_767_279_600)
    assert outcomes(people(desk, tmp_path, *rows[:3])) == ["unchanged", "unchanged"]


def test_a_list_is_told_by_its_headers_and_nothing_else_is_taken_for_it(tmp_path: Path) -> None:
    assert read(tmp_path, GOODS, RICE).kind is Kind.PRODUCTS
    assert read(tmp_path, PEOPLE, ["M1", "홍길동"]).kind is Kind.CUSTOMERS
    with pytest.raises(FileProblem):
        products_of(read(tmp_path, PEOPLE, ["M1", "홍길동"]))
    with pytest.raises(FileProblem):
        customers_of(read(tmp_path, GOODS, RICE))


def test_the_first_policy_is_there_before_anybody_stored_one(desk: Desk, tmp_path: Path) -> None:
    rows = (["상품코드", "상품명", "판매가", "배송정책"], ["F101", "쌀", 38000, "기본 배송비"])
    assert problems(goods(desk, tmp_path, *rows, dry_run=True)) == []
    assert problems(goods(desk, tmp_path, *rows)) == []
    with desk.store.reader() as conn:
        assert products_by_code(conn, ["F101"])["F101"].policy == read_fees(conn).policies[0].id > 0
