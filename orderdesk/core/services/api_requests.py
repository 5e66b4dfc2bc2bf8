"""Writes that callers of the API named: done once, and answered alike for fifteen days.

A name belongs to a key and a path. With another body it is refused, and while it is being done, too. What a
killed server left behind may be asked again after a minute: its job has the name, so that it is done once.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from orderdesk.core.domain.api_keys import ApiKey
from orderdesk.core.domain.api_refusals import ApiRefusal, ApiRefused
from orderdesk.core.store.api_requests import Named
from orderdesk.core.store.engine import Store

KEPT_SECONDS: Final = 15 * 86_400
"""How long a reply is kept."""

_IN_FLIGHT_SECONDS: Final = 60
"""No write takes as long; what has no reply after that has lost its server."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A named write that is to be done; `job` names its job, the same however often it is begun."""

    number: int
    job: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The reply that a named write had: its HTTP status, and JSON."""

    status: int
    reply: str


def begin(store: Store, key: ApiKey, now: int, path: str, name: str, body: bytes) -> Begun | Answered:
    """Begin the write that *key* calls *name*, or the reply that it had already. ApiRefused."""
    named = Named(key.id, path, name, hashlib.sha256(body).hexdigest())
    with store.unit(key.actor, now) as unit:
        number, known = unit.begin_request(named, now - KEPT_SECONDS)
    if known is None:
        return Begun(number, _job(number, now))
    if known.hash != named.hash:
        raise ApiRefused(ApiRefusal.NAME_DIFFERS, name)
    if known.status is not None and known.reply is not None:
        return Answered(known.status, known.reply)
    if now - known.at < _IN_FLIGHT_SECONDS:
        raise ApiRefused(ApiRefusal.IN_FLIGHT, name)
    return Begun(number, _job(number, known.at))


def _job(number: int, at: int) -> str:
    return f"api {number} {at}"  # numbers are given again once all older ones are forgotten


def end(store: Store, key: ApiKey, now: int, begun: Begun, answer: Answered) -> None:
    """Keep the reply of a write."""
    with store.unit(key.actor, now) as unit:
        unit.end_request(begun.number, answer.status, answer.reply)


def drop(store: Store, key: ApiKey, now: int, begun: Begun) -> None:
    """Forget a write that was refused as a whole, so that it may be mended under its name."""
    with store.unit(key.actor, now) as unit:
        unit.drop_request(begun.number)
