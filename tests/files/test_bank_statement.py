"""Statements of banks: every layout read into the same typed rows, and what is wrong with a cell."""

from __future__ import annotations

from datetime import datetime

import pytest

from orderdesk.core.files.bank_statement import Statement, StatementRow, identity, statement_rows
from orderdesk.core.files.cells import SEOUL
from orderdesk.core.files.columns import detect
from orderdesk.core.files.problems import FileProblem, FileTrouble
from orderdesk.core.files.reading import BadCell, Cell, Sheet

KB: list[Cell] = ["거래일시", "적요", "보낸분/받는분", "송금메모", "출금액", "입금액", "잔액", "거래점"]
AT = datetime(2026, 11, 22, 9, 12, 33, tzinfo=SEOUL)


def sheet(*rows: list[Cell]) -> Sheet:
    cells = [list(row) for row in rows]
    width = max(map(len, cells))
    cells = [row + [None] * (width - len(row)) for row in cells]
    return Sheet("b.xlsx", "s", cells, detect(cells))


def kb(
    at: Cell = "2026.11.22 09:12:33",
    deposit: Cell = "38,000",
    balance: Cell = "1,038,000",
    depositor: Cell = "홍길동",
    withdrawal: Cell = "0",
    memo: Cell = None,
) -> list[Cell]:
    return [at, "타행이체", depositor, memo, withdrawal, deposit, balance, "강남"]


def read(*rows: list[Cell]) -> Statement:
    return statement_rows(sheet(KB, *rows))


def problems(*rows: list[Cell]) -> list[tuple[int, str, str]]:
    return [(p.row, p.column, p.code) for p in read(*rows).problems]


TITLE: list[Cell] = ["입출금거래내역"]
BANKS: list[tuple[str, str, list[list[Cell]]]] = [
    ("bank-kb", "국민은행", [["계좌번호", "123"], ["조회기간"], [], [], KB, kb()]),
    (
        "bank-shinhan",
        "신한은행",
        [
            ["거래일자", "거래시간", "적요", "출금(원)", "입금(원)", "내용", "잔액(원)", "거래점"],
            ["2026-11-22", "09:12:33", "타행이체", "0", "38,000", "홍길동", "1,038,000", "강남"],
        ],
    ),
    (
        "bank-shinhan",
        "신한은행",
        [
            ["거래일시", "적요", "입금액", "출금액", "내용", "잔액", "거래점명"],
            ["20261122091233", "타행이체", 38000, None, "홍길동", 1038000, "강남"],
        ],
    ),
    (
        "bank-woori",
        "우리은행",
        [
            ["거래일시", "거래구분", "기재내용", "출금금액", "입금금액", "잔액", "취급점"],
            ["2026.11.22 09:12:33", "타행이체", "홍길동", "", 38000, 1038000, "강남"],
        ],
    ),
    (
        "bank-hana",
        "하나은행",
        [
            ["No", "거래일시", "적요", "의뢰인/수취인", "입금", "출금", "거래후잔액", "구분", "거래점"],
            ["1", "2026-11-22 09:12:33", "타행이체", "홍길동", "38,000", "-", "1,038,000", "이체", "강남"],
        ],
    ),
    (
        "bank-ibk",
        "기업은행",
        [
            ["제목"],
            ["계좌"],
            [
                *(None, "거래일시", "출금", "입금", "거래후 잔액", "거래내용", "상대계좌번호", "상대은행"),
                *("메모", "거래구분", "수표어음금액", "CMS코드", "상대계좌예금주명"),
            ],
            [
                *("1", "2026-11-22 09:12:33", "0", "38000", "1038000", None, None, "우체국"),
                *(None, "타행이체", "0", None, "홍길동"),
            ],
        ],
    ),
    (
        "bank-kakao",
        "카카오뱅크",
        [
            ["거래일시", "구분", "거래금액", "거래 후 잔액", "거래구분", "내용", "메모"],
            ["2026.11.22 09:12:33", "입금", "38,000", "1,038,000", "타행이체", "홍길동", None],
        ],
    ),
    (
        "bank-toss",
        "토스뱅크",
        [
            [
                *("거래 일시", "적요", "거래 유형", "거래 기관", "계좌번호", "거래 금액"),
                *("거래 후 잔액", "메모"),
            ],
            ["2026-11-22 09:12:33", "홍길동", "타행이체", "가상은행", "000", 38000, 1038000, None],
        ],
    ),
    (
        "bank-nh",
        "농협은행",
        [
            *([TITLE] * 9),
            [
                *("구분", "거래일자", "출금금액(원)", "입금금액(원)", "거래 후 잔액(원)", "거래내용"),
                *("거래기록사항", "거래점", "거래시간", "이체메모"),
            ],
            ["1", "2026/11/22", "0", "38,000", "1,038,000", "타행이체", "홍길동", "강남", 91233, None],
        ],
    ),
    (
        "bank-nh",
        "농협은행",
        [
            [
                "순번",
                "거래일시",
                "출금금액",
                "입금금액",
                "거래후잔액",
                "거래내용",
                "거래기록사항",
                "거래메모",
            ],
            ["1", "2026/11/22 09:12:33", 0, 38000, 1038000, "타행이체", "홍길동", None],
        ],
    ),
]


