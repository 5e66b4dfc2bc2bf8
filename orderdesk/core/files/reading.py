"""Reading a workbook or a CSV file from outside, in a process of its own.

What arrives may be bent, locked, huge or made to hurt. The file is opened by a child with limits on memory
and time (`child.py`); this process sees only the plain values that the child prints.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Literal, NamedTuple

from orderdesk.core.files.columns import Kind, Layout, detect
from orderdesk.core.files.problems import FileProblem, FileTrouble, shown

_ROOT = Path(__file__).resolve().parents[3]
_OUT_OF_TIME = -getattr(signal, "SIGXCPU", 0) or None
_PROBLEMS = {trouble.code: trouble for trouble in FileTrouble}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold; sizes are bytes.

    An archive that unpacks to more than `free` may unpack to at most `ratio` times its own size.
    """

    bytes: int = 50 * 1024**2
    rows: int = 100_000
    columns: int = 64
    seconds: int = 60
    memory: int = 2 * 1024**3
    parts: int = 200
    unpacked: int = 400 * 1024**2
    free: int = 50 * 1024**2
    ratio: int = 100


LIMITS = Limits()
"""The limits of every file from outside."""


class BadCell(NamedTuple):
    """A cell without a usable value: an error (#N/A), or a formula whose result was never stored."""

    kind: Literal["error", "formula"]
    text: str


Cell = str | int | float | bool | datetime | BadCell | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The table found in a file; `rows` hold every row from the first: the sheet's row n is `rows[n - 1]`."""

    file: str
    name: str
    rows: list[list[Cell]]
    layout: Layout

    @property
    def kind(self) -> Kind:
        """What the table is."""
        return self.layout.kind

    def header(self, field: str) -> str:
        """The header over the column of *field*, as the file writes it; empty where there is none."""
        index = self.layout.index(field)
        return "" if index is None else shown(self.rows[self.layout.header][index])

    def body(self) -> Iterator[tuple[int, list[Cell]]]:
        """The rows under the header that aren't blank, with their numbers as a spreadsheet shows them."""
        for number, row in enumerate(self.rows[self.layout.header + 1 :], self.layout.header + 2):
            if any(cell is not None for cell in row):
                yield number, row


def read_table(path: Path, limits: Limits = LIMITS) -> Sheet:
    """The first sheet of *path* that is a known table, else the first that holds anything.

    The content decides what the file is, never its name. Cells keep their type; whole numbers are int, blank
    cells None. Raises `FileProblem` for what can't be read within *limits*.
    """
    file = shown(path.name)
    try:
        size = path.stat().st_size
    except OSError:
        raise FileProblem(FileTrouble.NOT_FOUND, file) from None
    if size > limits.bytes:
        raise FileProblem(FileTrouble.TOO_LARGE, file, detail=f"{limits.bytes // 1024**2} MB")
    name, rows = _receive(path, file, limits)
    width = max(map(len, rows))
    for row in rows:
        row.extend([None] * (width - len(row)))
    return Sheet(file, shown(name), rows, detect(rows))


def _receive(path: Path, file: str, limits: Limits) -> tuple[str, list[list[Cell]]]:
    """Run the child on *path* and collect what it prints."""
    command = [
        sys.executable,
        "-m",
        "orderdesk.core.files.child",
        str(path.resolve()),
        json.dumps(asdict(limits)),
    ]
    search = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    late = threading.Event()
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": search},
    ) as child:

        def stop() -> None:
            late.set()
            child.kill()

        clock = threading.Timer(limits.seconds, stop)
        clock.start()
        try:
            assert child.stdout is not None
            received = _collect(child.stdout, file)
            child.wait()
        finally:
            clock.cancel()
            child.kill()
    if received is None:
        slow = late.is_set() or child.returncode == _OUT_OF_TIME
        raise FileProblem(FileTrouble.TOO_SLOW if slow else FileTrouble.DAMAGED, file)
    return received


def _collect(stream: IO[bytes], file: str) -> tuple[str, list[list[Cell]]] | None:
    """Name and rows from the child's lines; None when it ended before the last one."""
    name = ""
    rows: list[list[Cell]] = []
    for line in stream:
        try:
            message = json.loads(line, object_hook=_cell)
        except ValueError:
            return None
        if isinstance(message, list):
            rows += message
        elif "problem" in message:
            raise FileProblem(_PROBLEMS[message["problem"]], file, detail=message.get("detail", ""))
        elif "done" in message:
            return (name, rows) if message["done"] == len(rows) else None
        else:
            name = message["sheet"]
    return None


def _cell(value: dict[str, Any]) -> datetime | BadCell | dict[str, Any]:
    """The value that a tagged object of the child stands for."""
    if "t" in value:
        return datetime.fromisoformat(value["t"])
    if "x" in value:
        return BadCell(value["x"], value["v"])
    return value
