"""Who we are to Popbill: a token for a scope, got with a signed request."""

from __future__ import annotations

import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

import httpx
from pydantic import BaseModel

from orderdesk.core.gateways.popbill.settings import PopbillSettings
from orderdesk.core.gateways.results import Fault, GatewayError
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.tokens import Token, Tokens
from orderdesk.core.gateways.wire import Call, Times, Wire, parsed

CASHBILL: Final = ("member", "140")
BANK: Final = ("member", "180")
"""The scopes of cash receipts and of bank accounts."""

_VERSION: Final = "2.0"


class _Granted(BaseModel):
    session_token: str
    expiration: str


def signature(secret: str, body: bytes, date: str, path: str, forwarded: str = "") -> str:
    """The signature of a request for a token; *secret* is base64. ValueError where it is none."""
    digest = b64encode(sha256(body).digest()).decode()
    parts = ("POST", digest, date, *([forwarded] if forwarded else []), _VERSION, path)
    signed = hmac.new(b64decode(secret, validate=True), "\n".join(parts).encode(), sha256)
    return b64encode(signed.digest()).decode()


class Member:
    """The shop as Popbill's member, for calls of one *scope*."""

    def __init__(
        self,
        settings: PopbillSettings,
        secret: Secret,
        scope: tuple[str, ...],
        *,
        times: Times,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._settings = settings
        self._secret = secret
        self._scope = scope
        self._times = times
        self._wire = Wire(settings.auth_base, transport=transport, times=times)
        self._tokens = Tokens(self._renew, times.now)

    def headers(self) -> Mapping[str, str]:
        """The token, the version, and for which of the member's users."""
        token = self._tokens.current()
        user = {"x-pb-userid": self._settings.user} if self._settings.user else {}
        return {"Authorization": f"Bearer {token}", "x-pb-version": "1.0", **user}

    def refused(self, headers: Mapping[str, str]) -> bool:
        """The token is not taken any more; another can be got."""
        self._tokens.refused(headers["Authorization"].removeprefix("Bearer "))
        return True

    def _renew(self) -> Token:
        path = "/POPBILL_TEST/Token" if self._settings.test else "/POPBILL/Token"
        body = json.dumps({"access_id": self._settings.corp, "scope": list(self._scope)}).encode()
        date = datetime.fromtimestamp(self._times.now(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        forwarded = self._settings.forwarded
        try:
            signed = signature(self._secret.reveal(), body, date, path, forwarded)
        except ValueError:
            raise GatewayError(Fault.CONFIG, self._secret.name) from None
        headers = {
            "x-lh-date": date,
            "x-lh-version": _VERSION,
            "Authorization": f"LINKHUB {self._settings.link} {signed}",
            "Content-Type": "application/json",
        }
        if forwarded:
            headers["x-lh-forwarded"] = forwarded
        # Asking for a token twice harms nobody.
        call = Call("POST", path, "token", content=body, headers=headers, repeatable=True)
        reply = self._wire.write(call)
        if not reply.is_success:
            raise GatewayError(Fault.AUTH, str(reply.status_code), " ".join(reply.text.split())[:200])
        granted = parsed(reply, _Granted)
        return Token(granted.session_token, _moment(granted.expiration))


def _moment(text: str) -> float:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
