"""PostgreSQL through psycopg: connections, and what only this engine needs."""

from __future__ import annotations

import contextlib
import logging
import select
import threading
from collections.abc import Callable, Iterator, Sequence
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
from orderdesk.core.store.listening import CHANNEL, Listener
from orderdesk.core.store.problems import StoreProblem

try:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict, make_conninfo
    from psycopg.types.numeric import IntDumper
except ImportError:
    psycopg = None  # type: ignore[assignment]  # the extra is not installed; connect() says so

logging.getLogger("psycopg").addHandler(logging.NullHandler())
"""What the driver warns of comes as an error too; nobody's terminal is the place for it."""

_GATE = 7_031_001
"""Number of the advisory lock that all writers of a database take first."""

_JOB_LOCKS = 7_031_002
_BUSY = Word(
    "다른 데스크가 저장소를 오래 쓰고 있습니다. 그 작업이 끝난 뒤 다시 하세요.",
    "Another desk keeps the store busy; try again when its work is done.",
)
_LOST = Word(
    "데이터베이스와 연결이 끊겼습니다. 하던 일이 저장되었는지 목록이나 작업에서 보고 다시 하세요.",
    "The connection to the database was lost; look in the list or the jobs whether what you did was"
    " stored before you do it again.",
)
_NONE_TAKES_WORK = Word(
    "지금 일을 받는 데이터베이스 서버가 없습니다. 하나가 받으면 저절로 다시 연결됩니다."
    " 오래가면 서버를 확인하세요.",
    "None of the database servers takes work now; the desk connects again as soon as one does. Check the"
    " servers if it lasts.",
)
_COPY_FROM_ROWS = 20

_REACHING = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""How soon a server that answers no more is given up, where the address does not say: a machine that is gone
closes no connection."""

_BROKEN = ("08", "57P", "25006")
"""How SQLSTATEs begin that tell of a connection that ends, or of a server that follows another one now."""

_MOST = 200
"""Characters of what a driver says that people are shown."""

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
        self._mutex = threading.Lock()
        self._lockers: list[PostgresConn] = []
        """Sessions that hold no lock now: beginning one costs more than the job that it is for."""

    def exists(self) -> bool:
        """True: nobody makes a database by connecting to it."""
        return True

    def is_engines(self, error: BaseException) -> bool:
        """Whether the driver raised it."""
        return isinstance(error, psycopg.Error)

    def problem(self, error: BaseException) -> StoreProblem | None:
        """What a failure of the server or the way to it means to people, also where SQLAlchemy wraps it."""
        error = getattr(error, "orig", error)
        if isinstance(error, psycopg.errors.LockNotAvailable):
            return StoreProblem(BUSY_CODE, _BUSY, self.where)
        if not isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError)):
            return None
        state = error.sqlstate or ""
        if not state or state.startswith(_BROKEN):
            return StoreProblem("store-lost", _LOST, self.where)
        text = _brief(error)
        return StoreProblem(
            "store-failed",
            Word(
                f"데이터베이스가 거절했습니다: {text}. 서버를 확인하고 다시 하세요.",
                f"The database refused: {text}. Check the server and try again.",
            ),
            self.where,
        )

    def is_alive(self, conn: Session) -> bool:
        """Whether the server has not ended *conn*, which is idle: then nothing comes from it."""
        if conn.raw.closed:
            return False
        ended, _, _ = select.select([conn.raw.fileno()], [], [], 0)
        return not ended

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
            raw = psycopg.connect(self._reaching(), autocommit=True)
            raw.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
        except psycopg.Error as error:
            raise StoreProblem("store-unreachable", self._unreachable(error), self.where) from error
        raw.adapters.register_dumper(bool, IntDumper)  # flags are numbers, as in SQLite
        return PostgresConn(raw)

    def has_beside(self) -> bool:
        """True: the table is made by who asks first."""
        return True

    def connect_beside(self, table: str) -> PostgresConn:
        """A session with an unlogged table: no log is written or waited for, no replica is told."""
        conn = self.connect()
        try:
            if conn.execute("SELECT to_regclass('presence')").fetchone() == (None,):
                with contextlib.suppress(psycopg.errors.UniqueViolation):  # another desk just made it
                    conn.execute(table.format("UNLOGGED"))
        except BaseException:
            conn.close()
            raise
        return conn

    def _unreachable(self, error: BaseException) -> Word:
        """Why there is no connection; what each of several servers says is no help to who waits for one."""
        if "," in self.where:
            return _NONE_TAKES_WORK
        text = _brief(error)
        return Word(
            f"데이터베이스에 연결할 수 없습니다: {text}. 주소와 서버를 확인하세요.",
            f"The database can't be reached: {text}. Check the address and the server.",
        )

    def _reaching(self) -> str:
        """The address with what it leaves open; of several servers it is the one that takes changes."""
        given = conninfo_to_dict(self.address)
        wanted: dict[str, str | int] = {**_REACHING}
        if "," in f"{given.get('host', '')}{given.get('hostaddr', '')}":
            wanted["target_session_attrs"] = "read-write"
        return make_conninfo(self.address, **{name: wanted[name] for name in wanted if name not in given})

    @contextlib.contextmanager
    def gate(self, conn: Conn, wait: float = BUSY_SECONDS) -> Iterator[None]:
        """Begin the one write transaction; others wait at an advisory lock, first come, first served.

        StoreProblem, by way of `problem`, when the lock is not to be had in *wait* seconds.
        """
        conn.execute("BEGIN")
        if wait != BUSY_SECONDS:
            conn.execute(f"SET LOCAL lock_timeout = {int(wait * 1000)}")
        conn.execute("SELECT pg_advisory_xact_lock(?), pg_notify(?, '')", (_GATE, CHANNEL))
        yield

    def listen(self, heard: Callable[[], None]) -> Callable[[], None]:
        """Call *heard* in a thread soon after a transaction that writes was committed; what ends it."""
        listener = Listener(self.connect, heard, psycopg.Error)
        listener.start()
        return listener.end

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
        """Hold the lock *name* while a block runs; the value says whether it was free.

        A connection that ends meanwhile gives the lock back by itself.
        """
        conn = self._locker()
        try:
            held = bool(scalar(conn, "SELECT pg_try_advisory_lock(?, hashtext(?))", (_JOB_LOCKS, name)))
        except psycopg.Error as error:
            conn.close()
            if problem := self.problem(error):
                raise problem from error
            raise
        try:
            yield held
        finally:
            try:
                if held:
                    conn.execute("SELECT pg_advisory_unlock(?, hashtext(?))", (_JOB_LOCKS, name))
            except psycopg.Error:
                conn.close()
            else:
                with self._mutex:
                    self._lockers.append(conn)

    def _locker(self) -> PostgresConn:
        """A session of nobody else's: locks of one session do not keep it out itself."""
        while True:
            with self._mutex:
                conn = self._lockers.pop() if self._lockers else None
            if conn is None:
                return self.connect()
            if self.is_alive(conn):
                return conn
            conn.close()

    def close(self) -> None:
        """End the sessions that locks were held in."""
        with self._mutex:
            lockers, self._lockers = self._lockers, []
        for conn in lockers:
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


def _brief(error: BaseException) -> str:
    """What a driver says, in one short line."""
    text = " ".join(str(error).split())
    return text if len(text) <= _MOST else f"{text[:_MOST]}…"
