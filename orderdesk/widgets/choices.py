"""One of several, chosen by number or arrows: a numbered field of a form."""

from __future__ import annotations

from collections.abc import Sequence

from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.numbered_menu import MenuLine, NumberedMenu

_ON, _OFF = "●", "○"


class Choices(NumberedMenu):
    """The (value, label) pairs of *options*; `value` is the chosen one, "" for none."""

    def __init__(self, options: Sequence[tuple[str, str]], value: str = "", id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._options = tuple(options)
        self.value = value

    def on_mount(self) -> None:
        """Shows the options."""
        self._show()

    def _show(self) -> None:
        values = [value for value, _ in self._options]
        lines = [
            MenuLine(str(n) if n <= 9 else "", f"{_ON if value == self.value else _OFF} {label}")
            for n, (value, label) in enumerate(self._options, 1)
        ]
        self.offer(lines, values.index(self.value) if self.value in values else self.cursor)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Takes the option; the message goes on to the form."""
        self.value = self._options[event.index][0]
        self._show()

    def action_step(self, by: int) -> None:
        """Moves the cursor; past the first or last option it leaves for the neighbouring field."""
        if 0 <= self.cursor + by < self.count:
            super().action_step(by)
        elif by > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()
