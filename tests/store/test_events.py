from __future__ import annotations

from dataclasses import replace

from orderdesk.core.domain.changes import ORDER_FIELDS, PART_FIELDS, diff, take_back
from orderdesk.core.domain.orders import Actor, ActorKind, Memo
from orderdesk.core.store.codes import CODES, FIELDS
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import (
    ERASED,
    ChainFault,
    NewEvent,
    changed_since,
    erase_personal,
    events_of,
    verify_chain,
)
from orderdesk.core.store.jobs import JobRow, create_job, job, set_state
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
        assert [job(conn, n).request for n in (1, 2, 3)] == [ERASED, SECRET, SECRET]


def tampered(store: Store, sql: str) -> list[ChainFault]:
    made = add(store, [order(1), order(2)])
    change(store, [(o, replace(ship(o), buyer_name="비밀")) for o in made])
    with store.unit(ME, NOW) as unit:
        unit.conn.execute(sql)
    with store.reader() as conn:
        return list(verify_chain(conn))


def test_a_changed_event_breaks_its_link(store: Store) -> None:
    assert tampered(store, "UPDATE event SET at = at + 1 WHERE id = 1")[0] == ("link-broken", 2)


def test_a_removed_event_is_missed(store: Store) -> None:
    faults = tampered(store, "DELETE FROM event WHERE id = 2")
    assert [fault.code for fault in faults[:1]] == ["link-broken"]


def test_an_event_removed_inside_a_transaction_is_named(store: Store) -> None:
    assert tampered(store, "DELETE FROM event WHERE id = 1")[0] == ("event-missing", 1)


def test_changed_personal_text_is_found(store: Store) -> None:
    assert tampered(store, "UPDATE event_private SET changes = '[]' WHERE event_id = 3") == [
        ("private-changed", 3)
    ]


def test_an_unchained_event_is_found(store: Store) -> None:
    assert tampered(store, "DELETE FROM chain WHERE last_event = 4") == [("event-unchained", 4)]
