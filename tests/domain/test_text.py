from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdesk.core.domain import text as t

HOSTILE_SAMPLES = {
    "[/red] 쌀": "[/red] 쌀",
    "\x1b]0;x\x07": "]0;x",
    "\x1b[2J홍": "[2J홍",
    "\x9b31m홍\x9c": "31m홍",
    "홍\u202e길\u202c동": "홍길동",
    "홍\u200f길\u2067동\u2069": "홍길동",
    "=cmd|' /C calc'!A0": "=cmd|' /C calc'!A0",
    "김\U000e0041민\U000e007f수": "김민수",
    "홍\ud800길": "홍길",
    "김\ufeff민\u200b수\u00ad": "김민수",
    "서울\r\n강남구\t 1번지": "서울 강남구 1번지",
    "서울\u2028강남": "서울 강남",
    "  앞뒤  ": "앞뒤",
    "👩\u200d👧 가족": "👩\u200d👧 가족",
}


def test_nothing_that_is_taken_out_is_printable() -> None:
    printable = "".join(char for char in map(chr, range(0x110000)) if char.isprintable())
    assert len(printable) > 100_000
    assert t.clean(f"x{printable}x") == t.nfc(f"x{printable}x")
    assert not t.HOSTILE.search(printable) and not t._UNSEEN.search(printable) and "\t" not in printable


@pytest.mark.parametrize(("raw", "expected"), HOSTILE_SAMPLES.items())
def test_clean_disarms_and_keeps_what_can_be_read(raw: str, expected: str) -> None:
    assert t.clean(raw) == expected


def test_decomposed_hangul_becomes_equal_to_typed_hangul() -> None:
    decomposed = unicodedata.normalize("NFD", "홍길동 송장")
    assert decomposed != "홍길동 송장"
    assert t.nfc(decomposed) == t.clean(decomposed) == "홍길동 송장"


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_clean_leaves_nothing_hostile_and_is_stable(raw: str) -> None:
    for made in (t.clean(raw), t.one_line(raw), *t.multi_line(raw).split("\n")):
        assert not t.HOSTILE.search(made)
        assert unicodedata.is_normalized("NFC", made)
        made.encode("utf-8")
    assert t.clean(t.clean(raw)) == t.clean(raw)
    assert t.multi_line(t.multi_line(raw)) == t.multi_line(raw)


def test_memo_keeps_its_lines_and_shows_them_as_one() -> None:
    memo = "\n문 앞에\r\n\r\n놓아\t주세요 \u2029끝\x07\n"
    assert t.multi_line(memo) == "문 앞에\n\n놓아 주세요\n끝"
    assert t.one_line(memo) == "문 앞에⏎ 놓아 주세요⏎ 끝"


def test_digits_of_any_script() -> None:
    assert t.digits("010-0000-1234") == "01000001234"
    assert t.digits("１２３－４５ ①") == "12345"


def test_choseong_keeps_positions() -> None:
    assert t.choseong("홍길동 LG") == "ㅎㄱㄷ lg"
    assert t.choseong("ㅆ쌀빵") == "ㅆㅆㅃ"
    assert t.choseong(unicodedata.normalize("NFD", "송장")) == "ㅅㅈ"


def test_choseong_of_every_syllable_is_its_first_letter() -> None:
    for code in range(0xAC00, 0xD7A4):
        first = unicodedata.normalize("NFD", chr(code))[0]
        assert t.choseong(chr(code)) == t.INITIALS[ord(first) - 0x1100]


def test_grams_are_one_and_two_syllables_of_each_word() -> None:
    assert t.grams("남궁민수") == ("남", "남궁", "궁", "궁민", "민", "민수", "수")
    assert t.grams("김 LG(김)") == ("김", "l", "lg", "g")
    assert t.grams(" \x1b!? ") == ()


def test_grams_never_cross_words() -> None:
    assert "동김" not in t.grams("홍길동 김민수")


def test_hangul_is_syllables_and_keyboard_jamo_only() -> None:
    assert all(t.is_hangul(char) for char in "가힣ㄱㅎㅏㅣ")
    assert not any(t.is_hangul(char) for char in "a1 ㆍ漢ㅤ")
