from __future__ import annotations

import pytest

from orderdesk.keyboard.burst import BurstGuard


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def press(guard: BurstGuard, clock: Clock, after: float) -> bool:
    clock.now += after
    guard.note(clock.now)
    return guard.key_may_confirm()


def test_jamo_and_enter_in_one_burst_never_confirm(clock: Clock) -> None:
    guard = BurstGuard(clock)
    guard.note(clock.now)
    guard.arm()
    assert not press(guard, clock, 0.0)
    assert not press(guard, clock, 0.001)


def test_a_key_that_waited_while_a_slow_dialog_opened_does_not_confirm(clock: Clock) -> None:
    guard = BurstGuard(clock)
    guard.note(clock.now)
    arrived = clock.now + 0.5
    clock.now += 2.0
    guard.arm()
    guard.note(arrived)
    assert not guard.key_may_confirm()


def test_a_key_confirms_after_the_dialog_was_there_for_300_ms(clock: Clock) -> None:
    guard = BurstGuard(clock)
    guard.note(clock.now)
    guard.arm()
    assert not press(guard, clock, 0.29)
    assert press(guard, clock, 0.2)


def test_a_key_held_down_since_before_never_confirms(clock: Clock) -> None:
    guard = BurstGuard(clock)
    guard.note(clock.now)
    guard.arm()
    assert not any(press(guard, clock, 0.033) for _ in range(60))
    assert press(guard, clock, 0.5)


def test_the_next_dialog_is_armed_anew(clock: Clock) -> None:
    guard = BurstGuard(clock)
    guard.arm()
    assert press(guard, clock, 1.0)
    guard.arm()
    assert not guard.key_may_confirm()


def test_clicks_wait_for_arming_too(clock: Clock) -> None:
    guard = BurstGuard(clock)
    guard.arm()
    assert not guard.click_may_confirm()
    clock.now += 0.31
    assert guard.click_may_confirm()


def test_the_guard_can_be_switched_off(clock: Clock) -> None:
    guard = BurstGuard(clock, arming=0)
    guard.note(clock.now)
    guard.arm()
    assert press(guard, clock, 0.0)
    assert guard.click_may_confirm()
