"""The leader of three database servers dies under eight operators: nothing that they were told is lost."""

from __future__ import annotations

import os

import pytest

from benchmarks.failover import fail_over, missing
from orderdesk.core.store.engine import AWAY


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_with_a_killed_leader_and_desks_come_back() -> None:
    if packages := missing():
        told = f"apt install {' '.join(packages)}"
        if "CI" in os.environ:
            pytest.fail(told)
        pytest.skip(told)
    done = fail_over(count=8, seconds=50, seed=3)
    found = done.crowd.findings
    assert (found.lost, found.doubled, found.unknown, done.crowd.wrong) == ([], [], [], 0)
    (killed_at,) = done.killed_at
    back = [tally.who for tally in done.crowd.tallies if tally.acknowledged[-1] > killed_at]
    assert len(back) == 8  # without being started again
    assert found.in_flight <= 8 and found.changes > 50
    told_words = done.crowd.problems
    assert told_words and {code for code, _, _ in told_words} <= AWAY
    assert all(korean.endswith((".", "요")) and english for _, korean, english in told_words)
