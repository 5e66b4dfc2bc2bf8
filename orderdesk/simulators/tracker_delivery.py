"""tracker.delivery, played: the cloud with both ways to say who asks, or a server of one's own.

It reads as much of GraphQL as its own questions need: the field that is asked for, and how events are paged.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs

import httpx

from orderdesk.simulators.world import World

_SEOUL = timezone(timedelta(hours=9))
TOKEN_SECONDS = 3600

RAW = {
    "kr.cjlogistics": {
        "11": "AT_PICKUP",
        "21": "IN_TRANSIT",
        "41": "IN_TRANSIT",
        "42": "IN_TRANSIT",
        "44": "IN_TRANSIT",
        "82": "OUT_FOR_DELIVERY",
        "91": "DELIVERED",
    },
    "kr.lotte": {
        "12": "INFORMATION_RECEIVED",
        "10": "AT_PICKUP",
        "20": "IN_TRANSIT",
        "21": "IN_TRANSIT",
        "24": "IN_TRANSIT",
        "25": "IN_TRANSIT",
        "40": "OUT_FOR_DELIVERY",
        "41": "DELIVERED",
        "45": "UNKNOWN",
        "09": "EXCEPTION",
    },
    "kr.logen": {
        "집하완료": "IN_TRANSIT",
        "터미널입고": "IN_TRANSIT",
        "행낭포장": "IN_TRANSIT",
        "배송입고": "IN_TRANSIT",
        "배송출고": "OUT_FOR_DELIVERY",
        "배송완료": "DELIVERED",
    },
    "kr.epost": {
        "접수": "INFORMATION_RECEIVED",
        "발송": "IN_TRANSIT",
        "도착": "IN_TRANSIT",
        "배달준비": "OUT_FOR_DELIVERY",
        "배달완료": "DELIVERED",
        "미배달": "ATTEMPT_FAIL",
        "신청취소": "EXCEPTION",
        "접수취소": "EXCEPTION",
    },
    "kr.hanjin": {},
    "kr.ilyanglogis": {},
}
"""The carriers that are played, and what their own words mean; each takes the common codes too."""

CODES = frozenset(
    {
        "UNKNOWN",
        "INFORMATION_RECEIVED",
        "AT_PICKUP",
        "IN_TRANSIT",
        "OUT_FOR_DELIVERY",
        "ATTEMPT_FAIL",
        "DELIVERED",
        "AVAILABLE_FOR_PICKUP",
        "EXCEPTION",
    }
)


@dataclass(frozen=True)
class _Event:
    at: float
    code: str
    text: str
    where: str


class TrackerDelivery:
    """Parcels by carrier and number. `own_server`: nobody is asked who he is, and errors are INTERNAL.

    `old_client`: the client's number was made before keys could be sent. `forbidden` and `broken` let answers
    be FORBIDDEN and INTERNAL.
    """

    def __init__(
        self, world: World, client: str = "sim-client", secret: str = "sim-secret", own_server: bool = False
    ) -> None:
        self.world = world
        self.client = client
        self.secret = secret
        self.own_server = own_server
        self.old_client = False
        self.forbidden = False
        self.broken = False
        self.tokens_given = 0
        self._tokens: dict[str, float] = {}
        self._parcels: dict[tuple[str, str], list[_Event]] = {}

    def handle(self, request: httpx.Request) -> httpx.Response:
        """The answer to *request*."""
        return self.world.carry(request, self._answer)

    def register(self, carrier: str, number: str) -> None:
        """The parcel is known, and nothing has happened to it."""
        self._parcels.setdefault((carrier, number), [])

    def carrier_scan(self, carrier: str, number: str, word: str, where: str = "서울") -> None:
        """The carrier read the label; *word* is the carrier's own, or one of the common codes."""
        code = word if word in CODES else RAW[carrier][word]
        self.register(carrier, number)
        self._parcels[carrier, number].append(_Event(self.world.clock.now(), code, word, where))

    def revoke_tokens(self) -> None:
        """No token that was given holds any more."""
        self._tokens.clear()

    def books(self) -> dict[str, str]:
        """The state of every parcel, by "carrier/number"; empty where nothing has happened."""
        found = {}
        for (carrier, number), events in self._parcels.items():
            last = _last(events)
            found[f"{carrier}/{number}"] = last.code if last else ""
        return found

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if request.method != "POST":
            return httpx.Response(405)
        if request.url.path == "/oauth2/token" and not self.own_server:
            return self._token(request)
        if request.url.path == "/graphql":
            return self._graphql(request)
        return httpx.Response(404)

    def _token(self, request: httpx.Request) -> httpx.Response:
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        basic = base64.b64encode(f"{self.client}:{self.secret}".encode()).decode()
        known = (form.get("client_id"), form.get("client_secret")) == (self.client, self.secret)
        known = known or request.headers.get("Authorization") == f"Basic {basic}"
        if form.get("grant_type") != "client_credentials":
            return httpx.Response(400, json={"error": "unsupported_grant_type"})
        if not known:
            return httpx.Response(400, json={"error": "invalid_client"})
        self.tokens_given += 1
        token = f"token-{self.tokens_given}"
        self._tokens[token] = self.world.clock.now() + TOKEN_SECONDS
        return httpx.Response(
            200, json={"access_token": token, "token_type": "Bearer", "expires_in": TOKEN_SECONDS}
        )

    def _graphql(self, request: httpx.Request) -> httpx.Response:
        if not self.own_server and not self._knows(request.headers.get("Authorization", "")):
            return _error("UNAUTHENTICATED", "Unauthenticated")
        if self.forbidden:
            return _error("FORBIDDEN", "Forbidden")
        if self.broken:
            return _error("INTERNAL", "Internal error")
        body = json.loads(request.content)
        query, variables = str(body.get("query", "")), body.get("variables") or {}
        if re.search(r"\bcarriers\s*\(", query):
            return self._carriers(query)
        if re.search(r"\btrack\s*\(", query):
            return self._track(query, str(variables["carrierId"]), str(variables["trackingNumber"]))
        return self._refused("BAD_REQUEST", "Unknown query")

    def _knows(self, told: str) -> bool:
        if told.startswith("Bearer "):
            return self._tokens.get(told.removeprefix("Bearer "), 0.0) > self.world.clock.now()
        return told == f"TRACKQL-API-KEY {self.client}:{self.secret}" and not self.old_client

    def _refused(self, code: str, message: str) -> httpx.Response:
        """A server of one's own tells these two as a fault of its own, which they are not."""
        return _error("INTERNAL", "Internal error") if self.own_server else _error(code, message)

    def _carriers(self, query: str) -> httpx.Response:
        if _page(query) is None:
            return self._refused("BAD_REQUEST", "first or last must be 1 to 20")
        nodes = [{"node": {"id": name} | ({} if self.own_server else {"name": name})} for name in RAW]
        return httpx.Response(200, json={"data": {"carriers": {"edges": nodes}}})

    def _track(self, query: str, carrier: str, number: str) -> httpx.Response:
        page = _page(query) if re.search(r"\bevents\b", query) else ("last", 20)
        if page is None:
            return self._refused("BAD_REQUEST", "exactly one of first and last must be 1 to 20")
        if carrier not in RAW:
            return self._refused("NOT_FOUND", "Carrier not found")
        if not _could_be(carrier, number):
            return self._refused("BAD_REQUEST", "Invalid tracking number")
        if (carrier, number) not in self._parcels:
            return self._refused("NOT_FOUND", "Tracking number not found")
        events = self._parcels[carrier, number]
        side, count = page
        shown = events[-count:] if side == "last" else events[:count]
        last = _last(events)
        track = {
            "trackingNumber": number,
            "lastEvent": _told(last) if last else None,
            "events": {"edges": [{"node": _told(event)} for event in shown]},
        }
        return httpx.Response(200, json={"data": {"track": track}})


