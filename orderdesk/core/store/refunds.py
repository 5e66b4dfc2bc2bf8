"""The refunds that an entry of money stands for, as they are stored."""

from __future__ import annotations

import json

from orderdesk.core.domain.orders import Entry


def refunds_text(entry: Entry) -> str | None:
    """The refunds of *entry* as they are stored."""
    return json.dumps(entry.refunds, separators=(",", ":")) if entry.refunds else None


def refunds_of(text: str | None) -> tuple[tuple[int, int, int], ...]:
    """The refunds that `refunds_text` wrote."""
    return tuple((line, qty, won) for line, qty, won in json.loads(text)) if text else ()
