"""Trackers: what they say of a parcel, what of a number, and what each of their refusals means."""

from __future__ import annotations

import httpx
import pytest

from orderdesk.core.domain.parcels import NumberProblem
from orderdesk.core.gateways.ports import TrackingGateway
from orderdesk.core.gateways.results import Fault, GatewayError
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.shipments import NumberVerdict, TrackCode
from orderdesk.core.gateways.trackers.delivery import (
    ApiKey,
    ClientCredentials,
    TrackerDelivery,
    TrackerDeliverySettings,
)
from orderdesk.core.gateways.trackers.sweettracker import SweetTracker, SweetTrackerSettings
from orderdesk.core.gateways.wire import Times
from orderdesk.core.reference import courier_codes
from orderdesk.simulators.sweettracker import SweetTracker as SweetSimulator
from orderdesk.simulators.tracker_delivery import RAW
from orderdesk.simulators.tracker_delivery import TrackerDelivery as DeliverySimulator
from orderdesk.simulators.world import Clock, Mishap, World

NOW = 1_764_000_000.0
LOTTE = "301234567896"
CJ = "500000000011"
SECRET = Secret("tracker", "sim-secret")


def world() -> World:
    return World(clock=Clock(at=NOW))


def tracker(sim: DeliverySimulator, who: ApiKey | ClientCredentials | None = None) -> TrackerDelivery:
    clock = sim.world.clock
    settings = TrackerDeliverySettings(
        who=None if sim.own_server else who or ApiKey("sim-client", SECRET), own_server=sim.own_server
    )
    return TrackerDelivery(
        settings, times=Times(clock.now, clock.sleep), transport=httpx.MockTransport(sim.handle)
    )


def sweet(sim: SweetSimulator, key: str = "sim-key") -> SweetTracker:
    clock = sim.world.clock
    return SweetTracker(
        SweetTrackerSettings(Secret("sweettracker", key)),
        times=Times(clock.now, clock.sleep),
        transport=httpx.MockTransport(sim.handle),
    )


@pytest.mark.parametrize(
    ("courier", "number", "verdict", "why"),
    [
        ("lotte", LOTTE, NumberVerdict.OK, ""),
        ("lotte", "301234567890", NumberVerdict.WARN, NumberProblem.CHECK_DIGIT.code),
        ("cj", "12345678", NumberVerdict.WARN, NumberProblem.ODD_LENGTH.code),
        ("cj", "12345A7890", NumberVerdict.BAD, NumberProblem.NOT_DIGITS.code),
        ("hanjin", "", NumberVerdict.BAD, NumberProblem.EMPTY.code),
        ("nobody", "1234567890", NumberVerdict.BAD, NumberProblem.COURIER_UNKNOWN.code),
    ],
)
def test_numbers_are_judged_by_the_desks_own_rule(
    courier: str, number: str, verdict: NumberVerdict, why: str
) -> None:
    both: list[TrackingGateway] = [tracker(DeliverySimulator(world())), sweet(SweetSimulator(world()))]
    for one in both:
        found = one.validate(courier, number)
        assert (found.verdict, found.why) == (verdict, why)


def test_only_couriers_with_a_code_are_followed() -> None:
    cloud, korean = tracker(DeliverySimulator(world())), sweet(SweetSimulator(world()))
    assert {c for c in courier_codes()["tracker"] if cloud.supports(c)} == set(courier_codes()["tracker"])
    assert (cloud.supports("honam"), korean.supports("honam"), korean.supports("direct")) == (
        True,
        False,
        False,
    )
    for one in (cloud, korean):
        with pytest.raises(GatewayError) as caught:
            one.track("direct", "1234567890")
        assert caught.value.fault is Fault.CONFIG


@pytest.mark.parametrize(
    ("carrier", "courier", "number", "word"),
    [
        ("kr.cjlogistics", "cj", CJ, "11"),
        ("kr.lotte", "lotte", LOTTE, "10"),
        ("kr.logen", "logen", "12345678901", "집하완료"),
        ("kr.epost", "epost", "1234567890123", "발송"),
    ],
)
def test_picked_up_is_picked_up_whatever_the_courier_calls_it(
    carrier: str, courier: str, number: str, word: str
) -> None:
    sim = DeliverySimulator(world())
    desk = tracker(sim)
    sim.register(carrier, number)
    assert not desk.track(courier, number).code.picked_up
    sim.carrier_scan(carrier, number, word)
    assert desk.track(courier, number).code.picked_up


