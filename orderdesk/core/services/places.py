"""What the doctor asks of the store: which SQLite library, and where the store's file lives."""

from __future__ import annotations

from pathlib import Path

from orderdesk.core.store.engine import SQLITE_URL
from orderdesk.core.store.sqlite import LIBRARY


def sqlite_version() -> str:
    """The version of the one SQLite library of this process."""
    return str(LIBRARY.sqlite_version)


def store_folder(url: str) -> Path | None:
    """The folder of a SQLite store; None for a server's."""
    return Path(url.removeprefix(SQLITE_URL)).parent if url.startswith(SQLITE_URL) else None
