"""Kill every long work at random moments, and see that nothing is lost, half done or done twice.

    python -m benchmarks.works [--orders 2000] [--kills 40] [--seed 1] [WORK ...]

The works are an import of orders, an import of tracking numbers, an export, a copy, a backup, a restore and
the upgrade of an old store; a bulk job and its undo have `benchmarks/kill.py`. Each is done once undisturbed,
which tells what must come out. Then it is begun on the same place again and again and killed (SIGKILL) one to
three times in a row, mostly while it writes; after every kill what is there must be sound, and the work that
is let live in the end must bring exactly what the undisturbed one brought. `ORDERDESK_SEED` is the seed where
none is given.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.kill import Wrong, listed
from benchmarks.monkey import seed_here
from orderdesk.core.services.verifying import verify
from orderdesk.core.store.backups import check_backup
from orderdesk.core.store.engine import open_store

ROOT = Path(__file__).resolve().parents[1]
OLD_STORE = ROOT / "tests" / "store" / "stores" / "schema-0001.db"
IN_A_ROW = 3
"""Kills of one work at most before it is let live."""

EARLY = 0.2
"""The share of kills that come at any time before the work writes."""

POLL = 0.002


def command(place: Path, *arguments: str) -> list[str]:
    """The command line on the store of *place*."""
    return [sys.executable, "-m", "orderdesk", "--db", f"sqlite:///{place / 'desk.db'}", *arguments]


def run(place: Path, *arguments: str) -> None:
    """A command to its end. Wrong when it fails."""
    done = subprocess.run(command(place, *arguments), cwd=place, capture_output=True, env=environment(place))
    if done.returncode:
        raise Wrong(f"{arguments}: status {done.returncode}, {done.stderr.decode()[-500:]}")


def environment(place: Path) -> dict[str, str]:
    """A home of its own, so that nothing of this machine's user is touched."""
    return {**os.environ, "HOME": str(place / "home"), "PYTHONPATH": str(ROOT)}


def content(store: Path) -> list[str]:
    """Every order of a store, which must be sound; nothing where there is no store yet."""
    if not store.exists() or not store.stat().st_size:
        return []
    with open_store(f"sqlite:///{store}") as opened:
        found = verify(opened)
        if found.wrong:
            raise Wrong(f"verify: {found.findings[:5]}")
        return [without_times(row) for row in listed(opened)]


def without_times(row: str) -> str:
    """An order as it is listed, but for the times at which something was done to it."""
    cells = json.loads(row)
    return json.dumps({key: value for key, value in cells.items() if not key.endswith("_at")})


@dataclass(frozen=True, slots=True)
class Work:
    """A long work: how its place is made ready for *orders* orders, its command, and what it brings.

    `before` is what is there at the start; `half` looks at what a killed one left, given that and what is to
    come. With `again`, each time that it is done it adds something.
    """

    name: str
    prepare: Callable[[Path, int], None]
    arguments: tuple[str, ...]
    result: Callable[[Path], object]
    half: Callable[[Path, object, object], None]
    before: Callable[[Path], object] = lambda place: None
    again: bool = False
    refused: int = 0
    """The status with which it is refused once it is done."""


# what each work begins with


def with_demo(place: Path, orders: int) -> None:
    run(place, "demo", "--orders", str(orders), "--no-open")


def with_order_file(place: Path, orders: int) -> None:
    with_demo(place, orders)
    run(place, "export", "--scope", "tab", "--out", "orders.csv")
    for file in place.glob("desk.db*"):
        file.unlink()


def with_tracking_file(place: Path, orders: int) -> None:
    import openpyxl

    with_order_file(place, orders)
    run(place, "import", "orders.csv", "--as", "orders")
    run(place, "tracking", "template", "--out", "form.xlsx")
    book = openpyxl.load_workbook(place / "form.xlsx")
    sheet = book.worksheets[0]
    for n in range(3, sheet.max_row + 1):
        if sheet.cell(n, 2).value:
            sheet.cell(n, 4).value, sheet.cell(n, 5).value = "한진택배", f"4{n:011d}"
    book.save(place / "form.xlsx")


