"""The line to one outside system: what is retried, how long, how fast; and what a log may hold.

Reading is tried four times. Writing is repeated only where it surely had no effect: the other side said
that it was too much at once or that it does not know our token, or the call never left. A write without an
answer is TIMEOUT_UNKNOWN, and whoever asked must read again first.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from orderdesk.core.domain.allowance import Allowance, tightest
from orderdesk.core.gateways.rates import Bucket
from orderdesk.core.gateways.results import Fault, GatewayError

Shape = TypeVar("Shape", bound=BaseModel)

_log = logging.getLogger("orderdesk.wire")

TRIES: Final = 4
_FIRST_WAIT: Final = 0.5
_LONGEST_WAIT: Final = 8.0
_UNSENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class Authority(Protocol):
    """How calls say who we are."""

    def headers(self) -> Mapping[str, str]:
        """What goes into every call; may call out for a token. GatewayError."""

    def refused(self, headers: Mapping[str, str]) -> bool:
        """*headers* were not taken (401); whether asking anew makes sense."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What is allowed where replies say nothing of it: calls a second for each endpoint, at most at once."""

    rate: float = 2.0
    burst: int = 2


@dataclass(frozen=True, slots=True)
class Times:
    """The clock (seconds) and how to wait; a test's own."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `endpoint` names what shares a bucket; `path` is joined to the base.

    `body` goes as JSON, `form` url-encoded, `content` as it is. `repeatable`: a write with a key of its own,
    so that the other side does it once however often it comes.
    """

    method: str
    path: str
    endpoint: str
    params: Mapping[str, Any] | None = None
    body: Any = None
    form: Mapping[str, str] | None = None
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    repeatable: bool = False


def no_limits(_reply: httpx.Response) -> Allowance | None:
    """For systems whose replies say nothing of their limits."""
    return None


class Wire:
    """The line to the system at *base*. `limits` reads what a reply tells of its bucket."""

    def __init__(
        self,
        base: str,
        authority: Authority | None = None,
        *,
        transport: httpx.BaseTransport | None = None,
        times: Times = Times(),
        pace: Pace = Pace(),
        limits: Callable[[httpx.Response], Allowance | None] = no_limits,
        trace: str = "",
        seconds: float = 20.0,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._http = httpx.Client(base_url=base, transport=transport, timeout=seconds, trust_env=True)
        self._authority = authority
        self._times = times
        self._pace = pace
        self._limits = limits
        self._trace = trace
        self._jitter = jitter
        self._buckets: dict[str, Bucket] = {}

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def allowance(self) -> Allowance | None:
        """What is allowed at the endpoint that has the least left; None before the first call."""
        return tightest(bucket.allowance() for bucket in list(self._buckets.values()))

    def read(self, call: Call) -> httpx.Response:
        """A reply below 500 that is neither 401 nor 429; tried up to four times. GatewayError."""
        return self._tried(call, writes=False)

    def write(self, call: Call) -> httpx.Response:
        """As `read`, but sent once, unless `repeatable` or the first surely had no effect."""
        return self._tried(call, writes=not call.repeatable)

    def _tried(self, call: Call, writes: bool) -> httpx.Response:
        renewed = False
        for attempt in range(1, TRIES + 1):
            headers = dict(self._authority.headers()) if self._authority else {}
            try:
                reply = self._once(call, headers)
            except httpx.TransportError as error:
                fault = self._lost(error, writes)
                if fault.fault is Fault.TIMEOUT_UNKNOWN or attempt == TRIES:
                    raise fault from error
                self._times.sleep(self._pause(attempt, None))
                continue
            if reply.status_code == 401:
                if renewed or self._authority is None or not self._authority.refused(headers):
                    raise GatewayError(Fault.AUTH, "401", _words(reply))
                renewed = True
            elif reply.status_code == 429:
                wait = self._too_much(call, reply, attempt)
                if attempt == TRIES:
                    raise GatewayError(Fault.RATE_LIMITED, "429", _words(reply), wait)
                self._times.sleep(wait)
            elif reply.status_code >= 500:
                self._broken(reply, writes, attempt)
            else:
                return reply
        raise GatewayError(Fault.AUTH, "401")

    def _once(self, call: Call, headers: Mapping[str, str]) -> httpx.Response:
        """Sends *call* when its bucket allows. Logged without what it says or who we are."""
        bucket = self._bucket(call.endpoint)
        wait = bucket.take()
        if wait:
            self._times.sleep(wait)
        began = self._times.now()
        reply = self._http.request(
            call.method,
            call.path,
            params=call.params,
            json=call.body,
            data=call.form,
            content=call.content,
            headers={**headers, **call.headers},
        )
        told = self._limits(reply)
        if told is not None:
            bucket.told(told)
        _log.info(
            "%s %s %d %s %.0f ms",
            call.method,
            call.endpoint,
            reply.status_code,
            reply.headers.get(self._trace, "-") if self._trace else "-",
            (self._times.now() - began) * 1000,
        )
        return reply

    def _bucket(self, endpoint: str) -> Bucket:
        if endpoint not in self._buckets:
            self._buckets[endpoint] = Bucket(self._pace.rate, self._pace.burst, self._times.now)
        return self._buckets[endpoint]

    def _lost(self, error: httpx.TransportError, writes: bool) -> GatewayError:
        """A write whose answer is lost may have had its effect; what never left did not."""
        unknown = writes and not isinstance(error, _UNSENT)
        fault = Fault.TIMEOUT_UNKNOWN if unknown else Fault.TEMPORARY
        return GatewayError(fault, type(error).__name__)

    def _too_much(self, call: Call, reply: httpx.Response, attempt: int) -> float:
        wait = self._pause(attempt, _seconds(reply.headers.get("Retry-After")))
        self._bucket(call.endpoint).empty(wait)
        return wait

    def _broken(self, reply: httpx.Response, writes: bool, attempt: int) -> None:
        """A server error: reading goes on, a write may have happened before it broke."""
        if writes:
            raise GatewayError(Fault.TIMEOUT_UNKNOWN, str(reply.status_code), _words(reply))
        if attempt == TRIES:
            raise GatewayError(Fault.TEMPORARY, str(reply.status_code), _words(reply))
        self._times.sleep(self._pause(attempt, _seconds(reply.headers.get("Retry-After"))))

    def _pause(self, attempt: int, asked: float | None) -> float:
        longest = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** (attempt - 1))
        return asked if asked is not None else longest * (0.5 + self._jitter() / 2)


def _seconds(text: str | None) -> float | None:
    return float(text) if text is not None and text.isdigit() else None


def _words(reply: httpx.Response) -> str:
    """The beginning of what an error says, in one line."""
    return " ".join(reply.text.split())[:200]


def parsed(reply: httpx.Response, shape: type[Shape]) -> Shape:
    """The reply as *shape*. GatewayError PROTOCOL names the first place that is not so."""
    try:
        return shape.model_validate_json(reply.content)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise GatewayError(Fault.PROTOCOL, str(reply.status_code), f"{place}: {first['msg']}") from error
