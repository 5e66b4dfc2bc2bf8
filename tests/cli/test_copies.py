from __future__ import annotations

import contextlib
import os
import random
import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest

from orderdesk.core.store.engine import open_store
from tests.cli.shell import Shell
from tests.services.desk import KIM, NOW, Desk, number, sold, store_plan

DAY = 86_400


def settings(home: Path, text: str) -> None:
    file = home / ".config" / "orderdesk" / "settings.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def change(file: Path, sql: str) -> None:
    """Run *sql* on a file that is nobody's store now."""
    with contextlib.closing(sqlite3.connect(file)) as conn, conn:
        conn.execute(sql)


def names(shell: Shell) -> list[str]:
    return [Path(each["file"]).name for each in shell("backups", "--json").json]


def test_a_backup_brings_back_what_was_and_keeps_what_is(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1), sold(2))
    file = tmp_path / "usb" / "mine.db"
    made = shell("backup", str(file), "--json")
    assert made.status == 0 and made.json["orders"] == 2 and made.json["file"] == str(file)
    assert (file.parent / "mine.db.sha256").read_text() == f"{made.json['sha256']}  mine.db\n"
    before = shell("list", "--format", "jsonl").out
    shell.add(sold(3))
    shell("do", "memo", number(1), "--set", "text=나중", "--yes")

    asked = shell("restore", str(file))
    assert asked.status == 2 and "--yes" in asked.err and shell("list", "--count").out == "3\n"
    back = shell("restore", str(file), "--yes", "--json")
    assert back.status == 0 and back.json["orders"] == 2
    assert shell("list", "--format", "jsonl").out == before
    assert shell("verify", "--json").json == {"orders": 2, "findings": []}
    again = shell("restore", Path(back.json["before"]).name, "--yes")
    assert again.status == 0 and shell("list", "--count").out == "3\n"
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_desk_that_stays_open_sees_what_was_restored(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1))
    shell("backup", str(tmp_path / "b.db"))
    with open_store(shell.url) as store:
        desk = Desk(store)
        desk.add(sold(2))
        assert len(desk.listed()) == 2
        assert shell("restore", str(tmp_path / "b.db"), "--yes").status == 0
        assert len(desk.listed()) == 1
        desk.do("memo", 1, text="그대로")
        assert desk.sound()


@pytest.mark.parametrize("harm", ["cut", "half", "empty", "flip", "header", "text", "gone"])
def test_a_torn_backup_is_refused_and_nothing_changes(shell: Shell, tmp_path: Path, harm: str) -> None:
    shell.add(*(sold(n) for n in range(1, 40)))
    file = tmp_path / "b.db"
    shell("backup", str(file))
    whole = file.read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 0x40
    file.write_bytes(
        {
            "cut": whole[:-4096],
            "half": whole[: len(whole) // 2 + 100],
            "empty": b"",
            "flip": bytes(flipped),
            "header": b"\0" * 100 + whole[100:],
            "text": b"not a store",
            "gone": whole,
        }[harm]
    )
    if harm == "gone":
        file.unlink()
    before = shell("list", "--format", "jsonl").out
    said = shell("restore", str(file), "--yes")
    assert said.status == 3 and str(file) in said.err and "Traceback" not in said.err
    assert ("백업 파일이 없습니다" if harm == "gone" else "온전하지 않습니다") in said.err
    assert shell("list", "--format", "jsonl").out == before


def test_a_backup_that_nobody_checked_is_looked_through_by_its_pages_and_history(
    shell: Shell, tmp_path: Path
) -> None:
    shell.add(*(sold(n) for n in range(1, 40)))
    file = tmp_path / "b.db"
    shell("backup", str(file))
    (tmp_path / "b.db.sha256").unlink()
    whole = file.read_bytes()
    assert shell("restore", str(file), "--yes").status == 0
    for size in range(0, len(whole), 4096 * 9):
        file.write_bytes(whole[:size])
        assert shell("restore", str(file), "--yes").status == 3, size
    file.write_bytes(whole)
    change(file, "UPDATE event SET note = 'x' WHERE id = 3")
    said = shell("restore", str(file), "--yes")
    assert said.status == 3 and "link-broken" in said.err


def test_a_store_in_use_and_a_foreign_or_newer_file_are_no_backups(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1))
    with open_store(f"sqlite:///{tmp_path / 'live.db'}") as store:
        Desk(store).add(sold(1))
        said = shell("restore", str(tmp_path / "live.db"), "--yes")
    assert said.status == 3 and "쓰고 있는 저장소" in said.err
    change(tmp_path / "foreign.db", "CREATE TABLE x (y)")
    assert "orderdesk 저장소가 아닌" in shell("restore", str(tmp_path / "foreign.db"), "--yes").err
    shell("backup", str(tmp_path / "newer.db"))
    (tmp_path / "newer.db.sha256").unlink()
    change(tmp_path / "newer.db", "UPDATE alembic_version SET version_num = '9999'")
    assert "9999" in shell("restore", str(tmp_path / "newer.db"), "--yes").err
    assert shell("list", "--count").out == "1\n"


