from __future__ import annotations

import os
import re
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.files.barcode import LONGEST, PATTERNS, QUIET, bars, encodable, symbols
from orderdesk.core.files.sheet_html import svg_bars

NUMBER = section_number("202609210000017", 1)
_START, _STOP = {"211214": "B", "211232": "C"}, "2331112"


def modules(text: str) -> str:
    """The bars as a string of 1 (black) and 0, without the quiet zones."""
    found = bars(text)
    row = ["0"] * (found[-1][0] + found[-1][1])
    for start, width in found:
        row[start : start + width] = "1" * width
    return "".join(row[QUIET:])


def decoded(row: str) -> str:
    """What a scanner reads: widths of bars and spaces, set by set, with the check symbol."""
    widths = "".join(str(len(run[0])) for run in re.finditer(r"1+|0+", row))
    assert widths.endswith(_STOP)
    codes = [widths[at : at + 6] for at in range(0, len(widths) - 7, 6)]
    values = [PATTERNS.index(code) for code in codes]
    *data, check = values
    assert (data[0] + sum(place * value for place, value in enumerate(data))) % 103 == check
    text, now = "", _START[codes[0]]
    for value in data[1:]:
        if value in (99, 100) and (value == 100) == (now == "C"):
            now = "C" if value == 99 else "B"
        else:
            text += f"{value:02}" if now == "C" else chr(value + 32)
    return text


def test_the_table_is_code_128() -> None:
    """Six widths that sum to eleven modules, an even number of them black, none twice; then the stop."""
    *plain, stop = PATTERNS
    assert len(plain) == 106 == len(set(plain)) and stop == _STOP
    assert all(sum(map(int, each)) == 11 and sum(map(int, each[::2])) % 2 == 0 for each in plain)


def test_a_known_text_has_the_known_symbols() -> None:
    """PJJ123C, whose check symbol of set B is 55 (54 in set A), as text books have it."""
    assert symbols("PJJ123C") == [104, 48, 42, 42, 17, 18, 19, 35, 55, 106]


def test_digits_go_in_pairs() -> None:
    assert symbols("12345") == [105, 12, 34, 100, 21, symbols("12345")[-2], 106]
    assert len(modules(NUMBER)) == 14 * 11 + 13  # start, 7 pairs, to B, four characters, check; stop


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=LONGEST))
def test_every_text_is_read_back(text: str) -> None:
    assert decoded(modules(text)) == text


@pytest.mark.parametrize("text", ["", "주문-S1", "a\n", "\x1b", "x" * (LONGEST + 1), "１２"])
def test_what_no_scanner_reads_is_no_barcode(text: str) -> None:
    assert not encodable(text) and svg_bars(text) == ""
    with pytest.raises(ValueError):
        symbols(text)


def _png(path: Path, row: str, scale: int = 3, height: int = 90) -> None:
    """*row* as a picture in shades of grey, with its quiet zones."""
    line = ("0" * QUIET + row + "0" * QUIET).replace("0", "w" * scale).replace("1", "b" * scale)
    pixels = bytes(255 if each == "w" else 0 for each in line)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = len(line).to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x00\x00\x00\x00"
    body = zlib.compress((b"\x00" + pixels) * height)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b""))


def test_a_reader_that_is_not_ours_reads_it(tmp_path: Path) -> None:
    """zbar, which `.ci/run` installs."""
    program = shutil.which("zbarimg")
    if program is None:
        assert "CI" not in os.environ, "zbarimg is missing"
        pytest.skip("zbarimg is not installed (apt-get install zbar-tools)")
    _png(tmp_path / "code.png", modules(NUMBER))
    said = subprocess.run(
        [program, "--quiet", "--raw", str(tmp_path / "code.png")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert said.stdout.strip() == NUMBER
