"""A desk and the played Goodsflow that prints its labels, and walks of both under bad luck."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Final
from unittest.mock import patch

from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.orders import Order, Section
from orderdesk.core.domain.states import SectionState
from orderdesk.core.domain.waybills import Waybill, WaybillState
from orderdesk.core.gateways.goodsflow.client import Goodsflow
from orderdesk.core.gateways.goodsflow.settings import STATUSES, NewsFrom
from orderdesk.core.gateways.results import GatewayError
from orderdesk.core.gateways.shipments import TrackCode
from orderdesk.core.services import issuing, reaching
from orderdesk.core.services.connecting import secret_file
from orderdesk.core.services.label_plans import FIRST, Kin
from orderdesk.core.services.parcel_rounds import hear
from orderdesk.core.store.waybills import pending_waybills, waybills_of
from tests.services.bad_luck import BadLuck
from tests.services.desk import KIM, Desk, sold
from tests.services.waybills import CONTRACT, Printing

S, W = SectionState, WaybillState
HOUR = 3600

NEWS: tuple[tuple[dict[str, bool], dict[str, object]], ...] = (
    ({}, {}),
    ({"own_ack": True}, {"ack_path": "orders/traceresults/ack"}),
    ({"drains": False}, {"news_from": NewsFrom.TRACING}),
)
"""How news may come, by what no source settles: rules of the played Goodsflow, and settings of its client."""

KINS = (*[FIRST] * 4, *[Kin(again=True)] * 2, *[Kin(back=True)] * 3)
DEEDS: tuple[tuple[str, dict[str, str]], ...] = (
    ("hold", {"reason": "STOCK"}),
    ("release", {}),
    ("release", {}),
    ("untrack", {}),
    ("back", {}),
    ("cancel", {"reason": "SOLD_OUT"}),
    ("withdraw", {}),
    ("approve", {}),
    ("reject", {"reason": "안 됩니다"}),
    *[("return", {"reason": "BROKEN"})] * 4,
    *[("pickup", {"pickup": "AUTO"})] * 2,
    ("pickup-done", {}),
    ("ship", {}),
    ("deliver", {}),
    ("merge", {}),
)
"""What an operator may do to a section, beside labels, addresses and numbers of his own."""


class LabelWalk:
    """A seller who prints, couriers, an operator and bad luck, cast from one seed; then calm."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.lot = random.Random(seed)
        rules, self.settings = self.lot.choice((NEWS[0], *NEWS))
        self.desk = desk
        self.printing = Printing(desk, **rules)
        self.sim = self.printing.sim
        self.clock = self.sim.world.clock
        with desk.store.unit(KIM, self.now()) as unit:
            unit.add_connection("goodsflow", "굿스플로", {"partner": "SHOP"})
        self.sold = 0
        self.typed = 690_000_000_000
        self.luck = BadLuck(self.lot, desk.store, self.now, self.sim.world)

    def now(self) -> int:
        self.desk.now = int(self.clock.now())
        return self.desk.now

    def go(self, steps: int) -> None:
        deeds = [self.sells, self.scans, self.mixes, *[self.round] * 5]
        deeds += [*[self.hands_in] * 3, *[self.prints] * 3, *[self.operates] * 3]
        for _ in range(3):
            self.sells()
        for _ in range(steps):
            deed = self.lot.choice(deeds)
            deed()
            self.clock.advance(self.lot.choice([1, 20, 400, 400, 400, 4000, 20_000]))
            self.now()
        self.calm()

    def calm(self) -> None:
        """Nothing goes wrong any more, what waits is printed, and every parcel arrives."""
        self.luck.ends()
        for _ in range(3):
            self.hear()
            self.clock.advance(2 * HOUR)
            for batch in self.waiting():
                self.sim.print_batch(batch)
        for _ in range(8):
            self.clock.advance(8 * HOUR)
            self.hear()

    # what people do; what does not fit just now does not happen

    def sells(self) -> None:
        self.sold += 1
        made = sold(self.sold, 2, 1, sections=self.lot.choice([[[1, 2]], [[1], [2]]]))
        if self.lot.random() < 0.15:  # without an address, which the courier refuses
            first, *rest = made.sections
            nowhere = replace(first, address=replace(first.address, line1=""))
            made = replace(made, sections=(nowhere, *rest))
        self.desk.add(made)

    def hands_in(self) -> None:
        """Labels for some orders, of whatever kind and sections that can have them."""
        orders = self.lot.sample(range(1, self.sold + 1), min(self.sold, self.lot.randrange(1, 4)))
        kin = self.lot.choice(KINS)

        def issue() -> None:
            with self.gateway() as gateway, suppress(GatewayError):
                plan = self.printing.plan(*orders, kin=kin)
                issuing.issue(self.desk.store, gateway, CONTRACT, plan, KIM, self.now, kin)

        self.luck.befalls(issue)

    def prints(self) -> None:
        """Somebody presses the print button: of what the desk says, or in Goodsflow's own pages."""
        known = [*self.waiting(), *self.sim._batches]
        if known:
            self.sim.print_batch(self.lot.choice(known))

    def scans(self) -> None:
        """The courier fetches a parcel early, when its label is on it."""
        ready = [
            key
            for key, told in self.sim.books().items()
            if told["number"] and not told["status"] and told["cancelled"] == "N"
        ]
        if ready:
            self.sim.carrier_scan(self.lot.choice(ready), "30")

    def mixes(self) -> None:
        """What was told last comes first."""
        self.lot.shuffle(self.sim._news)

    def operates(self) -> None:
        """Something that is possible just now is done to a section, and now and then taken back."""
        if not self.sold:
            return
        order = self.desk.order(self.lot.randrange(1, self.sold + 1))
        section = section_number(order.number, self.lot.choice(order.sections).n)
        self.typed += 7
        deeds = [*DEEDS, ("address", {"line1": f"부산 해운대구 센텀로 {self.lot.randrange(99)}"})]
        to = self.lot.choice(["ready", "ship"])
        deeds.append(("track", {"courier": "cj", "number": str(self.typed), "to": to}))
        for verb, fields in self.lot.sample(deeds, 4):
            named = order.number if verb == "merge" else section
            plan = self.desk.plan(verb, named, **fields)  # type: ignore[arg-type] # fields are texts
            if plan.applying():
                job = self.desk.apply(plan)
                if self.lot.random() < 0.15:
                    self.desk.undo(job)
                return

    # what the desk does

    @contextmanager
    def gateway(self, *_: object) -> Iterator[Goodsflow]:
        """A client of a new process."""
        yield self.printing.client(**self.settings)

    def round(self) -> None:
        self.luck.befalls(self.hear)

    def hear(self) -> None:
        with patch.object(reaching, "labels", self.gateway):
            hear(self.desk.store, secret_file(self.desk.store.url), self.now)
        self.now()

    def labels(self) -> list[Waybill]:
        with self.desk.store.reader() as conn:
            return waybills_of(conn, [order.id for order in self.desk.whole()])

    def waiting(self) -> tuple[str, ...]:
        """The batches of which the desk says that they are to be printed."""
        with self.desk.store.reader() as conn:
            return issuing.waiting_batches(conn, [order.id for order in self.desk.whole()])

    # what is compared

    def differences(self) -> list[str]:
        """Where the books of the desk and of Goodsflow do not agree, and what nobody can see is stuck."""
        books, labels = self.sim.books(), self.labels()
        by_key = {label.key: label for label in labels}
        orders = {order.id: order for order in self.desk.whole()}
        printed = {key: told for key, told in books.items() if told["number"]}
        found = [f"nobody's number: {key} {told}" for key, told in printed.items() if key not in by_key]
        with self.desk.store.reader() as conn:
            listed = {label.key for label in pending_waybills(conn, 10_000) if label.why}
        for label in labels:
            told = books.get(label.key, {"number": "", "status": "", "cancelled": "N"})
            order = orders[label.order_id]
            section = next((each for each in order.sections if each.n == label.section), None)
            past, has = self._past(order, label.section), _has(order, label)
            wrong = _compare(label, told, section, past, label.key in listed, has)
            found += [f"{text}: {label} {told} {section}" for text in wrong]
        followed = {label.replaces for label in labels if label.state is not W.REFUSED}
        void = {label.key for label in labels if label.state is W.VOID} & followed
        found += [f"void here, good there: {key}" for key in void if books[key]["cancelled"] == "N"]
        numbers = [told["number"] for told in printed.values()]
        found += [f"given twice: {each}" for each in numbers if numbers.count(each) > 1]
        return [*found, *self._misplaced(labels, books, orders.values())]

    def _past(self, order: Order, section: int) -> frozenset[str]:
        """What has happened to a section."""
        return frozenset(event.verb for event in self.desk.events(order.number) if event.section == section)

    def _misplaced(
        self, labels: list[Waybill], books: dict[str, dict[str, str]], orders: Iterable[Order]
    ) -> Iterator[str]:
        """Numbers that stand where they do not belong."""
        by_number = {told["number"]: key for key, told in books.items() if told["number"]}
        by_key = {label.key: label for label in labels}
        for order in orders:
            for section in order.sections:
                if section.tracking not in by_number:
                    continue
                key = by_number[section.tracking]
                label = by_key.get(key)
                if label is None or label.back or label.order_id != order.id:
                    yield f"somebody else's number: {order.number} {section} {label}"
                elif label.state not in (W.USED, W.DONE) or books[key]["cancelled"] == "Y":
                    yield f"void number: {order.number} {section} {label} {books[key]}"


