"""Cut the power at random moments, and see that everything that was said to be done is still there.

    python -m benchmarks.power [--images 600] [--acts 60] [--seed 1] [--off]

The real store works under strace, which writes down every write, sync, cut and removal of its files; after
each act that is done the worker says so. From that record the disk is made as a power cut would leave it at a
random call: what was synced is there; of what was not, each write is there, or not, or some of its 512-byte
sectors are, in any order. On each such image the store is opened: its pages and history must be whole, every
rule must hold, and all that was said to be done must be done. `--off` is the proof that this finds anything:
the same with SQLite's syncs switched off, where images must be torn or lack something. Files are taken to be
made and removed in order. Linux only.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from benchmarks.kill import MAKER, NOW, make_orders
from benchmarks.monkey import seed_here
from benchmarks.works import ROOT
from orderdesk.core.domain.orders import EntryKind, Section
from orderdesk.core.domain.requests import make_request
from orderdesk.core.domain.states import SectionState
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.planning import make_plan
from orderdesk.core.services.tabs import begin_shop
from orderdesk.core.services.verifying import verify
from orderdesk.core.store import sqlite
from orderdesk.core.store.engine import open_store
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.problems import StoreProblem

PAID = EntryKind.PAID
SECTOR = 512
CALLS = "openat,write,pwrite64,ftruncate,fsync,fdatasync,unlink"
LINE = re.compile(
    r"(?P<call>\w+)\((?:AT_FDCWD<[^>]*>, )?(?:\d+<(?P<open>[^>]*)>|\"(?P<path>[^\"]*)\")(?P<rest>.*)"
)
STORE, ACKS = "desk.db", "acks"
DURABLE = (STORE, f"{STORE}-wal", f"{STORE}-journal")
"""What a store keeps on the disk; the shared memory is made anew."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it was recorded: what, on which file, and where which bytes were put, or the new length."""

    what: str
    file: str
    data: bytes = b""
    at: int = 0


@dataclass(slots=True)
class Tally:
    """What images were found to be."""

    found: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    acts: int = 0

    @property
    def bad(self) -> int:
        """Images that are torn, or lack what was said to be done."""
        return self.found.total() - self.found["whole"]


# what is recorded


def work(place: Path, acts: int, off: bool) -> None:
    """In the traced process: *acts* orders are made and become 배송대기, one by one; each is told then."""
    if off:
        sqlite._SETTINGS = (*sqlite._SETTINGS, "PRAGMA synchronous = OFF")
    paid = (order for order in make_orders(acts * 6) if not order.holds and order.entries[0].kind is PAID)
    with open_store(f"sqlite:///{place / STORE}") as store, (place / ACKS).open("wb", buffering=0) as told:
        for n, order in enumerate(islice(paid, acts), 1):
            with store.unit(MAKER, NOW) as unit:
                (number,) = unit.insert([order])
            with store.reader() as conn:
                plan = make_plan(conn, [number], make_request("ready"), MAKER, NOW, shop_of(conn))
            apply_plan(store, plan, MAKER, lambda: NOW)
            told.write(b"%d\n" % n)


def record(place: Path, acts: int, off: bool) -> list[Call]:
    """Work on a new store in *place* under strace; what it called. The store as it was before stays there."""
    with open_store(f"sqlite:///{place / STORE}") as store:
        begin_shop(store, MAKER, NOW)
    shutil.copy(place / STORE, place / "before")
    trace = place / "trace"
    command = ["strace", "-f", "-y", "-xx", "-s", "1000000", "-e", f"trace={CALLS}", "-o", str(trace)]
    command += [sys.executable, "-m", "benchmarks.power", "--work", str(place), "--acts", str(acts)]
    subprocess.run([*command, *(["--off"] if off else [])], cwd=ROOT, check=True)
    with trace.open() as lines:
        return [call for line in lines if (call := read_call(line)) is not None]


def read_call(line: str) -> Call | None:
    """The call of a line of strace's, if it is about one of the files that are meant."""
    match = LINE.search(line)
    if match is None:
        return None
    file = Path(plain(match["open"] or match["path"]).decode(errors="replace")).name
    if file not in (*DURABLE, ACKS):
        return None
    if "<unfinished" in line or "resumed>" in line:
        raise RuntimeError(f"two threads at once: {line[:100]}")
    call, rest = match["call"], match["rest"]
    if call in ("write", "pwrite64"):
        _, text, numbers = rest.split('"', 2)
        return Call(
            "write", file, plain(text), int(numbers.split(",")[2].split(")")[0]) if call[0] == "p" else 0
        )
    if call == "ftruncate":
        return Call("cut", file, at=int(rest.strip(", ").split(")")[0]))
    if call in ("fsync", "fdatasync"):
        return Call("sync", file)
    return Call("remove", file) if call == "unlink" else None


