"""All use of Textual's private interface, in one place: each fix with what it mends and where.

Each fix has a test which fails when upstream has mended the fault (tests/screens/test_widgets_fixes.py); then
the fix goes. References are to Textual 8.2.8.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, Protocol, TypeVar

from rich.segment import Segment
from rich.text import Text
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual.app import App
from textual.driver import Driver
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widget import Widget
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


class OneWriteApp(CrashFixedApp[ReturnType], Generic[ReturnType]):
    """An App that hands every frame to the terminal in one piece.

    Upstream writes its begin, its content and its end one by one (``App._display``, ``textual/app.py`` line
    3821): three packets on a slow line.
    """

    def get_driver_class(self) -> type[Driver]:
        """The driver of this system, writing whole frames."""
        return _whole_frames(super().get_driver_class())


def _whole_frames(driver: type[Driver]) -> type[Driver]:
    class WholeFrames(driver):  # type: ignore[valid-type, misc]  # which class it is depends on the system
        _frame: list[str] | None = None

        def write(self, data: str) -> None:
            if data == SYNC_START:
                self._frame = [data]
            elif self._frame is None:
                super().write(data)
            else:
                self._frame.append(data)
                if data == SYNC_END:
                    whole, self._frame = "".join(self._frame), None
                    super().write(whole)

    return WholeFrames


class Beside(Protocol):
    """What stands to the right of a list and can be emptied when the terminal moves the list's lines."""

    @property
    def region(self) -> Region:
        """Where it stands on the screen."""

    def blank(self) -> list[int]:
        """Empties it without drawing; the lines (from 0) that held something."""

    def blank_line(self) -> Strip:
        """One of its lines when it is empty."""


class DirectLines:
    """Lines of a widget, written to the terminal past Textual's compositor, when nothing stands in the way.

    Upstream draws a moved cursor through every widget of the screen, and a list scrolled by one line as a
    whole screen (``Screen._on_timer_update`` and ``Compositor.render_update``); no public way moves lines
    with the terminal's scroll region. Whenever something else is to be drawn, covers the widget, or more keys
    are waiting, the answer is False and the caller draws with `refresh`.
    """

    def __init__(self, widget: Widget, beside: Beside | None) -> None:
        self._widget = widget
        self._beside = beside

    def write(self, lines: Callable[[], Mapping[int, Strip]]) -> bool:
        """Draws *lines*, by the widget's own line; whether it did."""
        region = self._widget.region
        if not self._is_free(region):
            return False
        self._send(self._drawn(region, lines()))
        return True

    def scroll(self, by: int, first: int, lines: Mapping[int, Strip]) -> bool:
        """Moves the widget's lines from *first* on up by *by* (down below 0), then draws *lines*; or not."""
        region, app = self._widget.region, self._widget.app
        moved = Region(0, region.y + first, app.size.width, region.height - first)
        if not self._is_free(moved):
            return False
        beside, edge = self._beside, ""
        parts = []
        if beside is not None and beside.region:
            blank, x = beside.blank_line(), beside.region.x
            last = list(blank)[-1]
            erased = Strip([Segment("\x1b[K", last.style)]).render(app.console)
            parts += [f"{_at(x + 1, beside.region.y + y)}{erased}" for y in beside.blank()]
            edge = blank.render(app.console)
        elif region.right < app.size.width:
            return False
        way = "S" if by > 0 else "T"
        parts.append(f"\x1b[{moved.y + 1};{moved.bottom}r\x1b[{abs(by)}{way}\x1b[r")
        new = range(region.height - by, region.height) if by > 0 else range(first, first - by)
        parts.append(self._drawn(region, lines, dict.fromkeys(new, edge)))
        self._send("".join(parts))
        return True

    def _drawn(
        self, region: Region, lines: Mapping[int, Strip], after: Mapping[int, str] | None = None
    ) -> str:
        console, behind = self._widget.app.console, after or {}
        return "".join(
            f"{_at(region.x, region.y + y)}{line.render(console)}{behind.get(y, '')}"
            for y, line in lines.items()
        )

    def _send(self, text: str) -> None:
        app = self._widget.app
        if app._driver is not None:
            begin, end = (SYNC_START, SYNC_END) if app._sync_available else ("", "")
            x, y = app.screen.outer_size.clamp_offset(app.cursor_position)
            app._driver.write(f"{begin}{text}{_at(x, y)}{end}")

    def _is_free(self, region: Region) -> bool:
        """Whether *region* shows the widget as it was last drawn, and nothing else is to be drawn."""
        widget = self._widget
        app: App[Any] = widget.app
        if app.is_headless or app._batch_count or not widget.is_attached:
            return False
        screen = widget.screen
        if not screen.is_current or app.message_queue_size:
            return False
        compositor = screen._compositor
        waiting = (
            screen._layout_required or screen._scroll_required or screen._repaint_required
            or screen._dirty_widgets or compositor._dirty_regions or widget._repaint_regions
        )  # fmt: skip
        if waiting or widget not in compositor.visible_widgets:
            return False
        own = {widget, *widget.ancestors, self._beside}
        return not any(
            place.intersection(clip).overlaps(region)
            for other, (place, clip) in compositor.visible_widgets.items()
            if other not in own
        )


def _at(x: int, y: int) -> str:
    """Puts the terminal's cursor on the cell (*x*, *y*), counted from 0."""
    return f"\x1b[{y + 1};{x + 1}H"
