"""States on screen: a glyph beside every word, so that no state is told by colour alone."""

from __future__ import annotations

from typing import Final

from orderdesk.core.domain.states import (
    CANCEL_STATES,
    EXCHANGE_STATES,
    RETURN_STATES,
    SECTION_WORDS,
    SectionState,
)

_LADDER: Final = {
    SectionState.PREPARING: "◦",
    SectionState.READY: "▹",
    SectionState.SHIPPING: "▸",
    SectionState.DELIVERED: "✓",
    SectionState.CONFIRMED: "✓",
}
_OF_WORD: Final = {text: state for state, word in SECTION_WORDS.items() for text in word}


def glyph(state: SectionState) -> str:
    """One cell for *state*; none of them is a character that Korean terminals draw two cells wide."""
    if state in CANCEL_STATES:
        return "✗"
    if state in RETURN_STATES:
        return "↺"
    return "⟳" if state in EXCHANGE_STATES else _LADDER[state]


def with_glyphs(states: str) -> str:
    """The value of the section column, each state with its glyph before it."""
    parts = states.split(", ")
    return " ".join(f"{glyph(_OF_WORD[part])} {part}" if part in _OF_WORD else part for part in parts)