def test_every_word_of_a_carrier_is_a_code_that_the_desk_knows() -> None:
    sim = DeliverySimulator(world())
    desk = tracker(sim)
    numbers = {"kr.cjlogistics": ("cj", CJ), "kr.lotte": ("lotte", LOTTE)}
    for carrier, (courier, number) in numbers.items():
        for word, code in RAW[carrier].items():
            if code == "DELIVERED":
                continue
            sim.carrier_scan(carrier, number, word)
            assert desk.track(courier, number).code.name == code


def test_a_delivery_stays_one_whatever_is_told_after_it() -> None:
    sim = DeliverySimulator(world())
    for word in ("12", "20", "41", "45"):
        sim.world.clock.advance(60)
        sim.carrier_scan("kr.lotte", LOTTE, word)
    state = tracker(sim).track("lotte", "3012-3456-7896")
    assert state.code is TrackCode.DELIVERED
    assert [event.code for event in state.events][-1] is TrackCode.UNKNOWN
    assert state.at == int(NOW) + 240
    assert [event.at for event in state.events] == sorted(event.at for event in state.events)


def test_a_long_way_is_asked_for_as_far_as_one_page_goes() -> None:
    sim = DeliverySimulator(world())
    for _ in range(30):
        sim.world.clock.advance(60)
        sim.carrier_scan("kr.cjlogistics", CJ, "41")
    assert len(tracker(sim).track("cj", CJ).events) == 20


def test_the_clouds_refusals() -> None:
    sim = DeliverySimulator(world())
    desk = tracker(sim)
    assert desk.track("cj", CJ).code is TrackCode.NOT_YET_KNOWN
    for prepare, fault, code in (
        ("", Fault.PROTOCOL, "BAD_REQUEST"),
        ("forbidden", Fault.AUTH, "FORBIDDEN"),
        ("broken", Fault.TEMPORARY, "INTERNAL"),
        ("old_client", Fault.AUTH, "UNAUTHENTICATED"),
    ):
        if prepare:
            setattr(sim, prepare, True)
        with pytest.raises(GatewayError) as caught:
            desk.track("cj", "12345" if not prepare else CJ)
        assert (caught.value.fault, caught.value.code) == (fault, code)
        if prepare:
            setattr(sim, prepare, False)


def test_a_server_of_ones_own_calls_an_unknown_number_an_inner_fault() -> None:
    sim = DeliverySimulator(world(), own_server=True)
    desk = tracker(sim)
    assert desk.track("cj", CJ).code is TrackCode.NOT_YET_KNOWN
    assert desk.track("cj", "12345").code is TrackCode.NOT_YET_KNOWN
    sim.carrier_scan("kr.cjlogistics", CJ, "91")
    assert desk.track("cj", CJ).code is TrackCode.DELIVERED


