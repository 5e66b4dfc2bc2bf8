"""Asking the terminal how wide it draws a text."""

from __future__ import annotations

import os
import re
import select
import time
from collections.abc import Callable
from typing import Final

_WHERE: Final = "\x1b[6n"
_ANSWER: Final = re.compile(rb"\x1b\[(\d+);(\d+)R")


def width_of(text: str, ask: Callable[[str], bytes]) -> int | None:
    """The cells that the terminal uses for *text*; None if it gives no answer.

    *ask* writes a string to the terminal and returns its answer. The text is printed at the start of the line
    and erased again.
    """
    answer = _ANSWER.search(ask(f"\r{text}{_WHERE}"))
    ask("\r\x1b[K")
    return int(answer.group(2)) - 1 if answer else None


def ask_terminal(fd: int, question: str, timeout: float = 0.3) -> bytes:
    """Writes *question* to the terminal *fd* and reads its answer for *timeout* seconds at most.

    A question without a position request is only written. The terminal's mode is restored in any case.
    """
    import termios
    import tty

    before = termios.tcgetattr(fd)
    try:
        tty.setcbreak(fd)
        os.write(fd, question.encode("utf-8"))
        return _read_answer(fd, timeout) if question.endswith(_WHERE) else b""
    finally:
        termios.tcsetattr(fd, termios.TCSANOW, before)


def _read_answer(fd: int, timeout: float) -> bytes:
    deadline = time.monotonic() + timeout
    answer = b""
    while not _ANSWER.search(answer):
        ready, _, _ = select.select([fd], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            break
        piece = os.read(fd, 64)
        if not piece:
            break
        answer += piece
    return answer
