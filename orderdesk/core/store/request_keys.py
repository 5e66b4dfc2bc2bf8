"""What callers named their requests: the same name twice is one request."""

from __future__ import annotations

from orderdesk.core.store.dialect import Conn

JOB_OF = "SELECT job FROM request_key WHERE name = ?"


class AskedBefore(Exception):
    """A request of this name was taken already; `job` is what came of it."""

    def __init__(self, job: int) -> None:
        super().__init__(f"job {job}")
        self.job = job


def job_of(conn: Conn, name: str) -> int | None:
    """The job that came of the request named *name*, None when there was none."""
    row = conn.execute(JOB_OF, (name,)).fetchone()
    return None if row is None else int(row[0])


def keep(conn: Conn, name: str, at: int, job: int) -> None:
    """Note that *job* comes of the request named *name*; AskedBefore when one does already.

    Called with the write gate held, so that nobody else can take the name in between.
    """
    known = job_of(conn, name)
    if known is not None:
        raise AskedBefore(known)
    conn.insert("request_key", ("name", "at", "job"), [(name, at, job)])
