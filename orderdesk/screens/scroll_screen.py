"""A screen around one text that scrolls: a guide, an order as it was."""

from __future__ import annotations

from typing import Any

from textual.containers import VerticalScroll

from orderdesk.screens.desk_screen import DeskScreen


class ScrollScreen(DeskScreen[Any]):
    """The moving actions of the action table scroll its only VerticalScroll."""

    @property
    def scroller(self) -> VerticalScroll:
        """What scrolls."""
        return self.query_one(VerticalScroll)

    def action_cursor_up(self) -> None:
        """One line up."""
        self.scroller.scroll_relative(y=-1, animate=False)

    def action_cursor_down(self) -> None:
        """One line down."""
        self.scroller.scroll_relative(y=1, animate=False)

    def action_page_up(self) -> None:
        """One screen up."""
        self.scroller.scroll_page_up(animate=False)

    def action_page_down(self) -> None:
        """One screen down."""
        self.scroller.scroll_page_down(animate=False)

    def action_top(self) -> None:
        """To the first line."""
        self.scroller.scroll_home(animate=False)

    def action_bottom(self) -> None:
        """To the last line."""
        self.scroller.scroll_end(animate=False)
