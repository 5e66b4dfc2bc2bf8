"""What jobs were asked, as JSON in a table of its own: a job's row is written with every slice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orderdesk.core.store.dialect import Conn

if TYPE_CHECKING:
    from orderdesk.core.store.unit import UnitOfWork

REQUEST = "SELECT body FROM job_request WHERE job_id = ?"


def request_of(conn: Conn, number: int) -> str:
    """The JSON that a job was asked with; `events.ERASED` once that was erased. KeyError without the job."""
    row = conn.execute(REQUEST, (number,)).fetchone()
    if row is None:
        raise KeyError(number)
    return str(row[0])


def set_request(unit: UnitOfWork, number: int, body: str) -> None:
    """Keep *body* with a job in the place of what it was asked with."""
    unit.conn.execute("UPDATE job_request SET body = ? WHERE job_id = ?", (body, number))
