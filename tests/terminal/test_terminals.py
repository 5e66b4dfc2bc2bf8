"""The desk in real pseudo terminals of every size and kind: it opens, draws, and closes in good order."""

from __future__ import annotations

import fcntl
import os
import pty
import random
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from orderdesk.core.services.verifying import verify
from orderdesk.core.store.engine import open_store
from tests.screens.driver import fill, shop

pytestmark = pytest.mark.slow

PROGRAM = (
    "import fcntl, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    " from orderdesk.__main__ import main; sys.exit(main())"
)
PATIENCE = 40.0
OPEN, CLOSED = b"\x1b[?1049h", b"\x1b[?1049l"
KINDS = (
    "dumb",
    "vt100",
    "linux",
    "xterm",
    "xterm-256color",
    "screen-256color",
    "tmux-256color",
    "nobody",
    "",
)
SIZES = ((1, 1), (10, 2), (20, 5), (59, 14), (300, 100), (600, 300))
"""Columns and lines."""

QUIT = b"\x11"


class Terminal:
    """A pseudo terminal and the desk in it; what it writes is read all the time."""

    def __init__(self, store: Path, kind: str, size: tuple[int, int]) -> None:
        self._master, slave = pty.openpty()
        self.resize(*size)
        kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "TERM")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "--db", f"sqlite:///{store}"],
            stdin=slave, stdout=slave, stderr=slave, start_new_session=True, env={**kept, "TERM": kind},
        )  # fmt: skip
        os.close(slave)
        self.output = b""

    def resize(self, columns: int, lines: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def read(self, seconds: float = 0.0) -> bool:
        """Take what has been written; False once nobody writes any more."""
        while select.select([self._master], [], [], seconds)[0]:
            try:
                piece = os.read(self._master, 1 << 20)
            except OSError:
                return False
            if not piece:
                return False
            self.output += piece
            seconds = 0.0
        return True

    def wait(self, wanted: bytes) -> None:
        end = time.monotonic() + PATIENCE
        while wanted not in self.output:
            assert time.monotonic() < end and self.read(0.05), self.output[-500:]

    def write(self, keys: bytes) -> None:
        os.write(self._master, keys)

    def leave(self) -> int:
        """Ctrl+Q until it has closed; the exit status."""
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < end, self.output[-500:]
            self.write(QUIT)
            if not self.read(0.3):
                break
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        os.close(self._master)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "desk.db"
    with open_store(f"sqlite:///{path}") as made:
        fill(made, shop())
    return path


@contextmanager
def terminal(
    store: Path, kind: str = "xterm-256color", size: tuple[int, int] = (100, 30)
) -> Iterator[Terminal]:
    opened = Terminal(store, kind, size)
    try:
        yield opened
    finally:
        opened.close()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_terminal_shows_the_orders(store: Path, kind: str) -> None:
    with terminal(store, kind) as desk:
        desk.wait("홍길동".encode())
        desk.write(b"\x1b[B\r")
        desk.wait("타임라인".encode())
        assert desk.leave() == 0
        assert CLOSED in desk.output and b"Traceback" not in desk.output


@pytest.mark.parametrize("size", SIZES)
def test_every_size_opens_and_closes(store: Path, size: tuple[int, int]) -> None:
    with terminal(store, size=size) as desk:
        desk.wait(OPEN)
        desk.write(b"\x1b[B\r\x1b")
        desk.resize(100, 30)
        desk.wait("김하늘".encode())
        assert desk.leave() == 0 and b"Traceback" not in desk.output


def test_a_storm_of_sizes_while_keys_are_typed(store: Path) -> None:
    chance = random.Random(7)
    with terminal(store) as desk:
        desk.wait("홍길동".encode())
        for n in range(300):
            desk.resize(chance.randrange(1, 300), chance.randrange(1, 90))
            desk.write((b"\x1b[B", b"\x1b[A", b"/", "ㅎ".encode(), b"\x1b", b".")[n % 6])
            assert desk.read(0.01)
        desk.resize(100, 30)
        desk.output = b""
        desk.write(b"\x0c")  # draw anew
        desk.wait(b"orderdesk")
        assert desk.leave() == 0 and b"Traceback" not in desk.output
    with open_store(f"sqlite:///{store}") as opened:
        assert not verify(opened).wrong


@pytest.mark.parametrize("named", [True, False])
def test_without_a_terminal_the_desk_says_so_and_ends_with_two(store: Path, named: bool) -> None:
    url = f"sqlite:///{store}"
    done = subprocess.run(
        [sys.executable, "-m", "orderdesk", *(["--db", url] if named else [])],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE,
        env={**os.environ, "ORDERDESK_DB": url},
    )  # fmt: skip
    assert done.returncode == 2 and "터미널" in done.stderr and "Traceback" not in done.stderr
    assert done.stdout == ""
