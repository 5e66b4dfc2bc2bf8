"""From screens that only show something back to the list of orders, which lists what one of them is about."""

from __future__ import annotations

from typing import Any, Final

from textual.screen import Screen

from orderdesk.core.domain.words import Word
from orderdesk.screens.dialogs.import_file import ImportDialog
from orderdesk.screens.find_screen import FindScreen
from orderdesk.screens.laboratory import LaboratoryScreen
from orderdesk.screens.list_screen import ListScreen
from orderdesk.screens.order_detail import OrderDetail

WORK_BETWEEN: Final = Word(
    "아래 화면에 하던 일이 있습니다. 먼저 Esc로 돌아가 마치세요",
    "Work goes on beneath: Esc, and finish it first",
)


def stands_between(screen: Screen[Any]) -> bool:
    """Whether between *screen* and the list of orders one holds work that closing it would lose."""
    stack = screen.app.screen_stack
    beneath = stack[: stack.index(screen)] if screen in stack else stack
    return not all(map(_loses_nothing, beneath))


def _loses_nothing(screen: Screen[Any]) -> bool:
    """Whether *screen* only shows something, or is an import of which nothing that was corrected is left."""
    if isinstance(screen, LaboratoryScreen):
        return not screen.edited
    return isinstance(screen, FindScreen | ListScreen | OrderDetail | ImportDialog)


def list_beneath(screen: Screen[Any], where: tuple[str, ...]) -> None:
    """Closes what stands above the list of orders, which lists what fulfils *where*; Esc takes that back."""
    app = screen.app
    while not isinstance(app.screen, FindScreen):
        app.screen.dismiss(None)
    app.screen.list_picked(where)
