"""One or some of several, chosen by number or arrows: a numbered field of a form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from orderdesk.keyboard.strokes import A_PAGE, strokes_at
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.numbered_menu import MenuLine, NumberedMenu

ON, OFF = "●", "○"
_BOXES = ("[x]", "[ ]")


class Choices(NumberedMenu):
    """The (value, label) pairs of *options*; `value` is the chosen one, "" for none."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("0", "more", show=False)]

    def __init__(
        self,
        options: Sequence[tuple[str, str]],
        value: str = "",
        id: str | None = None,  # noqa: A002  # Textual's name
        reserve: int = 6,
    ) -> None:
        super().__init__(id, reserve)
        self._options = tuple(options)
        self._zeros = 0
        self.by_digit = False
        """Whether the latest choice was made by its digit."""
        self.value = value

    def on_mount(self) -> None:
        """Shows the options."""
        self._show()

    def replace_options(self, options: Sequence[tuple[str, str]], value: str) -> None:
        """Offers other options, with *value* as the chosen one."""
        self._options, self.value = tuple(options), value
        self._show()

    def choose_value(self, value: str) -> None:
        """Chooses *value*, "" for none."""
        self.replace_options(self._options, value)

    def _show(self) -> None:
        values = [value for value, _ in self._options]
        lines = [
            MenuLine(strokes_at(n), f"{ON if value == self.value else OFF} {label}")
            for n, (value, label) in enumerate(self._options)
        ]
        self.offer(lines, values.index(self.value) if self.value in values else self.cursor)

    def action_more(self) -> None:
        """The digit that comes next is of the next nine options, which the cursor goes to."""
        self._zeros = (self._zeros + 1) % -(-self.count // A_PAGE)
        self.move_to(self._zeros * A_PAGE)

    def pick(self, key: str) -> None:
        """Chooses the option of that digit among the nine that were turned to."""
        zeros, self._zeros = self._zeros, 0
        super().pick("0" * zeros + key)
        self.by_digit = True

    def action_choose(self) -> None:
        """Chooses the option of the cursor."""
        self.by_digit = False
        super().action_choose()

    def on_blur(self) -> None:
        """A 0 that no digit followed is forgotten."""
        self._zeros = 0

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


class ManyChoices(NumberedMenu):
    """Some of several: Space, Enter, a digit or a click chooses an option or takes it back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "choose", show=False),
        Binding("left", "leave", show=False),
    ]

    class Changed(Message):
        """Other options are chosen."""

    class Left(Message):
        """Back to where the options belong."""

    def __init__(self, id: str | None = None, reserve: int = 6) -> None:  # noqa: A002  # Textual's name
        super().__init__(id, reserve)
        self._options: tuple[tuple[str, str], ...] = ()
        self._single = False
        self.chosen: tuple[str, ...] = ()

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """The (value, label) pairs on offer."""
        return self._options

    def ask(self, options: Sequence[tuple[str, str]], chosen: Sequence[str], single: bool) -> None:
        """Offers (value, label) pairs with those *chosen*; with *single* one at most."""
        self._options, self._single, self.chosen = tuple(options), single, tuple(chosen)
        self._show(0)

    def action_leave(self) -> None:
        """Goes back."""
        self.post_message(self.Left())

    def clear(self) -> None:
        """Takes every choice back, without a message."""
        self.chosen = ()
        self._show(self.cursor)

    def _show(self, cursor: int) -> None:
        signs = (ON, OFF) if self._single else _BOXES
        lines = [
            MenuLine(str(n) if n <= 9 else "", f"{signs[value not in self.chosen]} {label}")
            for n, (value, label) in enumerate(self._options, 1)
        ]
        self.offer(lines, cursor)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Turns the option on or off."""
        event.stop()
        value = self._options[event.index][0]
        if value in self.chosen:
            self.chosen = tuple(each for each in self.chosen if each != value)
        elif self._single:
            self.chosen = (value,)
        else:
            now = {*self.chosen, value}
            self.chosen = tuple(each for each, _ in self._options if each in now)
        self._show(event.index)
        self.post_message(self.Changed())
