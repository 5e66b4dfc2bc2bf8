"""From a connection's settings and secrets to a client, and what is said where one is missing."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest

from orderdesk.core.domain.channel_caps import System
from orderdesk.core.domain.connection_fields import BY_SYSTEM, CHANNELS
from orderdesk.core.gateways.imweb.settings import ImwebSettings
from orderdesk.core.gateways.kakao.settings import KakaoSettings
from orderdesk.core.gateways.naver import NaverSettings
from orderdesk.core.gateways.popbill.settings import PopbillSettings
from orderdesk.core.gateways.secrets import SecretFile
from orderdesk.core.gateways.toss.settings import TossSettings
from orderdesk.core.reference import couriers
from orderdesk.core.services import reaching
from orderdesk.core.services.connecting import (
    ConnectionRefused,
    connect,
    secret_file,
    secret_name,
    standings,
)
from orderdesk.core.services.exchanging import Rounds, exchange
from orderdesk.core.store.connections import Connection
from tests.services.desk import KIM, NOW, Desk


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


SHAPES = {
    "imweb": ImwebSettings,
    "naver": NaverSettings,
    "kakao": KakaoSettings,
    "toss": TossSettings,
    "popbill": PopbillSettings,
}


@pytest.mark.parametrize("system", SHAPES)
def test_what_is_uncertain_can_be_set(system: str) -> None:
    further = BY_SYSTEM[system].further
    assert further
    assert set(further) <= {field.name for field in fields(SHAPES[system])}


def test_texts_become_what_settings_are() -> None:
    given = {"client_id": "a", "unit_code": "u", "days": "5", "token_as_json": "예", "rate": "1.5"}
    more = {"open_states": "A, B", "pickup_pays": "PREPAID=X,COLLECT=Y"}
    found = reaching.given_as(ImwebSettings, {**given, **more})
    assert (found.days, found.token_as_json, found.rate) == (5, True, 1.5)
    assert (found.open_states, found.pickup_pays) == (("A", "B"), {"PREPAID": "X", "COLLECT": "Y"})
    with pytest.raises(ConnectionRefused):
        reaching.given_as(ImwebSettings, {**given, "days": "닷새"})


@pytest.mark.parametrize("system", System)
def test_a_channel_at_an_address_that_is_none_is_refused(system: System, tmp_path: Path) -> None:
    connection = made(system)
    nowhere = replace(connection, settings={**connection.settings, "base": "http://nowhere:port"})
    kept = secrets_of(connection, tmp_path)
    with pytest.raises(ConnectionRefused) as refused, reaching.channel(nowhere, kept):
        pass
    assert refused.value.word.ko == "상점: 주소가 맞지 않습니다"


def test_a_round_tells_of_a_file_of_secrets_that_others_can_read(desk: Desk) -> None:
    made = connect(desk.store, KIM, NOW, "naver", "", {"client_id": "a"})
    kept = secret_file(desk.store.url)
    kept.put(secret_name(made, "client_secret"), "x")
    kept.path.chmod(0o644)
    (done,) = exchange(desk.store, Rounds(lambda known: reaching.channel(known, kept)), desk.clock)
    assert done.trouble is not None
    assert "0600" in done.trouble.ko
    with desk.store.reader() as conn:
        (standing,) = standings(conn, kept)
    assert standing.missing == (secret_name(made, "client_secret"),)


def test_a_token_that_cannot_be_kept_is_said(tmp_path: Path) -> None:
    connection = made("imweb")
    kept = secrets_of(connection, tmp_path)
    with reaching.channel(connection, kept) as client:
        kept.path.chmod(0o644)
        with pytest.raises(ConnectionRefused):
            client.poll(None)
