"""imweb's OAuth: codes, access tokens for two hours, and refresh tokens that work once."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

import httpx

from orderdesk.simulators.imweb.shop import Refused

LIFE: Final = 2 * 3600
CODE_LIFE: Final = 600


@dataclass
class Office:
    """Who is let in, and for how long. `json_too`: tokens are given to JSON as well (one source says so).

    `redirects` are the addresses that the app is registered with (none: any). `denies`: the owner says no.
    """

    client_id: str = "client"
    client_secret: str = "secret"
    site: str = "S2026"
    scopes: str = "site-info:write order:read order:write payment:write"
    scope_as_text: bool = False
    json_too: bool = False
    refresh_life: float = 90 * 24 * 3600.0
    redirects: tuple[str, ...] = ()
    denies: bool = False
    codes: dict[str, tuple[str, float]] = field(default_factory=dict)
    refresh: dict[str, float] = field(default_factory=dict)
    access: dict[str, float] = field(default_factory=dict)
    made: int = 0

    def let_in(self, now: float) -> str:
        """The shop's owner lets the app in: a refresh token."""
        self.made += 1
        token = f"refresh-{self.made}"
        self.refresh[token] = now + self.refresh_life
        return token

    def forget_access(self) -> None:
        """Every access token ends now."""
        self.access.clear()

    def authorize(self, request: httpx.Request, now: float) -> httpx.Response:
        """The owner's page, where the owner decides at once: goes on with a code, or why there is none."""
        asked = dict(request.url.params)
        back, site = asked.get("redirectUri", ""), asked.get("siteCode", "")
        if asked.get("responseType") != "code" or asked.get("clientId") != self.client_id or not back:
            raise Refused(400, "30101", "잘못된 요청입니다.")
        if (self.redirects and back not in self.redirects) or site not in ("", self.site):
            raise Refused(400, "30102", "등록되지 않은 redirectUri 또는 사이트입니다.")
        self.made += 1
        code = f"code-{self.made}"
        told = {"error": "access_denied"} if self.denies else {"code": code}
        if not self.denies:
            self.codes[code] = (back, now + CODE_LIFE)
        where = httpx.URL(back).copy_merge_params({**told, "state": asked.get("state", "")})
        return httpx.Response(302, headers={"Location": str(where)})

    def token(self, request: httpx.Request, now: float) -> dict[str, Any]:
        """New tokens for a code or a refresh token, which is used up."""
        asked = self._asked(request)
        if (asked.get("clientId"), asked.get("clientSecret")) != (self.client_id, self.client_secret):
            raise Refused(401, "30101", "클라이언트 정보가 올바르지 않습니다.")
        grant = asked.get("grantType")
        if grant == "authorization_code":
            self._use_code(asked.get("code", ""), asked.get("redirectUri", ""), now)
        elif grant == "refresh_token" and self.refresh.get(asked.get("refreshToken", ""), 0.0) > now:
            del self.refresh[asked["refreshToken"]]
        else:
            raise Refused(400, "30105", "유효하지 않은 토큰입니다.")
        self.made += 1
        access = f"access-{self.made}"
        self.access[access] = now + LIFE
        scope = self.scopes if self.scope_as_text else self.scopes.split()
        return {"accessToken": access, "refreshToken": self.let_in(now), "scope": scope}

    def _use_code(self, code: str, redirect: str, now: float) -> None:
        """A code works once, for a while, and where it was sent to."""
        sent_to, ends_at = self.codes.pop(code, ("", 0.0))
        if ends_at <= now or redirect != sent_to:
            raise Refused(400, "30103", "유효하지 않은 code입니다.")

    def _asked(self, request: httpx.Request) -> dict[str, str]:
        kind = request.headers.get("Content-Type", "")
        if kind.startswith("application/x-www-form-urlencoded"):
            return dict(parse_qsl(request.content.decode()))
        if self.json_too and kind.startswith("application/json"):
            return dict(json.loads(request.content))
        raise Refused(400, "30122", "잘못된 요청 형식입니다.")

    def check(self, request: httpx.Request, now: float) -> None:
        """Refused unless the call carries a token that holds."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.access.get(token, 0.0) <= now:
            raise Refused(401, "30100", "유효하지 않은 토큰입니다.")
