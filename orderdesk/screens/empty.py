"""What an empty place says: that it is empty, and which keys lead on from there."""

from __future__ import annotations

from orderdesk.core.domain.words import Word
from orderdesk.keyboard.actions import action
from orderdesk.screens.context import DeskContext
from orderdesk.widgets.columns import listed


def lead_on(desk: DeskContext, words: Word, *ways: str) -> str:
    """*words*, then the key and the name of each action of *ways*, which must be heard there."""
    return listed([desk.word(words), *(way(desk, each) for each in ways)])


def way(desk: DeskContext, action_id: str, words: Word | None = None) -> str:
    """The key of the action, and its name or the *words* in its place: ``Ctrl+E 불러오기``."""
    return f"{desk.keys.label(action_id)} {desk.word(words or action(action_id).words)}"
