"""SQLite: the library, connections, and what only this engine needs.

One SQLite library a process: two on one file drop each other's locks. A current one comes as a wheel where
there is one (older ones have a WAL fault with several writers); elsewhere it is Python's own.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from orderdesk.core.domain.words import Word
from orderdesk.core.store.binding import exact
from orderdesk.core.store.dialect import (
    BUSY_CODE,
    BUSY_SECONDS,
    Conn,
    Cursor,
    Driver,
    Engine,
    Row,
    Session,
    insert_sql,
)
from orderdesk.core.store.gate import gate
from orderdesk.core.store.problems import StoreProblem

try:
    import pysqlite3.dbapi2 as sqlite3
except ImportError:
    import sqlite3

LIBRARY = sqlite3
"""The one SQLite module of this process."""

_OWN = 0o600
"""Mode of the store's files: people's data, for nobody but who runs the desk."""

_READING = "PRAGMA cache_size = -8192"
_WRITING = "PRAGMA cache_size = -16384"
"""KiB of pages that a connection keeps: a job touches the same pages again and again, a list does not, and
several connections read lists. One that has written gives back the room when it reads lists again."""

_SETTINGS: tuple[str, ...] = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA wal_autocheckpoint = 4000",  # 16 MB of log: long work dirties the same pages slice after slice
    _READING,
)

_BESIDE_SECONDS = 2
"""Seconds that telling beside the store waits for others who do."""

_BESIDE_SETTINGS = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL")

_FULL = Word(
    "디스크가 가득 차서 저장하지 못했습니다. 공간을 비우고 다시 하세요.",
    "The disk is full and nothing was written; free some space and try again.",
)
BUSY = Word(
    "다른 프로그램이 저장소를 오래 쓰고 있습니다. 그 프로그램을 닫고 다시 하세요.",
    "Another program keeps the store busy; close it and try again.",
)
READ_ONLY = Word(
    "저장 파일에 쓸 수 없습니다. 파일과 폴더의 권한을 확인하세요.",
    "The store file can't be written to; check the permissions of the file and its folder.",
)
_DAMAGED = Word(
    "저장 파일이 손상되었습니다. 파일을 복사해 두고 백업으로 되돌리세요.",
    "The store file is damaged; keep a copy of it and go back to a backup.",
)
_UNREADABLE = Word(
    "저장 파일을 읽거나 쓸 수 없습니다. 디스크 연결과 권한을 확인하세요.",
    "The store file can't be read or written; check that the disk is connected, and the permissions.",
)
_FAILURES = {
    3: READ_ONLY,
    5: BUSY,
    8: READ_ONLY,
    10: _UNREADABLE,
    11: _DAMAGED,
    13: _FULL,
    14: _UNREADABLE,
    15: BUSY,
    26: _DAMAGED,
}
"""SQLite's primary result codes that are no fault of this program."""

_CODES = {_DAMAGED: "store-damaged", READ_ONLY: "store-read-only", BUSY: BUSY_CODE}
"""What these are called; the others are failures."""


