"""What is done to the programs, and what is noted: each series goes round all of them, again and again.

Times are in milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from orderdesk.bench.terminal import FRAME_START, REST, SIZE, Burst, Program

DOWN: Final = "\x1b[B"
UP: Final = "\x1b[A"
PAGE_DOWN: Final = "\x1b[6~"
TOP: Final = "\x1b[1;5H"
BOTTOM: Final = "\x1b[1;5F"

_OTHER_SIZE: Final = (120, 40)
_TALLER_THAN_ANY: Final = 50
"""Rows from the top that are certainly below the first screen."""

HZ: Final = 30
HELD: Final = 60
"""Presses of a key that is held for two seconds."""


@dataclass(slots=True)
class Noted:
    """The figures of one series for one program."""

    last: list[float] = field(default_factory=list)
    size: list[float] = field(default_factory=list)

    def note(self, burst: Burst) -> None:
        """One more answer."""
        self.last.append(burst.last * 1000)
        self.size.append(burst.size)


Programs = Mapping[str, Program]
Series = dict[str, Noted]


def _round_robin(programs: Programs, rounds: int, one_round: Callable[[Program, Noted], None]) -> Series:
    noted = {name: Noted() for name in programs}
    for _ in range(rounds):
        for name, program in programs.items():
            one_round(program, noted[name])
    return noted


def moves(programs: Programs, rounds: int, times: int = 10) -> Series:
    """Down, within the screen."""

    def one_round(program: Program, noted: Noted) -> None:
        program.press(TOP, REST)
        for _ in range(times):
            noted.note(program.press(DOWN))

    return _round_robin(programs, rounds, one_round)


def scrolls(programs: Programs, rounds: int, times: int = 10) -> Series:
    """Down, from the last line of the screen."""

    def one_round(program: Program, noted: Noted) -> None:
        _to_the_last_line(program)
        for _ in range(times):
            noted.note(program.press(DOWN))

    return _round_robin(programs, rounds, one_round)


def pages(programs: Programs, rounds: int, times: int = 6) -> Series:
    """A page down, over rows that were not seen before; 1,000 rows last for 20."""
    for program in programs.values():
        program.press(TOP, REST)

    def one_round(program: Program, noted: Noted) -> None:
        for _ in range(times):
            noted.note(program.press(PAGE_DOWN))

    return _round_robin(programs, rounds, one_round)


def jumps(ready: Callable[[str], Program], names: Sequence[str], rounds: int) -> tuple[Series, Series]:
    """To the end, which nobody has seen yet, and back; each time in a new program that *ready* gives."""
    end, home = ({name: Noted() for name in names} for _ in range(2))
    for _ in range(rounds):
        for name in names:
            with ready(name) as program:
                end[name].note(program.press(BOTTOM))
                home[name].note(program.press(TOP))
    return end, home


def _to_the_last_line(program: Program) -> None:
    program.press(TOP, REST)
    program.press(DOWN * _TALLER_THAN_ANY, REST)


def resizes(programs: Programs, rounds: int) -> Series:
    """To a smaller size and back."""

    def one_round(program: Program, noted: Noted) -> None:
        noted.note(program.resize(*_OTHER_SIZE))
        noted.note(program.resize(*SIZE))

    return _round_robin(programs, rounds, one_round)


@dataclass(frozen=True, slots=True)
class Held:
    """A key held: presses, how many of them had a frame of their own, CPU a press, lag after the last."""

    presses: int
    painted: int
    cpu_ms: float
    lag_ms: float


def hold_down(program: Program, marks: list[str]) -> Held:
    """Down held for two seconds, where every press scrolls; *marks* are what the rows of the list show."""
    _to_the_last_line(program)
    cpu = program.cpu_seconds
    sent, burst = program.hold(DOWN, HELD, 1 / HZ)
    cpu = program.cpu_seconds - cpu
    coming = marks[_TALLER_THAN_ANY + 1 :][:HELD]
    lag = burst.sent + program.until_shown(coming[-1], burst) - sent[-1]
    return Held(HELD, painted(burst.data, coming), cpu * 1000 / HELD, lag * 1000)


def painted(data: bytes, coming: list[str]) -> int:
    """How many of the rows that are *coming* were the lowest of a frame: the presses that were painted."""
    lowest = set()
    for frame in data.split(FRAME_START):
        there = [place for place, mark in enumerate(coming) if mark.encode() in frame]
        lowest.update(there[-1:])
    return len(lowest)


def keys_at_once(program: Program, marks: list[str], number: int = 200) -> Burst:
    """So many keys in one piece, as after a stall of the line, until the right row stands on the screen."""
    program.press(TOP, REST)
    burst = program.send(DOWN * number)
    program.until_shown(marks[number], burst)
    return program.until_quiet(burst)


def pasted(text: str) -> str:
    """What a terminal sends when *text* is pasted."""
    return f"\x1b[200~{text}\x1b[201~"


def shown_after(program: Program, keys: str, mark: str) -> float:
    """Milliseconds from *keys* until the whole frame with *mark*."""
    burst = program.send(keys)
    found = program.until_shown(mark, burst)
    program.until_quiet(burst)
    return found * 1000


def writes_per_frame(program: Program, times: int = 20) -> float:
    """System calls that write, for each frame of a cursor that moves."""
    program.press(TOP, REST)
    before, frames = program.writes, 0
    for _ in range(times):
        frames += program.press(DOWN).frames
    return (program.writes - before) / max(1, frames)
