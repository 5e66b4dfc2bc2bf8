"""Goodsflow: what its client hands in, what it is refused, and that its news is neither lost nor doubled."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from orderdesk.core.domain.parcels import check_number
from orderdesk.core.gateways.goodsflow.client import Goodsflow
from orderdesk.core.gateways.goodsflow.settings import GoodsflowSettings, NewsFrom
from orderdesk.core.gateways.ports import CourierGateway
from orderdesk.core.gateways.results import AlreadyDone, Done, Fault, GatewayError, Rejected
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.shipments import (
    Contract,
    ContractState,
    Piece,
    Place,
    PrintWindow,
    Settlement,
    Shipment,
    TrackCode,
)
from orderdesk.core.gateways.wire import Times
from orderdesk.core.reference import courier_codes, couriers
from orderdesk.simulators.goodsflow import Goodsflow as Simulator
from orderdesk.simulators.goodsflow import Rules
from orderdesk.simulators.world import Clock, Mishap, World

NOW = 1_764_000_000.0
SENDER = Place("우리상점", "010-0000-0001", "04524", "서울시 중구 세종대로 110", "1층")
RECEIVER = Place("홍길동", "010-0000-0002", "63309", "제주시 첨단로 242")
CONTRACT = Contract("cj", "1248100998", "12345678", SENDER, Settlement.CREDIT)


def shipment(key: str, name: str = "홍길동") -> Shipment:
    pieces = (Piece(f"{key}-1", "유기농 쌀 10kg", 2),)
    return Shipment(key, "202611270000001", int(NOW), SENDER, replace(RECEIVER, name=name), pieces)


def played(**rules: object) -> Simulator:
    return Simulator(World(clock=Clock(at=NOW)), rules=Rules(**rules))  # type: ignore[arg-type]


def client(sim: Simulator, key: str = "sim-key", **how: object) -> Goodsflow:
    settings = GoodsflowSettings("SHOP", Secret("goodsflow", key), **how)  # type: ignore[arg-type]
    clock = sim.world.clock
    return Goodsflow(settings, times=Times(clock.now, clock.sleep), transport=httpx.MockTransport(sim.handle))


def opened(sim: Simulator, window: PrintWindow) -> httpx.Response:
    """A browser that posts the form of *window*."""
    return httpx.Client(transport=httpx.MockTransport(sim.handle)).post(window.url, data=dict(window.fields))


def ready(courier: str = "CJGLS", **rules: object) -> Simulator:
    sim = played(**rules)
    sim.confirm_contract(courier)
    return sim


def test_a_label_is_handed_in_printed_and_followed_home() -> None:
    sim = ready()
    desk: CourierGateway = client(sim)
    batch = desk.register(CONTRACT, [shipment("S1"), shipment("S2")])
    assert batch.results == {"S1": Done(), "S2": Done()}
    assert desk.results(None).news == ()

    page = opened(sim, desk.print_window(batch.id))
    assert page.status_code == 200
    assert "2건" in page.text
    sim.print_batch(batch.id)
    news = desk.results(None).news
    assert [(one.key, one.code, one.courier) for one in news] == [
        ("S1", TrackCode.INFORMATION_RECEIVED, "cj"),
        ("S2", TrackCode.INFORMATION_RECEIVED, "cj"),
    ]
    assert len({one.tracking for one in news}) == 2

    told = []
    for _ in range(4):
        sim.world.clock.advance(10 * 3600)
        told += [one.code for one in desk.results(None).news if one.key == "S1"]
    assert told == [
        TrackCode.AT_PICKUP,
        TrackCode.IN_TRANSIT,
        TrackCode.OUT_FOR_DELIVERY,
        TrackCode.DELIVERED,
    ]


@pytest.mark.parametrize("courier", sorted(courier_codes()["goodsflow"]))
def test_all_six_couriers_give_numbers_that_the_desk_takes(courier: str) -> None:
    sim = ready(courier_codes()["goodsflow"][courier])
    desk = client(sim)
    batch = desk.register(replace(CONTRACT, courier=courier), [shipment(f"S{n}") for n in range(9)])
    sim.print_batch(batch.id)
    ours = next(one for one in couriers() if one.key == courier)
    news = desk.results(None).news
    assert len(news) == 9
    assert [check_number(ours, one.tracking) for one in news] == [[]] * 9


def test_a_token_opens_one_window_once() -> None:
    sim = ready()
    desk = client(sim)
    batch = desk.register(CONTRACT, [shipment("S1")])
    window = desk.print_window(batch.id)
    assert opened(sim, window).status_code == 200
    assert opened(sim, window).status_code == 403
    fresh = desk.print_window(batch.id)
    assert fresh.fields["OTP"] != window.fields["OTP"]
    assert opened(sim, fresh).status_code == 200
    assert "CJ대한통운: 확인완료" in opened(sim, desk.contract_window()).text


def test_what_was_printed_is_not_printed_anew_until_it_is_taken_back() -> None:
    sim = ready()
    desk = client(sim)
    first = desk.register(CONTRACT, [shipment("S1")])
    assert desk.register(CONTRACT, [shipment("S1")]).results == {"S1": Done()}
    sim.print_batch(first.id)
    assert sim.books()["S1"]["number"] == ""
    sim.print_batch("B000002")
    number = sim.books()["S1"]["number"]
    assert number

    again = desk.register(CONTRACT, [shipment("S1"), shipment("S2"), shipment("S3")])
    assert again.results == {"S1": AlreadyDone(number), "S2": Done(), "S3": Done()}
    sim.print_batch(again.id)
    assert sim.books()["S1"]["number"] == number

    assert desk.cancel("S1") == Done()
    anew = desk.register(CONTRACT, [shipment("S1")])
    assert anew.results == {"S1": Done()}
    sim.print_batch(anew.id)
    assert sim.books()["S1"]["number"] not in ("", number)


def test_one_bad_shipment_of_many_is_found_and_the_others_go_in_one_batch() -> None:
    sim = ready()
    desk = client(sim)
    some = [shipment(f"S{n}", name="" if n in (3, 8) else "홍길동") for n in range(10)]
    batch = desk.register(CONTRACT, some)
    assert {key for key, result in batch.results.items() if isinstance(result, Rejected)} == {"S3", "S8"}
    assert batch.results["S3"] == Rejected("400", "필수 항목이 없습니다.")
    assert len(sim.print_batch(batch.id)) == 8


def test_a_parcel_that_is_picked_up_is_not_taken_back() -> None:
    sim = ready()
    desk = client(sim)
    batch = desk.register(CONTRACT, [shipment("S1")])
    sim.print_batch(batch.id)
    sim.carrier_scan("S1", "30")
    assert desk.cancel("S1") == Rejected("409", "이미 집하된 주문입니다.")
    assert isinstance(desk.cancel("S9"), Rejected)


def test_a_contract_is_looked_at_before_it_issues() -> None:
    sim = played()
    desk = client(sim)
    assert desk.register(CONTRACT, [shipment("S1")]).results == {
        "S1": Rejected("412", "계약정보가 확인되지 않았습니다.")
    }
    assert desk.check_contract(CONTRACT) is ContractState.CHECKING
    assert isinstance(desk.register(CONTRACT, [shipment("S1")]).results["S1"], Rejected)
    sim.world.clock.advance(601)
    assert desk.check_contract(CONTRACT) is ContractState.CHECKED
    assert desk.register(CONTRACT, [shipment("S1")]).results == {"S1": Done()}
    assert desk.check_contract(replace(CONTRACT, contract_code="87654321")) is ContractState.CHECKING


@pytest.mark.parametrize(
    "wrong",
    [
        replace(CONTRACT, contract_code="IC123456"),
        replace(CONTRACT, courier="epost"),
        replace(CONTRACT, business_number="12345"),
    ],
)
def test_a_contract_with_wrong_data_is_refused(wrong: Contract) -> None:
    sim = played()
    desk = client(sim)
    desk.check_contract(wrong)
    sim.world.clock.advance(601)
    assert desk.check_contract(wrong) is ContractState.REFUSED


def test_where_contracts_cannot_be_asked_after_a_person_must_look() -> None:
    with pytest.raises(GatewayError) as caught:
        client(played(), contract_path="").check_contract(CONTRACT)
    assert (caught.value.fault, caught.value.code) == (Fault.CONFIG, "contract-by-hand")


def test_other_couriers_have_no_labels() -> None:
    with pytest.raises(GatewayError) as caught:
        client(ready()).register(replace(CONTRACT, courier="kdexp"), [shipment("S1")])
    assert (caught.value.fault, caught.value.code) == (Fault.CONFIG, "courier")


def test_a_wrong_key_and_a_wrong_partner_are_told_apart() -> None:
    sim = ready()
    with pytest.raises(GatewayError) as caught:
        client(sim, key="other").register(CONTRACT, [shipment("S1")])
    assert caught.value.fault is Fault.AUTH
    sim.partner = "OTHER"
    assert isinstance(client(sim).register(CONTRACT, [shipment("S1")]).results["S1"], Rejected)


def test_the_key_is_in_no_report() -> None:
    assert "sim-key" not in repr(GoodsflowSettings("SHOP", Secret("goodsflow", "sim-key")))


def test_a_hand_in_without_an_answer_is_handed_in_again_and_printed_once() -> None:
    sim = ready()
    desk = client(sim)
    sim.world.fail_next(Mishap.LOST_AFTER)
    with pytest.raises(GatewayError) as caught:
        desk.register(CONTRACT, [shipment("S1")])
    assert caught.value.fault is Fault.TIMEOUT_UNKNOWN
    batch = desk.register(CONTRACT, [shipment("S1")])
    sim.print_batch("B000001")
    sim.print_batch(batch.id)
    assert len(desk.results(None).news) == 1


def test_news_of_tracing_comes_again_until_it_is_acknowledged() -> None:
    sim = ready()
    desk = client(sim, news_from=NewsFrom.TRACING)
    sim.print_batch(desk.register(CONTRACT, [shipment("S1")]).id)
    first = desk.results(None)
    assert (len(first.news), first.more) == (1, True)
    sim.world.clock.advance(5 * 3600)
    both = desk.results(None)
    assert [(one.key, one.seq) for one in both.news] == [("S1", 1), ("S1", 2)]
    desk.ack(first)
    assert [one.seq for one in desk.results(None).news] == [2]
    desk.ack(both)
    assert desk.results(None).news == ()
    assert not desk.results(None).more


def test_news_of_printing_is_acknowledged_only_where_the_switch_says_so() -> None:
    sim = ready(own_ack=True)
    silent = client(sim)
    sim.print_batch(silent.register(CONTRACT, [shipment("S1")]).id)
    page = silent.results(None)
    silent.ack(page)
    assert len(silent.results(None).news) == 1
    switched = client(sim, ack_path="orders/traceresults/ack")
    switched.ack(page)
    assert switched.results(None).news == ()


def test_news_that_was_lost_on_its_way_is_found_by_key() -> None:
    sim = ready()
    desk = client(sim)
    sim.print_batch(desk.register(CONTRACT, [shipment("S1")]).id)
    assert desk.known("S2") is None
    sim.world.fail_next(Mishap.LOST_AFTER)
    assert desk.results(None).news == ()
    found = desk.known("S1")
    assert found is not None
    assert found.tracking == sim.books()["S1"]["number"]


def test_a_number_of_our_own_is_traced() -> None:
    sim = played()
    desk = client(sim, news_from=NewsFrom.TRACING)
    assert desk.trace(shipment("T1"), "lotte", "301234567896") == Done()
    sim.carrier_scan("T1", "70")
    (news,) = desk.results(None).news
    assert (news.courier, news.tracking, news.code) == ("lotte", "301234567896", TrackCode.DELIVERED)


def test_words_that_are_not_known_are_no_crash() -> None:
    items = [
        {"transUniqueCd": "S1", "seq": 1, "deliveryCode": "NEWCO", "sheetNo": 123, "dlvStatCode": "99"},
        {"transUniqueCd": "S2", "seq": 1, "errorCode": "E7", "procDateTime": "soon", "extra": {}},
    ]
    sim = played()
    transport = httpx.MockTransport(
        lambda _request: httpx.Response(200, json={"success": True, "data": {"items": items}})
    )
    settings = GoodsflowSettings("SHOP", Secret("goodsflow", "k"))
    first, second = (
        Goodsflow(settings, times=Times(sim.world.clock.now), transport=transport).results(None).news
    )
    assert (first.courier, first.tracking, first.code) == ("NEWCO", "123", TrackCode.UNKNOWN)
    assert (second.error, second.at, second.code) == ("E7", int(NOW), TrackCode.NOT_YET_KNOWN)
