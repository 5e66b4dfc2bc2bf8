from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from orderdesk.core.store.engine import Store, open_store
from orderdesk.core.store.events import events_of, verify_chain
from orderdesk.core.store.job_locks import abandoned_jobs
from orderdesk.core.store.jobs import JobRow, create_job, job, job_rows, run_slices
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.verify import findings
from tests.store.samples import ME, NOW, add, change, order, save, ship
from tests.store.worker import apply_slice

ROOT = Path(__file__).resolve().parents[2]
ORDERS = 450


def start(store: Store, *arguments: object) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "tests.store.worker", store.url, *map(str, arguments)]
    return subprocess.Popen(words, cwd=ROOT, env=dict(os.environ))


def test_no_update_of_two_processes_is_lost(store: Store) -> None:
    with store.unit(ME, NOW) as unit:
        unit.add_bank_account("국민은행", "1", "0")
    processes = [start(store, "count", 40) for _ in range(2)]
    for _ in range(40):
        with store.unit(ME, NOW) as unit:
            ((held,),) = unit.conn.execute("SELECT holder FROM bank_account").fetchall()
            unit.conn.execute("UPDATE bank_account SET holder = ?", (str(int(held) + 1),))
    assert [process.wait(30) for process in processes] == [0, 0]
    with store.reader() as conn:
        assert conn.execute("SELECT holder FROM bank_account").fetchone() == ("120",)


def test_the_loser_waits_for_the_winner_and_then_sees_its_work(store: Store) -> None:
    add(store, [order(1)])
    seen: list[int] = []
    entering = threading.Event()

    def lose() -> None:
        entering.set()
        with store.unit(ME, NOW) as unit:
            seen.append(unit.orders([1])[0].version)

    with store.unit(ME, NOW) as unit:
        loser = threading.Thread(target=lose)
        loser.start()
        entering.wait()
        loser.join(0.05)
        assert loser.is_alive()
        assert seen == []
        (made,) = unit.orders([1])
        save(unit, [(made, ship(made))])
    loser.join(30)
    assert seen == [2]


def test_a_rolled_back_unit_frees_the_gate(store: Store) -> None:
    with pytest.raises(RuntimeError), store.unit(ME, NOW):
        raise RuntimeError
    with store.unit(ME, NOW) as unit:
        assert unit.insert([order(1)])


@pytest.mark.parametrize("point", ["plan", "written", "commit"])
def test_a_plan_is_stored_whole_or_not_at_all(store: Store, point: str) -> None:
    add(store, [order(n) for n in range(5)])
    assert start(store, "plan", 5, point).wait(30) == -signal.SIGKILL
    assert abandoned_jobs(store) == []
    assert start(store, "plan", 5).wait(30) == 0
    assert abandoned_jobs(store) == [1]
    with store.reader() as conn:
        assert [row.verdict for row in job_rows(conn, 1)] == ["planned"] * 5


@pytest.mark.parametrize(
    ("point", "times"), [("slice", 1), ("slice", 2), ("written", 2), ("commit", 2), ("between", 1)]
)
def test_a_killed_job_is_carried_on_exactly(store: Store, point: str, times: int) -> None:
    add(store, [order(n) for n in range(ORDERS)])
    with store.unit(ME, NOW) as unit:
        number = create_job(
            unit, "ship", "{}", [JobRow(n, 1, "apply", None, 1) for n in range(1, ORDERS + 1)]
        )
    assert start(store, "ship", number, point, times).wait(30) == -signal.SIGKILL
    with open_store(store.url) as again:
        assert abandoned_jobs(again) == [number]
        with again.reader() as conn:
            assert list(findings(conn)) == []
            before = [o.version for o in load_orders(conn, range(1, ORDERS + 1))]
            assert 0 < before.count(1) <= ORDERS
            assert (before.count(2) > 0) is (times == 2 or point == "between")
        assert run_slices(again, number, ME, lambda: NOW, apply_slice(number)) == "done"
        assert abandoned_jobs(again) == []
        with again.reader() as conn:
            assert {o.version for o in load_orders(conn, range(1, ORDERS + 1))} == {2}
            assert {row.verdict for row in job_rows(conn, number)} == {"apply"}
            assert job(conn, number).applied == ORDERS
            assert conn.execute("SELECT COUNT(*) FROM event WHERE job = ?", (number,)).fetchone() == (ORDERS,)
            assert list(findings(conn)) == []


def test_history_survives_a_kill_between_two_writes(store: Store) -> None:
    (made,) = add(store, [order(1)])
    with store.unit(ME, NOW) as unit:
        create_job(unit, "ship", "{}", [JobRow(1, 1, "apply", None, 1)])
    assert start(store, "ship", 1, "commit").wait(30) == -signal.SIGKILL
    change(store, [(made, ship(made))])
    with store.reader() as conn:
        assert list(verify_chain(conn)) == []
        assert [event.verb for event in events_of(conn, 1)] == ["create", "change"]
