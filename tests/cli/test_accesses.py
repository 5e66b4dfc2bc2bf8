from __future__ import annotations

from pathlib import Path

from orderdesk.settings import config_path
from tests.cli.shell import Shell
from tests.files.builders import FORM, xlsx
from tests.services.desk import NOW, number, sold


def test_every_file_that_left_is_listed_with_who_what_and_of_how_many(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1), sold(2), sold(3, unpaid=True))
    assert shell("accesses", "--json").json == []
    shell("export", "--out", str(tmp_path / "a.csv"), "--reason", "부가세\x1b 신고")
    shell("export", "payments", "--out", str(tmp_path / "p.csv"))
    shell("tracking", "template", "--out", str(tmp_path / "t.xlsx"), number(1), f"{number(2)}-S1")
    found = shell("accesses", "--json").json
    assert [(each["what"], each["file"], each["orders"], each["people"]) for each in found] == [
        ("tracking-form", "t.xlsx", 2, 0),
        ("payments", "p.csv", 2, 4),
        ("export", "a.csv", 3, 6),
    ]
    assert found[-1]["at"] == NOW and found[-1]["reason"] == "부가세 신고"
    told = shell("accesses", "--limit", "1").out.splitlines()
    assert len(told) == 2 and "송장등록 양식" in told[1] and "2026-09-21" in told[1]


def test_a_form_that_can_not_be_written_is_not_recorded(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1))
    assert shell("tracking", "template", "--out", str(tmp_path / "none" / "t.xlsx")).status == 3
    assert shell("accesses", "--json").json == []


def test_results_of_imports_and_the_rows_of_jobs_are_recorded(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1), sold(2, unpaid=True))
    cj = [["예약구분", "받는분성명", "운송장번호", "고객주문번호"]]
    cj += [
        ["일반", f"받는이{n}", tracking, f"{number(n)}-S1"] for n, tracking in ((1, "680123456782"), (2, "1"))
    ]
    (tmp_path / "cj.xlsx").write_bytes(xlsx(cj))
    result = str(tmp_path / "r.xlsx")
    shell("import", str(tmp_path / "cj.xlsx"), "--result", result, "--reason", "확인", "--json")
    shell("jobs", "1", "--out", str(tmp_path / "j.csv"))
    found = shell("accesses", "--json").json
    told = [
        tuple(each[key] for key in ("what", "scope", "file", "orders", "rows", "people")) for each in found
    ]
    assert told == [
        ("job-rows", "#1", "j.csv", 2, 2, 0),
        ("import-result", "cj.xlsx", "r-거절.xlsx", 1, 1, 1),
        ("import-result", "cj.xlsx", "r.xlsx", 2, 2, 2),
    ]
    assert [each["reason"] for each in found] == ["", "확인", "확인"]
    assert found[1]["template"] == "CJ대한통운 운송장 파일"
    assert "불러오기 결과" in shell("accesses").out


def test_where_a_reason_is_asked_for_nothing_is_brought_in_without_one(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1))
    config_path().parent.mkdir(parents=True)
    config_path().write_text("export_reason = true\n", encoding="utf-8")
    (tmp_path / "t.xlsx").write_bytes(
        xlsx([FORM, [f"{number(1)}-S1", None, None, "CJ", "680123456782", None]])
    )
    file, result = str(tmp_path / "t.xlsx"), str(tmp_path / "r.xlsx")
    refused = shell("import", file, "--result", result)
    assert refused.status == 2 and "사유를 적으세요" in refused.err
    assert shell("jobs", "--json").json == [] and not (tmp_path / "r.xlsx").exists()
    assert shell("import", file).status == 0, "without a result nothing is taken out"
    assert shell("jobs", "1", "--out", str(tmp_path / "j.csv")).status == 2
    assert shell("jobs", "1", "--out", str(tmp_path / "j.csv"), "--reason", "감사").status == 0
    assert [each["reason"] for each in shell("accesses", "--json").json] == ["감사"]


def test_records_are_looked_through_and_deleted_after_their_time(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1), sold(2))
    shell("export", "--out", str(tmp_path / "a.csv"), "--reason", "부가세")
    shell("show", number(2), "--unmask")
    whats = [each["what"] for each in shell("accesses", "--json").json]
    assert whats == ["unmask", "export"]
    for words, expected in (
        (("--whose", number(2)), ["unmask"]),
        (("--what", "export"), ["export"]),
        (("--what", "가림"), ["unmask"]),
        (("--who", "아무도"), []),
        (("--whose", "부가세", "--from", "2026-09-21", "--to", "2026-09-21"), ["export"]),
        (("--to", "2026-09-20"), []),
    ):
        assert [each["what"] for each in shell("accesses", "--json", *words).json] == expected, words
    assert (
        shell("accesses", "--what", "이상한").status == 2 and shell("accesses", "--from", "어제").status == 2
    )
    assert "보관 기간" not in shell("accesses").err
    shell.clock = NOW + 733 * 86_400
    assert "보관 기간이 지난 기록 2건" in shell("accesses").err
    assert shell("accesses", "--purge", "--dry-run").status == 0
    assert shell("accesses", "--purge").status == 2, "nobody to ask"
    assert "2건을 지웠습니다" in shell("accesses", "--purge", "--yes").err
    (left,) = shell("accesses", "--json").json
    assert (left["what"], left["rows"]) == ("purge", 2)
