"""A whole store goes over to another engine and back, and stays what it was."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from orderdesk.core.domain.requests import make_request
from orderdesk.core.services import browsing
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.demo.fill import fill_demo
from orderdesk.core.services.planning import make_plan
from orderdesk.core.services.undoing import apply_undo, plan_undo
from orderdesk.core.services.verifying import verify
from orderdesk.core.store import copying
from orderdesk.core.store.copying import Copied, copy_store, slices, whole_tables
from orderdesk.core.store.dialect import Conn, scalar
from orderdesk.core.store.engine import Store, open_store, revision_of
from orderdesk.core.store.events import events_of
from orderdesk.core.store.problems import StoreProblem
from tests.services.desk import Desk
from tests.store.samples import ME, NOW, add, order
from tests.store.test_gate import start

ORDERS = 80


@pytest.fixture(scope="module")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo shop with a job that was applied, one that was taken back, and memos."""
    path = tmp_path_factory.mktemp("copy") / "demo.db"
    with open_store(f"sqlite:///{path}") as made:
        desk = Desk(made)
        fill_demo(made, ORDERS, 3, NOW)
        with made.reader() as conn:
            ids = browsing.ids(conn, browsing.make_view(browsing.find_tab(conn, "상품준비")))
            plan = make_plan(conn, ids[:3], make_request("ready"), ME, NOW, shop_of(conn))
        job = apply_plan(made, plan, ME, desk.clock)
        with made.reader() as conn:
            back = plan_undo(conn, job)
        apply_undo(made, job, back, ME, desk.clock)
        desk.do("memo", desk.whole()[0].number, text="뽁뽁이 🎁 'quoted' \\ %s ?")
    return path


@pytest.fixture
def demo(demo_file: Path, tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "demo.db"
    shutil.copy(demo_file, path)
    with open_store(f"sqlite:///{path}") as opened:
        yield opened


def content(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with store.reader() as conn:
        return {
            each.name: [tuple(row) for rows in slices(conn, each) for row in rows] for each in whole_tables()
        }


def test_there_and_back_every_row_is_the_same(
    demo: Store, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "SLICE", 7)
    before, file = content(demo), hashlib.sha256(Path(demo.where).read_bytes()).digest()
    told: list[tuple[int, int]] = []
    there = copy_store(demo, store, lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (2 * sum(each.rows for each in there),) * 2
    assert content(store) == before
    assert sum(map(len, before.values())) > 1000 and len(before["orders"]) == ORDERS
    assert verify(store).findings == () and verify(store).orders == ORDERS

    with open_store(f"sqlite:///{tmp_path / 'back.db'}") as again:
        back = copy_store(store, again)
        assert back == there
        assert content(again) == before
        assert verify(again).findings == ()
    assert content(demo) == before
    assert hashlib.sha256(Path(demo.where).read_bytes()).digest() == file


def test_every_table_of_the_store_goes_along(store: Store) -> None:
    sql = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
        "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
    }[store.engine]
    with store.reader() as conn:
        there = {row[0] for row in conn.execute(sql) if not row[0].startswith(("search", "sqlite_"))}
    assert {each.name for each in whole_tables()} == there - {"alembic_version"}


def test_what_came_over_is_found_listed_and_worked_with(demo: Store, store: Store) -> None:
    copy_store(demo, store)
    desk, old = Desk(store), Desk(demo)
    assert desk.listed() == old.listed()
    name = old.whole()[0].buyer_name
    with store.reader() as new, demo.reader() as conn:
        view = browsing.make_view(search=name)
        assert browsing.ids(new, view) == browsing.ids(conn, view) != []
    first = desk.whole()[0]
    desk.do("memo", first.number, text="여기서")
    add(store, [order(n) for n in range(9000, 9003)])
    assert desk.sound()


def test_a_store_in_which_somebody_worked_is_not_copied_over(demo: Store, store: Store) -> None:
    add(store, [order(1)])
    before = content(store)
    with pytest.raises(StoreProblem) as caught:
        copy_store(demo, store)
    assert caught.value.code == "store-filled" and "orders" in caught.value.message.ko
    assert caught.value.where == store.where
    assert content(store) == before


def test_what_a_new_store_begins_with_is_replaced(demo: Store, store: Store) -> None:
    Desk(store)
    with store.unit(ME, NOW) as unit:
        unit.put_tabs([("내 탭", "{}")])
    copy_store(demo, store)
    assert content(store)["tab"] == content(demo)["tab"]


@pytest.mark.parametrize("table", ["orders", "event_private", "preference"])
def test_a_row_that_changed_on_the_way_is_found_and_nothing_stays(
    demo: Store, store: Store, table: str
) -> None:
    with demo.unit(ME, NOW) as unit:
        unit.put_preference("", "x", "{}")
    change = {
        "orders": "UPDATE orders SET buyer_name = buyer_name || '.' WHERE id = 3",
        "event_private": "UPDATE event_private SET changes = changes || ' '",
        "preference": "DELETE FROM preference",
    }[table]
    made = store.writer

    def at(name: str) -> None:
        if name == "copied":
            writing[0].execute(change)

    writing: list[Conn] = []

    @contextlib.contextmanager
    def writer(wait: float | None = None) -> Iterator[Conn]:
        with made() as conn:
            writing.append(conn)
            yield conn

    store.checkpoint = at
    store.writer = writer  # type: ignore[method-assign]  # the copy's own connection is what the test wants
    with pytest.raises(StoreProblem) as caught:
        copy_store(demo, store)
    assert caught.value.code == "copy-differs" and table in caught.value.message.en
    assert all(not rows for rows in content(store).values())


def test_a_broken_history_is_not_copied(demo: Store, store: Store) -> None:
    with demo.writer() as conn:
        conn.execute("UPDATE event SET note = 'x' WHERE id = 2")
    with pytest.raises(StoreProblem) as caught:
        copy_store(demo, store)
    assert caught.value.code == "history-broken" and caught.value.where == demo.where


def test_what_is_written_meanwhile_stays_behind_and_the_copy_is_one_moment(demo: Store, store: Store) -> None:
    (first,) = Desk(demo).whole()[:1]
    before = content(demo)
    wrote: list[int] = []

    def write(done: int, total: int) -> None:
        if not wrote:
            wrote.append(Desk(demo).do("memo", first.number, text="그사이"))

    copy_store(demo, store, write)
    assert wrote and content(demo) != before == content(store)


@pytest.mark.parametrize("point", ["copied", "commit"])
def test_a_killed_copy_leaves_nothing_and_is_done_again(demo: Store, store: Store, point: str) -> None:
    assert start(demo, "copy", store.url, point).wait(60) == -signal.SIGKILL
    with open_store(store.url, create=False) as again:
        assert all(not rows for rows in content(again).values())
        copy_store(demo, again)
        assert content(again) == content(demo)
        with again.reader() as conn, demo.reader() as old:
            assert revision_of(conn) == revision_of(old)
            assert events_of(conn, 1) == events_of(old, 1)
            assert scalar(conn, "SELECT COUNT(*) FROM chain") > 1


def test_the_copied_names_are_told_with_their_rows(demo: Store, store: Store) -> None:
    told = copy_store(demo, store)
    assert Copied("orders", ORDERS, next(each.digest for each in told if each.table == "orders")) in told
    assert len({each.digest for each in told if each.rows}) == sum(1 for each in told if each.rows)
