"""The first start in a real terminal: another language, the demo shop with its tour, and back; no colours."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from orderdesk.core.store.engine import open_store
from orderdesk.settings import config_path, load_settings
from tests.screens.driver import fill, shop
from tests.terminal.tmux import Tmux, desk

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed: the desk was not tried"),
]

COLOURS = re.compile(rb"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9\d|10\d)(?:;\d+)*m")
"""Whatever sets a colour other than the terminal's own."""


@pytest.fixture
def tmux(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tmux]:
    """A session of the desk on a store that is not there yet."""
    session = Tmux(tmp_path, 80, 24, [sys.executable, "-m", "orderdesk"])
    yield session
    session.close()


def test_the_first_start_in_english_the_demo_shop_and_home_again(tmux: Tmux) -> None:
    tmux.wait("반갑습니다", "주문이 오는 곳")
    tmux.press("2")
    tmux.wait("Where orders come from")
    tmux.press("Enter", "Down")
    tmux.wait("● A look around a demo shop first", pressing="3")
    tmux.wait(r"0 All 2,000", "1 Unpaid", r"\[1/10\] Press /", pressing="C-s")
    assert load_settings().lang == "en" and config_path().is_file()
    tmux.press("F4")
    tmux.wait(r"\[1/10\] Press /", "Type in")
    tmux.press("Escape")
    tmux.wait("1/10", gone="Type in")
    tmux.press("C-u")
    tmux.wait("0 All 2,000", gone="1/10")
    tmux.press("C-u")
    tmux.wait("Open my own shop")
    tmux.press("2")
    tmux.wait("There are no orders yet", gone="Welcome")
    tmux.press("C-q")
    assert tmux.status() == 0


def test_under_no_color_no_colour_is_sent_and_the_cursor_is_reversed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "desk.db"
    with open_store(f"sqlite:///{path}") as store:
        fill(store, shop())
    monkeypatch.setenv("NO_COLOR", "1")
    session = Tmux(tmp_path, 80, 24, ["sh", "-c", f"sleep 1; exec {' '.join(desk(path))}"])
    try:
        session.record(tmp_path / "bytes")
        session.wait("홍길동")
        session.press("Down", "Down", ".")
        session.wait("주문처리")
        session.press("Escape")
        session.wait("홍길동", gone="주문처리")
        line = next(each for each in session.picture if any(char == "▸" for char, *_ in each[:4]))
        assert all(7 in also for char, _, _, also in line if char.strip())
        session.press("C-q")
        session.status()
    finally:
        session.close()
    sent = (tmp_path / "bytes").read_bytes()
    assert "홍길동".encode() in sent
    assert COLOURS.findall(sent) == []
