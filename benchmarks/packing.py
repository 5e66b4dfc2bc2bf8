"""Pack orders at the station with a scanner that types, and time each scan until its verdict is shown.

    python -m benchmarks.packing [--db sqlite:///orders.db] [--orders 1000000] [--boxes 50]

The desk runs in a terminal of 160×45. The scanner types 30 characters in 100 ms and Enter, and the Korean
input method is on: letters come as the jamo of their keys. Every order is packed whole: its section's bars,
each of its pieces by their code (F3 where there is none), and the label of its parcel. Reported are the
median, the 95th percentile and the longest time from Enter to the frame that shows the verdict, and how many
gestures and seconds an order took. A store given with `--db` is copied, never changed.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orderdesk.bench import stores
from orderdesk.bench.figures import median, p95
from orderdesk.bench.terminal import Burst, Program
from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.orders import Delivery
from orderdesk.core.domain.pack_words import PackVerdict
from orderdesk.core.domain.states import SectionState
from orderdesk.core.services import browsing
from orderdesk.core.services.packing_look import look
from orderdesk.core.store.engine import Store, open_store
from orderdesk.keyboard.ime import jamo_of

CHARACTER = 0.1 / 30
"""Seconds between two characters of a scan."""

GOAL_MS = 50.0
PAID = "pay_status=결제완료"
_FIRST_LABEL = 68_012_345_678
_HAND = "\x1bOR"
"""F3."""

_STATION = "\x18"
"""Ctrl+X."""


@dataclass(frozen=True, slots=True)
class Packed:
    """One order: its section's number, and for each piece its code ("" for none) and the count after it."""

    section: str
    pieces: tuple[tuple[str, str], ...]


def orders_to_pack(store: Store, boxes: int) -> list[Packed]:
    """The newest *boxes* paid orders of one section that may be packed and have no number yet."""
    found: list[Packed] = []
    with store.reader() as conn:
        for order in browsing.orders(conn, browsing.make_view(where=[PAID])):
            section = order.sections[0]
            fits = section.state is SectionState.PREPARING and section.delivery is Delivery.PARCEL
            if len(order.sections) > 1 or not fits or section.tracking or order.holds or order.claims:
                continue
            wants = look(conn, [(order.id, section.n)]).wants
            if not wants or len({want.text for want in wants}) < len(wants):
                continue
            pieces = [
                (min(want.codes, default=""), f"{n}/{want.qty}")
                for want in wants
                for n in range(1, want.qty + 1)
            ]
            found.append(Packed(section_number(order.number, section.n), tuple(pieces)))
            if len(found) == boxes:
                break
    return found


def label(n: int) -> str:
    """The *n*th tracking number, with its check digit."""
    body = str(_FIRST_LABEL + n)
    return body + str(int(body[2:]) % 7)


def typed(program: Program, code: str) -> Burst:
    """*code* as a scanner types it with the Korean input method on, and Enter, from which is measured."""
    for char in code:
        program.send(jamo_of(char.lower()) if char.isalpha() else char)
        time.sleep(CHARACTER)
    return program.send("\r")


def pack(program: Program, order: Packed, number: str) -> Iterator[float]:
    """Packs *order*; seconds from each scan to its verdict."""
    yield program.until_shown(_large(PackVerdict.OPENED), typed(program, order.section))
    for n, (code, count) in enumerate(order.pieces, 1):
        last = n == len(order.pieces)
        burst = typed(program, code) if code else program.send(_HAND)
        yield program.until_shown(_large(PackVerdict.COMPLETE) if last else count, burst)
    yield program.until_shown(_large(PackVerdict.SHIPPED), typed(program, number))


def _large(verdict: PackVerdict) -> str:
    return " ".join(verdict.large.ko)


def measured(url: str, folder: Path, boxes: int) -> tuple[list[float], float, int]:
    """Seconds of every scan, seconds in all, and how many orders there are."""
    with open_store(url) as store:
        orders = orders_to_pack(store, boxes)
        with store.reader() as conn:
            count = browsing.count(conn, browsing.make_view())
    environ = {
        **{key: os.environ[key] for key in ("PATH", "PYTHONPATH", "LANG") if key in os.environ},
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "HOME": str(folder),
        "ORDERDESK_DB": url,
    }
    config = folder / ".config" / "orderdesk"
    config.mkdir(parents=True)
    (config / "settings.toml").write_text('default_courier = "CJ대한통운"\n', encoding="utf-8")
    scans: list[float] = []
    with Program([sys.executable, "-m", "orderdesk"], environ) as program:
        program.until_quiet(program.start, 1.0)
        program.until_shown("포장대", program.send(_STATION))
        program.until_quiet(Burst(time.perf_counter()), 0.3)
        begun = time.perf_counter()
        for n, order in enumerate(orders):
            scans += pack(program, order, label(n))
        return scans, time.perf_counter() - begun, count


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--db", help="a store to copy")
    asked.add_argument("--orders", type=int, default=1_000_000)
    asked.add_argument("--boxes", type=int, default=50)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "desk.db"
        if given.db:
            with open_store(given.db) as store:
                url = stores.copy_store(store, path)
        else:
            url = stores.make_store(path, given.orders, lambda _done: None)
        scans, seconds, count = measured(url, Path(place), given.boxes)
    ms = [each * 1000 for each in scans]
    print(f"{count:,} orders; {given.boxes} packed with {len(scans)} gestures")
    print(f"scan to verdict: median {median(ms):.1f} ms, p95 {p95(ms):.1f} ms, longest {max(ms):.1f} ms")
    each = len(scans) / given.boxes, seconds / given.boxes
    print(f"an order: {each[0]:.1f} gestures, {each[1]:.2f} s with the scanner's own")
    return int(p95(ms) > GOAL_MS)


if __name__ == "__main__":
    sys.exit(main())
