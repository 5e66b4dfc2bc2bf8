from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Writes a workbook of rows; `formats` are number formats by cell name, `before` is a sheet in front."""

    def workbook(
        rows: Sequence[Sequence[object]],
        name: str = "made.xlsx",
        formats: Mapping[str, str] | None = None,
        before: Sequence[Sequence[object]] | None = None,
    ) -> Path:
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        if before is not None:
            for row in before:
                sheet.append(list(row))
            sheet = book.create_sheet("둘째")
        for row in rows:
            sheet.append(list(row))
        for cell, number_format in (formats or {}).items():
            sheet[cell].number_format = number_format
        path = tmp_path / name
        book.save(path)
        return path

    return workbook
