"""Cells of a workbook that hold an error, or a formula without a stored result.

The fast reader gives both as blank, so they are looked up in the sheet's XML, in one pass that keeps only
them. A formula whose stored result is the empty text is a true blank and not among them.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Mapping
from typing import NamedTuple
from xml.etree import ElementTree
from xml.parsers import expat

_MARKS = (b"<f", b":f", b't="e"', b"t='e'")
"""What cells with formulas or errors hold."""

_HINTS = (b"f", b"#")
"""Characters of theirs that most sheets don't have at all; searching for one is twenty times as quick."""

_CHUNK = 1 << 20

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class SpecialCell(NamedTuple):
    """A cell (row and column from 0) of kind `error` or `formula`, with the error or the formula."""

    row: int
    column: int
    kind: str
    text: str


def special_cells(archive: zipfile.ZipFile, sheet: str) -> list[SpecialCell]:
    """The special cells of the sheet called *sheet*."""
    part = _part_of(archive, sheet)
    if not _may_hold_any(archive, part):
        return []
    xml = archive.read(part)
    if not any(mark in xml for mark in _MARKS):
        return []
    scan = _Scan()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.CharacterDataHandler = scan.characters
    parser.Parse(xml, True)
    return scan.found


def _may_hold_any(archive: zipfile.ZipFile, part: str) -> bool:
    """Whether a cell in *part* may be special; other formulas stand around the cells."""
    with archive.open(part) as stream:
        chunk = stream.read(_CHUNK)
        start = max(chunk.find(b"sheetData"), 0)
        while chunk:
            end = chunk.find(b"/sheetData", start)
            if any(chunk.find(hint, start, len(chunk) if end < 0 else end) >= 0 for hint in _HINTS):
                return True
            start, chunk = 0, stream.read(_CHUNK)
    return False


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The name of the part that holds the sheet, by the workbook's relations."""
    relation = ""
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if _local(element.tag) == "sheet" and element.get("name") == sheet:
            relation = next(value for name, value in element.items() if name.endswith("}id"))
    for element in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels")):
        if element.get("Id") == relation:
            return posixpath.normpath(posixpath.join("/xl", element.get("Target", ""))).lstrip("/")
    raise KeyError(sheet)


def _local(tag: str) -> str:
    """A tag without its namespace, written either way."""
    return re.split("[}:]", tag)[-1]


class _Scan:
    """Handlers that note a special cell when its element ends."""

    def __init__(self) -> None:
        self.found: list[SpecialCell] = []
        self._row = self._column = -1
        self._type = ""
        self._texts: dict[str, str] = {}
        self._inside = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._type = attributes.get("t", "n")
            self._texts = {}
            place = _REFERENCE.fullmatch(attributes.get("r", ""))
            self._column = _column(place[1]) if place else self._column + 1
        elif name == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
        elif name in ("f", "v"):
            self._inside = name
            self._texts[name] = ""

    def characters(self, text: str) -> None:
        if self._inside:
            self._texts[self._inside] += text

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in ("f", "v"):
            self._inside = ""
        elif name == "c" and self._type == "e":
            self._note("error", self._texts.get("v", ""))
        elif name == "c" and "f" in self._texts and not self._texts.get("v") and self._type != "str":
            self._note("formula", "=" + self._texts["f"])

    def _note(self, kind: str, text: str) -> None:
        self.found.append(SpecialCell(self._row, self._column, kind, text))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
