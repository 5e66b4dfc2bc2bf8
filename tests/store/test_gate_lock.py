"""The lock of the gate by itself: one holder, a queue that can be left, nothing held by who left."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from orderdesk.core.store.gate import gate

PATIENCE = 30.0


def test_who_waits_too_long_is_told_and_leaves_the_queue(tmp_path: Path) -> None:
    path = str(tmp_path / "store.gate")
    with gate(path, 0o600, PATIENCE):
        for _ in range(3):
            with pytest.raises(TimeoutError), gate(path, 0o600, 0.01):
                raise AssertionError("two have the lock")
    with gate(path, 0o600, PATIENCE), pytest.raises(TimeoutError), gate(path, 0o600, 0.01):
        raise AssertionError("two have the lock")


def test_the_lock_goes_on_to_who_waits_and_only_one_has_it(tmp_path: Path) -> None:
    path, inside, most = str(tmp_path / "store.gate"), [0], [0]

    def work() -> None:
        for _ in range(50):
            with gate(path, 0o600, PATIENCE):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    people = [threading.Thread(target=work) for _ in range(6)]
    for one in people:
        one.start()
    for one in people:
        one.join(PATIENCE)
    assert not any(one.is_alive() for one in people) and most == [1]
    assert (Path(path).stat().st_mode & 0o777) == 0o600


def test_a_folder_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(OSError), gate(str(tmp_path / "none" / "store.gate"), 0o600, 1):
        pass
