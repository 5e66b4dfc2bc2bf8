"""Buying, splitting, sending, claiming in parts, refunding, exchanging and undoing, on both engines."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from orderdesk.core.store.engine import Store
from tests.services.money_walk import MoneyWalk

FEW = settings(max_examples=8, stateful_step_count=20, suppress_health_check=list(HealthCheck))


@pytest.mark.slow
def test_money_adds_up_and_explains_itself_whatever_people_do(store: Store) -> None:
    class Walk(MoneyWalk):
        def __init__(self) -> None:
            super().__init__(store)

    run_state_machine_as_test(Walk, settings=FEW)
