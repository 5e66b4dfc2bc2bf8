"""Anything that several people do to the sections of a few orders, and what must hold after each step.

`SectionWalk` is a machine for Hypothesis over a store of either engine. Nothing here asks the program how
it undoes or counts: pieces, parcels, lists and history are compared with what was seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from orderdesk.core.domain.apply import carry_out, decide
from orderdesk.core.domain.changes import take_back
from orderdesk.core.domain.check import check
from orderdesk.core.domain.effects import Call
from orderdesk.core.domain.goods import Option, Product
from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.orders import Actor, Channel, Delivery, Order, Section
from orderdesk.core.domain.payments import payments
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.states import (
    LADDER,
    OPEN_CLAIM_STATES,
    UNDISPATCHED_STATES,
    SectionState,
    Trade,
)
from orderdesk.core.domain.stock import counters
from orderdesk.core.services import browsing, undoing
from orderdesk.core.services.goods import put_products
from orderdesk.core.services.planning import Plan
from orderdesk.core.services.stock import option_of
from orderdesk.core.services.tabs import FLAGS, Tab
from orderdesk.core.services.undoing import REDO, UNDO
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import job as read_job
from orderdesk.core.store.stock import ledger
from orderdesk.core.store.verify import order_findings
from tests.services import naive_list as naive
from tests.services.desk import KIM, LEE, NOW, Desk, sold
from tests.services.forms import CJ
from tests.services.projections import empty, projections

T = TypeVar("T")
PEOPLE = (KIM, KIM, LEE)
RECEIVERS = ("성춘향", "이몽룡")
NUMBERS = ("680123456782", "680123456790", "680123456805")
STREETS = ("서울 종로구 세종대로 1", "서울 중구 을지로 2")
DAY = "2026-12-24"
CLAIM = {"reason": "SOLD_OUT"}
SENT = frozenset(LADDER[LADDER.index(SectionState.SHIPPING) :]) | OPEN_CLAIM_STATES

STILL_THERE = frozenset({SectionState.CANCEL_REQUESTED})
COUNTED = tuple(Product(code, code, 10_000, (Option(code, tracked=True),)) for code in ("A", "B"))
"""What the shop counts: every order's first line is of one, the others of the other."""
MANY = 100_000

TABS = (
    *(Tab(state.name, {"state": frozenset({int(state)})}) for state in SectionState),
    *(Tab(trade.name, {"trade": frozenset({int(trade)})}) for trade in Trade),
    *(Tab(name, {"flag": frozenset({bit})}) for name, bit in FLAGS.items()),
)

Fact = tuple[object, ...]
"""Something that was so about the goods of a section, once seen."""


def pieces_of(order: Order, section: int) -> dict[int, int]:
    """Pieces by line in a section."""
    held: Counter[int] = Counter()
    for item in order.items_of(section):
        held[item.line] += item.qty
    return dict(held)


def facts(order: Order) -> set[Fact]:
    """What must not come about by an undo when it never was: where goods go, in which parcel, how far."""
    found: set[Fact] = set()
    for section in order.sections:
        goods = frozenset(pieces_of(order, section.n).items())
        found.update(("to", line, section.address) for line, _ in goods)
        if section.tracking is not None:
            label = (section.courier, section.tracking, section.address, section.label_stale)
            found.add(("labelled", goods, *label))
        if section.state in SENT:
            found.add(("sent", goods, section.state))
    return found


