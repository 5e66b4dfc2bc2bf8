"""A round with who prints labels and who knows where parcels are: kept troubles, turns, nobody connected."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from orderdesk.core.domain.allowance import Allowance
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.gateways.ports import CourierGateway, TrackingGateway
from orderdesk.core.services import connecting
from orderdesk.core.services.connecting import ConnectionRefused, secret_file
from orderdesk.core.services.parcel_rounds import NEWS, Round, hear, printer
from orderdesk.core.store.connections import Feed, feed
from orderdesk.simulators.world import Mishap
from tests.services.desk import KIM, NOW, Desk, sold
from tests.services.test_following import Asking, cj
from tests.services.waybills import Printing


@pytest.fixture
def printing(desk: Desk) -> Printing:
    desk.add(sold(1), sold(2))
    return Printing(desk)


def connect(desk: Desk, system: str, **given: str) -> int:
    """Connect with *system*, whose key is kept; its number."""
    made = connecting.connect(desk.store, KIM, NOW, system, "", given)
    secret_file(desk.store.url).put(connecting.secret_name(made, "key"), "sim-key")
    return made.id


def reached(monkeypatch: pytest.MonkeyPatch, name: str, client: object) -> None:
    """Have rounds speak with *client*, in this process."""

    @contextmanager
    def reach(*_: object) -> Iterator[object]:
        yield client

    monkeypatch.setattr(f"orderdesk.core.services.reaching.{name}", reach)


def test_with_nobody_connected_there_is_nothing_to_hear(desk: Desk) -> None:
    assert hear(desk.store, secret_file(desk.store.url), desk.clock) == Round()
    with pytest.raises(ConnectionRefused):
        printer(desk.store, secret_file(desk.store.url))


def test_a_round_brings_labels_and_parcels(printing: Printing, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = printing.desk
    connect(desk, "goodsflow", partner="SHOP")
    connect(desk, "sweettracker")
    asking = Asking(desk)
    labels: CourierGateway = printing.gateway
    tracker: TrackingGateway = asking.gateway
    reached(monkeypatch, "labels", labels)
    reached(monkeypatch, "tracker", tracker)
    desk.do("track", 2, courier="CJ", number=cj(2), to="ship")
    asking.sim.carrier_scan("04", cj(2), 6)
    printing.print(printing.issue(1))
    done = hear(desk.store, secret_file(desk.store.url), desk.clock)
    assert done.heard is not None
    assert done.followed is not None
    assert (done.heard.numbered, done.followed.moved, done.troubles) == (1, 1, ())
    assert (desk.states(1), desk.states(2)) == ([S.READY], [S.DELIVERED])


def test_what_was_allowed_is_kept_however_a_round_went(
    printing: Printing, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = printing.desk
    number = connect(desk, "goodsflow", partner="SHOP")
    reached(monkeypatch, "labels", printing.client())

    def kept() -> Feed:
        with desk.store.reader() as conn:
            return feed(conn, number, NEWS)

    assert kept().allowance is None
    printing.sim.world.fail_next(Mishap.BROKEN_BEFORE, 4)
    hear(desk.store, secret_file(desk.store.url), desk.clock)
    assert (kept().tries, kept().allowance) == (1, Allowance(2.0, 2, 1))
    printing.pass_time(60)
    hear(desk.store, secret_file(desk.store.url), desk.clock)
    assert (kept().tries, kept().allowance) == (0, Allowance(2.0, 2, 1))


def test_one_that_fails_is_remembered_and_the_other_is_asked(
    printing: Printing, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = printing.desk
    number = connect(desk, "goodsflow", partner="SHOP")
    connect(desk, "sweettracker")
    reached(monkeypatch, "labels", printing.gateway)
    reached(monkeypatch, "tracker", Asking(desk).gateway)
    printing.sim.world.fail_next(Mishap.BROKEN_BEFORE, 4)
    done = hear(desk.store, secret_file(desk.store.url), desk.clock)
    assert (done.heard, len(done.troubles)) == (None, 1)
    assert done.followed is not None
    with desk.store.reader() as conn:
        kept = feed(conn, number, NEWS)
    assert (kept.tries, kept.at, kept.tried_at) == (1, None, NOW)
    assert kept.trouble is not None
    assert "연결되지 않습니다" in kept.trouble.ko
    assert "can't be reached" in kept.trouble.en
    assert hear(desk.store, secret_file(desk.store.url), desk.clock).troubles == ()
    with desk.store.reader() as conn:
        assert feed(conn, number, NEWS).trouble is None


def test_a_missing_key_and_an_open_file_of_keys_say_so(printing: Printing) -> None:
    desk = printing.desk
    kept = secret_file(desk.store.url)
    connect(desk, "goodsflow", partner="SHOP")
    (name,) = kept.names()
    kept.remove(name)
    (trouble,) = hear(desk.store, kept, desk.clock).troubles
    assert f"orderdesk secret set {name}" in trouble.ko
    kept.path.chmod(0o644)
    (trouble,) = hear(desk.store, kept, desk.clock).troubles
    assert "0600" in trouble.ko


def test_several_desks_ask_once(printing: Printing, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = printing.desk
    number = connect(desk, "goodsflow", partner="SHOP")
    reached(monkeypatch, "labels", printing.gateway)

    def heard() -> bool:
        return hear(desk.store, secret_file(desk.store.url), desk.clock, every=120).heard is not None

    rounds: list[Callable[[], bool]] = [heard, heard]
    assert [each() for each in rounds] == [True, False]
    printing.pass_time(120)
    with desk.store.backend.try_lock(f"parcels-{number}"):
        assert not heard()
    assert heard()


def test_an_address_that_is_none_is_a_trouble_of_that_connection(desk: Desk) -> None:
    connect(desk, "goodsflow", partner="SHOP", base="http://nowhere:port")
    connect(desk, "sweettracker", base="http://nowhere:port")
    troubles = hear(desk.store, secret_file(desk.store.url), desk.clock).troubles
    assert [trouble.ko for trouble in troubles] == [
        "굿스플로: 주소가 맞지 않습니다",
        "스마트택배: 주소가 맞지 않습니다",
    ]
