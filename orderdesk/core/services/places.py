"""What is asked of the store's place: which SQLite library, where its file lives, and whose it is."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote

from orderdesk.core.store.engine import SQLITE_URL, Store
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


def is_ours(store: Store) -> bool:
    """Whether this user could do anything to *store* without this program: owns its file, has its URL."""
    owner = os.stat(store.where).st_uid if store.engine == "sqlite" else None
    return owner is None or not hasattr(os, "getuid") or owner == os.getuid()
