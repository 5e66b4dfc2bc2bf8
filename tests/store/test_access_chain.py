"""The chain of access records: what was changed or taken away shows, what went after its time does not."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from orderdesk.core.domain.access_words import VIEW_KIND
from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.services.access_records import DAY, purge_records
from orderdesk.core.store.access_chain import AccessFault, head, verify_accesses
from orderdesk.core.store.accesses import Access, accesses
from orderdesk.core.store.engine import SQLITE_URL, Store, open_store
from tests.store.test_old_stores import STORES

NOW = 1_795_395_600
KIM, LEE = Actor(ActorKind.SELLER, "김영희"), Actor(ActorKind.SELLER, "이상담")
SEEN = Access(VIEW_KIND, "202611220000017", "", "", "", 1, 1, 2)


def see(store: Store, *at: int, who: Actor = KIM) -> None:
    for each in at:
        with store.unit(who, each) as unit:
            unit.record_access(SEEN._replace(scope=f"{each}"))


def faults(store: Store) -> list[AccessFault]:
    with store.reader() as conn:
        return list(verify_accesses(conn))


def change(store: Store, *sqls: str) -> None:
    with store.writer() as conn:
        for sql in sqls:
            conn.execute(sql)


@pytest.fixture
def seen(store: Store) -> Store:
    """Five records."""
    store.place = "10.0.0.7"
    see(store, *range(NOW, NOW + 5))
    assert faults(store) == []
    return store


@pytest.mark.parametrize(
    "column", ["at = 1", "place = 'x'", "what = 'x'", "scope = 'x'", "template = 'x'", "file = 'x'",
               "reason = 'x'", "orders = 9", '"rows" = 9', "people = 9"],
)  # fmt: skip
def test_a_record_that_was_changed_shows(seen: Store, column: str) -> None:
    change(seen, f"UPDATE access SET {column} WHERE id = 3")
    assert faults(seen) == [AccessFault("access-changed", 3)]


def test_who_it_was_is_part_of_it(seen: Store) -> None:
    see(seen, NOW + 9, who=LEE)
    other = "(SELECT id FROM actor WHERE name = '이상담')"
    change(seen, f"UPDATE access SET actor = {other} WHERE id = 2")
    assert faults(seen) == [AccessFault("access-changed", 2)]


@pytest.mark.parametrize("record", [1, 3, 5])
def test_a_record_that_was_taken_away_shows_wherever_it_stood(seen: Store, record: int) -> None:
    change(seen, f"DELETE FROM access WHERE id = {record}")
    assert faults(seen) == [AccessFault("access-missing", record)]


def test_taking_the_link_away_too_shows_by_the_next_one(seen: Store) -> None:
    change(seen, *(f"DELETE FROM {table} WHERE id = 3" for table in ("access", "access_chain")))
    assert faults(seen) == [AccessFault("access-missing", 3)]


def test_the_oldest_do_not_go_unless_a_record_says_so(seen: Store) -> None:
    change(seen, "DELETE FROM access WHERE id <= 2", "DELETE FROM access_chain WHERE id < 2")
    assert faults(seen) == [AccessFault("access-missing", 2)]
    change(seen, "DELETE FROM access_chain WHERE id = 2")
    assert faults(seen) == [AccessFault("access-changed", 3)]


def test_a_record_that_was_put_in_shows(seen: Store) -> None:
    rest = 'at, actor, place, what, scope, template, file, reason, orders, "rows", people'
    change(seen, f"INSERT INTO access (id, {rest}) SELECT 6, {rest} FROM access WHERE id = 5")
    with seen.reader() as conn:
        columns = [each.place for each in accesses(conn, 9)]
    assert len(columns) == 6 and faults(seen) == [AccessFault("access-unchained", 6)]


def test_records_past_their_time_go_and_the_rest_stays_a_chain(seen: Store) -> None:
    for years in (3, 6):
        assert purge_records(seen, KIM, NOW + years * 366 * DAY) >= 1
        assert faults(seen) == []
    with seen.reader() as conn:
        (left,) = accesses(conn, 9)
        assert head(conn).record == 7
    assert left.access.scope.endswith(" #6")
    see(seen, NOW + 7 * 366 * DAY)
    assert faults(seen) == []
    with seen.reader() as conn:
        assert head(conn).record == 8, "numbers are never given again"


def test_only_older_ones_go_whatever_the_clock_did_between(store: Store) -> None:
    see(store, NOW, NOW + 5 * DAY, NOW - 900 * DAY, NOW + 6 * DAY)
    assert purge_records(store, KIM, NOW + 733 * DAY) == 1
    with store.reader() as conn:
        assert [each.at for each in accesses(conn, 9)][1:] == [NOW + 6 * DAY, NOW - 900 * DAY, NOW + 5 * DAY]
    assert faults(store) == []


def test_many_who_write_at_once_make_one_chain(store: Store) -> None:
    def work(name: str) -> None:
        see(store, *range(NOW, NOW + 12), who=Actor(ActorKind.SELLER, name))

    threads = [threading.Thread(target=work, args=(f"작업자{n}",)) for n in range(5)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with store.reader() as conn:
        assert len(accesses(conn, 99)) == 60 == head(conn).record
    assert faults(store) == []


def test_records_of_an_earlier_schema_are_chained_as_they_stand(tmp_path: Path) -> None:
    shutil.copy(STORES / "schema-0008.db", tmp_path / "old.db")
    import pysqlite3  # the store's own library

    old = pysqlite3.connect(tmp_path / "old.db")
    insert = "INSERT INTO access VALUES (?, ?, 1, 'export', '전체', '', 'a', '왜', 1, 2, 3)"
    old.executemany(insert, [(4, NOW), (5, NOW + 1)])
    old.commit()
    old.close()
    with open_store(f"{SQLITE_URL}{tmp_path / 'old.db'}") as store:
        assert faults(store) == []
        with store.reader() as conn:
            assert [(each.place, each.access.people) for each in accesses(conn, 9)] == [("", 3)] * 2
        change(store, "UPDATE access SET people = 1 WHERE id = 4")
        assert faults(store) == [AccessFault("access-changed", 4)]
