from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from orderdesk.core.domain.export_refusals import ExportRefused
from orderdesk.core.domain.export_rows import ExportRows
from orderdesk.core.domain.export_templates import BUILT_IN, ExportColumn, RowUnit, Template
from orderdesk.core.domain.export_values import Sender
from orderdesk.core.domain.orders import Order
from orderdesk.core.files.order_sheet import write_orders
from orderdesk.core.files.template_file import read_template, template_text
from tests.domain.builders import HOME, line, order, section

HOSTILE = ("=1+1", "+82 10", "-3", "@SUM(A1)", "\tx", "＝1+1")


def written(path: Path, template: Template, *orders: Order) -> Path:
    form = ExportRows(template, Sender("우리상점"))
    return write_orders(path, form, (form.of(each) for each in orders), lambda target: None)


def values(path: Path) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path).worksheets[0].values)


def by_keys(*keys: str, **more: object) -> Template:
    return Template("양식", tuple(map(ExportColumn, keys)), **more)  # type: ignore[arg-type]  # its fields


def two_lines() -> Order:
    return order(line(1, 2, unit_price=1_000, product="00123"), line(2, name="기름"), fee=3_000)


def test_numbers_that_are_names_are_text_and_won_are_numbers(tmp_path: Path) -> None:
    path = written(tmp_path / "주문.xlsx", BUILT_IN, two_lines())
    sheet = openpyxl.load_workbook(path)["주문"]
    row = {str(head.value): cell for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert (row["상품고유번호"].value, row["상품고유번호"].number_format) == ("00123", "@")
    assert (row["배송지 우편번호"].value, row["배송지 우편번호"].data_type) == ("06234", "s")
    assert (row["구매수량"].value, row["구매수량"].data_type) == (2, "n")
    assert [cell.value for cell in sheet["H"]] == ["최종주문금액", 15_000, None]
    assert "첫 행에만" in str(openpyxl.load_workbook(path)["안내"]["A2"].value)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("merge", [False, True])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_formula(tmp_path: Path, text: str, merge: bool) -> None:
    path = written(tmp_path / "a.xlsx", by_keys("name", merge=merge), order(line(1, name=text)))
    cell = openpyxl.load_workbook(path).worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == (text.replace("\t", "\t"), "s")
    csv = written(tmp_path / "a.csv", by_keys("name"), order(line(1, name=text)))
    said = csv.read_text(encoding="utf-8-sig").split("\n")[1].strip('\r"')
    assert said == (text if text == "-3" else "'" + text)


@pytest.mark.parametrize("merge", [False, True])
def test_control_characters_never_reach_the_file(tmp_path: Path, merge: bool) -> None:
    of = order(line(1, name="쌀\x1b[31m\x00\ud800 10kg"))
    path = written(tmp_path / "a.xlsx", by_keys("name", merge=merge), of)
    assert values(path)[1] == ("쌀\ufffd[31m\ufffd\ufffd 10kg",)


def test_an_existing_file_stays_and_the_ending_says_what_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("mine")
    path = written(tmp_path / "a.csv", by_keys("number", "qty"), two_lines())
    assert (path.name, (tmp_path / "a.csv").read_text()) == ("a-2.csv", "mine")
    n = two_lines().number
    assert path.read_bytes().decode("utf-8-sig") == f"주문번호,구매수량\r\n{n},2\r\n{n},1\r\n"


def test_cells_of_an_order_are_merged_over_its_rows_where_the_template_says_so(tmp_path: Path) -> None:
    first, second = two_lines(), replace(order(line(1)), number="202609210000018")
    path = written(tmp_path / "a.xlsx", by_keys("number", "name", merge=True), first, second)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert [str(each) for each in sheet.merged_cells.ranges] == ["A2:A3"]
    assert [row[0] for row in sheet.values] == ["주문번호", first.number, None, second.number]


def test_a_header_may_stand_twice(tmp_path: Path) -> None:
    columns = (ExportColumn("name", "품목명"), ExportColumn("option", "품목명"), ExportColumn("", "", "선불"))
    path = written(tmp_path / "a.xlsx", Template("택배", columns), order(line(1, name="쌀", option="10kg")))
    assert values(path) == [("품목명", "품목명", None), ("쌀", "10kg", "선불")]


def test_a_row_of_a_whole_order_has_its_items_on_lines_of_one_cell(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", by_keys("name", "qty", rows=RowUnit.ORDER), two_lines())
    assert values(path)[1:] == [("상품 1\n기름", 3)]


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_what_breaks_off_leaves_no_file(tmp_path: Path, name: str) -> None:
    form = ExportRows(by_keys("name"), Sender(""))

    def breaking() -> Iterator[list[list[str | int | bool | None]]]:
        yield form.of(order())
        raise KeyError("stop")

    with pytest.raises(KeyError):
        write_orders(tmp_path / name, form, breaking(), lambda target: None)
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_not_there_under_its_name_before_it_is_finished(tmp_path: Path) -> None:
    form, seen = ExportRows(by_keys("name"), Sender("")), []

    def finish(target: Path) -> None:
        seen.append((target, target.exists()))

    path = write_orders(tmp_path / "a.csv", form, [form.of(order())], finish)
    assert seen == [(path, False)] and path.stat().st_size > 0


def test_a_template_goes_through_its_file_unchanged(tmp_path: Path) -> None:
    columns = (ExportColumn("number"), ExportColumn("name", '품명 "큰"\\'), ExportColumn("", "운임", "선불"))
    made = Template("택배사", columns, RowUnit.SECTION, merge=True)
    path = tmp_path / "t.toml"
    path.write_text(template_text(made), encoding="utf-8")
    assert read_template(path) == made


@pytest.mark.parametrize("text", [b"name = ", b"\xff\xfe", b"a" * 1_000_001, b"x = " + b"[" * 9_999])
def test_a_file_that_is_no_template_is_refused_by_its_name(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "t.toml"
    path.write_bytes(text)
    with pytest.raises(ExportRefused, match="template-form") as refused:
        read_template(path)
    assert refused.value.detail.startswith("t.toml")


def test_an_address_abroad_is_written_as_it_is(tmp_path: Path) -> None:
    home = replace(HOME, country="US", zip="012-34")
    of = order(line(1), sections=[section(1, address=home)])
    assert values(written(tmp_path / "a.xlsx", by_keys("country", "zip"), of))[1] == ("US", "012-34")
