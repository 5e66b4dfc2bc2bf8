from __future__ import annotations

from tests.store.fixtures import postgres_address, postgres_template, sqlite_template, store, store_url

__all__ = ["postgres_address", "postgres_template", "sqlite_template", "store", "store_url"]
