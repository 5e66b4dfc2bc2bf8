"""A file under correction: every row with its verdict, problems in groups, corrections, what is left.

Corrections are made to cells as they were read, and then judged by the same services as any file: there is no
second set of rules. Only rows that can depend on a correction are judged again; what is applied is planned on
the whole file once more, as every import is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import Enum

from orderdesk.core.domain.plans import Kind
from orderdesk.core.files.correction import Correction, Part
from orderdesk.core.services.laboratory.dependence import Dependence
from orderdesk.core.services.laboratory.groups import Group, Groups
from orderdesk.core.services.laboratory.judged import Judged, Level, noted
from orderdesk.core.services.laboratory.renumbering import numbered_after, together
from orderdesk.core.services.laboratory.understanding import REPEATED, proposed


class State(Enum):
    """What becomes of a row."""

    GOOD = "good"
    ODD = "odd"
    SKIPPED = "skipped"
    REFUSED = "refused"
    LEFT_OUT = "left-out"
    STRUCK = "struck"
    DONE = "done"


REST = frozenset({State.REFUSED, State.LEFT_OUT})
"""Rows that a work list holds."""

GOOD = frozenset({State.GOOD, State.ODD})
"""Rows that are applied."""

_BY_KIND: Mapping[Kind, State] = {
    Kind.APPLY: State.GOOD,
    Kind.SKIP: State.SKIPPED,
    Kind.REFUSE: State.REFUSED,
}
_SET_BY_HAND = frozenset({State.LEFT_OUT, State.STRUCK, State.DONE})


class Laboratory:
    """The rows of *table* with the verdicts on them. Used by one thread at a time.

    At first and after each correction the rows of `pending` are to be judged, and the verdicts given to
    `settle`; until the first time there are no verdicts.
    """

    def __init__(self, table: Correction) -> None:
        self.table = table
        self._judged: dict[int, Judged] = {}
        self._states: dict[int, State] = {}
        self._counts: Counter[State] = Counter()
        self._groups = Groups(table.value)
        self._bonds = Dependence(table)
        self._dirty = set(table.rows)

    # what stands there

    @property
    def counts(self) -> Mapping[State, int]:
        """How many rows are in which state; those that are in none are 0."""
        return self._counts

    def groups(self) -> tuple[Group, ...]:
        """The problems of the rows that are not set aside."""
        return self._groups.all()

    def judged(self, row: int) -> Judged:
        """The verdict on a row."""
        return self._judged[row]

    def state(self, row: int) -> State:
        """What becomes of a row."""
        return self._states[row]

    def rows_in(self, states: Iterable[State]) -> tuple[int, ...]:
        """The rows that are in one of *states*."""
        wanted = frozenset(states)
        return tuple(row for row in self.table.rows if self._states[row] in wanted)

    def proposals(self, group: Group) -> Mapping[int, str]:
        """What the cells of a group may be meant to say, by row, where that can be told."""
        field, code = group.key.field, group.key.code
        found = {row: proposed(self.table, row, field, code) for row in group.rows} if field else {}
        return {row: text for row, text in found.items() if text is not None}

    # corrections

    def together(self, row: int, field: str) -> tuple[int, ...]:
        """The rows whose cells are corrected as one: of an order's number, all rows that have it."""
        return together(self.table, row, field)

    def fix(self, rows: Iterable[int], field: str, text: str) -> None:
        """Type *text* into the cell of each of *rows*; blank empties it. What is numbered so follows."""
        chosen = tuple(rows)
        after = numbered_after(self.table, chosen, field, text)
        for each, texts in {field: dict.fromkeys(chosen, text), **after}.items():
            self._type(texts, each)

    def mend(self, group: Group) -> int:
        """Type into the cells of *group* what is proposed, or strike out rows that are repeated; how many."""
        if group.key.code in REPEATED:
            self.strike(group.rows)
            return len(group.rows)
        texts = self.proposals(group)
        self._type(texts, group.key.field)
        return len(texts)

    def _type(self, texts: Mapping[int, str], field: str) -> None:
        rows = [row for row in texts if self._states[row] is not State.DONE]
        for row in rows:
            self.table.put(row, field, texts[row])
        self._bonds.note(rows)
        self._dirty |= self._bonds.bound(rows)

    def strike(self, rows: Iterable[int]) -> None:
        """Strike *rows* out, as if they were not in the file; they are no work for later."""
        self._set(rows, State.STRUCK)

    def leave_out(self, rows: Iterable[int]) -> None:
        """Keep *rows* for later, and with each all rows of its section or order."""
        chosen = (row for row in self.units(rows) if self._states[row] is not State.STRUCK)
        self._set(chosen, State.LEFT_OUT)

    def take_in(self, rows: Iterable[int]) -> None:
        """Take rows in again: those of *rows* that were struck out, and what was left out with the others."""
        chosen = set(rows)
        again = {row for row in chosen if self._states[row] is State.STRUCK}
        waiting = {row for row in chosen if self._states[row] is State.LEFT_OUT}
        again |= {row for row in self.units(waiting) if self._states[row] is State.LEFT_OUT}
        for row in again:
            self._change(row, _BY_KIND[self._judged[row].kind])
        self._dirty |= self._bonds.bound(again)

    def units(self, rows: Iterable[int]) -> frozenset[int]:
        """*rows* with all that is done or left together with them: the rows of their sections or orders."""
        chosen = frozenset(rows)
        targets = {self._judged[row].target for row in chosen} - {""}
        bound = self._bonds.bound(chosen)
        return chosen | {row for row in bound if self._judged[row].target in targets}

    def _set(self, rows: Iterable[int], state: State) -> None:
        chosen = [row for row in rows if self._states[row] is not State.DONE]
        for row in chosen:
            self._change(row, state)
            self._groups.drop(row)
        self._dirty |= self._bonds.bound(chosen)

    # judging again

    def pending(self) -> Part | None:
        """The rows whose verdict may have changed, as a sheet to be judged; None when there are none."""
        if not self._dirty:
            return None
        return self.table.part(row for row in self._dirty if self._states.get(row) not in _SET_BY_HAND)

    def settle(self, part: Part, judged: Iterable[Judged]) -> None:
        """The verdicts on the rows of *part*, the last that was pending, by its own numbers."""
        head = part.sheet.layout.header + 1
        asked = set(part.numbers[head:]) & self._dirty
        whole = (replace(each, row=part.numbers[each.row - 1]) for each in judged)
        for each in noted(whole, self.table):
            if each.row in asked:
                asked.discard(each.row)
                self._put(each)
        for row in asked:  # the service saw nothing in it: only columns that aren't read
            self._put(Judged(row, "", Kind.SKIP))
        self._dirty.clear()

    # what is applied, and what is left

    def good(self) -> Part:
        """All rows that are not set aside, as a sheet to be applied; its refused rows are refused again."""
        return self.table.part(row for row in self.table.rows if self._states[row] not in _SET_BY_HAND)

    def applied(self, rows: Iterable[int]) -> None:
        """*rows* are done, and leave the work list."""
        done = tuple(rows)
        for row in done:
            self._change(row, State.DONE)
            self._groups.drop(row)
        self._dirty |= self._bonds.bound(done)

    def marked(self) -> frozenset[tuple[int, str]]:
        """The cells, by row and field, that keep rows from being applied."""
        return frozenset(
            (row, finding.field)
            for row in self.rows_in(REST)
            for finding in self._judged[row].findings
            if finding.level is Level.REFUSED and finding.field
        )

    def _put(self, judged: Judged) -> None:
        self._judged[judged.row] = judged
        if self._states.get(judged.row) in _SET_BY_HAND:
            return
        state = _BY_KIND[judged.kind]
        if state is State.GOOD and any(finding.level is Level.ODD for finding in judged.findings):
            state = State.ODD
        self._change(judged.row, state)
        self._groups.put(judged)

    def _change(self, row: int, state: State) -> None:
        before = self._states.get(row)
        if before is not None:
            self._counts[before] -= 1
        self._states[row] = state
        self._counts[state] += 1
