"""From a connection to the client that speaks with it: its settings, its secrets, nothing else.

Clients are imported when they are needed: the first window of the desk waits for none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final, cast

from orderdesk.core.domain.channel_caps import System
from orderdesk.core.domain.parcels import Courier
from orderdesk.core.domain.words import Word
from orderdesk.core.gateways.secrets import Secret, SecretFile
from orderdesk.core.reference import courier_codes, couriers
from orderdesk.core.services.connecting import ConnectionRefused, secret_name, secrets_open
from orderdesk.core.services.tracking_rules import courier_called
from orderdesk.core.store.connections import Connection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orderdesk.core.gateways.imweb.client import Imweb
    from orderdesk.core.gateways.ports import ChannelGateway, CourierGateway, TrackingGateway


_GOODSFLOW: Final = ("base", "print_base", "member_base", "member", "ack_path")
"""Settings of a connection that Goodsflow's client takes as they are."""


@contextmanager
def channel(connection: Connection, secrets: SecretFile) -> Iterator[ChannelGateway]:
    """The channel behind *connection*. ConnectionRefused where a secret is missing."""
    with addressed(connection):
        client = _channel(connection, secrets)
    try:
        yield client
    finally:
        client.close()


def _channel(connection: Connection, secrets: SecretFile) -> Any:  # noqa: ANN401 - a gateway that closes
    key = keys_of(connection, secrets)
    match connection.system:
        case System.NAVER:
            from orderdesk.core.gateways.naver import Naver, NaverSettings

            return Naver(given_as(NaverSettings, connection.settings), key("client_secret"))
        case System.IMWEB:
            from orderdesk.core.gateways.imweb.client import Imweb
            from orderdesk.core.gateways.imweb.settings import ImwebSettings

            return Imweb(
                given_as(ImwebSettings, connection.settings),
                key("client_secret"),
                key("refresh_token"),
                lambda text: _put(secrets, secret_name(connection, "refresh_token"), text),
            )
        case System.KAKAO:
            from orderdesk.core.gateways.kakao import Kakao, KakaoSettings

            settings = given_as(KakaoSettings, connection.settings)
            return Kakao(settings, key("access_token"), key("shop_key"))
        case _:
            raise ConnectionRefused(
                Word(f"{connection.name}: 판매 채널이 아닙니다", f"{connection.name}: no sales channel")
            )


@contextmanager
def imweb(connection: Connection, secrets: SecretFile) -> Iterator[Imweb]:
    """imweb behind *connection*, where we may yet have to be let in. ConnectionRefused for a bad address."""
    with channel(connection, secrets) as client:
        yield cast("Imweb", client)


@contextmanager
def labels(connection: Connection, secrets: SecretFile) -> Iterator[CourierGateway]:
    """Who prints labels behind *connection*. ConnectionRefused where a secret is missing."""
    from orderdesk.core.gateways.goodsflow.client import Goodsflow
    from orderdesk.core.gateways.goodsflow.settings import GoodsflowSettings, NewsFrom

    told = dict(connection.settings)
    given: dict[str, Any] = {key: told[key] for key in _GOODSFLOW if told.get(key)}
    if told.get("news") == NewsFrom.TRACING.value:
        given["news_from"] = NewsFrom.TRACING
    if told.get("contracts") == "by-hand":
        given["contract_path"] = ""
    settings = GoodsflowSettings(told["partner"], keys_of(connection, secrets)("key")(), **given)
    with addressed(connection):
        client = Goodsflow(settings)
    try:
        yield client
    finally:
        client.close()


@contextmanager
def tracker(connection: Connection, secrets: SecretFile) -> Iterator[TrackingGateway]:
    """Who knows where parcels are, behind *connection*. ConnectionRefused where a secret is missing."""
    from orderdesk.core.gateways.trackers import delivery
    from orderdesk.core.gateways.trackers.sweettracker import SweetTracker, SweetTrackerSettings

    key, told = keys_of(connection, secrets), connection.settings
    base: dict[str, Any] = {"base": told["base"]} if told.get("base") else {}
    client: SweetTracker | delivery.TrackerDelivery
    with addressed(connection):
        if connection.system == "sweettracker":
            client = SweetTracker(SweetTrackerSettings(key("key")(), **base))
        elif told.get("own_server"):
            client = delivery.TrackerDelivery(delivery.TrackerDeliverySettings(own_server=True, **base))
        else:
            way = delivery.ClientCredentials if told.get("auth") == "oauth" else delivery.ApiKey
            who = way(told.get("client_id", ""), key("client_secret")())
            client = delivery.TrackerDelivery(delivery.TrackerDeliverySettings(who, **base))
    try:
        yield client
    finally:
        client.close()


@contextmanager
def addressed(connection: Connection) -> Iterator[None]:
    """ConnectionRefused where an address in the settings is none."""
    from httpx import InvalidURL

    try:
        yield
    except InvalidURL as error:
        raise ConnectionRefused(
            Word(f"{connection.name}: 주소가 맞지 않습니다", f"{connection.name}: the address is none")
        ) from error


def courier_of(system: str) -> Callable[[str], str]:
    """What the desk calls a courier that *system* names so; "" where that is not known."""
    codes = {code: ours for ours, code in courier_codes().get(system, {}).items()}
    names = {courier.key: courier.name for courier in couriers()}

    def called(text: str) -> str:
        if text in codes:
            return names[codes[text]]
        found = courier_called(text) if text else None
        return found.name if isinstance(found, Courier) else ""

    return called


def keys_of(connection: Connection, secrets: SecretFile) -> Callable[[str], Callable[[], Secret]]:
    """How a client asks for a secret: each time anew, since another process may have changed it."""

    def of(key: str) -> Callable[[], Secret]:
        name = secret_name(connection, key)

        def ask() -> Secret:
            with secrets_open():
                secret = secrets.get(name)
            if secret is None:
                raise ConnectionRefused(
                    Word(
                        f"{connection.name}: 비밀 값이 없습니다. orderdesk secret set {name}",
                        f"{connection.name}: a secret is missing; orderdesk secret set {name}",
                    )
                )
            return secret

        return ask

    return of


def _put(secrets: SecretFile, name: str, text: str) -> None:
    with secrets_open():
        secrets.put(name, text)


def given_as(shape: Callable[..., Any], settings: Mapping[str, str]) -> Any:  # noqa: ANN401 - as the shape says
    """The settings dataclass *shape* with what was given as text: lists by commas, pairs as ``A=x,B=y``.

    ConnectionRefused for a text that is none of its kind.
    """
    kinds = {field.name: str(field.type) for field in fields(shape)}  # type: ignore[arg-type] # a dataclass
    given = {key: text for key, text in settings.items() if key in kinds}
    try:
        return shape(**{key: _CASTS.get(kinds[key], str)(text) for key, text in given.items()})
    except ValueError as error:
        raise ConnectionRefused(
            Word(
                f"연결 설정을 읽을 수 없습니다: {error}",
                f"A setting of the connection can't be read: {error}",
            )
        ) from error


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _paired(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in _listed(text))
    return {name.strip(): value.strip() for name, _, value in pairs}


_CASTS: Mapping[str, Callable[[str], object]] = {
    "int": int,
    "float": float,
    "bool": lambda text: text.lower() in ("1", "true", "yes", "예"),
    "tuple[str, ...]": _listed,
    "frozenset[str]": lambda text: frozenset(_listed(text)),
    "frozenset[int]": lambda text: frozenset(int(part) for part in _listed(text)),
    "Mapping[str, str]": _paired,
}
"""How a text becomes a setting, by its annotation."""
