"""What an import left out is kept with its job: by row of the operator's file, without what stood there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from orderdesk.core.files.correction import Correction
from orderdesk.core.files.reading import read_table
from orderdesk.core.services.job_report import left_out_rows, report
from orderdesk.core.services.laboratory.ways import OrderWay
from orderdesk.core.services.left_out import LeftOut, left_count, left_out
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import erase_personal
from orderdesk.core.store.jobs import jobs
from orderdesk.core.store.unit import find
from tests.domain.builders import NOW, SELLER
from tests.services.export_file import bought, table, workbook


def brought_in_part(store: Store, folder: Path) -> None:
    """A file of three orders of which the second row is set aside and the third is refused."""
    rows = [bought(1), bought(2), bought(3, qty="많이")]
    sheet = read_table(workbook(folder / "orders.xlsx", table(rows)))
    OrderWay(store, SELLER, lambda: NOW).bring(Correction(sheet).part((2, 4)))


def test_refused_rows_are_kept_by_their_row_of_the_whole_file(store: Store, tmp_path: Path) -> None:
    brought_in_part(store, tmp_path)
    with store.reader() as conn:
        (job,) = jobs(conn, 5)
        assert left_out(conn, job) == [LeftOut(4, "202611200000003", "구매수량", "quantity-invalid")]
        told = [(row.order, row.verdict, row.message) for row in report(conn, job)]
        assert told == [
            ("202611200000003", "refuse", "4행 구매수량: 수량이 1 이상의 정수가 아닙니다"),
            ("202611200000001", "apply", ""),
        ]
        assert job.refused == 0, "they are no rows of the job"


def test_an_order_that_was_refused_as_a_whole_is_told_once(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [bought(1), bought(2)]
    other: dict[str, Any] = {"buyer_name": "성춘향", "buyer_phone": "010-0000-7777", "name": "콩"}
    clash = [bought(2, item, **other) for item in (1, 2, 3)]
    for name, read in (("first", rows), ("again", [*clash, bought(3), bought(4, qty="많이")])):
        sheet = read_table(workbook(tmp_path / f"{name}.xlsx", table(read)))
        monkeypatch.setattr("orderdesk.core.services.left_out.MOST", 3)
        OrderWay(store, SELLER, lambda: NOW).bring(Correction(sheet).whole())
    with store.reader() as conn:
        job = jobs(conn, 1)[0]
        told = [row.message for row in left_out_rows(conn, job)]
        assert told == ["2–4행 주문번호: 같은 번호의 다른 주문이 있습니다"]
        assert left_out_rows(conn, job, "en")[0].message.startswith("rows 2–4 주문번호:")
        assert left_count(conn, job) == (2, 4), "also of what was not kept"


def test_they_go_with_the_history(store: Store, tmp_path: Path) -> None:
    brought_in_part(store, tmp_path)
    with store.unit(SELLER, NOW) as unit:
        erase_personal(unit.conn, find(unit.conn, ["202611200000001"]).values())
    with store.reader() as conn:
        assert left_out(conn, jobs(conn, 1)[0]) == []
