"""A question with numbered answers."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from orderdesk.core.domain.words import Word
from orderdesk.screens.dialogs.base import Dialog, digits_hint
from orderdesk.widgets.choices import OFF, ON
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.numbered_menu import MenuLine, NumberedMenu


class PickDialog(Dialog[int | None]):
    """Asks which of *answers*, the one *at* a place being that of now; the answer is a place, None without.

    *guides* are to what is asked.
    """

    def __init__(
        self, title: str, answers: Sequence[Word], guides: tuple[str, ...] = (), at: int | None = None
    ) -> None:
        super().__init__()
        self._guides = guides
        self._at = at
        self._title = title
        self._answers = answers

    def parts(self) -> ComposeResult:
        """The answers."""
        yield NumberedMenu()

    def on_mount(self) -> None:
        """Shows the answers."""
        self.entitle(self._title)
        beyond = [Hint("↓ Enter", self.say("그 밖의 것", "The others"))] if len(self._answers) > 9 else []
        self.hint(digits_hint(self.say("고르기", "Choose"), len(self._answers)), *beyond)
        lines = [
            MenuLine(str(n) if n <= 9 else "", f"{self._mark(n - 1)}{self.desk.word(answer)}")
            for n, answer in enumerate(self._answers, 1)
        ]
        self.query_one(NumberedMenu).offer(lines, self._at or 0)

    def _mark(self, place: int) -> str:
        """Whether the answer of that place holds now, where one does."""
        return "" if self._at is None else f"{ON if place == self._at else OFF} "

    def guides(self) -> tuple[str, ...]:
        """The guides to what is asked."""
        return self._guides

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Answers."""
        event.stop()
        self.dismiss(event.index)
