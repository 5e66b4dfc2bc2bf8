"""Lines that drop and systems that end while a job runs behind a real OpenSSH server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from orderdesk.core.domain.states import SectionState
from orderdesk.core.services.verifying import verify
from orderdesk.core.store.engine import open_store
from orderdesk.core.store.jobs import Job, jobs
from orderdesk.core.store.load import load_orders
from tests.screens.driver import fill, numbered
from tests.services.export_file import bought, table, workbook
from tests.terminal.sshd import PATIENCE, Server, command_of, match_block, serving, tool
from tests.terminal.test_sshd import STAFF, environ, rows, said, staff, until, url, window, windows
from tests.terminal.tmux import Tmux

__all__ = ["url", "windows"]

pytestmark = pytest.mark.slow

ORDERS = 3000
SLOW = f"{sys.executable} {Path(__file__).with_name('slow_desk.py')}"
AT_MOST = 5.0
"""Seconds in which a desk that nobody looks at any more is gone."""


@pytest.fixture
def full(url: str) -> str:
    """The shop with as many orders as make a job long."""
    with open_store(url) as store:
        fill(store, numbered(ORDERS)[3:])
    return url


@contextmanager
def slow_server(tmp_path: Path, url: str, point: str) -> Iterator[Server]:
    """The documented server, but with a slow desk and a second's patience with a line that is silent."""
    folder = tmp_path / "ssh"
    folder.mkdir()
    block = match_block(SLOW)
    assert "ClientAliveInterval 15" in block
    block = block.replace("ClientAliveInterval 15", "ClientAliveInterval 1")
    (tmp_path / "slow").write_text(point)
    told = environ(tmp_path, url) | {"ORDERDESK_TEST_SLOW": str(tmp_path / "slow")}
    with serving(folder, block, told, dict.fromkeys(STAFF, "restrict,pty")) as running:
        staff(url, folder)
        yield running


def newest(url: str) -> Job | None:
    """The newest job of the store."""
    with open_store(url) as store, store.reader() as conn:
        return next(iter(jobs(conn, 1)), None)


def in_the_middle(url: str) -> bool:
    """Whether a job has done something, and not all of it."""
    job = newest(url)
    return job is not None and job.state == "running" and job.applied > 0


def clients(server: Server) -> list[int]:
    """The clients of the server."""
    ours = [f"-p {server.port} ", f"{tool('ssh')} "]
    found = [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]
    words = {pid: command_of(pid) for pid in found}
    return [pid for pid, told in words.items() if ours[0] in told and told.startswith(ours[1])]


def drop(fault: str, server: Server, tmux: Tmux) -> None:
    """What happens to the line or to the desk."""
    if fault == "window closed":
        tmux.close()
    elif fault == "client killed":
        (client,) = clients(server)
        os.kill(client, signal.SIGKILL)
    else:
        for pid in server.running(beneath="slow_desk"):
            os.kill(pid, getattr(signal, fault))


def begin(server: Server, url: str, place: Path, windows: list[Tmux]) -> tuple[Tmux, list[int]]:
    """A window in which 김영희 has begun a job over all orders, and her desk; the job is in its middle."""
    kim = window(server, "kim", place)
    windows.append(kim)
    kim.wait("김영희", r"▌0 전체 3,000▐")
    kim.press("*")
    kim.wait("선택 3,000건")
    kim.press(".")
    kim.wait("주문처리 · 주문 3,000건")
    kim.press("1")
    kim.wait("배송대기 처리 · 미리보기", "Ctrl.S 3,000건 처리")
    kim.wait("3,000 을.를. 입력하세요", pressing="C-s")
    kim.type("3000")
    kim.wait("건수를 입력하세요: *3000")
    kim.wait("처리 중", pressing="C-s")
    until(lambda: in_the_middle(url))
    desks = server.running(beneath="slow_desk")
    assert desks
    return kim, desks


def assert_done_once(url: str) -> None:
    """Every order was moved by the one job, once."""
    with open_store(url) as store:
        with store.reader() as conn:
            orders = load_orders(conn, range(1, ORDERS + 1))
            (job,) = jobs(conn, 9)
        assert (job.state, job.applied, job.actor) == ("done", ORDERS, "김영희")
        assert {order.version for order in orders} == {2}
        assert {order.sections[0].state for order in orders} == {SectionState.READY}
        assert verify(store).wrong == 0


@pytest.mark.parametrize("fault", ["client killed", "window closed", "SIGTERM", "SIGHUP"])
def test_a_job_that_nobody_watches_any_more_is_carried_on_by_the_next_login(
    fault: str, tmp_path: Path, full: str, windows: list[Tmux]
) -> None:
    with slow_server(tmp_path, full, "between") as server:
        kim, desks = begin(server, full, tmp_path / "kim", windows)
        drop(fault, server, kim)
        until(lambda: not any(map(command_of, desks)), AT_MOST)
        left = newest(full)
        assert left is not None and left.state == "running" and 0 < left.applied < ORDERS
        (tmp_path / "slow").unlink()
        park = window(server, "park", tmp_path / "park")
        windows.append(park)
        park.wait(f"멈췄던 작업 {left.id} 을.를. 이어서 끝냈습니다", "박포장")
    assert_done_once(full)


def test_behind_a_line_that_is_silent_the_job_is_done_and_the_desk_goes(
    tmp_path: Path, full: str, windows: list[Tmux]
) -> None:
    with slow_server(tmp_path, full, "between") as server:
        _, desks = begin(server, full, tmp_path / "kim", windows)
        (client,) = clients(server)
        os.kill(client, signal.SIGSTOP)
        (tmp_path / "slow").unlink()
        until(lambda: not any(map(command_of, desks)), PATIENCE)
        os.kill(client, signal.SIGKILL)
    assert_done_once(full)


def test_an_import_that_is_ended_leaves_whole_orders_and_the_next_login_says_so(
    tmp_path: Path, url: str, windows: list[Tmux]
) -> None:
    sent = workbook(tmp_path / "orders.xlsx", table([bought(n) for n in range(1, 61)])).read_bytes()
    with slow_server(tmp_path, url, "written") as server:
        command = server.command("lee", "orderdesk", "import", "-")
        with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as client:
            assert client.stdin is not None
            client.stdin.write(sent)
            client.stdin.close()
            until(lambda: in_the_middle(url))
            commands = server.running(beneath="slow_desk")
            for pid in commands:
                os.kill(pid, signal.SIGTERM)
            until(lambda: not any(map(command_of, commands)), AT_MOST)
            assert client.wait(PATIENCE) == 128 + signal.SIGTERM
        assert list((tmp_path / "home").glob("orderdesk-*")) == []
        left = newest(url)
        assert left is not None and (left.state, left.actor) == ("running", "이상담")
        (tmp_path / "slow").unlink()
        kim = window(server, "kim", tmp_path / "kim")
        windows.append(kim)
        kim.wait(f"멈췄던 불러오기 {left.id}: 일부만 들어왔습니다", "김영희")
        again = server.ask("lee", "orderdesk", "import", "-", sent=sent)
        assert again.returncode == 0 and f"그대로 {left.applied} " in said(again), said(again)
        everything = server.ask("kim", "orderdesk", "export", "--out", "-")
        assert len(rows(everything.stdout)) == 1 + 3 + 60
    with open_store(url) as store:
        assert verify(store).wrong == 0
