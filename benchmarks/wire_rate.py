"""How long 10,000 dispatches to a played Naver take, against what its rate limit allows.

    python benchmarks/wire_rate.py [--orders 10000] [--rate 2]

The orders are brought in, labelled and shipped first; then only the sending is timed, by the real clock, with
the real client: each API of Naver takes so many calls a second, each of up to 30 lines. What the limit allows
is the calls beyond the first burst at that rate. Alongside, the first window of the list is read again and
again, as an open desk does; its times are told before and during the sending.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.files.tracking_form import TrackingRow
from orderdesk.core.services import browsing
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.sending import send
from orderdesk.core.services.syncing import sync
from orderdesk.core.services.tabs import begin_shop
from orderdesk.core.services.tracking import plan_tracking
from orderdesk.core.services.tracking_rows import Options
from orderdesk.core.store.connections import Connection
from orderdesk.core.store.engine import Store, open_store
from orderdesk.core.store.outbox import DONE
from orderdesk.simulators.naver import Goods
from tests.gateways.naver_shop import AtNaver

SELLER = Actor(ActorKind.SELLER, "김영희")
BATCH = 30


def prepare(store: Store, naver: AtNaver, orders: int) -> Connection:
    """*orders* orders that were brought in, labelled and shipped here, of which Naver knows nothing yet."""
    clock = naver.world.clock

    def now() -> int:
        return int(clock.now())

    begin_shop(store, SELLER, now())
    with store.unit(SELLER, now()) as unit:
        connection = unit.add_connection("naver", "네이버", {})
    for _ in range(orders):
        naver.shop.buyer_orders([Goods()])
    clock.advance(10)
    print(sync(store, connection, naver.client, now), flush=True)
    with store.reader() as conn:
        found = [o.number for o in browsing.orders(conn, browsing.make_view())]
        rows = [
            TrackingRow(n, f"{number}-S1", "", None, "CJ대한통운", f"6{n:011}", "배송중", f"6{n:011}", "")
            for n, number in enumerate(found, 1)
        ]
        plan = plan_tracking(conn, rows, SELLER, now(), Options()).plan
    apply_plan(store, plan, SELLER, now)
    return connection


class Looking(threading.Thread):
    """Reads the first window of the list again and again, as an open desk does after each change."""

    def __init__(self, store: Store) -> None:
        super().__init__(daemon=True)
        self.store = store
        self.over = threading.Event()
        self.times: list[float] = []

    def run(self) -> None:
        view = browsing.make_view()
        while not self.over.wait(0.2):
            began = time.perf_counter()
            with self.store.reader() as conn:
                for _, _row in zip(range(40), browsing.orders(conn, view), strict=False):
                    pass
            self.times.append(time.perf_counter() - began)

    def median(self) -> float:
        self.over.set()
        self.join()
        return statistics.median(self.times) * 1000


def looked(store: Store, what: Callable[[], object]) -> tuple[float, float]:
    """Seconds that *what* took, and the median of a window's milliseconds meanwhile."""
    looking = Looking(store)
    looking.start()
    began = time.perf_counter()
    what()
    return time.perf_counter() - began, looking.median()


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--orders", type=int, default=10_000)
    asked.add_argument("--rate", type=float, default=2.0)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{Path(folder)}/rate.db") as store:
        naver = AtNaver()
        naver.knobs.rate = 1000
        connection = prepare(store, naver, given.orders)
        naver.world.clock.at = None  # from here on by the real clock
        naver.world.clock.added = 7 * 86_400.0
        naver.knobs.rate = given.rate
        client = naver.another_client()
        _, before = looked(store, lambda: time.sleep(5))
        clock = naver.world.clock
        ended: list[object] = []
        seconds, during = looked(
            store, lambda: ended.append(send(store, connection, client, lambda: int(clock.now())))
        )
        calls = math.ceil(given.orders / BATCH)
        allowed = (calls - 2 * given.rate) / given.rate
        ratio = seconds / allowed
        print(f"told {ended}; {DONE} is done")
        print(
            f"{seconds:.1f} s to accept and dispatch; the limit allows {allowed:.1f}: {ratio:.3f} (goal 1.1)"
        )
        print(f"the first rows of the list: {before:.1f} ms before, {during:.1f} ms meanwhile")
    return 0


if __name__ == "__main__":
    sys.exit(main())
