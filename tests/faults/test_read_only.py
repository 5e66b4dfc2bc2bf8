"""A store that may be looked at and not be written to: the desk opens, says so, and refuses to write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from orderdesk.core.store.engine import open_store
from orderdesk.core.store.problems import StoreProblem
from tests.cli.shell import Shell
from tests.powers import as_anybody
from tests.screens.driver import opened
from tests.services.desk import KIM, NOW, Desk, number, sold

MODES = {"file": (0o444, 0o755), "folder": (0o444, 0o555), "folder alone": (0o644, 0o555)}
"""The modes of the store's file and of its folder."""


@contextmanager
def locked_away(store: Path, which: str) -> Iterator[None]:
    """The store as anybody finds it who may only read."""
    before = store.stat().st_mode, store.parent.stat().st_mode
    for left in store.parent.glob(f"{store.name}.gate"):
        left.unlink()
    file, folder = MODES[which]
    store.chmod(file)
    store.parent.chmod(folder)
    try:
        with as_anybody():
            yield
    finally:
        store.parent.chmod(before[1])
        store.chmod(before[0])


@pytest.fixture
def shop(shell: Shell, tmp_path: Path) -> Shell:
    """A shop with two orders in a folder of its own."""
    shell.add(sold(1), sold(2))
    folder = tmp_path / "shared"
    folder.mkdir()
    path = folder / "desk.db"
    Path(shell.url.removeprefix("sqlite:///")).rename(path)
    shell.url = f"sqlite:///{path}"
    return shell


def place(shop: Shell) -> Path:
    return Path(shop.url.removeprefix("sqlite:///"))


@pytest.mark.parametrize("which", MODES)
def test_everything_can_be_looked_at_and_nothing_written(shop: Shell, tmp_path: Path, which: str) -> None:
    with locked_away(place(shop), which):
        before = sorted(file.name for file in place(shop).parent.iterdir())
        assert shop("list", "--count").out == "2\n"
        assert number(1) in shop("show", number(1)).out
        assert shop("verify", "--json").json == {"orders": 2, "findings": []}
        assert shop("jobs").status == 0
        assert shop("do", "ready", number(1), "--dry-run").status == 0
        assert shop("backup", str(tmp_path / "kept.db")).status == 0
        for command in (
            ("do", "ready", number(1), "--yes"),
            ("do", "memo", number(1), "--set", "text=글", "--yes"),
            ("tick",),
            ("export", "--scope", "tab", "--out", str(tmp_path / "a.csv")),
        ):
            said = shop(*command)
            assert said.status == 3 and "쓸 수 없습니다" in said.err and "Traceback" not in said.err, command
        assert sorted(file.name for file in place(shop).parent.iterdir()) == before
    assert not list(tmp_path.glob("*a.csv*"))
    assert shop("do", "ready", number(1), "--yes").status == 0


@pytest.mark.parametrize("which", MODES)
async def test_the_desk_opens_says_so_and_writes_as_soon_as_it_may(shop: Shell, which: str) -> None:
    with open_store(shop.url) as store:
        with locked_away(place(shop), which):
            async with opened(store) as desk:
                assert "구매자1" in desk.text() and "쓰기 금지" in desk.row(0)
                assert any("보기만 합니다" in each for each in desk.told)
                await desk.press("space", "full_stop", "1")
                await desk.press("ctrl+s")
                assert any("쓸 수 없습니다" in each for each in desk.told)
                await desk.press("escape", "escape", "escape", "enter")
                told = len(desk.told)
                desk.app.tick()
                await desk.settle()
                assert "타임라인" in desk.text() and len(desk.told) == told
        assert not store.read_only
        work = Desk(store)
        work.do("ready", 1)
        assert work.sound()


def test_an_old_store_is_not_brought_up_to_date_where_nothing_may_be_written(tmp_path: Path) -> None:
    old = tmp_path / "shared" / "desk.db"
    old.parent.mkdir()
    old.write_bytes((Path(__file__).parents[1] / "store" / "stores" / "schema-0001.db").read_bytes())
    whole = old.read_bytes()
    with locked_away(old, "folder"), pytest.raises(StoreProblem) as caught:
        open_store(f"sqlite:///{old}")
    assert caught.value.code == "store-read-only" and old.read_bytes() == whole


def test_who_may_only_read_sees_what_another_writes_meanwhile(shop: Shell) -> None:
    with open_store(shop.url) as writer:
        with writer.unit(KIM, NOW) as unit:
            unit.insert([sold(3)])
        with locked_away(place(shop), "file"):
            assert shop("list", "--count").out == "3\n"
