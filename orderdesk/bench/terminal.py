"""A terminal for one program: a pty that answers as a modern terminal does and notes when every byte came.

Only where there is a `/proc` (Linux): processor time and memory of the program are read there.
"""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final

SIZE: Final = (160, 45)
"""Columns and lines of the terminal."""

REST: Final = 0.4
"""Seconds without a byte after which everything that a program had to do is done."""

QUIET: Final = 0.06
"""Seconds without a byte after which an answer is over."""

_PATIENCE: Final = 60.0
FRAME_START: Final = b"\x1b[?2026h"
"""How a frame begins, for a terminal that takes frames in one piece."""

_FRAME_END: Final = b"\x1b[?2026l"
_QUESTIONS: Final = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",  # frames in one piece: yes
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",  # sizes in the input: no, by signal
    b"\x1b[?u": b"\x1b[?0u",
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b[c": b"\x1b[?62;22c",
}
_ASKED: Final = re.compile(b"|".join(re.escape(question) for question in _QUESTIONS))
_LONGEST: Final = max(map(len, _QUESTIONS))


class NoAnswer(Exception):
    """The program did not write what was waited for, or has ended; `last` is the last that it wrote."""

    def __init__(self, wanted: str, last: bytes) -> None:
        super().__init__(wanted)
        self.wanted = wanted
        self.last = last


def answers(data: bytes) -> tuple[bytes, bytes]:
    """What a terminal answers to the questions in *data*, and the rest that may be half a question."""
    given, end = b"", 0
    for asked in _ASKED.finditer(data):
        given += _QUESTIONS[asked[0]]
        end = asked.end()
    return given, data[end:][-(_LONGEST - 1) :]


@dataclass(slots=True)
class Burst:
    """What a program wrote after the moment `sent`: chunks with the times at which they came (seconds)."""

    sent: float
    chunks: list[tuple[float, bytes]] = field(default_factory=list)

    @property
    def data(self) -> bytes:
        """All of it."""
        return b"".join(data for _, data in self.chunks)

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(len(data) for _, data in self.chunks)

    @property
    def frames(self) -> int:
        """How many frames were begun."""
        return self.data.count(FRAME_START)

    @property
    def first(self) -> float:
        """Seconds to the first byte."""
        return self._at(0)

    @property
    def last(self) -> float:
        """Seconds to the last byte."""
        return self._at(-1)

    def _at(self, chunk: int) -> float:
        if not self.chunks:
            raise NoAnswer("", b"")
        return self.chunks[chunk][0] - self.sent

    def shows(self, text: str) -> float | None:
        """Seconds until *text* and the whole frame that it stands in had come; None when they have not."""
        data = self.data
        at = data.find(text.encode())
        if at < 0:
            return None
        end = at
        if FRAME_START in data[:at]:
            end = data.find(_FRAME_END, at)
            if end < 0:
                return None
        for when, chunk in self.chunks:
            end -= len(chunk)
            if end < 0:
                return when - self.sent
        return None


class Program:
    """A program in a terminal of its own, started when this is made; a `with` block ends it."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str]) -> None:
        self._fd, inner = os.openpty()
        self._asked = b""
        self.answered = 0
        """How often this terminal had to answer a question of the program."""
        termios.tcsetwinsize(inner, SIZE[::-1])
        self.start = Burst(time.perf_counter())
        try:
            self._process = subprocess.Popen(
                command, stdin=inner, stdout=inner, stderr=inner, env=dict(environ), start_new_session=True
            )
        finally:
            os.close(inner)
        self.pid = self._process.pid

    def __enter__(self) -> Program:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the program at once."""
        self._process.kill()
        self._process.wait()
        os.close(self._fd)

    # what it writes

    def _read(self, burst: Burst, until: float) -> bool:
        """Read once, not longer than *until*; whether something came."""
        ready, _, _ = select.select([self._fd], [], [], max(0.0, until - time.perf_counter()))
        if not ready:
            return False
        try:
            data = os.read(self._fd, 1 << 16)
        except OSError as error:  # the program has ended
            raise NoAnswer("", burst.data[-400:]) from error
        burst.chunks.append((time.perf_counter(), data))
        given, self._asked = answers(self._asked + data)
        if given:
            self.answered += 1
            os.write(self._fd, given)
        return True

    def listen(self, seconds: float, into: Burst | None = None) -> Burst:
        """What it writes in the next *seconds*."""
        now = time.perf_counter()
        burst = into or Burst(now)
        while self._read(burst, now + seconds):
            pass
        return burst

    def until_quiet(self, burst: Burst, quiet: float = QUIET) -> Burst:
        """*burst* with what comes until nothing has come for *quiet* seconds; NoAnswer when nothing comes."""
        if not burst.chunks and not self._read(burst, burst.sent + _PATIENCE):
            raise NoAnswer("", b"")
        while self._read(burst, time.perf_counter() + quiet):
            pass
        return burst

    def until_shown(self, text: str, burst: Burst) -> float:
        """Seconds from the beginning of *burst* until the frame with *text* had come; NoAnswer when not."""
        limit = burst.sent + _PATIENCE
        while (found := burst.shows(text)) is None:
            if not self._read(burst, limit):
                raise NoAnswer(text, burst.data[-400:])
        return found

    # what is done to it

    def send(self, keys: str) -> Burst:
        """Write *keys* at once, without waiting for an answer."""
        burst = Burst(time.perf_counter())
        os.write(self._fd, keys.encode())
        return burst

    def press(self, keys: str, quiet: float = QUIET) -> Burst:
        """Write *keys* at once and wait for the whole answer."""
        return self.until_quiet(self.send(keys), quiet)

    def hold(self, key: str, times: int, every: float) -> tuple[list[float], Burst]:
        """Press *key* so many *times*, one in *every* seconds; when each was sent, and the whole answer."""
        begin = time.perf_counter()
        burst, sent = Burst(begin), []
        for n in range(times):
            while self._read(burst, begin + n * every):
                pass
            sent.append(time.perf_counter())
            os.write(self._fd, key.encode())
        return sent, self.until_quiet(burst, quiet=3 * QUIET)

    def resize(self, columns: int, rows: int) -> Burst:
        """Another size; the whole answer."""
        termios.tcsetwinsize(self._fd, (rows, columns))
        burst = Burst(time.perf_counter())
        os.kill(self.pid, signal.SIGWINCH)
        return self.until_quiet(burst, quiet=2 * QUIET)

    def signal(self, number: int) -> None:
        """Send the program a signal."""
        os.kill(self.pid, number)

    # what it takes

    @property
    def cpu_seconds(self) -> float:
        """Processor time that all threads of the program have taken."""
        return time.clock_gettime(~self.pid << 3 | 2)  # Linux' number of another process's own clock

    @property
    def resident(self) -> int:
        """Bytes of memory in use."""
        return figure("VmRSS", Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")) * 1024

    @property
    def writes(self) -> int:
        """How often the program has called the system to write."""
        return figure("syscw", Path(f"/proc/{self.pid}/io").read_text(encoding="ascii"))


def figure(name: str, text: str) -> int:
    """The number called *name* in a file of `/proc`; KeyError when it is not there."""
    found = re.search(rf"^{name}:\s*(\d+)", text, re.MULTILINE)
    if found is None:
        raise KeyError(name)
    return int(found[1])
