"""Keys read in Korean mode are the inverse of the keys that Hangul is typed with."""

from __future__ import annotations

import pytest

from orderdesk.core.domain.hangul import in_korean_mode
from orderdesk.keyboard.ime import to_keys


def test_every_syllable_comes_back_from_its_keys() -> None:
    syllables = [chr(code) for code in range(0xAC00, 0xD7A4)]
    assert [in_korean_mode(to_keys(each)) for each in syllables] == syllables


@pytest.mark.parametrize(
    ("keys", "typed"),
    [
        ("rlfwldn", "길지우"),
        ("rkqtdmf", "값을"),
        ("rkqtk", "갑사"),
        ("Ejr", "떡"),
        ("rat", "ㄱㅁㅅ"),
        ("dho 10kg", "왜 10ㅏㅎ"),
        ("123-가", "123-가"),
    ],
)
def test_keys_in_korean_mode(keys: str, typed: str) -> None:
    assert in_korean_mode(keys) == typed
