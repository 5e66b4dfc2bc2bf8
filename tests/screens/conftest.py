"""Stores for the screens' tests: an empty one is made once, and copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from orderdesk.core.store.engine import Store, open_store
from tests.screens.driver import fill, shop
from tests.screens.quiet import until_quiet


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys follow each other as soon as the desk is quiet."""
    monkeypatch.setattr("textual.app.wait_for_idle", until_quiet)
    monkeypatch.setattr("textual.pilot.wait_for_idle", until_quiet)


@pytest.fixture(autouse=True)
def silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk speaks with channels only when a test has it do so, however long that test takes."""
    monkeypatch.setattr("orderdesk.app.FIRST_ROUND", 86_400.0)


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("desk") / "empty.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def empty_store(empty_file: Path, tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "desk.db"
    shutil.copy(empty_file, path)
    with open_store(f"sqlite:///{path}") as store:
        yield store


@pytest.fixture
def shop_store(empty_store: Store) -> Store:
    fill(empty_store, shop())
    return empty_store


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The operator's own folder, where files go; empty."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home"
