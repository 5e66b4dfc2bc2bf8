"""The course of an order: who asks for what and when, from the purchase to its end.

A course knows nothing of what the rules make of it; `drive` does. It runs on beyond the present: what
has not happened by then is left out there, which is why new orders stand on every rung of the ladder.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.orders import Actor, ActorKind, Channel, Delivery, Order, Region
from orderdesk.core.domain.payments import LATER_DEPOSIT
from orderdesk.core.domain.requests import Pieces, Request, Value
from orderdesk.core.domain.verbs import REASONS
from orderdesk.core.services.demo.catalogue import Catalogue, catalogue
from orderdesk.core.services.demo.draw import between, pick
from orderdesk.core.services.demo.labels import label
from orderdesk.core.services.demo.moments import DAY, SEOUL

HOUR = 3600
BUYER = Actor(ActorKind.BUYER, "구매자")
CHANNELS = {
    Channel.NAVER: Actor(ActorKind.CHANNEL, "주문형 네이버페이"),
    Channel.KAKAO: Actor(ActorKind.CHANNEL, "톡체크아웃"),
}

_RIPE = 7 * DAY + HOUR
_REASONS = tuple(value for value, _ in REASONS)
_FAULT_FREE = ("BROKEN", "INCORRECT_INFO", "WRONG_DELIVERY", "WRONG_OPTION", "PRODUCT_UNSATISFIED")
_SHIPS_UNTIL = 14


class Step(NamedTuple):
    """One request to a section (None: the order) at a time (UTC seconds)."""

    at: int
    section: int | None
    request: Request
    actor: Actor


class Course:
    """Collects the steps of one order; `at` is the time of the last one, or of what is waited for."""

    def __init__(self, order: Order, now: int, rng: Random) -> None:
        self.order = order
        self.now = now
        self.rng = rng
        self.at = order.placed_at
        self.steps: list[Step] = []
        self.texts: Catalogue = catalogue()
        self.seller = Actor(ActorKind.SELLER, pick(rng, self.texts.staff))
        self.labels = 0
        self.parcel = order.sections[0].delivery is Delivery.PARCEL

    # time

    def wait(self, low: int, high: int) -> None:
        """Let between *low* and *high* seconds pass."""
        self.at += between(self.rng, low, high)

    def wait_for_pickup(self) -> None:
        """Until the courier comes: in the afternoon of the next working day that is still in time."""
        local = self.at + SEOUL
        day = local // DAY + (local % DAY >= _SHIPS_UNTIL * HOUR)
        if (day + 4) % 7 == 0:  # day 0, 1970-01-01, was a Thursday: this is a Sunday
            day += 1
        self.at = day * DAY - SEOUL + _SHIPS_UNTIL * HOUR + between(self.rng, HOUR, 4 * HOUR)

    # steps

    def then(self, verb: str, section: int | None, actor: Actor, **values: Value) -> None:
        """*actor* asks for *verb* now."""
        self.steps.append(Step(self.at, section, Request(verb, tuple(values.items())), actor))

    def pay(self) -> None:
        """The deposit comes, where the method has one; digital goods settle with the money."""
        order = self.order
        if order.entries[0].method in LATER_DEPOSIT:
            self.wait(HOUR, 20 * HOUR)
            actor = self.seller if self.rng.random() < 0.6 else SYSTEM
            self.then("confirm-payment", None, actor)
            if order.receipts and self.rng.random() < 0.7:
                self.wait(60, 6 * HOUR)
                self.then("receipt", None, self.seller, approval=f"{between(self.rng, 0, 999999999):09d}")
        elif not order.sections[0].delivery.physical:
            self.then("settle", 1, SYSTEM)

    def tell_number(self, section: int, to: str, pieces: Pieces = ()) -> None:
        """The label is printed; *to* "ready" or "ship" moves the section along."""
        courier, number = label(self.order.id, self.labels, self.order.sections[0].address.region)
        self.labels += 1
        values: dict[str, Value] = {"courier": courier, "number": number, "to": to}
        if pieces:
            values["items"] = pieces
        self.then("track", section, self.seller, **values)

    def ship(self, section: int = 1) -> None:
        """The section leaves the house, in one go or step by step."""
        self.wait_for_pickup()
        if not self.parcel:
            self.then("ready", section, self.seller)
            self.wait(600, 2 * HOUR)
            self.then("ship", section, self.seller)
        elif self.rng.random() < 0.7:
            self.tell_number(section, "ship")
        else:
            self.tell_number(section, "ready")
            self.wait(600, 2 * HOUR)
            if self.rng.random() < 0.4:
                self.then("collected", section, SYSTEM)
            else:
                self.then("ship", section, self.seller)

    def arrive(self, section: int = 1) -> None:
        """The section is delivered, later on islands and abroad."""
        region = self.order.sections[0].address.region
        days = {Region.DOMESTIC: 0, Region.JEJU: 1, Region.ISLAND: 2, Region.ABROAD: 6}[region]
        self.wait((days * 24 + 14) * HOUR, (days * 24 + 48) * HOUR)
        self.then("deliver", section, SYSTEM if self.parcel else self.seller)

    def confirm(self, section: int = 1) -> None:
        """The buyer confirms the purchase, or the system does after a week."""
        if self.rng.random() < 0.4:
            self.wait(4 * HOUR, 6 * DAY)
            self.then("confirm", section, BUYER)
        else:
            self.wait(_RIPE, _RIPE + DAY)
            self.then("confirm", section, SYSTEM)

    def rest(self, section: int = 1) -> None:
        """Everything from the shelf to the end."""
        if self.order.sections[0].delivery.physical:
            self.ship(section)
            self.arrive(section)
            self.confirm(section)

    def delivered(self) -> None:
        """Everything up to the delivery of the whole order."""
        self.pay()
        self.ship()
        self.arrive()

    def claim(self, verb: str, by: Actor | None = None, pieces: Pieces = ()) -> str:
        """The buyer asks to cancel, return or exchange; the reason."""
        reason = pick(self.rng, _FAULT_FREE if self.rng.random() < 0.4 else _REASONS)
        values: dict[str, Value] = {"reason": reason}
        detail = pick(self.rng, self.texts.claims)
        if detail:
            values["detail"] = detail
        if pieces:
            values["items"] = pieces
        if verb != "cancel":
            values["pickup"] = pick(self.rng, ("SHOP", "SHOP", "SHOP", "BUYER"))
        self.then(verb, 1, by or CHANNELS.get(self.order.channel, BUYER), **values)
        return reason

    def collect(self, section: int, done: bool) -> None:
        """The goods are fetched back."""
        self.wait(3 * HOUR, 20 * HOUR)
        courier, number = label(self.order.id, self.labels, Region.DOMESTIC)
        self.labels += 1
        values = {"pickup": "MANUAL", "courier": courier, "number": number, "pay": "PREPAID"}
        self.then("pickup", section, self.seller, **values)
        if done:
            self.wait(DAY, 2 * DAY)
            self.then("pickup-done", section, SYSTEM)

    def part(self) -> Pieces:
        """The first item, or one piece of it; a channel parts with whole lines only."""
        item = self.order.items[0]
        return ((item.n, item.qty if self.order.channel.external else max(1, item.qty // 2)),)
