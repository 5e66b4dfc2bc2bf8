"""What the doctor asks of the store: which SQLite library, and where the store's file lives."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

from orderdesk.core.store.engine import SQLITE_URL
from orderdesk.core.store.sqlite import LIBRARY


def sqlite_version() -> str:
    """The version of the one SQLite library of this process."""
    return str(LIBRARY.sqlite_version)


def store_file(url: str) -> Path | None:
    """The file of a SQLite store; None for a server's."""
    return Path(unquote(url.removeprefix(SQLITE_URL))).absolute() if url.startswith(SQLITE_URL) else None


def store_folder(url: str) -> Path | None:
    """The folder of a SQLite store; None for a server's."""
    file = store_file(url)
    return file.parent if file else None
