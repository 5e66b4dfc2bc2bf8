"""Every kind of connection is spoken with before it is needed: it answers, or denies us, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from orderdesk.core.gateways.results import GatewayError
from orderdesk.core.gateways.secrets import SecretFile
from orderdesk.core.services.connecting import ConnectionRefused, secret_name
from orderdesk.core.services.trying import try_out
from orderdesk.core.store.connections import Connection
from orderdesk.simulators.goodsflow import Goodsflow
from orderdesk.simulators.naver import NaverShop
from orderdesk.simulators.popbill import SECRET, Popbill
from orderdesk.simulators.serving import Serving
from orderdesk.simulators.sweettracker import SweetTracker
from orderdesk.simulators.toss import Toss
from orderdesk.simulators.world import Handler, World

Sets = Mapping[str, str]

PLAYED: Mapping[str, tuple[Callable[[], Handler], Sets, Sets, Sets]] = {
    "naver": (
        lambda: NaverShop().handle,
        {"client_id": "aaaabbbbcccc"},
        {"client_secret": "$2a$10$abcdefghijklmnopqrstuv"},
        {"client_secret": "$2a$04$abcdefghijklmnopqrstuu"},
    ),
    "goodsflow": (
        lambda: Goodsflow(World()).handle,
        {"partner": "SHOP"},
        {"key": "sim-key"},
        {"key": "another"},
    ),
    "sweettracker": (lambda: SweetTracker(World()).handle, {}, {"key": "sim-key"}, {"key": "another"}),
    "toss": (
        lambda: Toss().handle,
        {},
        {"secret_key": "test_sk_orderdesk"},
        {"secret_key": "test_sk_another"},
    ),
    "popbill": (
        lambda: Popbill().handle,
        {"link": "TESTER", "corp": "1234567890", "test": "yes"},
        {"secret_key": SECRET},
        {"secret_key": "YW5vdGhlcg=="},
    ),
}
"""By system: what is played, the settings, the right secrets, and wrong ones."""


@pytest.fixture(params=PLAYED)
def played(request: pytest.FixtureRequest) -> Iterator[tuple[Connection, Sets, Sets]]:
    make, settings, right, wrong = PLAYED[request.param]
    door = Serving(make())
    path = "/delivery/api/v2/" if request.param == "goodsflow" else ""
    base = {"base": door.base + path, **({"auth_base": door.base} if request.param == "popbill" else {})}
    yield Connection(1, request.param, "연결", {**settings, **base}), right, wrong
    door.close()


def kept(connection: Connection, secrets: Sets, path: Path) -> SecretFile:
    file = SecretFile(path / "secrets")
    for key, text in secrets.items():
        file.put(secret_name(connection, key), text)
    return file


def test_it_answers(played: tuple[Connection, Sets, Sets], tmp_path: Path) -> None:
    connection, right, _ = played
    try_out(connection, kept(connection, right, tmp_path))


def test_a_wrong_key_is_told(played: tuple[Connection, Sets, Sets], tmp_path: Path) -> None:
    connection, _, wrong = played
    with pytest.raises(GatewayError):
        try_out(connection, kept(connection, wrong, tmp_path))


def test_a_missing_one_is_asked_for(played: tuple[Connection, Sets, Sets], tmp_path: Path) -> None:
    with pytest.raises(ConnectionRefused):
        try_out(played[0], SecretFile(tmp_path / "none"))
