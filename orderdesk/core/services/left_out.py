"""What an import left out, kept with its job: row, cell and reason, never what stood in the cell."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from orderdesk.core.domain.left_over_words import IMPORT
from orderdesk.core.domain.parcels import NumberProblem
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.files.problems import RowTrouble
from orderdesk.core.services.tracking_rules import Reason
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.job_requests import request_of, set_request
from orderdesk.core.store.jobs import Job
from orderdesk.core.store.unit import UnitOfWork

MOST: Final = 1000
"""How many rows are kept; a file that has more refused is corrected, not looked up."""

_KEY: Final = "left_out"
_COUNT: Final = "left_out_of"
_REASONS: Final[dict[str, Reason]] = {
    reason.code: reason for reason in (*Refusal, *NumberProblem, *RowTrouble)
}


class LeftOut(NamedTuple):
    """A refused row of a file, its order's number ("" where it has none), the cell's column, and why."""

    row: int
    order: str
    column: str
    code: str

    @property
    def reason(self) -> Reason | None:
        """Why, as far as that is known here: a later version may know other reasons."""
        return _REASONS.get(self.code)


class LeftCount(NamedTuple):
    """How many orders of a file were refused, in how many rows."""

    orders: int = 0
    rows: int = 0


def keep_left_out(unit: UnitOfWork, job: int, rows: Iterable[LeftOut]) -> None:
    """Note with the import *job* what it left out, and how much that is altogether."""
    kept = list(rows)
    body = {_KEY: kept[:MOST], _COUNT: _counted(kept)}
    set_request(unit, job, json.dumps(body, ensure_ascii=False))


def _counted(rows: Sequence[LeftOut]) -> LeftCount:
    return LeftCount(len({each.order for each in rows} - {""}), len({each.row for each in rows}))


def left_out(conn: Conn, job: Job) -> list[LeftOut]:
    """What *job* left out, by row; nothing where it is no import, or that was erased."""
    return [LeftOut(*each) for each in _kept(conn, job).get(_KEY, ())]


def left_count(conn: Conn, job: Job) -> LeftCount:
    """How much *job* left out; of an import that did not count yet, how much of it was kept."""
    kept = _kept(conn, job)
    return LeftCount(*kept[_COUNT]) if _COUNT in kept else _counted(left_out(conn, job))


def _kept(conn: Conn, job: Job) -> dict[str, Any]:
    return json.loads(request_of(conn, job.id)) if job.action == IMPORT else {}
