"""The short lists inside a part of an order, as they are stored: JSON, NULL when there is nothing.

An entry's refunds are (line, pieces, won) triples, a claim's options (line, option) pairs.
"""

from __future__ import annotations

import json

from orderdesk.core.domain.claims import Claim
from orderdesk.core.domain.orders import Entry


def refunds_text(entry: Entry) -> str | None:
    """The refunds of *entry* as they are stored."""
    return json.dumps(entry.refunds, separators=(",", ":")) if entry.refunds else None


def refunds_of(text: str | None) -> tuple[tuple[int, int, int], ...]:
    """The refunds that `refunds_text` wrote."""
    return tuple((line, qty, won) for line, qty, won in json.loads(text)) if text else ()


def claim_options_text(claim: Claim) -> str | None:
    """The options of *claim* as they are stored."""
    return json.dumps(claim.options, ensure_ascii=False, separators=(",", ":")) if claim.options else None


def claim_options_of(text: str | None) -> tuple[tuple[int, str], ...]:
    """The options that `claim_options_text` wrote."""
    return tuple((line, option) for line, option in json.loads(text)) if text else ()
