"""Changes of the list: another tab, a search, a filter, another order; timed until their rows are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from orderdesk.bench import series, stores
from orderdesk.bench.figures import Row, judged, median
from orderdesk.bench.stores import Page
from orderdesk.bench.terminal import REST, Program
from orderdesk.core.domain.words import Word
from orderdesk.core.services.browsing import View, make_view
from orderdesk.core.services.sorting import SortBy, in_order, sorted_by
from orderdesk.core.services.tabs import ALL
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import open_store
from orderdesk.core.store.listing import ListQuery

_FRAME_MS: Final = 1000 / 60

_LEAVE: Final = ("\x1b", "\x1b")
"""Out of the search field, which is emptied, and back to the list."""


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of the list: keys that prepare it, those that make it, and those that take it back.

    `shown` are the lists before and after `keys`; `most` are the milliseconds that it may take.
    """

    name: str
    words: Word
    prepare: Sequence[str]
    keys: str
    back: Sequence[str]
    shown: tuple[Page, Page]
    most: float


def changes(url: str, program: Program, rounds: int, screen: int) -> list[Row]:
    """Changes of the list that *program* shows of the store at *url*, *rounds* times each.

    They are timed until the last of the *screen* rows that must stand there, against their bare statements
    and one frame.
    """
    with open_store(url) as store, store.reader() as conn:
        known = _changes(conn)
        took: dict[str, list[float]] = {each.name: [] for each in known}
        bare: dict[str, list[float]] = {each.name: [] for each in known}
        for _ in range(rounds):
            for each in known:
                for keys in each.prepare:
                    _quietly(program, keys)
                before, after = each.shown
                took[each.name].append(series.shown_after(program, each.keys, after.mark(screen, before)))
                bare[each.name].append(stores.seconds(partial(stores.replay, conn, after)) * 1000)
                for keys in each.back:
                    _quietly(program, keys)
    all_tabs, one = stores.counting_times(url, rounds)
    counts = Word("모든 탭의 건수 (ms) / count(*) 한 번", "counts of all tabs (ms) / one count(*)")
    rows = [
        judged(
            f"{each.name}_ms/sql",
            each.words,
            median(took[each.name]),
            median(bare[each.name]) + _FRAME_MS,
            ratio=2,
            most=each.most,
        )
        for each in known
    ]
    return [
        *rows,
        judged("tab_counts_ms/count", counts, median(all_tabs) * 1000, median(one) * 1000, ratio=2),
    ]


def _quietly(program: Program, keys: str) -> None:
    """Press *keys*, which may change nothing: a desk that shows the first tab says nothing to `0`."""
    program.send(keys)
    program.listen(REST)


def _changes(conn: Conn) -> list[_Change]:
    place, tab = stores.largest_tab(conn)
    name = stores.name_to_search(conn)
    everything = stores.first_page(conn, View(ListQuery()))

    def to(view: View, before: Page = everything) -> tuple[Page, Page]:
        return before, stores.first_page(conn, view)

    first = stores.first_page(conn, make_view(ALL, name[0]))
    condition = "paid=10000..50000"
    words = {
        "tab": Word("탭 → 목록 (ms) / SQL", "tab to rows (ms) / SQL"),
        "search": Word("두 글자 검색 → 목록 (ms) / SQL", "search to rows (ms) / SQL"),
        "filter": Word("조건 → 목록 (ms) / SQL", "filter to rows (ms) / SQL"),
        "sort": Word("오래된 순 → 목록 (ms) / SQL", "oldest first to rows (ms) / SQL"),
        "sort_name": Word("구매자순 → 목록 (ms) / SQL", "sort by buyer to rows (ms) / SQL"),
    }
    oldest, buyer = (
        in_order(View(ListQuery()), sort) for sort in (SortBy("ordered_at", False), sorted_by("buyer"))
    )
    typed = ("0", "/", name[0])
    return [
        _Change("tab", words["tab"], (series.TOP,), str(place), ("0",), to(tab), 60),
        _Change("search", words["search"], typed, name[1], _LEAVE, to(make_view(ALL, name), first), 80),
        _Change(
            "filter",
            words["filter"],
            ("0", "/"),
            series.pasted(condition),
            _LEAVE,
            to(make_view(ALL, "", [condition])),
            60,
        ),
        _Change("sort", words["sort"], (series.TOP,), "=", ("=",), to(oldest), 60),
        _Change("sort_name", words["sort_name"], (series.TOP,), ">", ("<",), to(buyer), 60),
    ]
