"""From a connection's settings and secrets to a client, and what is said where one is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from orderdesk.core.domain.channel_caps import System
from orderdesk.core.domain.connection_fields import BY_SYSTEM, CHANNELS
from orderdesk.core.gateways.secrets import SecretFile
from orderdesk.core.reference import couriers
from orderdesk.core.services import reaching
from orderdesk.core.services.connecting import ConnectionRefused, secret_name
from orderdesk.core.store.connections import Connection


def made(system: str) -> Connection:
    given = {s.key: "1" for s in BY_SYSTEM[system].settings if not s.secret and s.key != "base"}
    return Connection(1, system, "상점", {**given, "base": "http://127.0.0.1:9"})


def secrets_of(connection: Connection, path: Path) -> SecretFile:
    file = SecretFile(path / "secrets")
    for setting in BY_SYSTEM[connection.system].settings:
        if setting.secret:
            file.put(secret_name(connection, setting.key), "x")
    return file


@pytest.mark.parametrize("system", System)
def test_every_channel_is_reached_by_what_people_are_asked_for(system: System, tmp_path: Path) -> None:
    connection = made(system)
    with reaching.channel(connection, secrets_of(connection, tmp_path)) as client:
        assert client.system is system
    assert set(System) == CHANNELS


@pytest.mark.parametrize("system", ["toss", "goodsflow"])
def test_what_sells_nothing_is_no_channel(system: str, tmp_path: Path) -> None:
    with pytest.raises(ConnectionRefused), reaching.channel(made(system), SecretFile(tmp_path / "none")):
        pass


def test_couriers_are_known_by_code_and_by_name() -> None:
    naver = reaching.courier_of("naver")
    by_key = {courier.key: courier.name for courier in couriers()}
    assert naver("HYUNDAI") == by_key["lotte"]
    assert naver("CJ대한통운") == by_key["cj"]
    assert (naver(""), naver("모르는택배")) == ("", "")
