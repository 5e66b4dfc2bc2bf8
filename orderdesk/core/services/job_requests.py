"""How a job keeps what was asked: the request as JSON, so that any process can carry the job on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, NamedTuple

from orderdesk.core.domain.orders import Region
from orderdesk.core.domain.requests import Request, Value
from orderdesk.core.services.planning import Requests, Target
from orderdesk.core.uncollected import uncollected


@dataclass(frozen=True, slots=True)
class JobRequests:
    """What a job was asked: its request, the requests that single sections have of their own, the region."""

    request: Request
    each: Requests = field(default_factory=dict)
    region: Region = Region.DOMESTIC


Further = tuple[tuple[str, Value], ...]
_FURTHER = frozenset({"to", "overwrite"})
_KEY = itemgetter(0)


class OwnLabel(NamedTuple):
    """What a request asks for that gives a number and no more: `further` are its other values."""

    courier: str
    number: str
    further: Further

    def request(self, number: str) -> Request:
        """The same with another number."""
        return Request("track", (("courier", self.courier), ("number", number), *self.further))


def own_label(requests: Sequence[Request]) -> OwnLabel | None:
    """What *requests* ask for, where that is one number for a whole section that shares it with nobody."""
    if len(requests) != 1 or requests[0].verb != "track" or len(requests[0].values) < 2:
        return None
    (courier, name), (number, text), *_ = values = requests[0].values
    further = values[2:]
    if courier != "courier" or number != "number" or not _FURTHER.issuperset(map(_KEY, further)):
        return None
    if not (isinstance(name, str) and isinstance(text, str) and text.isascii() and text.isalnum()):
        return None
    return OwnLabel(name, text, further)


def write_requests(asked: JobRequests) -> str:
    """What was *asked*, as JSON: numbers of sections' own, which are most of what forms bring, in short."""
    each: dict[str, list[Any]] = {}
    labels: dict[tuple[str, Further], list[tuple[int, int | None, str]]] = {}
    with uncollected():
        for (order, section), requests in asked.each.items():
            label = own_label(requests)
            if label is None:
                each[f"{order}/{section}"] = [_plain(request) for request in requests]
            else:
                of_each = labels.setdefault((label.courier, label.further), [])
                of_each.append((order, section, label.number))
        data = {
            "request": _plain(asked.request),
            "each": each,
            "labels": [(*said, of_each) for said, of_each in labels.items()],
            "region": int(asked.region),
        }
        return json.dumps(data, ensure_ascii=False)


def read_requests(text: str) -> JobRequests:
    """What `write_requests` wrote."""
    data = json.loads(text)
    each: dict[Target, tuple[Request, ...]] = {}
    for key, requests in data["each"].items():
        order, _, section = key.partition("/")
        each[int(order), None if section == "None" else int(section)] = tuple(map(_request, requests))
    for courier, plain, of_each in data.get("labels", ()):
        further = tuple((key, _value(value)) for key, value in plain)
        for number, n, text in of_each:
            each[number, n] = (OwnLabel(courier, text, further).request(text),)
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
