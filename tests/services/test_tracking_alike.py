"""The ordinary rows of a form are judged and written at once, with the result of one by one, to the byte."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pytest

from orderdesk.core.domain.identifiers import item_number, section_number
from orderdesk.core.domain.orders import EntryKind, Hold, Order, Section
from orderdesk.core.domain.states import SectionState
from orderdesk.core.files.columns import Kind as FileKind
from orderdesk.core.files.tracking_form import TrackingFile, TrackingRow
from orderdesk.core.services import labelling, tracking
from orderdesk.core.services.job_requests import JobRequests, read_requests, write_requests
from orderdesk.core.services.moving import Moved
from orderdesk.core.services.recovering import recover
from orderdesk.core.services.tracking_alike import Ordinary
from orderdesk.core.services.tracking_file import TrackingResult, import_tracking, preview_tracking
from orderdesk.core.services.tracking_rows import Options
from orderdesk.core.services.verifying import verify
from orderdesk.core.store import jobs
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import NewEvent
from orderdesk.core.store.move_alike import Alike
from tests.services.desk import KIM, LEE, NOW, Desk, sold, store_plan
from tests.services.forms import CJ
from tests.services.test_alike import TABLES, FixedSize, dump, orders

S = SectionState


@pytest.fixture(autouse=True)
def alike_and_counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Slices of one size and salts of zeros, so that two runs write the same; how many got numbers so."""
    monkeypatch.setattr(jobs, "SliceSizer", FixedSize)
    monkeypatch.setattr(jobs, "BREATH_SECONDS", 0)
    monkeypatch.setattr("os.urandom", bytes)
    together: list[int] = []

    def counted(
        before: Order,
        after: Order,
        told: Sequence[NewEvent],
        by_id: Mapping[int, int],
        numbers: Mapping[int, str],
    ) -> Alike:
        together.append(len(by_id))
        return Alike(before, after, told, by_id, numbers)

    monkeypatch.setattr(labelling, "Alike", counted)
    return together


def one_by_one(patch: pytest.MonkeyPatch) -> None:
    """Let no row be judged, and none be written, by what its section is like."""
    patch.setattr(tracking, "judge_ordinary", lambda *given: Ordinary())
    patch.setattr(labelling.Labeller, "move", lambda self, unit, rows, shop: Moved(rest=list(rows)))


# --- forms -----------------------------------------------------------------------------------


def row(
    order: str,
    section: int = 1,
    item: int | None = None,
    qty: int | None = None,
    number: str = "",
    state: str = "배송중",
    courier: str = CJ,
) -> TrackingRow:
    """A row that names a section, and an item of it or none; `row` is set by `form`."""
    items = "" if item is None else item_number(order, item)
    return TrackingRow(0, section_number(order, section), items, qty, courier, number, state, number, "")


def form(rows: Sequence[TrackingRow], unread: Sequence[TrackingRow] = ()) -> TrackingFile:
    """A file of these rows, from row 3 on."""
    placed = [each._replace(row=n) for n, each in enumerate((*rows, *unread), 3)]
    return TrackingFile(
        "form.xlsx", "Sheet1", FileKind.TRACKING, placed[: len(rows)], [], placed[len(rows) :]
    )


def open_order(n: int, chance: random.Random) -> Order:
    """Order *n*, which may take a number or may not: of one section or two, of one line or two."""
    quantities = chance.choice(((1,), (2,), (2, 1), (1, 1)))
    parts = [[1], [2]] if len(quantities) > 1 and chance.random() < 0.3 else []
    order = sold(n, *quantities, sections=parts, unpaid=chance.random() < 0.1, receiver="받는이")
    ready = chance.random() < 0.3 and order.entries[0].kind is EntryKind.PAID
    state = S.READY if ready else S.PREPARING
    held = (Hold(1, 1, "STOCK", "", "김영희", NOW),) if chance.random() < 0.1 else ()
    sections = tuple(replace(s, state=state, sent_at=chance.choice((None, NOW - 9))) for s in order.sections)
    if chance.random() < 0.25:
        shared = chance.random() < 0.3
        number = "600000000000" if shared else f"60{n:010d}"
        first = replace(
            sections[0],
            courier=CJ,
            tracking=number,
            tracked_at=NOW - chance.choice((9, 99)),
            shared=shared,
            label_stale=chance.random() < 0.4,
        )
        sections = (first, *sections[1:])
    return replace(
        order, sections=sections, holds=held, separate=chance.random() < 0.1, pending=chance.random() < 0.1
    )


