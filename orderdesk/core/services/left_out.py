"""What an import left out, kept with its job: row, cell and reason, never what stood in the cell."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final, NamedTuple

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


def keep_left_out(unit: UnitOfWork, job: int, rows: Iterable[LeftOut]) -> None:
    """Note with the import *job* what it left out."""
    set_request(unit, job, json.dumps({_KEY: list(rows)[:MOST]}, ensure_ascii=False))


def left_out(conn: Conn, job: Job) -> list[LeftOut]:
    """What *job* left out, by row; nothing where it is no import, or that was erased."""
    if job.action != IMPORT:
        return []
    return [LeftOut(*each) for each in json.loads(request_of(conn, job.id)).get(_KEY, ())]
