"""A field for a courier's name."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.suggester import SuggestFromList

from orderdesk.widgets.korean_input import KoreanInput


class CourierInput(KoreanInput):
    """The field for a courier's name, which is suggested from *names* while it is typed.

    No name has a digit: one that is typed or pasted here is of a tracking number, and goes to *digits*.
    """

    def __init__(
        self, value: str, placeholder: str, names: tuple[str, ...], digits: Callable[[str], None]
    ) -> None:
        known = SuggestFromList(names, case_sensitive=False)
        super().__init__(value, placeholder, id="courier", compact=True, suggester=known)
        self._digits = digits

    def on_key(self, event: events.Key) -> None:
        """A digit is not typed here."""
        if event.character and event.character.isdecimal():
            event.prevent_default()
            event.stop()
            self._digits(event.character)

    def on_paste(self, event: events.Paste) -> None:
        """Nor is a number pasted here."""
        if any(map(str.isdecimal, event.text)):
            event.prevent_default()
            event.stop()
            self._digits(event.text)
