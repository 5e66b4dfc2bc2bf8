"""Erasing personal data: gone everywhere in the store, and sums, counts, search keys and the chain hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.breakdown import breakdown
from orderdesk.core.domain.check import check
from orderdesk.core.domain.drafts import Draft
from orderdesk.core.domain.erasing import ERASE, erased, is_erased
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.roles import Role
from orderdesk.core.domain.states import SectionState, Trade
from orderdesk.core.services import browsing, showing
from orderdesk.core.services.applying import apply_plan, job_rows_of
from orderdesk.core.services.customers import put_customers
from orderdesk.core.services.drafting import write_draft
from orderdesk.core.services.erasing import DAY, erase_due, plan_erase
from orderdesk.core.services.job_requests import JobRequests, write_requests
from orderdesk.core.services.recovering import recover
from orderdesk.core.services.sight import Privacy, set_privacy
from orderdesk.core.services.ticking import tick
from orderdesk.core.store.customers import search_customers
from orderdesk.core.store.drafts import drafts, put_draft
from orderdesk.core.store.engine import Store
from orderdesk.core.store.erasing import overwrite_deleted
from orderdesk.core.store.jobs import create_job, job_rows, jobs
from orderdesk.core.store.operators import NotPermitted
from orderdesk.core.store.stray_scans import lost_between, strays_of_order
from tests.domain.builders import order
from tests.services.desk import KIM, NOW, Desk, number, sections, sold
from tests.services.people import PEOPLE, staff
from tests.services.planted import NAME, PHONE, RECEIVER, SECRETS, found, plant
from tests.services.station import Packer

LATER = NOW + 400 * DAY
TABLES = ("orders", "address", "section", "entry", "memo", "claim", "hold", "receipt")
HISTORY = ("event", "event_private", "job_request", "deposit", "job", "job_row", "chain")


@pytest.fixture
def desk(store: Store) -> Desk:
    """Planted orders, of which the first two are closed, and a clock that is long after that."""
    plant(store)
    desk = Desk(store)
    for n in (1, 2):
        desk.do("track", n, courier="CJ대한통운", number="680123456782" if n == 1 else "680123456793")
        for verb in ("ready", "ship", "deliver"):
            desk.do(verb, n)
    assert [desk.order(n).trade for n in (1, 2, 3)] == [Trade.CLOSED, Trade.CLOSED, Trade.OPEN]
    desk.now = LATER
    return desk


def dump(store: Store) -> str:
    """Every row of the tables that hold orders or their history."""
    with store.reader() as conn:
        rows = [
            row for table in (*TABLES, *HISTORY) for row in conn.execute(f"SELECT * FROM {table}").fetchall()
        ]
    return repr([[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in rows])


def erase(desk: Desk, before: int = LATER) -> int:
    with desk.store.reader() as conn:
        plan = plan_erase(conn, before, KIM)
    return apply_plan(desk.store, plan, KIM, desk.clock)


def sums(order: Order) -> object:
    return (
        order.entries and [(line.words, line.amount) for line in breakdown(order)],
        order.lines,
        order.items,
    )


def test_nothing_of_the_people_is_left_and_everything_else_is_as_it_was(desk: Desk) -> None:
    before = [desk.order(n) for n in (1, 2)]
    assert NAME in dump(desk.store) and PHONE in dump(desk.store)
    with desk.store.reader() as conn:
        counts = browsing.count(conn, browsing.make_view(where=["trade=거래종료"]))
    job = erase(desk)
    for was in before:
        now = desk.order(was.number)
        assert is_erased(now) and now == replace(erased(was), version=was.version + 1)
        assert sums(now) == sums(was) and not check(now)
    assert [row.verdict for row in desk.outcomes(job)] == ["apply", "apply"]
    assert desk.verbs(1)[-1] == ERASE
    with desk.store.reader() as conn:
        assert browsing.count(conn, browsing.make_view(where=["trade=거래종료"])) == counts
        for text in (NAME, RECEIVER, PHONE, PHONE[-4:]):
            assert browsing.ids(conn, browsing.make_view(search=text)) in ([], [desk.order(3).id])
        told = str(showing.show(conn, number(2)))
    assert found(told) == [] and "(개인정보를 지움)" in told
    assert desk.sound()


def test_no_table_of_orders_or_of_their_history_holds_anything_of_them(desk: Desk) -> None:
    close_third(desk)
    desk.now = NOW
    assert found(dump(desk.store)) != []
    desk.now = LATER
    erase(desk)
    assert found(dump(desk.store)) == [] and desk.sound()


def test_open_orders_recent_ones_and_those_that_wait_for_something_stay(desk: Desk) -> None:
    with desk.store.reader() as conn:
        assert plan_erase(conn, NOW, KIM).rows == ()
        assert [row.order for row in plan_erase(conn, NOW + 1, KIM).rows] == [number(1), number(2)]
    desk.do("memo", 1, text="다시 문의")
    with desk.store.reader() as conn:
        assert [row.order for row in plan_erase(conn, LATER, KIM).rows] == [number(2)]
    erase(desk)
    with desk.store.reader() as conn:
        assert plan_erase(conn, LATER, KIM).rows == (), "what is erased is not erased again"
    assert desk.sound()


def test_it_is_never_taken_back_and_what_was_done_before_neither_brings_it_back(desk: Desk) -> None:
    with desk.store.reader() as conn:
        address = next(row.id for row in jobs(conn, 99) if row.action == "address")
    job = erase(desk)
    plan = desk.undo_plan(job)
    assert {row.verdict.refusal for row in plan.rows} == {Refusal.ERASED}
    assert {row.verdict.refusal for row in desk.undo_plan(address).rows} == {Refusal.NOT_UNDOABLE}
    assert desk.last() != job


def test_an_order_that_moved_after_the_preview_is_refused(desk: Desk) -> None:
    with desk.store.reader() as conn:
        plan = plan_erase(conn, LATER, KIM)
    desk.do("reopen", 1)
    job = apply_plan(desk.store, plan, KIM, desk.clock)
    assert [(row.verdict, row.code) for row in desk.outcomes(job)] == [("refuse", "moved"), ("apply", None)]
    assert desk.order(1).buyer_name == NAME and desk.sound()


def test_what_a_killed_process_left_is_carried_on(desk: Desk) -> None:
    with desk.store.reader() as conn:
        plan = plan_erase(conn, LATER, KIM)
    with desk.store.unit(KIM, LATER) as unit:
        job = create_job(unit, ERASE, write_requests(JobRequests(plan.request, {})), job_rows_of(plan))
    assert recover(desk.store, desk.clock) == [job]
    with desk.store.reader() as conn:
        assert {row.verdict for row in job_rows(conn, job)} == {"apply"}
    assert is_erased(desk.order(1)) and desk.sound()


def test_only_an_admin_may(desk: Desk) -> None:
    staff(desk.store)
    manager = PEOPLE[Role.MANAGER]
    with desk.store.reader() as conn:
        plan = plan_erase(conn, LATER, manager)
        allowed = plan_erase(conn, LATER, KIM)
    assert {row.verdict.refusal for row in plan.rows} == {Refusal.NOT_PERMITTED}
    with pytest.raises(NotPermitted):
        apply_plan(desk.store, allowed, manager, desk.clock)
    assert desk.order(1).buyer_name == NAME


def test_the_shop_decides_after_how_many_days_and_a_tick_does_it_once_a_day(desk: Desk) -> None:
    assert erase_due(desk.store, desk.clock) is None, "off by default"
    desk.now = NOW + 8 * DAY
    tick(desk.store, desk.clock)  # the purchases confirm themselves
    desk.now = LATER
    set_privacy(desk.store, KIM, NOW, Privacy(erase_days=393))
    assert erase_due(desk.store, desk.clock) is None and desk.order(1).buyer_name == NAME
    set_privacy(desk.store, KIM, NOW, Privacy(erase_days=391))
    assert erase_due(desk.store, desk.clock) is None, "today it has been looked for already"
    desk.now += DAY
    done = {each.verb: each.applied for each in tick(desk.store, desk.clock)}
    assert done[ERASE] == 2 and is_erased(desk.order(1))
    with desk.store.reader() as conn:
        (newest,) = jobs(conn, 1)
    assert (newest.actor, newest.action) == (SYSTEM.name, ERASE)


def test_sections_in_every_state_are_sound_after_it() -> None:
    for state in SectionState:
        made = order(state=state, trade=Trade.CLOSED)
        assert [f.code for f in check(erased(made))] == [f.code for f in check(made)], state


def test_the_file_itself_holds_nothing_of_them_once_nobody_has_it_open(desk: Desk) -> None:
    if desk.store.engine != "sqlite":
        pytest.skip("a server decides itself when it overwrites what was deleted")
    desk.now = NOW
    desk.do("track", 3, courier="CJ대한통운", number="680123456804")
    for verb in ("ready", "ship", "deliver"):
        desk.do(verb, 3)
    with desk.store.unit(KIM, NOW) as unit:
        overwrite_deleted(unit.conn)
        unit.conn.execute("DELETE FROM customer")  # members are no part of it
    desk.now = LATER
    erase(desk)
    file = Path(desk.store.where)
    desk.store.close()
    left = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
    assert [secret for secret in SECRETS if secret.encode() in left] == []


def people(desk: Desk) -> str:
    """Every row of members and of drafts."""
    with desk.store.reader() as conn:
        rows = [conn.execute(f"SELECT * FROM {table}").fetchall() for table in ("customer", "draft")]
    return repr(rows)


def close_third(desk: Desk) -> None:
    """The order that still names the receiver of the others ends, too."""
    desk.now = NOW
    desk.do("track", 3, courier="CJ대한통운", number="680123456804")
    for verb in ("ready", "ship", "deliver"):
        desk.do(verb, 3)
    desk.now = LATER


def draft_for(desk: Desk, phone: str, at: int) -> None:
    body = write_draft(Draft(buyer=NAME, phone=phone))
    with desk.store.unit(KIM, at) as unit:
        put_draft(unit.conn, KIM, at, None, body)


def test_the_member_and_the_drafts_of_a_buyer_go_with_the_last_order(desk: Desk) -> None:
    close_third(desk)
    draft_for(desk, PHONE.replace("-", ""), NOW + 5)
    draft_for(desk, "010-0000-0001", NOW + 5)
    assert NAME in people(desk) and PHONE in people(desk)
    erase(desk)
    with desk.store.reader() as conn:
        (member,), (draft,) = search_customers(conn, ""), drafts(conn)
    assert (member.code, member.name, member.phone, member.email) == ("M1", "(삭제됨)", "", "")
    assert (member.zip, member.line1, member.line2) == ("", "", "")
    assert "010-0000-0001" in draft.body and desk.sound()


def test_who_has_another_order_is_a_member_still(desk: Desk) -> None:
    close_third(desk)
    desk.add(replace(sold(9), buyer_name=NAME, buyer_phone=PHONE))
    draft_for(desk, PHONE, NOW + 5)
    was = people(desk)
    erase(desk)
    assert is_erased(desk.order(1)) and people(desk) == was


@pytest.mark.parametrize("what", ["draft", "joined"])
def test_who_was_heard_of_since_that_day_stays(desk: Desk, what: str) -> None:
    day = NOW + 30 * DAY
    close_third(desk)
    if what == "draft":
        draft_for(desk, PHONE, day)
    else:
        with desk.store.reader() as conn:
            (member,) = search_customers(conn, "")
        put_customers(desk.store, KIM, NOW, [replace(member, joined_at=day)])
    was = people(desk)
    erase(desk, before=day)
    assert is_erased(desk.order(1)) and people(desk) == was
    erase(desk, before=day + 1)
    assert people(desk) == was, "what is erased is not looked at again"


def test_what_was_scanned_and_meant_nothing_is_forgotten_with_the_old(desk: Desk) -> None:
    """Somebody may have typed a name into the field."""
    close_third(desk)
    Packer(desk)(NAME), Packer(desk)(sections(1, 1)[0])
    desk.now += DAY
    Packer(desk)("8801234567893")
    erase(desk, before=desk.now)
    with desk.store.reader() as conn:
        assert [each.code for each in lost_between(conn, 0, desk.now + 1)] == ["8801234567893"]
        assert strays_of_order(conn, desk.order(1).id)
