"""How long files take that come in, as multiples of python-calamine reading the same file alone.

    python benchmarks/reading.py [--rows 100000] [--runs 3] [--only bare,read]

Each part is a process of its own that times itself; they run in turns, medians. Of a tracking form with a row
an order: `bare` is the library alone, `read` our reading of it, `taken` reading, checking and applying it all
(with the job, events, search and counts). Of an order export with a row an order: `bare-orders` is the
library alone, `orders` the import into an empty store, `brought` its part after reading, and `worked` the
processor time of that, which says more on a machine that others use too. Goals: read at most 1.5 × bare with
a peak less than 200 MB over idle; taken less than 5 × bare; 20,000 orders brought a second.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.files.columns import ORDER_COLUMNS
from orderdesk.core.files.order_export import OrderFile
from orderdesk.core.files.reading import read_table
from orderdesk.core.files.tracking_form import TrackingFile
from orderdesk.core.services.importing import import_orders
from orderdesk.core.services.opening import open_file
from orderdesk.core.services.tabs import begin_shop
from orderdesk.core.services.tracking_file import import_tracking
from orderdesk.core.services.tracking_rows import Options
from orderdesk.core.store.engine import open_store

NOW = 1_795_395_600
WHO = Actor(ActorKind.SELLER, "bench")
FORM, ORDERS, STORE = "form.xlsx", "orders.xlsx", "store.db"
GOAL_READ, GOAL_TAKEN, GOAL_MB, GOAL_ORDERS = 1.5, 5, 200, 20_000
OF_ORDERS = ("bare-orders", "orders", "brought", "worked")
PARTS = ("bare", "read", "taken", "bare-orders", "orders")


def number(n: int) -> str:
    return f"20261122{n:07d}"


def write(path: Path, rows: Iterable[dict[str, object]]) -> None:
    from rustpy_xlsxwriter import FastExcel

    FastExcel(str(path)).sheet("Sheet1", list(rows)).save()


def make(folder: Path, rows: int, parts: Iterable[str]) -> None:
    """The files that *parts* need, and a store that holds the orders of both."""
    write(
        folder / FORM,
        (
            {
                "주문섹션번호": f"{number(n)}-S1",
                "주문섹션품목번호": f"{number(n)}-1",
                "수량": 1,
                "택배사": "CJ대한통운",
                "송장번호": f"68{n:09d}{n % 7}",
                "주문 상태 변경": "배송중",
            }
            for n in range(rows)
        ),
    )
    if {"taken", "orders", "bare-orders"}.isdisjoint(parts):
        return
    write(folder / ORDERS, (order(n) for n in range(rows)))
    if "taken" not in parts:
        return
    with open_store(f"sqlite:///{folder / STORE}", create=True) as store:
        begin_shop(store, WHO, NOW)
        read = open_file(folder / ORDERS)
        assert isinstance(read, OrderFile)
        import_orders(store, read, WHO, lambda: NOW)


def order(n: int) -> dict[str, object]:
    """A row of the order export, an order of one piece."""
    cells: dict[str, object] = dict.fromkeys((names[0] for names in ORDER_COLUMNS.values()), None)
    family, given = "김이박최정강조윤장임"[n % 10], "민서지우하준도윤예은수아"
    name = family + given[n * 7 % 12] + given[n * 5 % 12]
    said = {
        "channel": "우리상점",
        "number": number(n),
        "trade": "거래개시",
        "items_total": 10_000,
        "discount": 0,
        "ship_fee": 3_000,
        "points": 0,
        "paid": 13_000,
        "buyer_name": name,
        "buyer_phone": f"010-0000-{n % 10_000:04d}",
        "delivery": "택배",
        "delivery_pay": "선불",
        "section": f"{number(n)}-S1",
        "item": f"{number(n)}-1",
        "qty": 1,
        "name": "유기농 쌀",
        "option": "크기 : 10kg",
        "unit_price": 10_000,
        "line_paid": 10_000,
        "receiver": name,
        "receiver_phone": f"010-0000-{n % 10_000:04d}",
        "country": "KR",
        "zip": f"{1000 + n % 60_000:05d}",
        "address": f"서울 강남구 테헤란로 {n % 500}",
        "detail": f"{n % 30}층",
        "memo": "문 앞",
        "placed_at": f"2026-11-{1 + n % 22:02d} {n % 24:02d}:{n % 60:02d}:00",
        "product_no": f"{n % 900:05d}",
    }
    return cells | {ORDER_COLUMNS[field][0]: value for field, value in said.items()}


def peak_mb() -> float:
    """The most memory that this program has had; not that of the one which started it, as getrusage says."""
    (line,) = (each for each in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in each)
    return int(line.split()[1]) / 1024


def bare(file: Path) -> Callable[[], dict[str, float] | None]:
    import python_calamine

    def run() -> None:
        python_calamine.load_workbook(str(file)).get_sheet_by_index(0).to_python()

    return run


def read(file: Path) -> Callable[[], dict[str, float] | None]:
    def run() -> None:
        read_table(file)

    return run


def taken(file: Path, url: str) -> Callable[[], dict[str, float] | None]:
    def run() -> dict[str, float]:
        start = time.perf_counter()
        source = open_file(file)
        assert isinstance(source, TrackingFile)
        parsed = time.perf_counter() - start
        with open_store(url) as store:
            result = import_tracking(store, source, WHO, lambda: NOW, Options())
        assert result.sections == len(source.rows)
        return {"parsed": parsed}

    return run


def orders(file: Path, url: str) -> Callable[[], dict[str, float] | None]:
    def run() -> dict[str, float]:
        source = open_file(file)
        assert isinstance(source, OrderFile)
        with open_store(url, create=True) as store:
            start, work = time.perf_counter(), time.process_time()
            result = import_orders(store, source, WHO, lambda: NOW)
            brought, worked = time.perf_counter() - start, time.process_time() - work
        assert result.imported == len(source.orders)
        return {"brought": brought, "worked": worked}

    return run


def measure(part: str, folder: Path, scratch: Path) -> None:
    """One run of one part in this process; prints seconds and the growth of the peak in MB."""
    url = f"sqlite:///{scratch / STORE}"
    if part == "taken":
        shutil.copy(folder / STORE, scratch / STORE)
    run = {
        "bare": lambda: bare(folder / FORM),
        "read": lambda: read(folder / FORM),
        "taken": lambda: taken(folder / FORM, url),
        "bare-orders": lambda: bare(folder / ORDERS),
        "orders": lambda: orders(folder / ORDERS, url),
    }[part]()
    before, start = peak_mb(), time.perf_counter()
    more = run() or {}
    print(json.dumps({part: time.perf_counter() - start, **more, "mb": peak_mb() - before}))


def main() -> int:
    """Measure and print; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--part", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        if given.part:
            measure(given.part[0], Path(given.part[1]), Path(scratch))
            return 0
        parts = given.only.split(",")
        make(Path(scratch), given.rows, parts)
        seconds: dict[str, list[float]] = {}
        memory: dict[str, list[float]] = {}
        for _ in range(given.runs):
            for part in parts:
                command = [sys.executable, __file__, "--part", part, scratch]
                said = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
                memory.setdefault(part, []).append(said.pop("mb"))
                for name, taking in said.items():
                    seconds.setdefault(name, []).append(taking)
    return report({name: statistics.median(each) for name, each in seconds.items()}, memory, given.rows)


def report(median: dict[str, float], memory: dict[str, list[float]], rows: int) -> int:
    """Print the medians; 1 when a goal is missed."""
    for name, took in median.items():
        base = median.get("bare-orders" if name in OF_ORDERS else "bare")
        ratio = f"  {took / base:5.2f} x bare" if base else ""
        print(f"{name:12}{took:6.2f} s{ratio}  {rows / took:9,.0f} rows/s")
    for part, grown in memory.items():
        print(f"peak of {part} over idle: {max(grown):.0f} MB")
    missed = [
        "bare" in median and median.get("read", 0) > GOAL_READ * median["bare"],
        "bare" in median and median.get("taken", 0) >= GOAL_TAKEN * median["bare"],
        max(memory.get("read", [0])) >= GOAL_MB,
        rows / median.get("brought", 1e-9) < GOAL_ORDERS,
    ]
    return int(any(missed))


if __name__ == "__main__":
    sys.exit(main())
