"""Two operators in two windows of a real terminal on one store; needs tmux."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from orderdesk.core.services.verifying import verify
from orderdesk.core.store.engine import open_store
from orderdesk.core.store.events import events_of
from tests.screens.driver import fill, numbered
from tests.terminal.tmux import Tmux, desk

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("tmux") is None, reason="tmux is not installed: two desks were not tried"
    ),
]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store file with three orders that are being prepared."""
    path = tmp_path / "desk.db"
    with open_store(f"sqlite:///{path}") as made:
        fill(made, numbered(3))
    return path


@pytest.fixture
def windows(tmp_path: Path, store: Path) -> Iterator[tuple[Tmux, Tmux]]:
    """A window for 김영희 and one for 이민준."""
    begun: list[Tmux] = []
    for name in ("김영희", "이민준"):
        place = tmp_path / name
        settings = place / "orderdesk" / "settings.toml"
        settings.parent.mkdir(parents=True)
        settings.write_text(f'operator = "{name}"\n', encoding="utf-8")
        begun.append(Tmux(place, 120, 30, ["env", f"XDG_CONFIG_HOME={place}", *desk(store)]))
    yield begun[0], begun[1]
    for each in begun:
        each.close()


def test_what_the_other_window_did_is_shown_and_the_rest_is_done_once(
    store: Path, windows: tuple[Tmux, Tmux]
) -> None:
    kim, lee = windows
    for name, each in (("김영희", kim), ("이민준", lee)):
        each.wait(name, r"▌0 전체 3▐")
    kim.press("*")
    kim.wait("선택 3건")
    kim.press(".")
    kim.wait("주문처리 · 주문 3건")
    kim.press("1")
    kim.wait("배송대기 처리 · 미리보기", "Ctrl.S 3건 처리")

    lee.press(".")
    lee.wait("주문처리 · 주문 1건")
    lee.press("1")
    lee.wait("배송대기 처리 · 미리보기", "Ctrl.S 1건 처리")
    lee.wait("1건 배송대기", r"3 배송대기 1", pressing="C-s")

    kim.wait("미리보기 뒤에 바뀌어 하지 않은 1건", r"작업 1 \(이민준 ", "상품준비 → 배송대기", pressing="C-s")
    kim.wait("거절된 것 다시 · 미리보기", "건너뜀 · 이미 그 상태입니다", pressing="C-s")
    kim.press("Escape")
    for each in (kim, lee):
        each.wait("3 배송대기 3", gone="미리보기|하지 않은")  # the other one by itself
    for each in (kim, lee):
        each.press("C-q")
        assert each.status() == 0
    with open_store(f"sqlite:///{store}") as opened, opened.reader() as conn:
        done = sorted(event.actor.name for n in (1, 2, 3) for event in events_of(conn, n)[1:])
    assert done == ["김영희", "김영희", "이민준"]
    with open_store(f"sqlite:///{store}") as opened:
        assert verify(opened).wrong == 0