def _has(order: Order, label: Waybill) -> bool:
    """Whether the number of *label* is where it belongs."""
    claim = order.last_claim(label.section)
    if label.back:
        return claim is not None and claim.pickup_number == label.number
    return any((each.n, each.tracking) == (label.section, label.number) for each in order.sections)


_CODES: Final = {"": TrackCode.INFORMATION_RECEIVED, **STATUSES}


def _compare(
    label: Waybill,
    told: Mapping[str, str],
    section: Section | None,
    past: frozenset[str],
    listed: bool,
    has: bool,
) -> Iterator[str]:
    """What differs of *label*, of which Goodsflow says what is *told*.

    *listed*: people see what keeps it. *has*: its section, or the claim of a return, has its number.
    """
    live = bool(told["number"]) and told["cancelled"] == "N"
    if label.state in (W.INTENDED, W.HANDED):
        yield "stuck"
    elif label.state is W.ISSUED and not listed:
        yield "stuck with its number"
    elif label.state is W.USED and label.pending and not listed:
        yield "stuck on its way"
    if label.state is W.REFUSED and live:
        yield "refused here, printed there"
    if live and label.state is not W.REFUSED and label.number != told["number"]:
        yield "another number"
    if label.state not in (W.USED, W.DONE) or section is None:
        return
    if not live:
        yield "taken back there"
    if label.code != _CODES[told["status"]]:
        yield "not as far"
    if listed or not has:
        return
    if label.back:
        if label.code == TrackCode.DELIVERED and section.state is S.RETURN_COLLECTING:
            yield from () if "pickup-done" in past else ("not fetched here",)
    else:
        waits = section.state in (S.PREPARING, S.READY)
        if label.code >= TrackCode.AT_PICKUP and waits and "collected" not in past:
            yield "not sent here"
        if label.code == TrackCode.DELIVERED and section.state is S.SHIPPING and "deliver" not in past:
            yield "not delivered here"
