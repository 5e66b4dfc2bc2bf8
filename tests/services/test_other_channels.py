"""The desk with a played imweb and a played TalkCheckout, through their real clients, round by round."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.states import SectionState
from orderdesk.core.gateways.ports import ChannelGateway
from orderdesk.core.services.exchanging import Exchanged, Rounds, exchange
from orderdesk.core.services.syncing import SWEEP_EVERY
from orderdesk.core.store.connections import Connection
from tests.gateways.imweb_shop import AtImweb
from tests.gateways.kakao_shop import AtKakao
from tests.services.desk import KIM, Desk

S = SectionState
NUMBER = "688900000007"


class Both:
    """A desk and a channel in one world."""

    def __init__(self, desk: Desk, system: str, shop: AtImweb | AtKakao) -> None:
        self.desk, self.shop = desk, shop
        with desk.store.unit(KIM, self.now()) as unit:
            unit.add_connection(system, system, {})

        @contextmanager
        def reach(_connection: Connection) -> Iterator[ChannelGateway]:
            yield shop.client

        self.rounds = Rounds(reach)

    def now(self) -> int:
        self.desk.now = int(self.shop.world.clock.now())
        return self.desk.now

    def round(self, later: int = 60) -> Exchanged:
        self.shop.world.clock.advance(later)
        (done,) = exchange(self.desk.store, self.rounds, self.now)
        self.now()
        assert not done.trouble
        assert not done.refused
        return done

    @property
    def order(self) -> Order:
        (order,) = self.desk.whole()
        return order

    def states(self) -> list[SectionState]:
        return sorted(section.state for section in self.order.sections)


SHOPS: dict[str, Callable[[], AtImweb | AtKakao]] = {"imweb": AtImweb, "kakao": AtKakao}


@pytest.fixture(params=SHOPS)
def both(desk: Desk, request: pytest.FixtureRequest) -> Both:
    return Both(desk, request.param, SHOPS[request.param]())


def test_from_a_purchase_to_its_delivery(both: Both) -> None:
    first, second = both.shop.buys(2, 1)
    assert both.round().synced.new == 1
    assert [line.qty for line in both.order.lines] == [2, 1]
    both.desk.do("track", both.order.number, courier="cj", number=NUMBER, to="ship")
    both.round()
    assert (both.shop.sent(first), both.shop.sent(second)) == (NUMBER, NUMBER)
    both.shop.delivers(first)
    both.round(SWEEP_EVERY)
    assert both.states() == [S.DELIVERED]
    assert both.desk.sound()


def test_a_return_that_is_granted_here(both: Both) -> None:
    (ref,) = both.shop.buys(1)
    both.round()
    both.desk.do("track", both.order.number, courier="cj", number=NUMBER, to="ship")
    both.round()
    both.shop.delivers(ref)
    both.round(SWEEP_EVERY)
    both.shop.asks(ClaimKind.RETURN, ref)
    both.round()
    assert both.states() == [S.RETURN_REQUESTED]
    both.desk.do("pickup", both.order.number, pickup="AUTO")
    both.desk.do("pickup-done", both.order.number)
    both.desk.do("approve", both.order.number)
    both.round()
    line = both.shop.client.fetch([ref])[0].lines[0]
    assert (line.left, both.states()) == (0, [S.RETURNED])
    both.round(SWEEP_EVERY)
    assert both.states() == [S.RETURNED]
    assert both.desk.sound()


def test_an_address_that_is_written_anew_holds_the_parcel(both: Both) -> None:
    (ref,) = both.shop.buys(1)
    both.round()
    both.shop.moves(ref, "부산광역시 해운대구 센텀중앙로 55")
    both.round()
    assert both.order.sections[0].address.line1 == "부산광역시 해운대구 센텀중앙로 55"
    assert [hold.reason for hold in both.order.holds] == ["CHANNEL"]


def test_a_part_that_was_sent_ahead_from_imweb(desk: Desk) -> None:
    both = Both(desk, "imweb", AtImweb())
    (ref,) = both.shop.buys(3)
    both.round()
    both.desk.do("split", both.order.number, items="1:1")
    section = max(each.n for each in both.order.sections)
    part = f"{both.order.number}-S{section}"
    both.desk.do("track", part, courier="cj", number=NUMBER, to="ship")
    both.round()
    assert isinstance(both.shop, AtImweb)
    assert sorted((each.status, item.qty, each.invoice) for each, item in both.shop.parts(ref)) == [
        ("PRODUCT_PREPARATION", 2, ""),
        ("SHIPPING", 1, NUMBER),
    ]
    both.round(SWEEP_EVERY)
    assert both.states() == [S.PREPARING, S.SHIPPING]
    assert both.desk.sound()
