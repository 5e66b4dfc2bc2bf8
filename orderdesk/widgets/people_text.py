"""Who is on an order, and who took it: a tag in its row of the list, a line in its detail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rich.text import Text

from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.taking import holder, taken_until
from orderdesk.core.domain.words import Lang, Word
from orderdesk.widgets.cells import moment
from orderdesk.widgets.look import Look
from orderdesk.widgets.safe_text import safe_line

HERE: Final = "◉"
"""Before the names of who has an order open. Like all signs in rows it is one cell in every terminal."""

TAKEN: Final = "⚑"
"""Before the name of who took an order."""

_HAS_OPEN: Final = Word("보는 중", "has it open")
_UNTIL: Final = Word("{}까지", "until {}")
_GAP: Final = "   "


def order_tags(here: Mapping[int, Sequence[str]], taken: Mapping[int, str]) -> dict[int, str]:
    """``◉ 이상담 ⚑ 김포장`` by order id: who has it open, who took it."""
    tags = {order_id: f"{HERE} {safe_line(', '.join(names))}" for order_id, names in here.items()}
    for order_id, who in taken.items():
        tags[order_id] = f"{tags.get(order_id, '')} {TAKEN} {safe_line(who)}".strip()
    return tags


def people_line(names: Sequence[str], order: Order, now: int, lang: Lang, look: Look) -> Text:
    """``◉ 이상담 보는 중   ⚑ 김포장 · 포장 중 · 18:20까지``; empty for nobody."""
    line = Text()
    if names:
        line.append(f"{HERE} {safe_line(', '.join(names))} {_HAS_OPEN.text(lang)}", look.alert)
    who, until = holder(order, now), taken_until(order)
    if who and until is not None:
        clock = _UNTIL.text(lang).format(moment(until)[6:])
        told = " · ".join(safe_line(part) for part in (who, order.taken_note, clock) if part)
        line.append(_GAP if line else "").append(f"{TAKEN} {told}", look.strong)
    return line
