"""How long an export of orders takes, as a multiple of the bare Rust-backed writer, and what memory it needs.

    python benchmarks/export.py [--orders 80000]

Whole processes run in turns, medians of three: `bare` writes the same rows, made before its clock starts;
`file` is our own way of writing them, from rows made before too; `rows` reads orders and makes their rows
without a file; `export` is all of it, with its peak of memory over the idle program. Goals: file at most
1.3 × bare, peak less than 200 MB over idle.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from orderdesk.core.domain.export_rows import ExportRows
from orderdesk.core.domain.export_scopes import ROWS_MOST
from orderdesk.core.domain.export_templates import BUILT_IN
from orderdesk.core.domain.export_values import Sender
from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.files.order_sheet import write_orders
from orderdesk.core.services import browsing, exporting
from orderdesk.core.services.demo.fill import fill_demo
from orderdesk.core.services.tabs import ALL
from orderdesk.core.store.engine import Store, open_store
from orderdesk.settings import Settings

RUNS = 3
GOAL_RATIO, GOAL_MB = 1.3, 200
NOW = 1_795_395_600
WHO = Actor(ActorKind.SELLER, "bench")


def peak_mb() -> float:
    """The most memory that this program has had; not that of the one which started it, as getrusage says."""
    (line,) = (each for each in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in each)
    return int(line.split()[1]) / 1024


def made(store: Store, form: ExportRows) -> Iterator[list[list[Any]]]:
    """The rows of the orders, up to what one file holds."""
    count = 0
    with store.reader() as conn:
        for order in browsing.orders(conn, browsing.make_view()):
            rows = form.of(order)
            count += len(rows)
            if count > ROWS_MOST:
                return
            yield rows


def bare(store: Store, path: Path) -> Callable[[], object]:
    from rustpy_xlsxwriter import FastExcel

    form = ExportRows(BUILT_IN, Sender("우리상점"))
    records = [
        {
            h: cell or None if isinstance(cell, str) else cell
            for h, cell in zip(form.headers, row, strict=True)
        }
        for rows in made(store, form)
        for row in rows
    ]
    return FastExcel(str(path)).sheet("주문", records).save


def file(store: Store, path: Path) -> Callable[[], object]:
    form = ExportRows(BUILT_IN, Sender("우리상점"))
    orders = list(made(store, form))
    return lambda: write_orders(path, form, orders, lambda target: None)


def rows(store: Store, path: Path) -> Callable[[], object]:
    form = ExportRows(BUILT_IN, Sender("우리상점"))
    return lambda: sum(map(len, made(store, form)))


def export(store: Store, path: Path) -> Callable[[], object]:
    return lambda: exporting.export_orders(
        store, exporting.whole_tab(ALL), BUILT_IN, path, WHO, lambda: NOW, Settings()
    )


PARTS = {"bare": bare, "file": file, "rows": rows, "export": export}


def measure(name: str, url: str, path: Path) -> None:
    """One run of one part in this process; prints seconds and the growth of the peak in MB."""
    with open_store(url) as store:
        run = PARTS[name](store, path)
        before, start = peak_mb(), time.perf_counter()
        run()
        print(json.dumps([time.perf_counter() - start, peak_mb() - before]))


def main() -> int:
    """Measure and print; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=80_000)
    parser.add_argument("--part", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        name, url, path = given.part
        measure(name, url, Path(path))
        return 0
    seconds: dict[str, list[float]] = {name: [] for name in PARTS}
    memory: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        with open_store(url) as store:
            fill_demo(store, given.orders, 1, NOW)
        for turn in range(RUNS):
            for name in PARTS:
                part = [name, url, f"{folder}/{name}-{turn}.xlsx"]
                command = [sys.executable, __file__, "--part", *part]
                said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
                took, grew = json.loads(said)
                seconds[name].append(took)
                if name == "export":
                    memory.append(grew)
    median = {name: statistics.median(taken) for name, taken in seconds.items()}
    for name, taken in median.items():
        print(f"{name:8}{taken:6.2f} s  {taken / median['bare']:5.2f} x bare")
    print(f"peak of export over idle: {max(memory):.0f} MB")
    return int(median["file"] > GOAL_RATIO * median["bare"] or max(memory) > GOAL_MB)


if __name__ == "__main__":
    sys.exit(main())
