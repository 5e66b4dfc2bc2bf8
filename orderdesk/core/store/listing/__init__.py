"""Lists, counts and searches over orders, in text SQL."""

from orderdesk.core.store.listing.counts import count, count_any, counts
from orderdesk.core.store.listing.queries import NEWEST_FIRST, Contains, ListQuery, Sort
from orderdesk.core.store.listing.walks import Walk
from orderdesk.core.store.listing.windows import ids, stream, window

__all__ = [
    "NEWEST_FIRST",
    "Contains",
    "ListQuery",
    "Sort",
    "Walk",
    "count",
    "count_any",
    "counts",
    "ids",
    "stream",
    "window",
]
