"""An imweb shop's owner lets the desk in, on the screen of connections."""

from __future__ import annotations

from functools import partial

import httpx
import pytest

from orderdesk.core.gateways.imweb import Imweb
from orderdesk.core.gateways.imweb import client as imweb_client
from orderdesk.core.services.connecting import secret_file
from orderdesk.core.services.letting_in import invite
from orderdesk.core.store.connections import Connection, connections
from orderdesk.core.store.engine import Store
from orderdesk.screens.dialogs.letting_in import LettingInDialog
from orderdesk.simulators.imweb import ImwebSim
from orderdesk.simulators.world import Clock, World
from tests.domain.builders import NOW, SELLER
from tests.screens.driver import DeskDriver, fill, opened


@pytest.fixture
def shop(empty_store: Store, monkeypatch: pytest.MonkeyPatch) -> ImwebSim:
    sim = ImwebSim(World(clock=Clock(at=float(NOW))))
    transport = httpx.MockTransport(sim.handle)
    monkeypatch.setattr(imweb_client, "Imweb", partial(Imweb, transport=transport))
    fill(empty_store, [])
    return sim


def back(sim: ImwebSim, url: str) -> str:
    """The owner opens the page and allows it; the address that the browser shows then."""
    return str(sim.handle(httpx.Request("GET", url)).headers["Location"])


def connected(store: Store, sim: ImwebSim) -> Connection:
    with store.unit(SELLER, NOW) as unit:
        made = unit.add_connection("imweb", "아임웹", {"client_id": "client", "unit_code": sim.unit})
    secret_file(store.url).put(f"connection-{made.id}.client_secret", "secret")
    return made


async def pasted(desk: DeskDriver, text: str) -> None:
    """What a terminal's paste brings into the field of the login."""
    field = desk.screen.query_one("#field-answer")
    field.focus()
    field.value = text  # type: ignore[attr-defined] # an Input
    await desk.settle()


async def test_enter_on_an_imweb_connection_lets_the_desk_in(empty_store: Store, shop: ImwebSim) -> None:
    made = connected(empty_store, shop)
    url = invite(made, secret_file(empty_store.url)).url
    async with opened(empty_store, (80, 24)) as desk:
        await desk.press("apostrophe", "5")
        assert "로그인 필요" in desk.text()
        await desk.press("enter", "1")
        assert isinstance(desk.screen, LettingInDialog)
        parts = (line.split("│") for line in desk.text().split("\n"))
        shown = "".join(part[1].strip() for part in parts if len(part) > 2)
        assert url in shown
        assert desk.screen.copied() == url
        await pasted(desk, "yesterday's")
        await desk.press("ctrl+s")
        assert "30103" in desk.text()
        assert isinstance(desk.screen, LettingInDialog)
        await pasted(desk, back(shop, url))
        await desk.press("ctrl+s")
        assert desk.told[-1] == "아임웹: 연결됩니다"
        assert "켜짐" in desk.text()
    kept = secret_file(empty_store.url).get(f"connection-{made.id}.refresh_token")
    assert kept is not None
    assert kept.reveal() in shop.office.refresh


async def test_a_new_imweb_connection_goes_on_to_its_login(empty_store: Store, shop: ImwebSim) -> None:
    async with opened(empty_store, (100, 40), lang="en") as desk:
        await desk.press("apostrophe", "5", "plus", "1", "enter")
        await desk.type("client")
        await desk.press("enter")
        await desk.type(shop.unit)
        await desk.press("enter", "enter")
        await desk.type("secret")
        await desk.press("ctrl+s")
        assert isinstance(desk.screen, LettingInDialog)
        assert "Open this address in a browser" in desk.text()
        await desk.press("escape")
        assert "login needed" in desk.text()
    with empty_store.reader() as conn:
        (made,) = connections(conn)
    assert made.settings == {"client_id": "client", "unit_code": shop.unit}
    assert made.name == "imweb", "it is called as its form was, in the desk's language"
