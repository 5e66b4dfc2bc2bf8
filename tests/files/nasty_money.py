"""Payment exports and statements of banks as they come, and as enemies send them: part of `NASTY`."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

import openpyxl

from tests.files.builders import locked, saved, xls, xlsx
from tests.services.desk import number

PAYMENTS = ["주문번호", "결제번호", "결제상태", "결제시간", "결제수단", "결제구분", "금액", "입금자명"]
KB = ["거래일시", "적요", "보낸분/받는분", "송금메모", "출금액", "입금액", "잔액", "거래점"]
AT = "2026-11-22 09:12:00"
DOTTED = "2026.11.22 09:12:33"


def pay(
    n: object = 1,
    name: object = "a",
    amount: object = 10_000,
    method: object = "카드",
    state: object = "결제완료",
    at: object = AT,
    entry: object = "결제",
) -> list[object]:
    """A row of the payment export; order 5 waits for its transfer, the others are paid by card."""
    return [number(n) if isinstance(n, int) else n, name, state, at, method, entry, amount, None]


def kb(
    deposit: object = "38,000",
    at: object = DOTTED,
    who: object = "홍길동",
    left: object = 1,
    out: object = "0",
) -> list[object]:
    """A row of KB's statement."""
    return [at, "타행이체", who, None, out, deposit, left, "강남"]


def payments(*rows: Sequence[object], **formats: str) -> Callable[[], bytes]:
    """A payment export as a workbook; formats by cell name."""
    return lambda: xlsx([PAYMENTS, *rows], formats)


def bank(*rows: Sequence[object], **formats: str) -> Callable[[], bytes]:
    """KB's statement as a workbook, with its lines above."""
    return lambda: xlsx([["계좌번호", "000-00-0000"], [], KB, *rows], formats)


def texts(*rows: Sequence[object], encoding: str = "cp949", delimiter: str = "\t") -> Callable[[], bytes]:
    """A statement as a text file."""
    lines = [delimiter.join("" if cell is None else str(cell) for cell in row) for row in (KB, *rows)]
    return lambda: "".join(line + "\r\n" for line in lines).encode(encoding)


def _merged_days() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (KB, kb(), kb(left=2, at=None)):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    return saved(book)


def _mixed() -> bytes:
    lines = [",".join(KB).encode(), b",".join(str(c or "").replace(",", "").encode() for c in kb())]
    lines.append(b",".join(str(c or "").replace(",", "").encode("cp949") for c in kb(who="뷁", left=2)))
    return b"\r\n".join([*lines, b""])


