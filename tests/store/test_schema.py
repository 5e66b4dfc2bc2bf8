from __future__ import annotations

import os
import subprocess
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

from orderdesk.core.store import (
    access_chain,
    accesses,
    alike,
    box_checks,
    boxes,
    cube,
    day,
    deposits,
    due,
    erasing,
    events,
    goods,
    job_requests,
    jobs,
    load,
    migrate,
    operators,
    parcels,
    receipts,
    refs,
    search,
    shop,
    stray_scans,
    verify,
    waves,
    waybills,
    webhooks,
)
from orderdesk.core.store import tables as declared
from orderdesk.core.store.bulk import LOADING
from orderdesk.core.store.dialect import listed, one_of
from orderdesk.core.store.engine import SCHEMA, Store, open_store
from orderdesk.core.store.problems import StoreProblem
from orderdesk.core.store.records import COLUMNS, ORDER_COLUMNS, TABLES
from orderdesk.core.store.sqlite import LIBRARY

ROOT = Path(__file__).resolve().parents[2]


def alchemy(store: Store) -> sqlalchemy.Engine:
    module = {"module": LIBRARY} if store.engine == "sqlite" else {}
    return sqlalchemy.create_engine(store.url, poolclass=NullPool, **module)


def ours(name: str | None, kind: str) -> bool:
    return not (kind == "table" and (name or "").startswith(("search", "alembic")))


def test_the_migrations_make_what_the_tables_declare(store: Store) -> None:
    with alchemy(store).connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _: ours(name, kind), "compare_type": True},
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert compare_metadata(context, SQLModel.metadata) == []


def test_parts_are_written_in_the_columns_that_are_declared() -> None:
    found = SQLModel.metadata.tables
    assert set(found["orders"].columns.keys()) == set(ORDER_COLUMNS)
    for part, table in TABLES.items():
        assert set(found[table].columns.keys()) == set(COLUMNS[part])
    assert declared.OrderRow.__tablename__ == "orders"


def test_the_program_knows_the_newest_revision() -> None:
    assert ScriptDirectory.from_config(migrate.config()).get_current_head() == SCHEMA


