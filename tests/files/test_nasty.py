"""The table of nasty files: every row, cell and file gets exactly the verdict that stands beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orderdesk.core.store.engine import open_store
from tests.files.nasty import CJ, NASTY, USED, Nasty
from tests.files.verdicts import judged
from tests.services.desk import Desk, sold
from tests.store.fixtures import sqlite_template

__all__ = ["sqlite_template"]


@pytest.fixture(scope="module")
def desk(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Six orders: 2 in two sections, 3 with a number, 4 on hold, 5 not paid."""
    path = tmp_path_factory.mktemp("nasty") / "store.db"
    path.write_bytes(sqlite_template.read_bytes())
    with open_store(f"sqlite:///{path}") as store:
        desk = Desk(store)
        desk.add(sold(1), sold(2, 1, 1, sections=[[1], [2]]), sold(3), sold(4), sold(5, unpaid=True), sold(6))
        desk.do("track", 3, courier=CJ, number=USED)
        desk.do("hold", 4, reason="STOCK")
        yield desk


@pytest.mark.parametrize("file", NASTY, ids=lambda file: file.name)
def test_every_nasty_file_gets_its_verdicts(desk: Desk, file: Nasty) -> None:
    assert judged(desk, file.made()) == file.said


def test_the_table_is_long_and_its_names_differ() -> None:
    assert len({file.name for file in NASTY}) == len(NASTY) >= 60
