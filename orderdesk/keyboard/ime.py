"""Hangul back to the keys it was typed with, on the standard 2-set (두벌식) keyboard.

With the Korean input method on, a terminal receives ㅓ where the operator pressed J, and 아 for D and K.
The mapping is exact: each of the 11,172 syllables has its own key string, so a command typed in the wrong
mode, and a barcode scanned in it, can be read back without loss (ㅑㅜㅍ123 → inv123, 송장 → thdwkd).
"""

from __future__ import annotations

from typing import Final

from orderdesk.core.domain.hangul import FINALS, PLAIN, SHIFTED, TYPED_AS_TWO, VOWELS
from orderdesk.core.domain.text import INITIALS, nfc

_KEYS_OF_JAMO: Final[dict[str, str]] = PLAIN | SHIFTED
_KEYS_OF_JAMO.update({jamo: "".join(PLAIN[part] for part in pair) for jamo, pair in TYPED_AS_TWO.items()})
_JAMO_OF_KEY: Final = {key: jamo for jamo, key in PLAIN.items()}


def keys_of(char: str) -> tuple[str, ...]:
    """The letters pressed for one Hangul character, in order; upper case where Shift was held.

    Empty for everything that is not a Hangul syllable or a compatibility jamo of the 2-set keyboard.
    """
    if char in _KEYS_OF_JAMO:
        return tuple(_KEYS_OF_JAMO[char])
    place = ord(char) - 0xAC00
    if not 0 <= place < 11172:
        return ()
    initial, rest = divmod(place, 588)
    vowel, final = divmod(rest, 28)
    jamo = INITIALS[initial] + VOWELS[vowel] + FINALS[final]
    return tuple("".join(_KEYS_OF_JAMO[each] for each in jamo))


def to_keys(text: str) -> str:
    """*text* as the keys that typed it: Hangul turned to letters, everything else kept."""
    return "".join("".join(keys_of(char)) or char for char in nfc(text))


def jamo_of(letter: str) -> str:
    """The jamo that the key of *letter* gives in Korean mode; *letter* is a lower-case ASCII letter.

    Raises KeyError for anything else, so that no table of keys can hold a letter without a jamo.
    """
    return _JAMO_OF_KEY[letter]
