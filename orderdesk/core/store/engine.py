"""Opening a store: `open_store(url)`, and the `Store` that everything else goes through.

A store whose schema is current opens with plain SQL; SQLAlchemy and Alembic are imported only to make or
change the schema.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.words import Word
from orderdesk.core.store.at_gate import AtGate
from orderdesk.core.store.dialect import BUSY_CODE, BUSY_SECONDS, Backend, Conn, Engine, Session
from orderdesk.core.store.presence import Presence
from orderdesk.core.store.problems import StoreProblem
from orderdesk.core.store.sqlite import SqliteBackend

if TYPE_CHECKING:
    from orderdesk.core.store.stopping import Stop
    from orderdesk.core.store.unit import UnitOfWork

SCHEMA = "0018"
"""The schema revision that this program reads and writes."""

SQLITE_URL = "sqlite:///"
_POSTGRES = "postgresql+psycopg://"

MISSING = "store-missing"
"""The code of the problem that there is no store at an address."""

LOST = "store-lost"
"""The code of the problem that the connection ended in mid-work; the next call makes a new one."""

AWAY = frozenset({LOST, "store-unreachable"})
"""The codes of a store that can't be reached now and may come back by itself."""


def open_store(url: str, create: bool = True) -> Store:
    """The store at *url* (`sqlite:///PATH` or `postgresql+psycopg://…`), upgraded when needed.

    Where there is none it is made, but not without *create*. StoreProblem when the address is not understood,
    can't be reached, is no store, holds none, or was written by a newer version of this program.
    """
    backend = store_backend(url)
    if not (create or backend.exists()):
        raise _missing(backend.where)
    conn = backend.connect()
    try:
        found = revision_of(conn)
        if found is None and not create:
            raise _missing(backend.where)
        if found != SCHEMA:
            from orderdesk.core.store.migrate import migrate

            migrate(backend, conn)
    except BaseException as error:
        conn.close()
        if problem := backend.problem(error):
            raise problem from error
        raise
    return Store(url, backend, conn)


def _missing(where: str) -> StoreProblem:
    return StoreProblem(
        MISSING,
        Word(
            "여기에는 저장소가 없습니다. 경로를 확인하거나 import 또는 demo로 먼저 만드세요.",
            "There is no store here; check the path, or make one first with import or demo.",
        ),
        where,
    )


def public_address(url: str) -> str:
    """*url* as it may be shown: without user, password and options, which may hold a password too."""
    if url.startswith(SQLITE_URL):
        return url
    scheme, mark, rest = url.partition("://")
    head, _, options = (rest if mark else url).partition("?")
    if "/" not in head and "@" in options:
        head = "…"  # a bare ? in a password: where it ends can't be told
    return f"{scheme if mark else ''}{mark}{head.rpartition('@')[2]}"


def store_backend(url: str) -> Backend:
    """Where the store at *url* is, whether there is one or not. StoreProblem for an address of no kind."""
    if url.startswith(SQLITE_URL) and len(url) > len(SQLITE_URL):
        return SqliteBackend(Path(unquote(url.removeprefix(SQLITE_URL))).absolute())
    if url.startswith(_POSTGRES):
        parts = urlsplit(url)
        from orderdesk.core.store.postgres import PostgresBackend

        return PostgresBackend(
            "postgresql" + url[len("postgresql+psycopg") :], f"{parts.netloc.rpartition('@')[2]}{parts.path}"
        )
    raise StoreProblem(
        "store-address",
        Word(
            "저장소 주소를 이해할 수 없습니다. sqlite:///경로 또는 postgresql+psycopg://… 로 적으세요.",
            "The store address is not understood; write sqlite:///PATH or postgresql+psycopg://…",
        ),
        public_address(url),
    )


