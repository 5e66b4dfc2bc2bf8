"""The line to a packing station is cut in mid-box: nothing is lost, and the next login goes on with it."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from orderdesk.bench.terminal import Program
from orderdesk.core.domain.boxes import BoxState
from orderdesk.core.services.packing import boxes_waiting
from orderdesk.core.services.verifying import verify
from orderdesk.core.store.engine import open_store
from tests.services.desk import Desk, sections
from tests.services.station import goods

_STATION, _ENTER = "\x18", "\r"


def scan(program: Program, code: str, shown: str) -> None:
    program.send(code)
    program.until_shown(shown, program.send(_ENTER))


@pytest.mark.parametrize("cut", [signal.SIGHUP, signal.SIGKILL])
def test_a_box_that_was_cut_off_is_gone_on_with(
    sqlite_template: Path, tmp_path: Path, cut: signal.Signals
) -> None:
    path = tmp_path / "desk.db"
    path.write_bytes(sqlite_template.read_bytes())
    url = f"sqlite:///{path}"
    with open_store(url) as store:
        Desk(store).add(goods(1, 3))
    environ = {**os.environ, "TERM": "xterm-256color", "HOME": str(tmp_path), "ORDERDESK_DB": url}
    command = [sys.executable, "-m", "orderdesk"]
    with Program(command, environ) as program:
        program.until_quiet(program.start, 0.5)
        program.until_shown("포장대", program.send(_STATION))
        scan(program, sections(1, 1)[0], "0/3")
        scan(program, "A", "1/3")
        scan(program, "A", "2/3")
        os.kill(program.pid, cut)
    with open_store(url) as store:
        with store.reader() as conn:
            (box,) = boxes_waiting(conn)
        assert (box.state, box.counted, box.pieces) == (BoxState.OPEN, 2, 3)
        assert verify(store).wrong == 0
    with Program(command, environ) as program:
        program.until_shown("이어서 포장할 상자 1개 · Ctrl+X", program.start)
        program.until_quiet(program.start, 0.5)
        program.until_shown("Enter로 엽니다", program.send(_STATION))
        program.until_shown("2/3", program.send(_ENTER))
        scan(program, "A", "3/3")
    with open_store(url) as store, store.reader() as conn:
        (box,) = boxes_waiting(conn)
        assert (box.state, box.counted) == (BoxState.CLOSED, 3)
