"""The desk and a played Naver, through the real client: whole rounds, and what goes wrong on the way."""

from __future__ import annotations

import pytest

from orderdesk.core.domain.states import SectionState
from orderdesk.core.services.syncing import SWEEP_EVERY
from tests.services.channel_walk import Both, Walk, differences
from tests.services.desk import Desk

S = SectionState


@pytest.fixture
def both(desk: Desk) -> Both:
    return Both(desk)


def test_from_a_purchase_to_its_delivery(both: Both) -> None:
    (ref,) = both.naver.buys(2)
    assert both.round().synced.new == 1
    (order,) = both.orders()
    both.desk.do("track", order.number, courier="cj", number="688900000007", to="ship")
    assert both.round().told == 2
    assert both.naver.sent(ref) == "688900000007"
    both.naver.delivers(ref)
    both.naver.world.clock.advance(SWEEP_EVERY)
    both.round()
    (order,) = both.orders()
    assert order.sections[0].state is S.DELIVERED
    assert both.desk.sound()


@pytest.mark.parametrize("seed", range(40))
def test_whatever_goes_wrong_the_books_agree_in_the_end(both: Both, seed: int) -> None:
    Walk(both, seed).go(40)
    assert differences(both) == []
    assert both.desk.sound()
