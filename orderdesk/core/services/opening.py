"""Open a file that came in: read it once, and say whether it brings orders or tracking numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from orderdesk.core.files.layouts import Kind
from orderdesk.core.files.limits import LIMITS, Limits
from orderdesk.core.files.order_export import OrderFile, orders_of
from orderdesk.core.files.problems import FileProblem, FileTrouble
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
    """The orders or the tracking rows of a table. FileProblem when it holds neither.

    A channel's list in which no number stands yet is none, though each of its rows could be read.
    """
    if wanted == "orders" or (wanted == "auto" and sheet.kind is Kind.ORDERS):
        return orders_of(sheet)
    read = tracking_of(sheet)
    at = sheet.layout.index("tracking")
    if (
        sheet.kind is Kind.CHANNEL_ORDERS
        and at is not None
        and all(row[at] is None for _, row in sheet.body())
    ):
        raise FileProblem(FileTrouble.NO_NUMBERS, sheet.file, sheet.name)
    return read
