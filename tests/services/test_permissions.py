"""What each role may do, through the doors that all surfaces use: plans, jobs and the unit of work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

import pytest

from orderdesk.core.domain.access_words import DENIED_KIND, KIND_WORDS, TOLD_OF_ALL
from orderdesk.core.domain.api_keys import ApiKey, KeyScope
from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.boxes import Box, BoxState
from orderdesk.core.domain.channel_caps import Operation
from orderdesk.core.domain.customers import Customer
from orderdesk.core.domain.logins import Login
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.plans import APPLY, Kind
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.roles import Act, Operator, Role, act_of_file, may
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.telling import Intent
from orderdesk.core.domain.verbs import VERBS
from orderdesk.core.domain.waves import Ended, WaveState
from orderdesk.core.domain.webhooks import Webhook
from orderdesk.core.services import operators, undoing
from orderdesk.core.services.acting import plan_request
from orderdesk.core.services.api_keys import add_key
from orderdesk.core.services.applying import apply_plan, job_rows_of
from orderdesk.core.services.job_requests import JobRequests
from orderdesk.core.services.menu import make_menu
from orderdesk.core.services.planning import Plan, plan_order
from orderdesk.core.services.resuming import resume
from orderdesk.core.services.running import run_job
from orderdesk.core.store.accesses import Access, Sought, accesses
from orderdesk.core.store.boxes import begin_box, put_box, refill_box
from orderdesk.core.store.connections import Connection
from orderdesk.core.store.denials import recorded
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import begun_job, create_job, job_rows
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.operators import NotPermitted, require_in
from orderdesk.core.store.unit import UnitOfWork
from orderdesk.core.store.waves import Wave, begin_wave, end_wave, touch_wave
from orderdesk.core.store.webhooks import add_webhook, put_webhook
from tests.services.desk import KIM, NOW, Desk, sold, store_plan
from tests.services.people import PEOPLE, staff

VERB_IDS = [verb.id for verb in VERBS]
PACKER, VIEWER = PEOPLE[Role.PACKER], PEOPLE[Role.VIEWER]


@pytest.fixture
def desk(store: Store) -> Iterator[Desk]:
    """A staffed desk with two orders; its store is sound at the end."""
    desk = Desk(store)
    desk.add(sold(1), sold(2))
    staff(store)
    yield desk
    assert desk.sound()


def codes(plan: Plan) -> set[Refusal | None]:
    assert plan.rows
    return {row.verdict.refusal for row in plan.rows}


def test_plans_of_every_action_by_every_role(desk: Desk) -> None:
    with desk.store.reader() as conn:
        for verb in VERB_IDS:
            for role, who in PEOPLE.items():
                plan = plan_request(conn, [1, 2], Request(verb), who, NOW)
                if may(role, verb):
                    assert Refusal.NOT_PERMITTED not in codes(plan), (verb, role)
                else:
                    assert codes(plan) == {Refusal.NOT_PERMITTED}, (verb, role)
                    assert not plan.each and not plan.applying()


def test_plans_and_jobs_of_every_action_by_a_key_of_every_scope(desk: Desk) -> None:
    """Whatever the API lets through, its services ask for the role that the scopes of the key need."""
    for scope in KeyScope:
        key, _ = add_key(desk.store, KIM, NOW, scope.value, [scope])
        with desk.store.reader() as conn:
            order = load_orders(conn, [1])[0]
            plans = {verb: plan_request(conn, [1, 2], Request(verb), key.actor, NOW) for verb in VERB_IDS}
        for verb, plan in plans.items():
            if may(key.role, verb):
                assert Refusal.NOT_PERMITTED not in codes(plan), (verb, scope)
                continue
            assert codes(plan) == {Refusal.NOT_PERMITTED}, (verb, scope)
            rows = tuple(
                row._replace(verdict=APPLY) for row in plan_order(order, Request(verb), KIM, NOW, Shop())
            )
            with pytest.raises(NotPermitted):
                apply_plan(desk.store, Plan(verb, Request(verb), rows), key.actor, desk.clock)


def test_jobs_of_every_action_by_every_role_whatever_the_plan_says(desk: Desk) -> None:
    with desk.store.reader() as conn:
        order = load_orders(conn, [1])[0]
    for verb in VERB_IDS:
        rows = list(plan_order(order, Request(verb), KIM, NOW, Shop()))
        forged = Plan(verb, Request(verb), tuple(row._replace(verdict=APPLY) for row in rows))
        for role, who in PEOPLE.items():
            if may(role, verb):
                continue
            with pytest.raises(NotPermitted) as caught:
                apply_plan(desk.store, forged, who, desk.clock)
            assert (caught.value.act, caught.value.where) == (verb, who.name)
    with desk.store.reader() as conn:
        assert load_orders(conn, [1]) == [order]


def test_the_menu_names_the_role_as_the_reason(desk: Desk) -> None:
    with desk.store.reader() as conn:
        for role, who in PEOPLE.items():
            menu = make_menu(conn, [1], who, NOW)
            assert (menu.tracking is None) is may(role, "track")
            for entry in menu.entries[None]:
                denied = entry.reason is Refusal.NOT_PERMITTED
                assert denied is not may(role, entry.verb.id), (role, entry.verb.id)
                assert not (denied and entry.fits)


def taking(kind: str, unit: UnitOfWork) -> None:
    unit.record_access(Access(kind, "", "", "a.xlsx", "", 1, 1, 1))


FORMS = "tracking-form", "sheets", "slips", "picking", "import-result", "job-rows"

BOX = Box(1, BoxState.CLOSED, 1, KIM.name, (), ())
WAVE = Wave(1, WaveState.OPEN, KIM.name, NOW, NOW, "전체", 0)

WRITES: Mapping[Act, tuple[Callable[[UnitOfWork], object], ...]] = {
    Act.IMPORT: (
        lambda unit: create_job(unit, "import", "{}", ()),
        lambda unit: unit.insert([sold(9)], job=1),
    ),
    Act.CREATE: (
        lambda unit: unit.insert([sold(9)]),
        lambda unit: unit.put_draft(None, "{}"),
        lambda unit: unit.remove_draft(1),
    ),
    Act.DEPOSITS: (lambda unit: unit.put_deposits({}),),
    Act.FORMS: tuple(partial(taking, kind) for kind in FORMS),
    Act.EXPORT: (partial(taking, "export"), partial(taking, "payments")),
    Act.PERSONAL: (partial(taking, "unmask"),),
    Act.ERASE: (
        lambda unit: create_job(unit, "erase", "{}", ()),
        lambda unit: unit.purge_accesses(0),
        partial(taking, "purge"),
    ),
    Act.LISTS: (
        lambda unit: unit.put_tabs([]),
        lambda unit: unit.put_preference("", "filter_groups", "[]"),
        lambda unit: unit.put_preference("", "export_templates", "[]"),
    ),
    Act.PRODUCTS: (lambda unit: unit.put_products([]),),
    Act.STOCK: (lambda unit: unit.count_stock([]), lambda unit: unit.move_stock([])),
    Act.CUSTOMERS: (
        lambda unit: unit.put_customers([Customer("M1", "홍길동")]),
        lambda unit: unit.put_grades([]),
    ),
    Act.FEES: (
        lambda unit: unit.put_zones([]),
        lambda unit: unit.delete_zone(1),
        lambda unit: unit.delete_policy(1),
    ),
    Act.SHOP: (
        lambda unit: unit.put_preference("", "receipts", "0"),
        lambda unit: unit.add_bank_account("국민", "1", "나"),
        lambda unit: unit.remove_bank_account("1"),
    ),
    Act.CONNECTIONS: (
        lambda unit: unit.add_connection("naver", "네이버", {}),
        lambda unit: unit.change_connection(Connection(1, "naver", "네이버")),
    ),
    Act.OUTBOX: (
        lambda unit: unit.settle_letters([]),
        lambda unit: unit.rewrite_letter(1, Intent(Operation.CONFIRM, 1)),
    ),
    Act.LABELS: (
        lambda unit: unit.put_waybills([]),
        lambda unit: unit.put_watches([]),
        partial(taking, "labels"),
    ),
    Act.PACK: (
        lambda unit: begin_box(unit, (), ()),
        lambda unit: put_box(unit, BOX),
        lambda unit: refill_box(unit, BOX),
        lambda unit: begin_wave(unit, "전체", ()),
        lambda unit: touch_wave(unit, WAVE),
        lambda unit: end_wave(unit, WAVE, Ended((), (), {})),
    ),
    Act.SYNC: (
        lambda unit: unit.put_channel([]),
        lambda unit: unit.claim_letters([]),
    ),
    Act.API: (
        lambda unit: unit.add_api_key(ApiKey(0, "새 키", frozenset(KeyScope)), "digest"),
        lambda unit: unit.revoke_api_key(1),
        lambda unit: add_webhook(unit, "https://shop.example/hook"),
        lambda unit: put_webhook(unit, Webhook(1, "https://shop.example/hook", NOW, KIM.name, 0)),
    ),
    Act.OPERATORS: (lambda unit: unit.add_operator(Operator(0, "새사람", Role.VIEWER), "add"),),
}
"""What the unit of work writes for each act."""

READS = Act.ACCESSES, Act.RESTORE, Act.WHOLE, Act.SECRETS
"""What is only asked for, by `require_in`."""

JOBS = {Act.UNDO, Act.UNDO_OTHERS}
"""What is told by whose job is taken back; tested on its own."""


class Rolled(Exception):
    """The end of a try: nothing of it is kept."""


ASKED_WITHIN = {
    *("insert", "put_preference", "record_access", "change_operator"),  # by what they are told
    *("note_use", "begin_request", "end_request", "drop_request"),  # of a key that was asked for and fits
    *("save", "record", "withdraw_intents"),  # of a job, which was asked for when it began
    *("orders", "find", "next_order_numbers", "permits", "require", "seal"),  # write nothing of an operator's
}
"""Methods of the unit of work that no `needs` stands above."""


def test_no_write_of_the_unit_of_work_goes_unasked() -> None:
    methods = {name: value for name, value in vars(UnitOfWork).items() if not name.startswith("_")}
    assert {name for name, value in methods.items() if not hasattr(value, "__wrapped__")} == ASKED_WITHIN


def test_every_act_is_tried() -> None:
    assert {*WRITES, *READS, *JOBS} == set(Act)


def denials(desk: Desk) -> list[tuple[Actor, str]]:
    """Who was denied what, by the access records, the newest first."""
    with desk.store.reader() as conn:
        found = accesses(conn, 99, Sought(what=DENIED_KIND))
    return [(each.actor, each.access.scope) for each in found]


@pytest.mark.parametrize("act", WRITES)
def test_every_role_writes_what_it_may_and_nothing_else_and_a_denial_is_recorded(
    desk: Desk, act: Act
) -> None:
    desk.do("hold", 1, reason="STOCK")
    denied: list[tuple[Actor, str]] = []
    for role, who in PEOPLE.items():
        for write in WRITES[act]:
            wanted = Rolled if may(role, act.value) else NotPermitted
            with pytest.raises(wanted), desk.store.unit(who, NOW) as unit:
                write(unit)
                raise Rolled
            denied += [(who, act.words.ko)] * (wanted is NotPermitted)
    assert denials(desk) == denied[::-1]


def test_every_kind_of_access_record_is_asked_for_or_told_of_everybody() -> None:
    asked = {kind for kind in KIND_WORDS if act_of_file(kind) is not Act.FORMS}
    assert asked == {"export", "payments", "unmask", "purge", "store", "labels", "webhook-drop"}
    assert set(KIND_WORDS) - asked - TOLD_OF_ALL == {*FORMS}


@pytest.mark.parametrize("kind", sorted(TOLD_OF_ALL))
def test_what_has_happened_is_recorded_of_everybody(desk: Desk, kind: str) -> None:
    for who in PEOPLE.values():
        with desk.store.unit(who, NOW) as unit:
            taking(kind, unit)
    with desk.store.reader() as conn:
        assert {each.actor for each in accesses(conn, 99)} == set(PEOPLE.values())


@pytest.mark.parametrize("act", READS)
def test_every_role_reads_what_it_may(desk: Desk, act: Act) -> None:
    with desk.store.reader() as conn:
        for role, who in PEOPLE.items():
            if may(role, act.value):
                require_in(conn, who, act.value)
            else:
                with pytest.raises(NotPermitted), recorded(desk.store, who, NOW):
                    require_in(conn, who, act.value)
                assert denials(desk)[0] == (who, act.words.ko)


def test_everybody_keeps_preferences_of_their_own(desk: Desk) -> None:
    with desk.store.unit(VIEWER, NOW) as unit:
        unit.put_preference(VIEWER.name, "desk", "{}")


def test_a_job_is_taken_back_by_who_may_do_it_and_others_jobs_by_managers(desk: Desk) -> None:
    own = {who: desk.do("memo", 1, actor=who, text="x") for role, who in PEOPLE.items() if role > Role.VIEWER}
    others = desk.do("hold", 2, reason="STOCK")
    for role, who in PEOPLE.items():
        for job, allowed in ((own.get(who), True), (others, role >= Role.MANAGER)):
            if job is None:
                continue
            with desk.store.reader() as conn:
                plan = undoing.permitted_undo(conn, undoing.plan_undo(conn, job), job, who)
            assert (Refusal.NOT_PERMITTED not in codes(plan)) is allowed, (role, job)
            if not allowed:
                forged = desk.undo_plan(job)
                with pytest.raises(NotPermitted):
                    undoing.apply_undo(desk.store, job, forged, who, desk.clock)


def test_what_one_may_not_do_any_more_is_not_taken_back_either(desk: Desk) -> None:
    desk_person = PEOPLE[Role.DESK]
    job = desk.do("separate", 1, actor=desk_person)
    operators.set_role(desk.store, KIM, NOW, desk_person.name, Role.PACKER)
    with pytest.raises(NotPermitted) as caught:
        desk.undo(job, desk_person)
    assert caught.value.act == "separate"
    operators.set_role(desk.store, KIM, NOW, desk_person.name, Role.DESK)
    back = desk.undo(job, desk_person)
    assert desk.undo(back, desk_person, redo=True) > back


def test_a_right_taken_in_the_middle_of_a_job_stops_it(desk: Desk) -> None:
    plan = desk.plan("hold", 1, 2, actor=PACKER, reason="STOCK")
    job = store_plan(desk.store, plan, PACKER, NOW)
    operators.set_disabled(desk.store, KIM, NOW, PACKER.name, True)
    run_job(desk.store, job, JobRequests(plan.request, plan.each), PACKER, desk.clock)
    with desk.store.reader() as conn:
        assert {(row.verdict, row.code) for row in job_rows(conn, job)} == {("refuse", "not-permitted")}
        assert not any(order.holds for order in load_orders(conn, [1, 2]))


def test_a_stopped_job_is_carried_on_only_by_who_may_do_it(desk: Desk) -> None:
    plan = desk.plan("confirm-payment", 1, actor=KIM)
    rows = replace(plan, rows=tuple(row._replace(verdict=APPLY) for row in plan.rows))
    with begun_job(desk.store, KIM, NOW, plan.action, "{}", job_rows_of(rows)) as job:
        pass
    with desk.store.writer() as conn:
        conn.execute("UPDATE job SET state = 4 WHERE id = ?", (job,))
    with pytest.raises(NotPermitted):
        resume(desk.store, job, PACKER, desk.clock)


def test_the_program_itself_and_a_desk_of_one_are_asked_for_nothing(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1))
    operators.come_in(store, Login("me"), KIM.name, NOW)
    stranger = Actor(KIM.kind, "누구나")
    assert desk.plan("hold", 1, actor=stranger, reason="STOCK").count(Kind.APPLY) == 1
    staff(store)
    assert codes(desk.plan("hold", 1, actor=stranger, reason="STOCK")) == {Refusal.NOT_PERMITTED}
    assert desk.plan("hold", 1, actor=SYSTEM, reason="STOCK").count(Kind.APPLY) == 1
