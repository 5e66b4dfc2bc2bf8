"""The stores that are measured, what must come to the screen from them, and the bare statements behind it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.domain.requests import make_request
from orderdesk.core.services import browsing
from orderdesk.core.services.acting import Selection, plan_action
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.browsing import View, make_view
from orderdesk.core.services.demo.fill import fill_demo
from orderdesk.core.services.tabs import ALL, begin_shop, read_tabs
from orderdesk.core.services.ticking import tick
from orderdesk.core.store.dialect import Conn, Cursor, Engine, Row
from orderdesk.core.store.engine import Store, open_store
from orderdesk.core.store.listing import ListQuery, count
from orderdesk.settings import Settings

SMALL: Final = 1000
"""Orders of the small store, which the large one is compared with."""

PAGE: Final = 64
"""Rows of a first page."""

_SEED: Final = 1
_NOW: Final = int(datetime(2026, 11, 23, 6, tzinfo=UTC).timestamp())
_TAIL: Final = 10
"""Characters at the end of an order number that stand in the narrowest grid that is measured."""

Progress = Callable[[int], None]
Statement = tuple[str, Row]


def make_store(path: Path, orders: int, progress: Progress) -> str:
    """A new demo store of *orders* orders at *path*, the same every time; its address."""
    url = f"sqlite:///{path}"
    with open_store(url) as store:
        fill_demo(store, orders, _SEED, _NOW, progress)
        _do_what_is_due(store)
    return url


def copy_store(store: Store, path: Path) -> str:
    """A copy of a store that somebody uses, so that nothing is changed there; its address."""
    store.backend.backup_to(path)
    url = f"sqlite:///{path}"
    with open_store(url) as copy:
        begin_shop(copy, Actor(ActorKind.SYSTEM, ""), _NOW)
        _do_what_is_due(copy)
    return url


def _do_what_is_due(store: Store) -> None:
    """What time brings due is done first, or the measured desk would be doing it while it is measured."""
    tick(store, lambda: int(time.time()))


class Recorder:
    """A connection that keeps the statements which go through it."""

    def __init__(self, conn: Conn) -> None:
        self._conn = conn
        self.engine: Engine = conn.engine
        self.statements: list[Statement] = []

    def execute(self, sql: str, params: Row = ()) -> Cursor:
        """Run one statement and keep it."""
        self.statements.append((sql, params))
        return self._conn.execute(sql, params)

    def executemany(self, sql: str, rows: Sequence[Row]) -> int:
        """As the connection has it; a list asks for nothing this way."""
        return self._conn.executemany(sql, rows)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """As the connection has it; a list asks for nothing this way."""
        self._conn.insert(table, columns, rows)


@dataclass(frozen=True, slots=True)
class Page:
    """The first page of a list: what the screen shows of its rows, and the statements that read it."""

    marks: tuple[str, ...]
    statements: tuple[Statement, ...]

    def mark(self, shown: int, before: Page) -> str:
        """A text by which a screen of *shown* rows of the list is known after one of the list *before*.

        A row that stood in the same place before is not written again.
        """
        pairs = zip_longest(self.marks[:shown], before.marks[: len(self.marks[:shown])])
        new = [mark for mark, old in pairs if mark is not None and mark != old]
        return new[-1] if new else self.marks[-1]


def first_page(conn: Conn, view: View) -> Page:
    """The first page of *view*."""
    recorder = Recorder(conn)
    rows = browsing.window(recorder, view, 0, PAGE, ("order_no",))
    return Page(tuple(_mark(row.cells["order_no"]) for row in rows), tuple(recorder.statements))


def marks(conn: Conn, first: int, number: int) -> list[str]:
    """What the screen shows of rows *first* on of the list of all orders."""
    rows = browsing.window(conn, View(ListQuery()), first, number, ("order_no",))
    return [_mark(row.cells["order_no"]) for row in rows]


def _mark(number: Any) -> str:  # noqa: ANN401  # a cell
    return str(number)[-_TAIL:]


def seconds(work: Callable[[], Any]) -> float:
    """How long *work* takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def replay(conn: Conn, page: Page) -> None:
    """The bare statements of *page*, with their rows fetched and nothing done with them."""
    for sql, params in page.statements:
        conn.execute(sql, params).fetchall()


def largest_tab(conn: Conn) -> tuple[int, View]:
    """The place of the tab with the most orders, beside that of all, and its view."""
    tabs = read_tabs(conn)
    counts = browsing.tab_counts(conn, tabs)
    place = max(range(1, len(tabs)), key=lambda at: counts[at])
    return place, make_view(tabs[place])


def name_to_search(conn: Conn) -> str:
    """Two syllables of a name that fills a screen, if there is one: from a buyer on the first page."""
    rows = browsing.window(conn, View(ListQuery()), 0, PAGE, ("buyer",))
    names = {str(row.cells["buyer"])[-2:]: None for row in rows if len(str(row.cells["buyer"])) == 3}
    found = {name: browsing.count(conn, make_view(ALL, name)) for name in names}
    return next((name for name, n in found.items() if n >= PAGE), max(found, key=lambda name: found[name]))


def counting_times(url: str, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds for the counts of all tabs, each right after a change, and for one count through an index."""
    all_tabs, one = [], []
    with open_store(url) as store:
        with store.reader() as conn:
            tabs = read_tabs(conn)
            waiting = browsing.window(conn, make_view(where=["section=상품준비"]), 0, rounds, ("order_no",))
        for row in waiting:
            _hold(store, str(row.cells["order_no"]))
            with store.reader() as conn:
                all_tabs.append(seconds(partial(browsing.tab_counts, conn, tabs)))
                one.append(seconds(partial(count, conn, _BY_DATE)))
    return all_tabs, one


_BY_DATE: Final = ListQuery(extra=(("placed_at", (0, None)),))
"""All orders, as found through the index of their dates."""


def _hold(store: Store, number: str) -> None:
    """One small change, through the door that every change takes."""
    actor, request = Actor(ActorKind.SYSTEM, ""), make_request("hold", {"reason": "STOCK"})
    with store.reader() as conn:
        plan, _ = plan_action(conn, Selection((number,)), request, actor, _NOW, Settings())
    apply_plan(store, plan, actor, lambda: _NOW)
