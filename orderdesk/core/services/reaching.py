"""From a connection to the client that speaks with it: its settings, its secrets, nothing else.

Clients are imported when they are needed: the first window of the desk waits for none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Protocol

from orderdesk.core.domain.channel_caps import System
from orderdesk.core.domain.parcels import Courier
from orderdesk.core.domain.words import Word
from orderdesk.core.gateways.secrets import Secret, SecretFile
from orderdesk.core.reference import courier_codes, couriers
from orderdesk.core.services.connecting import ConnectionRefused, secret_name
from orderdesk.core.services.tracking_rules import courier_called
from orderdesk.core.store.connections import Connection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orderdesk.core.gateways.ports import ChannelGateway


class Closing(Protocol):
    """A client that gives its connections back."""

    def close(self) -> None:
        """Give them back."""


@contextmanager
def channel(connection: Connection, secrets: SecretFile) -> Iterator[ChannelGateway]:
    """The channel behind *connection*. ConnectionRefused where a secret is missing."""
    key = _keys(connection, secrets)
    client: Any
    match connection.system:
        case System.NAVER:
            from orderdesk.core.gateways.naver import Naver, NaverSettings

            client = Naver(_given(NaverSettings, connection.settings), key("client_secret"))
        case System.IMWEB:
            from orderdesk.core.gateways.imweb.client import Imweb
            from orderdesk.core.gateways.imweb.settings import ImwebSettings

            client = Imweb(
                _given(ImwebSettings, connection.settings),
                key("client_secret"),
                key("refresh_token"),
                lambda text: secrets.put(secret_name(connection, "refresh_token"), text),
            )
        case System.KAKAO:
            from orderdesk.core.gateways.kakao import Kakao, KakaoSettings

            settings = _given(KakaoSettings, connection.settings)
            client = Kakao(settings, key("access_token"), key("shop_key"))
        case _:
            raise ConnectionRefused(
                Word(f"{connection.name}: 판매 채널이 아닙니다", f"{connection.name}: no sales channel")
            )
    try:
        yield client
    finally:
        client.close()


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


def _keys(connection: Connection, secrets: SecretFile) -> Callable[[str], Callable[[], Secret]]:
    """How a client asks for a secret: each time anew, since another process may have changed it."""

    def of(key: str) -> Callable[[], Secret]:
        name = secret_name(connection, key)

        def ask() -> Secret:
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


def _given(shape: Callable[..., Any], settings: Mapping[str, str]) -> Any:  # noqa: ANN401 - as the shape says
    """The settings dataclass *shape* with what was given as text."""
    kinds = {field.name: str(field.type) for field in fields(shape)}  # type: ignore[arg-type] # a dataclass
    casts: Mapping[str, Callable[[str], object]] = {
        "int": int,
        "float": float,
        "bool": lambda text: text.lower() in ("1", "true", "yes", "예"),
    }
    return shape(**{key: casts.get(kinds[key], str)(text) for key, text in settings.items() if key in kinds})
