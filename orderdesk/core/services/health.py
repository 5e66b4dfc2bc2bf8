"""What the doctor asks of the store itself, and of its backups."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from orderdesk.core.services.backing_up import age, backup_folder, backups
from orderdesk.core.services.places import store_file
from orderdesk.core.store.backups import check_backup
from orderdesk.core.store.engine import open_store
from orderdesk.core.store.events import newest_at
from orderdesk.core.store.problems import StoreProblem
from orderdesk.settings import BackupSettings, demo_store_url

_WAIT = 5.0
"""Seconds that the doctor waits for who writes at the moment."""


@dataclass(frozen=True, slots=True)
class StoreHealth:
    """What was seen: where the store is, what is wrong with it (None: nothing), the permission bits of its
    file (None: not known), and when its newest event was (UTC seconds, None: there is none)."""

    where: str
    problem: StoreProblem | None
    mode: int | None
    newest: int | None


def store_health(url: str) -> StoreHealth:
    """Open the store, read its newest event, and begin to write; nothing is changed."""
    file = store_file(url)
    mode = file.stat().st_mode & 0o777 if file and file.exists() else None
    newest = None
    try:
        with open_store(url, create=False) as store:
            with store.reader() as conn:
                newest = newest_at(conn)
            with store.writer(wait=_WAIT):
                return StoreHealth(store.where, None, mode, newest)
    except StoreProblem as problem:
        return StoreHealth(problem.where, problem, mode, newest)


@dataclass(frozen=True, slots=True)
class BackupHealth:
    """What was seen of the daily backups: their folder (None: there are none to be), whether that can be
    written to, how many there are, the days since the newest, and what is wrong with that one."""

    folder: Path | None
    writable: bool
    count: int
    days: int | None
    problem: StoreProblem | None


def backup_health(url: str, settings: BackupSettings, now: int) -> BackupHealth:
    """Look at the backups, and through the newest of them."""
    folder = backup_folder(url, settings)
    if folder is None or not settings.days or url == demo_store_url():
        return BackupHealth(None, True, 0, None, None)
    daily = [each for each in backups(url, settings) if each.day]
    problem = None
    if daily:
        try:
            check_backup(daily[0].path, quick=True)
        except StoreProblem as found:
            problem = found
    return BackupHealth(
        folder, _can_write(folder), len(daily), age(daily[0], now) if daily else None, problem
    )


def _can_write(folder: Path) -> bool:
    """Whether files can be made in *folder*, or the folder itself where it is missing."""
    from tempfile import TemporaryFile  # deferred: only the doctor tries

    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        with TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
