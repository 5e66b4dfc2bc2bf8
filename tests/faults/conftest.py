"""What faults are tried on: the command line, a desk, stores of both engines."""

from __future__ import annotations

from tests.cli.conftest import shell
from tests.services.conftest import desk, short_forms
from tests.store.fixtures import postgres_address, postgres_template, sqlite_template, store, store_url

__all__ = [
    "desk",
    "postgres_address",
    "postgres_template",
    "shell",
    "short_forms",
    "sqlite_template",
    "store",
    "store_url",
]
