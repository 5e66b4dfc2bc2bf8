"""Sections that are alike are judged and moved at once, with the same result as one by one, to the byte."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from orderdesk.core.domain.facts import section_facts
from orderdesk.core.domain.orders import (
    Actor,
    ActorKind,
    Channel,
    Delivery,
    Entry,
    EntryKind,
    Hold,
    Method,
    Order,
)
from orderdesk.core.domain.requests import make_request
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.states import FINAL_STATES, LADDER, SectionState, Trade
from orderdesk.core.domain.transitions import SECTION_VERBS
from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.services import folding, moving, running
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.demo.shop import demo_orders
from orderdesk.core.services.judging import facts_by_likeness
from orderdesk.core.services.planning import make_plan, plan_order
from orderdesk.core.services.undoing import apply_undo, plan_undo
from orderdesk.core.services.verifying import verify
from orderdesk.core.store import alike, jobs
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import NewEvent
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.move_alike import Alike
from tests.services.desk import KIM, NOW, Desk, sold

SYSTEM = Actor(ActorKind.SYSTEM, "시스템")
WEEK = 7 * 24 * 3600


def simple(n: int, chance: random.Random) -> Order:
    """Order *n* of one section somewhere on the ladder; few things differ, so that many are alike."""
    state = chance.choice(LADDER)
    order = sold(n, chance.choice((1, 2)), unpaid=state is SectionState.PREPARING and chance.random() < 0.3)
    sent = state >= SectionState.SHIPPING
    section = replace(
        order.sections[0],
        state=state,
        delivery=chance.choice((Delivery.PARCEL, Delivery.PARCEL, Delivery.VISIT, Delivery.DIGITAL)),
        sent_at=NOW - 60 if sent else None,
        done_at=chance.choice((NOW - WEEK, NOW - 60)) if state >= SectionState.DELIVERED else None,
        confirmed_at=NOW if state is SectionState.CONFIRMED else None,
        label_stale=state is SectionState.READY and chance.random() < 0.1,
        fee_base=chance.choice((0, 3000)),
    )
    if sent or chance.random() < 0.5:
        section = replace(section, courier="CJ대한통운", tracking=f"68{n:010d}", tracked_at=NOW - 60)
    held = state < SectionState.SHIPPING and chance.random() < 0.2
    closed = state in FINAL_STATES and chance.random() < 0.5
    return replace(
        order,
        sections=(section,),
        channel=chance.choice((Channel.OWN, Channel.OWN, Channel.NAVER)),
        channel_number=f"N-{n}",
        holds=(Hold(1, 1, chance.choice(("STOCK", "ADDRESS")), "", "김영희", NOW),) if held else (),
        trade=Trade.CLOSED if closed else Trade.OPEN,
        pending=chance.random() < 0.1,
    )


def twins() -> list[Order]:
    """Orders that share a facet, and differ in one thing that the rules look at."""
    held = [
        replace(sold(n), holds=(Hold(1, 1, reason, "", "김영희", NOW),))
        for n, reason in ((9001, "STOCK"), (9002, "ADDRESS"))
    ]
    added = [
        replace(order, entries=(*order.entries, Entry(2, kind, Method.CARD, 10_000, NOW, extra=True)))
        for order, kind in ((sold(9003, 1, 1), EntryKind.REQUEST), (sold(9004, 1, 1), EntryKind.PAID))
    ]
    return [*held, *(replace(o, sections=(replace(o.sections[0], paid_by=2),)) for o in added)]


def orders(size: int, seed: int) -> list[Order]:
    """Random orders: of the demo, with all that can happen to one, simple ones, and twins."""
    chance = random.Random(seed)
    demo = [order for order, _ in demo_orders(size, seed, NOW)]
    return [*demo, *(simple(n, chance) for n in range(1, size + 1)), *twins()]


def fill(store: Store, made: Sequence[Order]) -> list[int]:
    with store.unit(KIM, NOW) as unit:
        return list(unit.insert(made))


def test_sections_that_are_alike_have_the_same_facts(store: Store) -> None:
    fill(store, orders(150, 1))
    checked = 0
    with store.reader() as conn:
        loaded = load_orders(conn, [row[0] for row in conn.execute("SELECT id FROM orders").fetchall()])
        for actor, now in ((KIM, NOW), (SYSTEM, NOW + WEEK)):
            found = list(alike.standings(conn, [order.id for order in loaded], now))
            one_of_each = {likeness: (order, n) for order, n, *_, likeness in found}
            told = facts_by_likeness(conn, one_of_each, actor, now)
            own = {
                (order.id, section.n): section_facts(order, section, actor.kind, now, exact_number=False)
                for order in loaded
                for section in order.sections
            }
            assert {(order, n): told[likeness] for order, n, *_, likeness in found} == own
            assert len(one_of_each) < len(found) * 0.7
            checked += len(own)
    assert checked > 600


FIELDS: Mapping[str, Mapping[str, str]] = {
    "hold": {"reason": "STOCK"},
    "cancel": {"reason": "SOLD_OUT"},
    "return": {"reason": "SOLD_OUT"},
    "exchange": {"reason": "SOLD_OUT"},
    "pickup": {"pickup": "AUTO"},
    "delay": {"reason": "PREPARING", "until": "2026-12-24"},
    "address": {"receiver": "새이름"},
    "split": {"items": "1:1"},
    "track": {"courier": "CJ대한통운", "number": "680000000017"},
}

VERBS = [verb for verb in SECTION_VERBS if verb in BY_ID]


def test_plans_by_likeness_are_those_by_order(store: Store) -> None:
    ids = fill(store, orders(120, 2))
    random.Random(4).shuffle(ids)
    with store.reader() as conn:
        loaded = {order.id: order for order in load_orders(conn, ids)}
        for verb in VERBS:
            request = make_request(verb, FIELDS.get(verb, {}))
            only = frozenset((n, 1) for n in ids[::2]) if verb == "deliver" else None
            plan = make_plan(conn, ids, request, KIM, NOW, Shop(), only)
            each = [row for n in ids for row in plan_order(loaded[n], request, KIM, NOW, Shop(), only)]
            assert list(plan.rows) == each or not BY_ID[verb].bulk, verb
            assert [row[:4] for row in plan.rows] == [row[:4] for row in each]


# --- moving ----------------------------------------------------------------------------------

TABLES = (
    *("orders", "section", "item", "line", "entry", "claim", "hold", "receipt", "memo", "address", "parcel"),
    *(
        "goods",
        "facet",
        "facet_day",
        "actor",
        "job",
        "job_request",
        "job_row",
        "event",
        "event_private",
        "chain",
    ),
)


def dump(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that a job could touch."""
    with store.reader() as conn:
        return {
            table: sorted(map(plain, conn.execute(f"SELECT * FROM {table}").fetchall()), key=repr)
            for table in TABLES
        }


