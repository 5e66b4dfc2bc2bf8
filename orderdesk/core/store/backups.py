"""Backup files: a store's content in a SQLite file that is whole or not there, and the proof of it.

Beside `desk.db` a file `desk.db.sha256` holds the digest that the file had when it was checked, in the form
that `sha256sum -c` reads. It is written last, so a backup without one is a file that nobody has checked.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from pathlib import Path
from typing import NamedTuple

from orderdesk.core.domain.words import Word
from orderdesk.core.store.dialect import scalar
from orderdesk.core.store.engine import SCHEMA, SQLITE_URL, Store, open_store, revision_of
from orderdesk.core.store.events import verify_chain
from orderdesk.core.store.problems import StoreProblem
from orderdesk.core.store.sqlite import LIBRARY, open_copy

PART = ".part"
"""How the name of a backup ends while it is being written."""

_SEAL = ".sha256"
_READ = 1024 * 1024
_SPARE = 100 * 1024**2
"""Bytes that a backup leaves free, for the store goes on writing."""


class Checked(NamedTuple):
    """What a backup was found to hold: its schema, orders, events, and the digest of the file."""

    revision: str
    orders: int
    events: int
    sha256: str


def write_backup(store: Store, path: Path) -> Checked:
    """Write the content of *store*, as it is now, into the file *path*; a file there before is replaced.

    The store can be worked with meanwhile. The file is checked before it gets its name. StoreProblem when
    there is no room for it, it can't be written, or is not sound; then what stood there before still does.
    """
    part = path.with_name(path.name + PART)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        remove_store(part)
        _refuse_crowded(store, path)
        _fill(store, part)
        checked = check_backup(part, quick=True)
        remove_store(seal_of(path))
        os.replace(part, path)
        _write_seal(path, checked.sha256)
    except OSError as error:
        raise _unwritable(path, error.strerror or str(error)) from error
    except LIBRARY.Error as error:
        raise store.backend.problem(error) or _unwritable(path, str(error)) from error
    finally:
        with contextlib.suppress(OSError):
            remove_store(part)
    return checked


def _fill(store: Store, part: Path) -> None:
    if store.engine == "sqlite":
        store.backend.backup_to(part)
        return
    from orderdesk.core.store.copying import copy_store  # deferred: a file's backup has no use for it

    with open_store(f"{SQLITE_URL}{part}") as made:
        copy_store(store, made)


def _refuse_crowded(store: Store, path: Path) -> None:
    """StoreProblem when the backup would take the room that the store itself needs."""
    with store.reader() as conn:
        size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        needed = scalar(
            conn, size if conn.engine == "sqlite" else "SELECT pg_database_size(current_database())"
        )
    free = shutil.disk_usage(path.parent).free
    if free < needed + _SPARE:
        left = f"{free // 1024**2:,} MB"
        raise StoreProblem(
            "backup-room",
            Word(
                f"백업할 공간이 모자랍니다({left} 남음). 디스크를 비우거나 다른 폴더를 쓰세요.",
                f"There is no room for a backup ({left} free); free some, or use another folder.",
            ),
            str(path),
        )


def remove_store(path: Path) -> None:
    """Remove the store file at *path*, if it is there, and what engine and gate have put beside it."""
    for each in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal", ".gate"))):
        each.unlink(missing_ok=True)


def seal_of(path: Path) -> Path:
    """Where the digest of the backup at *path* stands, if it was checked."""
    return path.with_name(path.name + _SEAL)


def _write_seal(path: Path, digest: str) -> None:
    seal = seal_of(path)
    descriptor = os.open(seal, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{digest}  {path.name}\n")
        file.flush()
        os.fsync(file.fileno())
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def check_backup(path: Path, quick: bool = False) -> Checked:
    """Look the backup at *path* through: digest, pages, references, schema, history.

    *quick* leaves out what only a fault of the program could have done. StoreProblem says what is wrong.
    """
    try:
        if not path.is_file():
            raise _missing(path)
        wal = path.with_name(f"{path.name}-wal")
        if wal.exists() and wal.stat().st_size:
            raise _in_use(path)
        digest = _digest(path)
        if (seal := _sealed(path)) is not None and seal != digest:
            raise _torn(path, "sha256")
    except OSError as error:
        raise _torn(path, error.strerror or str(error)) from error
    try:
        with contextlib.closing(open_copy(path)) as conn:
            found = conn.execute(f"PRAGMA {'quick' if quick else 'integrity'}_check(1)").fetchone()
            if found is None or found[0] != "ok":
                raise _torn(path, str(found[0]) if found else "-")
            revision = revision_of(conn)
            if revision != SCHEMA:
                from orderdesk.core.store.migrate import refuse_foreign  # deferred: it brings Alembic

                refuse_foreign(revision or "", str(path))
            elif not quick:
                _check_rows(conn.raw, path)
                if (fault := next(verify_chain(conn), None)) is not None:
                    raise _torn(path, f"{fault.code} {fault.event}")
            orders, events = (scalar(conn, f"SELECT COUNT(*) FROM {name}") for name in ("orders", "event"))
    except LIBRARY.Error as error:
        raise _torn(path, str(error)) from error
    return Checked(revision or "", orders, events, digest)


def _check_rows(raw: object, path: Path) -> None:
    loose = raw.execute("PRAGMA foreign_key_check").fetchone()  # type: ignore[attr-defined]  # no types
    if loose:
        raise _torn(path, f"{loose[0]} → {loose[2]}")


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_READ):
            digest.update(piece)
    return digest.hexdigest()


def _sealed(path: Path) -> str | None:
    """The digest that the file had when it was checked; None when nobody has."""
    try:
        return seal_of(path).read_text(encoding="utf-8").split(" ", 1)[0].strip()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        return ""


def _torn(path: Path, why: str) -> StoreProblem:
    return StoreProblem(
        "backup-torn",
        Word(
            f"백업 파일이 온전하지 않습니다({why}). 아무것도 바꾸지 않았습니다. 다른 백업을 쓰세요.",
            f"The backup is damaged ({why}). Nothing was changed; use another one.",
        ),
        str(path),
    )


def _missing(path: Path) -> StoreProblem:
    return StoreProblem(
        "backup-missing",
        Word(
            "백업 파일이 없습니다. orderdesk backups 로 찾으세요.", "No such backup; see orderdesk backups."
        ),
        str(path),
    )


def _in_use(path: Path) -> StoreProblem:
    return StoreProblem(
        "backup-in-use",
        Word(
            "백업이 아니라 쓰고 있는 저장소입니다. orderdesk --db 로 열고 backup 으로 백업하세요.",
            "This is a store in use and no backup; make one of it with orderdesk --db … backup.",
        ),
        str(path),
    )


def _unwritable(path: Path, why: str) -> StoreProblem:
    return StoreProblem(
        "backup-unwritable",
        Word(
            f"백업을 쓸 수 없습니다({why}). 폴더의 권한과 남은 공간을 확인하세요.",
            f"The backup can't be written ({why}); check the folder's permissions and its free space.",
        ),
        str(path),
    )
