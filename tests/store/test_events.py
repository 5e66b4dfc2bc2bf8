from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.core.domain.changes import ORDER_FIELDS, PART_FIELDS, diff, take_back
from orderdesk.core.domain.orders import Actor, ActorKind, Memo
from orderdesk.core.store.codes import CODES, FIELDS
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import (
    ERASED,
    ChainFault,
    NewEvent,
    erase_personal,
    events_of,
    verify_chain,
)
from orderdesk.core.store.job_requests import request_of
from orderdesk.core.store.jobs import JobRow, add_done, create_job, set_state
from orderdesk.core.store.newest import changed_since
from orderdesk.core.store.verify import findings
from tests.store.samples import ME, NOW, add, change, order, rich_order, ship


def test_every_field_has_a_code_of_its_own() -> None:
    fields = {("order", name) for name in ORDER_FIELDS}
    fields |= {(part, name) for part, names in PART_FIELDS.items() for name in ("", *names)}
    assert set(CODES) == fields
    assert len(FIELDS) == len(CODES)
    assert (CODES["sections", "state"], CODES["order", "trade"], CODES["memos", ""]) == (201, 5, 800)


def test_events_carry_what_happened_by_whom(store: Store) -> None:
    (made,) = add(store, [order(1)])
    system = Actor(ActorKind.SYSTEM, "")
    after = ship(made)
    with store.unit(ME, NOW) as unit:
        event = NewEvent(1, "ship", 1, NOW + 7, system, diff(made, after), "자동")
        unit.save([(made, after)], [event])
    with store.reader() as conn:
        created, shipped = events_of(conn, 1)
        assert (created.verb, created.changes, created.actor, created.at) == ("create", (), ME, NOW)
        assert (shipped.id, shipped.verb, shipped.section, shipped.at) == (2, "ship", 1, NOW + 7)
        assert (shipped.actor, shipped.note, shipped.job, shipped.erased) == (system, "자동", None, False)
        assert set(shipped.changes) == set(diff(made, after))


def test_every_change_of_every_part_can_be_folded_back(store: Store) -> None:
    (made,) = add(store, [rich_order()])
    bare = replace(
        made,
        buyer_name="",
        sections=made.sections[:1],
        items=(),
        lines=(),
        entries=made.entries[:2],
        claims=(),
        holds=(),
        receipts=(),
        memos=(Memo(1, "다른 글", "김", NOW),),
    )
    (stored,) = change(store, [(made, bare)])
    with store.reader() as conn:
        *_, event = events_of(conn, 1)
    assert replace(take_back(stored, event.changes), version=1) == made


def test_people_s_data_stands_apart_and_can_be_erased(store: Store) -> None:
    (made,) = add(store, [order(1)])
    change(store, [(made, replace(made, buyer_name="비밀", gift=True))])
    with store.reader() as conn:
        assert "비밀" not in str(conn.execute("SELECT * FROM event").fetchall())
    with store.unit(ME, NOW) as unit:
        assert erase_personal(unit.conn, [1, 2]) == 1
    with store.reader() as conn:
        event = events_of(conn, 1)[-1]
        assert event.erased
        assert [change.field for change in event.changes] == ["gift"]
        assert list(verify_chain(conn)) == []


def test_changes_are_seen_by_polling(store: Store) -> None:
    with store.reader() as conn:
        assert changed_since(conn, 0) == (0, [])
    made = add(store, [order(1), order(2)])
    with store.reader() as conn:
        seq, orders = changed_since(conn, 0)
        assert sorted(orders) == [1, 2]
        assert changed_since(conn, seq) == (seq, [])
    change(store, [(made[1], ship(made[1]))])
    with store.reader() as conn:
        assert changed_since(conn, seq) == (seq + 1, [2])


SECRET = "비밀 010-0000-1234"


def test_free_text_of_holds_claims_delays_and_refunds_stands_apart_too(store: Store) -> None:
    (made,) = add(store, [rich_order()])
    told = replace(
        made,
        sections=tuple(replace(section, delay_note=SECRET) for section in made.sections),
        holds=tuple(replace(hold, note=SECRET) for hold in made.holds),
        entries=tuple(replace(entry, note=SECRET) for entry in made.entries),
        claims=tuple(
            replace(c, detail=SECRET, pickup_number=SECRET, pickup_note=SECRET, decision_note=SECRET)
            for c in made.claims
        ),
    )
    (stored,) = change(store, [(made, told)])
    change(store, [(stored, replace(stored, holds=(), claims=()))])
    with store.unit(ME, NOW) as unit:
        assert SECRET not in str(unit.conn.execute("SELECT * FROM event").fetchall())
        erase_personal(unit.conn, [1])
        assert SECRET not in str(unit.conn.execute("SELECT * FROM event_private").fetchall())
    with store.reader() as conn:
        assert list(verify_chain(conn)) == []


