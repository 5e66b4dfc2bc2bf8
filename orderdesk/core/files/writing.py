"""Writing files safely: never over another one, for the owner's eyes only, text as text."""

from __future__ import annotations

import io
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from orderdesk.core.domain.text import nfc

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell, MergedCell

LONGEST_TEXT = 32_767
"""More characters than this a spreadsheet's cell can't hold."""

_PARTIAL = ".orderdesk-part"
"""How a file ends that is not whole yet."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def as_text(value: object) -> str:
    """*value* as the text of a workbook's cell: composed, with � for control characters, cut to what fits.

    The cell must be written with the type of a text (`put_text`), so that a leading = stays a character.
    """
    text = "" if value is None else str(value)
    if is_plain(text):
        return text
    text = nfc(_FORBIDDEN.sub("\ufffd", text))
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def is_plain(text: str) -> bool:
    """Whether *text*, and so any part of it, can stand in a workbook's cell as it is."""
    return len(text) <= LONGEST_TEXT and text.isprintable() and unicodedata.is_normalized("NFC", text)


def as_csv_text(value: object) -> str:
    """*value* as a CSV field that no spreadsheet takes for a formula: an apostrophe goes before = + - @.

    Plain numbers, negative ones too, stay as they are. `from_csv_text` gives the text back.
    """
    text = as_text(value)
    return "'" + text if _formula(text) else text


def from_csv_text(text: str) -> str:
    """The text of a CSV field without the apostrophe that keeps it from being a formula."""
    return text[1:] if text.startswith("'") and _formula(text[1:]) else text


def _formula(text: str) -> bool:
    """Whether a spreadsheet might take *text* for a formula, once or after apostrophes are taken off."""
    return text.lstrip("'").startswith(_FORMULA) and not _PLAIN_NUMBER.fullmatch(text)


def put_text(cell: Cell | MergedCell, value: object) -> None:
    """Write *value* into *cell* of a workbook as text, whatever it looks like; nothing for a blank."""
    text = as_text(value)
    if text:
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text.startswith("=")


@contextmanager
def new_file(path: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """A stream that becomes a new file, readable by its owner only; yields the stream and the final path.

    An existing file is never touched: `-2`, `-3` … is added to the name. The file appears whole
    or not at all; what a killed program left half written nearby goes. OSError, with the name of the file,
    when it can't be written.
    """
    _sweep(path.parent)
    fd, target = _reserve(path)
    partial = _partial(target)
    try:
        with open(fd, "wb") as stream:
            yield stream, target
            stream.flush()
            os.fsync(stream.fileno())
            _publish(partial, target)
    except OSError as error:
        raise OSError(error.errno or 0, error.strerror or str(error), str(target)) from error
    finally:
        partial.unlink(missing_ok=True)


def _partial(target: Path) -> Path:
    """Where *target* is written before it is whole."""
    return target.with_name(f".{target.name}{_PARTIAL}")


def _reserve(path: Path) -> tuple[int, Path]:
    """The first free name, and the open file that becomes it; nobody else gets that name meanwhile."""
    for number in count(1):
        target = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        if target.exists():
            continue
        try:
            fd = os.open(_partial(target), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        _lock(fd, wait=True)
        swept = os.fstat(fd).st_nlink == 0
        if not (swept or target.exists()):  # whoever had the name until now may have finished just before
            return fd, target
        os.close(fd)
        if not swept:
            _partial(target).unlink(missing_ok=True)
    raise AssertionError("numbers do not end")


def _publish(partial: Path, target: Path) -> None:
    """Give the whole file its name; FileExistsError when another program took that name meanwhile."""
    try:
        os.link(partial, target)
    except FileExistsError:
        raise
    except OSError:  # no second names on this disk
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        os.replace(partial, target)


def _sweep(folder: Path) -> None:
    """Remove what killed programs left half written in *folder*: nobody holds its lock any more."""
    for left in folder.glob(f".*{_PARTIAL}"):
        with suppress(OSError):
            fd = os.open(left, os.O_WRONLY)
            try:
                if _lock(fd):
                    left.unlink()
            finally:
                os.close(fd)


def _lock(fd: int, wait: bool = False) -> bool:
    """Take the lock of an open file, which ends with its process; whether it was to be had."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        fcntl.flock(fd, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True


def save_workbook(book: Workbook, path: Path, finish: Callable[[Path], None] = lambda target: None) -> Path:
    """Save an openpyxl workbook as a new file; returns the path it got.

    *finish* is called with the path when all is written, before the file is there.
    """
    with new_file(path) as (stream, target):
        put_workbook(book, stream)
        finish(target)
    return target


def put_workbook(book: Workbook, stream: BinaryIO) -> None:
    """Write *book* into *stream*, all at once: what fails there fails once, and not again by the library."""
    whole = io.BytesIO()
    book.save(whole)
    stream.write(whole.getbuffer())