@pytest.mark.parametrize(("form", "bank", "rows"), BANKS)
def test_every_bank_gives_the_same_typed_row(form: str, bank: str, rows: list[list[Cell]]) -> None:
    table = sheet(*rows)
    assert table.layout.form and table.layout.form.id == form
    found = statement_rows(table)
    assert (found.bank, found.problems) == (bank, [])
    assert found.rows == [
        StatementRow(len(rows), AT, "홍길동", 38_000, 0, 1_038_000, "타행이체", ""),
    ]
    assert found.deposits == found.rows


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-22 09:12:33",
        "2026/11/22 9:12:33",
        "2026. 11. 22. 09:12:33",
        "２０２６．１１．２２ ０９：１２：３３",
        "20261122 091233",
        20261122091233,
        datetime(2026, 11, 22, 9, 12, 33),
        46348 + (9 * 3600 + 12 * 60 + 33) / 86400,
    ],
)
def test_a_moment_is_read_however_it_is_written(written: Cell) -> None:
    assert [row.at for row in read(kb(at=written)).rows] == [AT]


@pytest.mark.parametrize(
    ("written", "won"),
    [
        ("38,000", 38_000),
        ("38,000원", 38_000),
        ("３８，０００", 38_000),
        (38000, 38_000),
        ("38000.0", 38_000),
    ],
)
def test_an_amount_is_read_however_it_is_written(written: Cell, won: int) -> None:
    assert [row.deposit for row in read(kb(deposit=written)).rows] == [won]


@pytest.mark.parametrize(
    ("changed", "column", "code"),
    [
        ({"at": None}, "거래일시", "cell-required"),
        ({"at": "그저께"}, "거래일시", "date-invalid"),
        ({"at": "2026.13.01 09:00"}, "거래일시", "date-invalid"),
        ({"at": "26.11.22 09:00"}, "거래일시", "date-invalid"),
        ({"at": BadCell("error", "#N/A")}, "거래일시", "cell-error"),
        ({"deposit": 38_000.5}, "입금액", "amount-invalid"),
        ({"deposit": "삼만팔천"}, "입금액", "amount-invalid"),
        ({"deposit": -38_000}, "입금액", "amount-negative"),
        ({"deposit": "0"}, "입금액", "cell-required"),
        ({"deposit": "1", "withdrawal": "1"}, "입금액", "amount-both-ways"),
        ({"balance": "많이"}, "잔액", "amount-invalid"),
        ({"depositor": BadCell("formula", "=A1")}, "보낸분/받는분", "cell-formula"),
    ],
)
def test_a_cell_that_is_not_understood_refuses_its_row_alone(
    changed: dict[str, Cell], column: str, code: str
) -> None:
    bad, good = kb(**changed), kb(balance="1,076,000")
    found = read(bad, good)
    assert [(p.row, p.column, p.code) for p in found.problems] == [(2, column, code)]
    assert [row.row for row in found.rows] == [3]


