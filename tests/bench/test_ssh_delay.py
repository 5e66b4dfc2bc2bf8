"""Over a line of 100 ms the common jobs wait for their keys alone: the desk asks the terminal for nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.ssh_bytes import NoServer, serving
from benchmarks.ssh_delay import JOBS, run


@pytest.mark.slow
def test_the_common_jobs_take_no_more_round_trips_than_keys(tmp_path: Path) -> None:
    try:
        with serving(tmp_path) as server:
            found = run(server, tmp_path, 0.1)  # it sees to it that the jobs were done
    except NoServer as problem:
        pytest.skip(str(problem))
    assert {job: (trip.keys, trip.questions) for job, trip in found.items()} == {
        job: (len(keys.split()), 0) for job, (_, keys, _) in JOBS.items()
    }
