"""PostgreSQL through psycopg: connections, and what only this engine needs."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from orderdesk.core.domain.words import Word
from orderdesk.core.store.dialect import (
    BUSY_CODE,
    BUSY_SECONDS,
    Conn,
    Cursor,
    Driver,
    Engine,
    Row,
    Session,
    numbered,
    quoted,
    scalar,
)
from orderdesk.core.store.problems import StoreProblem

try:
    import psycopg
    from psycopg.types.numeric import IntDumper
except ImportError:
    psycopg = None  # type: ignore[assignment]  # the extra is not installed; connect() says so

_GATE = 7_031_001
"""Number of the advisory lock that all writers of a database take first."""

_JOB_LOCKS = 7_031_002
_BUSY = Word(
    "다른 데스크가 저장소를 오래 쓰고 있습니다. 그 작업이 끝난 뒤 다시 하세요.",
    "Another desk keeps the store busy; try again when its work is done.",
)
_COPY_FROM_ROWS = 20

_CANCEL_SECONDS = 2.0
"""How long the server may take to accept that a statement is not wanted any more."""


class PostgresConn:
    """A raw connection in autocommit mode; transactions are begun and ended in words."""

    engine: Engine = "postgresql"
    read_only = False

    def __init__(self, raw: Driver) -> None:
        self.raw = raw

    def execute(self, sql: str, params: Row = ()) -> Cursor:
        """Run one statement."""
        cursor: Cursor = self.raw.execute(numbered(sql), params)
        return cursor

    def executemany(self, sql: str, rows: Sequence[Row]) -> int:
        """Run one statement per row, in a pipeline."""
        if not rows:
            return 0
        with self.raw.cursor() as cursor:
            cursor.executemany(numbered(sql), rows)
            return int(cursor.rowcount)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Add *rows* to *table*, many of them by COPY."""
        names = quoted(columns)
        if len(rows) < _COPY_FROM_ROWS:
            marks = ", ".join("?" * len(columns))
            self.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
            return
        with self.raw.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def close(self) -> None:
        """End the session."""
        self.raw.close()


class PostgresBackend:
    """One database, and how it is connected to and locked."""

    engine: Engine = "postgresql"
    read_only = False

    def __init__(self, address: str, where: str) -> None:
        self.address = address
        self.where = where

    def exists(self) -> bool:
        """True: nobody makes a database by connecting to it."""
        return True

    def problem(self, error: BaseException) -> StoreProblem | None:
        """What a failure of the server or the way to it means to people, also where SQLAlchemy wraps it."""
        error = getattr(error, "orig", error)
        if isinstance(error, psycopg.errors.LockNotAvailable):
            return StoreProblem(BUSY_CODE, _BUSY, self.where)
        if not isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError)):
            return None
        text = " ".join(str(error).split())
        return StoreProblem(
            "store-failed",
            Word(
                f"데이터베이스가 응답하지 않거나 거절했습니다: {text}. 서버를 확인하고 다시 하세요.",
                f"The database failed or refused: {text}. Check the server and try again.",
            ),
            self.where,
        )

    def connect(self) -> PostgresConn:
        """A new session; StoreProblem when the server can't be reached or the driver is missing."""
        if psycopg is None:
            raise StoreProblem(
                "driver-missing",
                Word(
                    "PostgreSQL 드라이버가 없습니다. orderdesk[postgres]를 설치하세요.",
                    "The PostgreSQL driver is missing; install orderdesk[postgres].",
                ),
                self.where,
            )
        try:
            raw = psycopg.connect(self.address, autocommit=True)
        except psycopg.Error as error:
            raise StoreProblem(
                "store-unreachable",
                Word(
                    f"데이터베이스에 연결할 수 없습니다: {error}. 주소와 서버를 확인하세요.",
                    f"The database can't be reached: {error}. Check the address and the server.",
                ),
                self.where,
            ) from error
        raw.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
        raw.adapters.register_dumper(bool, IntDumper)  # flags are numbers, as in SQLite
        return PostgresConn(raw)

    @contextlib.contextmanager
    def gate(self, conn: Conn, wait: float = BUSY_SECONDS) -> Iterator[None]:
        """Begin the one write transaction; others wait at an advisory lock, first come, first served.

        StoreProblem, by way of `problem`, when the lock is not to be had in *wait* seconds.
        """
        conn.execute("BEGIN")
        if wait != BUSY_SECONDS:
            conn.execute(f"SET LOCAL lock_timeout = {int(wait * 1000)}")
        conn.execute("SELECT pg_advisory_xact_lock(?)", (_GATE,))
        yield

    def begin_read(self, conn: Conn) -> None:
        """Begin a read snapshot."""
        conn.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def interrupt(self, conn: Session) -> None:
        """Ask the server to end the statement that another thread runs on *conn*; it fails there.

        A server that does not take the request goes on, and so does the statement.
        """
        with contextlib.suppress(psycopg.Error):
            conn.raw.cancel_safe(timeout=_CANCEL_SECONDS)

    @contextlib.contextmanager
    def try_lock(self, name: str) -> Iterator[bool]:
        """Hold the lock *name* while a block runs; the value says whether it was free."""
        conn = self.connect()
        try:
            held = bool(scalar(conn, "SELECT pg_try_advisory_lock(?, hashtext(?))", (_JOB_LOCKS, name)))
            try:
                yield held
            finally:
                if held:  # a closed connection gives its locks back too, but only some time later
                    conn.execute("SELECT pg_advisory_unlock(?, hashtext(?))", (_JOB_LOCKS, name))
        finally:
            conn.close()

    def backup_to(self, path: Path) -> None:
        """Nothing: a database server's copies are its keeper's, and its schema changes are atomic."""

    def replace_by(self, path: Path) -> None:
        """Nothing: a file comes into a database by copying its rows."""

    def relax(self, conn: Conn) -> None:
        """Nothing: the server keeps checking."""

    def settle(self, conn: Conn) -> None:
        """Nothing: the search index is made with the others."""

    def optimize(self, conn: Conn) -> None:
        """After a bulk load: statistics for the planner."""
        conn.execute("ANALYZE")
