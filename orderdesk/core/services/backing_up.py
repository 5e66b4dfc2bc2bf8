"""Backups: one a day by itself, how many are kept, which there are, and going back to one.

The backup of a day is named after store and day, in Seoul. Which are kept is decided by those names alone,
never by today's date, so that a clock that jumps takes none away.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain, count
from pathlib import Path

from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.words import Word
from orderdesk.core.services.places import store_file
from orderdesk.core.services.rehearsing import is_rehearsal
from orderdesk.core.store.backups import PART, Checked, check_backup, remove_store, seal_of, write_backup
from orderdesk.core.store.engine import Store, open_store, store_backend
from orderdesk.core.store.job_locks import abandoned_jobs, unfinished_jobs
from orderdesk.core.store.operators import require_in
from orderdesk.core.store.problems import StoreProblem, running_elsewhere
from orderdesk.settings import BackupSettings, demo_store_url

_LOCK = "backup"

_BEFORE = "-before-"
"""Stands between a store's name and the time in the name of the backup that a restore makes."""

AGAIN_AFTER = 3600
"""Seconds after a failure until the day's backup is tried again."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup file: its size in bytes, when it was made (UTC seconds), whether it was found whole then, and
    the day that it is the backup of, if it made itself."""

    path: Path
    size: int
    at: int
    checked: bool
    day: date | None


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore brought, and where what was there before stands now (None: nothing was)."""

    checked: Checked
    before: Path | None


def backup_folder(url: str, settings: BackupSettings) -> Path | None:
    """Where backups of the store at *url* are kept; None for a server's when no folder is set."""
    if settings.folder:
        return Path(settings.folder).expanduser()
    file = store_file(url)
    return file.parent / "backups" if file else None


def _stem(url: str) -> str:
    file = store_file(url)
    return file.stem if file else "orderdesk"


def backups(url: str, settings: BackupSettings) -> list[Backup]:
    """The backups of the store at *url*, newest first: its daily ones, and those made before a change."""
    folder, stem = backup_folder(url, settings), _stem(url)
    found = [each for each in folder.glob("*.db") if each.name.startswith(stem)] if folder else []
    if (file := store_file(url)) is not None:
        found += file.parent.glob(f"{file.name}.*.backup")
    return sorted(map(_backup, found), key=lambda each: (each.at, each.path.name), reverse=True)


def _backup(path: Path) -> Backup:
    facts = path.stat()
    return Backup(path, facts.st_size, int(facts.st_mtime), seal_of(path).exists(), _day_of(path))


def _day_of(path: Path) -> date | None:
    try:
        return date.fromisoformat(path.stem[-10:])
    except ValueError:
        return None


def superfluous(kept: Sequence[Backup], settings: BackupSettings) -> list[Backup]:
    """Of the daily backups *kept*, those beyond the newest days and one of each of the newest weeks."""
    daily = sorted((each for each in kept if each.day), key=lambda each: each.day or date.min, reverse=True)
    weeks: dict[tuple[int, int], Backup] = {}
    for each in daily:
        weeks.setdefault((each.day or date.min).isocalendar()[:2], each)
    stay = {each.path for each in (*daily[: settings.days], *list(weeks.values())[: settings.weeks])}
    return [each for each in daily if each.path not in stay]


def back_up_today(store: Store, settings: BackupSettings, now: int) -> Path | None:
    """Make the backup of this day in Seoul, unless it is there, and remove those beyond what is kept.

    None when there was nothing to do: it is there, another process makes it, the store is a demo or a
    rehearsal, a server's without a folder or can only be looked at, or the settings want none. StoreProblem
    when it can't be made.
    """
    folder = backup_folder(store.url, settings)
    if folder is None or not settings.days or store.url == demo_store_url() or store.read_only:
        return None
    if is_rehearsal(store):
        return None
    path = folder / f"{_stem(store.url)}-{datetime.fromtimestamp(now, SEOUL):%Y-%m-%d}.db"
    if path.exists():
        return None
    with store.backend.try_lock(_LOCK) as free:
        if not free or path.exists():
            return None
        write_backup(store, path)
        for each in superfluous(backups(store.url, settings), settings):
            each.path.unlink(missing_ok=True)
            seal_of(each.path).unlink(missing_ok=True)
    return path