def plain(row: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)


class FixedSize:
    """Slices of one size, so that two runs cut at the same places."""

    size = 40

    def measured(self, rows: int, seconds: float) -> None:
        """Learns nothing."""


def one_by_one(patch: pytest.MonkeyPatch) -> None:
    """Let nothing be done by likeness."""
    patch.setattr(moving.Mover, "move", lambda self, unit, rows, shop: moving.Moved(rest=list(rows)))
    patch.setattr(folding.AlikeFolder, "fold", lambda self, conn, ids: {})


def ways(store: Store, ids: Sequence[int], verb: str, actor: Actor) -> list[int]:
    """Do *verb* on all orders, take it back, and do it again; the numbers of the jobs."""
    request = make_request(verb, FIELDS.get(verb, {}))
    with store.reader() as conn:
        plan = make_plan(conn, ids, request, actor, NOW, Shop())
    made = [apply_plan(store, plan, actor, lambda: NOW)]
    for redo in (False, True):
        with store.reader() as conn:
            back = plan_undo(conn, made[-1], redo)
        made.append(apply_undo(store, made[-1], back, actor, lambda: NOW))
    return made


MOVING = ("ready", "ship", "deliver", "confirm", "back", "hold", "release", "cancel")


def test_moving_by_likeness_writes_what_moving_one_by_one_writes(
    store: Store, other: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "SliceSizer", FixedSize)
    monkeypatch.setattr(jobs, "BREATH_SECONDS", 0)
    monkeypatch.setattr("os.urandom", bytes)
    together: list[int] = []

    def counted(before: Order, after: Order, told: Sequence[NewEvent], by_id: Mapping[int, int]) -> Alike:
        together.append(len(by_id))
        return Alike(before, after, told, by_id)

    monkeypatch.setattr(moving, "Alike", counted)
    monkeypatch.setattr(running, "Alike", counted)
    made = orders(100, 3)
    ids = fill(store, made)
    assert fill(other, made) == ids
    for actor in (KIM, SYSTEM):
        for verb in MOVING:
            ways(store, ids, verb, actor)
            with monkeypatch.context() as patch:
                one_by_one(patch)
                ways(other, ids, verb, actor)
            ours, theirs = dump(store), dump(other)
            for table in TABLES:
                assert ours[table] == theirs[table], (verb, actor, table)
    assert sum(together) > 500 and max(together) > 5
    assert verify(store).wrong == 0


# --- guards ----------------------------------------------------------------------------------


def waiting(n: int, number: str = "", shared: bool = False, qty: int = 2) -> Order:
    """Order *n* of one section in 배송대기 with its number."""
    order = sold(n, qty)
    section = replace(
        order.sections[0],
        state=SectionState.READY,
        courier="CJ대한통운",
        tracking=number or f"68{n:010d}",
        tracked_at=NOW - 60,
        shared=shared,
    )
    return replace(order, sections=(section,))


