"""The text field for Korean: every field of the desk is one."""

from __future__ import annotations

from textual import events

from orderdesk.core.domain.text import clean, nfc
from orderdesk.widgets._textual_fixes import CursorFixedInput

LONGEST_PASTE = 20_000
"""Characters that are pasted into a field at most: a million would keep the screen for ten seconds."""

TOO_LONG = f"붙여넣기는 {LONGEST_PASTE:,}자까지입니다 · at most {LONGEST_PASTE:,} characters can be pasted"


class KoreanInput(CursorFixedInput):
    """A one-line field in which Korean can be typed: the half-typed syllable appears where it belongs.

    What is typed is NFC, what is pasted is cleaned and becomes one line (line breaks as blanks). The cursor
    does not blink, so an idle field sends nothing over the line. Takes the arguments of Textual's Input.
    """

    def on_mount(self) -> None:
        """Stops the blinking."""
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """Whatever sets the value, it is NFC."""
        return nfc(value)

    def replace(self, text: str, start: int, end: int) -> None:
        """Replaces the characters from *start* to *end*; the cursor stands behind *text*.

        A part of a syllable that joins the one before it makes one character with it.
        """
        first, last = sorted((start, end))
        before = nfc(self.value[:first] + text)
        joined = next((at for at in range(first) if self.value[at] != before[at : at + 1]), first)
        super().replace(before[joined:], joined, last)

    def action_copy(self) -> None:
        """Copies what is selected; never a password."""
        if not self.password:
            super().action_copy()

    def action_cut(self) -> None:
        """Cuts what is selected; a password stays."""
        if not self.password:
            super().action_cut()

    def on_paste(self, event: events.Paste) -> None:
        """Pastes every line, cleaned, as one; more than a field can hold at speed is left, and told."""
        if len(event.text) > LONGEST_PASTE:
            event.prevent_default()
            event.stop()
            self.notify(TOO_LONG, severity="warning")
            return
        event.prevent_default()
        event.stop()
        self.replace(clean(event.text), *self.selection)
