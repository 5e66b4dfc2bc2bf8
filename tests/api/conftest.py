from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from orderdesk.api.app import make_app
from orderdesk.api.callers import Office
from orderdesk.core.domain.api_keys import KeyScope
from orderdesk.core.domain.orders import Channel
from orderdesk.core.services.api_keys import add_key
from orderdesk.core.store.engine import Store, open_store
from tests.api.client import HERE, speak
from tests.services.desk import KIM, Desk
from tests.store.fixtures import postgres_address, postgres_template, sqlite_template, store, store_url

__all__ = ["postgres_address", "postgres_template", "sqlite_template", "store", "store_url"]

Caller = Callable[..., httpx.Client]


@pytest.fixture
def desk(sqlite_template: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk on a new, empty SQLite store, which is sound at the end."""
    path = tmp_path / "store.db"
    path.write_bytes(sqlite_template.read_bytes())
    with open_store(f"sqlite:///{path}") as opened:
        desk = Desk(opened)
        yield desk
        assert desk.sound()


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk.store, desk.clock, desk.settings)


@pytest.fixture
def call(desk: Desk, office: Office) -> Iterator[Caller]:
    """Somebody with a new key of some scopes, all of them when none is named."""
    app, open_clients = make_app(office), list[httpx.Client]()

    def calling(
        *scopes: KeyScope, name: str = "", channel: Channel | None = None, address: str = HERE[0]
    ) -> httpx.Client:
        name = name or f"키 {len(open_clients) + 1}"
        _, text = add_key(desk.store, KIM, desk.now, name, scopes or tuple(KeyScope), channel=channel)
        open_clients.append(speak(app, text, address))
        return open_clients[-1]

    yield calling
    for client in open_clients:
        client.close()


@pytest.fixture
def both(store: Store) -> Iterator[tuple[Desk, httpx.Client]]:
    """A desk on a store of each engine, and somebody with a key of all scopes."""
    desk = Desk(store)
    _, text = add_key(store, KIM, desk.now, "키", tuple(KeyScope))
    with speak(make_app(Office(store, desk.clock, desk.settings)), text) as client:
        yield desk, client
    assert desk.sound()
