"""Open a file that came in: read it once, and say whether it brings orders or tracking numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from orderdesk.core.files.layouts import Kind
from orderdesk.core.files.limits import LIMITS, Limits
from orderdesk.core.files.order_export import OrderFile, orders_of
from orderdesk.core.files.reading import Sheet, read_table
from orderdesk.core.files.tracking_form import TrackingFile, tracking_of

Wanted = Literal["orders", "tracking", "auto"]
"""What a file is taken for; `auto` goes by its headers."""


def open_file(
    path: Path, wanted: Wanted = "auto", limits: Limits = LIMITS, password: str = ""
) -> OrderFile | TrackingFile:
    """The orders or the tracking rows of the file at *path*. FileProblem when it holds neither."""
    return take(read_table(path, limits, password), wanted)


def take(sheet: Sheet, wanted: Wanted = "auto") -> OrderFile | TrackingFile:
    """The orders or the tracking rows of a table. FileProblem when it holds neither."""
    if wanted == "orders" or (wanted == "auto" and sheet.kind is Kind.ORDERS):
        return orders_of(sheet)
    return tracking_of(sheet)
