"""Files as sellers, couriers and enemies send them: one table, name → how it is made → what must be said.

`made` gives the bytes; `said` is every line of `verdicts.judged`: a word on the file, or one verdict a row.
"""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import openpyxl

from tests.files.builders import FORM, changed, compound, locked, saved, with_cells, xls, xlsx
from tests.files.nasty_money import MONEY
from tests.services.desk import number
from tests.services.export_file import bought, table

CJ, GOOD, OTHER, USED = "CJ대한통운", "680123456782", "680123456793", "680123456800"
CALC = "xl/worksheets/sheet1.xml"
ORDER_CELLS = (
    *("channel", "number", "trade", "items_total", "discount", "ship_fee", "points", "paid"),
    *("buyer_name", "buyer_email", "buyer_phone", "placed_at"),
)
"""What an order's merged cells show in their first row only."""


class Nasty(NamedTuple):
    """One file of the table."""

    name: str
    made: Callable[[], bytes]
    said: tuple[str, ...]


def row(
    n: object = 1,
    tracking: object = GOOD,
    courier: object = CJ,
    item: object = None,
    qty: object = None,
    state: object = None,
) -> list[object]:
    """A row of the form; a number names the only section of that order."""
    section = f"{number(n)}-S1" if isinstance(n, int) else n
    return [section, item, qty, courier, tracking, state]


def form(*rows: Sequence[object], head: Sequence[object] = FORM, **formats: str) -> Callable[[], bytes]:
    """The form as a workbook; formats by cell name."""
    return lambda: xlsx([head, *rows], formats)


def text(*lines: str, encoding: str = "utf-8", end: str = "\r\n") -> Callable[[], bytes]:
    """A text file of lines."""
    return lambda: "".join(line + end for line in lines).encode(encoding)


HEAD = ",".join(FORM)


def line(n: int = 1, tracking: str = GOOD, courier: str = CJ) -> str:
    """The same as `row`, in a text file."""
    return f"{number(n)}-S1,,,{courier},{tracking},"


def _merged() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for each in (FORM, row(1), row(None, OTHER), row(6, USED[:-1] + "1")):
        sheet.append(each)
    sheet.merge_cells("A2:A3")
    return saved(book)


def _hidden() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for each in (FORM, row(1), row(6, OTHER)):
        sheet.append(each)
    sheet.row_dimensions[3].hidden = True
    other = book.create_sheet("숨김")
    other.append(["주문번호", "운송장번호"])
    other.sheet_state = "hidden"
    return saved(book)


def _calculated(stored: bytes) -> Callable[[], bytes]:
    """The form with a formula for a tracking number whose stored result is *stored* XML."""
    texts = {"A3": f"{number(1)}-S1", "D3": CJ}
    cells = "".join(f'<c r="{at}" t="inlineStr"><is><t>{said}</t></is></c>' for at, said in texts.items())
    return lambda: with_cells(xlsx([["안내"], FORM]), b'<row r="3">' + cells.encode() + stored + b"</row>")


def _entities(xml: bytes) -> bytes:
    names = [b"a"] + [bytes([98 + n]) for n in range(9)]
    lines = [b'<!ENTITY a "aaaaaaaaaa">']
    lines += [b'<!ENTITY %s "%s">' % (new, b"&%s;" % old * 10) for old, new in pairwise(names)]
    return b"<!DOCTYPE x [" + b"".join(lines) + b"]>" + xml.replace(b"</sheetData>", b"&j;</sheetData>")


def _external(xml: bytes) -> bytes:
    return b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + xml.replace(
        b"</sheetData>", b'<row r="3"><c r="A3" t="inlineStr"><is><t>&e;</t></is></c></row></sheetData>'
    )


def _linked() -> bytes:
    """A number that comes from another workbook, with what was stored of it."""
    cell = b'<c r="E3"><f>[1]Sheet1!$A$1</f><v>680123456782</v></c>'
    data = _calculated(cell)()
    return changed(data, "xl/externalLinks/externalLink1.xml", lambda part: b"<externalLink/>")


def _orders(*rows: dict[str, object]) -> Callable[[], bytes]:
    return lambda: xlsx(table(list(rows)))


