"""All use of Textual's private interface, in one place: each fix with what it mends and where.

Each fix has a test which fails when upstream has mended the fault (tests/screens/test_widgets_fixes.py); then
the fix goes. References are to Textual 8.2.8.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from rich.text import Text
from textual.app import App
from textual.geometry import Offset
from textual.widgets import Input
from textual.widgets.input import Selection

ReturnType = TypeVar("ReturnType")


class CursorFixedInput(Input):
    """An Input whose hardware cursor stands where the next character goes.

    The input method draws the half-typed syllable at the hardware cursor. Upstream, ``Input._cursor_offset``
    adds a cell at the end of the text (meant for scrolling only), and ``Input._watch_selection`` reads the
    position before the field scrolls (``textual/widgets/_input.py``, lines 481-487 and 517-526).
    """

    @property
    def cursor_screen_offset(self) -> Offset:
        """The cell of the cursor on the screen, (column, row)."""
        x, y, _width, _height = self.content_region
        scroll_x, _scroll_y = self.scroll_offset
        return Offset(x + self._position_to_cell(self.cursor_position) - scroll_x, y)

    def watch_selection(self, selection: Selection) -> None:
        """Reads the position again, after the field has scrolled; Textual calls it after its own watcher."""
        if self.has_focus:
            self.app.cursor_position = self.cursor_screen_offset


class CrashFixedApp(App[ReturnType], Generic[ReturnType]):
    """An App that leaves on an unexpected error with our few words instead of a traceback.

    Upstream prints a traceback with every local variable, customers' data among them (``App._fatal_error``,
    ``textual/app.py`` line 3290, ``show_locals=True``).
    """

    def describe_crash(self, error: BaseException) -> str:
        """What to print for *error*, without data; the desk writes its crash report here."""
        return type(error).__name__

    def _handle_exception(self, error: Exception) -> None:
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self.panic(Text(self.describe_crash(error)))
            self._exception_event.set()
        else:
            self._close_messages_no_wait()
