"""A barcode scanned into the list or into an order: what it names is opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from textual.screen import Screen

from orderdesk.core.domain.words import Word
from orderdesk.core.services.browsing import View
from orderdesk.core.services.jumping import Scanned, find_scanned
from orderdesk.screens.context import desk_of, tell
from orderdesk.screens.work import run

_UNKNOWN: Final = Word("{}: 이 번호의 주문이 없습니다", "{}: no order has this number")


def look_up(screen: Screen[Any], view: View, code: str, found: Callable[[Scanned], object]) -> None:
    """Calls *found* with what *code* names, seen from the list of *view*; a wrong code is heard and told."""
    desk = desk_of(screen)

    def read() -> Scanned | None:
        with desk.reader() as conn:
            return find_scanned(conn, view, code)

    def came(named: Scanned | None) -> None:
        if named is None:
            screen.app.bell()
            tell(screen, desk.word(_UNKNOWN).format(code), "warning")
        else:
            found(named)

    run(screen, "scan", read, came)
