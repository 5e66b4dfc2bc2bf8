"""A desk and a played tracker that knows where its parcels are, and walks of both under bad luck."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from unittest.mock import patch

import httpx

from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.orders import ActorKind, Order, Section
from orderdesk.core.domain.refusals import BY_CODE
from orderdesk.core.domain.states import SectionState
from orderdesk.core.gateways.ports import TrackingGateway
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.trackers.delivery import (
    ApiKey,
    ClientCredentials,
    TrackerDelivery,
    TrackerDeliverySettings,
)
from orderdesk.core.gateways.trackers.sweettracker import SweetTracker, SweetTrackerSettings
from orderdesk.core.gateways.wire import Times
from orderdesk.core.services import reaching
from orderdesk.core.services.connecting import secret_file
from orderdesk.core.services.following import UNSUPPORTED, kept_back
from orderdesk.core.services.parcel_rounds import hear
from orderdesk.core.store.events import Event
from orderdesk.core.store.waybills import watches
from orderdesk.simulators.sweettracker import SweetTracker as SweetSimulator
from orderdesk.simulators.tracker_delivery import TrackerDelivery as DeliverySimulator
from orderdesk.simulators.world import Clock, World
from tests.services.bad_luck import BadLuck
from tests.services.desk import KIM, NOW, Desk, sold
from tests.services.test_following import cj

S = SectionState
HOUR: Final = 3600
SECRET: Final = Secret("tracker", "sim-secret")
STEPS: Final = ((2, "AT_PICKUP"), (3, "IN_TRANSIT"), (5, "OUT_FOR_DELIVERY"), (6, "DELIVERED"))
"""A parcel's way, as either tracker tells of it."""

DEEDS: Final[tuple[tuple[str, dict[str, str]], ...]] = (
    ("deliver", {}),
    ("back", {}),
    ("untrack", {}),
    ("hold", {"reason": "STOCK"}),
    ("release", {}),
    ("cancel", {"reason": "SOLD_OUT"}),
    *[("return", {"reason": "BROKEN"})] * 2,
    ("withdraw", {}),
    ("reject", {"reason": "안 됩니다"}),
    ("pickup-done", {}),
    ("approve", {}),
)


class Played:
    """Either tracker behind one face: parcels are scanned, and it knows which have arrived."""

    def __init__(self, lot: random.Random) -> None:
        world = World(clock=Clock(at=float(NOW)))
        self.system = lot.choice(["sweettracker", "tracker"])
        self.sweet = SweetSimulator(world, quota=lot.choice([1000, 40]))
        self.delivery = DeliverySimulator(world, own_server=lot.random() < 0.3)
        self.by_token = lot.random() < 0.5
        self.world = world

    def client(self) -> TrackingGateway:
        """A client of a new process."""
        times = Times(self.world.clock.now, self.world.clock.sleep)
        if self.system == "sweettracker":
            transport = httpx.MockTransport(self.sweet.handle)
            settings = SweetTrackerSettings(Secret("tracker", "sim-key"))
            return SweetTracker(settings, times=times, transport=transport)
        who = (ClientCredentials if self.by_token else ApiKey)("sim-client", SECRET)
        own = self.delivery.own_server
        return TrackerDelivery(
            TrackerDeliverySettings(None if own else who, own_server=own),
            times=times,
            transport=httpx.MockTransport(self.delivery.handle),
        )

    def scan(self, number: str, step: int) -> None:
        """The carrier read the label of parcel *number* at a step of its way."""
        level, word = STEPS[step]
        if self.system == "sweettracker":
            self.sweet.carrier_scan("04", number, level)
        else:
            self.delivery.carrier_scan("kr.cjlogistics", number, word)

    def arrived(self) -> set[str]:
        """The numbers of the parcels that are there."""
        if self.system == "sweettracker":
            return {place.split("/")[1] for place, level in self.sweet.books().items() if level == 6}
        return {place.split("/")[1] for place, code in self.delivery.books().items() if code == "DELIVERED"}


