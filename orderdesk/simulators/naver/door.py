"""The gateway before Naver's order API: tokens, buckets, routes, and the shape of its errors."""

from __future__ import annotations

import base64
import binascii
import itertools
import json
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import bcrypt
import httpx

from orderdesk.simulators.naver import taking, telling
from orderdesk.simulators.naver.goods import Line
from orderdesk.simulators.naver.telling import stamp
from orderdesk.simulators.naver.words import GATEWAY, NO_ORDER
from orderdesk.simulators.naver.wrong import Wrong

if TYPE_CHECKING:
    from orderdesk.simulators.naver.shop import NaverShop

TOKEN_LIFE = 10_800.0
SAME_TOKEN = 1_800.0
"""Seconds that a token must have left to be given out again."""
CLOCKS_APART = 300.0
BATCH = 30

_ROUNDING = 1e-3
"""Of a call: a clock of this century counts no finer than a quarter of a microsecond."""

_BASE = "/v1/pay-order/seller"
_SIGNIFICANT = 28
"""Characters of a bcrypt salt but the last, of which only two bits count."""

_SINGLE: dict[str, Callable[[NaverShop, Line, dict[str, Any]], tuple[str, str] | None]] = {
    "delay": taking.delay,
    "claim/cancel/request": taking.cancel_request,
    "claim/cancel/approve": taking.cancel_approve,
    "claim/return/request": taking.return_request,
    "claim/return/approve": taking.return_approve,
    "claim/return/reject": taking.return_reject,
    "claim/return/holdback": taking.return_hold,
    "claim/return/holdback/release": taking.return_release,
    "claim/exchange/collect/approve": taking.exchange_collected,
    "claim/exchange/dispatch": taking.exchange_dispatch,
    "claim/exchange/holdback": taking.exchange_hold,
    "claim/exchange/holdback/release": taking.exchange_release,
    "claim/exchange/reject": taking.exchange_reject,
}


@dataclass
class _Bucket:
    left: float
    at: float


@dataclass(frozen=True)
class _Token:
    text: str
    ends_at: float


