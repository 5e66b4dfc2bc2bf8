"""What the line to an outside system repeats, what it never repeats, and how fast it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from orderdesk.core.domain.allowance import Allowance
from orderdesk.core.gateways.rates import Bucket
from orderdesk.core.gateways.results import Fault, GatewayError
from orderdesk.core.gateways.tokens import Token, Tokens
from orderdesk.core.gateways.wire import TRIES, Call, Pace, Times, Wire, parsed
from orderdesk.simulators.world import Clock, Mishap, World

READ = Call("GET", "/orders", "orders")
WRITE = Call("POST", "/orders", "orders", body={"a": 1})


class Counting:
    """An outside system that only counts what took effect."""

    def __init__(self) -> None:
        self.world = World(clock=Clock(at=1_000_000.0))
        self.effects = 0

    def handle(self, request: httpx.Request) -> httpx.Response:
        return self.world.carry(request, self._do)

    def _do(self, _request: httpx.Request) -> httpx.Response:
        self.effects += 1
        return httpx.Response(200, json={"n": self.effects})

    def wire(self, **how: object) -> Wire:
        clock = self.world.clock
        return Wire(
            "http://shop",
            transport=httpx.MockTransport(self.handle),
            times=Times(clock.now, clock.sleep),
            jitter=lambda: 1.0,
            pace=Pace(1000.0, 1000),
            **how,  # type: ignore[arg-type]
        )


@pytest.mark.parametrize(
    "mishap", [Mishap.NEVER_SENT, Mishap.LOST_AFTER, Mishap.BROKEN_BEFORE, Mishap.TOO_MANY]
)
def test_reading_goes_on(mishap: Mishap) -> None:
    shop = Counting()
    shop.world.fail_next(mishap, TRIES - 1)
    assert shop.wire().read(READ).status_code == 200


@pytest.mark.parametrize(
    ("mishap", "fault"),
    [
        (Mishap.NEVER_SENT, Fault.TEMPORARY),
        (Mishap.LOST_BEFORE, Fault.TEMPORARY),
        (Mishap.BROKEN_BEFORE, Fault.TEMPORARY),
        (Mishap.TOO_MANY, Fault.RATE_LIMITED),
    ],
)
def test_reading_ends(mishap: Mishap, fault: Fault) -> None:
    shop = Counting()
    shop.world.fail_next(mishap, TRIES)
    with pytest.raises(GatewayError) as caught:
        shop.wire().read(READ)
    assert caught.value.fault is fault
    assert shop.effects == 0


@pytest.mark.parametrize("mishap", [Mishap.NEVER_SENT, Mishap.TOO_MANY])
def test_a_write_that_had_no_effect_is_repeated(mishap: Mishap) -> None:
    shop = Counting()
    shop.world.fail_next(mishap, TRIES - 1)
    assert shop.wire().write(WRITE).status_code == 200
    assert shop.effects == 1


@pytest.mark.parametrize(
    ("mishap", "effects"),
    [(Mishap.LOST_BEFORE, 0), (Mishap.LOST_AFTER, 1), (Mishap.BROKEN_BEFORE, 0), (Mishap.BROKEN_AFTER, 1)],
)
def test_a_write_without_an_answer_is_never_repeated(mishap: Mishap, effects: int) -> None:
    shop = Counting()
    shop.world.fail_next(mishap)
    with pytest.raises(GatewayError) as caught:
        shop.wire().write(WRITE)
    assert caught.value.fault is Fault.TIMEOUT_UNKNOWN
    assert shop.effects == effects


def test_a_write_with_its_own_key_is_repeated() -> None:
    shop = Counting()
    shop.world.fail_next(Mishap.LOST_AFTER)
    call = Call("POST", "/orders", "orders", repeatable=True)
    assert shop.wire().write(call).json() == {"n": 2}


class Holder:
    """An authority with tokens that are numbered."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.got = 0
        self.tokens = Tokens(self._renew, clock)
        self._clock = clock

    def _renew(self) -> Token:
        self.got += 1
        return Token(f"t{self.got}", self._clock() + 3600)

    def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.tokens.current()}"}

    def refused(self, headers: Mapping[str, str]) -> bool:
        self.tokens.refused(headers["Authorization"].removeprefix("Bearer "))
        return True


def test_a_stale_token_is_renewed_once() -> None:
    shop = Counting()
    holder = Holder(shop.world.clock.now)
    shop.world.fail_next(Mishap.STALE_TOKEN)
    assert shop.wire(authority=holder).write(WRITE).status_code == 200
    assert (holder.got, shop.effects) == (2, 1)
    shop.world.fail_next(Mishap.STALE_TOKEN, 2)
    with pytest.raises(GatewayError) as caught:
        shop.wire(authority=holder).write(WRITE)
    assert caught.value.fault is Fault.AUTH


def test_a_token_is_renewed_before_it_ends() -> None:
    clock = Clock(at=0.0)
    holder = Holder(clock.now)
    assert holder.tokens.current() == "t1"
    clock.advance(3600 - 61)
    assert holder.tokens.current() == "t1"
    clock.advance(1)
    assert holder.tokens.current() == "t2"
    holder.tokens.refused("t1")
    assert holder.tokens.current() == "t2"


def test_what_a_reply_says_of_its_limits_is_kept_to() -> None:
    shop = Counting()
    wire = shop.wire(limits=lambda _reply: Allowance(rate=2.0, burst=4, left=0))
    began = shop.world.clock.now()
    for _ in range(11):
        wire.read(READ)
    assert shop.world.clock.now() - began == pytest.approx(10 / 2.0)


@given(st.lists(st.floats(0, 3), max_size=60), st.floats(0.5, 50), st.integers(1, 20))
def test_a_bucket_never_gives_out_more_than_it_holds(pauses: list[float], rate: float, burst: int) -> None:
    clock = Clock(at=0.0)
    bucket = Bucket(rate, burst, clock.now)
    given_at = []
    for pause in pauses:
        clock.advance(pause)
        clock.advance(bucket.take())
        given_at.append(clock.now())
    for n, first in enumerate(given_at):
        for later, last in enumerate(given_at[n:], start=1):
            assert later <= burst + rate * (last - first) + 1e-6


class _Shape(BaseModel):
    n: int


def test_a_reply_of_another_shape_names_the_place() -> None:
    with pytest.raises(GatewayError, match="n: ") as caught:
        parsed(httpx.Response(200, json={"n": "many 010-0000-1234"}), _Shape)
    assert caught.value.fault is Fault.PROTOCOL
    assert "010" not in str(caught.value)


def test_what_is_allowed_and_left_is_that_of_the_endpoint_that_has_the_least() -> None:
    shop = Counting()
    told = iter([Allowance(4.0, 8, 7), Allowance(2.0, 4, 1)])
    wire = shop.wire(limits=lambda _reply: next(told))
    assert wire.allowance() is None
    wire.read(READ)
    assert wire.allowance() == Allowance(4.0, 8, 7)
    wire.read(Call("GET", "/lines", "lines"))
    assert wire.allowance() == Allowance(2.0, 4, 1)
    shop.world.clock.advance(1)
    assert wire.allowance() == Allowance(2.0, 4, 3)
