"""Erasing: what is left of a closed order once nobody's personal data stands in it any more.

Goods, sums, states and numbers stay, so that the books and the counts do not change. Names become a mark,
everything else that people wrote becomes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from orderdesk.core.domain.changes import PERSONAL
from orderdesk.core.domain.claims import Decision
from orderdesk.core.domain.orders import Address, Order
from orderdesk.core.domain.refund_verbs import waiting
from orderdesk.core.domain.states import Trade

ERASE: Final = "erase"
"""The action, and the verb of its events."""

BEFORE: Final = "before"
"""The field of the request that says from when on (UTC seconds) nothing has happened."""

MARK: Final = "(삭제됨)"
"""What stands in place of an erased name."""

_MARKED: Final = frozenset({("order", "buyer_name"), ("memos", "text")})


def is_erased(order: Order) -> bool:
    """Whether the personal data of *order* was erased already."""
    return order.buyer_name == MARK


def erasable(order: Order) -> bool:
    """Whether nobody needs to reach the buyer of *order* any more: it is closed, and nothing of it waits."""
    undecided = any(claim.decision is Decision.OPEN for claim in order.claims)
    return order.trade is Trade.CLOSED and not undecided and not waiting(order) and not is_erased(order)


def erased(order: Order) -> Order:
    """*order* without anybody's data."""
    own: dict[str, Any] = {}
    parts: dict[str, tuple[str, ...]] = {}
    for part, name in PERSONAL:
        if part == "order":
            own[name] = _gone(part, name, getattr(order, name))
        else:
            parts[part] = (*parts.get(part, ()), name)
    for part, names in parts.items():
        own[part] = tuple(
            replace(record, **{name: _gone(part, name, getattr(record, name)) for name in names})
            for record in getattr(order, part)
        )
    return replace(order, **own)


def _gone(part: str, name: str, value: str | Address) -> str | Address:
    if isinstance(value, Address):
        return replace(value, receiver=MARK, phone="", zip="", line1="", line2="")
    return MARK if (part, name) in _MARKED else ""
