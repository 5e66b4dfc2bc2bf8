"""The crash report: enough to find the fault, nothing of anybody's data.

A traceback with messages and variables holds names and phone numbers. The report holds types, our own files
and lines, and versions; what it leaves out can't leak into a log, a mail or a terminal's scroll-back.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Final

from orderdesk.core.domain.words import Word

_ROOT: Final = Path(__file__).resolve().parents[1]
_LIBRARIES: Final = ("textual", "rich", "sqlmodel", "sqlalchemy", "openpyxl")
_SORRY: Final = Word(
    "문제가 생겨 닫았습니다. 끝난 작업은 저장되어 있습니다. 다시 열어 주세요.",
    "Something went wrong. Finished work is stored. Please open it again.",
)


def report(error: BaseException, program_version: str, now: datetime) -> str:
    """The report on *error* as text: kinds of errors in their chain, our frames, versions. No messages.

    *now* is shown as given. A frame of a library is counted, not named: its path would name the user.
    """
    import platform  # deferred: nobody waits for it before the first screen

    lines = [
        f"orderdesk {program_version}",
        f"time {now.isoformat(timespec='seconds')}",
        f"python {platform.python_version()} {platform.system()} {platform.machine()}",
        *(f"{name} {_version(name)}" for name in _LIBRARIES),
    ]
    for each in _chain(error):
        lines += ["", f"{type(each).__module__}.{type(each).__qualname__}", *_frames(each.__traceback__)]
    return "\n".join(lines) + "\n"


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        wrapped = getattr(current, "error", None)  # Textual's WorkerFailed keeps the worker's error here
        current = wrapped if isinstance(wrapped, BaseException) else current.__cause__ or current.__context__


def _frames(traceback: TracebackType | None) -> Iterator[str]:
    foreign = 0
    for frame, line in walk_tb(traceback):
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(_ROOT):
            if foreign:
                yield f"  … {foreign} in libraries"
            foreign = 0
            yield f"  {path.relative_to(_ROOT.parent).as_posix()}:{line} {frame.f_code.co_name}"
        else:
            foreign += 1
    if foreign:
        yield f"  … {foreign} in libraries"


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # deferred, as above

    try:
        return version(name)
    except PackageNotFoundError:
        return "-"


def write(
    error: BaseException, log_dir: Path, program_version: str, now: datetime | None = None
) -> Path | None:
    """Writes the report on *error* into *log_dir*, readable by its owner only; its path, or None on failure.

    Never raises: it runs when something has gone wrong already, a full disk perhaps.
    """
    now = now or datetime.now().astimezone()
    path = log_dir / f"crash-{now:%Y%m%d-%H%M%S}-{os.getpid()}.txt"
    try:
        log_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(report(error, program_version, now))
    except OSError:
        return None
    return path


def message(path: Path | None) -> Word:
    """What to tell the operator; *path* is where the report stands, None if it could not be written."""
    if path is None:
        return Word(
            f"{_SORRY.ko}\n오류 보고서는 쓰지 못했습니다. 디스크를 확인하세요.",
            f"{_SORRY.en}\nNo report could be written; check the disk.",
        )
    return Word(
        f"{_SORRY.ko}\n오류 보고서(고객 정보 없음): {path}",
        f"{_SORRY.en}\nReport (no customer data): {path}",
    )


def describe(error: BaseException, log_dir: Path, program_version: str) -> str:
    """Writes the report and gives the words to print, in both languages."""
    words = message(write(error, log_dir, program_version))
    return f"{words.ko}\n{words.en}"


def install(log_dir: Path, program_version: str) -> None:
    """Errors that nobody catches, in any thread, are reported this way instead of by a traceback."""

    def tell(kind: type[BaseException], error: BaseException | None, _: TracebackType | None) -> None:
        if error is None or issubclass(kind, KeyboardInterrupt):
            return
        print(describe(error, log_dir, program_version), file=sys.stderr)

    sys.excepthook = tell
    threading.excepthook = lambda args: tell(args.exc_type, args.exc_value, args.exc_traceback)
