"""The least program that the screens' library can draw: the baseline of the desk's start."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static

from orderdesk.bench.programs import HELLO


class Hello(App[None]):
    """One line of text."""

    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        """The line."""
        yield Static(HELLO)


if __name__ == "__main__":
    Hello().run()
