"""How a job keeps what was asked: the request as JSON, so that any process can carry the job on."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from orderdesk.core.domain.orders import Region
from orderdesk.core.domain.requests import Request, Value
from orderdesk.core.services.planning import Requests, Target


@dataclass(frozen=True, slots=True)
class JobRequests:
    """What a job was asked: its request, the requests that single sections have of their own, the region."""

    request: Request
    each: Requests = field(default_factory=dict)
    region: Region = Region.DOMESTIC


def write_requests(asked: JobRequests) -> str:
    """What was *asked*, as JSON."""
    each = {
        f"{order}/{section}": [_plain(r) for r in requests]
        for (order, section), requests in asked.each.items()
    }
    return json.dumps(
        {"request": _plain(asked.request), "each": each, "region": int(asked.region)}, ensure_ascii=False
    )


def read_requests(text: str) -> JobRequests:
    """What `write_requests` wrote."""
    data = json.loads(text)
    each: dict[Target, tuple[Request, ...]] = {}
    for key, requests in data["each"].items():
        order, _, section = key.partition("/")
        each[int(order), None if section == "None" else int(section)] = tuple(map(_request, requests))
    return JobRequests(_request(data["request"]), each, Region(data["region"]))


def _plain(request: Request) -> list[Any]:
    return [request.verb, [list(pair) for pair in request.values]]


def _request(plain: list[Any]) -> Request:
    verb, values = plain
    return Request(verb, tuple((key, _value(value)) for key, value in values))


def _value(value: Any) -> Value:  # noqa: ANN401  # JSON gives any of the value types
    if isinstance(value, list):
        return tuple((int(item), int(qty)) for item, qty in value)
    if isinstance(value, str | int | bool):
        return value
    raise TypeError(value)
