"""What is typed, pasted and scanned as tracking numbers, read into lines; no screen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from orderdesk.core.domain.columns import item_text
from orderdesk.core.domain.identifiers import item_number, section_number
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.parcels import Courier, normalise_number
from orderdesk.core.domain.requests import Pieces
from orderdesk.core.domain.states import SECTION_WORDS
from orderdesk.core.domain.text import clean, is_hangul
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.files.tracking_form import TrackingRow
from orderdesk.core.services.parts import PiecesOf
from orderdesk.core.services.planning import Target
from orderdesk.core.services.tracking_rows import TRACKABLE
from orderdesk.core.services.tracking_rules import courier_called
from orderdesk.keyboard.scanning import scanned

_LANGS: Final[tuple[Lang, Lang]] = ("ko", "en")
_NAMED: Final = re.compile(r"(\D+)(.*)")
_COLUMNS: Final = re.compile(r"\t| {2,}|\s*[,;]\s*")


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One line of the entry: a section or order number, who and what it is for, and what was entered.

    An empty `courier` means the one chosen for all; `pieces` are those of the section that the number is for,
    none for the whole of it. `has` is the number that the section has already.
    """

    target: str
    about: str = ""
    number: str = ""
    courier: str = ""
    pieces: Pieces = ()
    has: str = ""

    def is_complete(self, state: str) -> bool:
        """Whether nothing need be entered: what is brought to a *state* goes with the number that it has."""
        return bool(self.number or (state and self.has and not self.pieces))


class Pasted(NamedTuple):
    """One pasted line; an empty target means the next line in order."""

    target: str
    courier: str
    number: str


def newest_first(orders: Iterable[Order]) -> list[Order]:
    """*orders* as the list shows them; those of one second stay as they came."""
    return sorted(orders, key=lambda order: order.placed_at, reverse=True)


def section_lines(
    orders: Iterable[Order], only: frozenset[Target] | None = None, pieces: PiecesOf | None = None
) -> list[EntryLine]:
    """A line for every section of *orders* (or of the targets *only*) that can take a number now.

    Of a section in *pieces* the line is for these pieces only.
    """
    chosen = pieces or {}
    return [
        _entry_line(order, section.n, chosen.get((order.id, section.n), ()))
        for order in orders
        for section in order.sections
        if section.state in TRACKABLE and (only is None or (order.id, section.n) in only)
    ]


def why_none(orders: Sequence[Order], only: frozenset[Target] | None = None) -> Word:
    """Why none of the sections of *orders* (or of the targets *only*) takes a number, and which others do."""
    meant = [(o, s) for o in orders for s in o.sections if only is None or (o.id, s.n) in only]
    named = [(f"S{section.n} ", SECTION_WORDS[section.state], "") for _, section in meant]
    if len(orders) > 1:
        states = Counter(section.state for _, section in meant)
        named = [("", SECTION_WORDS[state], f" {n:,}") for state, n in states.items()]
    ko, en = (", ".join(f"{at}{word.text(lang)}{n}" for at, word, n in named) for lang in _LANGS)
    why = Word(ko, en)
    there = ", ".join(f"S{s.n}" for o in orders for s in o.sections if s.state in TRACKABLE)
    other = Word(f" · 송장을 넣을 섹션: {there}", f" · sections that take one: {there}")
    if len(orders) > 1 or not there:
        other = Word("", "")
    return Word(
        f"송장을 넣을 수 없습니다: {why.ko}{other.ko}", f"No number can be set now: {why.en}{other.en}"
    )


def _entry_line(order: Order, section: int, pieces: Pieces) -> EntryLine:
    has = order.section(section).tracking or ""
    return EntryLine(
        section_number(order.number, section), _about(order, section, pieces), pieces=pieces, has=has
    )


def _about(order: Order, section: int, pieces: Pieces) -> str:
    chosen = dict(pieces)
    items = [item for item in order.items_of(section) if not chosen or item.n in chosen]
    first = item_text(order.line(items[0].line)) if items else ""
    more = f" +{len(items) - 1}" if len(items) > 1 else ""
    some = f"{sum(chosen.values())}/{sum(item.qty for item in order.items_of(section))} " if chosen else ""
    return f"{some}{order.section(section).address.receiver} {first}{more}"


def courier_before(text: str) -> tuple[Courier | None, str]:
    """The courier that *text* names, alone ("한진") or ahead of its number ("한진 5207…"), and the number.

    Letters alone ahead of digits are of the number ("EG123456789KR"), whatever courier is called so.
    """
    named = _NAMED.match(clean(text))
    name, number = named.groups() if named else ("", text)
    if number and not any(map(is_hangul, name)):
        return None, scanned(text)
    courier = courier_called(name)
    return (courier, scanned(number)) if isinstance(courier, Courier) else (None, scanned(text))


def read_pasted(text: str) -> list[Pasted]:
    """The lines of *text*: ``target, courier, number``, ``target, number``, or a number alone.

    Columns stand apart by tabs, commas or two blanks; blank lines are left out.
    """
    found = []
    for line in text.splitlines():
        parts = [clean(part) for part in _COLUMNS.split(line.strip("\r\n "))]
        if len(parts) == 1:
            found.append(Pasted("", "", parts[0]))
        elif len(parts) == 2:
            found.append(Pasted(parts[0], "", parts[1]))
        else:
            found.append(Pasted(*parts[:3]))
    return [each for each in found if any(each)]


def fill_in(lines: Sequence[EntryLine], pasted: Iterable[Pasted], start: int) -> tuple[list[EntryLine], int]:
    """*lines* with *pasted* in them, numbers alone from line *start* on; how many found no line.

    What names a section goes there (an order's number: to its first line without a number); what names
    something else becomes a line of its own.
    """
    filled, at, lost = list(lines), start, 0
    for each in pasted:
        if each.target:
            place = _place(filled, each.target)
            if place is None:
                filled.append(EntryLine(each.target))
                place = len(filled) - 1
        elif at < len(lines):
            place, at = at, at + 1
        else:
            lost += 1
            continue
        filled[place] = replace(filled[place], number=each.number, courier=each.courier)
    return filled, lost


def _place(lines: Sequence[EntryLine], target: str) -> int | None:
    of_order = [n for n, line in enumerate(lines) if line.target.rpartition("-S")[0] == target]
    exact = [n for n, line in enumerate(lines) if line.target == target]
    free = [n for n in of_order if not lines[n].number]
    return next(iter((*exact, *free, *of_order)), None)


def tracking_rows(lines: Sequence[EntryLine], courier: str, state: str) -> list[TrackingRow]:
    """The lines that are complete, as rows like those of the form; `row` is the line's place.

    A line for some pieces is a row for each of their items. One that goes with the number of its section
    names none: whichever is there then is meant.
    """
    return [
        TrackingRow(
            row=place,
            section="" if _is_order(line.target) else line.target,
            item=item_number(line.target.rpartition("-S")[0], item) if item else "",
            qty=qty,
            courier=(line.courier or courier) if line.number else "",
            number=normalise_number(line.number),
            state=state,
            raw_number=line.number,
            order=line.target if _is_order(line.target) else "",
        )
        for place, line in enumerate(lines)
        if line.is_complete(state)
        for item, qty in line.pieces or ((0, None),)
    ]


def _is_order(target: str) -> bool:
    return "-S" not in target
