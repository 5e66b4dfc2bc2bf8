"""A desk and the played Naver that it is connected with, and walks of both under bad luck."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from orderdesk.core.domain.channel_agreeing import agrees
from orderdesk.core.domain.channels import LineRef
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.states import ChannelState, SectionState
from orderdesk.core.gateways.ports import ChannelGateway
from orderdesk.core.services.exchanging import Exchanged, Rounds, exchange
from orderdesk.core.services.outbox import ALL
from orderdesk.core.services.syncing import SWEEP_EVERY
from orderdesk.core.store.connections import Connection
from orderdesk.core.store.outbox import CLAIMED, REFUSED, WAITING, letters
from orderdesk.simulators.naver.wrong import Wrong
from orderdesk.simulators.world import Mishap
from tests.gateways.naver_shop import AtNaver
from tests.services.desk import KIM, Desk

S = SectionState


class Both:
    """A desk and the Naver that it is connected with, in one world with one clock."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.naver = AtNaver()
        with desk.store.unit(KIM, self.now()) as unit:
            self.connection: Connection = unit.add_connection("naver", "네이버", {"client_id": "x"})
        self.rounds = self.new_rounds()

    def now(self) -> int:
        self.desk.now = int(self.naver.world.clock.now())
        return self.desk.now

    def new_rounds(self) -> Rounds:
        @contextmanager
        def reach(_connection: Connection) -> Iterator[ChannelGateway]:
            yield self.naver.another_client()

        return Rounds(reach)

    def round(self) -> Exchanged:
        self.naver.world.clock.advance(10)
        (done,) = exchange(self.desk.store, self.rounds, self.now)
        self.now()
        return done

    def orders(self) -> list[Order]:
        return sorted(self.desk.whole(), key=lambda order: order.id)

    def line_state(self, order: Order) -> ChannelState | None:
        return order.items[0].channel_state


# --- faults ------------------------------------------------------------------------------------


class Killed(BaseException):
    """The end of a desk's process at some point."""


VERBS = (
    *("ready", "track", "track", "ship", "approve", "reject", "release", "cancel", "pickup-done"),
    *("delay", "return", "pickup", "hold", "exchange"),
)
POINTS = ("claimed", "told", "fetched", "written", "never", "never")


class Walk:
    """Buyers, couriers, an operator and bad luck, cast from one seed; then calm, and books are compared."""

    def __init__(self, both: Both, seed: int) -> None:
        self.both = both
        self.lot = random.Random(seed)
        self.refs: list[LineRef] = []
        self.number = 688_900_000_000

    def go(self, steps: int) -> None:
        world = self.both.naver.world
        world.unlucky = lambda _path: self.lot.choice(list(Mishap)) if self.lot.random() < 0.15 else None
        for _ in range(steps):
            deed = self.lot.choice(
                [
                    *(self.buys, self.buys, self.asks, self.withdraws, self.moves, self.delivers),
                    *(self.decides, self.centre, *[self.operates] * 6, *[self.round] * 6),
                ]
            )
            deed()
            world.clock.advance(self.lot.choice([1, 20, 400, 4000]))
        self.calm()

    def calm(self) -> None:
        """Nothing goes wrong any more, and nobody does anything."""
        self.both.naver.world.unlucky = lambda _path: None
        for _ in range(8):
            self.both.naver.world.clock.advance(SWEEP_EVERY)
            self.both.round()

    # what people do; what does not fit just now does not happen

    def buys(self) -> None:
        self.refs += self.both.naver.buys(*self.lot.choice([(1,), (2,), (1, 1)]))

    def _try(self, deed: Callable[[LineRef], object]) -> None:
        if self.refs:
            with suppress(Wrong, LookupError):
                deed(self.lot.choice(self.refs))

    def _try_where(self, statuses: tuple[str, ...], deed: Callable[[LineRef], object]) -> None:
        books = self.both.naver.shop.books()
        self._try(lambda ref: deed(ref) if books[ref.line]["status"] in statuses else None)

    def asks(self) -> None:
        kind = self.lot.choice(list(ClaimKind))
        fits = ("PAYED",) if kind is ClaimKind.CANCEL else ("DELIVERING", "DELIVERED")
        self._try_where(fits, lambda ref: self.both.naver.asks(kind, ref))

    def withdraws(self) -> None:
        self._try(lambda ref: self.both.naver.shop.claim_withdraw(ref.line))

    def moves(self) -> None:
        line1 = f"부산 해운대구 센텀로 {self.lot.randrange(99)}"
        self._try_where(("PAYED",), lambda ref: self.both.naver.moves(ref, line1))

    def delivers(self) -> None:
        self._try_where(("DELIVERING",), self.both.naver.delivers)

    def decides(self) -> None:
        self._try_where(("DELIVERED",), lambda ref: self.both.naver.shop.purchase_decide(ref.line))

    def centre(self) -> None:
        if self.lot.random() < 0.2:
            self._try_where(("PAYED",), lambda ref: self.both.naver.shop.seller_dispatches(ref.line))

    def operates(self) -> None:
        """Something that is possible just now is done to some order, and now and then taken back."""
        orders = self.both.orders()
        if not orders:
            return
        desk = self.both.desk
        order = self.lot.choice(orders)
        verb = self.lot.choice(VERBS)
        self.number += 7
        fields: dict[str, str] = {
            "track": {"courier": "cj", "number": str(self.number), "to": self.lot.choice(["", "ship"])},
            "reject": {"reason": "안 됩니다", "courier": "cj", "number": str(self.number)},
            **{key: {"reason": "BROKEN"} for key in ("cancel", "return", "exchange")},
            "hold": {"reason": self.lot.choice(["STOCK", "ETC"])},
            "pickup": {"pickup": "AUTO"},
            "delay": {"until": "2027-02-01", "reason": "BUYER"},
        }.get(verb, {})
        given = {key: text for key, text in fields.items() if text}
        plan = desk.plan(verb, order.number, **given)  # type: ignore[arg-type] # fields are texts
        if plan.applying():
            job = desk.apply(plan)
            if self.lot.random() < 0.15:
                desk.undo(job)

    def round(self) -> None:
        """A round that may be killed at some point; a new process goes on."""
        store = self.both.desk.store
        point, left = self.lot.choice(POINTS), self.lot.randrange(1, 4)

        def die(at: str) -> None:
            nonlocal left
            left -= at == point
            if at == point and left == 0:
                raise Killed

        store.checkpoint = die
        try:
            self.both.round()
        except Killed:
            self.both.rounds = self.both.new_rounds()
        finally:
            store.checkpoint = lambda _at: None


