from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.cli.shell import Shell
from tests.services.desk import number, sold
from tests.services.export_file import bought, separated, table, workbook

ORDERS_SHAPE = ["file", "kind", "rows", "orders", "imported", "updated", "unchanged", "refused", "problems"]
PROBLEM = {"row", "column", "value", "code", "message"}


def test_importing_orders_tells_counts_and_every_problem(shell: Shell, tmp_path: Path) -> None:
    path = workbook(tmp_path / "주문.xlsx", table([bought(1), bought(2, qty=0), bought(3)]))
    dry = shell("import", str(path), "--dry-run", "--json")
    assert dry.status == 1 and shell("list", "--count").out == "0\n"
    said = shell("import", str(path), "--json")
    assert said.status == 1 and said.json == dry.json
    assert list(said.json) == ORDERS_SHAPE
    assert [said.json[key] for key in ORDERS_SHAPE[1:-1]] == ["orders", 3, 3, 2, 0, 0, 1]
    (problem,) = said.json["problems"]
    assert set(problem) == PROBLEM
    assert (problem["row"], problem["column"], problem["value"]) == (3, "구매수량", "0") and problem[
        "message"
    ]
    again = shell("import", str(workbook(tmp_path / "b.xlsx", table([bought(1), bought(3)]))), "--json")
    assert (again.status, again.json["unchanged"]) == (0, 2)


def test_importing_talks_to_people_on_stderr(shell: Shell, tmp_path: Path) -> None:
    cells = table([bought(1), bought(2, line_paid="\x1b[31m만원")])
    path = separated(tmp_path / "o.csv", cells, "utf-8")
    said = shell("import", str(path))
    assert said.out == "" and "가져옴 1" in said.err and "3행 품목실결제가" in said.err
    assert "\x1b" not in said.err
    assert "unchanged 1" in shell("--lang", "en", "import", str(path)).err


def test_rows_of_no_order_are_a_part_too(shell: Shell, tmp_path: Path) -> None:
    path = workbook(tmp_path / "o.xlsx", table([bought(1), bought(2, number="")]))
    said = shell("import", str(path), "--json")
    assert said.status == 1 and [p["code"] for p in said.json["problems"]] == ["order-number-missing"]


def test_payments_are_assumed_or_not(shell: Shell, tmp_path: Path) -> None:
    shell("import", str(workbook(tmp_path / "a.xlsx", table([bought(1)]))), "--assume-paid", "no")
    shell("import", str(separated(tmp_path / "b.csv", table([bought(2)]), "cp949")))
    rows = shell("list", "--columns", "order_no,pay_status,assumed", "--format", "jsonl").lines
    assert [(row["pay_status"], row["assumed"]) for row in rows] == [("결제완료", True), ("결제대기", False)]
    assert shell("list", "--where", "assumed=yes", "--count").out == "1\n"


def test_the_form_is_made_filled_and_imported(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1), sold(2, unpaid=True), sold(3), sold(4))
    before = shell("list", "--format", "jsonl").out
    made = shell("tracking", "template", "--out", str(tmp_path / "form.xlsx"), "--where", "qty=1..")
    path = Path(made.out.strip())
    assert made.status == 0 and path == tmp_path / "form.xlsx" and "4행" in made.err
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    assert (sheet.max_column, sheet["A3"].value) == (6, f"{number(1)}-S1")
    sheet["D3"], sheet["E3"], sheet["F3"] = "CJ대한통운", 680123456782, "배송중"
    sheet["D4"], sheet["E4"], sheet["F4"] = "CJ대한통운", "680123456790", "배송중"
    sheet["D6"], sheet["E6"] = "CJ대한통운", 521853000000
    book.save(path)
    dry = shell("import", str(path), "--dry-run", "--json")
    assert dry.json["job"] is None and shell("list", "--format", "jsonl").out == before
    said = shell("import", str(path), "--json")
    report = said.json
    assert said.status == 1 and set(ORDERS_SHAPE) | {"sections", "verdicts", "job"} <= set(report)
    assert (report["kind"], report["rows"], report["orders"], report["sections"]) == ("tracking", 4, 3, 2)
    assert (report["updated"], report["unchanged"], report["refused"]) == (2, 0, 1)
    assert [(v["row"], v["verdict"], v["code"]) for v in report["verdicts"]] == [
        (3, "apply", ""),
        (4, "refuse", "unpaid"),
        (5, "skip", "blank-row"),
        (6, "apply", ""),
    ]
    assert "number-trailing-zeros" in report["verdicts"][3]["warnings"]
    assert [set(p) for p in report["problems"]] == [PROBLEM] and report["problems"][0]["row"] == 4
    assert shell("verify", "--json").json["findings"] == []
    shell("undo", "--yes")
    assert shell("list", "--format", "jsonl").out == before


