"""Played channels: their connections, and a story that the desk can follow from its beginning."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from orderdesk.cli.common import UsageProblem
from orderdesk.cli.live import NAMES, RESTING, played
from orderdesk.core.domain.orders import Channel
from orderdesk.core.domain.waybills import WaybillState
from orderdesk.core.gateways import wire
from orderdesk.core.gateways.imweb import Imweb, ImwebSettings
from orderdesk.core.gateways.kakao import Kakao, KakaoSettings
from orderdesk.core.gateways.naver import Naver, NaverSettings
from orderdesk.core.gateways.ports import ChannelGateway
from orderdesk.core.gateways.secrets import Secret, SecretFile
from orderdesk.core.services import connecting
from orderdesk.core.services.contracts import add_contract, check_contract
from orderdesk.core.services.demo.fill import fill_demo, operator
from orderdesk.core.services.deposits import orders_waiting
from orderdesk.core.services.exchanging import Rounds, exchange
from orderdesk.core.services.issuing import issue
from orderdesk.core.services.label_plans import plan_issue
from orderdesk.core.services.parcel_rounds import hear, printer
from orderdesk.core.services.syncing import SWEEP_EVERY
from orderdesk.core.services.ticking import tick
from orderdesk.core.services.trying import try_out
from orderdesk.core.store.connections import Connection, connections
from orderdesk.core.store.engine import Store, open_store
from orderdesk.core.store.waybills import due_parcels, waybills_of
from orderdesk.simulators.buyers import Buyers
from orderdesk.simulators.world import Clock
from tests.services.desk import KIM, NOW, Desk
from tests.services.waybills import CONTRACT


@pytest.fixture
def desk(sqlite_template: Path, tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "store.db"
    path.write_bytes(sqlite_template.read_bytes())
    with open_store(f"sqlite:///{path}") as store:
        yield Desk(store)


def rounds(store: Store, buyers: Buyers) -> Rounds:
    """Clients of the shops that call them without a way between."""
    clock, office = buyers.world.clock, buyers.imweb.office
    kept = [office.let_in(clock.now())]
    times = wire.Times(clock.now, clock.sleep)

    def client(system: str) -> ChannelGateway:
        match system:
            case "naver":
                knobs, door = buyers.naver.knobs, httpx.MockTransport(buyers.door(buyers.naver.handle))
                secret = Secret("naver", knobs.client_secret)
                return Naver(NaverSettings(knobs.client_id), lambda: secret, times=times, transport=door)
            case "imweb":
                door = httpx.MockTransport(buyers.door(buyers.imweb.handle))
                return Imweb(
                    ImwebSettings(office.client_id, buyers.imweb.unit),
                    lambda: Secret("secret", office.client_secret),
                    lambda: Secret("refresh", kept[-1]),
                    kept.append,
                    times=times,
                    transport=door,
                )
        door = httpx.MockTransport(buyers.door(buyers.kakao.handle))
        access, shop = Secret("access", buyers.kakao.access), Secret("shop", buyers.kakao.shop)
        return Kakao(KakaoSettings(), lambda: access, lambda: shop, times=times, transport=door)

    @contextmanager
    def reach(connection: Connection) -> Iterator[ChannelGateway]:
        yield client(connection.system)

    return Rounds(reach)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_desk_follows_the_story_from_its_beginning(desk: Desk, seed: int) -> None:
    buyers = Buyers(seed, Clock(at=NOW))
    buyers.naver.knobs.client_secret = "$2a$04$abcdefghijklmnopqrstuu"
    with desk.store.unit(KIM, NOW) as unit:
        for system, name in NAMES.items():
            unit.add_connection(system, name, {})
    known, number = rounds(desk.store, buyers), 688_900_000_000

    def now() -> int:
        desk.now = int(buyers.world.clock.now())
        return desk.now

    buyers.grow_unlucky()
    for turn in range(25):
        for _ in range(8):
            buyers.step()
            buyers.world.clock.advance(5)
        exchange(desk.store, known, now)
        for order in desk.whole()[turn::7]:
            number += 7
            plan = desk.plan("track", order.number, courier="cj", number=str(number), to="ship")
            if plan.applying():
                desk.apply(plan)
    buyers.world.unlucky = lambda _path: None
    for _ in range(4):
        buyers.world.clock.advance(SWEEP_EVERY)
        done = exchange(desk.store, known, now)
    assert [each.trouble for each in done] == [None, None, None]
    there = Counter(order.channel for order in desk.whole())
    assert set(there) == {Channel.NAVER, Channel.KAKAO, Channel.OWN}
    assert there[Channel.NAVER] == len(buyers.naver.orders)
    assert there[Channel.OWN] == len(buyers.imweb.orders)
    sent = [line for _, line in buyers.naver.lines.values() if line.parcel]
    assert sent
    assert desk.sound()


def test_the_same_seed_tells_the_same_story() -> None:
    def told(seed: int) -> str:
        buyers = Buyers(seed, Clock(at=NOW))
        for _ in range(60):
            buyers.step()
        return json.dumps([buyers.naver.books(), buyers.imweb.books(), buyers.kakao.books()], default=str)

    assert told(1) == told(1)
    assert told(1) != told(2)


def test_played_channels_are_connected_by_names_that_say_so_and_end_with_the_desk(desk: Desk) -> None:
    before = set(threading.enumerate())
    for _ in range(2):  # another time the same connections are used
        with played(desk.store, KIM, 1, 3600) as live:
            with desk.store.reader() as conn:
                there = {each.system: each for each in connections(conn)}
            assert {system: each.name for system, each in there.items()} == NAMES
            assert all(there[system].settings["base"].startswith(base) for system, base in live.bases.items())
            assert {system for system, each in there.items() if each.paused} == RESTING
            with desk.store.reader() as conn:
                known = connecting.standings(conn, connecting.secret_file(desk.store.url))
            assert not any(each.missing for each in known)
            for each in there.values():
                if not each.paused:
                    try_out(each, connecting.secret_file(desk.store.url))
        assert set(threading.enumerate()) <= before
        with desk.store.reader() as conn:
            assert all(each.paused for each in connections(conn))


def test_the_companies_live_with_the_shop(desk: Desk) -> None:
    """Labels are printed and carried, parcels brought and debts paid, as the desk hears."""

    def clock() -> int:
        return int(time.time())

    fill_demo(desk.store, 60, 1, clock())
    secrets = connecting.secret_file(desk.store.url)
    with played(desk.store, operator(), 1, 3600) as live:
        town = live.town
        town.world.unlucky = lambda _path: None
        town.goodsflow.confirm_contract("CJGLS")
        add_contract(desk.store, operator(), clock(), CONTRACT)
        with desk.store.reader() as conn:
            owed = len(list(orders_waiting(conn)))
            there = due_parcels(conn, 2**40, 1000)
        handed_in = _hand_in(desk.store, secrets, clock)
        for _ in range(600):
            town.step()
        tick(desk.store, clock, bank_every=0)
        hear(desk.store, secrets, clock, parcels=0)
        with desk.store.reader() as conn:
            paid = owed - len(list(orders_waiting(conn)))
            still = due_parcels(conn, 2**40, 1000)
            labels = waybills_of(conn, handed_in)
    assert owed and paid
    assert len(still) < len(there)
    assert [label.state for label in labels] == [WaybillState.DONE] * len(handed_in) != []


def _hand_in(store: Store, secrets: SecretFile, clock: Callable[[], int]) -> list[int]:
    """Labels are asked for the newest sections that may have one; their orders."""
    with printer(store, secrets) as labels:
        check_contract(store, operator(), clock(), "cj", labels)
        with store.reader() as conn:
            ids = sorted(order.id for order in Desk(store).whole())[-20:]
            plan = plan_issue(conn, ids, CONTRACT, operator(), clock())

        issue(store, labels, CONTRACT, plan, operator(), clock)
    return sorted({row.order_id for row in plan.applying()})


def test_a_store_with_real_connections_plays_nothing(desk: Desk) -> None:
    connecting.connect(desk.store, KIM, NOW, "naver", "스마트스토어", {"client_id": "x"})
    with pytest.raises(UsageProblem), played(desk.store, KIM, 1, 3600):
        pass
    with desk.store.reader() as conn:
        assert [each.name for each in connections(conn)] == ["스마트스토어"]
