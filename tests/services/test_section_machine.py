"""Split, partial moves, merges, holds and undos in any order, on both engines."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from orderdesk.core.store.engine import Store
from tests.services.section_walk import SectionWalk

FEW = settings(max_examples=10, stateful_step_count=20, suppress_health_check=list(HealthCheck))


@pytest.mark.slow
def test_whatever_people_do_to_sections_can_be_taken_back_and_every_invariant_holds(store: Store) -> None:
    class Walk(SectionWalk):
        def __init__(self) -> None:
            super().__init__(store)

    run_state_machine_as_test(Walk, settings=FEW)
