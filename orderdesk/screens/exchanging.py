"""An open desk speaks with the channels: a round every minute, in a thread, and tells what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from textual.app import App

from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word, many
from orderdesk.screens import work
from orderdesk.screens.background import nothing
from orderdesk.screens.context import DeskContext, tell

if TYPE_CHECKING:
    from orderdesk.core.services.exchanging import Exchanged, Rounds

FIRST_ROUND: Final = 3.0
"""Seconds after which a desk that was opened first speaks with the channels."""

_GROUP: Final = "exchange"


class Exchanging:
    """Makes the rounds, one after the other; what was told of a trouble is not told again while it lasts."""

    def __init__(self, desk: DeskContext) -> None:
        self._desk = desk
        self._rounds: Rounds | None = None
        self._told: dict[int, Word | None] = {}

    def start(self, app: App[Any]) -> None:
        """Make a round, unless one is being made."""
        if any(each.group == _GROUP and not each.is_finished for each in app.workers):
            return
        work.run(app, _GROUP, lambda: self._round(app), lambda done: self._tell(app, done), nothing)

    def _round(self, app: App[Any]) -> list[Exchanged]:
        desk = self._desk
        with desk.store.reader() as conn:
            from orderdesk.core.store.connections import connections  # deferred: the start does not wait

            if not connections(conn):
                return []
        from orderdesk.core.services.connecting import secret_file  # as above
        from orderdesk.core.services.exchanging import Rounds, exchange
        from orderdesk.core.services.reaching import channel

        if self._rounds is None:
            secrets = secret_file(desk.store.url)
            self._rounds = Rounds(lambda connection: channel(connection, secrets), desk.rhythm.sweep)
        return exchange(desk.store, self._rounds, desk.clock, lambda: work.is_gone(app))

    def _tell(self, app: App[Any], done: list[Exchanged]) -> None:
        for each in done:
            name, new = each.connection.name, each.synced.new
            if new:
                tell(app.screen, Word(f"{name}: 새 주문 {new:,}건", f"{name}: {many(new, 'new order')}"))
            if each.refused:
                n = each.refused
                words = Word(f"{name}: {n:,}건을 채널이 거절했습니다 (~)", f"{name} refused {n:,} (~)")
                tell(app.screen, words, "warning")
            if each.trouble and self._told.get(each.connection.id) != each.trouble:
                words = Word(*(f"{name}: {clean(text)}" for text in each.trouble))
                tell(app.screen, words, "error")
            self._told[each.connection.id] = each.trouble