def test_a_page_that_is_too_long_is_refused() -> None:
    sim = DeliverySimulator(world(), own_server=False)
    http = httpx.Client(
        transport=httpx.MockTransport(sim.handle),
        headers={"Authorization": "TRACKQL-API-KEY sim-client:sim-secret"},
    )
    for page in ("first: 21", "last: 0", "first: 1, last: 1", ""):
        query = f"query {{ carriers({page}) {{ edges {{ node {{ id }} }} }} }}"
        told = http.post("http://cloud/graphql", json={"query": query}).json()
        assert told["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
    good = http.post("http://cloud/graphql", json={"query": "query { carriers(first: 20) { edges } }"}).json()
    assert {edge["node"]["id"] for edge in good["data"]["carriers"]["edges"]} == set(RAW)


def test_a_token_is_got_kept_and_renewed() -> None:
    sim = DeliverySimulator(world())
    sim.carrier_scan("kr.cjlogistics", CJ, "11")
    desk = tracker(sim, ClientCredentials("sim-client", SECRET))
    for _ in range(3):
        assert desk.track("cj", CJ).code is TrackCode.AT_PICKUP
    assert sim.tokens_given == 1
    sim.revoke_tokens()
    assert desk.track("cj", CJ).code is TrackCode.AT_PICKUP
    sim.world.clock.advance(3600)
    assert desk.track("cj", CJ).code is TrackCode.AT_PICKUP
    assert sim.tokens_given == 3
    with pytest.raises(GatewayError) as caught:
        tracker(sim, ClientCredentials("sim-client", Secret("tracker", "wrong"))).track("cj", CJ)
    assert caught.value.fault is Fault.AUTH


def test_a_parcel_of_sweettracker_goes_by_its_highest_level() -> None:
    sim = SweetSimulator(world())
    desk = sweet(sim)
    sim.register("04", CJ)
    assert desk.track("cj", CJ).code is TrackCode.INFORMATION_RECEIVED
    for level, code in (
        (2, TrackCode.AT_PICKUP),
        (4, TrackCode.IN_TRANSIT),
        (3, TrackCode.IN_TRANSIT),
        (5, TrackCode.OUT_FOR_DELIVERY),
        (3, TrackCode.OUT_FOR_DELIVERY),
        (6, TrackCode.DELIVERED),
        (3, TrackCode.DELIVERED),
    ):
        sim.world.clock.advance(600)
        sim.carrier_scan("04", CJ, level)
        assert desk.track("cj", CJ).code is code


@pytest.mark.parametrize("plain", [False, True])
def test_both_ways_to_write_a_time_are_read(plain: bool) -> None:
    sim = SweetSimulator(world())
    sim.plain_times = plain
    sim.carrier_scan("04", CJ, 6, where="부산")
    state = sweet(sim).track("cj", CJ)
    assert (state.at, state.events[0].where, state.code) == (int(NOW), "부산", TrackCode.DELIVERED)


@pytest.mark.parametrize("old", [False, True])
def test_sweettrackers_refusals(old: bool) -> None:
    sim = SweetSimulator(world(), quota=4, same=2)
    sim.old_refusals = old
    desk = sweet(sim)

    def fault(key: str = "sim-key") -> GatewayError:
        with pytest.raises(GatewayError) as caught:
            sweet(sim, key).track("cj", CJ)
        return caught.value

    assert desk.track("lotte", LOTTE).code is TrackCode.NOT_YET_KNOWN
    sim.broken = True
    assert desk.track("cj", CJ).code is TrackCode.NOT_YET_KNOWN
    sim.broken = False
    assert (fault("other").fault, fault("other").code) == (Fault.AUTH, "101")
    sim.expired = True
    assert (fault().fault, fault().code) == (Fault.AUTH, "102")
    sim.expired = False
    sim.carrier_scan("04", CJ, 3)
    assert desk.track("cj", CJ).code is TrackCode.IN_TRANSIT
    enough = fault()
    assert (enough.fault, enough.code) == (Fault.RATE_LIMITED, "105")
    assert fault().code == "103"
    assert enough.retry_after is not None
    sim.world.clock.advance(enough.retry_after)
    assert desk.track("cj", CJ).code is TrackCode.IN_TRANSIT


def test_a_question_that_got_lost_is_asked_again() -> None:
    sim = DeliverySimulator(world())
    sim.carrier_scan("kr.cjlogistics", CJ, "91")
    sim.world.fail_next(Mishap.LOST_AFTER)
    assert tracker(sim).track("cj", CJ).code is TrackCode.DELIVERED


def test_levels_and_codes_that_are_not_known_are_no_crash() -> None:
    reply = {"result": "Y", "level": "7", "trackingDetails": [{"level": None, "timeString": "?"}]}
    odd = SweetTracker(
        SweetTrackerSettings(Secret("sweettracker", "k")),
        transport=httpx.MockTransport(lambda _request: httpx.Response(200, json=reply)),
    )
    assert odd.track("cj", CJ).code is TrackCode.NOT_YET_KNOWN
    event = {"status": {"code": "LOST_IN_SPACE"}, "time": "yesterday"}
    strange = {"data": {"track": {"lastEvent": event, "events": {"edges": [{"node": event}]}}}}
    state = TrackerDelivery(
        TrackerDeliverySettings(),
        transport=httpx.MockTransport(lambda _request: httpx.Response(200, json=strange)),
    ).track("cj", CJ)
    assert (state.code, state.at) == (TrackCode.UNKNOWN, 0)