def test_a_time_of_its_own_is_checked() -> None:
    head: list[Cell] = ["거래일자", "거래시간", "적요", "출금", "입금", "내용", "잔액"]
    rows: list[list[Cell]] = [
        ["2026-11-22", time, "이체", None, 1000 + n, "홍길동", n]
        for n, time in enumerate(("25:00:00", "오전", None, "0912", 0.5))
    ]
    found = statement_rows(sheet(head, *rows))
    assert [(p.row, p.code) for p in found.problems] == [(2, "time-invalid"), (3, "time-invalid")]
    assert [(row.at.hour, row.at.minute) for row in found.rows] == [(0, 0), (9, 12), (12, 0)]


def test_the_same_row_twice_is_refused_by_its_balance_and_only_pointed_out_without_one() -> None:
    assert problems(kb(), kb(deposit=38000, at="2026-11-22 09:12:33")) == [(3, "", "row-duplicate")]
    assert problems(kb(), kb(balance="1,076,000")) == []
    alike = read(kb(balance=None), kb(balance=None))
    assert [(p.row, p.code) for p in alike.problems] == [(3, "row-like-above")] and len(alike.rows) == 2


def test_a_deposit_by_nobody_is_pointed_out_and_a_withdrawal_is_not() -> None:
    found = read(kb(depositor=None), kb(depositor=None, deposit="0", withdrawal="5,000", balance=1))
    assert [(p.row, p.code) for p in found.problems] == [(2, "depositor-missing")]
    assert [row.row for row in found.deposits] == [2]


@pytest.mark.parametrize(
    "row",
    [
        ["합계", None, None, None, "0", "38,000"],
        [None, "합 계 (1건)", None, None, "0", "38,000"],
        ["※ 2026.11.22 현재의 거래내역입니다"],
        ["조회기간 2026.11.01 ~ 2026.11.22"],
    ],
)
def test_sums_and_notes_are_no_transactions(row: list[Cell]) -> None:
    found = read(kb(), row)
    assert (found.asides, found.problems, len(found.rows)) == ([3], [], 1)


def test_a_transfer_without_its_moment_is_no_sum() -> None:
    row = kb(at=None)
    row[1] = "계좌이체"
    assert problems(row) == [(2, "거래일시", "cell-required")]


def test_what_makes_rows_the_same_is_what_they_say() -> None:
    table = sheet(KB, kb(), kb(deposit=38000), kb(deposit="x"))
    assert identity(table, 2) == identity(table, 3) is not None and identity(table, 4) is None


def test_no_other_table_is_a_statement() -> None:
    for rows, kind in (
        ([["주문번호", "운송장번호"], ["1", "2"]], FileTrouble.UNKNOWN_FORM),
        ([KB], FileTrouble.EMPTY),
    ):
        with pytest.raises(FileProblem) as refused:
            statement_rows(sheet(*rows))
        assert refused.value.kind is kind


def test_one_column_of_amounts_tells_both_ways_by_its_sign() -> None:
    head: list[Cell] = ["거래일시", "구분", "거래금액", "거래 후 잔액", "거래구분", "내용", "메모"]
    amounts: list[Cell] = ["38,000", "-5,000", "－3,000", 0, None, "x", 1.5]
    rows: list[list[Cell]] = [
        [f"2026.11.22 09:12:{n:02}", "거래", won, n, "이체", "홍길동", None] for n, won in enumerate(amounts)
    ]
    found = statement_rows(sheet(head, *rows))
    assert [(row.deposit, row.withdrawal) for row in found.rows] == [(38_000, 0), (0, 5_000), (0, 3_000)]
    assert [(p.row, p.column, p.code) for p in found.problems] == [
        (5, "거래금액", "cell-required"),
        (6, "거래금액", "cell-required"),
        (7, "거래금액", "amount-invalid"),
        (8, "거래금액", "amount-invalid"),
    ]
