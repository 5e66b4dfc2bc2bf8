"""The board of stuck work: how many orders are stuck where, and in all; counted without reading one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.stuck import HELD_DAYS, IDLE_DAYS, KINDS, StuckKind, conditions
from orderdesk.core.domain.words import Lang
from orderdesk.core.services.browsing import View, count, make_view
from orderdesk.core.store import listing
from orderdesk.core.store.dialect import Conn


@dataclass(frozen=True, slots=True)
class Stuck:
    """A kind of stuck work with how many orders it is about, and the conditions that list them."""

    kind: StuckKind
    orders: int
    where: tuple[str, ...]


def stuck_board(conn: Conn, now: int, lang: Lang = "ko") -> Sequence[Stuck]:
    """Every kind, those without an order too, as it stands at *now* (UTC seconds)."""
    return [Stuck(kind, count(conn, view), where) for kind, where, view in _kinds(now, lang)]


def stuck_orders(conn: Conn, now: int) -> int:
    """How many orders are stuck in any way at *now*; one that is stuck in two ways counts once."""
    return listing.count_any(conn, [view.query for _, _, view in _kinds(now, "ko")])


def _kinds(now: int, lang: Lang) -> Iterator[tuple[StuckKind, tuple[str, ...], View]]:
    """Every kind with its conditions in words of *lang*, and the list of them."""
    today = datetime.fromtimestamp(now, SEOUL).date()
    days = {
        name: (today - timedelta(days=back)).isoformat()
        for name, back in (("held", HELD_DAYS + 1), ("idle", IDLE_DAYS + 1), ("gone", 1))
    }
    for kind in KINDS:
        where = conditions(kind, days, lang)
        yield kind, where, make_view(where=where, now=now)
