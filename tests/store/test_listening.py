"""Hearing at once that somebody wrote, on the engine that tells; on the other nobody is called."""

from __future__ import annotations

import threading
from itertools import count

import pytest

from orderdesk.core.store.engine import Store, open_store
from tests.store.samples import add, order

TRIES = 60
_numbers = count(1)


def heard_of_writing(store: Store, heard: threading.Event) -> bool:
    """Writes until it is heard: the session that listens may just be coming up."""
    for _ in range(TRIES):
        add(store, [order(next(_numbers))])
        if heard.wait(0.5):
            return True
    return False


def fall_silent(heard: threading.Event) -> None:
    """Forgets what is still on its way."""
    heard.clear()
    while heard.wait(0.7):
        heard.clear()


def told_of_nothing(store: Store) -> None:
    if store.engine == "sqlite":
        pytest.skip("a file tells nobody")


def test_what_was_committed_is_heard_and_what_was_not_is_not(store: Store, store_url: str) -> None:
    told_of_nothing(store)
    heard = threading.Event()
    with open_store(store_url) as other:
        other.listen(heard.set)
        assert heard_of_writing(store, heard)
        fall_silent(heard)
        with pytest.raises(LookupError), store.writer():
            raise LookupError
        assert not heard.wait(0.5)
    add(store, [order(next(_numbers))])
    assert not heard.wait(0.5), "who has ended is told nothing"


def test_a_session_that_the_server_ends_is_begun_again(store: Store, store_url: str) -> None:
    told_of_nothing(store)
    heard = threading.Event()
    with open_store(store_url) as other:
        other.listen(heard.set)
        assert heard_of_writing(store, heard)
        with store.connection() as conn:
            conn.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %'")
        fall_silent(heard)
        assert heard_of_writing(store, heard)
