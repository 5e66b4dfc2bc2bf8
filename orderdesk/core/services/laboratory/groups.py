"""Rows with the same problem, gathered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from orderdesk.core.domain.parcels import NumberProblem
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.files.problems import RowTrouble
from orderdesk.core.services.laboratory.judged import Finding, Judged, Level

BY_VALUE: Final = frozenset(
    reason.code
    for reason in (
        NumberProblem.COURIER_UNKNOWN,
        NumberProblem.COURIER_AMBIGUOUS,
        Refusal.COURIER_UNKNOWN,
        Refusal.BAD_TARGET,
        RowTrouble.NOT_A_NUMBER,
        RowTrouble.UNKNOWN_TRADE,
        RowTrouble.UNKNOWN_METHOD,
        RowTrouble.UNKNOWN_PAY_STATE,
        RowTrouble.UNKNOWN_ENTRY,
        RowTrouble.BAD_DELIVERY,
        RowTrouble.UNKNOWN_VALUE,
        RowTrouble.UNKNOWN_POLICY,
        RowTrouble.NEW_GRADE,
    )
)
"""Problems that equal values share, so that one correction is right for all of them."""

FOLLOWERS: Final = frozenset({Refusal.SIBLING_ROW.code, RowTrouble.ORDER_REFUSED.code})
"""Rows with these are only held back with another one, and come in when that is corrected."""


class Key(NamedTuple):
    """What the rows of a group have in common; `value` only where equal values share the problem."""

    level: Level
    code: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rows with the same finding, in the sheet's order."""

    key: Key
    finding: Finding
    rows: tuple[int, ...]


class Groups:
    """The groups of all rows, kept while verdicts change; *value* tells what stands in a cell."""

    def __init__(self, value: Callable[[int, str], str]) -> None:
        self._value = value
        self._rows: dict[Key, set[int]] = {}
        self._findings: dict[Key, Finding] = {}
        self._of_row: dict[int, list[Key]] = {}

    def put(self, judged: Judged) -> None:
        """The findings of a row, in place of those that it had."""
        self.drop(judged.row)
        keys = []
        for finding in judged.findings:
            value = self._value(judged.row, finding.field) if finding.code in BY_VALUE else ""
            key = Key(finding.level, finding.code, finding.field, value)
            self._rows.setdefault(key, set()).add(judged.row)
            self._findings[key] = finding
            keys.append(key)
        if keys:
            self._of_row[judged.row] = keys

    def drop(self, row: int) -> None:
        """The row has no findings any more."""
        for key in self._of_row.pop(row, ()):
            rows = self._rows[key]
            rows.discard(row)
            if not rows:
                del self._rows[key]

    def all(self) -> tuple[Group, ...]:
        """The groups: the gravest first, then the largest, then by the sheet; followers after the rest."""
        found = [Group(key, self._findings[key], tuple(sorted(rows))) for key, rows in self._rows.items()]
        return tuple(sorted(found, key=_place))


def _place(group: Group) -> tuple[object, ...]:
    key = group.key
    return (key.level, key.code in FOLLOWERS, -len(group.rows), group.rows[0], key.code, key.field)


def groups_of(judged: Iterable[Judged], value: Callable[[int, str], str]) -> tuple[Group, ...]:
    """The groups of *judged* rows."""
    groups = Groups(value)
    for each in judged:
        groups.put(each)
    return groups.all()
