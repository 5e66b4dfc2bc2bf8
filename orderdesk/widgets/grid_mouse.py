"""The mouse in the heading of the order list: a click sorts, the edge of a column is dragged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from textual import events
from textual.message import Message

from orderdesk.widgets.grid_layout import MARGIN, Placed
from orderdesk.widgets.grid_picture import HEADER, GridPicture


class GridHeading(GridPicture):
    """Tells what the mouse does in the heading; everything that it does has a key too."""

    @dataclass
    class HeadChosen(Message):
        """The heading of the column *key* was clicked."""

        key: str

    @dataclass
    class EdgeDragged(Message):
        """The column *key* shall be *width* cells wide."""

        key: str
        width: int

    _held: tuple[str, int] | None = None
    """The column whose edge is held, and where it begins."""

    _dragged = False
    """Whether the edge was dragged since it is held: letting go is no click then."""

    def _heads(self) -> Iterator[tuple[int, Placed]]:
        """The columns on the screen, each with the cell that it begins at."""
        x = MARGIN
        for column in self._lines.shape.seen().values():
            yield x, column
            x += column.width + 1

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Takes hold of the edge of a column: its last cell, or the gap behind it."""
        self._dragged = False
        if event.y >= HEADER or not self.total:
            return
        for start, column in self._heads():
            if event.x - start - column.width in (-1, 0):
                self._held = column.key, start
                self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The edge follows the mouse."""
        if self._held is not None:
            key, start = self._held
            width = event.x - start
            now = next((each.width for _, each in self._heads() if each.key == key), width)
            if width > 0 and width != now and (self._dragged or abs(width - now) > 1):
                self._dragged = True
                self.screen.post_message(self.EdgeDragged(key, width))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Lets go."""
        if self._held is not None:
            self._held = None
            self.release_mouse()

    def head_clicked(self, event: events.Click) -> bool:
        """Whether *event* was in the heading; it asks for the sort, where it did not end a drag."""
        if event.y >= HEADER or not self.total:
            return False
        for start, column in self._heads():
            if not self._dragged and start <= event.x <= start + column.width:
                self.screen.post_message(self.HeadChosen(column.key))
        return True
