"""A screen around one list: jobs, their rows, help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import ComposeResult
from textual.screen import Screen

from orderdesk.keyboard.actions import Scope
from orderdesk.screens.desk_screen import DeskScreen
from orderdesk.widgets._textual_toasts import keep_clear
from orderdesk.widgets.hint_bar import Hint, HintBar
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.one_line import Heading
from orderdesk.widgets.safe_text import safe


class ListScreen(DeskScreen[Any]):
    """Heading, list, hint line; the moving actions of the action table move the list's cursor."""

    AUTO_FOCUS = "LineList"
    DEFAULT_CSS = """
    ListScreen {
        & LineList { height: 1fr; padding: 0 1; }
        & KoreanInput.-textual-compact { padding: 0 1; }
        & #sentence { height: 4; padding: 0 2; border-top: solid $panel; color: $foreground; }
    }
    """

    def compose(self) -> ComposeResult:
        """Heading, list, hint line."""
        yield Heading()
        yield LineList()
        yield HintBar()

    def on_mount(self) -> None:
        """What is told in the corner leaves the sentence of the cursor's line free."""
        self.screen_layout_refresh_signal.subscribe(self, self._keep_sentence_clear, immediate=True)

    def _keep_sentence_clear(self, _screen: Screen[Any]) -> None:
        for sentence in self.query("#sentence, #whole"):
            keep_clear(self, sentence)

    def hints_now(self, scope: Scope) -> Sequence[Hint]:
        """What can be done now, and after it what can't."""
        return sorted(self.hints_of(scope), key=lambda hint: hint.reason is not None)

    @property
    def lines(self) -> LineList:
        """The list."""
        return self.query_one(LineList)

    def head(self, left: str, right: str = "") -> None:
        """Writes the heading; both texts may be outside text."""
        self.query_one(Heading).show(safe(left, "bold"), safe(right))

    def copied(self) -> str:
        """What Ctrl+C copies: the line of the cursor."""
        return self.lines.text

    def action_cursor_up(self) -> None:
        """One line up."""
        self.lines.action_step(-1)

    def action_cursor_down(self) -> None:
        """One line down."""
        self.lines.action_step(1)

    def action_page_up(self) -> None:
        """One screen up."""
        self.lines.action_page(-1)

    def action_page_down(self) -> None:
        """One screen down."""
        self.lines.action_page(1)

    def action_top(self) -> None:
        """To the first line."""
        self.lines.action_edge(0)

    def action_bottom(self) -> None:
        """To the last line."""
        self.lines.action_edge(1)

    def action_open(self) -> None:
        """Opens the line of the cursor."""
        self.lines.action_choose()
