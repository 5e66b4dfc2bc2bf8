"""Backups that were harmed anywhere are refused, and the store stays as it is."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks.monkey import seed_here
from orderdesk.core.services.backing_up import restore
from orderdesk.core.store.backups import seal_of, write_backup
from orderdesk.core.store.problems import StoreProblem
from orderdesk.settings import BackupSettings
from tests.services.desk import KIM, NOW, Desk, sold

HARMS = ("flip", "cut", "zeros", "moved", "longer")


def harmed(whole: bytes, how: str, chance: random.Random) -> bytes:
    """*whole* with one harm somewhere."""
    at = chance.randrange(len(whole))
    match how:
        case "flip":
            bit = 1 << chance.randrange(8)
            return whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :]
        case "cut":
            return whole[:at]
        case "zeros":
            page = at // 4096 * 4096
            return whole[:page] + bytes(4096) + whole[page + 4096 :]
        case "moved":
            page = 4096 * chance.randrange(1, len(whole) // 4096)
            return whole[:page] + whole[page + 4096 :] + whole[page : page + 4096]
        case _:
            return whole + b"x"


@pytest.mark.parametrize("times", [12, pytest.param(150, marks=pytest.mark.slow)])
def test_a_harm_anywhere_is_found_before_anything_is_replaced(desk: Desk, tmp_path: Path, times: int) -> None:
    desk.add(*(sold(n) for n in range(1, 60)))
    file = tmp_path / "kept.db"
    write_backup(desk.store, file)
    desk.do("ready", 1)
    before = desk.listed()
    whole, chance = file.read_bytes(), random.Random(seed_here(9))
    refused = 0
    for n in range(times):
        torn = harmed(whole, HARMS[n % len(HARMS)], chance)
        if torn == whole:  # a page of zeros was one before
            continue
        file.write_bytes(torn)
        with pytest.raises(StoreProblem) as caught:
            restore(desk.store.url, file, BackupSettings(), KIM, NOW)
        assert caught.value.code == "backup-torn", n
        refused += 1
    assert refused > times * 0.8 and desk.listed() == before and desk.sound()
    assert [
        each.name for each in tmp_path.iterdir() if ".damaged" in each.name or "-before-" in each.name
    ] == []
    file.write_bytes(whole)
    restore(desk.store.url, file, BackupSettings(), KIM, NOW)
    assert desk.listed() != before


def test_a_seal_of_another_backup_is_none(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1))
    for name in ("a.db", "b.db"):
        write_backup(desk.store, tmp_path / name)
        desk.add(sold(2 if name == "a.db" else 3))
    seal_of(tmp_path / "a.db").write_bytes(seal_of(tmp_path / "b.db").read_bytes())
    with pytest.raises(StoreProblem) as caught:
        restore(desk.store.url, tmp_path / "a.db", BackupSettings(), KIM, NOW)
    assert caught.value.code == "backup-torn"


def test_what_a_killed_restore_left_half_written_goes_with_the_next_one(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1))
    write_backup(desk.store, tmp_path / "a.db")
    name = Path(desk.store.where).stem
    folder = tmp_path / "kept"
    folder.mkdir()
    for left in (f"{name}-before-20260701-090000.db.part", f"{name}-before-20260701-090000.db.part-wal"):
        (folder / left).write_bytes(b"half")
    (folder / "another-before-20260701-090000.db.part").write_bytes(b"half")
    desk.store.close()
    restore(desk.store.url, tmp_path / "a.db", BackupSettings(folder=str(folder)), KIM, NOW)
    assert [each.name for each in folder.glob("*part*")] == ["another-before-20260701-090000.db.part"]
