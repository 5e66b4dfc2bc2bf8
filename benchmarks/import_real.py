"""How long an order export takes to import, as a multiple of reading the file with python-calamine alone.

    python benchmarks/import_real.py ../shared/data/real/orders-2010-12.xlsx

Both are whole processes and run in turns; medians of five. Goal: less than 5 times the reading plus 10 s.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 5
GOAL_RATIO, GOAL_SECONDS = 5, 10
READ = "import sys, python_calamine as c; c.load_workbook(sys.argv[1]).get_sheet_by_index(0).to_python()"


def seconds(command: list[str]) -> float:
    """How long *command* runs; CalledProcessError when it fails."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> int:
    """Measure and print; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    file = str(parser.parse_args().file)
    reads, imports = [], []
    for _ in range(RUNS):
        reads.append(seconds([sys.executable, "-c", READ, file]))
        with tempfile.TemporaryDirectory() as folder:
            store = f"sqlite:///{folder}/bench.db"
            imports.append(seconds([sys.executable, "-m", "orderdesk", "--db", store, "import", file]))
    read, imported = statistics.median(reads), statistics.median(imports)
    goal = GOAL_RATIO * read + GOAL_SECONDS
    print(f"read {read:.2f} s, import {imported:.2f} s: {imported / read:.1f} x, goal {goal:.1f} s")
    return int(imported > goal)


if __name__ == "__main__":
    sys.exit(main())