def test_a_backup_of_an_older_schema_is_restored_and_brought_up_to_date(shell: Shell) -> None:
    shell.add(sold(1))
    old = Path(__file__).parents[1] / "store" / "stores" / "schema-0001.db"
    said = shell("restore", str(old), "--yes")
    assert said.status == 0, said.err
    assert shell("verify").status == 0 and shell("list", "--count").out == "60\n"


@pytest.mark.parametrize("harm", ["junk", "page"])
def test_a_damaged_store_is_put_aside_for_a_backup(shell: Shell, tmp_path: Path, harm: str) -> None:
    shell.add(*(sold(n) for n in range(1, 40)))
    file = tmp_path / "b.db"
    shell("backup", str(file))
    path = Path(shell.url.removeprefix("sqlite:///"))
    broken = bytearray(path.read_bytes())
    broken[0 if harm == "junk" else len(broken) // 4 :] = b"\xff" * 40_000
    path.write_bytes(broken)
    said = shell("restore", str(file), "--yes", "--json")
    assert said.status == 0, said.err
    assert ".damaged-" in said.json["before"] and Path(said.json["before"]).exists()
    assert shell("verify", "--json").json == {"orders": 39, "findings": []}


def test_nothing_is_restored_under_a_running_job(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1))
    shell("backup", str(tmp_path / "b.db"))
    with open_store(shell.url) as store:
        desk = Desk(store)
        job = store_plan(store, desk.plan("ready", 1), KIM, NOW)
        with store.backend.try_lock(f"job-{job}"):
            said = shell("restore", str(tmp_path / "b.db"), "--yes")
    assert said.status == 3 and f"작업 {job}" in said.err