STATEMENTS: dict[str, tuple[str, Sequence[Any]]] = {
    "events": (events.CHAINED, (0, 9)),
    "links": (events.LINKS, (0, 9)),
    "facet": (cube.FIND, (0,) * 7),
    "shift": (cube.SHIFT, (1, 1)),
    "shift day": (cube.SHIFT_DAY, (1, 1, 1)),
    "drop day": (cube.DROP_DAY, (1, 1)),
    "jobs": (jobs.JOBS, ()),
    "todo": (jobs.TODO, (1, 0, 9)),
    "request": (job_requests.REQUEST, (1,)),
    "companions": (jobs.COMPANIONS + "section.order_id = ?", (1,)),
    "held goods": (alike.GOODS + "item.order_id = ?", (1,)),
    "addresses": (refs.FIND_ADDRESSES + "hash = ?", (1,)),
    "parcels": (refs.DROP_PARCELS.format(among="id = ?"), (1,)),
    "known parcels": (refs.KNOWN_PARCELS.format(among="parcel.number = ?"), ("1",)),
    "in use": (parcels.IN_USE + "parcel.number = ?", ("1",)),
    "holders": (parcels.HOLDERS + "parcel.number = ?", ("1",)),
    "stands": (parcels.STANDS + "parcel.number = ?", ("1",)),
    "mates": (parcels.MATES + "section.order_id = ?", (1,)),
    "waiting": (parcels.WAITING, ()),
    "tabs": (shop.TABS, ()),
    "accounts": (shop.ACCOUNTS, ()),
    "preference": (shop.PREFERENCE, ("", "")),
    "put preference": (shop.PUT_PREFERENCE, ("", "", "")),
    "delivered": (due.DELIVERED_SINCE, (1, 1)),
    "asked": (due.ASKED_UNTIL, (1,)),
    "happened": (due.HAPPENED + "order_id = ? GROUP BY order_id, section", ("confirm", 1)),
    "accesses": (accesses.ACCESSES.format(among=accesses.ANYTHING), ("x", "x", "x", 1)),
    "old accesses": (accesses.OLD, (1,)),
    "last old access": (accesses.LAST_OLD, (1,)),
    "people": (accesses.PEOPLE, (1,)),
    "last access link": (access_chain.LAST, ()),
    "chained accesses": (access_chain.CHAINED, (0, 9)),
    "loose accesses": (access_chain.LOOSE, ()),
    "purged accesses": (access_chain.PURGED, ("purge", "% #1")),
    "forget access links": (access_chain.FORGET, (1,)),
    "purge accesses": (accesses.PURGE, (1,)),
    "due for erasing": (erasing.DUE, (1, 1)),
    "loose addresses": (erasing.LOOSE, ()),
    "drop addresses": (erasing.DROP_ADDRESSES.format(among="id = ?"), (1,)),
    "deposits of erased orders": (erasing.DEPOSITS + "order_id = ?", (1,)),
    "told deposits of erased orders": (erasing.TOLD_OF.format(among="order_id = ?"), (1,)),
    "overtaken receipts": (receipts.OVERTAKEN, ()),
    "receipts in a state": (receipts.RECEIPTS_IN + "state = ?", ("wait",)),
    "used deposits of a time": (deposits.USED_AT + "deposit.at = ?", (1,)),
    "taken deposits": (deposits.TAKEN + "mark = ?", ("m",)),
    "told deposits": (deposits.TOLD, (1,)),
    "told marks": (deposits.TOLD_MARKS + "mark = ?", ("m",)),
    "forget told deposits": (deposits.FORGET, (1,)),
    "webhooks": (webhooks.ALL, ()),
    "webhook": (webhooks.ONE, (1,)),
    "due webhooks": (webhooks.DUE, (1,)),
    "labels of orders": (waybills.OF_ORDERS.format(among="order_id = ?"), (1,)),
    "labels by key": (waybills.BY_KEY + "key = ?", ("x",)),
    "pending labels": (waybills.PENDING, (1,)),
    "open labels": (waybills.OPEN, ("", 1, 1)),
    "drop label": (waybills.DROP, ("x",)),
    "due parcels": (waybills.DUE, (1, 1)),
    "sent": (waybills.SENT + "parcel.number = ?", ("1",)),
    "fetched": (waybills.FETCHED + "claim.pickup_number = ?", ("1",)),
    "watch": (waybills.WATCH, ("x", "1", 1, 1, 0, 0, "")),
    "forget watch": (waybills.FORGET, ("1", "x")),
    "watched": (waybills.WATCHED, ()),
    "shelves": (goods.SHELVES, ()),
    "goods code": (goods.GOODS_CODE, ("x", "x", "x")),
    "watched codes": (waybills.CODES + "number = ?", ("1",)),
    "any box": (boxes.ANY, ()),
    "box": (boxes.BOX, (1,)),
    "members of a box": (boxes.MEMBERS, (1,)),
    "goods of a box": (boxes.ITEMS, (1,)),
    "boxes of orders": (boxes.HOLDING + "order_id = ?", (1,)),
    "gesture": (boxes.GESTURE, ("x",)),
    "last gesture": (boxes.LAST_SCAN, (1,)),
    "gestures": (boxes.SCANS, (1,)),
    "gestures of an order": (boxes.SCANS_OF_ORDER, (1,)),
    "answers of a day": (day.SCANS, (1, 2, 1, 2)),
    "by hand on a day": (day.BY_HAND, (1, 2)),
    "holds of a day": (day.HOLDS, (1, 2)),
    "claims of a day": (day.CLAIMS, (1, 2)),
    "sent on a day": (day.SENT, (1, 2)),
    "boxes left": (day.LEFT, ()),
    "stray scan": (stray_scans.NAMED, ("x",)),
    "stray scans of an order": (stray_scans.OF_ORDER, (1,)),
    "lost scans": (stray_scans.LOST, (1, 2)),
    "forget lost scans": (stray_scans.FORGET, (1,)),
    "put box": (boxes.PUT, (0, 1, 1, 1, None, 1)),
    "state of a box": (boxes.SET_STATE, (1, 1)),
    "leave box": (boxes.LEAVE, (1,)),
    "stood in": (boxes.STOOD, (1, 1)),
    "leaves box": (boxes.LEAVES, (1, 1, 1)),
    "come into box": (boxes.COME, (1, 1, 1)),
    "drop goods": (boxes.DROP_ITEMS, (1,)),
    "count": (boxes.COUNT, (1, 1, 1, 1)),
    "closed box": (boxes.IS_CLOSED, (1, 1)),
    "following boxes": (boxes.FOLLOWING + "box_section.order_id = ?", (1,)),
    "where sections of boxes stand": (boxes.STANDING + "box_section.box = ?", (1,)),
    "contents": (boxes.CONTENTS.format("item.order_id = ?"), (1,)),
    "waiting boxes": (boxes.WAITING, ()),
    "box counts": (box_checks.COUNTS, ()),
    "box tallies": (box_checks.TALLIES, ()),
    "packed twice": (box_checks.TWICE, ()),
    "staying": (box_checks.STAYING, ()),
    "sealed": (box_checks.SEALED, ()),
    "told of boxes": (box_checks.TOLD, (1,)),
    "unsealed": (box_checks.UNSEALED, ()),
    "open orders": (waves.OPEN_ORDERS, ()),
    "taken sections": (waves.TAKEN + "order_id = ?", (1,)),
    "sections in boxes": (waves.PACKING + "box_section.order_id = ?", (1,)),
    "waves": (waves.WAVES, ()),
    "members of a wave": (waves.MEMBERS, (1,)),
    "picks": (waves.PICKS, (1,)),
    "gesture of a walk": (waves.GESTURE, ("x",)),
    "last of a walk": (waves.LAST, (1,)),
    "last put off": (waves.LAST_SKIP, (1,)),
    "put pick": (waves.PUT_PICK, (1, "m", 1, 0)),
    "put wave": (waves.PUT, (1, 1, 1, 1)),
    "end of a section": (waves.END, (1, 1, 1, 1)),
    "operators": (operators.OPERATORS, ()),
    "change operator": (operators.CHANGE, (1, None, None, "", 0, 1)),
    "grants": (operators.GRANTS, (1,)),
    "recount": (verify.RECOUNT, ()),
    "recount days": (verify.RECOUNT_DAYS, ()),
    "loose parcels": (verify.LOOSE_PARCELS, ()),
    "double numbers": (verify.DOUBLE_NUMBERS, ()),
    "job counts": (verify.JOB_COUNTS, ()),
    "untold": (verify.UNTOLD, ()),
    "told": (verify.TOLD, (1, 9)),
    "ids": (verify.IDS, ()),
    "facets": (verify.FACETS + "id = ?", (1,)),
    "orders": (load.ORDERS + "id = ?", (1,)),
    "lines": (load.LINES + "line.order_id = ?", (1,)),
    "sections": (load.SECTIONS + "section.order_id = ?", (1,)),
    "items": (load.ITEMS + "order_id = ?", (1,)),
    "entries": (load.ENTRIES + "order_id = ?", (1,)),
    "claims": (load.CLAIMS + "order_id = ?", (1,)),
    "holds": (load.HOLDS + "order_id = ?", (1,)),
    "receipts": (load.RECEIPTS + "order_id = ?", (1,)),
    "memos": (load.MEMOS + "order_id = ?", (1,)),
}