MONEY: tuple[tuple[str, Callable[[], bytes], tuple[str, ...]], ...] = (
    # --- payment exports
    (
        "payments as they are",
        payments(pay(), pay(5, "b", method="무통장입금")),
        (
            "2 금액 already",
            "3 금액 payment-waiting",
        ),
    ),
    (
        "payments with amounts as texts",
        payments(pay(amount="10,000원"), pay(6, "b", "₩10,000")),
        (
            "2 금액 already",
            "3 금액 already",
        ),
    ),
    ("payments in full-width digits", payments(pay(amount="１０，０００")), ("2 금액 already",)),
    ("payments with fractions of a won", payments(pay(amount=9_999.5)), ("2 금액 amount-invalid",)),
    ("payments of a trillion and more", payments(pay(amount=10**13)), ("2 금액 amount-invalid",)),
    ("payments that are negative", payments(pay(amount=-1)), ("2 금액 amount-negative",)),
    ("payments in scientific notation", payments(pay(amount="1E+4")), ("2 금액 amount-invalid",)),
    ("payments with an error", payments(pay(amount="#N/A")), ("2 금액 cell-error",)),
    ("payments that were never calculated", payments(pay(amount="=G1*2")), ("2 금액 cell-formula",)),
    ("payments whose number is a fraction", payments(pay(name=5.2e20)), ("2 결제번호 number-digits-lost",)),
    (
        "payments with an order number of seventeen digits",
        payments(pay(20261122000000017)),
        ("2 주문번호 no-order",),
    ),
    (
        "payments without their order",
        payments(pay(""), pay(None, "b")),
        (
            "2 주문번호 cell-required",
            "3 주문번호 cell-required",
        ),
    ),
    ("payments twice", payments(pay(), pay()), ("2 금액 already", "3 결제번호 row-duplicate")),
    (
        "payments that two rows claim",
        payments(pay(), pay(name="b")),
        (
            "2 금액 already",
            "3 금액 payment-differs",
        ),
    ),
    ("payments of no method", payments(pay(method=None)), ("2 금액 already",)),
    (
        "payments of an unknown method",
        payments(pay(method="=cmd|' /C calc'!A0")),
        ("2 결제수단 cell-formula",),
    ),
    (
        "payments of decomposed words",
        payments(
            pay(method=unicodedata.normalize("NFD", "카드"), state=unicodedata.normalize("NFD", "결제완료"))
        ),
        ("2 금액 already",),
    ),
    ("payments in an unknown state", payments(pay(state="결제 됨?")), ("2 결제상태 payment-state-unknown",)),
    ("payments that are gifts", payments(pay(entry="선물")), ("2 결제구분 payment-entry-unknown",)),
    ("payments the day before yesterday", payments(pay(at="그저께")), ("2 결제시간 date-invalid",)),
    ("payments in a month that isn't", payments(pay(at="2026-13-01")), ("2 결제시간 date-invalid",)),
    (
        "payments with everything wrong",
        payments(pay(None, None, "x", "x", "x", "x", "x")),
        (
            "2 주문번호 cell-required",
            "2 결제번호 cell-required",
            "2 결제상태 payment-state-unknown",
            "2 결제시간 date-invalid",
            "2 결제수단 payment-method-unknown",
            "2 결제구분 payment-entry-unknown",
            "2 금액 amount-invalid",
        ),
    ),
    ("payments, none of them", payments(), ("file file-empty",)),
    ("payments in an old workbook", lambda: xls([PAYMENTS, pay()]), ("2 금액 already",)),
    ("payments behind a password", lambda: locked(xlsx([PAYMENTS, pay()]), "비밀"), ("file file-locked",)),
    # --- statements of banks
    (
        "a statement as it is",
        bank(kb(), kb("0", out="5,000", left=2), ["합계", None, None, None, "5,000", "38,000"]),
        (
            "4 입금액 deposit-read",
            "5 출금액 withdrawal",
            "6  row-aside",
        ),
    ),
    ("a statement with plain numbers", bank(kb(38000, left=1038000, out=0)), ("4 입금액 deposit-read",)),
    ("a statement with won signs", bank(kb("₩38,000")), ("4 입금액 deposit-read",)),
    (
        "a statement in full-width digits",
        bank(kb("３８，０００", at="２０２６．１１．２２ ０９：１２：３３")),
        ("4 입금액 deposit-read",),
    ),
    ("a statement with fractions of a won", bank(kb(38_000.25)), ("4 입금액 amount-invalid",)),
    ("a statement with words for amounts", bank(kb("삼만팔천원")), ("4 입금액 amount-invalid",)),
    ("a statement in thousands that are none", bank(kb("38,00")), ("4 입금액 amount-invalid",)),
    ("a statement with a deposit taken back", bank(kb(-38_000)), ("4 입금액 amount-negative",)),
    ("a statement without an amount", bank(kb(None, out=None)), ("4 입금액 cell-required",)),
    ("a statement with both amounts", bank(kb(out="1")), ("4 입금액 amount-both-ways",)),
    ("a statement with an error", bank(kb("#N/A")), ("4 입금액 cell-error",)),
    ("a statement that was never calculated", bank(kb("=SUM(E1:E3)")), ("4 입금액 cell-formula",)),
    ("a statement without a day", bank(kb(at=None)), ("4 거래일시 cell-required",)),
    ("a statement of the day before yesterday", bank(kb(at="그저께")), ("4 거래일시 date-invalid",)),
    ("a statement of the 31st of February", bank(kb(at="2026.02.31 10:00")), ("4 거래일시 date-invalid",)),
    ("a statement of a year in two digits", bank(kb(at="26.11.22")), ("4 거래일시 date-invalid",)),
    ("a statement with days as serial numbers", bank(kb(at=46348.5)), ("4 입금액 deposit-read",)),
    ("a statement with days as digits", bank(kb(at=20261122)), ("4 입금액 deposit-read",)),
    ("a statement with merged days", _merged_days, ("2 입금액 deposit-read", "3 거래일시 cell-required")),
    ("a statement with a row twice", bank(kb(), kb(38000)), ("4 입금액 deposit-read", "5  row-duplicate")),
    (
        "a statement without balances",
        bank(kb(left=None), kb(left="-")),
        (
            "4 입금액 deposit-read",
            "5 입금액 deposit-read ~row-like-above",
        ),
    ),
    ("a statement of an account in the red", bank(kb(left="-1,000,000")), ("4 입금액 deposit-read",)),
    ("a statement with a balance in words", bank(kb(left="많이")), ("4 잔액 amount-invalid",)),
    ("a statement of nobody", bank(kb(who="\u200b")), ("4 입금액 deposit-read ~depositor-missing",)),
    ("a statement of somebody hostile", bank(kb(who="\u202e[b]길동")), ("4 입금액 deposit-read",)),
    (
        "a statement with notes beneath",
        bank(kb(), ["※ 본 내역은 참고용입니다"], [None, "조회 1건"]),
        (
            "4 입금액 deposit-read",
            "5  row-aside",
            "6  row-aside",
        ),
    ),
    ("a statement without rows", bank(), ("file file-empty",)),
    ("a statement as CP949 text", texts(kb(who="뷁길동")), ("2 입금액 deposit-read",)),
    ("a statement as UTF-16 text", texts(kb(), encoding="utf-16"), ("2 입금액 deposit-read",)),
    ("a statement with numbers wrapped in formulas", texts(kb('="38,000"')), ("2 입금액 deposit-read",)),
    (
        "a statement in mixed encodings",
        _mixed,
        ("2 입금액 deposit-read", "3 입금액 deposit-read ~row-encoding"),
    ),
    ("a statement in an old workbook", lambda: xls([KB, kb(38000)]), ("2 입금액 deposit-read",)),
    (
        "a statement that is a web page",
        lambda: "<html><table><tr><td>거래일시".encode(),
        ("file file-web-page",),
    ),
    ("a statement behind a password", lambda: locked(xlsx([KB, kb()]), "900101"), ("file file-locked",)),
)
