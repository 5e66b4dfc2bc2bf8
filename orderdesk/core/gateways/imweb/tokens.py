"""imweb's OAuth: access tokens for two hours, got with a token that is changed at every use.

The new one is stored before the access token that came with it is used: who loses it has to be let in anew
by the shop's owner.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import httpx

from orderdesk.core.gateways.imweb.refusals import refusal
from orderdesk.core.gateways.imweb.settings import ImwebSettings
from orderdesk.core.gateways.imweb.shapes import TokenData, TokenReply
from orderdesk.core.gateways.results import Fault, GatewayError
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.tokens import Token, Tokens
from orderdesk.core.gateways.wire import Call, Wire, parsed

_BEARER = "Bearer "


def authorize_url(settings: ImwebSettings, redirect: str, scopes: tuple[str, ...], state: str) -> str:
    """The page on which a shop's owner lets us in; it goes on to *redirect* with a code and *state*."""
    asked = {
        "responseType": "code",
        "clientId": settings.client_id,
        "redirectUri": redirect,
        "scope": " ".join(scopes),
        "state": state,
        "siteCode": settings.site_code,
    }
    return str(httpx.URL(f"{settings.base}/oauth2/authorize", params=asked))


class Grant:
    """What the shop's owner has granted: an `Authority` of calls.

    `refresh` tells the token stored last, by whichever process; `keep` stores the one that follows it.
    """

    def __init__(
        self,
        settings: ImwebSettings,
        wire: Wire,
        secret: Callable[[], Secret],
        refresh: Callable[[], Secret],
        keep: Callable[[str], None],
        clock: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._wire = wire
        self._secret = secret
        self._refresh = refresh
        self._keep = keep
        self._clock = clock
        self._tokens = Tokens(self._renew, clock)
        self.scopes: tuple[str, ...] = ()

    def headers(self) -> Mapping[str, str]:
        """Who we are. GatewayError."""
        return {"Authorization": _BEARER + self._tokens.current()}

    def refused(self, headers: Mapping[str, str]) -> bool:
        """The token was not taken: another is got once."""
        self._tokens.refused(headers["Authorization"].removeprefix(_BEARER))
        return True

    def first(self, code: str, redirect: str) -> None:
        """Turn the *code* that came back to *redirect* into tokens, and keep them. GatewayError."""
        got = self._ask({"grantType": "authorization_code", "redirectUri": redirect, "code": code})
        if isinstance(got, GatewayError):
            raise got
        self._take(got)

    def _renew(self) -> Token:
        held = self._refresh().reveal()
        got = self._with(held)
        if isinstance(got, GatewayError):
            # Another desk may have used it meanwhile, and stored the one that came after it.
            newer = self._refresh().reveal()
            got = got if newer == held else self._with(newer)
        if isinstance(got, GatewayError):
            raise got
        return self._take(got)

    def _with(self, refresh: str) -> TokenData | GatewayError:
        return self._ask({"grantType": "refresh_token", "refreshToken": refresh})

    def _take(self, got: TokenData) -> Token:
        if got.refresh_token:
            self._keep(got.refresh_token)
        self.scopes = got.scope
        return Token(got.access_token, self._clock() + self._settings.access_seconds)

    def _ask(self, what: dict[str, str]) -> TokenData | GatewayError:
        """The tokens, or that they were refused. GatewayError where it did not come to an answer."""
        asked = {**what, "clientId": self._settings.client_id, "clientSecret": self._secret().reveal()}
        form: dict[str, Any] = {"body" if self._settings.token_as_json else "form": asked}
        try:
            reply = self._wire.write(Call("POST", "/oauth2/token", "token", **form))
        except GatewayError as error:
            if error.fault is Fault.AUTH:
                return error
            if error.fault is not Fault.TIMEOUT_UNKNOWN:
                raise
            # What we were about to do has not been sent; whether the token still holds shows next time.
            raise GatewayError(Fault.TEMPORARY, error.code, error.message) from error
        refused = refusal(reply)
        if refused is not None:
            return GatewayError(Fault.AUTH, refused.code, refused.message)
        return parsed(reply, TokenReply).data
