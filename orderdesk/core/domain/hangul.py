"""The standard 2-set (두벌식) keyboard: the jamo that its keys give, and the syllables that jamo become."""

from __future__ import annotations

import re
from typing import Final

from orderdesk.core.domain.text import INITIALS

PLAIN: Final = dict(
    zip(
        "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ",
        "qwertyuiopasdfghjklzxcvbnm",
        strict=True,
    )
)
"""The key of each jamo that needs no Shift."""

SHIFTED: Final = dict(zip("ㅃㅉㄸㄲㅆㅒㅖ", "QWERTOP", strict=True))
"""The key of each jamo that is typed with Shift."""

TYPED_AS_TWO: Final = {
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ",
    "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ", "ㅘ": "ㅗㅏ",
    "ㅙ": "ㅗㅐ", "ㅚ": "ㅗㅣ", "ㅝ": "ㅜㅓ", "ㅞ": "ㅜㅔ", "ㅟ": "ㅜㅣ", "ㅢ": "ㅡㅣ",
}  # fmt: skip
"""The jamo that are typed one after the other for those that have no key."""

VOWELS: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
"""The vowels, in the order of the Unicode syllable block."""

FINALS: Final = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
"""The final consonants, in the order of the Unicode syllable block, after none."""

_JAMO: Final = {key: jamo for jamo, key in (PLAIN | SHIFTED).items()}
_AS_TYPED: Final = {typed: jamo for jamo, typed in TYPED_AS_TWO.items()}


def _any_of(jamo: str | tuple[str, ...]) -> str:
    """An expression for any of *jamo* as it is typed, those of two keys first."""
    return "|".join(sorted((TYPED_AS_TWO.get(each, each) for each in jamo), key=len, reverse=True))


_SYLLABLE: Final = re.compile(
    f"({_any_of(INITIALS)})({_any_of(VOWELS)})((?:{_any_of(FINALS[1:])})(?![{VOWELS}]))?"
)


def in_korean_mode(keys: str) -> str:
    """What typing *keys* gives with the Korean input method on (rlfwldn → 길지우); other signs are kept."""
    typed = "".join(_JAMO.get(key) or _JAMO.get(key.lower(), key) for key in keys)
    return _SYLLABLE.sub(_syllable, typed)


def _syllable(parts: re.Match[str]) -> str:
    initial, vowel, final = (_AS_TYPED.get(part, part) for part in parts.groups(""))
    return chr(0xAC00 + (INITIALS.index(initial) * 21 + VOWELS.index(vowel)) * 28 + FINALS.index(final))
