from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from orderdesk.core.domain.columns import BY_KEY, COLUMNS, row
from orderdesk.core.domain.layouts import DEFAULT, SHOWN
from orderdesk.core.domain.states import SECTION_WORDS, SectionState
from orderdesk.core.domain.words import Lang
from orderdesk.core.services.browsing import Listed
from orderdesk.widgets.cells import ago, end_of, moment, short_time, tracking, won
from orderdesk.widgets.columns import cells_in, fit, folded
from orderdesk.widgets.grid_layout import MARGIN, cell, columns_for, fetched, head_text, value_text
from orderdesk.widgets.row_cache import PAGE, RowCache
from orderdesk.widgets.states import glyph, with_glyphs
from tests.domain.builders import NOW
from tests.screens.driver import shop


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_first_columns_fit_at_every_width(lang: Lang) -> None:
    for width in range(58, 200):
        placed = columns_for(width, lang)
        assert sorted(each.key for each in placed) == sorted(SHOWN)
        assert MARGIN + sum(each.width + 1 for each in placed[:5]) - 1 <= width
        assert {"order_no", "items", "section"} <= {each.key for each in placed[:5]}


@pytest.mark.parametrize("width", [58, 78, 118, 158])
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_cell_is_exactly_as_wide_as_its_column(width: int, lang: Lang) -> None:
    rows = [Listed(order.id, 1, row(order, fetched(DEFAULT), lang)) for order in shop()]
    for column in columns_for(width, lang):
        assert {cell_len(cell(each, column, lang)) for each in rows} == {column.width}


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_column_of_the_catalogue_can_be_drawn(lang: Lang) -> None:
    layout = DEFAULT
    for at, place in enumerate(layout.places):
        layout = layout if place.on else layout.switched(at)
    layout = layout.resized(3, 25)
    placed = columns_for(80, lang, layout)
    rows = [Listed(order.id, 1, row(order, fetched(layout), lang)) for order in shop()]
    assert [each.key for each in placed] == [place.key for place in layout.places]
    assert len(placed) == len(COLUMNS)
    assert placed[3].width == 25
    for column in placed:
        assert {cell_len(cell(each, column, lang)) for each in rows} == {column.width}
        assert cell_len(head_text(column, "↓")) == column.width
        assert "↓" in head_text(column, "↓")
        assert column.number == BY_KEY[column.key].number


def test_a_cell_that_a_row_was_not_read_with_is_empty() -> None:
    listed = Listed(1, 1, row(shop()[0], ("order_no",), "ko"))
    assert [value_text(listed, key, "ko") for key in ("section", "paid", "pay_status", "sent_at")] == [""] * 4


def test_a_text_that_looks_like_a_time_stays_as_it_is() -> None:
    listed = Listed(1, 1, {"dmemo": "0123456789T12:34:56"})
    assert value_text(listed, "dmemo", "ko") == "0123456789T12:34:56"


def test_money_stands_to_the_right_and_times_are_short() -> None:
    listed = Listed(5, 1, row(shop()[4], fetched(DEFAULT), "ko"))
    by_key = {column.key: cell(listed, column, "ko") for column in columns_for(118, "ko")}
    assert by_key["paid"] == "    43,000"
    assert by_key["ordered_at"].strip() == short_time(str(listed.cells["ordered_at"]))
    assert value_text(listed, "invoice", "ko") == "521853123451"


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("202611220000017", 11, "…1220000017"),
        ("짧음", 6, "짧음  "),
        ("가나다라", 6, "… 다라"),
        ("가나다라", 5, "…다라"),
    ],
)
def test_the_end_of_a_number_stays_when_it_is_cut(text: str, width: int, shown: str) -> None:
    assert end_of(text, width) == shown


