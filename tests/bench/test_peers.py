"""Other programs beside the desk: left out where they are not there, told when they do not answer."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from orderdesk.bench import peers, stores
from orderdesk.bench.peers import Ground
from orderdesk.bench.programs import COLUMNS
from orderdesk.bench.terminal import Program
from orderdesk.core.domain.words import Word

ORDERS = 40
SILENT = "import time; time.sleep(60)"
ANSWERING = """
import os, sys, tty
tty.setraw(0)
lines = open(sys.argv[1], encoding="utf-8").read().splitlines()
os.write(1, "|".join(lines).encode())
size = {b"\x1b[B": 20, b"\x1bOB": 10, b"\x1b[6~": 300}
while data := os.read(0, 99): os.write(1, b"x" * size.get(data, 1))
"""
"""Shows a file at once, and answers each key by as many bytes as are told for it."""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return stores.make_store(tmp_path_factory.mktemp("peers") / "store.db", ORDERS, lambda done: None)


@pytest.fixture
def ground(url: str, tmp_path: Path) -> Ground:
    """A folder in which `desk` stands for the desk, and the only one on the PATH."""
    sheet = peers.write_sheet(url, tmp_path / "orders.csv")
    mark = sheet.read_text(encoding="utf-8").splitlines()[31].partition(",")[0]
    environ = {**os.environ, "PATH": str(tmp_path)}
    desk = install(tmp_path / "desk", ANSWERING)
    return Ground(tmp_path, url, environ, lambda: Program((str(desk), str(sheet)), environ), mark)


def install(path: Path, code: str) -> Path:
    path.write_text(f"#!{sys.executable} -S\n{code}", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def say(said: list[str]) -> Callable[[Word], None]:
    return lambda word: said.append(word.en)


def test_without_peers_there_are_no_rows_and_no_file(
    ground: Ground, say: Callable[[Word], None], said: list[str]
) -> None:
    (ground.folder / "orders.csv").unlink()
    assert peers.beside(ground, say) == []
    assert not said and not (ground.folder / "orders.csv").exists()


def test_a_peer_stands_beside_the_desk_without_a_goal(
    ground: Ground, say: Callable[[Word], None], said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_ROUNDS", "_MOVES", "_PAGES"):
        monkeypatch.setattr(peers, name, 1)
    install(ground.folder / "vd", ANSWERING)
    rows = {row.name: row for row in peers.beside(ground, say)}
    assert [*rows] == ["start_ms/vd", "down_ms/vd", "page_ms/vd", "move_bytes/vd", "page_bytes/vd"]
    assert all(row.ok and not row.goal and row.baseline for row in rows.values())
    moved, paged = rows["move_bytes/vd"], rows["page_bytes/vd"]
    assert (moved.value, moved.baseline, moved.ratio) == (20, 10, 2)
    assert (paged.value, paged.baseline) == (300, 300)
    assert "VisiData" in moved.words.ko and any("VisiData" in each for each in said)


def test_a_peer_that_does_not_answer_is_left_out_and_told(
    ground: Ground, say: Callable[[Word], None], said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orderdesk.bench.terminal._PATIENCE", 0.2)
    install(ground.folder / "vd", SILENT)
    monkeypatch.setattr(peers, "PEERS", peers.PEERS[:1])
    assert peers.beside(ground, say) == []
    assert said[-1] == "VisiData does not answer and is left out"


def test_the_file_holds_the_newest_orders_and_no_more_than_the_most(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "MOST", 3)
    with peers.write_sheet(url, tmp_path / "few.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert tuple(rows[0]) == COLUMNS and len(rows) == 1 + 3
    assert [row[1] for row in rows[1:]] == sorted((row[1] for row in rows[1:]), reverse=True)