def test_every_statement_fits_the_schema(store: Store) -> None:
    with store.connection() as conn:
        for name, (sql, params) in STATEMENTS.items():
            assert conn.execute("EXPLAIN " + sql, params).fetchall(), name
        texts = refs.FIND_GOODS.format(listed=listed(conn))
        assert conn.execute("EXPLAIN " + texts, ("[]",)).fetchall()


@pytest.mark.parametrize("name", ["lines", "sections", "items", "entries", "claims", "memos"])
def test_sqlite_loads_parts_through_their_keys(tmp_path: Path, name: str) -> None:
    table = TABLES[name]
    sql = getattr(load, name.upper()) + f"{table}.order_id IN (SELECT value FROM json_each(?))"
    with open_store(f"sqlite:///{tmp_path / 's.db'}") as store, store.reader() as conn:
        plan = "\n".join(row[-1] for row in conn.execute(f"EXPLAIN QUERY PLAN {sql}", ("[1]",)))
    assert f"SEARCH {table} USING PRIMARY KEY (order_id=?)" in plan
    assert f"SCAN {table}" not in plan


def test_sqlite_finds_what_happened_since_through_the_orders(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 's.db'}") as store, store.reader() as conn:
        sql = f"EXPLAIN QUERY PLAN {events.EVENTS}{events.AFTER.format(among=one_of(conn, 'event.order_id'))}"
        plan = [row[-1] for row in conn.execute(sql, ("[1]", 1))]
    assert "SEARCH event USING INDEX event_order (order_id=? AND rowid>?)" in plan


AMONG = "IN (SELECT value FROM json_each(?))"
DRIVEN: dict[str, tuple[str, Sequence[Any]]] = {
    "likeness": (alike.standings_sql("sqlite", ("sent_at",)) + f"orders.id {AMONG}", (1, "[1]")),
    "held goods": (alike.GOODS + f"item.order_id {AMONG}", ("[1]",)),
    "told": (events.TOLD.format(among=f"order_id {AMONG}"), ("[1]", 1)),
    "goods": (refs.FIND_GOODS.format(listed="json_each(?)"), ("[]",)),
    "todo": (jobs.TODO, (1, 1, 9)),
    "boxes of orders": (boxes.HOLDING + f"order_id {AMONG}", ("[1]",)),
    "following boxes": (boxes.FOLLOWING + f"box_section.order_id {AMONG}", ("[1]",)),
    "gesture": (boxes.GESTURE, ("x",)),
    "gestures of an order": (boxes.SCANS_OF_ORDER, (1,)),
    "by hand on a day": (day.BY_HAND, (1, 2)),
    "stray scan": (stray_scans.NAMED, ("x",)),
    "stray scans of an order": (stray_scans.OF_ORDER, (1,)),
    "lost scans": (stray_scans.LOST, (1, 2)),
    "forget lost scans": (stray_scans.FORGET, (1,)),
    "marks": (jobs.MARK + f"order_id {AMONG}", (1, None, 1, 1, "[1]")),
}


