"""Hangul keys outside text fields, turned into the keys that were meant.

A Korean input method sends ㅓ for J, or a whole syllable when it commits two jamo at once. Where the focused
widget takes no text, such a key means its letters. The application asks `meant` before it handles an event:

    async def on_event(self, event):
        for each in meant(event, self):
            await super().on_event(each)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual import events
from textual.app import App

from orderdesk.core.domain.text import is_hangul
from orderdesk.keyboard.ime import keys_of


def meant(event: events.Event, app: App[Any]) -> Sequence[events.Event]:
    """The events to handle instead of *event*: itself, or the letters of a Hangul key.

    The letters carry the time at which the Hangul key arrived. A key pressed with Shift comes out upper case,
    which nothing is bound to. Nothing is translated while the focused widget of *app* takes text.
    """
    if not isinstance(event, events.Key) or event.is_forwarded:
        return (event,)
    char = event.character
    if char is None or len(char) != 1 or not is_hangul(char):
        return (event,)
    focused = app.focused
    if focused is not None and focused.check_consume_key(event.key, char):
        return (event,)
    return [_key(letter, event.time) for letter in keys_of(char)]


def _key(letter: str, arrived: float) -> events.Key:
    key = events.Key(letter, letter)
    key.time = arrived
    return key