class Filler:
    """Fills a form as people do: mostly a number a section, and now and then anything else."""

    def __init__(self, seed: int, made: Sequence[Order]) -> None:
        self.chance = random.Random(seed)
        self.there = [s.tracking for order in made for s in order.sections if s.tracking]
        self.given = ["600000000000"]

    def number(self) -> str:
        """A new number, or at times one that was given before, or is in use."""
        if self.chance.random() < 0.1:
            return self.chance.choice(self.chance.choice((self.given, self.there)))
        self.given.append(f"6{len(self.given):011d}")
        return self.given[-1]

    def rows(self, order: Order, section: Section) -> Iterator[TrackingRow]:
        """What stands in the form for one section."""
        held = order.items_of(section.n)
        known = 20 if section.tracking else 4
        what = self.chance.choices(
            ("whole", "twice", "items", "row each", "some", "blank", "odd", "there", "none"),
            (40, 5, 25, 4, 6, 3, 6, known, 12),
        )[0]
        state = self.chance.choices(("배송중", "배송대기", "", "배송완료"), (60, 20, 15, 5))[0]
        number, name = self.number(), order.number
        match what:
            case "whole":
                qty = self.chance.choice((None, None, sum(item.qty for item in held), 99))
                yield row(name, section.n, None, qty, number, state)
            case "twice":
                yield row(name, section.n, number=number)
                yield row(name, section.n, number=self.chance.choice(("", "차량배차")), state="배송완료")
            case "items" | "row each" | "some":
                for item in held[: 1 if what == "some" else None]:
                    qty = 1 if what == "some" else self.chance.choice((None, item.qty))
                    yield row(name, section.n, item.n, qty, number, state)
                    number = self.number() if what == "row each" else number
            case "blank":
                yield row(name, section.n, state=self.chance.choice(("", "배송중")))
            case "odd":
                yield row(
                    name,
                    section.n,
                    number=self.chance.choice((number, "123", f"{number}AB")),
                    courier=self.chance.choice(("번개택배", "", "우체국택배")),
                )
            case "there":
                yield row(name, section.n, number=section.tracking or number, state=state)


def filled(seed: int, made: Sequence[Order]) -> TrackingFile:
    """A form for *made*, in no order, with a few rows that were not read."""
    filler = Filler(seed, made)
    rows = [each for order in made for s in order.sections for each in filler.rows(order, s)]
    filler.chance.shuffle(rows)
    rows += [row("없는주문", number="690000000001"), row(made[0].number, 9, number="690000000002")]
    unread = [each._replace(number="") for each in rows[:12]]
    cut = len(rows) - 6
    return form(rows[:cut], rows[cut:] + unread)


# --- the same, to the byte -------------------------------------------------------------------


def same(store: Store, other: Store) -> None:
    ours, theirs = dump(store), dump(other)
    for table in TABLES:
        assert ours[table] == theirs[table], table
    assert verify(store).wrong == 0


def bring(store: Store, file: TrackingFile, options: Options) -> TrackingResult:
    return import_tracking(store, file, KIM, lambda: NOW, options)


WAYS = (
    Options(),
    Options(overwrite=True, share=True),
    Options(ready_on_tracking=True, default_courier="한진택배", strict_lotte=True),
)


@pytest.mark.parametrize("seed", range(len(WAYS)))
def test_a_form_by_likeness_does_what_it_does_one_by_one(
    store: Store,
    other: Store,
    monkeypatch: pytest.MonkeyPatch,
    alike_and_counted: list[int],
    seed: int,
) -> None:
    desk, slow, options = Desk(store), Desk(other), WAYS[seed]
    chance = random.Random(seed)
    made = [*orders(40, seed + 5), *(open_order(n, chance) for n in range(20_000, 20_200))]
    stored = desk.add(*made)
    assert [order.id for order in slow.add(*made)] == [order.id for order in stored]
    file = filled(seed, stored)
    planned = preview_tracking(store, file, KIM, NOW, options)
    brought = bring(store, file, options)
    with monkeypatch.context() as patch:
        one_by_one(patch)
        expected = preview_tracking(other, file, KIM, NOW, options)
        assert planned == expected
        assert list(planned.plan.each) == list(expected.plan.each)
        assert bring(other, file, options) == brought
    same(store, other)
    counts = Counter(each.code or each.kind.value for each in brought.rows)
    assert counts["apply"] > 60 and len(counts) > 6, counts
    assert 20 < sum(alike_and_counted) < brought.sections - 5 and max(alike_and_counted) > 3
    assert brought.job is not None
    undone = desk.undo(brought.job)
    assert slow.undo(brought.job) == undone
    same(store, other)
    desk.undo(undone, redo=True)
    with monkeypatch.context() as patch:
        one_by_one(patch)
        slow.undo(undone, redo=True)
    same(store, other)


