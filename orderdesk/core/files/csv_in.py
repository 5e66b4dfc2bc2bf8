"""Text files with separated values, made rows. Runs in the child."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from dataclasses import dataclass

from orderdesk.core.files.columns import HEADER_ROWS
from orderdesk.core.files.limits import Limits
from orderdesk.core.files.problems import FileTrouble, Refused
from orderdesk.core.files.raw import Origin, Raw, RawCell, Rows, too_many
from orderdesk.core.files.writing import from_csv_text

_WRAPPED = re.compile(r'="(.*)"', re.DOTALL)
_HANGUL = re.compile("[\u1100-\u11ff\uac00-\ud7a3]")
_LOST = "\ufffd"


@dataclass(frozen=True, slots=True)
class _Text:
    """A decoded file: `encoding` names it; `foreign` are the lines, from 1, in another one than most."""

    lines: list[str]
    encoding: str
    foreign: frozenset[int] = frozenset()


def read_csv(data: bytes, limits: Limits) -> Raw:
    """The rows of a text file; what separates the values shows in its first lines."""
    text = _decode(data)
    head = "".join(text.lines[:HEADER_ROWS])
    delimiter = max("\t,;", key=lambda mark: (head.count(mark), mark == ","))
    reader = csv.reader(text.lines, delimiter=delimiter)
    rows: Rows = []
    mixed: list[int] = []
    before = 0
    for record in reader:
        if len(rows) > limits.rows + HEADER_ROWS:
            too_many(limits)
        if len(record) > limits.columns and any(record[limits.columns :]):
            raise Refused(FileTrouble.TOO_WIDE, str(limits.columns))
        if reader.line_num - before > 1:
            _check_quotes(text.lines[before : reader.line_num], delimiter, before + 1)
        rows.append([_cell(value) for value in record[: limits.columns]])
        if text.foreign and not text.foreign.isdisjoint(range(before + 1, reader.line_num + 1)):
            mixed.append(len(rows))
        before = reader.line_num
    return Raw("", rows, Origin("csv", text.encoding, delimiter, mixed=tuple(mixed)))


def _check_quotes(lines: list[str], delimiter: str, first: int) -> None:
    """Refuse values of several lines that a stray quotation mark has glued together."""
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        raise Refused(FileTrouble.OPEN_QUOTE, f"{first:,}") from None


def _cell(value: str) -> RawCell:
    """A value, None for a blank one, or the mark of one whose characters can't be read."""
    if not value or value.isspace():
        return None
    wrapped = _WRAPPED.fullmatch(value)  # ="0123" keeps a spreadsheet from taking a text for a number
    value = wrapped[1].replace('""', '"') if wrapped else from_csv_text(value)
    return {"x": "encoding", "v": value} if _LOST in value else value or None


def _decode(data: bytes) -> _Text:
    """The text by its mark, else UTF-8, else the Windows code page for Korean, else line by line."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        with contextlib.suppress(UnicodeDecodeError):
            return _Text(_lines(data.decode("utf-16")), "utf-16")
        raise Refused(FileTrouble.ENCODING)
    if b"\0" in data:
        raise Refused(FileTrouble.NOT_TABLE)
    with contextlib.suppress(UnicodeDecodeError):
        return _Text(_lines(data.decode("utf-8-sig")), "utf-8")
    return _line_by_line(data)


def _lines(text: str) -> list[str]:
    return list(io.StringIO(text, newline=""))


def _line_by_line(data: bytes) -> _Text:
    """Files that were put together from several: every line in UTF-8 or CP949, whichever it is in.

    Characters of lines in neither become marks. Refused where no line shows what the file is in.
    """
    texts: list[str] = []
    by_encoding: dict[str, list[int]] = {"utf-8": [], "cp949": []}
    for n, (encoding, text) in enumerate(map(_line, data.splitlines(keepends=True)), 1):
        texts.append(text)
        if encoding:
            by_encoding[encoding].append(n)
    most, least = sorted(by_encoding, key=lambda name: -len(by_encoding[name]))
    if not by_encoding[most]:
        raise Refused(FileTrouble.ENCODING)
    foreign = frozenset(by_encoding[least])
    return _Text(texts, f"{most}+{least}" if foreign else most, foreign)


def _line(raw: bytes) -> tuple[str, str]:
    """A line with its encoding, "" where it shows none.

    Only Hangul proves UTF-8: a few characters of CP949 look like UTF-8 by chance.
    """
    if raw.isascii():
        return "", raw.decode("ascii")
    for encoding, proven in _ENCODINGS:
        with contextlib.suppress(UnicodeDecodeError):
            text = raw.decode(encoding)
            if not proven or _HANGUL.search(text):
                return encoding, text
    return "", raw.decode("utf-8", "replace")


_ENCODINGS = (("utf-8", True), ("cp949", False))
