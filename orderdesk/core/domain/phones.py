"""Phone numbers on paper: the middle is hidden where only the parcel's own people need the whole."""

from __future__ import annotations

import re
from typing import Final

_SHOWN: Final = 4
_HIDDEN: Final = 4
_IN_TEXT: Final = re.compile(r"(?<!\d)(?:\+\d{1,3}[-. ]?)?\d{2,4}[-. ]?\d{3,4}[-. ]?\d{4}(?!\d)")
"""What a phone number looks like in the middle of a text."""


def mask_phone(phone: str) -> str:
    """*phone* with the four digits before its last four hidden: ``010-****-1234``.

    Signs between digits stay. A number of four digits or fewer is hidden whole.
    """
    count = sum(char.isdecimal() for char in phone)
    last = count - _SHOWN if count > _SHOWN else count
    seen, masked = 0, ""
    for char in phone:
        hides = char.isdecimal() and max(0, last - _HIDDEN) <= seen < last
        seen += char.isdecimal()
        masked += "*" if hides else char
    return masked


def mask_phones(text: str) -> str:
    """*text* with every phone number in it masked."""
    return _IN_TEXT.sub(lambda found: mask_phone(found[0]), text)