def test_what_was_ordinary_in_the_preview_may_not_be_when_its_turn_comes(
    store: Store, other: Store, monkeypatch: pytest.MonkeyPatch, alike_and_counted: list[int]
) -> None:
    """Order 2 was held, 3 has got another number, 4's and 5's have gone to others, 7 was held a while."""
    done: list[Mapping[int, tuple[str, str | None]]] = []
    for where, alone in ((store, False), (other, True)):
        desk = Desk(where)
        desk.add(*(sold(n, 1, 2) for n in range(1, 10)))
        names = [desk.order(n).number for n in range(1, 8)]
        with monkeypatch.context() as patch:
            if alone:
                one_by_one(patch)
            file = form([row(name, number=f"68{n:010d}") for n, name in enumerate(names, 1)])
            plan = preview_tracking(where, file, KIM, NOW, Options()).plan
            desk.do("hold", 2, 7, reason="STOCK")
            desk.do("release", 7)
            desk.do("track", 3, courier=CJ, number="690000000003")
            desk.do("track", 8, courier=CJ, number="680000000004", actor=LEE)
            desk.do("track", 9, courier=CJ, number="680000000005", to="ship")
            job = desk.apply(plan)
        done.append({each.order_id: (each.verdict, each.code) for each in desk.outcomes(job)})
    same(store, other)
    assert done[0] == done[1]
    refused = {n: code for n, (verdict, code) in done[0].items() if verdict == "refuse"}
    assert refused == {2: "moved", 3: "moved", 4: "number-taken", 5: "number-taken", 7: "moved"}
    assert alike_and_counted == [1, 1, 1, 2]  # three were given by themselves; orders 1 and 6


def test_who_comes_along_with_another_row_stands_behind_it(
    store: Store, other: Store, monkeypatch: pytest.MonkeyPatch, alike_and_counted: list[int]
) -> None:
    """Order 3 has the number of order 1 already, which its row only says again; 1 ships, so 3 does too."""
    plans = []
    for where, alone in ((store, False), (other, True)):
        desk = Desk(where)
        made = desk.add(*(sold(n, receiver="받는이") for n in range(1, 6)))
        desk.do("track", 1, 3, courier=CJ, number="690000000001", shared="yes", to="ready")
        names = [order.number for order in made]
        rows = [
            row(names[0]),
            row(names[1], number="680000000002"),
            row(names[2], number="690000000001", state=""),
            row(names[3], number="680000000004"),
        ]
        with monkeypatch.context() as patch:
            if alone:
                one_by_one(patch)
            plans.append(preview_tracking(where, form(rows), KIM, NOW, Options()).plan)
            desk.apply(plans[-1])
    same(store, other)
    assert plans[0] == plans[1] and list(plans[0].each) == list(plans[1].each)
    assert [planned.order_id for planned in plans[0].rows] == [1, 3, 2, 4]
    assert desk.states(3) == [S.SHIPPING] and alike_and_counted[-1] == 2


def test_numbers_that_stand_there_are_said_again_by_likeness(
    store: Store, other: Store, monkeypatch: pytest.MonkeyPatch, alike_and_counted: list[int]
) -> None:
    """Orders that wait with a number, some under a label that an address has made stale, or once shared."""

    def waiting(n: int) -> Order:
        order = sold(n)
        section = replace(
            order.sections[0],
            state=S.READY,
            courier=CJ,
            tracking=f"68{n:010d}",
            tracked_at=NOW - 60 * (n % 2 + 1),
            label_stale=n % 3 == 0,
            shared=n % 4 == 0,
        )
        return replace(order, sections=(section,))

    made = [waiting(n) for n in range(1, 25)]
    file = form([row(order.number, number=order.sections[0].tracking or "") for order in made])
    results = []
    for where, alone in ((store, False), (other, True)):
        Desk(where).add(*made)
        with monkeypatch.context() as patch:
            if alone:
                one_by_one(patch)
            results.append(bring(where, file, Options(overwrite=True)))
            again = bring(where, file, Options())
    same(store, other)
    assert results[0] == results[1] and results[0].updated == 24
    assert {each.code for each in again.rows} == {"already"} and again.job is None
    assert sum(alike_and_counted) == 22


