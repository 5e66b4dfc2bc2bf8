"""Plan: what a request would do, section by section, before anything changes.

A plan is many verdicts with the versions that they were decided on. Screens and command line
show it; applying executes exactly it. One order is a plan of one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from orderdesk.core.domain.apply import carry_out, decide, targets
from orderdesk.core.domain.effects import Call
from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.money import share
from orderdesk.core.domain.orders import Actor, EntryKind, Order
from orderdesk.core.domain.payments import open_request
from orderdesk.core.domain.plan_words import in_part_words, numbers_words
from orderdesk.core.domain.plans import Kind, Verdict, refuse
from orderdesk.core.domain.refund_verbs import refunds_told
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Pieces, Request
from orderdesk.core.domain.roles import may
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.verbs import BY_ID, Scope
from orderdesk.core.domain.words import Word
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.judging import Judge
from orderdesk.core.store.alike import goods, standings
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.operators import role_in
from orderdesk.core.uncollected import uncollected

CHUNK = 1000
"""How many orders are in memory at a time while planning."""

Target = tuple[int, int | None]
"""(order id, section number); None for the whole order."""

Requests = Mapping[Target, tuple[Request, ...]]

Held = Mapping[tuple[int, int], tuple[int, int]]
"""(pieces, won) by (order id, section number)."""

NOT_PERMITTED = refuse(Refusal.NOT_PERMITTED)


class PlanRow(NamedTuple):
    """One verdict: on which section of which order at which version, and how much it holds.

    `companion`: nobody named the section; it comes along as a part of a combined parcel. Where only some
    pieces of the section are meant, `left` are the others, which are split off and stay.
    """

    order_id: int
    order: str
    section: int | None
    version: int
    verdict: Verdict
    pieces: int
    won: int
    companion: bool = False
    left: int = 0

    @property
    def section_number(self) -> str:
        """The section's number as people read it, "" for the whole order."""
        return "" if self.section is None else section_number(self.order, self.section)


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of a plan with one verdict and reason, in numbers."""

    kind: Kind
    code: str
    orders: int
    sections: int
    pieces: int
    won: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The verdicts of one request; `each` holds requests of their own for sections that have them.

    `numbers`: how many tracking numbers go, and how many come back, where a job is taken back.
    """

    action: str
    request: Request
    rows: tuple[PlanRow, ...]
    each: Requests = field(default_factory=dict)
    numbers: tuple[int, int] = (0, 0)

    def applying(self) -> tuple[PlanRow, ...]:
        """The rows that will change something."""
        return tuple(row for row in self.rows if row.verdict.kind is Kind.APPLY)

    def asked(self, row: PlanRow) -> tuple[Request, ...]:
        """What is asked of *row*."""
        return self.each.get((row.order_id, row.section), (self.request,))

    @property
    def stopped(self) -> PlanRow | None:
        """The first row that will change nothing; None where all will."""
        return next((row for row in self.rows if row.verdict.kind is not Kind.APPLY), None)

    @property
    def companions(self) -> int:
        """How many sections come along with others of their combined parcels."""
        return sum(row.companion and row.verdict.kind is Kind.APPLY for row in self.rows)

    @property
    def in_part(self) -> tuple[PlanRow, ...]:
        """The rows that will change some pieces of a section and leave the others behind."""
        return tuple(row for row in self.rows if row.left and row.verdict.kind is Kind.APPLY)

    @property
    def in_part_words(self) -> Word | None:
        """How many pieces these leave behind, in words; None where there are none."""
        rows = self.in_part
        sums = len(rows), sum(row.pieces for row in rows), sum(row.left for row in rows)
        return in_part_words(*sums) if rows else None

    @property
    def numbers_words(self) -> Word | None:
        """Which tracking numbers go and come back, in words; None where none does."""
        return numbers_words(*self.numbers) if any(self.numbers) and self.applying() else None

    def groups(self) -> tuple[Group, ...]:
        """The rows by verdict and reason: changes first, then skips, then refusals by size."""
        found: dict[tuple[Kind, str], list[PlanRow]] = {}
        for row in self.rows:
            found.setdefault((row.verdict.kind, row.verdict.code), []).append(row)
        order = list(Kind)
        keys = sorted(found, key=lambda key: (order.index(key[0]), -len(found[key])))
        return tuple(_group(kind, code, found[kind, code]) for kind, code in keys)

    def count(self, kind: Kind) -> int:
        """How many rows have verdict *kind*."""
        return Counter(row.verdict.kind for row in self.rows)[kind]

    def refusing(self, targets: Set[Target], verdict: Verdict) -> Plan:
        """The plan with *verdict* on the rows of *targets*, which then ask for nothing."""
        rows = tuple(
            row._replace(verdict=verdict) if (row.order_id, row.section) in targets else row
            for row in self.rows
        )
        return replace(self, rows=rows, each={t: r for t, r in self.each.items() if t not in targets})

    def without(self, group: Group) -> Plan:
        """The plan without the rows of *group*."""
        out = group.kind, group.code
        return replace(
            self, rows=tuple(row for row in self.rows if (row.verdict.kind, row.verdict.code) != out)
        )


def _group(kind: Kind, code: str, rows: Sequence[PlanRow]) -> Group:
    return Group(
        kind,
        code,
        len({row.order_id for row in rows}),
        len(rows),
        sum(row.pieces for row in rows),
        sum(row.won for row in rows),
    )


