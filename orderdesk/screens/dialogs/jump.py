"""Go to: an order number, a date or a row number, and the cursor stands there."""

from __future__ import annotations

from typing import Final

from textual.app import ComposeResult
from textual.widgets import Input, Static

from orderdesk.core.domain.words import Word
from orderdesk.core.services.browsing import View
from orderdesk.core.services.jumping import HOW, NoSuchPlace
from orderdesk.keyboard.scanning import scanned
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.order_list import read_place
from orderdesk.screens.work import run
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.korean_input import KoreanInput

TITLE: Final = Word("바로 가기", "Go to")
_EXAMPLES: Final = Word("주문번호 · 2026-11-20 · 줄 번호", "order no. · 2026-11-20 · row")


class JumpDialog(Dialog[int | None]):
    """Asks where to go in *view*; the answer is the place, 0-based. Enter goes there: nothing is changed."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self._view = view

    def parts(self) -> ComposeResult:
        """The field, and what is wrong with what stands in it."""
        yield KoreanInput(placeholder=self.desk.word(_EXAMPLES), compact=True)
        yield Static(classes="line bad empty", id="reason", markup=False)

    def on_mount(self) -> None:
        """Says how."""
        self.entitle(self.desk.word(TITLE))
        self.hint(Hint("Enter", self.say("가기", "Go")))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another text: what was wrong with the one before does not stand."""
        self.tell_line("#reason", "")

    def entered(self, field: Input) -> None:
        """Enter: looks for the place."""
        self._look(field.value)

    def confirm(self) -> None:
        """Ctrl+S does what Enter does."""
        self._look(self.query_one(KoreanInput).value)

    def _look(self, text: str) -> None:
        desk, view = self.desk, self._view
        if text.strip():
            run(self, "place", lambda: read_place(desk, view, scanned(text)), self._found)
        else:
            self.tell_line("#reason", desk.word(HOW))

    def _found(self, place: int | NoSuchPlace) -> None:
        if isinstance(place, NoSuchPlace):
            self.tell_line("#reason", self.desk.word(place.reason))
        else:
            self.dismiss(place)
