"""The desk with a played imweb and a played TalkCheckout, through their real clients, round by round."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from orderdesk.core.domain.channel_agreeing import agrees
from orderdesk.core.domain.channels import LineRef
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.states import SectionState
from orderdesk.core.gateways.ports import ChannelGateway
from orderdesk.core.services.exchanging import Exchanged, Rounds, exchange
from orderdesk.core.services.outbox import ALL
from orderdesk.core.services.syncing import SWEEP_EVERY
from orderdesk.core.store.connections import Connection
from orderdesk.core.store.outbox import CLAIMED, REFUSED, WAITING, letters
from orderdesk.simulators.imweb.shop import Refused as NotAtImweb
from orderdesk.simulators.kakao.shop import Refused as NotAtKakao
from orderdesk.simulators.world import Mishap
from tests.gateways.imweb_shop import AtImweb
from tests.gateways.kakao_shop import AtKakao
from tests.services.channel_walk import Both, Walk
from tests.services.desk import KIM, Desk

S = SectionState
NUMBER = "688900000007"


class Other(Both):
    """A desk and another channel than Naver in one world; every round may have a new process's client."""

    def __init__(self, desk: Desk, system: str, shop: AtImweb | AtKakao) -> None:
        self.desk, self.shop = desk, shop
        with desk.store.unit(KIM, self.now()) as unit:
            self.connection = unit.add_connection(system, system, {})
        self.rounds = self.new_rounds()

    def now(self) -> int:
        self.desk.now = int(self.shop.world.clock.now())
        return self.desk.now

    def new_rounds(self) -> Rounds:
        @contextmanager
        def reach(_connection: Connection) -> Iterator[ChannelGateway]:
            yield self.shop.another()

        return Rounds(reach)

    def round(self, later: int = 60) -> Exchanged:
        self.shop.world.clock.advance(later)
        (done,) = exchange(self.desk.store, self.rounds, self.now)
        self.now()
        return done

    @property
    def order(self) -> Order:
        (order,) = self.desk.whole()
        return order

    def states(self) -> list[SectionState]:
        return sorted(section.state for section in self.order.sections)


SHOPS: dict[str, Callable[[], AtImweb | AtKakao]] = {"imweb": AtImweb, "kakao": AtKakao}


@pytest.fixture(params=SHOPS)
def both(desk: Desk, request: pytest.FixtureRequest) -> Other:
    return Other(desk, request.param, SHOPS[request.param]())


def test_from_a_purchase_to_its_delivery(both: Other) -> None:
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


def test_a_return_that_is_granted_here(both: Other) -> None:
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


def test_an_address_that_is_written_anew_holds_the_parcel(both: Other) -> None:
    (ref,) = both.shop.buys(1)
    both.round()
    both.shop.moves(ref, "부산광역시 해운대구 센텀중앙로 55")
    both.round()
    assert both.order.sections[0].address.line1 == "부산광역시 해운대구 센텀중앙로 55"
    assert [hold.reason for hold in both.order.holds] == ["CHANNEL"]


def test_a_part_that_was_sent_ahead_from_imweb(desk: Desk) -> None:
    both = Other(desk, "imweb", AtImweb())
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


# --- bad luck --------------------------------------------------------------------------------

MISHAPS = [each for each in Mishap if each is not Mishap.TWICE]
"""What befalls calls. Two of one call would split two pieces off at imweb, and nothing could tell."""


class OtherWalk(Walk):
    """Walks of a desk and another channel. A lost answer about imweb's tokens ends everything, so none is."""

    def __init__(self, both: Other, seed: int) -> None:
        super().__init__(both, seed)
        self.other = both

    def go(self, steps: int) -> None:
        world = self.other.shop.world

        def unlucky(path: str) -> Mishap | None:
            lucky = "token" in path or self.lot.random() >= 0.15
            return None if lucky else self.lot.choice(MISHAPS)

        world.unlucky = unlucky
        deeds = [self.buys, self.buys, self.asks, self.moves, self.delivers]
        for _ in range(steps):
            self.lot.choice([*deeds, *[self.operates] * 6, *[self.round] * 6])()
            world.clock.advance(self.lot.choice([1, 20, 400, 4000]))
            self.other.now()
        world.unlucky = lambda _path: None
        for _ in range(8):
            self.other.round(SWEEP_EVERY)

    def buys(self) -> None:
        self.refs += self.other.shop.buys(*self.lot.choice([(1,), (2,), (1, 1)]))

    def _deed(self, deed: Callable[[LineRef], object]) -> None:
        if self.refs:
            with suppress(NotAtImweb, NotAtKakao):
                deed(self.lot.choice(self.refs))

    def asks(self) -> None:
        kind = self.lot.choice(list(ClaimKind))
        self._deed(lambda ref: self.other.shop.asks(kind, ref))

    def moves(self) -> None:
        line1 = f"부산 해운대구 센텀로 {self.lot.randrange(99)}"
        self._deed(lambda ref: self.other.shop.moves(ref, line1))

    def delivers(self) -> None:
        self._deed(self.other.shop.delivers)

    def differences(self) -> list[str]:
        """Where the desk and the channel do not agree, and nobody was told why."""
        with self.other.desk.store.reader() as conn:
            told = letters(conn, ALL, 10_000)
            lines = {
                number: (order, line)
                for number, order, line in conn.execute("SELECT number, order_id, line FROM channel_line")
            }
        found = [f"stuck: {letter}" for letter in told if letter.state in (WAITING, CLAIMED)]
        refused = {letter.order_id for letter in told if letter.state == REFUSED}
        orders = {order.id: order for order in self.other.orders()}
        for ref in self.refs:
            order_id, n = lines[ref.line]
            order = orders[order_id]
            (item,) = [item for item in order.items if item.line == n]
            section, number = order.section(item.section), self.other.shop.sent(ref)
            if order_id in refused:
                continue
            if not agrees(section.state, item.channel_state):
                found.append(f"{ref.line}: here {section.state!r}, there {item.channel_state!r}")
            if section.state in (S.SHIPPING, S.DELIVERED) and section.tracking not in (None, number):
                found.append(f"{ref.line}: here {section.tracking}, there {number}")
        return found


@pytest.mark.parametrize("seed", range(5))
def test_whatever_goes_wrong_the_books_agree_in_the_end(both: Other, seed: int) -> None:
    walk = OtherWalk(both, seed)
    walk.go(40)
    assert walk.differences() == []
    assert both.desk.sound()
    if isinstance(both.shop, AtKakao):
        assert all(entry["sent"] <= 1 for entry in both.shop.sim.books().values())