def make_plan(
    conn: Conn,
    ids: Iterable[int],
    request: Request,
    actor: Actor,
    now: int,
    shop: Shop,
    only: frozenset[Target] | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Plan:
    """The plan of *request* on the orders *ids*, or only on the given targets of them."""
    rows: list[PlanRow] = []
    judge = Judge(request, actor, now, shop)
    done = 0
    for chunk in chunks(ids, CHUNK):
        with uncollected():
            if BY_ID[request.verb].scope is Scope.SECTION:
                rows.extend(_plan_sections(conn, chunk, judge, shop, only))
            else:
                for order in load_orders(conn, chunk):
                    rows.extend(plan_order(order, request, actor, now, shop, only))
        done += len(chunk)
        progress(done)
    return permitted(conn, one_at_a_time(Plan(request.verb, request, tuple(rows))), actor)


def _plan_sections(
    conn: Conn, ids: Sequence[int], judge: Judge, shop: Shop, only: frozenset[Target] | None
) -> Iterator[PlanRow]:
    """The rows of the orders *ids*, by what their sections are like; loaded where that can't say."""
    found = [s for s in standings(conn, ids, judge.now) if only is None or s[:2] in only]
    judge.learn(conn, found)
    chosen = {order: list(sections) for order, sections in groupby(found, itemgetter(0))}
    whole = [order for order, sections in chosen.items() if not judge.tells(sections)]
    loaded = {order.id: order for order in load_orders(conn, whole)}
    held = held_by_sections(conn, [order for order in chosen if order not in loaded])
    for order_id in ids:
        if order_id in loaded:
            yield from plan_order(loaded[order_id], judge.request, judge.actor, judge.now, shop, only)
            continue
        for _, n, number, version, *_, likeness in chosen.get(order_id, ()):
            verdict = judge.verdicts[likeness]
            yield PlanRow(order_id, number, n, version, verdict, *held.get((order_id, n), (0, 0)))


def held_by_sections(conn: Conn, ids: Iterable[int]) -> Held:
    """What each section of the orders *ids* holds."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for order, section, qty, bought, total, _ in goods(conn, ids):
        pieces, won = found.get((order, section), (0, 0))
        found[order, section] = pieces + qty, won + share(total, bought, min(qty, bought))
    return found


def one_at_a_time(plan: Plan) -> Plan:
    """The plan, which refuses what may not be done in bulk when it would be done more than once."""
    if BY_ID[plan.action].bulk or plan.count(Kind.APPLY) < 2:
        return plan
    alone = refuse(Refusal.ONE_AT_A_TIME)
    rows = tuple(row._replace(verdict=alone) if row.verdict.kind is Kind.APPLY else row for row in plan.rows)
    return replace(plan, rows=rows)


def permitted(conn: Conn, plan: Plan, actor: Actor, *acts: str) -> Plan:
    """The plan; every row of it is refused when *actor* may not do its action, or all of *acts* instead."""
    role = role_in(conn, actor)
    if all(may(role, act) for act in acts or (plan.action,)):
        return plan
    return replace(plan, rows=tuple(row._replace(verdict=NOT_PERMITTED) for row in plan.rows), each={})


def plan_order(
    order: Order,
    request: Request,
    actor: Actor,
    now: int,
    shop: Shop,
    only: frozenset[Target] | None = None,
) -> Iterator[PlanRow]:
    """A row per target of *request* in *order*, each decided on what the earlier ones leave.

    Of an approval the won are those that it refunds, of what is said of refunds theirs, of a payment that is
    confirmed what came in, and not the worth of the goods.
    """
    chosen = [n for n in targets(order, request.verb) if only is None or (order.id, n) in only]
    refunding = request.verb == "approve"
    state = order
    for section in chosen:
        verdict = decide(state, section, request, actor, now, shop)
        row = plan_row(order, section, verdict, () if section is None else request.pieces)
        if request.verb == "refund":
            row = row._replace(won=-sum(due.amount for due in refunds_told(order, request)))
        elif request.verb == "confirm-payment":
            asked = open_request(order.entries)
            row = row._replace(won=asked.due if asked is not None else 0)
        if verdict.kind is Kind.APPLY and (refunding or len(chosen) > 1):
            after, _ = carry_out(state, section, verdict, Call(request, actor, now))
            if refunding:
                row = row._replace(won=_promised(after) - _promised(state))
            state = after
        yield row


def _promised(order: Order) -> int:
    """Won that refunds of *order* were promised in all, be they executed or not."""
    return -sum(entry.amount for entry in order.entries if entry.kind is EntryKind.REFUND_DUE)


def plan_row(order: Order, section: int | None, verdict: Verdict, pieces: Pieces = ()) -> PlanRow:
    """The row for *verdict* on *section* of *order*, or on *pieces* of it."""
    items = order.items if section is None else order.items_of(section)
    held = tuple((item.n, item.qty) for item in items)
    meant = pieces or held
    count = sum(qty for _, qty in meant)
    left = max(0, sum(qty for _, qty in held) - count)
    won = won_of(order, meant)
    return PlanRow(order.id, order.number, section, order.version, verdict, count, won, left=left)


def won_of(order: Order, pieces: Pieces) -> int:
    """What was paid for *pieces* of *order*, whole won."""
    held = {item.n: order.line(item.line) for item in order.items}
    return sum(share(held[n].total, held[n].qty, min(qty, held[n].qty)) for n, qty in pieces if n in held)


def pieces_of(requests: Sequence[Request]) -> Pieces:
    """The pieces of one section that *requests* are about together; () where one is about all of it."""
    found: Counter[int] = Counter()
    for request in requests:
        if not request.pieces:
            return ()
        found.update(dict(request.pieces))
    return tuple(found.items())