class SectionWalk(RuleBasedStateMachine):
    """Two or three orders, and everybody who may do something to their sections."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        empty(store, KIM, NOW)
        self.desk = Desk(store)
        self.jobs: list[int] = []
        self.known: dict[int, set[Fact]] = {}
        self.seen: dict[int, list[tuple[int, Order]]] = {}
        self.orders: dict[int, Order] = {}
        self.sums: dict[int, Counter[int]] = {}

    # what is drawn

    def pick(self, options: Sequence[T]) -> T:
        return options[self.data.draw(st.integers(0, len(options) - 1))]

    def maybe(self) -> bool:
        return self.data.draw(st.booleans())

    def any_section(self) -> tuple[Order, Section]:
        order = self.pick(list(self.orders.values()))
        return order, self.pick(order.sections)

    def some_pieces(self, order: Order, section: Section) -> str:
        """Some items of a section with a quantity each, as they are typed."""
        items = order.items_of(section.n)
        chosen = {self.pick(items) for _ in range(self.data.draw(st.integers(1, 2)))}
        whole = self.maybe()
        return ",".join(f"{i.n}:{i.qty if whole else self.data.draw(st.integers(1, i.qty))}" for i in chosen)

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        self.data = data
        put_products(self.desk.store, KIM, NOW, COUNTED)
        orders = [self.an_order(n) for n in range(1, self.data.draw(st.integers(2, 3)) + 1)]
        self.desk.add(*orders)
        self.look()
        assert self.desk.sound()

    def an_order(self, n: int) -> Order:
        quantities = self.data.draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
        lines = range(1, len(quantities) + 1)
        second = [line for line in lines if line > 1 and self.maybe()]
        groups = [[line for line in lines if line not in second], second]
        order = sold(
            n,
            *quantities,
            sections=[group for group in groups if group],
            receiver=self.pick(RECEIVERS),
            channel=self.pick((Channel.OWN, Channel.OWN, Channel.NAVER)),
        )
        delivery = self.pick((Delivery.PARCEL, Delivery.PARCEL, Delivery.DIRECT))
        return replace(
            order,
            channel_number="" if order.channel is Channel.OWN else f"N-{n}",
            lines=tuple(
                replace(line, sku=COUNTED[0].code) if line.n == 1 else replace(line, product=COUNTED[1].code)
                for line in order.lines
            ),
            sections=tuple(replace(section, delivery=delivery) for section in order.sections),
        )

    # what people do

    @rule(data=st.data())
    def splits(self, data: st.DataObject) -> None:
        self.data = data
        order, section = self.any_section()
        self.act("split", order, section, items=self.some_pieces(order, section))

    @rule(data=st.data())
    def brings_on(self, data: st.DataObject) -> None:
        self.data = data
        verb = self.pick(("ready", "ready", "ship", "deliver"))
        order, section = self.any_section()
        if verb == "ready" and self.maybe():
            self.act(verb, order, section, items=self.some_pieces(order, section))
        elif self.maybe():
            self.act(verb, order, section)
        else:
            self.act(verb, *self.orders.values())

    @rule(data=st.data())
    def labels(self, data: st.DataObject) -> None:
        self.data = data
        order, section = self.any_section()
        fields = {"courier": CJ, "number": self.pick(NUMBERS), "to": self.pick(("", "ready", "ship", "ship"))}
        fields |= {name: "yes" for name in ("overwrite", "shared") if self.maybe()}
        if self.maybe():
            fields["items"] = self.some_pieces(order, section)
        self.act("track", order, section, **fields)

    @rule(data=st.data())
    def joins(self, data: st.DataObject) -> None:
        self.data = data
        order = self.pick(list(self.orders.values()))
        chosen = {self.pick(order.sections) for _ in range(self.data.draw(st.sampled_from((0, 2, 3))))}
        self.act("merge", order, **({"sections": ",".join(f"S{s.n}" for s in chosen)} if chosen else {}))

    @rule(data=st.data())
    def marks(self, data: st.DataObject) -> None:
        self.data = data
        verb, fields = self.pick(
            (
                ("hold", {"reason": "STOCK"}),
                ("hold", {"reason": "BUYER"}),
                ("release", {}),
                ("delay", {"reason": "PREPARING", "until": DAY}),
                ("address", {"line1": STREETS[0]}),
                ("address", {"line1": STREETS[1], "receiver": RECEIVERS[0]}),
                ("memo", {"text": "메모"}),
            )
        )
        self.act(verb, *self.any_section(), **fields)

    @rule(data=st.data())
    def steps_back(self, data: st.DataObject) -> None:
        self.data = data
        self.act(self.pick(("back", "untrack")), *self.any_section())

    @rule(data=st.data())
    def claims(self, data: st.DataObject) -> None:
        self.data = data
        verb = self.pick(("cancel", "return", "withdraw", "approve"))
        order, section = self.any_section()
        fields = dict(CLAIM) if verb in ("cancel", "return") else {}
        if fields and self.maybe():
            fields["items"] = self.some_pieces(order, section)
        self.act(verb, order, section, **fields)

    @rule(data=st.data())
    def adds(self, data: st.DataObject) -> None:
        self.data = data
        verb = self.pick(("add", "confirm-payment", "reopen"))
        fields = {"name": "사은품", "qty": "2", "price": "100"} if verb == "add" else {}
        self.act(verb, self.pick(list(self.orders.values())), **fields)

    def act(self, verb: str, *targets: Order | Section, **fields: str) -> None:
        """Plan and apply on whole orders, or on a section of one; sometimes take it back and do it again."""
        actor = self.pick(PEOPLE)
        plan = self.desk.plan(verb, *names(targets), actor=actor, **fields)
        if not plan.applying():
            return
        note(f"{verb} {names(targets)} {fields} by {actor.name}: {[row.verdict.code for row in plan.rows]}")
        before, rows = self.orders, projections(self.desk.store)
        job = self.applied(plan, actor)
        promised = sorted(
            (row.order_id, row.section or 0, row.verdict.kind.value, row.verdict.code) for row in plan.rows
        )
        became = self.desk.outcomes(job)
        assert promised == sorted((r.order_id, r.section or 0, r.verdict, r.code or "") for r in became)
        expected = {**before, **foretold(before, plan, actor, self.desk.now)}
        self.look()
        assert without_numbers(self.orders) == without_numbers(expected)
        self.settled(before)
        if self.maybe():
            self.there_and_back(job, rows)

    def applied(self, plan: Plan, actor: Actor) -> int:
        self.desk.now += 60
        job = self.desk.apply(plan, actor)
        self.jobs.append(job)
        return job

    def there_and_back(self, job: int, rows: object) -> None:
        """Right after a job, undo restores every projection, and redo brings the same again."""
        done, before = projections(self.desk.store), self.orders
        undo = self.taken_back(job)
        assert projections(self.desk.store) == rows
        redo = self.taken_back(undo)
        assert projections(self.desk.store) == done
        assert without_versions(self.orders) == without_versions(before)
        self.jobs += [undo, redo]

    # what is taken back

    @precondition(lambda self: self.jobs)
    @rule(data=st.data())
    def takes_back(self, data: st.DataObject) -> None:
        """Any earlier job, undos and redos too: the newest ones more often."""
        self.data = data
        job = self.pick(self.jobs[-4:] if self.maybe() else self.jobs)
        self.jobs.append(self.taken_back(job, self.pick(PEOPLE)))

    def taken_back(self, job: int, actor: Actor = KIM) -> int:
        with self.desk.store.reader() as conn:
            redo = read_job(conn, job).action == UNDO
        plan = self.desk.undo_plan(job, redo)
        assert plan.action == (REDO if redo else UNDO)
        before = self.orders
        note(f"{plan.action} {job}: {[row.verdict.code for row in plan.rows]}")
        self.desk.now += 60
        undo = self.desk.undo(job, actor, redo)
        promised = [(row.order_id, row.verdict.kind.value, row.verdict.code) for row in plan.rows]
        rows = self.desk.outcomes(undo)
        assert sorted(promised) == sorted((row.order_id, row.verdict, row.code or "") for row in rows)
        self.look(learn=False)
        refused = {row.order_id for row in rows if row.verdict == Kind.REFUSE.value}
        assert all(self.orders[number] == before[number] for number in refused)
        for number, order in self.orders.items():
            assert facts(order) <= self.known[number], (facts(order) - self.known[number], plan)
        self.settled(before)
        return undo

    @rule(data=st.data())
    def meets_another(self, data: st.DataObject) -> None:
        """A plan and an undo are made, somebody else acts, and then both are applied."""
        self.data = data
        order, section = self.any_section()
        verb = self.pick(("ready", "ship", "hold"))
        fields = {"reason": "STOCK"} if verb == "hold" else {}
        late = self.desk.plan(verb, order.number, actor=LEE, **fields)
        job = self.pick(self.jobs) if self.jobs else None
        undo = self.desk.undo_plan(job) if job else None
        versions = {number: order.version for number, order in self.orders.items()}
        verb, fields = self.pick(
            (("ready", {}), ("release", {}), ("untrack", {}), ("memo", {"text": "메모"}))
        )
        self.act(verb, order, section, **fields)
        if late.applying():
            self.loses(versions, lambda: self.applied(late, LEE))
        if job and undo and undo.applying():
            self.loses(versions, lambda: undo_as(self.desk, job, undo))

    def loses(self, versions: Mapping[int, int], apply: Callable[[], int]) -> None:
        """Of the orders that moved since they had *versions*, nothing is changed and every row refused."""
        before = self.orders
        moved = {number for number, order in before.items() if order.version != versions[number]}
        job = apply()
        rows = [row for row in self.desk.outcomes(job) if row.order_id in moved]
        assert "apply" not in {row.verdict for row in rows}
        self.look()
        assert all(self.orders[number] == before[number] for number in moved)
        self.settled(before)

    # what holds

    def look(self, learn: bool = True) -> None:
        """Read every order; remember what was seen."""
        with self.desk.store.reader() as conn:
            self.orders = {order.id: order for order in browsing.orders(conn, browsing.make_view())}
            newest = conn.execute("SELECT order_id, MAX(id) FROM event GROUP BY order_id").fetchall()
        for number, event in newest:
            order = self.orders[number]
            self.seen.setdefault(number, []).append((event, order))
            if learn:
                self.known.setdefault(number, set()).update(facts(order))
        for number, order in self.orders.items():
            sums = sum_of_lines(order)
            assert all(sums[line] == qty for line, qty in self.sums.setdefault(number, sums).items())

    def settled(self, before: Mapping[int, Order]) -> None:
        """Every invariant of every order and of the store's books."""
        for number, order in self.orders.items():
            assert check(order) == ()
            moved = replace(order, memos=(), version=1) != replace(before[number], memos=(), version=1)
            assert order.version - before[number].version == moved
        assert self.desk.sound()
        self.counted()
        self.stocked()

    def stocked(self) -> None:
        """Of each order's pieces as many wait, and as many are out, as its sections say by their states."""
        with self.desk.store.reader() as conn:
            for product in COUNTED:
                moves = ledger(conn, option_of(conn, product.code).id, MANY)
                for order in self.orders.values():
                    own = [move for move in moves if move.order == order.number]
                    gone = -sum(counters(move.kind, move.qty)[0] for move in own)
                    waiting = sum(counters(move.kind, move.qty)[1] for move in own)
                    assert (waiting, gone) == naive_stock(order, product.code)

    def counted(self) -> None:
        """Tabs, flags and searches find exactly the orders that a plain look finds."""
        orders = list(self.orders.values())
        with self.desk.store.reader() as conn:
            assert list(order_findings(conn, orders)) == []
            fits = [naive.in_tab(tab.conditions, FLAGS) for tab in TABS]
            assert browsing.tab_counts(conn, TABS) == [sum(map(fit, orders)) for fit in fits]
            for text in (*NUMBERS, *RECEIVERS):
                fit = naive.found_by_tracking(text) if text in NUMBERS else naive.found_by_name(text)
                found = browsing.ids(conn, browsing.make_view(search=text))
                assert sorted(found) == [
                    order.id for order in sorted(filter(fit, orders), key=lambda o: o.id)
                ]

    def teardown(self) -> None:
        """Time travel: the history of every order, folded back, passes through all that was seen."""
        for number, order in self.orders.items():
            wanted = {event: replace(then, version=1) for event, then in self.seen[number]}
            now = order
            for event in reversed(self.desk.events(order.number)):
                assert wanted.pop(event.id, now) in (now, replace(now, version=1))
                now = replace(take_back(now, event.changes), version=1)
            assert not wanted