class TrackingWalk:
    """Sellers who send, carriers, an operator and bad luck, cast from one seed; then calm."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.lot = random.Random(seed)
        self.desk = desk
        self.played = Played(self.lot)
        self.clock = self.played.world.clock
        with desk.store.unit(KIM, self.now()) as unit:
            unit.add_connection(self.played.system, "배송 추적", {})
        self.sold = 0
        self.way: dict[str, int] = {}
        """How far each parcel is: the step that it takes next."""
        self.luck = BadLuck(self.lot, desk.store, self.now, self.played.world)

    def now(self) -> int:
        self.desk.now = int(self.clock.now())
        return self.desk.now

    def go(self, steps: int) -> None:
        deeds = [self.sells, self.comes_late, *[self.sends] * 3, *[self.scans] * 6]
        deeds += [*[self.operates] * 3, *[self.round] * 5]
        self.sells()
        for _ in range(steps):
            deed = self.lot.choice(deeds)
            deed()
            self.clock.advance(self.lot.choice([20, 400, 4000, 20_000]))
            self.now()
        self.calm()

    def calm(self) -> None:
        """Nothing goes wrong any more, and time goes by."""
        self.luck.ends()
        for _ in range(10):
            self.clock.advance(13 * HOUR)
            self.hear()

    # what people do; what does not fit just now does not happen

    def sells(self) -> None:
        self.sold += 1
        self.desk.add(sold(self.sold, 2, 1, sections=self.lot.choice([[[1, 2]], [[1], [2]]])))

    def sends(self) -> None:
        """A section leaves, in a parcel of its own or with another order, or comes back in one."""
        section = self._any()
        shared = self.way and self.lot.random() < 0.25
        number = self.lot.choice(list(self.way)) if shared else cj(len(self.way) + 1)
        asked = {"courier": "cj" if self.lot.random() < 0.95 else "coupangls", "number": number}
        if not self._does("pickup", section, pickup="MANUAL", pay="PREPAID", **asked):
            to = self.lot.choice(["ready", "ship", "ship"])
            if not self._does("track", section, to=to, **asked, **({"shared": "yes"} if shared else {})):
                return
        self.way.setdefault(number, 0)

    def scans(self) -> None:
        going = [number for number, step in self.way.items() if step < len(STEPS)]
        if going:
            number = self.lot.choice(going)
            self.way[number] += self.lot.choice([0, 1, 1, 1])
            self.played.scan(number, min(self.way[number], len(STEPS) - 1))
            self.way[number] += 1

    def comes_late(self) -> None:
        """A step of long ago is told last."""
        if self.way:
            number = self.lot.choice(list(self.way))
            if self.way[number]:
                self.played.scan(number, self.lot.randrange(min(self.way[number], len(STEPS))))

    def operates(self) -> None:
        """Something that is possible just now is done to a section, and now and then taken back."""
        section = self._any()
        for verb, fields in self.lot.sample(DEEDS, 4):
            if self._does(verb, section, **fields):
                return

    def _any(self) -> str:
        order = self.desk.order(self.lot.randrange(1, self.sold + 1))
        return section_number(order.number, self.lot.choice(order.sections).n)

    def _does(self, verb: str, section: str, **fields: str) -> bool:
        plan = self.desk.plan(verb, section, **fields)  # type: ignore[arg-type] # fields are texts
        if plan.applying():
            job = self.desk.apply(plan)
            if self.lot.random() < 0.15:
                self.desk.undo(job)
        return bool(plan.applying())

    # what the desk does

    @contextmanager
    def gateway(self, *_: object) -> Iterator[TrackingGateway]:
        yield self.played.client()

    def round(self) -> None:
        self.luck.befalls(self.hear)

    def hear(self) -> None:
        with patch.object(reaching, "tracker", self.gateway):
            hear(self.desk.store, secret_file(self.desk.store.url), self.now)
        self.now()

    # what is compared

    def differences(self) -> list[str]:
        """Parcels of which the desk and the tracker do not say the same, and people do not see why."""
        with self.desk.store.reader() as conn:
            watched = {watch.number: watch for watch in watches(conn)}
            why = {watch.number: watch.why for watch in kept_back(conn, 10_000)}
        kept = {number for number, code in why.items() if code == UNSUPPORTED or code in BY_CODE}
        arrived = self.played.arrived()
        found = [f"given up: {number} {why[number]}" for number in why.keys() - kept]
        for order in self.desk.whole():
            for section in order.sections:
                past = self._past(order, section)
                number = _number(order, section)
                claimed = _claimed(order, section)
                wrong = list(_compare(section, number in arrived, past, number in kept, claimed))
                if number and number not in watched and section.state is S.SHIPPING and not past:
                    wrong.append("never asked after")
                found += [
                    f"{each}: {order.number} {section} {number} {watched.get(number)}" for each in wrong
                ]
        return found

    def _past(self, order: Order, section: Section) -> list[Event]:
        """What was done to a section since it was sent or its goods were claimed, the oldest first."""
        claim = order.open_claim(section.n)
        since = claim.at if claim is not None else section.sent_at or 0
        events = self.desk.events(order.number)
        return [event for event in events if event.section == section.n and event.at >= since]


def _claimed(order: Order, section: Section) -> int:
    """When the newest claim of a section was made: a way back begins with each."""
    claim = order.last_claim(section.n)
    return 0 if claim is None else claim.at


def _number(order: Order, section: Section) -> str:
    """The number of the parcel that brings or fetches a section."""
    claim = order.open_claim(section.n)
    if section.state in (S.RETURN_COLLECTING, S.RETURN_COLLECTED) and claim is not None:
        return claim.pickup_number
    return section.tracking or ""


def _compare(section: Section, arrived: bool, past: list[Event], listed: bool, claimed: int) -> Iterator[str]:
    """What differs of a section whose parcel has *arrived*, or not. What people took back stays with them.

    What happens by itself happens once, or once after each time that it was *claimed*.
    """
    verbs = [event.verb for event in past]
    if arrived and section.state is S.SHIPPING and "deliver" not in verbs and not listed:
        yield "arrived there, on its way here"
    if arrived and section.state is S.RETURN_COLLECTING and "pickup-done" not in verbs and not listed:
        yield "came back there, on its way here"
    by_itself = [event.verb for event in past if event.actor.kind is ActorKind.SYSTEM and event.at >= claimed]
    if not arrived and section.state is S.DELIVERED and by_itself[-1:] == ["deliver"]:
        yield "arrived here, on its way there"
    for verb in ("collected", "deliver", "pickup-done"):
        if by_itself.count(verb) > 1:
            yield f"{verb} twice"
