from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.core.domain.export_templates import ExportColumn, Only, RowUnit, Template, check_template
from orderdesk.core.domain.template_edits import (
    OPTION_WORDS,
    copy_name,
    moved,
    option_word,
    turned,
    with_column,
    with_columns,
    without_column,
)

A, B, C = (ExportColumn(key) for key in ("number", "name", "qty"))
FORM = Template("양식", (A, B))


@pytest.mark.parametrize("option", OPTION_WORDS)
def test_an_option_comes_back_to_where_it_was_and_every_value_has_a_word(option: str) -> None:
    form, seen = replace(FORM, rows=RowUnit.SECTION, only=Only.UNSENT), set()
    for _ in range(6):
        check_template(form)
        seen.add(option_word(form, option))
        form = turned(form, option)
    assert form == replace(FORM, rows=RowUnit.SECTION, only=Only.UNSENT)
    assert len(seen) in (2, 3) and all(all(word) for word in seen)


def test_what_can_not_stand_beside_combined_parcels_is_turned_along() -> None:
    combined = turned(FORM, "combine")
    assert (combined.rows, combined.only, combined.combine) == (RowUnit.SECTION, Only.UNSENT, True)
    assert not turned(combined, "rows").combine and not turned(combined, "only").combine
    assert turned(combined, "months").combine


def test_columns_are_put_in_changed_moved_and_taken_out() -> None:
    three = with_columns(FORM, 1, (C,))
    assert three.columns == (A, C, B)
    assert moved(three, 0, 2).columns == (C, B, A)
    assert moved(three, 0, 3) is three and moved(three, 0, -1) is three
    assert with_column(three, 1, B).columns == (A, B, B)
    assert without_column(three, 0).columns == (C, B)


def test_a_copy_gets_a_free_name_that_is_not_too_long() -> None:
    assert copy_name("양식", ["양식"]) == "양식 사본"
    assert copy_name("양식", ["양식", "양식 사본"]) == "양식 사본2"
    assert copy_name("Form", [], english=True) == "Form copy"
    assert copy_name("가" * 20, []) == "가" * 17 + " 사본"