def revision_of(conn: Conn) -> str | None:
    """The schema revision of the store behind *conn*; None when it holds nothing yet."""
    tables = (
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        if conn.engine == "sqlite"
        else "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    )
    names = {row[0] for row in conn.execute(tables).fetchall()}
    if not names:
        return None
    if "alembic_version" not in names:
        return ""
    row = conn.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""


class Store:
    """An open store; safe to use from several threads, each call on a connection of its own.

    `checkpoint` is called with a name at the points where a crash would be most interesting; tests set it.
    `place` is from where it is used, for the access records.
    """

    def __init__(self, url: str, backend: Backend, first: Session) -> None:
        self.url = url
        self.backend = backend
        self.engine: Engine = backend.engine
        self.where: str = backend.where
        self.checkpoint: Callable[[str], None] = lambda name: None
        self.place = ""
        self.presence = Presence(backend)
        self._end_listening: Callable[[], None] = lambda: None
        self._idle: list[Session] = [first]
        if first.read_only:
            self._idle.remove(first)
            first.close()
        self.patience: float = BUSY_SECONDS
        """Seconds that writers wait for others at most."""
        self.at_gate = AtGate()
        self._mutex = threading.Lock()
        self._closed = False

    @property
    def read_only(self) -> bool:
        """Whether the store may be looked at and not be written to, as things stand."""
        return self.backend.read_only

    @contextlib.contextmanager
    def connection(self) -> Iterator[Session]:
        """A connection outside of any transaction, for the time of a block.

        What fails in the engine meanwhile, such as a full disk or a lost server, becomes a StoreProblem.
        """
        conn = self._idle_one() or self.backend.connect()
        try:
            yield conn
        except BaseException as error:
            conn.close()
            if problem := self.backend.problem(error):
                if problem.code == LOST:
                    self._drop_idle()
                raise problem from error
            raise
        with self._mutex:
            if not (self._closed or conn.read_only):
                self._idle.append(conn)
                return
        conn.close()

    def _idle_one(self) -> Session | None:
        """A connection that waits for work, and that the server has not ended meanwhile."""
        while True:
            with self._mutex:
                if not self._idle:
                    return None
                conn = self._idle.pop()
            if self.backend.is_alive(conn):
                return conn
            conn.close()

    def _drop_idle(self) -> None:
        with self._mutex:
            idle, self._idle = self._idle, []
        for conn in idle:
            conn.close()

    @contextlib.contextmanager
    def reader(self, stop: Stop | None = None) -> Iterator[Conn]:
        """A snapshot to read from: all statements of the block see the store as it is now.

        Stopped, once *stop* was asked.
        """
        with self.connection() as conn:
            interrupt = partial(self.backend.interrupt, conn)
            with stop.over(interrupt) if stop else contextlib.nullcontext():
                self.backend.begin_read(conn)
                yield conn
                conn.execute("COMMIT")

    @contextlib.contextmanager
    def writer(self, wait: float | None = None) -> Iterator[Conn]:
        """The write transaction: waits at the gate, commits at the end, rolls back on any exception.

        StoreProblem when others keep it longer than *wait* seconds (by default the store's `patience`); it
        names the job that does.
        """
        self.at_gate.comes()
        try:
            with self.connection() as conn, self.backend.gate(conn, self.patience if wait is None else wait):
                self.at_gate.goes()
                try:
                    yield conn
                    self.checkpoint("commit")
                    conn.execute("COMMIT")
                except BaseException:
                    conn.close()
                    raise
        except StoreProblem as problem:
            if problem.code != BUSY_CODE:
                raise
            from orderdesk.core.store.waiting import in_the_way  # deferred: seldom, and it knows the store

            raise in_the_way(self) or problem from problem.__cause__
        finally:
            self.at_gate.goes()

    @contextlib.contextmanager
    def unit(self, actor: Actor, now: int, wait: float = BUSY_SECONDS) -> Iterator[UnitOfWork]:
        """A unit of work of *actor* at *now* (UTC seconds): all of it is written, or nothing.

        What the role of *actor* does not allow in it goes into the access records. For *wait* see `writer`.
        """
        from orderdesk.core.store.denials import recorded
        from orderdesk.core.store.unit import UnitOfWork

        with recorded(self, actor, now), self.writer(wait) as conn:
            unit = UnitOfWork(self, conn, actor, now)
            yield unit
            unit.seal()

    def listen(self, heard: Callable[[], None]) -> None:
        """Call *heard*, in another thread, soon after somebody wrote, where the engine tells (PostgreSQL)."""
        self._end_listening = self.backend.listen(heard)

    def close(self) -> None:
        """Close every idle connection; the store can't be used afterwards."""
        self._end_listening()
        self.presence.close()
        with self._mutex:
            self._closed = True
        self._drop_idle()
        self.backend.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
