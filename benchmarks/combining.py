"""How long the search for combined parcels takes: seconds of work per 10,000 open sections.

    python benchmarks/combining.py [--orders 100000] [--db URL]

Without `--db` a demo store of so many orders is made in a temporary directory first.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from orderdesk.core.domain.places import place_of
from orderdesk.core.services.combining import find_combinable
from orderdesk.core.services.demo.fill import fill_demo
from orderdesk.core.store.engine import SQLITE_URL, Store, open_store

NOW = 1_795_395_600
ROUNDS = 5


def measure(store: Store) -> None:
    """Search *store* several times and print the best time."""
    best = float("inf")
    for _ in range(ROUNDS):
        place_of.cache_clear()
        with store.reader() as conn:
            started = time.process_time()
            found = find_combinable(conn, NOW)
            best = min(best, time.process_time() - started)
    reasons = {match.code for group in found.groups for match in group.why}
    misses = {miss.why.code for miss in found.misses}
    sys.stdout.write(
        f"{found.sections:,} open sections: {best:.3f} s, {best / found.sections * 10_000:.3f} s per 10,000\n"
        f"{len(found.groups):,} parcels ({', '.join(sorted(reasons))})\n"
        f"{len(found.misses):,} near misses ({', '.join(sorted(misses))})\n"
    )


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--db", default="")
    given = parser.parse_args()
    if given.db:
        with open_store(given.db) as store:
            measure(store)
        return
    with (
        tempfile.TemporaryDirectory() as place,
        open_store(f"{SQLITE_URL}{Path(place) / 'demo.db'}") as store,
    ):
        fill_demo(store, given.orders, 1, NOW)
        measure(store)


if __name__ == "__main__":
    main()
