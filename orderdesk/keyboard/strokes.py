"""What is pressed for an action on orders, which has no key but a number in the process menu."""

from __future__ import annotations

from typing import Final

from orderdesk.core.domain.verbs import VERBS, Verb
from orderdesk.keyboard.actions import action
from orderdesk.keyboard.key_table import KeyTable

A_PAGE: Final = 9
"""Entries of a page of the process menu, or of choices: what digits pick."""


PAGES: Final = -(-max(verb.menu for verb in VERBS) // A_PAGE)
"""Pages of the process menu; after the last one the first one comes."""


def strokes(verb: Verb, page: int = 0) -> str:
    """What is pressed in the menu, open at *page*, for *verb*: from the first one ``2``, or ``03``."""
    its_page, at = divmod(verb.menu - 1, A_PAGE)
    return _strokes((its_page - page) % PAGES, at)


def strokes_at(place: int) -> str:
    """What is pressed for the entry at *place* (from 0) of numbered entries, of which each page has nine."""
    return _strokes(*divmod(place, A_PAGE))


def _strokes(pages: int, at: int) -> str:
    return action("more").keys[0] * pages + str(at + 1)


def path(verb: Verb, keys: KeyTable) -> str:
    """What is pressed for *verb* from an order or a list: the menu's key, then its `strokes`, as ``.03``."""
    return keys.label("process_menu") + strokes(verb)