@given(text=st.text("aZ 1~가힣뷁쀍", max_size=14), width=st.integers(0, 12))
@example(text="가나다", width=4)
def test_common_korean_is_cut_as_any_other_text(text: str, width: int) -> None:
    assert cells_in(text) == cell_len(text)
    assert cell_len(fit(text, width)) == width
    if text.strip():  # with an ellipsis before it the text is measured letter by letter
        assert "…" + fit(text, width) == fit(f"…{text}", width + 1)


def test_every_syllable_has_two_bytes_for_its_two_cells() -> None:
    syllables = [chr(code) for code in range(0xAC00, 0xD7A4)]
    assert {(len(each.encode("cp949")), cells_in(each), cell_len(each)) for each in syllables} == {(2, 2, 2)}


def test_values_are_written_as_operators_read_them() -> None:
    assert won(-2_000) == "−2,000"
    assert won(1_234_567) == "1,234,567"
    assert moment(None) == "-"
    assert moment(NOW) == "09-21 23:13"
    told = [ago(seconds) for seconds in (-3, 0, 99, 100, 5999, 6000, 172_799, 172_800)]
    assert [word.ko for word in told] == [
        *("0초 전", "0초 전", "99초 전", "1분 전", "99분 전", "1시간 전", "47시간 전", "2일 전")
    ]
    assert told[-1].en == "2 days ago"
    assert tracking("680123456782") == "6801 2345 6782"
    assert tracking("EG123KR") == "EG123KR"
    assert tracking(None) == "-"


def test_every_state_has_a_glyph_of_one_cell() -> None:
    assert {cell_len(glyph(state)) for state in SectionState} == {1}
    both = ", ".join(SECTION_WORDS[state].ko for state in (SectionState.READY, SectionState.RETURNED))
    assert with_glyphs(both) == "▹ 배송대기 ↺ 반품완료"


def test_the_cache_knows_what_is_missing() -> None:
    cache: RowCache[int] = RowCache()
    assert cache.missing(0, 10, 1000) == (0, PAGE)
    cache.put(0, list(range(PAGE)))
    assert cache.missing(0, 10, 1000) is None
    assert cache.missing(PAGE - 1, PAGE * 2, 1000) == (PAGE, PAGE * 2)
    assert cache.missing(0, 10, 0) is None
    assert cache.get(3) == 3
    assert cache.get(PAGE) is None


def test_expired_rows_stay_until_they_come_again() -> None:
    cache: RowCache[str] = RowCache()
    cache.put(0, ["old"])
    cache.expire()
    assert cache.get(0) == "old"
    assert cache.missing(0, 0, 1) == (0, PAGE)
    assert cache.missing(0, 0, 1, stale=False) is None
    cache.put(0, ["new"])
    assert cache.get(0) == "new"
    assert cache.missing(0, 0, 1) is None


def test_the_cache_stays_small() -> None:
    cache: RowCache[int] = RowCache()
    for page in range(200):
        cache.put(page * PAGE, list(range(PAGE)))
    assert sum(1 for _ in cache) <= 48 * PAGE
    assert cache.get(199 * PAGE) == 0
    assert cache.get(0) is None
    cache.keep_only(199 * PAGE)
    assert cache.get(199 * PAGE) is None


def test_folded_lines_end_between_words_and_keep_numbers_of_pieces_with_their_goods() -> None:
    text = "제주 감귤 5kg / 크기: 로얄과 × 2"
    assert folded(text, 15) == ["제주 감귤 5kg /", " 크기:", " 로얄과 × 2"]
    assert folded("오버핏반팔티셔츠 × 12", 13) == ["오버핏반팔티", " 셔츠 × 12"]
    assert folded("! 가 나다라마", 8, indent=2) == ["! 가", "  나다라", "  마"]
    assert folded("수거 완료 09-13 23:09", 16) == ["수거 완료", " 09-13 23:09"]
    assert folded("", 12) == [""]
    for width in range(6, 60):
        lines = folded(text, width)
        assert max(map(cell_len, lines)) <= width
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
