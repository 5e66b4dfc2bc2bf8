"""The process that opens a file from outside: `python -m orderdesk.core.files.child FILE LIMITS`.

It runs with limits on memory and processor time, takes the file's password (a line of JSON) from its
standard input, looks at the bytes instead of the name, and prints lines of JSON: `{"sheet": name,
"origin": …}`, then lists of rows, then `{"done": n}`; or `{"problem": code}`. Dates travel as `{"t": iso}`,
cells without a usable value as `{"x": kind, "v": text}`.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import re
import sys
from dataclasses import asdict, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO

from orderdesk.core.files.columns import HEADER_ROWS, detect
from orderdesk.core.files.limits import Limits
from orderdesk.core.files.locked import unlocked
from orderdesk.core.files.problems import FileTrouble, Refused
from orderdesk.core.files.raw import Raw, blank, plain, too_many
from orderdesk.core.files.workbook_in import read_xls, read_xlsx

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WEB_PAGE = re.compile(rb"\s*<(!doctype|html|head|meta|body|table|\?xml)", re.IGNORECASE)
_PER_LINE = 2000


def main() -> None:
    """Read the file named on the command line within the limits given beside it, and print it."""
    path, limits = Path(sys.argv[1]), Limits(**json.loads(sys.argv[2]))
    password = json.loads(sys.stdin.readline() or '""')
    _limit_self(limits)
    gc.disable()  # rows hold no cycles, and this process ends when it has printed them
    out = sys.stdout.buffer
    try:
        answer(out, path.read_bytes(), limits, password)
    except OSError:
        _say(out, {"problem": FileTrouble.UNREADABLE.code})
    out.flush()
    os._exit(0)  # giving the rows' memory back one by one would take as long again


def answer(out: IO[bytes], data: bytes, limits: Limits, password: str = "") -> None:
    """Print what the file's bytes hold, or why they are refused."""
    try:
        raw = read_bytes(data, limits, password)
        _say(out, {"sheet": raw.name, "origin": asdict(raw.origin)})
        for start in range(0, len(raw.rows), _PER_LINE):
            _say(out, plain(raw.rows[start : start + _PER_LINE]))
        _say(out, {"done": len(raw.rows)})
    except Refused as refused:
        _say(out, {"problem": refused.kind.code, "detail": refused.detail})
    except MemoryError:
        _say(out, {"problem": FileTrouble.TOO_LARGE.code})


def _limit_self(limits: Limits) -> None:
    """Bound this process where the system can (not on Windows; macOS knows no bound on memory)."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))


def _say(out: IO[bytes], message: object) -> None:
    line = json.dumps(message, ensure_ascii=False, separators=(",", ":"), default=_plain)
    out.write(line.encode("utf-8", "replace") + b"\n")


def _plain(value: object) -> object:
    """What JSON has no word for."""
    if isinstance(value, (datetime, date)):
        return {"t": value.isoformat()}
    if isinstance(value, (time, timedelta)):
        return str(value)
    raise TypeError(type(value).__name__)


def read_bytes(data: bytes, limits: Limits, password: str = "") -> Raw:
    """The table in the file's bytes. Refused, MemoryError; a bent file is refused as damaged."""
    try:
        raw = _read(data, limits, password)
    except (Refused, MemoryError):
        raise
    except BaseException as error:
        # Readers raise whatever a bent file makes them raise, up to panics that are no Exception.
        if type(error) in (KeyboardInterrupt, SystemExit):
            raise
        raise Refused(FileTrouble.DAMAGED) from error
    return _trimmed(raw, limits)


def _read(data: bytes, limits: Limits, password: str) -> Raw:
    if not data.strip():
        raise Refused(FileTrouble.EMPTY)
    locked = False
    if data.startswith(_OLE):
        data, locked = unlocked(data, password)
    if data.startswith(_OLE):
        raw = read_xls(data, limits)
    elif data.startswith(b"PK"):
        raw = read_xlsx(data, limits)
    elif _WEB_PAGE.match(data.removeprefix(b"\xef\xbb\xbf")):
        raise Refused(FileTrouble.WEB_PAGE)
    else:
        from orderdesk.core.files.csv_in import read_csv  # deferred: most files are workbooks

        raw = read_csv(data, limits)
    return raw._replace(origin=replace(raw.origin, locked=locked))


def _trimmed(raw: Raw, limits: Limits) -> Raw:
    """*raw* without blank rows at the end, refused when none is left or too many are."""
    rows = raw.rows
    while rows and all(map(blank, rows[-1])):
        rows.pop()
    if not rows:
        raise Refused(FileTrouble.EMPTY)
    if len(rows) - 1 > limits.rows + detect(rows[:HEADER_ROWS]).header:
        too_many(limits)
    return raw


if __name__ == "__main__":
    main()
