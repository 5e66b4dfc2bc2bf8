"""How the parts of an order stand in tables: columns, and what differs from the records' own fields.

Most columns are called and filled like the field. The others: a line's texts stand in `goods`, a section's
address in `address`, its courier and number in `parcel`; an entry's refunds and a claim's options are JSON.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from orderdesk.core.domain.changes import ORDER_FIELDS, PART_FIELDS

TABLES: dict[str, str] = {
    "lines": "line",
    "sections": "section",
    "items": "item",
    "entries": "entry",
    "claims": "claim",
    "holds": "hold",
    "receipts": "receipt",
    "memos": "memo",
}
"""The table of each part of an order."""

GOODS: tuple[str, ...] = ("name", "option", "product", "sku", "physical")
"""The fields of a line that stand in `goods`."""

ADDRESS: tuple[str, ...] = ("receiver", "phone", "zip", "line1", "line2", "country", "region")

ELSEWHERE: dict[str, dict[str, str]] = {
    "lines": dict.fromkeys(GOODS, "goods"),
    "sections": {"address": "address", "courier": "parcel", "tracking": "parcel"},
    "entries": {"refunds": "refunds"},
    "claims": {"options": "options"},
}
"""For a part: its fields whose column holds something else than the value, with that column."""

PLAIN: dict[str, tuple[str, ...]] = {
    part: tuple(name for name in names if name not in ELSEWHERE.get(part, {}))
    for part, names in PART_FIELDS.items()
}
"""For a part: its fields that stand in a column of the same name."""

COLUMNS: dict[str, tuple[str, ...]] = {
    part: ("order_id", "n", *PLAIN[part], *dict.fromkeys(ELSEWHERE.get(part, {}).values())) for part in TABLES
}
"""For a part: the columns of its table in the order in which rows are written."""

ORDER_COLUMNS: tuple[str, ...] = ("id", "version", "facet_id", *ORDER_FIELDS)

plain_of: dict[str, Any] = {part: attrgetter("n", *names) for part, names in PLAIN.items()}
"""For a part: the function that takes `n` and the plain values from a record."""

order_values = attrgetter(*ORDER_FIELDS)
goods_of = attrgetter(*GOODS)
address_of = attrgetter(*ADDRESS)
