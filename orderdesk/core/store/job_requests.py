"""What jobs were asked, as JSON in a table of its own: a job's row is written with every slice."""

from __future__ import annotations

from orderdesk.core.store.dialect import Conn

REQUEST = "SELECT body FROM job_request WHERE job_id = ?"


def request_of(conn: Conn, number: int) -> str:
    """The JSON that a job was asked with; `events.ERASED` once that was erased. KeyError without the job."""
    row = conn.execute(REQUEST, (number,)).fetchone()
    if row is None:
        raise KeyError(number)
    return str(row[0])
