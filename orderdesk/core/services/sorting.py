"""Sort: by which columns a list can be ordered, and how an operator says so."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

from orderdesk.core.domain.columns import BY_KEY
from orderdesk.core.domain.list_words import SORT_ADVICE, WAY_ADVICE
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.browsing import BadCondition, View
from orderdesk.core.store.listing import Sort

SORTED: Final = {
    "order_no": "number",
    "ordered_at": "placed_at",
    "buyer": "buyer_name",
    "qty": "quantity",
    "invoice_at": "tracked_at",
    "sent_at": "sent_at",
    "done_at": "done_at",
    "delay_at": "delay_until",
    "paid_at": "paid_at",
    "paid": "paid",
}
"""The columns that a list can be sorted by, in the order of the catalogue, with the store's name of each."""

_WAYS: Final = {"asc": False, "desc": True}


class SortBy(NamedTuple):
    """The key of the column that a list is sorted by, and whether the greatest value stands first."""

    key: str
    desc: bool

    def words(self, lang: Lang) -> str:
        """The column and the direction, as ``주문일 ↓``."""
        return f"{BY_KEY[self.key].words.text(lang)} {'↓' if self.desc else '↑'}"


NEWEST: Final = SortBy("ordered_at", True)
"""How a list is sorted when nobody says otherwise."""


def sorted_by(key: str) -> SortBy:
    """The list by column *key* in its usual direction: names from the first, all else from the greatest."""
    return SortBy(key, key != "buyer")


def read_sort(text: str) -> SortBy:
    """The sort that ``KEY``, ``KEY:asc`` or ``KEY:desc`` says; BadCondition for any other text."""
    key, colon, way = (part.strip() for part in text.partition(":"))
    if key not in SORTED:
        names = ", ".join(SORTED)
        raise BadCondition(key, Word(SORT_ADVICE.ko.format(names), SORT_ADVICE.en.format(names)))
    if colon and way not in _WAYS:
        raise BadCondition(text, WAY_ADVICE)
    return SortBy(key, _WAYS[way]) if colon else sorted_by(key)


def in_order(view: View, sort: SortBy) -> View:
    """*view* sorted by *sort*."""
    return replace(view, query=replace(view.query, sort=Sort(SORTED[sort.key], sort.desc)))