class SqliteConn:
    """A raw connection in autocommit mode; transactions are begun and ended in words."""

    engine: Engine = "sqlite"

    def __init__(self, raw: Driver, read_only: bool = False) -> None:
        self.raw = raw
        self.read_only = read_only
        self.has_room = False
        """Whether it keeps the pages of a writer."""

    def execute(self, sql: str, params: Row = ()) -> Cursor:
        """Run one statement."""
        cursor: Cursor = self.raw.execute(sql, params)
        return cursor

    def executemany(self, sql: str, rows: Sequence[Row]) -> int:
        """Run one statement per row."""
        return int(self.raw.executemany(sql, rows).rowcount) if rows else 0

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Add *rows* to *table*."""
        if rows:
            names, fixed, values = exact(columns, rows)
            self.raw.executemany(insert_sql(table, names, fixed), values)

    def close(self) -> None:
        """Give the connection back to the operating system."""
        self.raw.close()


class SqliteBackend:
    """The file of one store, and how it is connected to, locked and copied."""

    engine: Engine = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.where = str(path)

    @property
    def read_only(self) -> bool:
        """Whether there is a file that may be looked at and not be written to."""
        if not self.path.exists():
            return False
        beside = _may_write(Path(f"{self.where}.gate")) or _may_write(self.path.parent)
        return not (_may_write(self.path) and beside)

    def connect(self) -> SqliteConn:
        """A new connection; StoreProblem when the file can't be opened or is no store."""
        if self.read_only:
            return self._look()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            _make_private(self.path)
            raw = LIBRARY.connect(
                self.where, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
        except (OSError, LIBRARY.Error) as error:
            raise self._unusable(error) from error
        try:
            for setting in _SETTINGS:
                raw.execute(setting)
        except LIBRARY.Error as error:
            raw.close()
            raise self._unusable(error) from error
        return SqliteConn(raw)

    def has_beside(self) -> bool:
        """Whether the file is there."""
        return self._beside.exists()

    def connect_beside(self, table: str) -> SqliteConn:
        """A connection to a file of its own: who has the store open need not read it again for what is told.

        No disk is waited for; what a power cut takes is gone anyway.
        """
        try:
            _make_private(self._beside)
            conn = SqliteConn(
                LIBRARY.connect(
                    str(self._beside), timeout=_BESIDE_SECONDS, isolation_level=None, check_same_thread=False
                )
            )
        except (OSError, LIBRARY.Error) as error:
            raise self._unusable(error) from error
        try:
            for statement in (*_BESIDE_SETTINGS, table.format("")):
                conn.execute(statement)
        except LIBRARY.Error as error:
            conn.close()
            raise self._unusable(error) from error
        return conn

    @property
    def _beside(self) -> Path:
        return Path(f"{self.where}.presence")

    def is_alive(self, conn: Session) -> bool:
        """True: nobody else ends a connection to a file."""
        return True

    def close(self) -> None:
        """Nothing is kept."""

    def _look(self) -> SqliteConn:
        """A connection to a store that may only be read; it leaves nothing beside it.

        Where nobody has the store open the file is taken as it stands, for SQLite can't make its side files.
        """
        sides = [Path(self.where + end) for end in ("-shm", "-wal")]
        alone = not sides[0].exists() and (not sides[1].exists() or not sides[1].stat().st_size)
        try:
            raw = _plain(self.path, read_only=True, alone=alone)
            raw.execute("PRAGMA temp_store = MEMORY")
            raw.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
            raw.execute(_READING)
        except (OSError, LIBRARY.Error) as error:
            raise self._unusable(error) from error
        return SqliteConn(raw, read_only=True)

    def exists(self) -> bool:
        """Whether there is a file with something in it."""
        return self.path.exists() and self.path.stat().st_size > 0

    def is_engines(self, error: BaseException) -> bool:
        """Whether SQLite raised it."""
        return isinstance(error, LIBRARY.Error)

    def problem(self, error: BaseException) -> StoreProblem | None:
        """What a failure of the disk or the file means to people, also where SQLAlchemy wraps it."""
        error = getattr(error, "orig", error)
        if isinstance(error, LIBRARY.Error):
            message = _FAILURES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
            if message:
                return StoreProblem(_CODES.get(message, "store-failed"), message, self.where)
        return None

    def _unusable(self, error: Exception) -> StoreProblem:
        problem = self.problem(error)
        if problem is not None and problem.code in _CODES.values():
            return problem
        return StoreProblem(
            "store-unusable",
            Word(
                f"저장 파일을 열 수 없습니다: {error}. 경로와 권한을 확인하세요.",
                f"The store file can't be opened: {error}. Check the path and its permissions.",
            ),
            self.where,
        )

    @contextlib.contextmanager
    def gate(self, conn: Conn, wait: float = BUSY_SECONDS) -> Iterator[None]:
        """Begin the one write transaction; others wait at the file lock, first come, first served.

        StoreProblem when the lock is not to be had in *wait* seconds.
        """
        self._refuse_read_only()
        with self._passed(wait):
            self._make_room(conn, True)
            conn.execute("BEGIN IMMEDIATE")
            yield

    @contextlib.contextmanager
    def _passed(self, wait: float = BUSY_SECONDS) -> Iterator[None]:
        with contextlib.ExitStack() as held:
            try:
                held.enter_context(gate(f"{self.where}.gate", _OWN, wait))
            except TimeoutError as error:
                raise StoreProblem(BUSY_CODE, BUSY, self.where) from error
            except OSError as error:
                raise self._unusable(error) from error
            yield

    def _refuse_read_only(self) -> None:
        if self.read_only:
            raise StoreProblem("store-read-only", READ_ONLY, self.where)

    def listen(self, heard: Callable[[], None]) -> Callable[[], None]:
        """Nothing: a file tells nobody, so who wants to know looks at it."""
        return lambda: None

    def begin_read(self, conn: Conn) -> None:
        """Begin a read snapshot."""
        self._make_room(conn, False)
        conn.execute("BEGIN")

    def _make_room(self, conn: Conn, writes: bool) -> None:
        if isinstance(conn, SqliteConn) and conn.has_room is not writes:
            conn.raw.execute(_WRITING if writes else _READING)
            conn.has_room = writes

    def interrupt(self, conn: Session) -> None:
        """End the statement that another thread runs on *conn*; it fails there."""
        conn.raw.interrupt()

    @contextlib.contextmanager
    def try_lock(self, name: str) -> Iterator[bool]:
        """Hold the lock *name* while a block runs; the value says whether it was free.

        Its file goes while it is still held: who then locks the file that is gone notices, and looks again.
        """
        from filelock import FileLock  # deferred: the first list is read without a lock

        self._refuse_read_only()
        path = Path(f"{self.where}.{name}")
        lock = FileLock(path, mode=_OWN, blocking=False)
        try:
            lock.acquire()
        except TimeoutError:
            yield False
            return
        except OSError as error:
            raise self._unusable(error) from error
        try:
            yield True
        finally:
            with contextlib.suppress(OSError):  # Windows keeps open files; there the lock removes its own
                path.unlink()
            lock.release()

    def backup_to(self, path: Path) -> None:
        """A consistent copy of the store in *path*, through SQLite itself."""
        _make_private(path)
        with contextlib.closing(self.connect()) as source, contextlib.closing(_plain(path)) as target:
            source.raw.backup(target)

    def replace_by(self, path: Path) -> None:
        """Put the content of the store file at *path* in the place of this one's, in one transaction.

        Who has this store open sees the other content from the next statement on; killed, it changes nothing.
        """
        with (
            contextlib.closing(self.connect()) as target,
            contextlib.closing(_plain(path, True)) as source,
            self._passed(),
        ):
            try:
                source.backup(target.raw)
            except LIBRARY.Error as error:
                raise self.problem(error) or self._unusable(error) from error

    def relax(self, conn: Conn) -> None:
        """Before a bulk load: no checks that the loader makes itself, no merging of search segments; room."""
        conn.execute("PRAGMA cache_size = -65536")
        conn.execute("PRAGMA foreign_keys = OFF")
        conn.execute("INSERT INTO search (search, rank) VALUES ('automerge', 0)")

    def settle(self, conn: Conn) -> None:
        """After a bulk load, before the indexes: one search segment."""
        conn.execute("INSERT INTO search (search, rank) VALUES ('automerge', 4)")
        conn.execute("INSERT INTO search (search) VALUES ('optimize')")

    def optimize(self, conn: Conn) -> None:
        """After a bulk load: statistics for the planner, the log folded into the file."""
        conn.execute("PRAGMA foreign_keys = ON")
        conn.execute("PRAGMA optimize=0x10002")
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _plain(path: Path, read_only: bool = False, alone: bool = True) -> Driver:
    """A connection to a file that is nobody's store; *read_only* it is taken as it stands, whole.

    Not *alone*, others may have it open and write to it.
    """
    how = ("mode=ro&immutable=1" if alone else "mode=ro") if read_only else "mode=rwc"
    return LIBRARY.connect(
        f"file:{quote(str(path.absolute()))}?{how}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )


def open_copy(path: Path) -> SqliteConn:
    """The store file at *path*, which nobody writes to, for reading; nothing is left beside it."""
    return SqliteConn(_plain(path, read_only=True))


def _may_write(path: Path) -> bool:
    """Whether this process may write to *path*, which is there."""
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _make_private(path: Path) -> None:
    """Make the file at *path* for its owner alone, unless it is there; SQLite's side files take its mode."""
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWN))
