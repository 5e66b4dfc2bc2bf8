"""Two packing stations and an office at the same few orders, in any order and in between each other.

`PackingWalk` is a machine for Hypothesis over a store of either engine. What may leave is not asked of the
program: the gestures that were made are kept here, and whatever left in a box is compared with them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from orderdesk.core.domain.boxes import BOX, BoxState, Gesture, GestureKind, read_ref
from orderdesk.core.domain.check import check
from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.states import LADDER, UNDISPATCHED_STATES, SectionState
from orderdesk.core.services import browsing
from orderdesk.core.services.job_requests import read_requests
from orderdesk.core.services.packing import Station, Told, box_shown, boxes_waiting, perform
from orderdesk.core.store.boxes import box_of, boxes_of, scans_of
from orderdesk.core.store.engine import Store, open_store
from orderdesk.core.store.job_requests import request_of
from orderdesk.core.store.jobs import job_rows, jobs
from tests.services.desk import KIM, LEE, NOW, Desk, sections
from tests.services.projections import empty
from tests.services.station import LABELS, goods

T = TypeVar("T")
K = GestureKind
MOMENTS = ("box-closed", "box-planned")
"""Where a rival comes in between: after the last piece, and after the plan that sends the box."""

SENT = frozenset(LADDER) - UNDISPATCHED_STATES
Made = tuple[Gesture, int | None]
"""A gesture, and the box that was open at the station."""


class PackingWalk(RuleBasedStateMachine):
    """Three orders, two of which may share a parcel, two packers, and somebody at the list."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        empty(store, KIM, NOW)
        self.desk = Desk(store)
        self.second = open_store(store.url)
        self.stations = [
            Station(each, actor, self.desk.clock, self.desk.settings)
            for each, actor in ((store, KIM), (self.second, LEE))
        ]
        self.open: list[int | None] = [None, None]
        self.log: dict[str, Made] = {}
        self.jobs: list[int] = []
        self.last_job = 0

    def teardown(self) -> None:
        self.desk.store.checkpoint = lambda name: None
        self.second.close()

    def pick(self, options: Sequence[T]) -> T:
        return options[self.data.draw(st.integers(0, len(options) - 1))]

    def maybe(self) -> bool:
        return self.data.draw(st.booleans())

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        self.data = data
        self.desk.add(
            goods(1, self.pick((1, 2)), 1, receiver="성춘향"),
            goods(2, self.pick((1, 2)), receiver="성춘향"),
            goods(3, 1, 2, sections=[[1], [2]]),
        )
        self.desk.do("track", *sections(1, 1), courier="CJ대한통운", number=LABELS[0])
        if self.maybe():
            self.desk.do("track", *sections(2, 1), courier="CJ대한통운", number=LABELS[0])
        self.look()

    # what packers do

    def gesture(self, who: int) -> Gesture:
        """What the packer does next: mostly what fits the box that is open."""
        name = f"{who}-{len(self.log)}"
        if self.open[who] is None or self.data.draw(st.integers(0, 9)) == 0:
            code = self.pick((*self.numbers(), *self.numbers(), *self.numbers(), *LABELS[:2]))
            return Gesture(name, self.pick((K.SCAN, K.OPEN)), code, over=self.maybe())
        kind = self.pick((K.SCAN, K.SCAN, K.SCAN, K.SCAN, K.ITEM, K.HAND, K.LABEL, K.REOPEN, K.EMPTY))
        match kind:
            case K.HAND:
                return Gesture(name, kind, want=self.pick((1, 1, 2, 3)), qty=self.pick((1, 1, 2)))
            case K.LABEL:
                return Gesture(name, kind, self.pick(LABELS[:3]), courier="CJ")
            case K.REOPEN | K.EMPTY:
                return Gesture(name, kind, over=self.maybe())
        code = self.pick(("A", "A", "A", "B", "B", "X", LABELS[1], LABELS[2]))
        return Gesture(name, kind, code, qty=self.pick((1, 1, 1, 2)), courier="CJ")

    def numbers(self) -> list[str]:
        """The numbers of all sections, those that wait twice."""
        with self.desk.store.reader() as conn:
            orders = list(browsing.orders(conn, browsing.make_view()))
        there = [(order, section) for order in orders for section in order.sections]
        return [
            section_number(order.number, section.n)
            for order, section in (*there, *(each for each in there if each[1].state in UNDISPATCHED_STATES))
        ]

    def does(self, who: int, gesture: Gesture, box: int | None) -> Told:
        told = perform(self.stations[who], gesture, box)
        note(f"{self.stations[who].actor.name} {gesture} on {box}: {told.verdict.code} {told.why}")
        if told.verdict.fine and told.box is not None:
            self.open[who] = told.box.id if told.box.state.waits else None
        self.sent_from_boxes()
        return told

    def sent_from_boxes(self) -> None:
        """What the stations' jobs sent since the last look are whole boxes, and exactly what is in them."""
        with self.desk.store.reader() as conn:
            new = [job for job in jobs(conn, 20) if job.id > self.last_job and job.undo_of is None]
            for job in new:
                ref = read_requests(request_of(conn, job.id)).request.text(BOX)
                if ref and job.applied:
                    box = box_of(conn, read_ref(ref)[0])
                    assert box is not None and box.state is BoxState.SHIPPED
                    assert {(row.order_id, row.section) for row in job_rows(conn, job.id)} == {*box.members}
            self.last_job = max((job.id for job in new), default=self.last_job)

    @rule(data=st.data())
    def packs(self, data: st.DataObject) -> None:
        self.data = data
        who = self.pick((0, 1))
        gesture = self.gesture(who)
        made = self.log[gesture.id] = (gesture, self.open[who])
        self.does(who, *made)
        self.look()

    @rule(data=st.data())
    def packs_on(self, data: st.DataObject) -> None:
        """What is left of an open box, so that boxes are filled at all."""
        self.data = data
        who = self.pick((0, 1))
        box = self.open[who]
        if box is None:
            return
        with self.desk.store.reader() as conn:
            shown = box_shown(conn, box)
        for want in shown.wants if shown else ():
            if want.left and self.open[who] == box:
                by_hand = self.data.draw(st.integers(0, 4)) == 0
                kind, code = (K.HAND, "") if by_hand else (K.ITEM, "AB"[want.line - 1])
                name = f"{who}-{len(self.log)}"
                made = self.log[name] = (Gesture(name, kind, code, want.left, want.n), box)
                self.does(who, *made)
        self.look()

    @precondition(lambda self: self.log)
    @rule(data=st.data())
    def comes_twice(self, data: st.DataObject) -> None:
        """A gesture that was made before is made again, by whoever: nothing is counted by it."""
        self.data = data
        gesture, box = self.log[self.pick(list(self.log)[-6:])]
        before = self.counts()
        with self.desk.store.reader() as conn:
            known = any(row.gesture == gesture.id for n in before for row in scans_of(conn, n))
        told = self.does(self.pick((0, 1)), gesture, box)
        if known:
            assert told.again and self.counts() == before
        self.look()

    @rule(data=st.data())
    def is_crossed(self, data: st.DataObject) -> None:
        """Between closing and sending, or between plan and job, the other packer or the office acts."""
        self.data = data
        box = self.open[0]
        if box is None:
            return
        moment, rival = self.pick(MOMENTS), self.rival()

        def between(name: str) -> None:
            if name == moment:
                self.desk.store.checkpoint = lambda name: None
                rival()

        self.desk.store.checkpoint = between
        self.packs_on_as_first(box)
        self.desk.store.checkpoint = lambda name: None
        self.look()

    def packs_on_as_first(self, box: int) -> None:
        with self.desk.store.reader() as conn:
            shown = box_shown(conn, box)
        for want in shown.wants if shown else ():
            if want.left and self.open[0] == box:
                name = f"0-{len(self.log)}"
                made = self.log[name] = (Gesture(name, K.ITEM, "AB"[want.line - 1], want.left), box)
                self.does(0, *made)
        if self.open[0] == box:
            name = f"0-{len(self.log)}"
            made = self.log[name] = (Gesture(name, K.SCAN, LABELS[2], courier="CJ"), box)
            self.does(0, *made)

    def rival(self) -> Callable[[], object]:
        """What somebody else does in between."""
        if self.maybe():
            return self.office_act()
        order, section = self.pick(((1, 1), (2, 1), (3, 1), (3, 2)))
        opening = Gesture(f"1-{len(self.log)}-o", K.OPEN, sections(order, section)[0], over=True)
        again = Gesture(f"1-{len(self.log)}-r", self.pick((K.REOPEN, K.EMPTY)), over=True)

        def comes() -> None:
            self.log[opening.id], self.log[again.id] = (opening, None), (again, None)
            told = self.does(1, opening, None)
            if told.box is not None and told.verdict.fine:
                self.does(1, again, told.box.id)

        return comes

    # what the office does

    @rule(data=st.data())
    def office(self, data: st.DataObject) -> None:
        self.data = data
        self.office_act()()
        self.look()

    def office_act(self) -> Callable[[], object]:
        order = self.pick((1, 1, 2, 3))
        section = sections(order, self.pick((1, 1, 2)))[0]
        verb, fields = self.pick(
            (
                ("hold", {"reason": "STOCK"}),
                ("release", {}),
                ("cancel", {"reason": "SOLD_OUT"}),
                ("withdraw", {}),
                ("approve", {}),
                ("address", {"line1": "서울 중구 을지로 2"}),
                ("untrack", {}),
                ("track", {"courier": "CJ대한통운", "number": LABELS[0], "shared": "yes"}),
                ("track", {"courier": "CJ대한통운", "number": LABELS[1], "to": "ship"}),
                ("ready", {}),
                ("ship", {}),
                ("back", {}),
                ("split", {"items": "1:1"}),
                ("split", {"items": "1:1"}),
                ("merge", {}),
                ("undo", {}),
            )
        )

        def act() -> None:
            self.desk.now += 60
            if verb == "undo":
                if self.jobs:
                    self.desk.undo(self.jobs.pop())
                return
            try:
                plan = self.desk.plan(verb, section if verb != "merge" else section[:-3], **fields)  # type: ignore[arg-type]
            except AssertionError:  # the order has no such section now
                return
            note(f"office {verb} {section}: {[row.verdict.code for row in plan.rows]}")
            if plan.applying():
                self.jobs.append(self.desk.apply(plan))

        return act

    # what holds

    def counts(self) -> dict[int, tuple[int, int]]:
        """(round, pieces counted) of every box."""
        with self.desk.store.reader() as conn:
            boxes = [n for (n,) in conn.execute("SELECT id FROM box").fetchall()]
            shown = [box for n in boxes if (box := box_shown(conn, n)) is not None]
        return {box.id: (box.round, box.counted) for box in shown}

    def look(self) -> None:
        """Every invariant of orders and books; what left in boxes against what was done at the stations."""
        with self.desk.store.reader() as conn:
            orders = list(browsing.orders(conn, browsing.make_view()))
            boxes = [n for (n,) in conn.execute("SELECT id FROM box").fetchall()]
            for number in boxes:
                self.compare(conn, number, orders)
            standing = boxes_of(conn, [order.id for order in orders])
            waiting = [target for box in boxes_waiting(conn) for target in box.sections]
        assert len({(order, n) for order, _, n, _ in waiting}) == len(waiting)
        assert len(standing) <= sum(len(order.sections) for order in orders) + 9
        assert not [finding for order in orders for finding in check(order)]
        for order in orders:
            out = sum(i.qty for i in order.items if order.section(i.section).state in SENT)
            assert out <= sum(line.qty for line in order.lines)
        assert self.desk.sound()

    def compare(self, conn: object, number: int, orders: Sequence[Order]) -> None:
        """Whatever a shipped box was sent with, somebody scanned or confirmed it, under a name of its own."""
        box = box_shown(conn, number)  # type: ignore[arg-type]  # a connection
        assert box is not None
        rows = [row for row in scans_of(conn, number) if row.round == box.round]  # type: ignore[arg-type]
        inside: Counter[str] = Counter()
        for row in rows:
            gesture, _ = self.log[row.gesture.removesuffix("/sent")]
            assert row.took in (0, gesture.qty)
            if row.took:
                assert row.kind in (K.ITEM, K.HAND)
                hand = next(w for w in box.wants if w.n == gesture.want) if row.kind is K.HAND else None
                inside[hand.mark if hand else f"sku:{gesture.code.lower()}"] += row.took
        assert sum(inside.values()) == box.counted
        if box.state is not BoxState.SHIPPED:
            return
        by_id = {order.id: order for order in orders}
        held: Counter[str] = Counter()
        for order_id, n in box.members:
            order = by_id[order_id]
            states = {section.n: section.state for section in order.sections}
            assert n not in states or states[n] not in UNDISPATCHED_STATES
            for item in order.items_of(n):
                held[f"sku:{order.line(item.line).sku.lower()}"] += item.qty
        assert held == inside or SectionState.RETURNED in states.values()