def with_an_older_export(place: Path, orders: int) -> None:
    with_demo(place, orders)
    (place / "out").mkdir()
    (place / "out" / "orders.csv").write_bytes(b"old")


def with_an_older_backup(place: Path, orders: int) -> None:
    with_demo(place, orders // 2)
    run(place, "backup", "kept.db")
    for file in place.glob("desk.db*"):
        file.unlink()
    with_demo(place, orders)


def with_an_old_store(place: Path, orders: int) -> None:
    shutil.copy(OLD_STORE, place / "desk.db")


# what is there after a kill


def orders_here(place: Path) -> list[str]:
    return content(place / "desk.db")


def some_orders(place: Path, before: object, after: object) -> None:
    """Whole orders, each as before or as they are to become."""
    known = {*as_lines(before), *as_lines(after)}
    found = orders_here(place)
    if len(set(found)) != len(found) or not known.issuperset(found):
        raise Wrong(f"{len(set(found) - known)} orders are half imported")


def as_lines(lines: object) -> list[str]:
    assert isinstance(lines, list)
    return lines


def exported(place: Path) -> dict[str, bytes]:
    """What is in the folder of exports, but for what is not whole yet."""
    return {file.name: file.read_bytes() for file in (place / "out").iterdir() if file.name[0] != "."}


def whole_exports(place: Path, before: object, after: object) -> None:
    """The file that was there, and of new ones none or whole ones."""
    assert isinstance(after, dict)
    found = exported(place)
    whole = after["orders-2.csv"]
    if found.pop("orders.csv") != b"old" or any(each != whole for each in found.values()):
        raise Wrong(f"a half file: { {name: len(each) for name, each in found.items()} }")


def copied(place: Path) -> list[str]:
    return content(place / "copy.db")


def all_or_nothing_copied(place: Path, before: object, after: object) -> None:
    if copied(place) not in ([], after):
        raise Wrong("half a copy")
    if orders_here(place) != after:
        raise Wrong("the store that was copied is not what it was")


def backed_up(place: Path) -> int:
    """The orders of the backup, which must be whole."""
    return check_backup(place / "kept.db").orders


def one_of_both_backups(place: Path, before: object, after: object) -> None:
    if backed_up(place) not in (before, after):
        raise Wrong("a backup that is neither the old one nor the new one")


def one_of_both_stores(place: Path, before: object, after: object) -> None:
    if orders_here(place) not in (before, after):
        raise Wrong("a store that is neither the old one nor the restored one")


def upgraded(place: Path) -> list[str]:
    run(place, "list", "--count")
    return orders_here(place)


def still_upgraded(place: Path, before: object, after: object) -> None:
    """Whatever was left, a copy of it opens, sound, with all its orders."""
    look = place / "look"
    shutil.rmtree(look, ignore_errors=True)
    look.mkdir()
    for file in place.glob("desk.db*"):
        shutil.copy(file, look / file.name)
    if content(look / "desk.db") != after:
        raise Wrong("an old store that lost something while it was brought up to date")
    shutil.rmtree(look)


WORKS = (
    Work(
        "import",
        with_order_file,
        ("import", "orders.csv", "--as", "orders"),
        orders_here,
        some_orders,
        orders_here,
    ),
    Work(
        "tracking",
        with_tracking_file,
        ("import", "form.xlsx", "--as", "tracking"),
        orders_here,
        some_orders,
        orders_here,
    ),
    Work(
        "export",
        with_an_older_export,
        ("export", "--scope", "tab", "--out", "out/orders.csv"),
        exported,
        whole_exports,
        again=True,
    ),
    Work(
        "copy",
        with_demo,
        ("copy", "--to", "sqlite:///copy.db"),
        copied,
        all_or_nothing_copied,
        refused=3,
    ),
    Work("backup", with_an_older_backup, ("backup", "kept.db"), backed_up, one_of_both_backups, backed_up),
    Work(
        "restore",
        with_an_older_backup,
        ("restore", "./kept.db", "--yes"),
        orders_here,
        one_of_both_stores,
        orders_here,
    ),
    Work("upgrade", with_an_old_store, ("list", "--count"), upgraded, still_upgraded),
)


@dataclass(slots=True)
class Tally:
    """Kills, by whether the work had changed something; works that were done to their end; their seconds."""

    kills: Counter[str] = field(default_factory=Counter)
    finished: int = 0
    slowest: float = 0.0


def picture(place: Path) -> set[tuple[str, int, int]]:
    """Names, sizes and times of the files of *place*: it changes when something is written."""
    found = set()
    for file in place.rglob("*"):
        try:
            facts = file.stat()
        except FileNotFoundError:  # it went meanwhile
            continue
        found.add((str(file), facts.st_size, facts.st_mtime_ns))
    return found


@dataclass(frozen=True, slots=True)
class Life:
    """How a command lived: whether it was killed, when it first wrote, and how long it took, in seconds."""

    killed: bool
    wrote: float
    took: float


def live(place: Path, work: Work, early: float | None = None, late: float | None = None) -> Life:
    """One life of *work*: killed *early* seconds after its start, or *late* ones after it first wrote."""
    before, begun, wrote = picture(place), time.monotonic(), 0.0
    process = subprocess.Popen(
        command(place, *work.arguments), cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL, env=environment(place),
    )  # fmt: skip
    while process.poll() is None:
        since = time.monotonic() - begun
        if not wrote and picture(place) != before:
            wrote = since
        if (early is not None and since >= early) or (late is not None and wrote and since >= wrote + late):
            process.kill()
            break
        time.sleep(POLL)
    _, told = process.communicate()
    if process.returncode not in (0, 1, -9, work.refused):  # 1: some rows were refused
        raise Wrong(f"{work.name}: status {process.returncode}: {told.decode()[-500:]}")
    return Life(process.returncode == -9, wrote, time.monotonic() - begun)


def torture(work: Work, folder: Path, orders: int, kills: int, chance: random.Random) -> Tally:
    """Do *work* and kill it *kills* times; Wrong when anything is not as it must be."""
    ready, place, tally = folder / "ready", folder / "place", Tally()
    ready.mkdir()
    work.prepare(ready, orders)
    before = work.before(copy_of(ready, place))
    usual = live(place, work)
    after = work.result(place)
    while tally.kills.total() < kills:
        copy_of(ready, place)
        for _ in range(chance.randint(1, IN_A_ROW)):
            untouched = picture(place)
            early = chance.uniform(0, usual.wrote) if chance.random() < EARLY else None
            late = chance.uniform(0, usual.took - usual.wrote)
            if not live(place, work, early, late).killed:
                break
            tally.kills["changed" if picture(place) != untouched else "nothing yet"] += 1
            work.half(place, before, after)
        tally.slowest = max(tally.slowest, live(place, work).took)
        tally.finished += 1
        work.half(place, before, after)
        if not work.again and work.result(place) != after:
            raise Wrong(f"{work.name}: after {tally.kills.total()} kills it brings something else")
        if left := [file.name for file in place.rglob("*part") if file.is_file()]:
            raise Wrong(f"{work.name} leaves {left}")
    return tally


def copy_of(ready: Path, place: Path) -> Path:
    """*place*, as it stood ready."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(ready, place)
    return place


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line of this measurement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("works", nargs="*", metavar="WORK", choices=[*(each.name for each in WORKS), []])
    parser.add_argument("--orders", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=seed_here())
    given = parser.parse_args(arguments)
    chance = random.Random(given.seed)
    for work in WORKS:
        if given.works and work.name not in given.works:
            continue
        with tempfile.TemporaryDirectory() as folder:
            begun = time.monotonic()
            tally = torture(work, Path(folder), given.orders, given.kills, chance)
            print(
                f"{work.name:9} {tally.kills.total():4} kills, {tally.kills['changed']} after it had written;"
                f" {tally.finished} done to the end, at most {tally.slowest:.1f} s; nothing lost;"
                f" {time.monotonic() - begun:.0f} s",
                flush=True,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
