"""What an operator set in the order list, as the text that is kept of it until the next start."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from orderdesk.core.domain.layouts import ColumnLayout
from orderdesk.core.services.browsing import BadCondition, make_view
from orderdesk.core.services.sorting import NEWEST, SORTED, SortBy

PREFERENCE: Final = "desk"
"""The name of an operator's preference that holds it."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """The tab by name and place, filter, sort, columns by tab, and the id of the cursor's order.

    The tab of all orders has the name "", in every language; a cursor at the top is None.
    """

    tab: str = ""
    at: int = 0
    filters: tuple[str, ...] = ()
    sort: SortBy = NEWEST
    layouts: Mapping[str, ColumnLayout] = field(default_factory=dict)
    cursor: int | None = None

    def to_json(self) -> str:
        """It as text."""
        layouts = {tab: layout.to_json() for tab, layout in self.layouts.items()}
        body = {"tab": self.tab, "at": self.at, "filters": self.filters, "sort": list(self.sort)}
        return json.dumps({**body, "layouts": layouts, "cursor": self.cursor}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Remembered:
        """What `to_json` wrote; whatever can't be read is as if nobody had set it."""
        try:
            body = json.loads(text)
        except (ValueError, RecursionError):
            return cls()
        if not isinstance(body, dict):
            return cls()
        tab, at, cursor = body.get("tab"), body.get("at"), body.get("cursor")
        return cls(
            tab if isinstance(tab, str) else "",
            at if type(at) is int and at >= 0 else 0,
            _filters(body.get("filters")),
            _sort(body.get("sort")),
            _layouts(body.get("layouts")),
            cursor if type(cursor) is int and 0 < cursor < 1 << 63 else None,
        )


def _filters(value: Any) -> tuple[str, ...]:  # noqa: ANN401  # whatever JSON holds
    """The conditions in *value*; none when one of them can't be read any more."""
    if not (isinstance(value, list) and all(isinstance(each, str) for each in value)):
        return ()
    try:
        make_view(where=value)
    except BadCondition:
        return ()
    return tuple(value)


def _sort(value: Any) -> SortBy:  # noqa: ANN401  # whatever JSON holds
    match value:
        case [str(key), bool(desc)] if key in SORTED:
            return SortBy(key, desc)
    return NEWEST


def _layouts(value: Any) -> dict[str, ColumnLayout]:  # noqa: ANN401  # whatever JSON holds
    found = value.items() if isinstance(value, dict) else ()
    return {tab: ColumnLayout.from_json(text) for tab, text in found if isinstance(text, str)}
