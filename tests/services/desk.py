"""A desk without screens: a store, a clock that stands still, and the services in few words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace

from orderdesk.core.domain import columns
from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.orders import Actor, ActorKind, Entry, EntryKind, Item, Line, Method, Order
from orderdesk.core.domain.requests import make_request
from orderdesk.core.domain.states import SectionState
from orderdesk.core.services import acting, browsing, undoing
from orderdesk.core.services.accounts import AccountRefused, register_account
from orderdesk.core.services.applying import apply_plan, job_rows_of
from orderdesk.core.services.job_requests import JobRequests, write_requests
from orderdesk.core.services.planning import Plan
from orderdesk.core.services.tabs import begin_shop
from orderdesk.core.services.verifying import verify
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import Event, events_of
from orderdesk.core.store.jobs import JobRow, create_job, job_rows
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.unit import find
from orderdesk.settings import Settings
from tests.domain import builders
from tests.store.samples import with_ids

NOW = builders.NOW
KIM = Actor(ActorKind.SELLER, "김영희")
LEE = Actor(ActorKind.SELLER, "이민준")
SETTINGS = Settings(operator=KIM.name)


def store_plan(store: Store, plan: Plan, actor: Actor, now: int) -> int:
    """A job as a process leaves it that is killed before its first slice; the number."""
    request = write_requests(JobRequests(plan.request, plan.each))
    with store.unit(actor, now) as unit:
        return create_job(unit, plan.action, request, job_rows_of(plan))


def number(n: int) -> str:
    """The order number of order *n*."""
    return f"20261122{n:07d}"


def sold(
    n: int,
    *quantities: int,
    sections: Sequence[Sequence[int]] = (),
    unpaid: bool = False,
    receiver: str = "",
    **more: object,
) -> Order:
    """New order *n*: a line of 10,000 won a piece for each quantity, paid by card.

    *sections* are line numbers by section, by default all in one. Unpaid it waits for a bank transfer.
    """
    lines: tuple[Line, ...] = tuple(builders.line(k, qty) for k, qty in enumerate(quantities or (1,), 1))
    groups = sections or [[line.n for line in lines]]
    home = replace(
        builders.HOME,
        receiver=receiver or f"받는이{n}",
        phone=f"010-0000-{n % 10000:04d}",
        line1=f"서울 강남구 테헤란로 {n}",
    )
    amount = sum(line.total for line in lines)
    asked = Entry(1, EntryKind.REQUEST, Method.BANK, amount, NOW - n, due_at=NOW + 86_400)
    order = builders.order(
        *lines,
        sections=[builders.section(k, address=home) for k, _ in enumerate(groups, 1)],
        items=[
            Item(line.n, k, line.n, line.qty)
            for k, group in enumerate(groups, 1)
            for line in lines
            if line.n in group
        ],
        **more,  # type: ignore[arg-type]  # fields of an order
    )
    entry = asked if unpaid else replace(order.entries[0], amount=amount, at=NOW - n)
    return replace(
        order,
        id=0,
        number=number(n),
        placed_at=NOW - n * 3600,
        buyer_name=f"구매자{n}",
        buyer_phone=f"010-0000-{n % 10000:04d}",
        entries=(entry,),
    )


class Desk:
    """What a test does: it plans, applies and looks."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = NOW
        self.settings = SETTINGS
        begin_shop(store, KIM, NOW)
        with suppress(AccountRefused):  # the store has it from another desk
            register_account(store, KIM, NOW, ("국민은행", "000-0000-00-000000", "우리상점"))

    def clock(self) -> int:
        return self.now

    def add(self, *orders: Order) -> list[Order]:
        """Store new orders."""
        with self.store.unit(KIM, self.now) as unit:
            return with_ids(orders, unit.insert(orders))

    def plan(
        self,
        verb: str,
        *numbers: str | int,
        actor: Actor = KIM,
        tab: str = "전체",
        search: str = "",
        where: Sequence[str] = (),
        **fields: str,
    ) -> Plan:
        """The plan of *verb* on numbers (an int is order n), or on all that tab and search show."""
        request = make_request(verb, {key.replace("_", "-"): text for key, text in fields.items()})
        named = tuple(number(n) if isinstance(n, int) else n for n in numbers)
        selection = acting.Selection(named, tab, search, tuple(where), everything=not named)
        with self.store.reader() as conn:
            plan, missing = acting.plan_action(conn, selection, request, actor, self.now, self.settings)
        assert not missing
        return plan

    def apply(self, plan: Plan, actor: Actor = KIM) -> int:
        """Apply a plan; the job's number."""
        return apply_plan(self.store, plan, actor, self.clock)

    def do(self, verb: str, *numbers: str | int, actor: Actor = KIM, **fields: str) -> int:
        """Plan and apply; everything must apply."""
        plan = self.plan(verb, *numbers, actor=actor, **fields)
        assert plan.rows and plan.applying() == plan.rows, [row.verdict for row in plan.rows]
        return self.apply(plan, actor)

    def undo_plan(self, job: int, redo: bool = False) -> Plan:
        with self.store.reader() as conn:
            return undoing.plan_undo(conn, job, redo)

    def undo(self, job: int, actor: Actor = KIM, redo: bool = False) -> int:
        """Take a job back; the number of the job that does it."""
        return undoing.apply_undo(self.store, job, self.undo_plan(job, redo), actor, self.clock)

    def last(self, actor: Actor = KIM, redo: bool = False) -> int:
        with self.store.reader() as conn:
            return undoing.last_job(conn, actor, redo)

    def outcomes(self, job: int) -> list[JobRow]:
        with self.store.reader() as conn:
            return job_rows(conn, job)

    def order(self, n: int | str = 1) -> Order:
        """Order n as it is stored."""
        name = number(n) if isinstance(n, int) else n
        with self.store.reader() as conn:
            return load_orders(conn, [find(conn, [name])[name]])[0]

    def states(self, n: int = 1) -> list[SectionState]:
        return [section.state for section in self.order(n).sections]

    def events(self, n: int | str = 1) -> list[Event]:
        order = self.order(n)
        with self.store.reader() as conn:
            return events_of(conn, order.id)

    def verbs(self, n: int = 1) -> list[str]:
        """What happened to order n, oldest first."""
        return [event.verb for event in self.events(n)]

    def verbs_of(self, order: Order) -> list[str]:
        """What happened to a stored order, oldest first."""
        return [event.verb for event in self.events(order.number)]

    def listed(self) -> list[dict[str, columns.Cell]]:
        """Every order as `list --format jsonl` gives it."""
        with self.store.reader() as conn:
            return [columns.row(order) for order in browsing.orders(conn, browsing.make_view())]

    def whole(self) -> list[Order]:
        """Every projection of every order: all but versions."""
        with self.store.reader() as conn:
            return [replace(order, version=1) for order in browsing.orders(conn, browsing.make_view())]

    def sound(self) -> bool:
        """Whether `verify` finds nothing; it says what it found otherwise."""
        result = verify(self.store)
        assert result.findings == ()
        return result.wrong == 0


def reasons(plan: Plan) -> dict[str, str]:
    """Section number → reason code, or the verdict where it applies or is for the whole order."""
    return {row.section_number or row.order: row.verdict.code or row.verdict.kind.value for row in plan.rows}


def sections(n: int, *numbers: int) -> list[str]:
    """The numbers of sections of order n."""
    return [section_number(number(n), k) for k in numbers]


def codes(rows: Iterable[JobRow]) -> list[tuple[str, str | None]]:
    return [(row.verdict, row.code) for row in rows]
