"""What goes wrong with whom the shop is connected to stands with its connection, in words, until it ends."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from orderdesk.core.domain.words import Word
from orderdesk.core.gateways.popbill import line as popbill_line
from orderdesk.core.gateways.toss import line as toss_line
from orderdesk.core.services.connecting import change, connect, secret_file, secret_name, standings
from orderdesk.core.services.exchanging import Rounds, exchange
from orderdesk.core.services.parcel_rounds import hear
from orderdesk.core.services.reaching import channel
from orderdesk.core.services.ticking import tick
from orderdesk.core.store.connections import feed, feeds
from orderdesk.core.store.engine import Store
from orderdesk.simulators.popbill import SECRET
from orderdesk.simulators.toss import Toss
from orderdesk.simulators.world import Handler, Mishap, World
from tests.services.desk import KIM, NOW, Desk, number, sections, sold
from tests.services.outside import KEY, popbill, times, toss
from tests.services.test_following import Asking, cj
from tests.services.test_parcel_rounds import reached
from tests.services.waybills import Printing

BAD_KEY = "키를 받아들이지 않습니다"
AWAY = "지금 연결되지 않습니다"
NOWHERE = "http://nowhere:port"
LATER = 3600


def joined(desk: Desk, system: str, secret: str = "", **given: str) -> None:
    """Connect with *system*, which keeps *secret*."""
    made = connect(desk.store, KIM, NOW, system, "", given)
    if secret:
        secret_file(desk.store.url).put(secret_name(made, "secret_key"), secret)


def keep(desk: Desk, secret: str) -> None:
    secret_file(desk.store.url).put("connection-1.secret_key", secret)


def trouble(desk: Desk) -> Word | None:
    """What stands with the only connection."""
    with desk.store.reader() as conn:
        (standing,) = standings(conn, secret_file(desk.store.url))
    return standing.trouble


def played(
    monkeypatch: pytest.MonkeyPatch, module: object, name: str, handler: Handler, world: World
) -> None:
    """Have the lines of *module* end at *handler*, by the clock of *world*."""
    real: Callable[..., object] = getattr(module, name)

    def made(*given: object, times: object) -> object:
        transport = httpx.MockTransport(handler)
        return real(*given, times=clock, transport=transport)

    clock = times(world)
    monkeypatch.setattr(module, name, made)


@pytest.fixture
def refunded(store: Store, monkeypatch: pytest.MonkeyPatch) -> tuple[Desk, Toss]:
    """A desk whose refund is to be asked of a played Toss."""
    company = toss()
    company.buyer_pays(number(1), 10_000)
    played(monkeypatch, toss_line, "TossLine", company.handle, company.world)
    desk = Desk(store)
    joined(desk, "toss", KEY)
    desk.add(sold(1))
    desk.do("cancel", *sections(1, 1), reason="SOLD_OUT")
    desk.do("approve", *sections(1, 1))
    return desk, company


def test_a_key_that_toss_does_not_take_is_told_until_it_does(refunded: tuple[Desk, Toss]) -> None:
    desk, _ = refunded
    keep(desk, "test_sk_another")
    tick(desk.store, desk.clock)
    told = trouble(desk)
    assert told is not None
    assert (BAD_KEY in told.ko, "The key is not taken" in told.en) == (True, True)
    assert "test_sk" not in " ".join(told)
    keep(desk, KEY)
    tick(desk.store, desk.clock)
    assert trouble(desk) is None
    with desk.store.reader() as conn:
        (kept,) = feeds(conn, 1).values()
    assert (kept.at, kept.allowance is not None) == (NOW, True)


def test_a_company_that_is_down_is_told_until_it_answers(refunded: tuple[Desk, Toss]) -> None:
    desk, company = refunded
    company.world.fail_next(Mishap.NEVER_SENT, 4)
    tick(desk.store, desk.clock)
    told = trouble(desk)
    assert told is not None
    assert AWAY in told.ko
    tick(desk.store, desk.clock)
    assert trouble(desk) is None


def test_an_address_that_is_none_is_told_until_it_is_one_though_nothing_waits(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = toss()
    joined(desk, "toss", KEY, base=NOWHERE)
    tick(desk.store, desk.clock)
    assert trouble(desk) == Word("토스페이먼츠: 주소가 맞지 않습니다", "토스페이먼츠: the address is none")
    played(monkeypatch, toss_line, "TossLine", company.handle, company.world)
    change(desk.store, KIM, NOW, "1", {"base": ""})
    tick(desk.store, desk.clock)
    assert trouble(desk) is not None  # not looked at again at once
    desk.now += LATER
    tick(desk.store, desk.clock)
    assert trouble(desk) is None


def test_a_bank_that_denies_us_is_told_until_it_tells_of_deposits(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = popbill()
    played(monkeypatch, popbill_line, "PopbillLine", company.handle, company.world)
    given = {"link": "TESTER", "corp": "1234567890", "accounts": "0004:00000000000001"}
    joined(desk, "popbill", "YW5vdGhlcg==", **given)
    tick(desk.store, desk.clock)
    told = trouble(desk)
    assert told is not None
    assert BAD_KEY in told.ko
    keep(desk, SECRET)
    tick(desk.store, desk.clock)
    assert trouble(desk) is None


@pytest.fixture
def asking(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Asking:
    """A parcel is on its way, and a played tracker connected."""
    desk.add(sold(1))
    desk.do("track", 1, courier="CJ", number=cj(1), to="ship")
    made = connect(desk.store, KIM, NOW, "sweettracker", "", {})
    secret_file(desk.store.url).put(secret_name(made, "key"), "sim-key")
    asking = Asking(desk)
    reached(monkeypatch, "tracker", asking.gateway)
    return asking


def listen(desk: Desk) -> None:
    hear(desk.store, secret_file(desk.store.url), desk.clock)


def test_what_is_wrong_with_a_tracker_stays_while_nothing_is_to_be_asked(asking: Asking) -> None:
    asking.sim.key = "other"
    listen(asking.desk)
    listen(asking.desk)
    told = trouble(asking.desk)
    assert told is not None
    assert BAD_KEY in told.ko
    asking.pass_time(LATER)
    listen(asking.desk)
    assert trouble(asking.desk) == told
    asking.sim.key = "sim-key"
    asking.pass_time(LATER)
    listen(asking.desk)
    assert trouble(asking.desk) is None


def test_a_tracker_that_is_down_is_told_though_each_parcel_is_only_put_off(asking: Asking) -> None:
    asking.sim.world.fail_next(Mishap.NEVER_SENT, 4)
    listen(asking.desk)
    told = trouble(asking.desk)
    assert told is not None
    assert AWAY in told.ko
    asking.pass_time(9 * LATER)
    listen(asking.desk)
    assert trouble(asking.desk) is None


def test_one_parcel_that_nobody_can_tell_of_is_no_trouble_of_the_tracker(asking: Asking) -> None:
    asking.desk.add(sold(2))
    asking.desk.do("track", 2, courier="CJ", number=cj(2), to="ship")
    asking.sim.world.fail_next(Mishap.NEVER_SENT, 4)
    listen(asking.desk)
    assert trouble(asking.desk) is None


def test_what_goodsflow_says_of_its_key_is_told_in_words(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    printing = Printing(desk)
    made = connect(desk.store, KIM, NOW, "goodsflow", "", {"partner": "SHOP"})
    secret_file(desk.store.url).put(secret_name(made, "key"), "sim-key")
    reached(monkeypatch, "labels", printing.gateway)
    printing.sim.key = "other"
    listen(desk)
    told = trouble(desk)
    assert told is not None
    assert BAD_KEY in told.ko
    printing.sim.key = "sim-key"
    listen(desk)
    assert trouble(desk) is None


def test_a_channel_at_no_address_says_so_with_its_connection(desk: Desk) -> None:
    made = connect(desk.store, KIM, NOW, "naver", "네이버", {"client_id": "a", "base": NOWHERE})
    kept = secret_file(desk.store.url)
    kept.put(secret_name(made, "client_secret"), "x")
    exchange(desk.store, Rounds(lambda known: channel(known, kept)), desk.clock)
    assert trouble(desk) == Word("네이버: 주소가 맞지 않습니다", "네이버: the address is none")


def test_a_trouble_of_an_older_store_is_shown_as_it_is(desk: Desk) -> None:
    joined(desk, "toss", KEY)
    with desk.store.unit(KIM, NOW) as unit:
        sql = "INSERT INTO feed (connection, name, tries, trouble) VALUES (1, 'orders', 1, 'auth: 401')"
        unit.conn.execute(sql)
        assert feed(unit.conn, 1, "orders").trouble == Word("auth: 401", "auth: 401")