def test_a_backup_that_cant_be_written_leaves_the_old_one(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.add(sold(1))
    file = tmp_path / "b.db"
    shell("backup", str(file))
    before = file.read_bytes()
    monkeypatch.setattr("orderdesk.core.store.backups._SPARE", 1 << 62)
    said = shell("backup", str(file))
    assert said.status == 3 and "공간이 모자랍니다" in said.err
    (tmp_path / "plain").write_text("")
    said = shell("backup", str(tmp_path / "plain" / "b.db"))
    assert said.status == 3 and "백업을 쓸 수 없습니다" in said.err
    assert file.read_bytes() == before
    assert sorted(each.name for each in tmp_path.glob("b.db*")) == ["b.db", "b.db.sha256"]


def test_the_tick_makes_one_backup_a_day_and_keeps_days_and_weeks(shell: Shell, own_home: Path) -> None:
    settings(own_home, "[backups]\ndays = 3\nweeks = 2\n")
    shell.add(sold(1))
    for _ in range(30):
        assert shell("tick").status == 0
        assert shell("tick").status == 0
        shell.clock += DAY
    first = date.fromisoformat(names(shell)[-1][-13:-3])
    last = date.fromisoformat(names(shell)[0][-13:-3])
    days = [date.fromisoformat(name[-13:-3]) for name in names(shell)]
    assert days[:3] == [last - timedelta(days=n) for n in range(3)]
    assert len({day.isocalendar()[:2] for day in days}) == 2 and len(days) in (3, 4)
    assert first.isocalendar()[1] == days[-1].isocalendar()[1]
    folder = Path(shell("backups", "--json").json[0]["file"]).parent
    assert folder.name == "backups"
    assert len(list(folder.glob("*.sha256"))) == len(list(folder.glob("*.db"))) == len(days)
    assert all(each["checked"] for each in shell("backups", "--json").json)


def test_a_clock_that_jumps_takes_no_backup_away(shell: Shell, own_home: Path) -> None:
    settings(own_home, "[backups]\ndays = 2\nweeks = 1\n")
    shell.add(sold(1))
    chance = random.Random(7)
    made: set[str] = set()
    for _ in range(12):
        shell.clock = NOW + chance.randrange(-40, 40) * DAY
        shell("tick")
        made |= set(names(shell))
        newest = sorted(made)[-1]
        assert newest in names(shell)
    assert 1 < len(names(shell)) <= 3


def test_no_backups_are_made_where_none_are_wanted(shell: Shell, own_home: Path) -> None:
    settings(own_home, "[backups]\ndays = 0\n")
    shell.add(sold(1))
    assert shell("tick").status == 0 and names(shell) == []
    assert "백업이 없습니다" in shell("backups").err


def test_one_process_makes_the_backup(shell: Shell) -> None:
    shell.add(sold(1))
    with open_store(shell.url) as store, store.backend.try_lock("backup"):
        assert shell("tick").status == 0 and names(shell) == []
    assert shell("tick").status == 0 and len(names(shell)) == 1


def test_a_failing_daily_backup_is_told_and_the_tick_is_done(shell: Shell, own_home: Path) -> None:
    (own_home / "plain").write_text("")
    settings(own_home, f'[backups]\nfolder = "{own_home}/plain/x"\n')
    shell.add(sold(1, unpaid=True))
    shell.clock += DAY
    said = shell("tick", "--json")
    assert said.status == 1 and "오늘 백업을 못 했습니다" in said.err
    assert said.json["expire"]["applied"] == 1


def test_backups_are_listed_with_size_age_and_whether_they_are_whole(shell: Shell) -> None:
    shell.add(sold(1))
    shell("tick")
    (listed,) = shell("backups", "--json").json
    assert {"file", "bytes", "at", "age_days", "checked", "fault"} == set(listed)
    os.utime(listed["file"], (shell.clock - 3 * DAY,) * 2)
    said = shell("backups").out
    assert Path(listed["file"]).name in said and "3일 전" in said and "MB" in said and "확인함" in said
    assert "3 days ago" in shell("--lang", "en", "backups").out
    assert shell("backups", "--check").status == 0
    Path(listed["file"]).write_bytes(Path(listed["file"]).read_bytes()[:-1])
    torn = shell("backups", "--check", "--json")
    assert torn.status == 1 and torn.json[0]["fault"] == "backup-torn"
    assert "온전하지 않습니다" in shell("backups", "--check").out


def test_a_copy_is_told_table_by_table_and_filled_targets_are_refused(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1), sold(2))
    to = f"sqlite:///{tmp_path / 'new.db'}"
    said = shell("copy", "--to", to, "--json")
    assert (
        said.status == 0
        and {"table": "orders", "rows": 2}.items()
        <= next(each for each in said.json if each["table"] == "orders").items()
    )
    assert shell("--db", to, "list", "--count", db=False).out == "2\n"
    again = shell("copy", "--to", to)
    assert again.status == 3 and "orders" in again.err and "new.db" in again.err
    other = shell("copy", "--to", f"sqlite:///{tmp_path / 'other.db'}")
    assert other.status == 0 and "orders" in other.out and "ORDERDESK_DB=" in other.err
    assert shell("copy", "--to", "nonsense").status == 3
    assert shell("copy").status == 2
