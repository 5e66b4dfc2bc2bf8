"""Every long work, killed at random; `benchmarks/works.py` does it more often and with more orders."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks.monkey import seed_here
from benchmarks.works import WORKS, Work, torture


@pytest.mark.slow
@pytest.mark.parametrize("work", WORKS, ids=lambda work: str(work.name))
def test_a_work_that_is_killed_loses_and_doubles_nothing(tmp_path: Path, work: Work) -> None:
    tally = torture(work, tmp_path, orders=200, kills=2, chance=random.Random(seed_here(5)))
    assert tally.kills.total() >= 2 and tally.finished