def differences(both: Both) -> list[str]:
    """Where the books of the desk and of Naver do not agree, and what nobody can see is stuck."""
    found = []
    books = both.naver.shop.books()
    with both.desk.store.reader() as conn:
        for letter in letters(conn, ALL, 10_000):
            if letter.state in (WAITING, CLAIMED):
                found.append(f"stuck: {letter}")
        found_lines = conn.execute("SELECT number, order_id, line FROM channel_line")
        lines = {number: (order, line) for number, order, line in found_lines}
        refused = {letter.order_id for letter in letters(conn, [REFUSED], 10_000)}
    by_id = {order.id: order for order in both.orders()}
    for number, entry in books.items():
        order_id, n = lines[number]
        order = by_id[order_id]
        found += [f"{number}: {text}" for text in _compare(order, n, entry, order_id in refused)]
    return found


_SAYS = {
    "PAYED": ChannelState.PAID,
    "DELIVERING": ChannelState.SHIPPING,
    "DELIVERED": ChannelState.DELIVERED,
    "PURCHASE_DECIDED": ChannelState.CONFIRMED,
    "CANCELED": ChannelState.CANCELLED,
    "RETURNED": ChannelState.RETURNED,
    "EXCHANGED": ChannelState.EXCHANGED,
}
_ASKS = {
    "CANCEL": ChannelState.CANCELLING,
    "RETURN": ChannelState.RETURNING,
    "EXCHANGE": ChannelState.EXCHANGING,
}
CENTRE = "600000000012"


def _compare(order: Order, n: int, entry: dict[str, Any], refused: bool) -> Iterator[str]:
    """What differs of line *n*: what is told of it agrees, and where it stands unless people can see why."""
    item = next(item for item in order.items if item.line == n)
    section = order.section(item.section)
    says = _SAYS[entry["status"]]
    if says is ChannelState.PAID and entry["placed"] == "OK":
        says = ChannelState.PREPARING
    claim = entry["claim"]
    if claim and not claim[1].endswith(("_DONE", "_REJECT")):
        says = _ASKS[claim[0]]
    if item.channel_state is not says:
        yield f"told {item.channel_state!r}, is {says!r} {entry}"
    number = entry["parcel"][1] if entry["parcel"] else ""
    seen_by_people = refused or number == CENTRE
    if not agrees(section.state, says) and not seen_by_people:
        yield f"here {section.state!r}, there {says!r} {entry}"
    sent = section.state in (S.SHIPPING, S.DELIVERED) and section.tracking
    if sent and section.tracking != number and not seen_by_people:
        yield f"here {section.tracking}, there {number}"
