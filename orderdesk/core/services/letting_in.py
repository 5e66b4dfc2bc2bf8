"""Letting the desk in: a shop's owner allows it on a page of the other system, which answers with a code."""

from __future__ import annotations

import hmac
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from orderdesk.core.domain.connection_fields import BY_SYSTEM
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.core.gateways.results import GatewayError
from orderdesk.core.gateways.secrets import SecretFile, SecretTrouble
from orderdesk.core.services import reaching
from orderdesk.core.services.connecting import ConnectionRefused, secret_name
from orderdesk.core.services.reaching import addressed, given_as, keys_of
from orderdesk.core.store.connections import Connection

if TYPE_CHECKING:
    from orderdesk.core.gateways.imweb.settings import ImwebSettings

STEPS: Final = Word(
    "이 주소를 브라우저에서 열어 허락하고, 옮겨 간 페이지의 주소를 통째로 (또는 code만) 붙여 넣으세요."
    " 그 페이지가 열리지 않아도 됩니다",
    "Open this address in a browser and allow access; then paste the whole address that it goes on to, or the"
    " code alone. That page need not open",
)

_NOTHING: Final = Word("주소에 code가 없습니다", "There is no code in it")
_OTHERS: Final = Word(
    "다른 로그인의 주소입니다. 위 주소를 열어서 나온 것을 붙이세요",
    "It is of another login; paste what came of the address above",
)
_DENIED: Final = Word("허락하지 않았습니다", "It was not allowed")


@dataclass(frozen=True, slots=True)
class Invitation:
    """Where the owner lets us in: the page's address, and what it must send back with the code."""

    url: str
    state: str


def is_let_in(connection: Connection) -> bool:
    """Whether *connection* is one whose secret comes by letting the desk in."""
    return any(setting.granted for setting in BY_SYSTEM[connection.system].settings)


def waits_for_login(connection: Connection, secrets: SecretFile) -> bool:
    """Whether the owner has yet to let us in; not where that can't be known."""
    granted = [setting.key for setting in BY_SYSTEM[connection.system].settings if setting.granted]
    try:
        names = secrets.names()
    except SecretTrouble:
        return False
    return any(secret_name(connection, key) not in names for key in granted)


def invite(connection: Connection, secrets: SecretFile) -> Invitation:
    """The page on which the owner of *connection* lets us in. ConnectionRefused where there can be none.

    What must come back is the same for as long as the connection's own secret is: the code may be pasted into
    another process than the one that told the address.
    """
    if not is_let_in(connection):
        raise ConnectionRefused(
            Word(f"{connection.name}: 로그인이 필요 없는 연결입니다", f"{connection.name}: it needs no login")
        )
    from orderdesk.core.gateways.imweb.tokens import authorize_url

    own = keys_of(connection, secrets)("client_secret")().reveal()
    state = hmac.new(own.encode(), secret_name(connection, "login").encode(), sha256).hexdigest()[:24]
    how = _settings(connection)
    with addressed(connection):
        return Invitation(authorize_url(how, how.redirect, how.scopes, state), state)


def let_in(connection: Connection, secrets: SecretFile, invitation: Invitation, answer: str) -> None:
    """Turn *answer*, a code or the address with it, into the token that is kept.

    The other system hears then that the app is set up, as those of its store must say; one that is not of it
    need not, so nothing follows from the answer. ConnectionRefused where *answer* is none of *invitation*'s,
    GatewayError where it is not taken.
    """
    code = read_answer(answer, invitation.state)
    with reaching.imweb(connection, secrets) as client:
        client.grant.first(code, _settings(connection).redirect)
        with suppress(GatewayError):
            client.api.installed()


def read_answer(text: str, state: str) -> str:
    """The code in *text*: the code itself, or the address that the page went on to. ConnectionRefused."""
    text = text.strip()
    if "=" not in text and "?" not in text:
        if not text:
            raise ConnectionRefused(_NOTHING)
        return text
    told = parse_qs(urlsplit(text).query or text.rpartition("?")[2])
    if "error" in told:
        why = clean(" ".join((*told["error"], *told.get("error_description", ()))))
        raise ConnectionRefused(Word(f"{_DENIED.ko} ({why})", f"{_DENIED.en} ({why})"))
    if "code" not in told:
        raise ConnectionRefused(_NOTHING)
    if not hmac.compare_digest(told.get("state", [""])[0].encode(), state.encode()):
        raise ConnectionRefused(_OTHERS)
    return told["code"][0]


def _settings(connection: Connection) -> ImwebSettings:
    from orderdesk.core.gateways.imweb.settings import ImwebSettings

    found: ImwebSettings = given_as(ImwebSettings, connection.settings)
    return found
