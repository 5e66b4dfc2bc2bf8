"""A database server that goes away: told once, in words, and what comes back is used again by itself."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("psycopg")
from psycopg.conninfo import conninfo_to_dict

from orderdesk.core.store.engine import open_store, store_backend
from orderdesk.core.store.postgres import PostgresBackend
from orderdesk.core.store.problems import StoreProblem


def test_a_lost_server_is_told_and_the_next_call_connects_again(
    postgres_template: str,
) -> None:
    with open_store(postgres_template.format("template_store")) as store:
        with pytest.raises(StoreProblem) as caught, store.reader() as conn:
            conn.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        assert caught.value.code == "store-lost" and "작업" in caught.value.message.ko
        with store.reader() as conn:
            assert conn.execute("SELECT COUNT(*) FROM orders").fetchone() == (0,)


def test_connections_that_the_server_ended_while_idle_are_not_noticed(postgres_template: str) -> None:
    with open_store(postgres_template.format("template_store")) as store:
        with store.connection() as one, store.connection() as other, store.backend.try_lock("a"):
            mine = [one.execute("SELECT pg_backend_pid()").fetchone(), other.execute("SELECT 1").fetchone()]
        assert None not in mine
        with psycopg_of(postgres_template) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = 'template_store' AND pid <> pg_backend_pid()"
            )
        for _ in range(3):
            with store.reader() as conn, store.backend.try_lock("a") as free:
                assert free and conn.execute("SELECT COUNT(*) FROM orders").fetchone() == (0,)


def test_a_lock_whose_connection_ends_is_given_back_without_a_word(postgres_template: str) -> None:
    with open_store(postgres_template.format("template_store")) as store:
        with store.backend.try_lock("a") as free, psycopg_of(postgres_template) as admin:
            assert free
            admin.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory'"
                " AND database = (SELECT oid FROM pg_database WHERE datname = 'template_store')"
            )
        with store.backend.try_lock("a") as free:
            assert free


def psycopg_of(template: str) -> Any:  # noqa: ANN401  # a connection
    import psycopg

    return psycopg.connect(template.format("postgres").replace("+psycopg", ""), autocommit=True)


def test_of_several_servers_the_one_that_takes_changes_is_wanted() -> None:
    backend = PostgresBackend("postgresql://desk@a:5432,b:5433/shop?connect_timeout=2", "a,b")
    told = conninfo_to_dict(backend._reaching())
    assert told["host"] == "a,b" and told["target_session_attrs"] == "read-write"
    assert told["connect_timeout"] == "2" and told["tcp_user_timeout"] == "10000"
    alone = PostgresBackend("postgresql://desk@a/shop", "a")._reaching()
    assert "target_session_attrs" not in conninfo_to_dict(alone)
    told_where = store_backend("postgresql+psycopg://desk:secret@a:5432,b:5433/shop").where
    assert told_where == "a:5432,b:5433/shop"
