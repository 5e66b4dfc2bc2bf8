"""A reading that nobody waits for any more is stopped, on both engines; the store goes on."""

from __future__ import annotations

import threading

import pytest

from orderdesk.core.store.dialect import scalar
from orderdesk.core.store.engine import Store
from orderdesk.core.store.stopping import Stop, Stopped

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 - 1 FROM n) SELECT COUNT(*) FROM n"


def test_a_statement_that_runs_is_ended(store: Store) -> None:
    stop, ended = Stop(), []

    def read() -> None:
        with pytest.raises(Stopped), store.reader(stop) as conn:
            conn.execute(ENDLESS).fetchall()
        ended.append(True)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    while thread.is_alive():  # asked too early, the statement would run on: it is asked again
        stop.ask()
        thread.join(0.01)
    assert ended
    assert not stop.is_needed
    with store.reader() as conn:
        assert scalar(conn, "SELECT COUNT(*) FROM orders") == 0


def test_what_was_asked_before_or_between_does_not_end_well(store: Store) -> None:
    stop = Stop()
    with store.reader(stop) as conn:
        assert scalar(conn, "SELECT 1") == 1
        assert stop.is_needed
    with pytest.raises(Stopped), store.reader(stop):
        stop.ask()
    with pytest.raises(Stopped), store.reader(stop):
        raise AssertionError("nothing is begun any more")


def test_other_failures_stay_what_they_are(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.reader(Stop()):
        raise ZeroDivisionError
