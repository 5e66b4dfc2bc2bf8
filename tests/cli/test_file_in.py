"""`import` with files of every kind: what they are taken for, passwords, limits, return files."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from orderdesk.settings import config_path
from tests.cli.shell import Shell
from tests.files.builders import FORM, Rows, locked, xls, xlsx
from tests.services.desk import number, sold

CJ, NUMBER = "CJ대한통운", "680123456782"


def put(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return str(path)


def test_explaining_says_why_and_opens_no_store(shell: Shell, tmp_path: Path) -> None:
    file = put(tmp_path / "a.bin", xlsx([["안내"], FORM, [f"{number(1)}-S1", None, 1, CJ, NUMBER]]))
    said = shell("import", file, "--explain")
    assert said.status == 0
    assert said.out.splitlines()[:5] == [
        "파일: a.bin (xlsx)",
        "시트: Sheet (시트 1개 중)",
        "양식: 송장 양식 [tracking, tracking]",
        "머리글: 2행 · 자료 1행",
        "· A 주문섹션번호 → section",
    ]
    assert "Headers: row 2 · 1 row" in shell("--lang", "en", "import", file, "--explain").out
    told = shell("import", file, "--explain", "--json", db=False).json
    assert (told["layout"], told["header_row"], told["rows"], told["imported"]) == ("tracking", 2, 1, True)
    assert told["matched"][4] == {"field": "tracking", "column": "E", "header": "송장번호"}
    assert shell("list", "--count").out == "0\n"


def test_explaining_what_is_not_known_names_what_it_nearly_is(shell: Shell, tmp_path: Path) -> None:
    file = put(tmp_path / "a.csv", "주문번호;이름\x1b[31m\n1;2\n".encode("cp949"))
    said = shell("import", file, "--explain")
    assert said.status == 0 and "\x1b" not in said.out
    assert said.out.splitlines()[:2] == [
        "파일: a.csv (csv, CP949, 세미콜론)",
        "양식: 알 수 없음 (처음 10행에 아는 머리글이 없습니다)",
    ]
    assert "택배사 운송장 파일 (1행) - 없음 운송장번호" in said.out
    near = shell("import", file, "--explain", "--json").json["nearest"]
    assert near[0]["lacks"] and near[0]["row"] == 1


def test_what_can_not_be_imported_is_explained_all_the_same(shell: Shell, tmp_path: Path) -> None:
    file = put(tmp_path / "p.xlsx", xlsx([["상품주문번호", "택배사", "송장번호"], ["1", "CJ대한통운", "2"]]))
    assert "더 필요한 열: 주문번호" in shell("import", file, "--explain").out
    refused = shell("import", file)
    assert refused.status == 3 and "주문번호" in refused.err


def test_a_locked_file_takes_its_password_from_a_file_or_standard_input(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1))
    file = put(tmp_path / "a.xlsx", locked(xlsx([FORM, [f"{number(1)}-S1", None, None, CJ, NUMBER]]), "비밀"))
    refused = shell("import", file)
    assert refused.status == 3 and "암호가 걸린 파일" in refused.err
    secret = tmp_path / "secret"
    secret.write_text("비밀\n", encoding="utf-8")
    assert shell("import", file, "--password-from", str(secret), "--dry-run", "--json").json["sections"] == 1
    wrong = shell("import", file, "--password-from", "-", stdin="틀림\n")
    assert wrong.status == 3 and "암호가 맞지 않습니다" in wrong.err
    done = shell(
        *("import", file, "--password-from", "-", "--json", "--result", str(tmp_path / "r.xlsx")),
        stdin="비밀\n",
    )
    assert done.json["sections"] == 1 and (tmp_path / "r.xlsx").exists()
    assert shell("import", file, "--password-from", str(tmp_path / "none")).status == 2


def test_somebody_who_is_there_is_asked_three_times(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put(tmp_path / "a.xlsx", locked(xlsx([FORM, ["S1", None, None, CJ, NUMBER]]), "비밀"))
    answers = iter(["하나", "비밀", "하나", "둘", "셋", "비밀"])

    def prompt(text: str, hide_input: bool, err: bool) -> str:
        assert hide_input and err and text == "파일 암호"
        return next(answers)

    monkeypatch.setattr("orderdesk.cli.file_in.interactive", lambda: True)
    monkeypatch.setattr("typer.prompt", prompt)
    said = shell("import", file, "--explain")
    assert said.status == 0 and "암호로 잠김" in said.out and "비밀" not in said.out + said.err
    assert shell("import", file, "--explain").status == 3 and next(answers) == "비밀"


def test_the_limits_of_the_settings_hold(shell: Shell, tmp_path: Path) -> None:
    config_path().parent.mkdir(parents=True)
    config_path().write_text("[files]\nrows = 1\n", encoding="utf-8")
    assert shell("import", put(tmp_path / "a.xlsx", xlsx([FORM, ["S1"]])), "--explain").status == 0
    said = shell("import", put(tmp_path / "b.xlsx", xlsx([FORM, ["S1"], ["S2"]])), "--explain")
    assert said.status == 3 and "행이 너무 많습니다" in said.err


def test_a_return_file_of_cj_registers_numbers_by_our_section_numbers(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1), sold(2, 1, 1, sections=[[1], [2]]), sold(3))
    before = shell("list", "--format", "jsonl").out
    rows: Rows = [
        ["예약구분", "집하예정일", "받는분성명", "운송장번호", "고객주문번호", "품목명"],
        ["일반", "20261123", "받는이1", 680123456782, f"{number(1)}-S1", "쌀"],
        ["일반", "20261123", "받는이2", "6801-2345-6793", f"{number(2)}-S2", "쌀"],
        ["일반", "20261123", "받는이2", "680123456804", number(2), "쌀"],
        ["일반", "20261123", "받는이3", "680123456815", number(3), "쌀"],
    ]
    file = put(tmp_path / "cj.xls", xls(rows))
    dry = shell("import", file, "--dry-run", "--json")
    assert shell("list", "--format", "jsonl").out == before and dry.json["kind"] == "courier-return"
    said = shell("import", file, "--json")
    assert [(v["row"], v["verdict"], v["code"]) for v in said.json["verdicts"]] == [
        (2, "apply", ""),
        (3, "apply", ""),
        (4, "refuse", "several-sections"),
        (5, "apply", ""),
    ]
    shown = shell("list", "--columns", "order_no,courier,invoice", "--format", "jsonl").lines
    assert [(row["courier"], row["invoice"]) for row in shown] == [
        (CJ, NUMBER),
        (CJ, "680123456793"),
        (CJ, "680123456815"),
    ]
    shell("undo", "--yes")
    assert shell("list", "--format", "jsonl").out == before


def test_a_return_file_without_couriers_takes_the_one_that_is_named(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1))
    file = put(tmp_path / "l.csv", f"주문번호,운송장번호\n{number(1)}-S1,364012345675\n".encode("cp949"))
    assert "--courier나 기본 택배사 설정" in shell("import", file, "--explain").out
    assert shell("import", file, "--json").json["problems"][0]["code"] == "courier-missing"
    assert shell("import", file, "--courier", "롯데", "--json").json["sections"] == 1
    assert shell("list", "--columns", "courier", "--format", "jsonl").lines == [{"courier": "롯데택배"}]


def test_payments_are_compared_and_nothing_is_written(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1), sold(2, unpaid=True))
    before = shell("show", number(2), "--json").out
    head = ["주문번호", "결제번호", "결제시간", "결제수단", "결제구분", "금액"]
    paid = [number(1), "a", "2026-11-22 09:12:00", "카드", "결제", 10_000]
    waiting = [number(2), "b", "2026-11-22 09:12:00", "무통장입금", "결제", 10_000]
    file = put(tmp_path / "p.xlsx", xlsx([head, paid, waiting]))
    result = tmp_path / "r.xlsx"
    said = shell("import", file, "--json", "--result", str(result))
    assert said.status == 1 and "아무것도 바꾸지 않습니다" in said.err
    told = said.json
    assert [(each["order"], each["verdict"], each["code"]) for each in told["verdicts"]] == [
        (number(1), "skip", "already"),
        (number(2), "refuse", "payment-waiting"),
    ]
    assert (told["kind"], told["rows"], told["unchanged"], told["refused"]) == ("payments", 2, 1, 1)
    assert [group["code"] for group in told["groups"]] == ["payment-waiting", "already"]
    assert result.exists() and len(told["results"]) == 2
    assert shell("show", number(2), "--json").out == before
    assert shell("import", put(tmp_path / "q.xlsx", xlsx([head, paid]))).status == 0


def test_payments_that_the_desk_wrote_are_all_there(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1), sold(2, unpaid=True), sold(3, 2, 1))
    file = str(tmp_path / "p.xlsx")
    assert shell("export", "payments", "--scope", "tab", "--out", file).status == 0
    said = shell("import", file, "--json")
    assert said.status == 0
    assert [each["code"] for each in said.json["verdicts"]] == ["already"] * 3


def test_the_result_of_a_row_names_all_that_is_wrong_with_it(shell: Shell, tmp_path: Path) -> None:
    head = ["주문번호", "결제번호", "결제수단", "금액"]
    file = put(tmp_path / "p.xlsx", xlsx([head, [number(1), "a", "조개껍데기", "만원"]]))
    assert shell("import", file, "--result", str(tmp_path / "r.xlsx")).status == 1
    reason = str(load_workbook(tmp_path / "r.xlsx").worksheets[0].cell(2, 6).value)
    assert "결제수단입니다" in reason and "금액이" in reason


def test_a_statement_is_read_with_a_verdict_a_row_and_nothing_is_written(
    shell: Shell, tmp_path: Path
) -> None:
    shell.add(sold(1, unpaid=True))
    before = shell("show", number(1), "--json").out
    rows: Rows = [
        ["거래일시", "적요", "보낸분/받는분", "출금액", "입금액", "잔액"],
        ["2026.11.22 09:12:33", "이체", "홍길동", "0", "10,000", "10,000"],
        ["2026.11.22 09:13:00", "이체", None, "0", 10_000.5, "20,000"],
        ["2026.11.22 09:14:00", "이체", None, "0", "10,000", "30,000"],
        ["합계", None, None, "0", "20,000", None],
    ]
    file = put(tmp_path / "kb.xlsx", xlsx(rows))
    explained = shell("import", file, "--explain").out
    assert "양식: KB국민은행 거래내역 [bank-kb, bank] · 견주기만 하는 종류" in explained
    assert "· bank: 비어 있으면 국민은행" in explained
    assert shell("import", file, "--explain", "--json").json["compared"]
    said = shell("import", file, "--as", "deposits", "--dry-run", "--json")
    assert said.status == 1 and "아무것도 바꾸지 않습니다" in said.err
    told = said.json
    assert [(each["row"], each["verdict"], each["code"], each["warnings"]) for each in told["verdicts"]] == [
        (2, "skip", "deposit-read", []),
        (3, "refuse", "amount-invalid", []),
        (4, "skip", "deposit-read", ["depositor-missing"]),
        (5, "skip", "row-aside", []),
    ]
    assert (told["kind"], told["rows"], told["orders"]) == ("deposits", 4, 0)
    assert [(each["code"], each["column"]) for each in told["groups"]] == [
        ("amount-invalid", "입금액"),
        ("deposit-read", "입금액"),
        ("row-aside", ""),
        ("depositor-missing", "보낸분/받는분"),
    ]
    plain = shell("import", file)
    assert "행 4 · 건너뜀 3 · 거절 1" in plain.err and shell("show", number(1), "--json").out == before


def test_a_file_is_only_taken_for_what_it_is(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1))
    head = ["주문번호", "결제번호", "결제시간", "금액"]
    payments = put(tmp_path / "p.xlsx", xlsx([head, [number(1), "a", "2026-11-22 09:12:00", 10_000]]))
    assert shell("import", payments, "--as", "payments", "--json").json["unchanged"] == 1
    for wanted in ("deposits", "tracking", "orders"):
        refused = shell("import", payments, "--as", wanted)
        assert refused.status == 3 and "결제 내역" in refused.err
    assert "다른 종류의 파일" in shell("import", payments, "--as", "deposits").err
