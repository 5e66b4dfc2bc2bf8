"""`orderdesk` on a machine that takes its time over jobs and imports: they can be met in the middle."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from unittest.mock import patch

from orderdesk.__main__ import main
from orderdesk.core.services import importing
from orderdesk.core.store.engine import Store

SECONDS = 2.5
POINT = Path(os.environ["ORDERDESK_TEST_SLOW"])
"""The file that says where time is taken: between two slices of a job, or with what a slice has ``written``.

Where it is not there any more, no time is taken.
"""

ROWS = 10
"""Rows of a slice of an import."""

_make = Store.__init__


def _make_slow(store: Store, *arguments: object) -> None:
    _make(store, *arguments)  # type: ignore[arg-type]  # as they came
    store.checkpoint = _take_time


def _take_time(name: str) -> None:
    if POINT.exists() and POINT.read_text() == name:
        time.sleep(SECONDS)


if __name__ == "__main__":
    with patch.object(Store, "__init__", _make_slow), patch.object(importing, "SLICE", ROWS):
        sys.exit(main())
