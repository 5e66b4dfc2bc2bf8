"""A list whose lines are edited, with the keys for what can be done with them."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from orderdesk.widgets.line_list import LineList


class EditLines(LineList):
    """Lines to be added (`+`), copied (`*`), deleted (`-`) and moved (`<`, `>`); posts what was asked for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus", "edit('new')", show=False),
        Binding("asterisk", "edit('copy')", show=False),
        Binding("minus,delete", "edit('delete')", show=False),
        Binding("less_than_sign", "edit('left')", show=False),
        Binding("greater_than_sign", "edit('right')", show=False),
    ]

    class Asked(Message):
        """Something shall be done with the line of the cursor: new, copy, delete, left, right …"""

        def __init__(self, what: str) -> None:
            super().__init__()
            self.what = what

    def action_edit(self, what: str) -> None:
        """Asks for it."""
        self.post_message(self.Asked(what))


class FileLines(EditLines):
    """Lines that go to a file (F8) and come from one (Ctrl+E), too; what is asked for is export or import."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f8", "edit('export')", show=False),
        Binding("ctrl+e", "edit('import')", show=False),
    ]
