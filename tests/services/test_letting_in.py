"""An imweb shop's owner lets the desk in: the address, the code that comes back, what is wrong with it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial

import httpx
import pytest

from orderdesk.core.gateways.imweb import Imweb
from orderdesk.core.gateways.imweb import client as imweb_client
from orderdesk.core.gateways.results import Fault, GatewayError
from orderdesk.core.gateways.secrets import SecretFile
from orderdesk.core.services.connecting import (
    ConnectionRefused,
    change,
    connect,
    find,
    secret_file,
    secret_name,
    standings,
)
from orderdesk.core.services.letting_in import Invitation, invite, let_in, read_answer, waits_for_login
from orderdesk.core.services.trying import try_now
from orderdesk.core.store.connections import Connection
from orderdesk.simulators.imweb import ImwebSim
from orderdesk.simulators.imweb.office import CODE_LIFE
from orderdesk.simulators.world import Clock, World
from tests.services.desk import KIM, NOW, Desk


@dataclass
class Shop:
    """A desk that is connected with a played imweb, which has not let it in."""

    desk: Desk
    sim: ImwebSim
    kept: SecretFile

    @property
    def connection(self) -> Connection:
        with self.desk.store.reader() as conn:
            return find(conn, "imweb")

    def invited(self) -> Invitation:
        return invite(self.connection, self.kept)

    def opens(self, url: str) -> httpx.Response:
        """The owner opens the page in a browser."""
        return self.sim.handle(httpx.Request("GET", url))

    def allows(self) -> tuple[Invitation, str]:
        """The owner allows it; the address that the browser shows then."""
        invitation = self.invited()
        return invitation, self.opens(invitation.url).headers["Location"]

    def says(self, invitation: Invitation, answer: str) -> None:
        let_in(self.connection, self.kept, invitation, answer)

    @property
    def token(self) -> str | None:
        found = self.kept.get(secret_name(self.connection, "refresh_token"))
        return found.reveal() if found is not None else None


@pytest.fixture
def shop(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Shop:
    world = World(clock=Clock(at=float(NOW)))
    sim = ImwebSim(world)
    sim.office.redirects = ("http://localhost:8752/imweb",)
    transport = httpx.MockTransport(sim.handle)
    monkeypatch.setattr(imweb_client, "Imweb", partial(Imweb, transport=transport))
    made = connect(desk.store, KIM, NOW, "imweb", "", {"client_id": "client", "unit_code": sim.unit})
    kept = secret_file(desk.store.url)
    kept.put(secret_name(made, "client_secret"), "secret")
    return Shop(desk, sim, kept)


def test_the_owner_lets_the_desk_in_and_the_token_is_kept_and_works(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert waits_for_login(shop.connection, shop.kept)
    with shop.desk.store.reader() as conn:
        (standing,) = standings(conn, shop.kept)
    assert standing.lacking.ko == "로그인 필요"
    invitation, address = shop.allows()
    shop.says(invitation, f" {address}\n")
    assert shop.token in shop.sim.office.refresh
    assert "PATCH /site-info/integration-complete" in shop.sim.calls
    assert not waits_for_login(shop.connection, shop.kept)
    try_now(shop.desk.store, shop.connection, shop.kept, NOW)
    secrets = (httpx.URL(address).params["code"], shop.token or "-", "refresh-")
    assert not any(secret in caplog.text for secret in secrets)


def test_the_code_alone_will_do(shop: Shop) -> None:
    invitation, address = shop.allows()
    shop.says(invitation, httpx.URL(address).params["code"])
    assert shop.token is not None


def test_a_code_may_be_pasted_into_another_process_than_told_the_address(shop: Shop) -> None:
    _, address = shop.allows()
    shop.says(shop.invited(), address)
    assert shop.token is not None


@pytest.mark.parametrize("late", [False, True])
def test_a_code_that_was_used_or_is_old_is_not_taken(shop: Shop, late: bool) -> None:
    invitation, address = shop.allows()
    if late:
        shop.sim.world.clock.advance(CODE_LIFE)
    else:
        shop.says(invitation, address)
    before = shop.token
    with pytest.raises(GatewayError) as caught:
        shop.says(invitation, address)
    assert (caught.value.fault, caught.value.code, shop.token) == (Fault.AUTH, "30103", before)


def test_an_owner_who_says_no_is_told_of(shop: Shop) -> None:
    shop.sim.office.denies = True
    invitation, address = shop.allows()
    with pytest.raises(ConnectionRefused) as refused:
        shop.says(invitation, address)
    assert refused.value.word.ko == "허락하지 않았습니다 (access_denied)"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("", "code가 없습니다"),
        ("http://localhost:8752/imweb?state=s1", "code가 없습니다"),
        ("http://localhost:8752/imweb?code=c&state=s2", "다른 로그인"),
        ("http://localhost:8752/imweb?code=c", "다른 로그인"),
        ("?error=access_denied&error_description=no%1b[31m", "허락하지 않았습니다 (access_denied no[31m)"),
    ],
)
def test_what_is_no_answer_says_why(answer: str, told: str) -> None:
    with pytest.raises(ConnectionRefused) as refused:
        read_answer(answer, "s1")
    assert told in refused.value.word.ko


def test_an_address_that_the_app_is_not_registered_with_is_refused_by_the_page(shop: Shop) -> None:
    change(shop.desk.store, KIM, NOW, "imweb", {"redirect": "https://elsewhere.example/"})
    assert shop.opens(shop.invited().url).status_code == 400


def test_without_its_secret_or_elsewhere_there_is_no_login(shop: Shop) -> None:
    shop.kept.remove(secret_name(shop.connection, "client_secret"))
    with pytest.raises(ConnectionRefused):
        shop.invited()
    toss = connect(shop.desk.store, KIM, NOW, "toss", "", {})
    with pytest.raises(ConnectionRefused) as refused:
        invite(toss, shop.kept)
    assert "로그인이 필요 없는" in refused.value.word.ko