def test_a_form_of_ordinary_rows_is_planned_in_its_own_order(desk: Desk) -> None:
    made = desk.add(*(sold(n, 1) for n in range(1, 5)))
    rows = [row(made[n].number, number=f"68{n:010d}") for n in (2, 0, 3, 1)]
    planned = preview_tracking(desk.store, form(rows), KIM, NOW, Options())
    assert [each.order_id for each in planned.plan.rows] == [3, 1, 4, 2]
    assert [order for order, _ in planned.plan.each] == [3, 1, 4, 2]
    assert [each.row for each in planned.rows] == [3, 4, 5, 6]


def test_one_number_that_two_rows_of_a_plan_want_is_a_matter_of_both(
    store: Store, other: Store, monkeypatch: pytest.MonkeyPatch, alike_and_counted: list[int]
) -> None:
    outcomes = []
    for where, alone in ((store, False), (other, True)):
        desk = Desk(where)
        made = desk.add(*(sold(n) for n in range(1, 4)))
        file = form([row(order.number, number=f"68{n:010d}") for n, order in enumerate(made, 1)])
        plan = preview_tracking(where, file, KIM, NOW, Options()).plan
        first, second, _ = plan.each
        plan = replace(plan, each={**plan.each, second: plan.each[first]})
        with monkeypatch.context() as patch:
            if alone:
                one_by_one(patch)
            outcomes.append(desk.outcomes(desk.apply(plan)))
    same(store, other)
    assert outcomes[0] == outcomes[1] and alike_and_counted == [1]
    assert [each.code for each in outcomes[0]] == ["number-taken", "number-taken", None]


def test_a_killed_form_is_carried_on_from_what_was_kept_of_it(
    desk: Desk, alike_and_counted: list[int]
) -> None:
    made = desk.add(*(sold(n, 2) for n in range(1, 8)))
    rows = [row(order.number, number=f"68{n:010d}") for n, order in enumerate(made, 1)]
    rows[3] = row(made[3].number, item=1, qty=1, number="680000000004")
    plan = preview_tracking(desk.store, form(rows), KIM, NOW, Options()).plan
    job = store_plan(desk.store, plan, KIM, NOW)
    assert recover(desk.store, desk.clock) == [job]
    assert [desk.order(n).sections[-1].tracking for n in range(1, 8)] == [f"68{n:010d}" for n in range(1, 8)]
    assert desk.states(4) == [S.PREPARING, S.SHIPPING] and desk.states(5) == [S.SHIPPING]
    assert sum(alike_and_counted) == 6 and desk.sound()


def test_requests_are_kept_and_read_back(desk: Desk) -> None:
    made = desk.add(*(sold(n, 2) for n in range(1, 4)))
    rows = [row(order.number, number=f"68{n:010d}") for n, order in enumerate(made, 1)]
    rows[1] = row(made[1].number, item=1, qty=1, number="680000000004", state="")
    plan = preview_tracking(desk.store, form(rows), KIM, NOW, Options(overwrite=True)).plan
    asked = JobRequests(plan.request, plan.each)
    assert len(plan.each) == 3 and read_requests(write_requests(asked)) == asked


def test_an_order_that_is_named_twice_is_looked_at_as_a_whole(
    desk: Desk, alike_and_counted: list[int]
) -> None:
    one, two = desk.add(sold(1, 2, 1), sold(2, 2))
    rows = [
        row(one.number, item=1, number="680000000001"),
        row(one.number, item=1, qty=1, number="680000000002"),
        row(two.number, number="680000000003"),
    ]
    result = bring(desk.store, form(rows), Options())
    assert [each.code for each in result.rows] == ["duplicate-row", "duplicate-row", ""]
    assert alike_and_counted == [1]
