"""What the driver writes: at once where the terminal takes it, and in order where it does not."""

from __future__ import annotations

import os
import pty
import tty
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from textual.drivers._writer_thread import WriterThread

from orderdesk.widgets._textual_driver import Outlet


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