def test_the_form_is_for_what_was_named_and_never_replaces_a_file(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1, 1, 1, sections=[[1], [2]]), sold(2))
    out = ("tracking", "template", "--out", str(tmp_path / "f.xlsx"))
    first = shell(*out, f"{number(1)}-S2")
    assert openpyxl.load_workbook(first.out.strip()).worksheets[0]["A3"].value == f"{number(1)}-S2"
    assert shell(*out).out.strip().endswith("f-2.xlsx")
    missing = shell(*out, number(9))
    assert missing.status == 2 and number(9) in missing.err


def test_overwrite_share_and_old_forms_are_asked_for(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1), sold(2))
    label = ["CJ대한통운", "680123456782"]
    form: list[list[object]] = [["섹션번호", "택배사", "송장번호"]]
    both = workbook(tmp_path / "a.xlsx", [*form, [f"{number(1)}-S1", *label], [f"{number(2)}-S1", *label]])
    assert shell("import", str(both), "--json").json["sections"] == 0
    assert shell("import", str(both), "--share", "--json").json["sections"] == 2
    other = workbook(tmp_path / "b.xlsx", [*form, [f"{number(1)}-S1", "CJ대한통운", "680123456790"]])
    assert shell("import", str(other), "--json").json["verdicts"][0]["code"] == "number-exists"
    assert shell("import", str(other), "--overwrite", "--json").status == 0
    old = workbook(
        tmp_path / "c.xlsx", [["주문번호", "택배사", "송장번호"], [number(2), "한진", "123456789012"]]
    )
    refused = shell("import", str(old), "--overwrite", "--json")
    assert (refused.json["kind"], refused.json["problems"][0]["code"]) == ("old-tracking", "form-old")
    assert shell("import", str(old), "--overwrite", "--by-order", "--json").status == 0


def test_a_couriers_file_takes_the_default_courier_of_the_settings(
    shell: Shell, tmp_path: Path, own_home: Path
) -> None:
    shell.add(sold(1))
    path = workbook(tmp_path / "r.xlsx", [["고객주문번호", "운송장번호"], [number(1), "680123456782"]])
    assert shell("import", str(path), "--json").json["verdicts"][0]["code"] == "courier-missing"
    settings = own_home / ".config" / "orderdesk" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('default_courier = "CJ대한통운"\n', encoding="utf-8")
    said = shell("import", str(path), "--json")
    assert (said.status, said.json["kind"]) == (0, "courier-return")


def test_a_file_taken_for_the_wrong_kind_is_refused(shell: Shell, tmp_path: Path) -> None:
    orders = workbook(tmp_path / "o.xlsx", table([bought(1)]))
    form = workbook(tmp_path / "t.xlsx", [["섹션번호", "송장번호"], ["x-S1", "680123456782"]])
    assert shell("import", str(form), "--as", "orders").status == 3
    assert shell("import", str(orders), "--as", "tracking").status == 3
    assert shell("import", str(orders), "--as", "orders").status == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("없음.xlsx", None),
        ("빈.xlsx", b""),
        ("암호.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("글.csv", "이름,나이\n홍,3\n".encode()),
        ("그림.png", b"\x89PNG"),
    ],
)
def test_file_errors_end_with_three_and_name_the_file(
    shell: Shell, tmp_path: Path, name: str, content: bytes | None
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    for lang in ("ko", "en"):
        said = shell("--lang", lang, "import", str(path), "--json")
        assert said.status == 3 and name in said.err and said.out == ""
        assert "Traceback" not in said.err


def test_a_template_that_cant_be_written_is_a_file_error(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1))
    said = shell("tracking", "template", "--out", str(tmp_path / "nowhere" / "f.xlsx"))
    assert said.status == 3 and "nowhere" in said.err
