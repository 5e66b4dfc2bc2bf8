"""The whole neighbourhood of a played desk: the buyers' shops, and the companies that a shop works with.

One world with one clock: what Goodsflow printed the trackers know, and what a buyer owes comes into the
account that Popbill reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Final, NamedTuple, Protocol, TypeVar

import httpx

from orderdesk.simulators.buyers import Buyers
from orderdesk.simulators.goodsflow import Goodsflow, Rules
from orderdesk.simulators.popbill import Popbill
from orderdesk.simulators.sweettracker import SweetTracker
from orderdesk.simulators.toss import Toss
from orderdesk.simulators.toss_books import CARD, VIRTUAL
from orderdesk.simulators.tracker_delivery import TrackerDelivery
from orderdesk.simulators.world import Clock, Handler

One = TypeVar("One")

CHECK_SECONDS: Final = 5.0
"""How long Goodsflow looks at a contract here: nobody in training waits for days."""

JOB_SECONDS: Final = 0.2
"""How long reading an account takes here."""

_SHARE: Final = 0.5
"""The share of what happens that happens at the shops; the rest at the companies."""

_WAY: Final = ("30", "50", "60", "70")
"""What Goodsflow tells of a parcel on its way."""

_STOPS: Final = (("AT_PICKUP", 2), ("IN_TRANSIT", 3), ("OUT_FOR_DELIVERY", 5), ("DELIVERED", 6))
"""What the two trackers say of a parcel on its way: tracker.delivery's code and SweetTracker's level."""


class Parcel(NamedTuple):
    """A parcel that was handed to a carrier: its number, and what the two trackers call the carrier."""

    number: str
    tracker: str
    sweettracker: str


class Payment(NamedTuple):
    """What a buyer paid with a card or into a virtual account, and what of it has gone back, won."""

    amount: int
    refunded: int
    virtual: bool


class Shop(Protocol):
    """What people outside know of the shop: what they owe it, what it sent them, what they paid."""

    def owed(self) -> Iterable[tuple[str, int]]:
        """Who is to transfer how much, won."""
        ...

    def sent(self) -> Iterable[Parcel]:
        """The parcels that are on their way."""
        ...

    def paid(self, order: str) -> Payment | None:
        """What was paid for *order* at the payment company; None: nothing there."""
        ...


class Town:
    """Three shops' buyers and six companies around *shop*; calls and steps may come from several threads.

    `accounts` are those that the shop has its bank read, as (bank's code, number).
    """

    def __init__(
        self,
        shop: Shop,
        seed: int = 1,
        clock: Clock | None = None,
        made: int = 0,
        accounts: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.buyers = Buyers(seed, clock, made)
        self.world = self.buyers.world
        self.goodsflow = Goodsflow(self.world, rules=Rules(check_seconds=CHECK_SECONDS))
        self.goodsflow.walks = False
        self.tracker = TrackerDelivery(self.world)
        self.sweettracker = SweetTracker(self.world)
        self.toss = Toss(self.world)
        self.popbill = Popbill(self.world)
        self.popbill.bank.job_seconds = JOB_SECONDS
        self.accounts = tuple(accounts)
        for bank, number in self.accounts:
            self.popbill.bank.register(bank, number)
        self._shop = shop
        self._lot = self.world.lot
        self._stops: dict[Parcel, int] = {}
        self._paid_in: set[tuple[str, int]] = set()
        self._deeds: tuple[tuple[Callable[[], None], int], ...] = (
            (self._transfers, 1),
            (self._prints, 1),
            (self._carries, 2),
            (self._brings, 4),
            (self._gives_back, 1),
        )

    def doors(self) -> Mapping[str, Handler]:
        """Who answers the calls of a desk, by system."""
        shops = self.buyers
        handlers: dict[str, Handler] = {
            "naver": shops.naver.handle,
            "imweb": shops.imweb.handle,
            "kakao": shops.kakao.handle,
            "goodsflow": self.goodsflow.handle,
            "tracker": self.tracker.handle,
            "sweettracker": self.sweettracker.handle,
            "popbill": self.popbill.handle,
            "toss": self._toss_answers,
        }
        return {name: shops.door(handler) for name, handler in handlers.items()}

    def _toss_answers(self, request: httpx.Request) -> httpx.Response:
        """Toss's answer; a payment from before the play is remembered when it is asked after."""
        _, _, order = request.url.path.partition("/payments/orders/")
        if order and all(each.order != order for each in self.toss.payments.values()):
            self._remember(order, self._shop.paid(order))
        return self.toss.handle(request)

    def _remember(self, order: str, paid: Payment | None) -> None:
        if paid is None:
            return
        key = self.toss.buyer_pays(order, paid.amount, VIRTUAL if paid.virtual else CARD)
        self.toss.buyer_deposits(key)
        if paid.refunded:
            self.toss.cancelled_by_hand(key, paid.refunded)
            self.toss.bank_refunds(key)

    def step(self) -> None:
        """Somebody does something, as far as it fits just now."""
        if self._lot.random() < _SHARE:
            self.buyers.step()
        else:
            deeds, weights = zip(*self._deeds, strict=True)
            with self.buyers.alone(), suppress(LookupError):
                self._lot.choices(deeds, weights)[0]()

    def _one(self, among: Iterable[One]) -> One:
        """One of them at random. LookupError where there is none."""
        return self._lot.choice(list(among))

    def _transfers(self) -> None:
        """Somebody who owes transfers it, now and then under another name."""
        account = self._one(self.accounts)[1]
        who, won = self._one(owed for owed in self._shop.owed() if owed not in self._paid_in)
        self._paid_in.add((who, won))
        self.popbill.bank.deposit(account, won, self._one((who, who, who, f"{who} 입금")))

    def _prints(self) -> None:
        """Somebody at the shop presses the button of a print window that stands open."""
        self.goodsflow.print_batch(self._one(self.goodsflow.unprinted()))

    def _carries(self) -> None:
        """A courier reads the label of a printed parcel."""
        steps = {key: entry["status"] for key, entry in self.goodsflow.books().items() if _is_there(entry)}
        key = self._one(key for key, status in steps.items() if status != _WAY[-1])
        self.goodsflow.carrier_scan(key, _WAY[_WAY.index(steps[key]) + 1 if steps[key] else 0])

    def _brings(self) -> None:
        """A carrier reads the label of a parcel that the shop sent by itself."""
        parcel = self._one(each for each in self._shop.sent() if self._stops.get(each, 0) < len(_STOPS))
        stop = self._stops.get(parcel, 0)
        code, level = _STOPS[stop]
        self._stops[parcel] = stop + 1
        self.tracker.carrier_scan(parcel.tracker, parcel.number, code)
        if parcel.sweettracker:
            self.sweettracker.carrier_scan(parcel.sweettracker, parcel.number, level)

    def _gives_back(self) -> None:
        """Money that was refunded comes to the buyer's account."""
        payments = self.toss.payments.items()
        self.toss.bank_refunds(self._one(key for key, each in payments if each.is_on_its_way))


def _is_there(entry: Mapping[str, str]) -> bool:
    return bool(entry["number"]) and entry["cancelled"] == "N"