def sum_of_lines(order: Order) -> Counter[int]:
    """Pieces by line over all sections."""
    found: Counter[int] = Counter()
    for section in order.sections:
        found.update(pieces_of(order, section.n))
    return found


def naive_stock(order: Order, code: str) -> tuple[int, int]:
    """(pieces that wait, pieces that are out or written off) of a product, as the sections say."""
    waiting = gone = 0
    came = {payment.root.n for payment in payments(order.entries) if payment.paid_at is not None}
    for section in order.sections:
        claim = order.last_claim(section.n)
        state = claim.before if claim and section.state in STILL_THERE else section.state
        ended = section.state in (SectionState.CANCELLED, SectionState.RETURNED, SectionState.EXCHANGED)
        back = claim is not None and claim.restock if ended else section.paid_by not in came
        pieces = sum(
            item.qty
            for item in order.items_of(section.n)
            if code in (order.line(item.line).sku, order.line(item.line).product)
        )
        if state in UNDISPATCHED_STATES:
            waiting += 0 if back else pieces
        elif section.paid_by in came:
            gone += 0 if back else pieces
    return waiting, gone


def names(targets: Sequence[Order | Section]) -> list[str]:
    """The numbers of orders, or that of a section of the one order before it."""
    first, second = (*targets, None)[:2]
    if isinstance(first, Order) and isinstance(second, Section):
        return [section_number(first.number, second.n)]
    return [target.number for target in targets if isinstance(target, Order)]


def undo_as(desk: Desk, job: int, plan: Plan) -> int:
    desk.now += 60
    return undoing.apply_undo(desk.store, job, plan, LEE, desk.clock)


def without_versions(orders: Mapping[int, Order]) -> dict[int, Order]:
    return {number: replace(order, version=1) for number, order in orders.items()}


def without_numbers(orders: Mapping[int, Order]) -> dict[int, Order]:
    """As `without_versions`, and without the numbers of memos: only the store knows which there were."""
    return {
        number: replace(order, memos=tuple(replace(memo, n=0) for memo in order.memos))
        for number, order in without_versions(orders).items()
    }


def foretold(before: Mapping[int, Order], plan: Plan, actor: Actor, now: int) -> dict[int, Order]:
    """What the rules alone make of the orders of a plan."""
    after = dict(before)
    for row in plan.applying():
        for request in plan.each.get((row.order_id, row.section), (plan.request,)):
            verdict = decide(after[row.order_id], row.section, request, actor, now, Shop())
            assert verdict.kind is Kind.APPLY
            call = Call(request, actor, now)
            after[row.order_id], _ = carry_out(after[row.order_id], row.section, verdict, call)
    return after
