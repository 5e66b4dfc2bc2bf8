"""The words of counts."""

from __future__ import annotations

import pytest

from orderdesk.core.domain.glossary import orders_in


@pytest.mark.parametrize(
    ("number", "rows", "korean", "english"),
    [
        (3, 8, "3건 (8행)", "3 orders in 8 rows"),
        (3, 0, "3건", "3 orders"),
        (0, 1, "1행", "1 row"),
        (0, 0, "0건", "0 orders"),
    ],
)
def test_rows_that_name_no_order_are_just_rows(number: int, rows: int, korean: str, english: str) -> None:
    told = orders_in(number, rows)
    assert (told.ko, told.en) == (korean, english)
