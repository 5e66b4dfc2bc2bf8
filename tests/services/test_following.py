"""Following parcels: who is asked when, what the answers make of sections, and what stops the asking."""

from __future__ import annotations

from collections import Counter

import httpx
import pytest

from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.gateways.results import Fault
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.shipments import TrackCode
from orderdesk.core.gateways.trackers.sweettracker import SweetTracker, SweetTrackerSettings
from orderdesk.core.gateways.wire import Times
from orderdesk.core.services.following import Followed, follow, kept_back, until_next
from orderdesk.core.store.waybills import Watch, watches
from orderdesk.simulators.sweettracker import SweetTracker as Simulator
from orderdesk.simulators.world import Clock, World
from tests.services.desk import NOW, Desk, sold

CJ = "50000000001"
HOUR = 3600


class Asking:
    """*desk* with a tracker that is played; `asked` counts how often each number was asked after."""

    def __init__(self, desk: Desk, quota: int = 1000) -> None:
        self.desk = desk
        self.sim = Simulator(World(clock=Clock(at=float(NOW))), quota=quota)
        self.asked: Counter[str] = Counter()
        clock = self.sim.world.clock
        self.gateway = SweetTracker(
            SweetTrackerSettings(Secret("tracker", "sim-key")),
            times=Times(clock.now, clock.sleep),
            transport=httpx.MockTransport(self._handle),
        )

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.asked[request.url.params["t_invoice"]] += 1
        return self.sim.handle(request)

    def pass_time(self, seconds: int) -> None:
        self.desk.now += seconds
        self.sim.world.clock.advance(seconds)

    def follow(self, limit: int = 200) -> Followed:
        return follow(self.desk.store, self.gateway, self.desk.clock, limit)

    def watched(self) -> dict[str, Watch]:
        with self.desk.store.reader() as conn:
            return {watch.number: watch for watch in watches(conn)}


def cj(n: int) -> str:
    """A number of CJ's for order *n*."""
    body = f"5{n:010}"
    return body + str(int(body[2:]) % 7)


@pytest.fixture
def asking(desk: Desk) -> Asking:
    desk.add(*(sold(n) for n in range(1, 6)))
    for n in (1, 2, 3):
        desk.do("track", n, courier="CJ", number=cj(n), to="ship")
    desk.do("track", 4, courier="CJ", number=cj(4), to="ready")
    return Asking(desk)


def test_what_was_delivered_is_delivered_here_and_not_asked_after_again(asking: Asking) -> None:
    asking.sim.carrier_scan("04", cj(1), 6)
    asking.sim.carrier_scan("04", cj(2), 3)
    followed = asking.follow()
    assert (followed.asked, followed.moved, followed.stopped) == (3, 1, None)
    assert [asking.desk.states(n)[0] for n in (1, 2, 3, 4)] == [S.DELIVERED, S.SHIPPING, S.SHIPPING, S.READY]
    assert asking.desk.verbs(1)[-1] == "deliver"
    assert set(asking.watched()) == {cj(2), cj(3)}
    asking.pass_time(9 * HOUR)
    asking.follow()
    assert (asking.asked[cj(1)], asking.asked[cj(2)], asking.asked[cj(4)]) == (1, 2, 0)
    assert asking.desk.sound()


def test_nobody_is_asked_before_the_time_has_come_and_ever_less_often(asking: Asking) -> None:
    for _ in range(48):
        asking.follow()
        asking.pass_time(HOUR)
    assert asking.asked[cj(1)] == 6
    assert asking.watched()[cj(1)].misses == 5


def test_news_brings_the_next_question_nearer() -> None:
    assert until_next(TrackCode.OUT_FOR_DELIVERY, 0) == HOUR
    assert until_next(TrackCode.IN_TRANSIT, 0) == 2 * HOUR
    waits = [until_next(TrackCode.IN_TRANSIT, misses) for misses in range(40)]
    assert waits == sorted(waits)
    assert waits[-1] == 12 * HOUR


def test_enough_for_today_is_kept_to(desk: Desk) -> None:
    desk.add(*(sold(n) for n in range(1, 6)))
    for n in range(1, 6):
        desk.do("track", n, courier="CJ", number=cj(n), to="ship")
    asking = Asking(desk, quota=2)
    followed = asking.follow()
    assert (followed.asked, followed.failed) == (2, 1)
    assert followed.stopped is not None
    assert followed.stopped.fault is Fault.RATE_LIMITED
    assert sum(asking.asked.values()) == 3
    asking.pass_time(24 * HOUR)
    assert asking.follow().stopped is not None
    assert sum(asking.asked.values()) == 6


def test_a_wrong_key_stops_the_asking(asking: Asking) -> None:
    asking.sim.key = "other"
    followed = asking.follow()
    assert followed.stopped is not None
    assert (followed.stopped.fault, sum(asking.asked.values())) == (Fault.AUTH, 1)
    assert [watch.why for watch in asking.watched().values()] == ["auth 101"]


def test_a_courier_that_nobody_can_be_asked_about_is_left_alone(desk: Desk) -> None:
    desk.add(sold(1))
    desk.do("track", 1, courier="SLX", number="1234567890", to="ship")
    asking = Asking(desk)
    assert asking.follow() == Followed()
    assert asking.watched()["1234567890"].why == "unsupported"
    assert asking.follow() == Followed()
    with desk.store.reader() as conn:
        assert [watch.number for watch in kept_back(conn, 9)] == ["1234567890"]
    desk.do("deliver", 1)
    with desk.store.reader() as conn:
        assert kept_back(conn, 9) == []


def test_a_parcel_of_several_orders_is_asked_after_once_and_arrives_whole(desk: Desk) -> None:
    desk.add(sold(1), sold(2))
    desk.do("track", 1, courier="CJ", number=cj(1), to="ship")
    desk.do("track", 2, courier="CJ", number=cj(1), to="ship", shared="yes")
    asking = Asking(desk)
    asking.sim.carrier_scan("04", cj(1), 6)
    assert asking.follow().moved == 2
    assert asking.asked[cj(1)] == 1
    assert desk.states(1) == desk.states(2) == [S.DELIVERED]


def test_returned_goods_that_are_here_are_picked_up(desk: Desk) -> None:
    desk.add(sold(1))
    desk.do("track", 1, courier="CJ", number=cj(1), to="ship")
    desk.do("return", 1, reason="BROKEN")
    desk.do("pickup", 1, pickup="MANUAL", courier="CJ대한통운", number=cj(7), pay="PREPAID")
    asking = Asking(desk)
    asking.sim.carrier_scan("04", cj(7), 3)
    assert asking.follow().moved == 0
    asking.pass_time(3 * HOUR)
    asking.sim.carrier_scan("04", cj(7), 6)
    assert asking.follow().moved == 1
    assert desk.states(1) == [S.RETURN_COLLECTED]


def test_what_a_person_stepped_back_stays_so(asking: Asking) -> None:
    asking.sim.carrier_scan("04", cj(1), 6)
    asking.follow()
    asking.desk.now += 1
    asking.desk.do("reopen", 1)
    asking.desk.do("back", 1)
    assert asking.desk.states(1) == [S.SHIPPING]
    asking.pass_time(3 * HOUR)
    assert asking.follow().moved == 0
    assert asking.desk.states(1) == [S.SHIPPING]
