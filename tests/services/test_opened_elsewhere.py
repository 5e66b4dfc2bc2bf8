"""The files as another program reads them: LibreOffice shows what was written, text as text."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import python_calamine

from orderdesk.core.domain.export_templates import BUILT_IN, Template
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.payment_rows import PAYMENTS
from orderdesk.core.services import exporting
from orderdesk.core.services.export_templates import built_in
from orderdesk.core.services.tabs import ALL
from orderdesk.core.services.tracking_forms import write_form
from tests.services.desk import KIM, Desk, sold

ALL_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
"""UTF-8, cells as they are shown, a file a sheet."""

pytestmark = [
    pytest.mark.slow,
    # In CI there is no excuse: there it must be installed, and the test fails without it.
    pytest.mark.skipif(
        shutil.which("soffice") is None and "CI" not in os.environ,
        reason="LibreOffice is not installed: the files were not opened by it",
    ),
]


def nasty(n: int, name: str, phone: str) -> Order:
    made = sold(n, 1, 2, sections=[[1], [2]])
    lines = tuple(replace(line, name=name, product="007", sku="1-2") for line in made.lines)
    return replace(made, buyer_name=name, buyer_phone=phone, lines=lines)


def converted(folder: Path, *files: Path) -> Path:
    """The folder where LibreOffice has put every sheet of *files*, `{file}-{sheet}.csv`."""
    out = folder / "out"
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{folder / 'profile'}",
         "--convert-to", ALL_SHEETS, "--outdir", str(out), *map(str, files)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return out


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def shipped(name: str) -> Template:
    found = built_in(name)
    assert found is not None
    return found


def test_libreoffice_reads_every_file_as_it_was_written(desk: Desk, tmp_path: Path) -> None:
    desk.add(
        nasty(1, "=1+1", "010-0000-0001"),
        nasty(2, "@SUM(A1)\n둘째 줄", "+82 10-0000-0002"),
        nasty(3, "-홍길동\x1b[31m", "01000000003"),
        nasty(4, "1E5", "0000"),
    )
    forms = {
        "orders": BUILT_IN,
        "merged": replace(BUILT_IN, name="병합", merge=True),
        "payments": PAYMENTS,
        "courier": replace(shipped("CJ-A"), combine=True),
        "bank": shipped("무통장 결제 내역"),
    }
    made = {
        name: exporting.export_orders(
            desk.store, exporting.whole_tab(ALL), form, tmp_path / f"{name}.xlsx", KIM, desk.clock,
            desk.settings,
        ).path
        for name, form in forms.items()
    }  # fmt: skip
    ids = [desk.order(n).id for n in range(1, 5)]
    made["form"] = write_form(desk.store, ids, None, tmp_path / "form.xlsx", KIM, desk.clock).path
    out = converted(tmp_path, *made.values())
    checked = 0
    for name, path in made.items():
        book = python_calamine.load_workbook(path)
        for sheet in book.sheet_names:
            ours = [[_shown(cell) for cell in row] for row in book.get_sheet_by_name(sheet).to_python()]
            theirs = rows(out / f"{name}-{sheet}.csv")
            assert [_filled(row) for row in theirs if _filled(row)] == [
                _filled(row) for row in ours if _filled(row)
            ]
            checked += len(ours)
    assert checked > 60
    text = "\n".join(path.read_text(encoding="utf-8") for path in out.iterdir())
    assert "=1+1" in text and "+82 10-0000-0002" in text and "01000000003" in text
    assert "#NAME?" not in text and "Err:" not in text and "\x1b" not in text


def _shown(cell: object) -> str:
    """A cell as a spreadsheet shows it: whole numbers without their point."""
    return str(int(cell)) if isinstance(cell, float) else str(cell)


def _filled(row: list[str]) -> list[str]:
    """A row without the blank cells at its end."""
    while row and not row[-1]:
        row = row[:-1]
    return row


def test_libreoffice_computes_nothing_of_a_csv(desk: Desk, tmp_path: Path) -> None:
    desk.add(nasty(1, "=1+1", "+82 10-0000-0002"), nasty(2, "홍길동", "010-0000-0001"))
    done = exporting.export_orders(
        desk.store, exporting.whole_tab(ALL), BUILT_IN, tmp_path / "a.csv", KIM, desk.clock, desk.settings
    )
    (path,) = converted(tmp_path, done.path).iterdir()
    text = path.read_text(encoding="utf-8")
    assert "=1+1" in text and "82 10-0000-0002" in text and "010-0000-0001" in text and "Err:" not in text