def plain(text: str) -> bytes:
    """The bytes that strace wrote as ``\\x00\\x01``."""
    return bytes.fromhex(text.replace("\\x", ""))


# what a power cut leaves


def image(before: bytes, calls: Sequence[Call], chance: random.Random) -> dict[str, bytes]:
    """The files as the power is cut after the last of *calls*."""
    left: dict[str, bytes] = {}
    for file in DURABLE:
        own = [call for call in calls if call.file == file]
        gone = max((n for n, call in enumerate(own) if call.what == "remove"), default=-1)
        if gone == len(own) - 1 and gone >= 0 and chance.random() < 0.5:  # it had not yet come to the disk
            own, gone = own[:gone], -1
        content = bytearray(before if file == STORE else b"")
        own = own[gone + 1 :]
        synced = max((n for n, call in enumerate(own) if call.what == "sync"), default=-1)
        for call in own[: synced + 1]:
            put(content, call, call.data)
        waiting = own[synced + 1 :]
        chance.shuffle(waiting)
        for call in waiting:
            roll = chance.random()
            if roll < 0.4:
                put(content, call, call.data)
            elif roll < 0.7:
                for start in range(0, len(call.data), SECTOR):
                    if chance.random() < 0.5:
                        piece = call.data[start : start + SECTOR]
                        put(content, Call("write", file, piece, call.at + start), piece)
        if content:
            left[file] = bytes(content)
    return left


def put(content: bytearray, call: Call, data: bytes) -> None:
    """Do *call* to the content of a file."""
    if call.what == "cut":
        del content[call.at :]
        content.extend(bytes(call.at - len(content)))
    elif call.what == "write":
        content.extend(bytes(max(0, call.at + len(data) - len(content))))
        content[call.at : call.at + len(data)] = data


# what is found on it


def judge(place: Path, files: dict[str, bytes], done: int) -> str:
    """What the store is worth that a power cut left: ``whole``, ``torn`` or ``lost``."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for name, content in files.items():
        (place / name).write_bytes(content)
    try:
        with open_store(f"sqlite:///{place / STORE}", create=False) as store:
            with store.reader() as conn:
                if conn.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                    return "torn"
                ready = sum(is_ready(order.sections) for order in load_orders(conn, range(1, done + 1)))
            if verify(store).wrong:
                return "torn"
    except (StoreProblem, sqlite.LIBRARY.Error, LookupError, ValueError):
        return "torn"
    return "whole" if ready == done else "lost"


def is_ready(sections: Sequence[Section]) -> bool:
    return all(section.state is SectionState.READY for section in sections)


def cut(place: Path, calls: Sequence[Call], images: int, chance: random.Random) -> Tally:
    """Judge *images* power cuts at random calls."""
    before = (place / "before").read_bytes()
    acts = sum(call.file == ACKS for call in calls)
    tally = Tally(calls=len(calls), acts=acts)
    for _ in range(images):
        end = chance.randrange(1, len(calls) + 1)
        done = sum(call.file == ACKS for call in calls[:end])
        tally.found[judge(place / "image", image(before, calls[:end], chance), done)] += 1
    return tally


def run(folder: Path, acts: int, images: int, chance: random.Random, off: bool = False) -> Tally:
    """Record *acts* acts and judge *images* power cuts."""
    return cut(folder, record(folder, acts, off), images, chance)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line of this measurement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--images", type=int, default=600)
    parser.add_argument("--acts", type=int, default=60)
    parser.add_argument("--seed", type=int, default=seed_here())
    parser.add_argument("--off", action="store_true")
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.work:
        work(given.work, given.acts, given.off)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        tally = run(Path(folder), given.acts, given.images, random.Random(given.seed), given.off)
    print(
        f"{given.images} power cuts in {tally.calls:,} calls of {tally.acts} acts, syncs"
        f" {'off' if given.off else 'as always'}: {dict(tally.found)}; {time.monotonic() - begun:.0f} s"
    )
    return int(bool(tally.bad) is not given.off)


if __name__ == "__main__":
    sys.exit(main())