@pytest.mark.parametrize("name", DRIVEN)
def test_sqlite_finds_what_a_slice_needs_through_keys(tmp_path: Path, name: str) -> None:
    sql, params = DRIVEN[name]
    with open_store(f"sqlite:///{tmp_path / 's.db'}") as store, store.reader() as conn:
        plan = [str(row[-1]) for row in conn.execute(f"EXPLAIN QUERY PLAN {sql}", params)]
    assert not [step for step in plan if step.startswith("SCAN") and "json_each" not in step], plan
    assert not [step for step in plan if "event_job" in step], plan


def test_sqlite_finds_a_number_by_its_end_through_an_index(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 's.db'}") as store, store.reader() as conn:
        found = search.arms(conn, "t:012345")
        plans = [
            [str(row[-1]) for row in conn.execute(f"EXPLAIN QUERY PLAN {arm.sql}", arm.params)]
            for arm in found
        ]
    assert any("parcel_tail" in step for step in plans[-1])
    assert not [step for plan in plans for step in plan if step.startswith("SCAN")]


def test_opening_a_current_store_loads_no_schema_library(store_url: str) -> None:
    code = (
        "import sys; from orderdesk.core.store.engine import open_store\n"
        "from orderdesk.core.store import jobs, load, shop; from orderdesk.core.store.listing import *\n"
        f"with open_store({store_url!r}) as store, store.reader() as conn:\n"
        "    assert window(conn, ListQuery(), 0, 50) == [] == shop.tabs(conn)\n"
        "print([m for m in ('sqlmodel', 'sqlalchemy', 'alembic', 'pydantic') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=dict(os.environ), capture_output=True, text=True
    )
    assert (run.stdout.strip(), run.returncode) == ("[]", 0), run.stderr


@pytest.mark.parametrize(("revision", "code"), [("9999", "store-newer"), (LOADING, "store-unfinished")])
def test_other_schemas_are_refused_in_words(store: Store, revision: str, code: str) -> None:
    with store.writer() as conn:
        conn.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    with pytest.raises(StoreProblem) as caught:
        open_store(store.url)
    assert caught.value.code == code
    assert caught.value.where == store.where


def test_a_foreign_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    raw = LIBRARY.connect(str(path))
    raw.execute("CREATE TABLE theirs (x)")
    raw.close()
    with pytest.raises(StoreProblem) as caught:
        open_store(f"sqlite:///{path}")
    assert caught.value.code == "store-foreign"


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("안녕하세요 " * 200)
    with pytest.raises(StoreProblem) as caught:
        open_store(f"sqlite:///{path}")
    assert caught.value.code == "store-damaged"
    assert path.read_text().startswith("안녕")


@pytest.mark.parametrize("url", ["", "sqlite:///", "mysql://x", "store.db"])
def test_addresses_that_are_none_are_refused(url: str) -> None:
    with pytest.raises(StoreProblem) as caught:
        open_store(url)
    assert caught.value.code == "store-address"


def test_directories_are_made_and_blanks_understood(tmp_path: Path) -> None:
    path = tmp_path / "새 폴더" / "a b.db"
    open_store(f"sqlite:///{tmp_path}/새 폴더/a%20b.db").close()
    assert path.exists()


def test_an_unreachable_server_is_named_without_the_password() -> None:
    with pytest.raises(StoreProblem) as caught:
        open_store("postgresql+psycopg://me:secret@127.0.0.1:1/desk?connect_timeout=2")
    assert caught.value.code == "store-unreachable"
    assert "secret" not in str(caught.value)


def test_sqlite_is_set_up_to_keep_what_it_promised(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 's.db'}") as store, store.reader() as conn:
        asked = [
            conn.execute(f"PRAGMA {name}").fetchall()[0][0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "mmap_size")
        ]
    assert asked == ["wal", 2, 1, 0]


def test_a_failing_migration_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = command.upgrade

    def fail(config: Config, revision: str) -> None:
        real(config, revision)
        raise RuntimeError("power")

    monkeypatch.setattr(command, "upgrade", fail)
    url = f"sqlite:///{tmp_path / 's.db'}"
    with pytest.raises(RuntimeError, match="power"):
        open_store(url)
    raw = LIBRARY.connect(str(tmp_path / "s.db"))
    assert raw.execute("SELECT COUNT(*) FROM sqlite_master").fetchone() == (0,)
    raw.close()
    monkeypatch.undo()
    open_store(url).close()


def test_two_processes_may_make_the_same_store(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 's.db'}"
    code = f"from orderdesk.core.store.engine import open_store; open_store({url!r}).close()"
    started = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT) for _ in range(2)]
    assert [process.wait(30) for process in started] == [0, 0]
