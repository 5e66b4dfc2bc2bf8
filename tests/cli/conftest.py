from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.store.fixtures import sqlite_template

__all__ = ["sqlite_template"]


@pytest.fixture
def shell(
    sqlite_template: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Shell:
    """The command line on a new store, at a fixed time, with nobody to ask."""
    path = tmp_path / "store.db"
    path.write_bytes(sqlite_template.read_bytes())
    return Shell(f"sqlite:///{path}", capsys, monkeypatch)
