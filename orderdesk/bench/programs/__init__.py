"""What the benchmark starts: the baselines, and the desk with a look inside. Each is run with `python -m`."""

from __future__ import annotations

from typing import Final

HELLO: Final = "hello, world"
"""What the smallest program writes."""

COLUMNS: Final = (
    "order_no", "ordered_at", "section", "buyer", "phone", "receiver", "address", "items", "qty",
    "item_total", "ship_fee", "discount", "paid", "method", "pay_status", "courier", "invoice", "channel",
    "memo", "tags",
)  # fmt: skip
"""What a list of orders commonly shows; about half of it stands on the screen at once, in the desk too."""
