from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from orderdesk.core.store.engine import open_store
from tests.cli.shell import Shell
from tests.services.desk import Desk, number, sold
from tests.services.export_file import bought, separated, table, workbook

COUNTS = ["rows", "orders", "imported", "updated", "unchanged", "refused"]
ORDERS_SHAPE = ["file", "kind", *COUNTS, "problems", "warnings", "verdicts", "groups", "results"]
PROBLEM = {"row", "column", "value", "code", "message", "advice", "differences"}


def test_importing_orders_tells_counts_and_every_problem(shell: Shell, tmp_path: Path) -> None:
    path = workbook(tmp_path / "주문.xlsx", table([bought(1), bought(2, qty=0), bought(3)]))
    dry = shell("import", str(path), "--dry-run", "--json")
    assert dry.status == 1 and shell("list", "--count").out == "0\n"
    said = shell("import", str(path), "--json")
    assert said.status == 1 and said.json == dry.json
    assert list(said.json) == ORDERS_SHAPE
    assert [said.json[key] for key in ("kind", *COUNTS)] == ["orders", 3, 3, 2, 0, 0, 1]
    (problem,) = said.json["problems"]
    assert set(problem) == PROBLEM
    assert (problem["row"], problem["column"], problem["value"]) == (3, "구매수량", "0") and problem[
        "message"
    ]
    assert [(v["row"], v["order"][-1], v["verdict"], v["code"]) for v in said.json["verdicts"]] == [
        (2, "1", "imported", ""),
        (3, "2", "refused", "quantity-invalid"),
        (4, "3", "imported", ""),
    ]
    again = shell("import", str(workbook(tmp_path / "b.xlsx", table([bought(1), bought(3)]))), "--json")
    assert (again.status, again.json["unchanged"]) == (0, 2)


def test_importing_talks_to_people_on_stderr(shell: Shell, tmp_path: Path) -> None:
    cells = table([bought(1), bought(2, line_paid="\x1b[31m만원")])
    path = separated(tmp_path / "o.csv", cells, "utf-8")
    dry = shell("import", str(path), "--dry-run")
    assert "주문 2 · 가져올 것 1 · 고칠 것 0 · 그대로 0 · 거절 1" in dry.err and "가져옴" not in dry.err
    assert "orders 2: to import 1, to update 0" in shell("--lang", "en", "import", str(path), "--dry-run").err
    said = shell("import", str(path))
    assert said.out == "" and "가져옴 1" in said.err and "3행 품목실결제가" in said.err
    assert "\x1b" not in said.err
    assert "unchanged 1" in shell("--lang", "en", "import", str(path)).err


def test_a_clash_tells_what_stands_here_and_what_the_file_says(shell: Shell, tmp_path: Path) -> None:
    shell("import", str(workbook(tmp_path / "a.xlsx", table([bought(1), bought(2)]))))
    other = bought(2, name="\x1b[31m찹쌀", buyer_name="성춘향", buyer_phone="010-0000-7777")
    path = separated(tmp_path / "b.csv", table([bought(1, paid="12,000"), other]), "utf-8")
    for more in (["--dry-run"], []):
        said = shell("import", str(path), "--result", str(tmp_path / f"r{len(more)}.xlsx"), *more)
        assert said.status == 1 and "\x1b" not in said.err
        assert "값이 다릅니다 (최종주문금액 여기 13,000 · 파일 12,000). 주문 화면" in said.err
        assert "같은 번호의 다른 주문이 있습니다 (주문자 이름 여기 홍*동 · 파일 성춘향; " in said.err
    sheet = openpyxl.load_workbook(tmp_path / "r0.xlsx").worksheets[0]
    assert any("여기 13,000 · 파일 12,000" in str(cell.value) for cell in sheet[2])
    problem = shell("import", str(path), "--json").json["problems"][0]
    assert problem["differences"] == [{"column": "최종주문금액", "here": 13_000, "file": 12_000}]
    assert "(최종주문금액 here 13,000 · file 12,000)" in shell("--lang", "en", "import", str(path)).err


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
    sheet["D6"], sheet["E6"] = "CJ대한통운", "521853000000"
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


def test_a_form_that_names_some_items_only_says_that_the_order_is_split(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1, 2, 3))
    rows = [f"{number(1)}-S1", f"{number(1)}-1", "CJ대한통운", "680123456782"]
    head = ["섹션번호", "품목번호", "택배사", "송장번호"]
    form = str(workbook(tmp_path / "t.xlsx", [head, rows]))
    said = shell("import", form, "--dry-run")
    assert said.status == 0 and "나눔: 5개 중 2개만, 나머지 3개는 나뉘어 남습니다" in said.err
    assert "only 2 of 5 pcs" in shell("--lang", "en", "import", form, "--dry-run").err


