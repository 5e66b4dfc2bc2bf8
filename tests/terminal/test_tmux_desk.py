"""The desk in a real terminal, worked end to end in Korean input; needs tmux."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from orderdesk.core.domain.orders import Memo
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.store.engine import open_store
from orderdesk.core.store.load import load_orders
from tests.domain.builders import HOME, NOW, line, order, section
from tests.screens.driver import fill, shop
from tests.terminal.tmux import Tmux, desk

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed: the desk was not tried"),
]

HOSTILE = ("[/red] 쌀", "\x1b]0;x\x07제목", "\u202egnirts", "=cmd|' /C calc'!A0")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store file with the small shop and, before it, an order whose label is printed."""
    path = tmp_path / "desk.db"
    labelled = section(1, S.READY, courier="CJ", tracking="521853123460", tracked_at=NOW - 60)
    ready = order(buyer_name="라벨이", sections=(labelled,))
    with open_store(f"sqlite:///{path}") as made:
        fill(made, [*shop(), replace(ready, number="202609210000100", placed_at=NOW)])
    return path


@pytest.fixture
def hostile_store(tmp_path: Path) -> Path:
    """A store file whose orders carry names that try to do something."""
    path = tmp_path / "hostile.db"
    made = [
        replace(
            order(
                line(1, name=name, option=name),
                buyer_name=name,
                sections=(section(1, S.PREPARING, address=replace(HOME, receiver=name, line1=name)),),
                memos=(Memo(1, name * (4000 // len(name)), name, NOW),),
            ),
            number=f"20260921{n:07}",
            placed_at=NOW - n * 60,
        )
        for n, name in enumerate(HOSTILE, 1)
    ]
    with open_store(f"sqlite:///{path}") as opened:
        fill(opened, made)
    return path


@pytest.fixture
def sessions(tmp_path: Path) -> Iterator[list[Tmux]]:
    """Sessions that are ended when the test is over."""
    begun: list[Tmux] = []
    yield begun
    for each in begun:
        each.close()


def states(path: Path) -> list[str]:
    """The state of the first section of every order."""
    with open_store(f"sqlite:///{path}") as store, store.reader() as conn:
        return [each.sections[0].state.name for each in load_orders(conn, range(1, 11))]


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 36)])
def test_a_morning_in_korean_input(
    store: Path, sessions: list[Tmux], tmp_path: Path, columns: int, rows: int
) -> None:
    before = states(store)
    tmux = Tmux(tmp_path, columns, rows, desk(store))
    sessions.append(tmux)
    tmux.wait(r"▌0 전체 10▐", "홍길동")

    tmux.press("3")
    tmux.wait(r"▌3 배송대기 3▐", "라벨이", gone="홍길동")
    tmux.press("Space")
    tmux.wait("선택 1건", "✓")
    tmux.press(".", "2", "C-s", "Enter")  # impatient: nothing of it may confirm
    tmux.wait("배송중 처리 · 미리보기|바뀜 ")
    tmux.press("Escape")
    tmux.press("Escape")
    tmux.wait("3 배송대기 3", gone="미리보기|바뀜")
    assert states(store) == before

    tmux.press(".")
    tmux.wait("주문처리 · 주문 1건")
    tmux.press("2")
    tmux.wait("배송중 처리 · 미리보기", "Ctrl.S 1건 처리")
    tmux.wait("1건 배송중", r"▌3 배송대기 2▐", pressing="C-s")
    assert states(store) != before

    tmux.type("ㅕ")
    tmux.wait("되돌리기 · ", "Ctrl.S 1건")
    tmux.wait(r"▌3 배송대기 3▐", gone="미리보기", pressing="C-s")
    assert states(store) == before

    tmux.press("0", "/")
    tmux.wait("▌0 전체 10▐")
    tmux.type("남궁")
    tmux.wait("/ 남궁 ", "남궁민수", gone="홍길동")
    tmux.press("Enter")
    tmux.press("Enter")
    tmux.wait("타임라인|구매자 / 배송지", "202609210000003")
    tmux.type("뷰")  # a whole syllable: q closes, the rest means nothing there
    tmux.wait("▌0 전체 10▐")

    tmux.press("C-q")
    assert tmux.status() == 0
    assert tmux.flag("alternate_on") == "0"
    assert tmux.flag("mouse_any_flag") == "0"
    assert tmux.flag("cursor_flag") == "1"


def test_letters_and_repeat_in_korean_input_and_the_mouse_left_to_the_terminal(
    store: Path, sessions: list[Tmux], tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    with_mouse = Tmux(tmp_path / "other", 80, 24, desk(store))
    sessions.append(with_mouse)
    with_mouse.wait("홍길동")
    assert with_mouse.flag("mouse_any_flag") == "1"
    tmux = Tmux(tmp_path, 80, 24, [*desk(store), "--no-mouse"])
    sessions.append(tmux)
    tmux.wait("홍길동")
    assert tmux.flag("mouse_any_flag") == "0"
    tmux.wait("막힘 6")  # the tabs stand where they stay
    tmux.press("C-d")
    tmux.wait(r"a0 전체 10▐", "n Enter 상세", gone=r"▌0")
    tmux.press("b")
    tmux.wait(r"▌1 결제대기 1▐")
    tmux.press("\\;")
    tmux.wait("아직 한 작업이 없습니다")
    tmux.press("C-d")
    tmux.wait("n Enter 상세")
    tmux.type("ㅜ")
    tmux.wait("타임라인|구매자 / 배송지", "202609210000001")


def test_hostile_names_do_nothing_to_the_terminal(
    hostile_store: Path, sessions: list[Tmux], tmp_path: Path
) -> None:
    tmux = Tmux(tmp_path, 160, 36, desk(hostile_store))
    sessions.append(tmux)
    title = tmux.flag("pane_title")
    for at, name in enumerate(HOSTILE):
        shown = re.escape(re.sub("[\x1b\x07\u202e]", "", name)[:4])
        tmux.wait(shown)
        tmux.press("Enter")
        tmux.wait("타임라인", f"2026092100000{at + 1:02}")
        tmux.press("F4")
        tmux.wait("직접 입력")
        tmux.press("1")
        tmux.wait("택배사", shown)
        tmux.press("Escape")
        tmux.wait("타임라인", gone="택배사")
        tmux.press("Escape")
        tmux.wait("▌0 전체 4▐")
        tmux.press("Down")
    assert tmux.flag("pane_title") == title
    assert "\u202e" not in tmux.screen
    tmux.press("C-q")
    assert tmux.status() == 0
