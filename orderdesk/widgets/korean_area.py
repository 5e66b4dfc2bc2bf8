"""The field of several lines for Korean, for memos."""

from __future__ import annotations

from textual import events
from textual.widgets import TextArea

from orderdesk.core.domain.text import multi_line
from orderdesk.widgets.korean_input import LONGEST_PASTE, TOO_LONG


class KoreanArea(TextArea):
    """A field in which Enter begins a new line; what is pasted is cleaned, its line breaks stay.

    The cursor does not blink, so an idle field sends nothing over the line.
    """

    DEFAULT_CSS = """
    KoreanArea {
        height: 6;
        border: none;
        padding: 0 1;
        background: $panel;
        &:focus { border: none; background: $primary-muted; }
    }
    """

    def __init__(self, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id, soft_wrap=True, tab_behavior="focus", compact=True)

    def on_mount(self) -> None:
        """Stops the blinking."""
        self.cursor_blink = False

    async def _on_paste(self, event: events.Paste) -> None:
        """Pastes cleaned lines; Textual's own paste does not happen. What is too long is left, and told."""
        event.prevent_default()
        event.stop()
        if len(event.text) > LONGEST_PASTE:
            self.notify(TOO_LONG, severity="warning")
            return
        self.insert(multi_line(event.text))

    @property
    def value(self) -> str:
        """The text, cleaned."""
        return multi_line(self.text)
