"""Reading a workbook or a CSV file from outside, in a process of its own.

What arrives may be bent, locked, huge or made to hurt. The file is opened by a child with limits on memory
and time (`child.py`); this process sees only the plain values that the child prints.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

from orderdesk.core.files.columns import Kind, Layout, detect
from orderdesk.core.files.limits import LIMITS as LIMITS
from orderdesk.core.files.limits import Limits as Limits
from orderdesk.core.files.problems import FileProblem, FileTrouble, shown
from orderdesk.core.files.raw import Origin
from orderdesk.core.uncollected import uncollected

_ROOT = Path(__file__).resolve().parents[3]
_OUT_OF_TIME = -getattr(signal, "SIGXCPU", 0) or None
_OUT_OF_MEMORY = (-signal.SIGABRT, -getattr(signal, "SIGKILL", 0))
"""How the child ends where a reader can't get the memory that it asks for, or the system takes it away."""
_NO_ORIGIN = Origin()

BROUGHT_IN = frozenset(
    {Kind.ORDERS, Kind.TRACKING, Kind.COURIER_RETURN, Kind.OLD_TRACKING, Kind.CHANNEL_ORDERS}
)
"""The kinds of tables that bring orders or numbers of orders."""

SHOP_LISTS = frozenset({Kind.PRODUCTS, Kind.CUSTOMERS})
"""The kinds of tables that are brought in beside the orders."""

COMPARED = frozenset({Kind.PAYMENTS, Kind.BANK})
"""The kinds that are held against the store and change nothing; others are only known."""

_PROBLEMS = {trouble.code: trouble for trouble in FileTrouble}


class BadCell(NamedTuple):
    """A cell without a usable value: an error (#N/A), a formula without a stored result, unreadable text."""

    kind: Literal["error", "formula", "encoding"]
    text: str


Cell = str | int | float | bool | datetime | BadCell | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The table found in a file; `rows` hold every row from the first: the sheet's row n is `rows[n - 1]`."""

    file: str
    name: str
    rows: list[list[Cell]]
    layout: Layout
    origin: Origin = _NO_ORIGIN

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


def not_imported(sheet: Sheet) -> FileProblem:
    """Why nothing of *sheet* is taken: its form is not the one that is asked for, or brings other things."""
    form = sheet.layout.form
    if form is None or form.kind in BROUGHT_IN:
        return FileProblem(FileTrouble.UNKNOWN_FORM, sheet.file, sheet.name)
    return FileProblem(FileTrouble.NOT_IMPORTED, sheet.file, sheet.name, " · ".join(form.words))


def read_table(path: Path, limits: Limits = LIMITS, password: str = "") -> Sheet:
    """The first sheet of *path* that is a known table, else the first that holds anything.

    The content decides what the file is, never its name. Cells keep their type; whole numbers are int, blank
    cells None. Raises `FileProblem` for what can't be read within *limits*: LOCKED where the file asks for a
    *password* and none is given, WRONG_PASSWORD where it is not the file's. It is kept nowhere.
    """
    file = shown(path.name)
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise FileProblem(FileTrouble.NOT_FOUND, file) from None
    except OSError:
        raise FileProblem(FileTrouble.UNREADABLE, file) from None
    if size > limits.bytes:
        raise FileProblem(FileTrouble.TOO_LARGE, file, detail=f"{limits.bytes // 1024**2} MB")
    return _receive(path, file, limits, password)


@dataclass(slots=True)
class _Received:
    """What the child has printed so far."""

    rows: list[list[Cell]] = field(default_factory=list)
    name: str = ""
    origin: Origin = _NO_ORIGIN


def _receive(path: Path, file: str, limits: Limits, password: str) -> Sheet:
    """Run the child on *path* and collect what it prints; the password goes by its standard input."""
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
        stdin=subprocess.PIPE,
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
            assert child.stdin is not None and child.stdout is not None
            with contextlib.suppress(BrokenPipeError), child.stdin:
                child.stdin.write(json.dumps(password).encode() + b"\n")
            with uncollected():
                received = sheet_from(child.stdout, file)
            if received is None:
                child.wait()
        finally:
            clock.cancel()
            child.kill()
    if received is None:
        raise FileProblem(_ended(child.returncode, late.is_set()), file)
    return received


def _ended(status: int, late: bool) -> FileTrouble:
    """Why a child ended without its last line."""
    if late or status == _OUT_OF_TIME:
        return FileTrouble.TOO_SLOW
    return FileTrouble.TOO_LARGE if status in _OUT_OF_MEMORY else FileTrouble.DAMAGED


def sheet_from(stream: Iterable[bytes], file: str) -> Sheet | None:
    """The sheet that the child's lines tell; None when they end before the last one, or none can be read.

    Raises the `FileProblem` that they tell.
    """
    received = _Received()
    for line in stream:
        try:
            message = json.loads(line, object_hook=_cell)
        except ValueError:
            return None
        if isinstance(message, list):
            received.rows += message
        elif "problem" in message:
            raise FileProblem(_PROBLEMS[message["problem"]], file, detail=message.get("detail", ""))
        elif "done" in message:
            return _sheet(file, received) if message["done"] == len(received.rows) else None
        else:
            received.name, received.origin = message["sheet"], _origin(message["origin"])
    return None


def _sheet(file: str, received: _Received) -> Sheet:
    rows = received.rows
    width = max(map(len, rows))
    for row in rows:
        if len(row) < width:
            row.extend([None] * (width - len(row)))
    return Sheet(file, shown(received.name), rows, detect(rows), received.origin)


def _origin(told: dict[str, Any]) -> Origin:
    return Origin(**{**told, "sheets": tuple(map(shown, told["sheets"])), "mixed": tuple(told["mixed"])})


def _cell(value: dict[str, Any]) -> datetime | BadCell | dict[str, Any]:
    """The value that a tagged object of the child stands for."""
    if "t" in value:
        return datetime.fromisoformat(value["t"])
    if "x" in value:
        return BadCell(value["x"], value["v"])
    return value