def test_what_ended_jobs_were_asked_with_is_erased_with_the_history(store: Store) -> None:
    add(store, [order(1), order(2)])
    with store.unit(ME, NOW) as unit:
        for one in (1, 2, 1):
            create_job(unit, "address", SECRET, [JobRow(one, 1, "refuse", "unpaid", 1)])
        for ended in (1, 2):
            set_state(unit, ended, "done")
    with store.unit(ME, NOW) as unit:
        erase_personal(unit.conn, [1])
    with store.reader() as conn:
        assert [request_of(conn, n) for n in (1, 2, 3)] == [ERASED, SECRET, SECRET]


INSERT = """INSERT INTO event (id, order_id, verb, at, actor, note) VALUES ({}, 2, 'ship', 0, 1, '')"""


def tampered(store: Store, *statements: str) -> list[ChainFault]:
    """The faults after *statements* in a history of two transactions: events 1, 2 and events 3, 4."""
    made = add(store, [order(1), order(2)])
    change(store, [(o, replace(ship(o), buyer_name="비밀")) for o in made])
    with store.reader() as conn:
        assert list(verify_chain(conn)) == []
    with store.unit(ME, NOW) as unit:
        for sql in statements:
            unit.conn.execute(sql)
    with store.reader() as conn:
        return list(verify_chain(conn))


@pytest.mark.parametrize(
    ("statements", "faults"),
    [
        (("UPDATE event SET at = at + 1 WHERE id = 1",), [("link-broken", 2, 1)]),
        (("UPDATE event SET note = 'x' WHERE id = 3",), [("link-broken", 4, 3)]),
        (("UPDATE event SET order_id = 1 WHERE id = 4",), [("link-broken", 4, 3)]),
        (("UPDATE event SET changes = NULL WHERE id = 4",), [("link-broken", 4, 3)]),
        (("UPDATE actor SET name = 'x'",), [("link-broken", 2, 1), ("link-broken", 4, 3)]),
        (("UPDATE event_private SET changes = '[]' WHERE event_id = 3",), [("private-changed", 3, 3)]),
        (
            ("UPDATE chain SET link = (SELECT link FROM chain WHERE last_event = 2) WHERE last_event = 4",),
            [("link-broken", 4, 3)],
        ),
        (("DELETE FROM event WHERE id = 1",), [("event-missing", 1, 1), ("link-broken", 2, 1)]),
        (("DELETE FROM event WHERE id = 2",), [("link-broken", 2, 1)]),
        (
            ("DELETE FROM event_private WHERE event_id = 4", "DELETE FROM event WHERE id = 4"),
            [("link-broken", 4, 3)],
        ),
        (("DELETE FROM chain WHERE last_event = 4",), [("event-unchained", 4, 3)]),
        (("DELETE FROM chain WHERE last_event = 2",), [("link-broken", 4, 1)]),
        ((INSERT.format(5),), [("event-unchained", 5, 5)]),
        (
            (INSERT.format(5), "UPDATE chain SET last_event = 5 WHERE last_event = 4"),
            [("link-broken", 5, 3)],
        ),
        (
            ("UPDATE event SET id = 5 WHERE id = 2", "UPDATE event SET id = 2 WHERE id = 1"),
            [("event-missing", 1, 1), ("link-broken", 2, 1), ("event-unchained", 5, 5)],
        ),
    ],
)
def test_an_edited_removed_or_inserted_event_is_found(
    store: Store, statements: tuple[str, ...], faults: list[tuple[str, int, int]]
) -> None:
    assert tampered(store, *statements) == faults


def test_the_newest_events_of_a_job_leave_a_trace_when_they_go_with_their_link(store: Store) -> None:
    made = add(store, [order(1), order(2)])
    with store.unit(ME, NOW) as unit:
        job_no = create_job(unit, "ship", "{}", [])
        add_done(unit, job_no, [JobRow(each.id, 1, "apply", None, 1) for each in made])
        events = [NewEvent(each.id, "ship", 1, NOW, ME, ()) for each in made]
        unit.record(events, job_no)
        set_state(unit, job_no, "done")
    with store.unit(ME, NOW) as unit:
        assert list(findings(unit.conn)) == []
        unit.conn.execute("DELETE FROM event WHERE id > 2")
        unit.conn.execute("DELETE FROM chain WHERE last_event > 2")
        assert [tuple(each) for each in findings(unit.conn)] == [
            ("event-missing", made[0].number, f"job {job_no}"),
            ("event-missing", made[1].number, f"job {job_no}"),
        ]


def test_a_finding_names_order_and_event(store: Store) -> None:
    (made, *_) = add(store, [order(n) for n in range(1, 6)])
    change(store, [(made, ship(made))])
    with store.unit(ME, NOW) as unit:
        unit.conn.execute("UPDATE event SET at = 0 WHERE id IN (1, 6)")
        first, second = (tuple(each) for each in findings(unit.conn))
    names = ", ".join(order(n).number for n in (1, 2, 3))
    assert first == ("link-broken", "event 5", f"{names} …")
    assert second == ("link-broken", "event 6", made.number)