def both_ways(
    store: Store,
    other: Store,
    patch: pytest.MonkeyPatch,
    made: Sequence[Order],
    work: Callable[[Desk], Sequence[int]],
) -> list[Mapping[int, tuple[str, str | None]]]:
    """Do *work* by likeness and one by one: equal to the byte. Of its jobs: order number → verdict, code."""
    patch.setattr("os.urandom", bytes)
    desk, slow = Desk(store), Desk(other)
    ids = [order.id for order in desk.add(*made)]
    assert [order.id for order in slow.add(*made)] == ids
    numbers = work(desk)
    with patch.context() as alone:
        one_by_one(alone)
        assert work(slow) == numbers
    ours, theirs = dump(store), dump(other)
    for table in TABLES:
        assert ours[table] == theirs[table], table
    assert verify(store).wrong == 0
    nth = {order: n for n, order in enumerate(ids, 1)}
    with store.reader() as conn:
        return [
            {nth[row.order_id]: (row.verdict, row.code) for row in jobs.job_rows(conn, job)}
            for job in numbers
        ]


def test_what_happened_since_stops_the_undo_of_that_order_alone(
    store: Store, other: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(desk: Desk) -> list[int]:
        shipped = desk.do("ship", *range(1, 13))
        desk.do("memo", 3, text="문 앞에 두세요")
        desk.do("deliver", 5)
        desk.undo(desk.last())
        desk.do("deliver", 7)
        desk.do("return", 9, reason="INTENT_CHANGED", items="1:1")
        return [shipped, desk.undo(shipped)]

    shipped, undone = both_ways(store, other, monkeypatch, [waiting(n) for n in range(1, 13)], work)
    assert set(shipped.values()) == {("apply", None)}
    refused = {n for n, (verdict, _) in undone.items() if verdict == "refuse"}
    assert refused == {7, 9}
    assert {undone[n] for n in (1, 3, 5, 12)} == {("apply", None)}


def test_what_happened_between_preview_and_undo_is_seen_when_it_is_written(
    store: Store, other: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(desk: Desk) -> list[int]:
        made = desk.do("ready", *range(1, 9))
        with desk.store.reader() as conn:
            back = plan_undo(conn, made)
        desk.do("split", 2, items="1:1")
        desk.do("address", 4, line1="서울 종로구 세종대로 1")
        desk.do("hold", 6, reason="STOCK")
        return [made, apply_undo(desk.store, made, back, KIM, desk.clock)]

    made, undone = both_ways(store, other, monkeypatch, [sold(n, 2) for n in range(1, 9)], work)
    assert set(made.values()) == {("apply", None)}
    assert {n for n, (verdict, _) in undone.items() if verdict == "refuse"} == {2, 4, 6}


@pytest.mark.parametrize("previewed", [True, False])
def test_a_combined_parcel_among_many_leaves_whole(
    store: Store, other: Store, monkeypatch: pytest.MonkeyPatch, previewed: bool
) -> None:
    """Also where the plan did not know of the parcels: 8 is not in it, and 10 is held."""
    pairs = {3: "689999999999", 8: "689999999999", 5: "688888888888", 10: "688888888888"}
    made = [waiting(n, pairs.get(n, ""), shared=n in pairs) for n in range(1, 13)]
    made[9] = replace(made[9], holds=(Hold(1, 1, "STOCK", "", "김영희", NOW),))
    asked = [n for n in range(1, 13) if n != 8]

    def work(desk: Desk) -> list[int]:
        plan = desk.plan("ship", *asked)
        if not previewed:
            with desk.store.reader() as conn:
                plan = make_plan(conn, asked, make_request("ship", {}), KIM, NOW, Shop())
        shipped = desk.apply(plan)
        return [shipped, desk.undo(shipped)]

    shipped, undone = both_ways(store, other, monkeypatch, made, work)
    gone = {n for n, (verdict, _) in shipped.items() if verdict == "apply"}
    assert gone == set(range(1, 13)) - ({5, 10} if previewed else {3, 5, 8, 10})
    assert shipped[5] == ("refuse", "parcel-in-part") and shipped[10][1] == "held"
    assert {n for n, (verdict, _) in undone.items() if verdict == "apply"} == gone


def test_a_number_that_comes_back_with_an_undo_brings_the_whole_parcel_along(
    store: Store, other: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Order 2 joins the parcel of order 1, and both go; the redo gives it the number again, too."""

    def work(desk: Desk) -> list[int]:
        label: dict[str, Any] = {"courier": "CJ대한통운", "number": "689999999999", "shared": "yes"}
        sent = desk.apply(desk.plan("track", 2, to="ship", **label))
        back = desk.undo(sent)
        return [sent, back, desk.undo(back, redo=True)]

    made = [waiting(1, "689999999999", shared=True), sold(2, 2, receiver="받는이1")]
    for outcomes in both_ways(store, other, monkeypatch, made, work):
        assert outcomes == {1: ("apply", None), 2: ("apply", None)}
