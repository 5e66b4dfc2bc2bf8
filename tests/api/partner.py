"""A sample of another system: a warehouse that takes orders, sends them, and follows claims.

It knows the API by its document alone, and keeps between runs no more than two times.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

SCOPES = "orders:read", "claims:read", "invoices:write"
"""The least that it can do with."""

Json = dict[str, Any]
_AT_ONCE = 100


@dataclass
class Warehouse:
    """The warehouse's side; `orders_from` and `claims_from` are the last changes that it has seen."""

    http: httpx.Client
    orders_from: str | None = None
    claims_from: str | None = None

    def to_send(self) -> list[Json]:
        """The sections that wait to be sent, of orders that changed since the last time."""
        found = []
        for order in self._changed("/orders", self.orders_from, sectionStatus=["PREPARING", "READY"]):
            self.orders_from = order["modifiedAt"]
            found += [
                section
                for section in order["sections"]
                if section["state"] in ("PREPARING", "READY") and not section["held"]
            ]
        return found

    def send(self, parcels: dict[str, tuple[str, str]]) -> dict[str, str]:
        """Tell the numbers of *parcels*, (carrier, number) by section; what was refused, and why."""
        refused: dict[str, str] = {}
        waiting = list(parcels.items())
        while waiting:
            part, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
            items = [
                {"sectionCode": code, "carrier": carrier, "trackingNumber": number}
                for code, (carrier, number) in part
            ]
            reply = self._post("/sections:ship", {"items": items})
            refused |= {each["id"]: each["code"] for each in reply["failed"] if not each["retryable"]}
            again = {each["id"] for each in reply["failed"] if each["retryable"]}
            waiting += [(code, parcel) for code, parcel in part if code in again]
        return refused

    def claims(self) -> list[Json]:
        """The claims of orders that changed since the last time."""
        found = list(self._changed("/claims", self.claims_from))
        if found:
            self.claims_from = found[-1]["modifiedAt"]
        return found

    def _changed(self, path: str, since: str | None, **params: Any) -> Iterator[Json]:  # noqa: ANN401  # of httpx
        params |= {"limit": 2} | ({"modifiedFrom": since} if since else {})
        while True:
            page = self._get(path, params)
            yield from page["data"]
            if page["nextCursor"] is None:
                return
            params["cursor"] = page["nextCursor"]

    def _get(self, path: str, params: Json) -> Json:
        reply = self.http.get(path, params=params)
        reply.raise_for_status()
        page: Json = reply.json()
        return page

    def _post(self, path: str, body: Json) -> Json:
        """Sent until there is an answer: under one name it is done once."""
        name = {"Idempotency-Key": str(uuid4())}
        for last in (False, False, True):
            try:
                reply = self.http.post(path, json=body, headers=name)
            except httpx.TransportError:
                if last:
                    raise
                continue
            reply.raise_for_status()
            answer: Json = reply.json()
            return answer
        raise AssertionError("not reached")
