"""What is pressed for an action on orders, which has no key but a number in the process menu."""

from __future__ import annotations

from typing import Final

from orderdesk.core.domain.verbs import Verb
from orderdesk.keyboard.actions import action
from orderdesk.keyboard.key_table import KeyTable

A_PAGE: Final = 9
"""Entries of a page of the process menu, or of choices: what digits pick."""


def strokes(verb: Verb) -> str:
    """What is pressed in the menu for *verb*, which stands in it: ``2``, or ``03`` on its second page."""
    return strokes_at(verb.menu - 1)


def strokes_at(place: int) -> str:
    """What is pressed for the entry at *place* (from 0) of numbered entries, of which each page has nine."""
    page, at = divmod(place, A_PAGE)
    return action("more").keys[0] * page + str(at + 1)


def path(verb: Verb, keys: KeyTable) -> str:
    """What is pressed for *verb* from an order or a list: the menu's key, then its `strokes`, as ``.03``."""
    return keys.label("process_menu") + strokes(verb)
