"""`deposits` and `accounts`: a bank's statement against what waits, and where the money comes to."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from orderdesk.core.domain.seoul import SEOUL
from tests.cli.shell import Shell
from tests.services.desk import NOW, number, sold

HEADERS = "거래일시,적요,보낸분/받는분,송금메모,출금액(원),입금액(원),잔액(원),거래점"


@pytest.fixture
def statement(shell: Shell, tmp_path: Path) -> Path:
    """A deposit that is sure, one of nobody, a withdrawal; the order it is for waits for 10,000 won."""
    shell.add(sold(1, unpaid=True))
    at = datetime.fromtimestamp(NOW - 60, SEOUL).strftime("%Y.%m.%d %H:%M:%S")
    rows = (
        f'{at},타행이체,구매자1,,0,"10,000","110,000",강남',
        f'{at},타행이체,모르는이,,0,"7,000","117,000",강남',
        f'{at},체크카드,문구점,,"3,000",0,"114,000",강남',
    )
    path = tmp_path / "국민은행.csv"
    path.write_text("\n".join((HEADERS, *rows)), encoding="utf-8-sig")
    return path


def test_a_sure_deposit_is_confirmed_the_others_are_told(shell: Shell, statement: Path) -> None:
    said = shell("deposits", str(statement), "--dry-run", "--json")
    assert [(each["standing"], each["amount"]) for each in said.json] == [
        ("sure", 10_000),
        ("unknown", 7_000),
    ]
    assert [fit["order"] for fit in said.json[0]["orders"]] == [number(1)]
    assert shell("show", number(1), "--json").json["paid"] == 0
    done = shell("deposits", str(statement), "--yes", "--json")
    assert (done.status, done.json["applied"]) == (0, 1)
    assert shell("show", number(1), "--json").json["paid"] == 10_000
    again = shell("deposits", str(statement), "--dry-run", "--json")
    assert [each["standing"] for each in again.json] == ["used", "unknown"]
    assert shell("undo", "--yes").status == 0
    free = shell("deposits", str(statement), "--dry-run", "--json")
    assert [each["standing"] for each in free.json] == ["sure", "unknown"]


def test_what_is_no_statement_is_refused_by_name(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "아무거나.csv"
    path.write_text("가,나\n1,2\n", encoding="utf-8")
    said = shell("deposits", str(path))
    assert (said.status, "아무거나.csv" in said.err) == (3, True)


def test_accounts_are_listed_added_removed_and_transfers_switched(shell: Shell) -> None:
    shell.add(sold(1))
    before = shell("accounts", "list", "--json").json
    assert before["transfers"] is True
    assert shell("accounts", "add", "새은행", "000-0000-0001", "우리상점").status == 0
    twice = shell("accounts", "add", "새은행", "000-0000-0001", "우리상점")
    assert (twice.status, "이미 등록한 계좌번호입니다" in twice.err) == (2, True)
    assert shell("accounts", "transfers", "off").status == 0
    after = shell("accounts", "list", "--json").json
    assert after["transfers"] is False
    assert after["accounts"][len(before["accounts"]) :] == [
        {"bank": "새은행", "number": "000-0000-0001", "holder": "우리상점"}
    ]
    assert shell("accounts", "remove", "000-0000-0001").status == 0
    assert shell("accounts", "remove", "000-0000-0001").status == 2


def test_how_receipts_are_issued_is_told_and_what_lacks_is_said(shell: Shell) -> None:
    shell.add(sold(1, unpaid=True))
    assert shell("receipts", "--json").json["mode"] == "off"
    refused = shell("receipts", "auto")
    assert (refused.status, "결제대행사(PG)가 연결되어 있지 않습니다" in refused.err) == (2, True)
    assert shell("receipts", "maybe").status == 2
    assert shell("do", "receipt-request", number(1), "--set", "purpose=self", "--yes").status == 0
    shell("do", "confirm-payment", number(1), "--yes")
    said = shell("do", "receipt-issue", number(1), "--yes", "--json")
    assert (said.status, said.json["rows"][0]["code"]) == (1, "receipt-off")
