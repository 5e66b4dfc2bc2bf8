"""From screens that only show something back to the list of orders, which lists what one of them is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from textual.screen import Screen

from orderdesk.core.domain.words import Word
from orderdesk.screens.find_screen import FindScreen
from orderdesk.screens.list_screen import ListScreen
from orderdesk.screens.order_detail import OrderDetail

WORK_BETWEEN: Final = Word(
    "아래 화면에 하던 일이 있습니다. 먼저 Esc로 돌아가 마치세요",
    "Work goes on beneath: Esc, and finish it first",
)


def stands_between(stack: Sequence[Screen[Any]]) -> bool:
    """Whether a screen above the list of orders holds work that closing it would lose."""
    return not all(isinstance(each, FindScreen | ListScreen | OrderDetail) for each in stack)


def list_beneath(screen: Screen[Any], where: tuple[str, ...]) -> None:
    """Closes what stands above the list of orders, which lists what fulfils *where*; Esc takes that back."""
    app = screen.app
    while not isinstance(app.screen, FindScreen):
        app.screen.dismiss(None)
    app.screen.list_picked(where)