class Door:
    """Answers requests to *shop*. `calls` counts what reached each API; `faults` come next."""

    def __init__(self, shop: NaverShop) -> None:
        self._shop = shop
        self._buckets: dict[str, _Bucket] = {}
        self._tokens: list[_Token] = []
        self._numbers = itertools.count(1)
        self.calls: dict[str, int] = {}
        self.faults: deque[str] = deque()

    def answer(self, request: httpx.Request) -> httpx.Response:
        """The reply to *request*, with the gateway's headers."""
        now = self._shop.world.clock.now()
        trace = f"sim-{next(self._numbers):08}"
        path = request.url.path.removeprefix("/external")
        api, number = _api(request.method, path)
        left = self._take(api, now) if api else 0
        try:
            if not api:
                raise _gateway("GW.NOT_FOUND")
            if left is None:
                raise _gateway("GW.RATE_LIMIT")
            if self.faults:
                raise _gateway(self.faults.popleft())
            self.calls[api] = self.calls.get(api, 0) + 1
            told = self._token(request) if api == "oauth2/token" else self._asked(api, number, request)
            reply = httpx.Response(200, json=told)
        except Wrong as wrong:
            reply = httpx.Response(wrong.status, json=_error(wrong, now, trace))
        rate = self._shop.knobs.rate
        reply.headers["GNCP-GW-RateLimit-Replenish-Rate"] = f"{rate:g}"
        reply.headers["GNCP-GW-RateLimit-Burst-Capacity"] = str(int(2 * rate))
        reply.headers["GNCP-GW-RateLimit-Remaining"] = str(left or 0)
        reply.headers["GNCP-GW-Trace-ID"] = trace
        reply.headers["GNCP-GW-HttpClient-ResponseTime"] = "12"
        return reply

    def forget_tokens(self) -> None:
        """No token that was given out holds any more."""
        self._tokens.clear()

    def _take(self, api: str, now: float) -> int | None:
        """What is left in the bucket of *api* after this call; None where there was nothing."""
        rate = self._shop.knobs.rate
        bucket = self._buckets.setdefault(api, _Bucket(2 * rate, now))
        bucket.left = min(2 * rate, bucket.left + (now - bucket.at) * rate)
        bucket.at = now
        if bucket.left < 1 - _ROUNDING:
            return None
        bucket.left -= 1
        return int(bucket.left + _ROUNDING)

    def _token(self, request: httpx.Request) -> dict[str, Any]:
        """A token for who signed well: the same one while it has half an hour left."""
        knobs, now = self._shop.knobs, self._shop.world.clock.now()
        asked = {**dict(request.url.params), **dict(parse_qsl(request.content.decode()))}
        if asked.get("grant_type") != "client_credentials":
            raise Wrong(400, "BAD_REQUEST", "grant_type 값을 확인하세요", "grant_type")
        if (
            not asked.get("timestamp", "").isdigit()
            or abs(now - int(asked["timestamp"]) / 1000) > CLOCKS_APART
        ):
            raise Wrong(400, "BAD_REQUEST", "timestamp 값이 유효하지 않습니다", "timestamp")
        if asked.get("client_id") != knobs.client_id:
            raise Wrong(400, "BAD_REQUEST", "client_id 값을 확인하세요", "client_id")
        if not self._signed(asked):
            raise Wrong(400, "BAD_REQUEST", "client_secret_sign 값을 확인하세요", "client_secret_sign")
        if asked.get("type") not in ("SELF", "SELLER"):
            raise Wrong(400, "BAD_REQUEST", "type 값을 확인하세요", "type")
        if asked["type"] == "SELLER" and asked.get("account_id") not in knobs.accounts:
            raise Wrong(404, "INTERLOCK_NOT_FOUND", "연동 정보를 찾을 수 없습니다", "account_id")
        if knobs.token_refusal:
            raise Wrong(403, knobs.token_refusal, "권한이 없습니다")
        if not self._tokens or self._tokens[-1].ends_at - now < SAME_TOKEN:
            self._tokens.append(_Token(f"token-{len(self._tokens)}-{int(now)}", now + TOKEN_LIFE))
        token = self._tokens[-1]
        return {
            "access_token": token.text,
            "expires_in": int(token.ends_at - now),
            "token_type": "Bearer",
        }

    def _signed(self, asked: dict[str, str]) -> bool:
        try:
            hashed = base64.b64decode(asked.get("client_secret_sign", ""), validate=True)
            word = f"{asked['client_id']}_{asked['timestamp']}".encode()
            secret = self._shop.knobs.client_secret.encode()
            return hashed[:_SIGNIFICANT] == secret[:_SIGNIFICANT] and bcrypt.checkpw(word, hashed)
        except (binascii.Error, ValueError):
            return False

    def _asked(self, api: str, number: str, request: httpx.Request) -> dict[str, Any]:
        shop, now = self._shop, self._shop.world.clock.now()
        held = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not any(token.text == held and token.ends_at > now for token in self._tokens):
            raise _gateway("GW.AUTHN")
        body = json.loads(request.content) if request.content else {}
        data: Any
        if api == "last-changed-statuses":
            orders = shop.orders.values()
            data = telling.changes(orders, dict(request.url.params), now, shop.knobs.page)
        elif api == "query":
            data = self._query(body)
        elif api == "product-order-ids":
            if number not in shop.orders:
                raise Wrong(404, *NO_ORDER)
            data = [line.id for line in shop.orders[number].lines]
        elif api == "confirm":
            lines = _numbers(body.get("productOrderIds"))
            data = self._many([(each, {}) for each in lines], lambda line, _body: taking.confirm(shop, line))
            if shop.knobs.confirm_tells_objects:
                done = data.pop("successProductOrderIds")
                data["successProductOrderInfos"] = [{"productOrderId": each} for each in done]
        elif api == "dispatch":
            rows = body.get("dispatchProductOrders") or []
            _numbers([row.get("productOrderId") for row in rows])
            for row in rows:
                taking.check_dispatch(row)
            data = self._many(
                [(row["productOrderId"], row) for row in rows],
                lambda line, row: taking.dispatch(shop, line, row),
            )
        else:
            data = self._many([(number, body)], lambda line, row: _SINGLE[api](shop, line, row))
        return {"timestamp": stamp(now), "traceId": "sim", "data": data}

    def _query(self, body: dict[str, Any]) -> list[Any]:
        asked = body.get("productOrderIds") or []
        if not 1 <= len(asked) <= telling.MOST:
            raise Wrong(400, "BAD_REQUEST", "300건까지 조회할 수 있습니다", "productOrderIds")
        compatible = bool(body.get("quantityClaimCompatibility"))
        known = (self._shop.lines.get(each) for each in asked)
        return [telling.line_in_full(*found, compatible) for found in known if found is not None]

    def _many(
        self,
        asked: list[tuple[str, dict[str, Any]]],
        do: Callable[[Line, dict[str, Any]], tuple[str, str] | None],
    ) -> dict[str, Any]:
        """Each line for itself: what is refused for one fails for it alone."""
        done, failed = [], []
        for number, body in asked:
            found = self._shop.lines.get(number)
            refusal = NO_ORDER if found is None else do(found[1], body)
            if refusal is None:
                done.append(number)
            else:
                code, message = refusal
                failed.append({"productOrderId": number, "code": code, "message": message})
        return {"successProductOrderIds": done, "failProductOrderInfos": failed}


def _api(method: str, path: str) -> tuple[str, str]:
    """Which API a request is to, and the number in its path; empty where there is none such."""
    if (method, path) == ("POST", "/v1/oauth2/token"):
        return "oauth2/token", ""
    if (method, path) == ("GET", f"{_BASE}/product-orders/last-changed-statuses"):
        return "last-changed-statuses", ""
    for name in ("query", "confirm", "dispatch"):
        if (method, path) == ("POST", f"{_BASE}/product-orders/{name}"):
            return name, ""
    if method == "GET" and (found := re.fullmatch(f"{_BASE}/orders/([^/]+)/product-order-ids", path)):
        return "product-order-ids", found[1]
    found = re.fullmatch(f"{_BASE}/product-orders/([^/]+)/(.+)", path)
    return (found[2], found[1]) if method == "POST" and found and found[2] in _SINGLE else ("", "")


def _numbers(numbers: list[str] | None) -> list[str]:
    if not numbers or not 1 <= len(numbers) <= BATCH:
        raise Wrong(400, "BAD_REQUEST", "30건까지 처리할 수 있습니다", "productOrderIds")
    return numbers


def _gateway(code: str) -> Wrong:
    return Wrong(GATEWAY[code], code, "요청을 처리할 수 없습니다")


def _error(wrong: Wrong, now: float, trace: str) -> dict[str, Any]:
    told: dict[str, Any] = {"code": wrong.code, "message": wrong.message, "timestamp": stamp(now)}
    if wrong.code.startswith("GW."):
        return {**told, "traceId": trace}
    fields = [{"name": wrong.field, "type": "NotValid", "message": wrong.message}] if wrong.field else []
    return {**told, "invalidInputs": fields}
