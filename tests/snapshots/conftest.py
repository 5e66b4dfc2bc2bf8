"""Where the snapshot plugin keeps what it compares; in a parallel worker nothing has said so yet."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_VARIABLE = "TEXTUAL_SNAPSHOT_TEMPDIR"


@pytest.fixture(autouse=True)
def snapshot_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if _VARIABLE not in os.environ:
        monkeypatch.setenv(_VARIABLE, str(tmp_path))
