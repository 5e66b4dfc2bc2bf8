from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.files.builders import xlsx
from tests.services.desk import number, sold

GOODS: list[list[object]] = [
    ["상품코드", "상품명", "옵션명", "판매가", "옵션 SKU"],
    ["F101", "유기농 쌀 10kg", None, 38000, None],
    ["C301", "티셔츠", "사이즈: M", "만구천원", "C301-M"],
]


@pytest.fixture
def goods(tmp_path: Path) -> str:
    path = tmp_path / "goods.xlsx"
    path.write_bytes(xlsx(GOODS))
    return str(path)


def test_products_come_in_from_a_file_and_are_looked_up(shell: Shell, goods: str) -> None:
    said = shell("import", goods, "--json")
    told = said.json
    assert said.status == 1
    assert (told["kind"], told["rows"], told["imported"], told["refused"]) == ("products", 2, 1, 1)
    assert [(p["row"], p["column"], p["value"], p["code"]) for p in told["problems"]] == [
        (3, "판매가", "만구천원", "amount-invalid")
    ]
    assert [(v["code"], v["verdict"]) for v in told["verdicts"]] == [
        ("", "imported"),
        ("amount-invalid", "refused"),
    ]
    found = shell("products", "ㅆ", "--json").json
    assert [(each["code"], each["price_now"]) for each in found] == [("F101", 38000)]
    table = shell("products", "쌀").out
    assert "유기농 쌀 10kg" in table and "38,000" in table and "티셔츠" not in table


def test_a_dry_run_of_members_writes_nothing(shell: Shell, tmp_path: Path) -> None:
    people = tmp_path / "people.xlsx"
    people.write_bytes(xlsx([["회원코드", "이름", "연락처"], ["M1", "홍길동", "010-0000-1234"]]))
    told = shell("import", str(people), "--as", "customers", "--dry-run", "--json").json
    assert (told["imported"], told["refused"]) == (1, 0)
    assert "행 1 · 가져올 것 1" in shell("import", str(people), "--dry-run").err
    assert shell("customers", "--json").json == []
    said = shell("import", str(people))
    assert said.status == 0 and "행 1 · 가져옴 1" in said.err
    assert shell("customers", "1234", "--json").json[0]["code"] == "M1"


def test_a_list_of_products_is_taken_for_nothing_else(shell: Shell, goods: str) -> None:
    said = shell("import", goods, "--as", "orders")
    assert said.status == 3 and "주문도 송장번호도 아닌" in said.err
    assert shell("import", goods, "--as", "customers").status == 3
    assert shell("products", "--json").json == []


def test_what_a_file_of_products_refused_can_be_kept(shell: Shell, goods: str, tmp_path: Path) -> None:
    told = shell("import", goods, "--result", str(tmp_path / "out.xlsx"), "--json").json
    assert [Path(path).name for path in told["results"]] == ["out.xlsx", "out-거절.xlsx"]


def test_goods_are_added_from_the_catalogue_or_by_hand(shell: Shell, goods: str) -> None:
    shell("import", goods)
    shell("stock", "receive", "F101", "1")
    shell.add(sold(1, 2))
    said = shell("do", "add", number(1), "--set", "product=F101", "--set", "qty=2", "--yes")
    assert said.status == 0 and "가용 재고 1개보다 많습니다" in said.err
    by_hand = ("--set", "name=사은품", "--set", "price=0", "--set", "qty=1")
    assert shell("do", "add", number(1), *by_hand, "--yes").status == 0
    shown = shell("show", number(1), "--json").json
    assert [(line["name"], line["unit_price"], line["total"]) for line in shown["lines"]][1:] == [
        ("유기농 쌀 10kg", 38_000, 76_000),
        ("사은품", 0, 0),
    ]
    wrong = shell("do", "add", number(1), "--set", "product=X999", "--set", "qty=1", "--yes")
    assert wrong.status == 2 and "product X999: 그런 상품이 없습니다" in wrong.err
