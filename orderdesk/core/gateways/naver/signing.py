"""Who we are to Naver: client credentials signed with bcrypt, and the access token that they bring.

The client secret is a bcrypt salt. The same token is given out again while it has 30 minutes left, so several
desks of one shop hold the same, and asking anew after a 401 may bring the one that was refused.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Final

import bcrypt
from pydantic import BaseModel

from orderdesk.core.gateways.naver.faults import said
from orderdesk.core.gateways.naver.settings import NaverSettings
from orderdesk.core.gateways.results import Fault, GatewayError
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.tokens import Token, Tokens
from orderdesk.core.gateways.wire import Call, Times, Wire, parsed

_DIGITS: Final = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_SALT: Final = 29
_SPARE: Final = 0b1111


def canonical(salt: str) -> str:
    """*salt* with the spare bits of its last character cleared: the same salt, as the library wants it.

    Its 22 characters of six bits hold 16 bytes, so four bits of the last one mean nothing.
    """
    if len(salt) != _SALT or salt[-1] not in _DIGITS:
        return salt
    return salt[:-1] + _DIGITS[_DIGITS.index(salt[-1]) & ~_SPARE]


def signature(client_id: str, secret: str, milliseconds: int) -> str:
    """What proves at *milliseconds* since 1970 that we know *secret*. GatewayError CONFIG."""
    try:
        hashed = bcrypt.hashpw(f"{client_id}_{milliseconds}".encode(), canonical(secret).encode())
    except ValueError as error:
        raise GatewayError(Fault.CONFIG, "client-secret") from error
    return base64.b64encode(hashed).decode()


class _TokenReply(BaseModel):
    access_token: str
    expires_in: float


class NaverAuthority:
    """Says who we are in every call, with a token got over *wire*, which must say nothing itself."""

    def __init__(
        self, wire: Wire, settings: NaverSettings, secret: Callable[[], Secret], times: Times
    ) -> None:
        self._wire = wire
        self._settings = settings
        self._secret = secret
        self._times = times
        self._tokens = Tokens(self._renew, times.now)

    def headers(self) -> Mapping[str, str]:
        """The token. GatewayError."""
        return {"Authorization": f"Bearer {self._tokens.current()}"}

    def refused(self, headers: Mapping[str, str]) -> bool:
        """The token is forgotten; another may be had."""
        self._tokens.refused(headers["Authorization"].removeprefix("Bearer "))
        return True

    def _renew(self) -> Token:
        now = self._times.now()
        stamp = int(now * 1000)
        form = {
            "client_id": self._settings.client_id,
            "timestamp": str(stamp),
            "client_secret_sign": signature(self._settings.client_id, self._secret().reveal(), stamp),
            "grant_type": "client_credentials",
            "type": "SELLER" if self._settings.account else "SELF",
        }
        if self._settings.account:
            form["account_id"] = self._settings.account
        reply = self._wire.read(Call("POST", "/v1/oauth2/token", "oauth2/token", form=form))
        if reply.is_error:
            told = said(reply)
            fault = Fault.AUTH if reply.status_code == 403 else Fault.CONFIG
            raise GatewayError(fault, told.code, told.message)
        found = parsed(reply, _TokenReply)
        return Token(found.access_token, now + found.expires_in)
