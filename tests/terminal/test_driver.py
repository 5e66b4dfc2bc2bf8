"""What the driver writes: at once where the terminal takes it, and in order where not; and what it hears."""

from __future__ import annotations

import asyncio
import os
import pty
import sys
import tty
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from textual import constants, events
from textual.drivers._writer_thread import WriterThread
from textual.drivers.headless_driver import HeadlessDriver
from textual.message import Message

from orderdesk.widgets._textual_driver import Outlet, direct_driver


class Line(NamedTuple):
    """A terminal's end of a line, and the outlet at the other end with the thread that takes the rest."""

    far: int
    outlet: Outlet
    thread: WriterThread

    def write(self, text: str) -> bool:
        """Whether *text* was written at once, all of it."""
        rest = self.outlet.rest_of(text)
        if rest:
            self.thread.write(rest)  # type: ignore[arg-type]  # it passes on whatever it is given
        return not rest

    def read(self, number: int) -> bytes:
        """The next *number* bytes that the terminal gets."""
        found = b""
        while len(found) < number:
            found += os.read(self.far, number - len(found))
        return found


@pytest.fixture
def line() -> Iterator[Line]:
    far, near = pty.openpty()
    tty.setraw(near)
    with open(near, "w", encoding="utf-8") as file:
        outlet = Outlet(file)
        outlet.open()
        thread = WriterThread(outlet)  # type: ignore[arg-type]  # all that it needs of a file
        thread.start()
        yield Line(far, outlet, thread)
        thread.stop()
        outlet.close()
        os.close(far)


def test_a_terminal_that_reads_gets_everything_at_once(line: Line) -> None:
    for n in range(50):
        text = f"{n} 주문" * 100
        assert line.write(text)
        assert line.read(len(text.encode())) == text.encode()


def test_a_terminal_that_does_not_read_holds_nobody_up_and_gets_everything_in_order(line: Line) -> None:
    sent: list[str] = []
    while not sent or line.write(sent[-1]):
        sent.append(f"{len(sent)} 주문" * 300)
    for n in range(20):
        sent.append(f"later {n}")
        assert not line.write(sent[-1]), "nothing overtakes"
    whole = "".join(sent).encode()
    assert line.read(len(whole)) == whole


def test_when_the_terminal_reads_again_it_is_written_to_at_once_again(line: Line) -> None:
    sent = ["x" * 3000]
    while line.write(sent[0]):
        sent.append(sent[0])
    assert line.read(3000 * len(sent)) == "".join(sent).encode()
    late = 0
    while not line.write("now"):  # the thread may be about to note that all is out
        late += 1
    assert line.read(3 * (late + 1)) == b"now" * (late + 1)


def test_without_a_terminal_everything_goes_to_the_thread() -> None:
    read, write = os.pipe()
    with open(write, "w", encoding="utf-8") as file, open(read, "rb"):
        outlet = Outlet(file)
        outlet.open()
        assert outlet.rest_of("주문") == "주문".encode()


class Far:
    """The application's end: keys that have come."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    def post_message(self, message: Message) -> None:
        if isinstance(message, events.Key):
            self.keys.append(message.key)


class Near(HeadlessDriver):
    """A driver with a line, and what Textual's own have for their thread."""

    _key_thread = None

    def __init__(self, app: Far, fileno: int) -> None:
        super().__init__(app)  # type: ignore[arg-type]  # all that is needed of one
        self.fileno = fileno
        self._listens = False

    def start_application_mode(self) -> None:
        pass


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Textual's own thread reads")
async def test_keys_are_heard_whole_in_whatever_parts_they_come() -> None:
    app = Far()
    read, write = os.pipe()
    heard, times = direct_driver(Near, lambda: None), iter(range(100))
    driver: Any = heard(app, read)  # type: ignore[call-arg, arg-type]  # as above
    driver.start_application_mode()

    async def come(data: bytes, *keys: str) -> None:
        os.write(write, data)
        while len(app.keys) < len(keys) and next(times) < 100:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.01)
        assert app.keys == list(keys)
        app.keys.clear()

    first, rest = "ㅓ".encode()[:1], "ㅓ".encode()[1:]
    await come(b"j", "j")
    await come(first)
    await come(rest, "ㅓ")
    await come(b"\x1b")
    await come(b"[B", "down")
    await come(b"\x1b")
    await asyncio.sleep(constants.ESCAPE_DELAY)
    await come(b"", "escape")
    await come("한글\x1b[A".encode(), "한", "글", "up")
    driver.disable_input()
    await come(b"j")
    driver.start_application_mode()
    await come(b"k", "j", "k")
    os.close(write)
    await asyncio.sleep(0.01)
    assert not driver._listens, "the line is gone"
    os.close(read)