def test_the_form_is_for_what_was_named_and_never_replaces_a_file(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1, 1, 1, sections=[[1], [2]]), sold(2))
    out = ("tracking", "template", "--out", str(tmp_path / "f.xlsx"))
    first = shell(*out, f"{number(1)}-S2")
    assert openpyxl.load_workbook(first.out.strip()).worksheets[0]["A3"].value == f"{number(1)}-S2"
    assert shell(*out).out.strip().endswith("f-2.xlsx")
    missing = shell(*out, number(9))
    assert missing.status == 2 and number(9) in missing.err


def test_a_form_without_rows_is_not_written(shell: Shell, tmp_path: Path) -> None:
    with open_store(shell.url) as store:
        desk = Desk(store)
        desk.add(sold(1))
        desk.do("track", number(1), courier="CJ대한통운", number="680123456782", to="ship")
        desk.do("deliver", number(1))
    before = set(tmp_path.iterdir())
    said = shell("tracking", "template", "--out", str(tmp_path / "form.xlsx"), number(1))
    assert (said.status, said.out) == (2, "") and "송장번호를 기다리는 섹션이 없습니다" in said.err
    assert set(tmp_path.iterdir()) == before
    english = shell("--lang", "en", "tracking", "template", "--out", str(tmp_path / "form.xlsx"))
    assert "No section waits for a tracking number" in english.err


def test_a_dry_run_leaves_no_store_behind(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path / "a.xlsx", table([bought(1), bought(2, qty="많이")]))
    nowhere, temporary = tmp_path / "new" / "store.db", tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    shell.url = f"sqlite:///{nowhere}"
    dry = shell("import", str(path), "--dry-run", "--json")
    assert (dry.status, dry.json["imported"], dry.json["refused"]) == (1, 1, 1)
    assert not nowhere.parent.exists() and not any(temporary.iterdir())
    assert shell("list").status == 3 and not nowhere.parent.exists()
    assert shell("import", str(path), "--json").json["imported"] == 1
    again = shell("import", str(path), "--dry-run", "--json")
    assert (again.json["imported"], again.json["unchanged"]) == (0, 1), "a store that is there is looked at"


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
    assert (refused.json["kind"], refused.json["problems"][0]["code"]) == ("tracking-old", "form-old")
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


def filled(path: Path, *rows: list[object]) -> str:
    """A tracking form with *rows* of section, courier and number."""
    return str(workbook(path, [["섹션번호", "택배사", "송장번호"], *rows]))


def test_what_is_only_odd_is_told_and_is_no_fault(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1))
    form = filled(tmp_path / "t.xlsx", [f"{number(1)}-S1", "CJ대한통운", "521853000000"])
    said = shell("import", form, "--dry-run")
    assert said.status == 0 and "2행" in said.err and "0이 6개 이상" in said.err
    orders = str(workbook(tmp_path / "o.xlsx", table([bought(1, paid=99)])))
    told = shell("--lang", "en", "import", orders, "--dry-run")
    assert told.status == 0 and "row 2 최종주문금액 99: please check" in told.err
    report = shell("import", orders, "--json").json
    assert report["problems"] == [] and [w["code"] for w in report["warnings"]] == ["order-sum"]
    assert report["verdicts"][0]["warnings"] == ["order-sum"]


def test_a_number_that_lost_its_digits_does_not_ship(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1))
    form = filled(tmp_path / "t.xlsx", [f"{number(1)}-S1", "CJ대한통운", 521853000000])
    said = shell("import", form, "--overwrite")
    assert said.status == 1 and "(지수표기)" in said.err and "서식을 텍스트로 하고" in said.err


def test_an_unknown_courier_lists_the_known_ones_at_its_cell(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1))
    form = filled(tmp_path / "t.xlsx", [f"{number(1)}-S1", "번개택배", "680123456782"])
    assert "2행 택배사 번개택배" in (err := shell("import", form).err) and "한진택배" in err
    (problem,) = shell("import", form, "--json").json["problems"]
    assert (problem["column"], problem["value"]) == ("택배사", "번개택배") and "한진택배" in problem["advice"]


def test_rows_that_are_skipped_end_with_one_but_blank_ones_do_not(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1), sold(2))
    row: list[object] = [f"{number(1)}-S1", "CJ대한통운", "680123456782"]
    form = filled(tmp_path / "t.xlsx", row, [f"{number(2)}-S1", None, None])
    assert shell("import", form).status == 0
    again = shell("import", form, "--json")
    assert (again.status, [v["code"] for v in again.json["verdicts"]]) == (1, ["already", "blank-row"])


