"""Files that nobody thought of: any cell, any byte of a good file. Read, refused, never half taken."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from orderdesk.core.domain.plans import Kind
from orderdesk.core.files.bank_statement import statement_rows
from orderdesk.core.files.columns import detect
from orderdesk.core.files.explaining import explain
from orderdesk.core.files.layouts import forms
from orderdesk.core.files.order_export import OrderFile
from orderdesk.core.files.payment_form import payments_of
from orderdesk.core.files.problems import FileProblem, RowProblem
from orderdesk.core.files.reading import BadCell, Cell, Sheet, read_table
from orderdesk.core.files.tracking_form import TrackingFile
from orderdesk.core.services.importing import import_orders
from orderdesk.core.services.opening import take
from orderdesk.core.services.tracking_file import import_tracking
from orderdesk.core.services.tracking_rows import Options
from orderdesk.core.store.engine import open_store
from tests.files.builders import FORM, locked, xls, xlsx
from tests.files.inside import read
from tests.files.nasty import CJ, HEAD, line, row
from tests.services.desk import KIM, Desk, number, sold
from tests.services.export_file import FIELDS, bought, table
from tests.store.fixtures import sqlite_template

__all__ = ["sqlite_template"]

NUMBERS = ["680123456782", "680123456793", "364012345675", 680123456782, 521853000000, 1.5, "5.2E+11", "차량"]
CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    st.sampled_from(NUMBERS),
    st.sampled_from(
        [number(1), f"{number(1)}-S1", f"{number(2)}-S2", f"{number(2)}-1", "-S", "롯데/경동", CJ, "배송중"]
    ),
    st.text(max_size=12),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.datetimes(),
    st.builds(BadCell, st.sampled_from(["error", "formula", "encoding"]), st.text(max_size=5)),
)
CHANNEL: list[Cell] = ["상품주문번호", "주문번호", "송장번호", "택배사", "수량", "상품명"]
RETURN: list[Cell] = ["고객주문번호", "운송장번호", "택배사"]
OLD: list[Cell] = ["주문번호", "송장번호", "택배사"]


def made(head: Sequence[Cell], body: Sequence[Sequence[Cell]]) -> Sheet:
    rows = [list(head), *([*each, *[None] * (len(head) - len(each))] for each in body)]
    return Sheet("f", "s", rows, detect(rows))


def accounted(sheet: Sheet) -> None:
    """Every row with something in it gets read, or has a problem; none is lost and none counts twice."""
    try:
        found = take(sheet)
    except FileProblem:
        return
    if isinstance(found, OrderFile):
        taken = [each.row for order in found.orders for section in order.sections for each in section.lines]
        assert set(taken) | {problem.row for problem in found.problems} == {n for n, _ in sheet.body()}
    else:
        taken = [each.row for each in found.rows]
    refused = {problem.row for problem in found.problems if problem.kind.refuses}
    assert len(set(taken)) == len(taken) and refused.isdisjoint(taken)
    assert all(text.isprintable() for p in found.problems for text in (p.value, p.column))


@given(
    head=st.sampled_from([list[Cell](FORM), RETURN, OLD, CHANNEL]),
    body=st.lists(
        st.lists(CELLS, min_size=3, max_size=3) | st.lists(CELLS, min_size=6, max_size=6), max_size=5
    ),
)
def test_any_cell_of_a_tracking_file(head: list[Cell], body: list[list[Cell]]) -> None:
    accounted(made(head, [each[: len(head)] for each in body]))


@given(changes=st.lists(st.tuples(st.integers(0, 3), st.sampled_from(FIELDS), CELLS), max_size=6))
def test_any_cell_of_an_order_export(changes: list[tuple[int, str, Cell]]) -> None:
    orders = [bought(1), bought(1, 2), bought(2, 3), bought(3, 4)]
    for n, field, cell in changes:
        orders[n][field] = cell
    head, *body = table(orders)
    accounted(made(head, [[None if cell == "" else cell for cell in each] for each in body]))  # type: ignore[arg-type, misc]


def accounted_money(rows: Sequence[int], problems: Sequence[RowProblem], sheet: Sheet) -> None:
    """Every row with something in it was taken or refused, once."""
    refused = {problem.row for problem in problems if problem.kind.refuses}
    assert len(set(rows)) == len(rows) and refused.isdisjoint(rows)
    assert {*rows, *refused} == {n for n, _ in sheet.body()}
    assert all(text.isprintable() for p in problems for text in (p.value, p.column, p.order))


MONEY = st.sampled_from(
    ["2026.11.22 09:12:33", "20261122", "38,000", "-1", "0", "３８，０００원", "합계", "-", 38000]
)


@given(st.lists(st.lists(CELLS | MONEY, min_size=7, max_size=7), max_size=4))
def test_any_cell_of_a_statement(body: list[list[Cell]]) -> None:
    split: list[Cell] = ["거래일자", "거래시간", "적요", "출금", "입금", "내용", "잔액"]
    one: list[Cell] = ["거래일시", "적요", "보낸분/받는분", "송금메모", "출금액", "입금액", "잔액"]
    for sheet in (made(split, body), made(one, body)):
        try:
            found = statement_rows(sheet)
        except FileProblem:
            assert not list(sheet.body())
            continue
        accounted_money([*(row.row for row in found.rows), *found.asides], found.problems, sheet)
        assert all((row.deposit > 0) != (row.withdrawal > 0) for row in found.rows)


@given(st.lists(st.lists(CELLS | MONEY, min_size=7, max_size=7), max_size=4))
def test_any_cell_of_a_payment_export(body: list[list[Cell]]) -> None:
    sheet = made(["주문번호", "결제번호", "결제상태", "결제시간", "결제수단", "결제구분", "금액"], body)
    try:
        found = payments_of(sheet)
    except FileProblem:
        assert not list(sheet.body())
    else:
        accounted_money([row.row for row in found.rows], found.problems, sheet)


@given(
    st.lists(st.lists(CELLS | st.sampled_from([n for f in forms() for c in f.columns.values() for n in c])))
)
def test_any_rows_can_be_explained(rows: list[list[Cell]]) -> None:
    width = max(map(len, rows), default=0)
    sheet = (
        made(rows[0] if rows else [], [])
        if len(rows) < 2
        else made([*rows[0], *[None] * (width - len(rows[0]))], rows[1:])
    )
    told = explain(sheet)
    assert told.rows >= 0 and (told.form is None) == (told.header == 0)


GOOD = {
    "form": xlsx([FORM, row(), row(2, "680123456793")]),
    "zeros": xlsx([FORM, row(tracking=12345678901), row(2, "#N/A"), row(3, "=A1")], {"E2": "000000000000"}),
    "orders": xlsx(table([bought(1), bought(2, 2)])),
    "old": xls([FORM, row(tracking=12345678901), row(2, "#N/A")], {(1, 4): 12}),
    "utf-8": "\n".join([HEAD, line(), line(2), '"a\nb",""']).encode(),
    "cp949": "\n".join([HEAD, line(), line(2)]).encode("cp949"),
    "utf-16": "\n".join([HEAD, line(), line(2)]).encode("utf-16"),
}
LOCKED = locked(GOOD["form"], "비밀")


@st.composite
def mutated(draw: st.DrawFn, data: bytes) -> bytes:
    """*data* with a few of its bytes changed, cut off, or a slice of it doubled."""
    changed = bytearray(data)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(changed) - 1, 0)))
        match draw(st.sampled_from(["byte", "byte", "cut", "twice"])):
            case "byte":
                changed[at : at + 1] = bytes([draw(st.integers(0, 255))])
            case "cut":
                del changed[at : at + draw(st.integers(1, 40))]
            case _:
                changed[at:at] = changed[at : at + draw(st.integers(1, 40))]
    return bytes(changed)


def survives(data: bytes, password: str = "") -> None:
    try:
        sheet = read(data, password=password)
    except FileProblem:
        return
    accounted(sheet)
    explain(sheet)


@pytest.mark.parametrize("name", GOOD)
@settings(max_examples=60)
@given(data=st.data())
def test_any_bytes_of_a_good_file(name: str, data: st.DataObject) -> None:
    survives(data.draw(mutated(GOOD[name])))


@settings(max_examples=8)
@given(data=mutated(LOCKED))
def test_any_bytes_of_a_locked_file(data: bytes) -> None:
    survives(data, "비밀")


PARTS = ("xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml")


@settings(max_examples=150)
@given(
    part=st.sampled_from(PARTS),
    changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=4),
)
def test_any_bytes_of_the_parts_of_a_good_workbook(part: str, changes: list[tuple[float, int]]) -> None:
    """Bytes are replaced only: a row number that grows would take memory, which only the child bounds."""
    with zipfile.ZipFile(io.BytesIO(GOOD["zeros"])) as archive:
        parts = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    for place, byte in changes:
        parts[part][int(place * (len(parts[part]) - 1))] = byte
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, bytes(content))
    survives(out.getvalue())


@given(st.binary(max_size=200))
@example(b"PK\x03\x04")
@example(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
@example(b"\xff\xfe")
def test_any_bytes_at_all(data: bytes) -> None:
    survives(data)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), CELLS), max_size=5))
def test_a_file_is_never_half_applied(
    sqlite_template: Path, tmp_path: Path, body: list[tuple[int, int, Cell]]
) -> None:
    """Where a row says it was taken its section has the label; the others are as they were."""
    rows: list[list[Cell]] = [
        [f"{number(n)}-S1", None, None, CJ, str(680123456700 + n), None] for n in range(1, 7)
    ]
    for n, column, cell in body:
        rows[n][column] = cell
    path = tmp_path / "store.db"
    path.write_bytes(sqlite_template.read_bytes())
    with open_store(f"sqlite:///{path}") as store:
        desk = Desk(store)
        desk.add(*(sold(n) for n in range(1, 7)))
        before = {order.number: order for order in desk.whole()}
        read = take(made(FORM, rows))
        assert isinstance(read, TrackingFile)
        result = import_tracking(store, read, KIM, desk.clock, Options())
        assert [each.row for each in result.rows] == sorted({each.row for each in result.rows})
        taken = {each.section for each in result.rows if each.kind is Kind.APPLY}
        for order in desk.whole():
            changed = order != before[order.number]
            assert changed == (f"{order.number}-S1" in taken)
            assert changed == (order.sections[0].tracking is not None)
        assert desk.sound()
    path.unlink()


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(changes=[(0, "placed_at", datetime(1961, 1, 1))])  # before the count of days begins
@given(changes=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(FIELDS), CELLS), max_size=4))
def test_orders_come_in_whole_or_not_at_all(
    sqlite_template: Path, tmp_path: Path, changes: list[tuple[int, str, Cell]]
) -> None:
    orders = [bought(1), bought(2, 2), bought(3, 3)]
    for n, field, cell in changes:
        orders[n][field] = cell
    head, *body = table(orders)
    path = tmp_path / "store.db"
    path.write_bytes(sqlite_template.read_bytes())
    with open_store(f"sqlite:///{path}") as store:
        desk = Desk(store)
        try:
            read = take(made(head, [[None if cell == "" else cell for cell in each] for each in body]))  # type: ignore[arg-type, misc]
        except FileProblem:
            return
        assert isinstance(read, OrderFile)
        result = import_orders(store, read, KIM, desk.clock)
        assert len(desk.whole()) == result.imported and desk.sound()
        assert len(result.verdicts) == result.rows
    path.unlink()


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_child_survives_what_no_program_should(tmp_path: Path, data: st.DataObject) -> None:
    """Parts with bytes put in too: rows and columns far away, texts without end."""
    name = data.draw(st.sampled_from(["form", "zeros", "orders"]))
    with zipfile.ZipFile(io.BytesIO(GOOD[name])) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    part = data.draw(st.sampled_from(PARTS))
    parts[part] = data.draw(mutated(parts[part]))
    path = tmp_path / "bent.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    start = datetime.now()
    with contextlib.suppress(FileProblem):
        accounted(read_table(path))
    assert (datetime.now() - start).total_seconds() < 20
