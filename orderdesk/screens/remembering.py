"""The order list as its operator left it: read at the start, kept a second after it has changed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from typing import Final, NamedTuple

from orderdesk.core.domain.layouts import ColumnLayout
from orderdesk.core.domain.list_words import ALL_ORDERS
from orderdesk.core.services.browsing import Listed
from orderdesk.core.services.preferences import read_preference, save_preference
from orderdesk.core.services.remembered import PREFERENCE, Remembered
from orderdesk.core.store.listing.ranks import rank
from orderdesk.core.store.problems import StoreProblem
from orderdesk.screens.context import DeskContext
from orderdesk.screens.order_list import Choice, Listing, read_list, read_rows
from orderdesk.screens.work import EXIT_LIMIT, Owner, in_thread, run
from orderdesk.widgets.grid_layout import fetched
from orderdesk.widgets.row_cache import PAGE

NEAR: Final = 1000
"""Rows from the top within which the cursor goes back to its order."""


class Restored(NamedTuple):
    """The first list, the columns of the tabs by their names, the cursor's place, and the rows around it.

    `near` is the place of the first of these `rows`.
    """

    listing: Listing
    layouts: dict[str, ColumnLayout]
    place: int
    near: int
    rows: tuple[Listed, ...]


class FirstRead:
    """The first list, read while the screen is being made; the screen waits for a slow store."""

    def __init__(self, desk: DeskContext) -> None:
        self._future: Future[Restored] = Future()
        threading.Thread(target=self._read, args=(desk,), daemon=True).start()

    def _read(self, desk: DeskContext) -> None:
        try:
            self._future.set_result(read_first(desk))
        except BaseException as error:  # it is raised where the result is asked for
            self._future.set_exception(error)

    def wait(self, seconds: float | None = None) -> Restored:
        """The list; TimeoutError when it is not there in so many *seconds*, or what reading it raised."""
        return self._future.result(seconds)

    @property
    def is_there(self) -> bool:
        """Whether the list has been read."""
        return self._future.done() and self._future.exception() is None


def read_first(desk: DeskContext) -> Restored:
    """The list as the operator left it; in a worker's thread."""
    with desk.reader() as conn:
        body = read_preference(conn, desk.actor.name, PREFERENCE)
    kept = Remembered.from_json(body or "{}")
    everything = ALL_ORDERS.text(desk.lang)
    layouts = {tab or everything: layout for tab, layout in kept.layouts.items()}
    choice = Choice(kept.at, filters=kept.filters, sort=kept.sort)
    listing = read_list(desk, choice, frozenset(), layouts)
    if _key(listing.tab.name) != kept.tab or kept.at >= len(listing.tabs):  # the tabs were edited since then
        keys = [_key(tab.name) for tab in listing.tabs]
        choice = replace(choice, tab=keys.index(kept.tab) if kept.tab in keys else 0)
        listing = read_list(desk, choice, frozenset(), layouts)
    place = _place(desk, listing, kept.cursor)
    if place >= listing.total:
        with desk.reader() as conn:
            listing = replace(listing, total=listing.windows.count(conn), counted=True)
    near = max(0, place // PAGE - 1) * PAGE
    rows = listing.rows
    if place >= PAGE:
        around = (near, 3 * PAGE)
        rows = tuple(read_rows(desk, listing.view, around, fetched(listing.layout), listing.windows))
    return Restored(listing, layouts, place, near if place >= PAGE else 0, rows)


def _key(tab: str) -> str:
    """The name by which a tab is remembered."""
    return "" if tab in ALL_ORDERS else tab


def _place(desk: DeskContext, listing: Listing, order_id: int | None) -> int:
    """The place of that order in the list, 0 where it is far from the top or not there."""
    if order_id is None:
        return 0
    for at, row in enumerate(listing.rows):
        if row.id == order_id:
            return at
    if listing.view.checks or (listing.counted and listing.total <= len(listing.rows)):
        return 0
    with desk.reader() as conn:
        place = rank(conn, listing.view.query, order_id)
    return place if place is not None and place < NEAR else 0


def remembered(listing: Listing, layouts: Mapping[str, ColumnLayout], cursor: int | None) -> Remembered:
    """What is to be kept of a list, its tabs' columns and the order under its cursor."""
    choice = listing.choice
    columns = {_key(tab): layout for tab, layout in layouts.items()}
    return Remembered(_key(listing.tab.name), choice.tab, choice.filters, choice.sort, columns, cursor)


class Keeper:
    """Keeps what is remembered, once it has not changed between two looks."""

    def __init__(self) -> None:
        self._kept: Remembered | None = None
        self._seen: Remembered | None = None

    def begin(self, now: Remembered) -> None:
        """So it was restored: nobody has changed it."""
        self._kept = self._seen = now

    def look(self, owner: Owner, desk: DeskContext, now: Remembered) -> None:
        """Saves *now* in a worker if it has changed, but not since the last look."""
        if now == self._seen and now != self._kept:
            self._kept = now
            run(owner, "remember", lambda: _save(desk, now), lambda done: None, lambda problem: None)
        self._seen = now

    async def leave(self, desk: DeskContext, now: Remembered) -> None:
        """Saves *now* if it has changed; a store that does not answer does not hold up the leaving."""
        if now != self._kept:
            self._kept = now
            with suppress(TimeoutError, StoreProblem):
                await asyncio.wait_for(in_thread(lambda: _save(desk, now)), EXIT_LIMIT)


def _save(desk: DeskContext, now: Remembered) -> None:
    owner, at = desk.actor.name, desk.clock()
    save_preference(desk.store, desk.actor, at, owner, PREFERENCE, now.to_json())
