"""A field for numbers that come one by one or many at once."""

from __future__ import annotations

from textual import events
from textual.message import Message

from orderdesk.widgets.korean_input import KoreanInput


class NumberInput(KoreanInput):
    """The field for numbers; several pasted lines go to the dialog instead of becoming one.

    Coming to it selects nothing: a digit that was typed elsewhere leads here, and the next goes on with it.
    """

    class PastedLines(Message):
        """Several lines were pasted."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def on_mount(self) -> None:
        """What stands there is typed on."""
        self.select_on_focus = False

    def on_paste(self, event: events.Paste) -> None:
        """Several lines are lines of their own; one is typed in, as in any field."""
        if len(event.text.strip().splitlines()) > 1 or "\t" in event.text:
            event.prevent_default()
            event.stop()
            self.post_message(self.PastedLines(event.text))
