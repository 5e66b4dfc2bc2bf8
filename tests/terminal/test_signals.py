"""The real thing: a Textual program on a pseudo terminal, ended by signals."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROGRAM = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from orderdesk.terminal.prepare import prepare
prepare()
from textual.app import App
from textual.widgets import Static
from orderdesk.terminal import signals

class Desk(App):
    def compose(self):
        yield Static("READY")
    def on_mount(self):
        signals.install(self)
    def on_unmount(self):
        open(sys.argv[1], "w").write("unmounted")

desk = Desk()
desk.run()
raise SystemExit(desk.return_code)
"""
PATIENCE = 20.0
"""Seconds; far more than needed, only so that a broken program ends the test."""


class Session:
    def __init__(self, mark: Path) -> None:
        self.mark = mark
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(mark)],
            stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"},
        )  # fmt: skip
        os.close(slave)
        self.output = b""

    def close(self) -> None:
        """The line drops: the kernel sends SIGHUP."""
        if self.master >= 0:
            os.close(self.master)
        self.master = -1

    def read_until(self, wanted: bytes) -> bool:
        while wanted not in self.output:
            ready, _, _ = select.select([self.master], [], [], PATIENCE)
            if not ready:
                return False
            try:
                piece = os.read(self.master, 65536)
            except OSError:  # the other side is closed
                return wanted in self.output
            self.output += piece
        return True


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session = Session(tmp_path / "mark")
    yield session
    if session.process.poll() is None:
        session.process.kill()
    session.process.wait(PATIENCE)
    session.close()


def test_sigterm_restores_the_terminal_and_unmounts(session: Session) -> None:
    assert session.read_until(b"READY")
    session.process.send_signal(signal.SIGTERM)
    assert session.read_until(b"\x1b[?1049l")
    assert session.read_until(b"\x1b[?25h")
    assert session.process.wait(PATIENCE) == 128 + signal.SIGTERM
    assert session.output.count(b"\x1b[?1003l") >= 1
    assert session.mark.read_text() == "unmounted"


def test_a_dropped_line_ends_the_program_after_unmounting(session: Session) -> None:
    assert session.read_until(b"READY")
    session.close()
    assert session.process.wait(PATIENCE) == 128 + signal.SIGHUP
    assert session.mark.read_text() == "unmounted"


def test_the_kitty_protocol_is_never_asked_for(session: Session) -> None:
    assert session.read_until(b"READY")
    assert b"\x1b[>25u" not in session.output
