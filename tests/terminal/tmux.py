"""A program in a real tmux session: press keys, wait for what the screen shows."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

PATIENCE: Final = 15.0
"""Seconds; far more than needed, only so that a broken program ends the test."""

_POLL, _NO_BURST = 0.03, 0.15
_ENDED: Final = "ended with"

_SGR: Final = re.compile(r"\x1b\[([\d;]*)m|([^\n])|\n")
_ENDS: Final = {22: (1, 2), 23: (3,), 24: (4,), 25: (5,), 27: (7,), 29: (9,)}
_SEEN_ON_BLANKS: Final = {4, 7, 9}

Cell = tuple[str, tuple[int, ...], tuple[int, ...], frozenset[int]]
"""A character, its colour, the colour beneath it, and what else it is, in the numbers told to terminals."""


def cells_of(picture: str) -> list[list[Cell]]:
    """The cells of each line; a colour that nothing is written in can't be seen and is left out."""
    lines: list[list[Cell]] = [[]]
    fore: tuple[int, ...] = ()
    under: tuple[int, ...] = ()
    also = frozenset[int]()  # as tmux writes them, all three last beyond the end of a line
    for match in _SGR.finditer(picture):
        if match[0] == "\n":
            lines.append([])
            continue
        if match[2] is not None:
            blank = match[2] == " " and not also & _SEEN_ON_BLANKS
            lines[-1].append((" ", (), under, frozenset()) if blank else (match[2], fore, under, also))
            continue
        codes = [int(code or 0) for code in match[1].split(";")]
        while codes:
            code = codes.pop(0)
            if code in (38, 48):
                many = 2 if codes[0] == 5 else 4
                colour, codes = (code % 10, *codes[:many]), codes[many:]
                fore, under = (colour, under) if code == 38 else (fore, colour)
            elif code == 0:
                fore, under, also = (), (), frozenset()
            elif code < 10:
                also |= {code}
            elif code in _ENDS:
                also -= {*_ENDS[code]}
            elif code % 60 // 10 == 3:
                fore = () if code == 39 else (code,)
            else:
                under = () if code == 49 else (code,)
    for line in lines:
        while line and line[-1] == (" ", (), (), frozenset()):
            line.pop()
    return lines


class Tmux:
    """A tmux server of its own with one session of *columns* by *rows*, running *command*.

    When the command has ended, the shell that ran it says with which status, on the same terminal.
    """

    def __init__(self, place: Path, columns: int, rows: int, command: Sequence[str]) -> None:
        self._socket = place / "tmux"
        line = f"{shlex.join(command)}; echo {_ENDED} $?; exec cat"
        new = ("new-session", "-d", "-x", str(columns), "-y", str(rows))
        # the size is the session's, not what the test run says
        kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
        self._run("-f", os.devnull, *new, "sh", "-c", line, env={**kept, "TERM": "xterm-256color"})

    def _run(self, *words: str, env: dict[str, str] | None = None) -> str:
        command = ["tmux", "-u", "-S", str(self._socket), *words]
        return subprocess.run(command, capture_output=True, text=True, check=True, env=env).stdout

    def close(self) -> None:
        """Ends the server and what runs in it."""
        subprocess.run(["tmux", "-S", str(self._socket), "kill-server"], capture_output=True, check=False)

    @property
    def screen(self) -> str:
        """What stands on the screen."""
        return self._run("capture-pane", "-p")

    @property
    def picture(self) -> list[list[Cell]]:
        """What is to be seen of every line: its cells, without blanks of no colour at the end."""
        return cells_of(self._run("capture-pane", "-e", "-N", "-p"))

    def resize(self, columns: int, rows: int) -> None:
        """Another size of the window."""
        self._run("resize-window", "-x", str(columns), "-y", str(rows))

    def record(self, path: Path) -> None:
        """Writes what the program writes from now on into *path* too."""
        self._run("pipe-pane", "-O", f"cat > {shlex.quote(str(path))}")

    def flag(self, name: str) -> str:
        """The value of tmux's format *name*, e.g. ``alternate_on``."""
        return self._run("display-message", "-p", f"#{{{name}}}").strip()

    def press(self, *keys: str) -> None:
        """Sends *keys*, as tmux names them, in one burst."""
        self._run("send-keys", *keys)

    def type(self, text: str) -> None:
        """Sends *text* as an input method commits it."""
        self._run("send-keys", "-l", text)

    def wait(self, *wanted: str, gone: str = "", pressing: str = "") -> str:
        """The screen, once every pattern of *wanted* is on it and *gone* (if given) is not.

        With *pressing* that key is pressed again and again meanwhile, slower than keys of one burst.
        """
        end = time.monotonic() + PATIENCE
        while True:
            screen = self.screen
            if all(re.search(each, screen) for each in wanted) and not (gone and re.search(gone, screen)):
                return screen
            if time.monotonic() > end:
                raise AssertionError(f"waited in vain for {wanted} without {gone!r}:\n{screen}")
            if pressing:
                self.press(pressing)
            time.sleep(_NO_BURST if pressing else _POLL)

    def status(self) -> int:
        """The exit status of the command, once it has ended."""
        found = re.search(rf"{_ENDED} (\d+)", self.wait(rf"{_ENDED} \d+"))
        assert found is not None
        return int(found[1])


def desk(store: Path) -> list[str]:
    """The command that opens the desk on the SQLite file *store*."""
    return [sys.executable, "-m", "orderdesk", "--db", f"sqlite:///{store}"]