class DailyBackup:
    """The day's backup of an open desk: asked every minute, tried once an hour after a failure."""

    def __init__(self, store: Store, settings: BackupSettings, clock: Callable[[], int]) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._failed_at: int | None = None

    def __call__(self) -> Word | None:
        """Make it if it is due; what to tell the operator when that failed."""
        now = self._clock()
        if self._failed_at is not None and abs(now - self._failed_at) < AGAIN_AFTER:
            return None
        try:
            back_up_today(self._store, self._settings, now)
        except StoreProblem as problem:
            self._failed_at = now
            ko, en = problem.message
            return Word(f"오늘 백업을 못 했습니다: {ko}", f"Today's backup failed: {en}")
        self._failed_at = None
        return None


def named(url: str, settings: BackupSettings, name: str) -> Path:
    """The backup that *name* means: a file, or the name of one in the list."""
    path = Path(name).expanduser()
    if path.exists() or len(path.parts) > 1:
        return path
    found = [each.path for each in backups(url, settings) if name in (each.path.name, each.path.stem)]
    return found[0] if found else path


def restore(url: str, path: Path, settings: BackupSettings, actor: Actor, now: int) -> Restored:
    """Put the backup at *path* in the place of the store at *url*; what was there is kept as a backup.

    StoreProblem, with nothing changed, when *actor* may not do it in the store that is replaced, the backup
    is not sound, a job runs, or the store is a server's.
    """
    file = store_file(url)
    if file is None:
        raise _use_copy(url, path)
    checked = check_backup(path)
    before = _put_aside(url, file, settings, actor, now) if file.exists() and file.stat().st_size else None
    store_backend(url).replace_by(path)
    open_store(url).close()  # an older schema is brought up to date at once
    if before is not None:
        _remove_halves(before.parent, file.stem + _BEFORE)
    return Restored(checked, before)


def _put_aside(url: str, file: Path, settings: BackupSettings, actor: Actor, now: int) -> Path:
    """Keep the present content of *file* as a backup; a file that can't be read is moved as it is."""
    stamp = f"{datetime.fromtimestamp(now, SEOUL):%Y%m%d-%H%M%S}"
    folder = backup_folder(url, settings) or file.parent
    kept = _unused(folder / f"{file.stem}{_BEFORE}{stamp}.db")
    try:
        with open_store(url, create=False) as store:
            with store.reader() as conn:
                require_in(conn, actor, Act.RESTORE.value)
            running = sorted(set(unfinished_jobs(store)) - set(abandoned_jobs(store)))
            if running:
                raise running_elsewhere(running[0], store.where)
            write_backup(store, kept)
    except StoreProblem as problem:
        if problem.code not in UNREADABLE:
            raise
        kept = _unused(file.with_name(f"{file.name}.damaged-{stamp}"))
        for end in ("-wal", "-shm"):
            if (side := file.with_name(file.name + end)).exists():
                os.replace(side, kept.with_name(kept.name + end))
        os.replace(file, kept)
    return kept


def _remove_halves(folder: Path, start: str) -> None:
    """Remove what killed restores left of their backups, whose names begin with *start* and the time."""
    for half in folder.glob(f"*{PART}"):
        if half.name.startswith(start):
            remove_store(half)


def _unused(path: Path) -> Path:
    """*path*, or the first of that name with a number where nothing is yet."""
    numbered = (path.with_stem(f"{path.stem}-{n}") for n in count(2))
    return next(each for each in chain([path], numbered) if not each.exists())


UNREADABLE = frozenset({"store-damaged", "backup-torn"})
"""Problems of a store that a backup is there to end; what such a store says of roles counts no more."""


def age(backup: Backup, now: int) -> int:
    """How old a backup is in whole days; below 0 when the clock stands before it."""
    return (datetime.fromtimestamp(now, UTC) - datetime.fromtimestamp(backup.at, UTC)).days


def _use_copy(url: str, path: Path) -> StoreProblem:
    return StoreProblem(
        "restore-server",
        Word(
            "데이터베이스 서버로는 copy 를 쓰세요: orderdesk --db sqlite:///백업파일 copy --to 주소",
            "Into a database server use copy: orderdesk --db sqlite:///BACKUP copy --to URL",
        ),
        str(path),
    )
