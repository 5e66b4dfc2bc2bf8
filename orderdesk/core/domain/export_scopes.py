"""Which orders an export takes: the four scopes of finding-and-files.md §6.1 and one of our own."""

from __future__ import annotations

from enum import Enum
from typing import Final

from orderdesk.core.domain.words import Word

SELECTED_MOST: Final = 50
"""How many selected orders one export takes."""

ROWS_MOST: Final = 100_000
"""How many rows one file holds, without its header."""


class Scope(Enum):
    """A scope by its name on the command line."""

    TAB = "tab"
    PAGE = "page"
    PERIOD = "period"
    SELECTED = "selected"
    FILTERED = "filtered"


SCOPE_WORDS: Final = {
    Scope.TAB: Word("탭 전체", "All of the tab"),
    Scope.PAGE: Word("현재 페이지", "Current page"),
    Scope.PERIOD: Word("주문일 기간", "Order dates"),
    Scope.SELECTED: Word("선택한 주문", "Marked orders"),
    Scope.FILTERED: Word("필터 결과 전체", "All filtered orders"),
}

PAID_PERIOD: Final = Word("결제일 기간", "Payment dates")
"""The period of a payment export: days on which money came or went back."""