def _rows_xml(count: int, cell: bytes = b"") -> Callable[[], bytes]:
    """The form with *count* further rows in its XML, all alike."""
    body = b"".join(b'<row r="%d">%s</row>' % (n, cell.replace(b"#", b"%d" % n)) for n in range(3, count + 3))
    return lambda: with_cells(xlsx([FORM, row(1)]), body)


def _wide(count: int) -> Callable[[], bytes]:
    return lambda: xlsx([[*FORM, *(f"열{n}" for n in range(count - 6))], row(1)])


def _bent(part: str, change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    return lambda: changed(xlsx([FORM, row()]), part, change)


def _parts() -> bytes:
    data = io.BytesIO(xlsx([FORM, row()]))
    with zipfile.ZipFile(data, "a") as archive:
        for n in range(200):
            archive.writestr(f"xl/media/{n}", b"x")
    return data.getvalue()


def _mixed() -> bytes:
    lines = [HEAD.encode(), line(1).encode(), line(6, OTHER, "씨제이대한통운").encode("cp949"), b""]
    return b"\r\n".join(lines)


NASTY: tuple[Nasty, ...] = (
    # --- numbers that a spreadsheet has hurt
    Nasty("a number kept as text", form(row()), ("2 CJ대한통운 680123456782",)),
    Nasty("a number as a number", form(row(tracking=680123456782)), ("2 CJ대한통운 680123456782",)),
    Nasty(
        "a lost zero that the format shows",
        form(row(tracking=12345678901), E2="000000000000"),
        ("2 CJ대한통운 012345678901 ~number-check-digit",),
    ),
    Nasty(
        "a lost zero that nothing shows",
        form(row(tracking=12345678901)),
        ("2 CJ대한통운 12345678901 ~number-odd-length",),
    ),
    Nasty("scientific notation as text", form(row(tracking="5.21853E+11")), ("2 송장번호 number-exponent",)),
    Nasty(
        "scientific notation in small letters",
        form(row(tracking="5.21853e+11")),
        ("2 송장번호 number-exponent",),
    ),
    Nasty(
        "scientific notation, full-width",
        form(row(tracking="５.２１８５３Ｅ＋１１")),
        ("2 송장번호 number-exponent",),
    ),
    Nasty(
        "scientific notation that became a number",
        form(row(tracking=521853000000)),
        ("2 송장번호 number-exponent",),
    ),
    Nasty(
        "a text that ends in six zeros",
        form(row(tracking="680123000000")),
        ("2 CJ대한통운 680123000000 ~number-check-digit ~number-trailing-zeros",),
    ),
    Nasty(
        "more than fifteen digits",
        form(row(tracking=6812345678901234567)),
        ("2 송장번호 number-digits-lost",),
    ),
    Nasty("a fraction", form(row(tracking=680123456782.5)), ("2 송장번호 number-digits-lost",)),
    Nasty("a negative number", form(row(tracking=-680123456782)), ("2 송장번호 number-digits-lost",)),
    Nasty("a truth value", form(row(tracking=True)), ("2 송장번호 number-became-date",)),
    Nasty("a date", form(row(tracking=45000), E2="yyyy-mm-dd"), ("2 송장번호 number-became-date",)),
    Nasty(
        "a number that a courier does not have",
        form(row(tracking="6801234567")),
        ("2 CJ대한통운 6801234567",),
    ),
    Nasty(
        "a wrong check digit",
        form(row(tracking="680123456783")),
        ("2 CJ대한통운 680123456783 ~number-check-digit",),
    ),
    Nasty("too few digits", form(row(tracking="6801234")), ("2 송장번호 number-too-short",)),
    Nasty("two numbers in one", form(row(tracking=GOOD + OTHER)), ("2 송장번호 number-too-long",)),
    # --- text that is not what it looks like
    Nasty("hyphens and spaces", form(row(tracking=" 6801-2345 6782 ")), ("2 CJ대한통운 680123456782",)),
    Nasty(
        "full-width digits", form(row(tracking="６８０１２３４５６７８２")), ("2 CJ대한통운 680123456782",)
    ),
    Nasty("other scripts' digits", form(row(tracking="٦٨٠١٢٣٤٥٦٧٨٢")), ("2 송장번호 tracking-not-a-number",)),
    Nasty(
        "invisible characters", form(row(tracking="\u200b680123456782\ufeff")), ("2 CJ대한통운 680123456782",)
    ),
    Nasty(
        "a quotation mark in front", form(row(tracking="'680123456782")), ("2 송장번호 number-not-digits",)
    ),
    Nasty("letters O for zeros", form(row(tracking="68O123456782")), ("2 송장번호 number-not-digits",)),
    Nasty(
        "words in the number cell",
        form(row(tracking="차량배차"), row(6, "재고소진")),
        (
            "2 송장번호 tracking-not-a-number",
            "3 송장번호 tracking-not-a-number",
        ),
    ),
    Nasty("words with digits", form(row(tracking="오전10시상차")), ("2 송장번호 tracking-not-a-number",)),
    Nasty(
        "a memo behind a number",
        form(row(tracking="680123456782 오전 10시 상차 요망")),
        ("2 송장번호 tracking-not-a-number",),
    ),
    Nasty(
        "decomposed Korean",
        form(
            row(
                courier=unicodedata.normalize("NFD", "대한통운"), state=unicodedata.normalize("NFD", "배송중")
            )
        ),
        ("2 대한통운 680123456782 배송중",),
    ),
    Nasty("a direction override", form(row(courier="CJ\u202e대한통운")), ("2 CJ대한통운 680123456782",)),
    Nasty(
        "escape sequences", text(HEAD, line(courier="\x1b[2J\x1b]0;x\x07CJ")), ("2 택배사 courier-unknown",)
    ),
    Nasty("a formula as text", form(row(n="'=cmd|' /C calc'!A0")), ("2 주문섹션번호 no-section",)),
    Nasty(
        "a number with a decimal point as text",
        form(row(tracking="680123456782.0")),
        ("2 송장번호 number-not-digits",),
    ),
    Nasty("a number with commas", form(row(tracking="680,123,456,782")), ("2 송장번호 number-not-digits",)),
    # --- couriers
    Nasty("an unknown courier", form(row(courier="번개택배")), ("2 택배사 courier-unknown",)),
    Nasty("two couriers in one cell", form(row(courier="롯데/경동")), ("2 택배사 courier-ambiguous",)),
    Nasty(
        "one courier twice in a cell",
        form(row(courier="CJ대한통운/대한통운")),
        ("2 CJ대한통운/대한통운 680123456782",),
    ),
    Nasty("no courier", form(row(courier=None)), ("2 택배사 courier-missing",)),
    # --- cells without a value
    Nasty("an error", form(row(tracking="#N/A")), ("2 송장번호 cell-error",)),
    Nasty("an error in the section", form(row(n="#REF!")), ("2 주문섹션번호 cell-error",)),
    Nasty("a formula that was never calculated", form(row(tracking="=A2&1")), ("2 송장번호 cell-formula",)),
    Nasty(
        "a formula with its result",
        _calculated(b'<c r="E3" t="str"><f>A1</f><v>680123456782</v></c>'),
        ("3 CJ대한통운 680123456782",),
    ),
    Nasty(
        "a formula whose result is blank",
        _calculated(b'<c r="E3" t="str"><f>IF(1,"")</f><v></v></c>'),
        ("3 송장번호 blank-row",),
    ),
    Nasty(
        "a formula whose result is an error",
        _calculated(b'<c r="E3" t="e"><f>VLOOKUP(1,A1,1,0)</f><v>#N/A</v></c>'),
        ("3 송장번호 cell-error",),
    ),
    Nasty(
        "merged cells",
        _merged,
        (
            "2 CJ대한통운 680123456782",
            "3 주문섹션번호 section-missing",
            "4 CJ대한통운 680123456801 ~number-check-digit",
        ),
    ),
    # --- rows and columns
    Nasty(
        "the same row twice",
        form(row(), row(), row(6, OTHER)),
        (
            "2 CJ대한통운 680123456782",
            "3  row-duplicate",
            "4 CJ대한통운 680123456793",
        ),
    ),
    Nasty(
        "two numbers for one section",
        form(row(), row(tracking=OTHER)),
        (
            "2 송장번호 duplicate-row",
            "3 송장번호 duplicate-row",
        ),
    ),
    Nasty(
        "one number for two receivers",
        form(row(), row(6)),
        (
            "2 송장번호 other-receiver",
            "3 송장번호 other-receiver",
        ),
    ),
    Nasty("a number used elsewhere", form(row(tracking=USED)), ("2 송장번호 other-receiver",)),
    Nasty(
        "an order on hold, one not paid, one that is not there",
        form(row(4), row(5, OTHER), row(99, USED[:-1] + "1")),
        (
            "2 CJ대한통운 680123456782",
            "3 주문섹션번호 unpaid",
            "4 주문섹션번호 no-section",
        ),
    ),
    Nasty(
        "a whole order where there are two sections",
        form(row(number(2))),
        ("2 주문섹션번호 several-sections",),
    ),
    Nasty("an item of another section", form(row(1, item=f"{number(6)}-1")), ("2 주문섹션품목번호 no-item",)),
    Nasty(
        "bad quantities",
        form(row(1, item=f"{number(1)}-1", qty=0), row(6, OTHER, item=f"{number(6)}-1", qty="두개")),
        (
            "2 수량 quantity-invalid",
            "3 수량 quantity-invalid",
        ),
    ),
    Nasty("more than there is", form(row(1, item=f"{number(1)}-1", qty=9)), ("2 수량 bad-quantity",)),
    Nasty("a state that is none", form(row(state="배송완료")), ("2 주문 상태 변경 bad-target",)),
    Nasty("a state with a space", form(row(state="배송 중")), ("2 CJ대한통운 680123456782 배송중",)),
    Nasty(
        "a state alone", form(row(tracking=None, courier=None, state="배송중")), ("2 송장번호 no-tracking",)
    ),
    Nasty("a number for nothing", form(row(n=None)), ("2 주문섹션번호 section-missing",)),
    Nasty(
        "blank rows between",
        form(row(), [None] * 6, ["", " ", None, "\u3000"], row(6, OTHER)),
        (
            "2 CJ대한통운 680123456782",
            "5 CJ대한통운 680123456793",
        ),
    ),
    Nasty(
        "hidden rows and sheets",
        _hidden,
        (
            "2 CJ대한통운 680123456782",
            "3 CJ대한통운 680123456793",
        ),
    ),
    Nasty(
        "headers in row 3",
        form(FORM, row(), head=["※ 송장번호는 꼭 주문섹션번호와 함께 넣어 주세요"]),
        ("3 CJ대한통운 680123456782",),
    ),
    Nasty(
        "headers in other words, order and brackets",
        form(
            [GOOD, CJ, f"{number(1)}-S1", "x"],
            head=["운송장\n번호(필수)", "[택배사명]", "섹션 번호 *", "비고"],
        ),
        ("2 CJ대한통운 680123456782",),
    ),
    Nasty("headers below row 10", lambda: xlsx([["."]] * 10 + [FORM, row()]), ("file file-unknown-form",)),
    Nasty("a header twice", form([*row(), OTHER], head=[*FORM, "송장번호"]), ("2 CJ대한통운 680123456782",)),
    Nasty("headers and nothing else", form(), ("file file-empty",)),
    Nasty(
        "the table on the second sheet",
        lambda: xlsx([["피벗", 1]], 둘째=[FORM, row()]),
        ("2 CJ대한통운 680123456782",),
    ),
    Nasty(
        "decomposed headers",
        form(row(), head=[unicodedata.normalize("NFD", name) for name in FORM]),
        ("2 CJ대한통운 680123456782",),
    ),
    Nasty(
        "full-width letters in a section number",
        form(row(n="２０２６１１２２０００００１－Ｓ１".replace("２０２６１１２２０００００１", number(1)))),
        ("2 CJ대한통운 680123456782",),
    ),
    # --- other forms
    Nasty(
        "the old form",
        form([number(1), CJ, GOOD], head=["주문번호", "택배사", "송장번호"]),
        ("2 주문번호 form-old",),
    ),
    Nasty(
        "a return file",
        form(
            [f"{number(1)}-S1", GOOD, "일반"],
            [number(6), OTHER, "일반"],
            head=["고객주문번호", "운송장번호", "예약구분"],
        ),
        (
            "2 CJ대한통운 680123456782",
            "3 CJ대한통운 680123456793",
        ),
    ),
    Nasty(
        "a SmartStore file",
        lambda: xlsx(
            [
                ["◈ 다운로드 받은 파일로 '엑셀 일괄발송' 처리하는 방법"],
                ["상품주문번호", "주문번호", "택배사", "송장번호", "수취인명"],
                ["1", "2", CJ, GOOD, "김"],
            ]
        ),
        ("3 주문번호 no-section",),
    ),
    Nasty("any other table", form(["a", 1], head=["이름", "나이"]), ("file file-unknown-form",)),
    # --- texts
    Nasty(
        "CP949",
        text(HEAD, line(courier="뷁택배"), line(6, OTHER), encoding="cp949"),
        (
            "2 택배사 courier-unknown",
            "3 CJ대한통운 680123456793",
        ),
    ),
    Nasty("UTF-8 with its mark", text(HEAD, line(), encoding="utf-8-sig"), ("2 CJ대한통운 680123456782",)),
    Nasty("UTF-16", text(HEAD, line(), encoding="utf-16"), ("2 CJ대한통운 680123456782",)),
    Nasty(
        "semicolons", text(HEAD.replace(",", ";"), line().replace(",", ";")), ("2 CJ대한통운 680123456782",)
    ),
    Nasty(
        "tabs",
        text(HEAD.replace(",", "\t"), line().replace(",", "\t"), encoding="cp949"),
        ("2 CJ대한통운 680123456782",),
    ),
    Nasty(
        "numbers wrapped in formulas",
        text(HEAD, line(tracking='="680123456782"')),
        ("2 CJ대한통운 680123456782",),
    ),
    Nasty(
        "mixed encodings",
        _mixed,
        (
            "2 CJ대한통운 680123456782",
            "3 씨제이대한통운 680123456793 ~row-encoding",
        ),
    ),
    Nasty(
        "bytes of no encoding",
        lambda: text(HEAD, line())() + line(6, "12").encode() + b"\xff\xfe\n",
        (
            "2 CJ대한통운 680123456782",
            "3 주문 상태 변경 cell-encoding",
        ),
    ),
    Nasty(
        "a quotation mark that nothing closes",
        text(HEAD, line(courier='"CJ'), line(6, OTHER)),
        ("file file-open-quote (2)",),
    ),
    Nasty(
        "line breaks inside cells",
        text(HEAD, line(courier='"CJ\r\n대한통운"'), line(6, OTHER)),
        (
            "2 CJ 대한통운 680123456782",
            "3 CJ대한통운 680123456793",
        ),
    ),
    # --- orders
    Nasty(
        "orders as they are",
        _orders(bought(1), bought(2, 2, placed_at="2026-11-21 10:00:00")),
        (
            "2 001 imported",
            "3 002 imported",
        ),
    ),
    Nasty(
        "orders with lost zeros", _orders(bought(1, zip=6234, buyer_phone=1000001234)), ("2 001 imported",)
    ),
    Nasty(
        "orders with a number of seventeen digits",
        _orders(bought(1, number=20261120000000117)),
        (
            "2  refused",
            "2 주문번호 number-digits-lost",
        ),
    ),
    Nasty(
        "orders with bad sums",
        _orders(bought(1, line_paid="만원"), bought(2, qty=0), bought(3, paid=-1)),
        (
            "2 001 refused",
            "3 002 refused",
            "4 003 refused",
            "2 품목실결제가 amount-invalid",
            "3 구매수량 quantity-invalid",
            "4 최종주문금액 amount-negative",
        ),
    ),
    Nasty(
        "orders with merged cells",
        _orders(
            bought(1),
            bought(1, 2) | dict.fromkeys((*ORDER_CELLS, "section"), ""),
        ),
        (
            "2 001 refused",
            "3 001 refused",
            "2 주문번호 order-refused",
            "3 주문번호 order-number-missing",
        ),
    ),
    Nasty(
        "orders with an item twice",
        _orders(bought(1), bought(1)),
        (
            "2 001 refused",
            "3 001 refused",
            "2 주문번호 order-refused",
            "3 주문섹션품목번호 item-duplicate",
        ),
    ),
    Nasty(
        "orders without a column",
        lambda: xlsx(table([bought(1)], ["number", "name", "paid"])),
        (
            "file file-missing-columns (주문섹션번호, 주문섹션품목번호, 구매수량, 판매가, 품목실결제가, "
            "주문일)",
        ),
    ),
    # --- hostile files
    Nasty("nothing", lambda: b"", ("file file-empty",)),
    Nasty("a torn workbook", lambda: xlsx([FORM, row()])[:-400], ("file file-damaged",)),
    Nasty("a picture", lambda: b"\x89PNG\r\n\x1a\n\0\0\0", ("file file-not-table",)),
    Nasty("a web page", lambda: "<html><table><tr><td>주문섹션번호".encode(), ("file file-web-page",)),
    Nasty("a locked workbook", lambda: locked(xlsx([FORM, row()]), "비밀"), ("file file-locked",)),
    Nasty("an old workbook", lambda: xls([FORM, row(tracking=680123456782)]), ("2 CJ대한통운 680123456782",)),
    Nasty(
        "an old workbook with a lost zero and an error",
        lambda: xls([FORM, row(tracking=12345678901), row(6, "#N/A")], {(1, 4): 12}),
        (
            "2 CJ대한통운 012345678901 ~number-check-digit",
            "3 송장번호 cell-error",
        ),
    ),
    Nasty(
        "a compound file that is no workbook",
        lambda: compound("Contents", b"x" * 5000),
        ("file file-not-table",),
    ),
    Nasty("macros", _bent("xl/vbaProject.bin", lambda part: b"\0" * 100), ("2 CJ대한통운 680123456782",)),
    Nasty("an external link", _linked, ("3 CJ대한통운 680123456782",)),
    Nasty("entities that multiply", _bent(CALC, _entities), ("2 CJ대한통운 680123456782",)),
    Nasty("an entity that reads a file", _bent(CALC, _external), ("file file-damaged",)),
    Nasty(
        "a bomb of blanks",
        _bent("xl/styles.xml", lambda xml: xml + b" " * 60_000_000),
        ("file file-too-large",),
    ),
    Nasty("two hundred parts and more", _parts, ("file file-too-large",)),
    Nasty(
        "broken XML",
        _bent(CALC, lambda xml: xml.replace(b"</row>", b"</raw>", 1)),
        ("2 CJ대한통운 680123456782",),
    ),
    Nasty(
        "a sheet that ends in the middle",
        _bent(CALC, lambda xml: xml[: xml.rindex(b"<row")]),
        ("file file-damaged",),
    ),
    Nasty(
        "a sheet that ends in the middle of a row",
        _bent(CALC, lambda xml: xml[: xml.rindex(b"</row>")]),
        ("file file-damaged",),
    ),
    Nasty("no sheet", _bent(CALC, lambda xml: b""), ("file file-damaged",)),
    Nasty(
        "a text that is not there",
        lambda: with_cells(xlsx([FORM]), b'<row r="2"><c r="A2" t="s"><v>999</v></c></row>'),
        ("file file-damaged",),
    ),
    Nasty(
        "a cell nowhere",
        lambda: with_cells(xlsx([FORM, row()]), b'<row r="3"><c r="ZZZZ1"><v>1</v></c></row>'),
        ("file file-too-wide (64)",),
    ),
    Nasty(
        "a value that is no number",
        lambda: with_cells(xlsx([FORM, row()]), b'<row r="3"><c r="A3"><v>nan</v></c></row>'),
        (
            "2 CJ대한통운 680123456782",
            "3 주문섹션번호 number-digits-lost",
        ),
    ),
    Nasty(
        "empty rows by the hundred thousand",
        _rows_xml(120_000, b'<c r="A#" s="0"/>'),
        ("2 CJ대한통운 680123456782",),
    ),
    Nasty(
        "one stray cell far below",
        _rows_xml(1, b'<c r="A1048576"><v>1</v></c>'),
        ("file file-too-many-rows (100,000)",),
    ),
    Nasty("16,384 columns", _wide(16_384), ("file file-too-wide (64)",)),
    Nasty("65 columns", _wide(65), ("file file-too-wide (64)",)),
    Nasty("64 columns", _wide(64), ("2 CJ대한통운 680123456782",)),
    *(Nasty(*each) for each in MONEY),
)