def test_the_file_comes_back_with_its_verdicts_and_its_failed_rows(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1), sold(2), sold(3))
    rows: list[list[object]] = [
        [f"{number(1)}-S1", "CJ대한통운", "680123456782"],
        [f"{number(2)}-S1", "번개택배", "680123456793"],
        [f"{number(3)}-S1", None, None],
    ]
    form, out = filled(tmp_path / "t.xlsx", *rows), str(tmp_path / "r.xlsx")
    said = shell("import", form, "--result", out, "--json")
    whole, failed = [
        [[cell.value for cell in row] for row in openpyxl.load_workbook(path).worksheets[0]]
        for path in said.json["results"]
    ]
    assert [row[:3] for row in whole[1:]] == rows
    assert whole[0][3:] == ["처리결과", "사유"] and [row[3] for row in whole[1:]] == [
        "적용",
        "거절",
        "건너뜀",
    ]
    assert "알 수 없는 택배사입니다" in str(whole[2][4]) and failed == [whole[0], whole[2]]
    assert said.json["results"][0] == out and "r-거절.xlsx" in said.json["results"][1]


def test_problems_are_told_in_groups_and_the_work_list_is_brought_back(shell: Shell, tmp_path: Path) -> None:
    shell.add(*(sold(n) for n in range(1, 5)))
    form = filled(
        tmp_path / "t.xlsx",
        [f"{number(1)}-S1", "CJ대한통운", "680123456782"],
        [f"{number(2)}-S1", "\u202e번개", "680123456793"],
        [f"{number(3)}-S1", "\u202e번개", "680123456804"],
        [f"{number(4)}-S1", "CJ대한통운", "５２１８５３"],
    )
    dry = shell("import", form, "--dry-run")
    assert "✗ 알 수 없는 택배사입니다 · 택배사 번개: 2행 (3, 4)" in dry.err and "\u202e" not in dry.err
    assert "✎ Full-width digits are read as plain ones · 송장번호: 1 row (5)" in (
        shell("--lang", "en", "import", form, "--dry-run").err
    )
    said = shell("import", form, "--result", str(tmp_path / "r.xlsx"), "--json")
    told = [(g["level"], g["code"], g["value"], g["count"], g["rows"]) for g in said.json["groups"]]
    assert told == [
        ("refused", "courier-unknown", "번개", 2, [3, 4]),
        ("refused", "number-too-short", "", 1, [5]),
        ("mended", "text-full-width", "", 1, [5]),
    ]
    rest = said.json["results"][1]
    book = openpyxl.load_workbook(rest)
    sheet = book.worksheets[0]
    assert [sheet.cell(n, 2).fill.fgColor.rgb for n in (2, 3, 4)] == ["00FFF2CC", "00FFF2CC", "00000000"]
    for n, typed in ((2, "한진"), (3, "한진"), (4, "CJ")):
        sheet.cell(n, 2).value = typed
    sheet.cell(4, 3).value = "680123456815"
    book.save(rest)
    again = shell("import", rest, "--result", str(tmp_path / "again.xlsx"), "--json")
    assert [v["verdict"] for v in again.json["verdicts"]] == ["apply"] * 3
    heads = [cell.value for cell in openpyxl.load_workbook(tmp_path / "again.xlsx").worksheets[0][1]]
    assert heads[3:] == ["처리결과", "사유"], "written again, the columns are replaced"


def test_results_of_orders_and_a_folder_that_is_not_there(shell: Shell, tmp_path: Path) -> None:
    path = str(workbook(tmp_path / "o.xlsx", table([bought(1)])))
    nowhere = shell("import", path, "--result", str(tmp_path / "nowhere" / "r.xlsx"))
    assert nowhere.status == 2 and "nowhere" in nowhere.err
    said = shell("import", path, "--result", str(tmp_path / "r.xlsx"), "--json")
    assert (said.status, said.json["imported"], len(said.json["results"])) == (0, 1, 1)
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx").worksheets[0]
    assert [sheet.cell(row, 39).value for row in (1, 2)] == ["처리결과", "가져옴"]


@pytest.mark.parametrize(("lang", "told"), [("ko", "가져올 것"), ("en", "would be imported")])
def test_results_of_a_dry_run_say_what_would_be_done(
    shell: Shell, tmp_path: Path, lang: str, told: str
) -> None:
    path = str(workbook(tmp_path / "o.xlsx", table([bought(1), bought(2, qty=0)])))
    result = tmp_path / "r.xlsx"
    assert shell("--lang", lang, "import", path, "--dry-run", "--result", str(result)).status == 1
    sheet = openpyxl.load_workbook(result).worksheets[0]
    refused = "거절" if lang == "ko" else "refused"
    assert [sheet.cell(row, 39).value for row in (2, 3)] == [told, refused]


def test_jobs_list_what_an_import_brought_and_undo_says_why_not(shell: Shell, tmp_path: Path) -> None:
    path = str(workbook(tmp_path / "o.xlsx", table([bought(1), bought(2)])))
    shell("import", path)
    (job,) = shell("jobs", "--json").json
    assert job["applied"] == 2
    assert len(shell("jobs", str(job["job"]), "--json").json) == 2
    undone = shell("undo", str(job["job"]), "--yes", "--json")
    assert (undone.status, {row["code"] for row in undone.json["rows"]}) == (1, {"not-undoable"})