def _page(query: str) -> tuple[str, int] | None:
    """How the list is paged: exactly one of first and last, 1 to 20; None where it is not so."""
    found = [(side, int(count)) for side, count in re.findall(r"\b(first|last)\s*:\s*(-?\d+)", query)]
    return found[0] if len(found) == 1 and 1 <= found[0][1] <= 20 else None


def _last(events: list[_Event]) -> _Event | None:
    """The newest delivery where there is one, else the newest event."""
    delivered = [event for event in events if event.code == "DELIVERED"]
    ordered = delivered or events
    return ordered[-1] if ordered else None


def _told(event: _Event) -> dict[str, Any]:
    return {
        "status": {"code": event.code, "name": event.text},
        "time": datetime.fromtimestamp(event.at, _SEOUL).isoformat(),
        "location": {"countryCode": "KR", "postalCode": None, "name": event.where},
        "contact": None,
        "description": event.text,
    }


def _could_be(carrier: str, number: str) -> bool:
    """What the server itself refuses before it asks a carrier."""
    if carrier == "kr.cjlogistics":
        return re.fullmatch(r"[0-9]{10}|[0-9]{12}", number) is not None
    if carrier == "kr.hanjin":
        return re.fullmatch(r"[0-9]{12}|[0-9]{14}", number) is not None
    if carrier == "kr.lotte":
        return re.fullmatch(r"[0-9]{12}", number) is not None and int(number[:11]) % 7 == int(number[11])
    if carrier == "kr.logen":
        return number.isdecimal()
    return True


def _error(code: str, message: str) -> httpx.Response:
    body = {"errors": [{"message": message, "extensions": {"code": code}}], "data": None}
    return httpx.Response(200, json=body)
