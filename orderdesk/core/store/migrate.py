"""Making and changing the schema with Alembic, atomically; imported only when there is something to do."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.pool import StaticPool

from orderdesk.core.domain.words import Word
from orderdesk.core.store.bulk import LOADING
from orderdesk.core.store.dialect import Backend, Session
from orderdesk.core.store.engine import SCHEMA, revision_of
from orderdesk.core.store.problems import StoreProblem
from orderdesk.core.store.refacet import FACETS_SAY, refacet
from orderdesk.core.store.sqlite import LIBRARY

_MIGRATIONS = Path(__file__).with_name("migrations")


def config() -> Config:
    """Alembic's settings for the migrations that travel in this package."""
    settings = Config()
    settings.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    return settings


def migrate(backend: Backend, conn: Session) -> None:
    """Bring the store of *conn* to `SCHEMA` in one transaction under the gate.

    An existing SQLite store is copied first, beside itself. StoreProblem for a newer or a foreign store.
    """
    settings = config()
    known = _known()
    with _engine(conn).connect() as connection, backend.gate(conn):
        found = revision_of(conn)
        if found is not None and found not in known:
            conn.execute("ROLLBACK")
            raise _foreign(found, backend.where)
        if found == SCHEMA:
            conn.execute("ROLLBACK")
            return
        if found is not None:
            backend.backup_to(Path(f"{backend.where}.{found}.backup"))
        settings.attributes["connection"] = connection
        with connection.begin():
            command.upgrade(settings, SCHEMA)
            if found is not None and found < FACETS_SAY:
                refacet(conn)
            conn.execute("COMMIT")


def _known() -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}


def refuse_foreign(found: str, where: str) -> None:
    """StoreProblem unless *found* is the schema of a store that this program can bring up to date."""
    if found not in _known():
        raise _foreign(found, where)


def _engine(conn: Session) -> sqlalchemy.Engine:
    """A SQLAlchemy engine on the connection that the store has already."""
    if conn.engine == "sqlite":
        return sqlalchemy.create_engine(
            "sqlite://", creator=lambda: conn.raw, poolclass=StaticPool, module=LIBRARY
        )
    return sqlalchemy.create_engine("postgresql+psycopg://", creator=lambda: conn.raw, poolclass=StaticPool)


def _foreign(found: str, where: str) -> StoreProblem:
    if found == LOADING:
        return StoreProblem(
            "store-unfinished",
            Word(
                "저장소를 채우던 작업이 중단되었습니다. 파일을 지우고 다시 만드세요.",
                "Filling this store was interrupted; delete it and make it anew.",
            ),
            where,
        )
    if found:
        return StoreProblem(
            "store-newer",
            Word(
                f"이 저장소는 더 새로운 버전이 만들었습니다(스키마 {found}). orderdesk를 업데이트하세요.",
                f"This store was written by a newer version (schema {found}); update orderdesk.",
            ),
            where,
        )
    return StoreProblem(
        "store-foreign",
        Word(
            "orderdesk 저장소가 아닌 데이터베이스입니다. 다른 경로를 지정하세요.",
            "This database is not an orderdesk store; name another path.",
        ),
        where,
    )
