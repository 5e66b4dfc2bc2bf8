from __future__ import annotations

import string
import unicodedata

import pytest

from orderdesk.keyboard.ime import jamo_of, keys_of, to_keys

SYLLABLES = [chr(code) for code in range(0xAC00, 0xD7A4)]


def test_every_syllable_has_its_own_keys() -> None:
    keys = {to_keys(char) for char in SYLLABLES}
    assert len(keys) == 11172
    assert all(2 <= len(each) <= 5 and set(each) <= set(string.ascii_letters) for each in keys)


def test_a_syllable_is_typed_as_its_parts() -> None:
    initials = {
        chr(0x1100 + index): char for index, char in enumerate("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ")
    }
    for char in SYLLABLES:
        first = unicodedata.normalize("NFD", char)[0]
        assert to_keys(char).startswith(to_keys(initials[first]))


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("ㅑㅜㅍ123", "inv123"),
        ("송장", "thdwkd"),
        ("아", "dk"),
        ("ㄲ", "R"),
        ("값", "rkqt"),
        ("뷁", "qnpfr"),
        ("ㄳ", "rt"),
        ("왜", "dho"),
        ("ㅖ", "P"),
        ("680-1234", "680-1234"),
        (unicodedata.normalize("NFD", "송장"), "thdwkd"),
    ],
)
def test_typed_in_the_wrong_mode(typed: str, keys: str) -> None:
    assert to_keys(typed) == keys


def test_every_letter_has_a_jamo_that_leads_back() -> None:
    assert all(keys_of(jamo_of(letter)) == (letter,) for letter in string.ascii_lowercase)


def test_every_compatibility_jamo_of_modern_hangul_has_keys() -> None:
    assert all(keys_of(chr(code)) for code in range(0x3131, 0x3164))


def test_other_characters_have_no_keys() -> None:
    assert not any(keys_of(char) for char in "a1 ㆍ漢\x1b")
    with pytest.raises(KeyError):
        jamo_of("A")
