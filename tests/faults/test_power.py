"""Power cuts: what was said to be done is there; `benchmarks/power.py` cuts more often."""

from __future__ import annotations

import random
import shutil
import sys
from pathlib import Path

import pytest

from benchmarks.monkey import seed_here
from benchmarks.power import Call, image, read_call, run

traced = pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("strace") is None,
    reason="strace is not installed: no power was cut",
)


@pytest.mark.slow
@traced
@pytest.mark.parametrize("off", [False, True])
def test_a_power_cut_loses_nothing_and_would_be_seen_to_without_syncs(tmp_path: Path, off: bool) -> None:
    tally = run(tmp_path, acts=10, images=25, chance=random.Random(seed_here(3)), off=off)
    assert tally.acts == 10 and tally.calls > 100
    assert bool(tally.bad) is off, tally.found


def test_what_was_synced_is_there_and_the_rest_may_be() -> None:
    calls = [
        Call("write", "desk.db", b"a" * 4, 0),
        Call("sync", "desk.db"),
        Call("write", "desk.db", b"b" * 4, 4),
        Call("write", "desk.db-wal", b"w" * 2048, 0),
        Call("remove", "desk.db-journal"),
    ]
    seen = [image(b"", calls, random.Random(n)) for n in range(60)]
    assert {each["desk.db"][:4] for each in seen} == {b"aaaa"}
    assert {each["desk.db"][4:] for each in seen} == {b"", b"bbbb"}
    walls = {each.get("desk.db-wal", b"") for each in seen}
    assert {b"", b"w" * 2048} < walls and any(0 < wall.count(0) < 2048 for wall in walls)


def test_lines_of_strace_are_read() -> None:
    name = "".join(f"\\x{byte:02x}" for byte in b"/tmp/x/desk.db")
    assert read_call(f'7 pwrite64(3<{name}>, "\\x61\\x62", 2, 4096) = 2\n') == Call(
        "write", "desk.db", b"ab", 4096
    )
    assert read_call(f"7 ftruncate(3<{name}>, 8192) = 0\n") == Call("cut", "desk.db", at=8192)
    assert read_call(f"7 fdatasync(3<{name}>) = 0\n") == Call("sync", "desk.db")
    assert read_call(f'7 unlink("{name}") = 0\n') == Call("remove", "desk.db")
    assert read_call('7 write(1<\\x2f>, "\\x61", 1) = 1\n') is None
