"""Two packing stations and the office in any order and in between each other, on both engines."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from orderdesk.core.store.engine import Store
from tests.services.packing_walk import PackingWalk

FEW = settings(max_examples=12, stateful_step_count=25, suppress_health_check=list(HealthCheck))


@pytest.mark.slow
def test_no_piece_leaves_twice_and_none_that_nobody_counted(store: Store) -> None:
    class Walk(PackingWalk):
        def __init__(self) -> None:
            super().__init__(store)

    run_state_machine_as_test(Walk, settings=FEW)
