from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.kill import run


@pytest.mark.slow
def test_a_job_that_is_killed_again_and_again_is_done_once_and_taken_back_whole(tmp_path: Path) -> None:
    tally, job = run(f"sqlite:///{tmp_path / 'kill.db'}", sections=1500, kills=6, seed=3)
    assert tally.killed == 6
    assert job.applied + job.refused == 1500 and job.applied > 1400
