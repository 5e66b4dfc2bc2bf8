from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orderdesk.core.store.engine import Store, open_store
from tests.services.desk import Desk
from tests.store.fixtures import postgres_address, postgres_template, sqlite_template, store, store_url

__all__ = ["postgres_address", "postgres_template", "sqlite_template", "store", "store_url"]


@pytest.fixture
def desk(sqlite_template: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk on a new, empty SQLite store."""
    path = tmp_path / "store.db"
    path.write_bytes(sqlite_template.read_bytes())
    with open_store(f"sqlite:///{path}") as opened:
        yield Desk(opened)


@pytest.fixture
def other(sqlite_template: Path, tmp_path: Path) -> Iterator[Store]:
    """Another store, on SQLite."""
    path = tmp_path / "other.db"
    path.write_bytes(sqlite_template.read_bytes())
    with open_store(f"sqlite:///{path}") as opened:
        yield opened


@pytest.fixture(autouse=True)
def short_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tracking forms with few empty rows: thousands take time and tell nothing."""
    monkeypatch.setattr("orderdesk.core.files.tracking_form._TEXT_ROWS", 30)
