"""All use of Textual's private interface, in one place: each fix with what it mends and where.

What concerns the driver, which reads keys and writes frames, stands in `_textual_driver`; how lines are put
together from widgets, in `_textual_cuts`; what is seen behind dialogs, in `_textual_stack`; what is told in a
corner, in `_textual_toasts`.
Each fix has a test which fails when upstream has mended the fault (tests/screens/test_widgets_fixes.py); then
the fix goes. References are to Textual 8.2.8.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from time import monotonic
from typing import Any, Final, Generic, Protocol, TypeVar

from rich.color import ColorSystem
from rich.console import Console, RenderableType
from rich.segment import Segment
from rich.text import Text
from textual import events
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.driver import Driver
from textual.geometry import Offset, Region, Size
from textual.keys import key_to_character
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input
from textual.widgets.input import Selection

from orderdesk.widgets._textual_cuts import SeenCompositor
from orderdesk.widgets._textual_driver import direct_driver
from orderdesk.widgets._textual_stack import StackedScreen
from orderdesk.widgets._textual_toasts import ToastFixedApp

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


class CrashFixedApp(ToastFixedApp[ReturnType], Generic[ReturnType]):
    """An App that leaves on an unexpected error with our few words instead of a traceback.

    Upstream prints a traceback with every local variable, customers' data among them (``App._fatal_error``,
    ``textual/app.py`` line 3290, ``show_locals=True``).
    """

    def describe_crash(self, error: BaseException) -> str:
        """What to print for *error*, without data; the desk writes its crash report here."""
        return type(error).__name__

    @property
    def is_leaving(self) -> bool:
        """Whether the application closes: its screens are being taken down, and nothing is shown any more."""
        return self._exit or not self._running

    def _handle_exception(self, error: Exception) -> None:
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self.panic(Text(self.describe_crash(error)))
            self._exception_event.set()
        else:
            self._close_messages_no_wait()


class Unheeding(Widget):
    """A widget that handles no key itself, nor does anything around it: its keys are for bindings alone."""


class FrugalApp(CrashFixedApp[ReturnType], Generic[ReturnType]):
    """An App that writes a frame in one piece, and only those pieces of lines that have changed.

    Upstream writes begin, content and end of a frame one by one: three packets on a slow line; and it draws
    the whole screen three times at the start and again whenever anything opens or closes (``App._display``,
    ``textual/app.py`` line 3821; ``Screen._on_screen_resume``, ``textual/screen.py`` line 1465).
    """

    def __init__(self) -> None:
        self.terminal = KnownTerminal()  # before the rest, which asks for the driver
        super().__init__()

    def get_driver_class(self) -> type[Driver]:
        """The driver of this system, reading and writing without a detour."""
        return direct_driver(super().get_driver_class(), self.terminal.forget)

    async def on_event(self, event: events.Event) -> None:
        """A key in a widget that heeds none goes to its binding at once.

        Upstream passes it through the widget and everything around it first, each of which is a task of its
        own (``Widget._forward_event`` and ``MessagePump._on_message``).
        """
        if not isinstance(event, events.Key) or not isinstance(self.focused, Unheeding):
            await super().on_event(event)
        elif event.is_forwarded:
            await self._check_bindings(event.key)
        elif not await self._check_bindings(event.key, priority=True):
            event._set_forwarded()
            await self.on_event(event)

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        for node, binding in self.bound(key, priority):
            if await self.run_action(binding.action, node):
                return True
        return False

    def bound(self, key: str, priority: bool) -> list[tuple[DOMNode, Binding]]:
        """The bindings that hear *key*, the first one first, with what they belong to.

        Upstream copies all bindings of the screen for each key, and asks for all of them whether the focused
        widget would take them as text (``App._check_bindings`` and ``Screen._binding_chain``).
        """
        focused, char = self.focused, key_to_character(key)
        chain = [self.screen, self] if focused is None else focused.ancestors_with_self
        found: list[tuple[DOMNode, Binding]] = []
        for node in chain:
            mine = [(node, each) for each in self.bound_at(node, key) if each.priority is priority]
            found = mine + found if priority else found + mine
            if node.check_consume_key(key, char) or (node.is_modal and not priority):
                break
        return found

    def bound_at(self, node: DOMNode, key: str) -> Sequence[Binding]:
        """The bindings of *node* itself for *key*."""
        return node._bindings.key_to_bindings.get(key, ())

    def on_resize(self) -> None:
        """Terminals move their lines about when their size changes."""
        self.terminal.forget()

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if isinstance(renderable, LayoutUpdate | ChopsUpdate):
            changes: Any = _Changes(renderable, self.terminal)  # drawn as the update that it stands for
            super()._display(screen, changes)
        else:
            super()._display(screen, renderable)


class FrugalScreen(StackedScreen[ReturnType], Generic[ReturnType]):
    """A Screen that does not lay itself out again for a size that it has been laid out for.

    Upstream, a layout for another size tells the screen that size too, which then begins anew
    (``Screen._refresh_layout`` and ``Screen._on_resize``). How it cuts lines, see `SeenCompositor`. And a
    click on what has just been taken down is none; upstream asks its parent (``Screen._forward_event``).
    """

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401  # what a Screen takes
        super().__init__(*args, **more)
        self._compositor = SeenCompositor()

    def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        """The widget that text is selected in there, and where in it; none that is taken down."""
        widget, offset = super().get_widget_and_offset_at(x, y)
        return (widget, offset) if widget is None or widget.is_attached else (None, None)

    def _screen_resized(self, size: Size) -> None:
        if size != self._compositor.size:
            super()._screen_resized(size)


class KnownTerminal:
    """What stands on the terminal, as far as it is known: by line, the pieces and the cells they take."""

    def __init__(self) -> None:
        self._lines: dict[int, dict[int, tuple[int, str]]] = {}

    def forget(self, lines: Iterable[int] | None = None) -> None:
        """What stands on these *lines*, or anywhere, is not known any more: it will be written."""
        if lines is None:
            self._lines.clear()
        else:
            for y in lines:
                self._lines.pop(y, None)

    def scroll(self, lines: range, by: int) -> None:
        """The terminal has moved *lines* up by *by*, or down where that is below 0."""
        kept = {y - by: self._lines[y] for y in lines if y in self._lines and y - by in lines}
        self.forget(lines)
        self._lines.update(kept)

    def put(self, x: int, y: int, pieces: Iterable[tuple[int, str]]) -> str:
        """What to write so that *pieces* stand from (*x*, *y*) on; "" where they do.

        A piece is the cells that it takes and its text. Pieces are compared one by one, whoever draws them:
        of a line that is known from a whole screen, a part can be written alone.
        """
        line, found, goes_on = self._lines.setdefault(y, {}), [], False
        for width, text in pieces:
            there = line.get(x)
            stands = there == (width, text)
            if not stands:
                if there is None or there[0] != width:  # else it takes the place of just that one
                    for at in [at for at, (cells, _) in line.items() if at < x + width and x < at + cells]:
                        del line[at]
                line[x] = (width, text)
                found.append(text if goes_on else f"{_at(x, y)}{text}")
            goes_on = not stands
            x += width
        return "".join(found)


class _Changes(CompositorUpdate):
    """The pieces of an update that the terminal does not show yet."""

    def __init__(self, update: LayoutUpdate | ChopsUpdate, terminal: KnownTerminal) -> None:
        self._update = update
        self._terminal = terminal

    def render_segments(self, console: Console) -> str:
        """What to write."""
        put = self._terminal.put
        return "".join(put(x, y, _rendered(strip, console)) for x, y, strip in self._pieces())

    def _pieces(self) -> Iterator[tuple[int, int, Strip]]:
        """Where each piece of the update stands."""
        update = self._update
        if isinstance(update, LayoutUpdate):
            for y, line in enumerate(update.strips, update.region.y):
                x = update.region.x
                for strip in line:
                    yield x, y, strip
                    x += strip.cell_length
            return
        for y, first, last in update.spans:
            for end, (x, piece) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                if piece is not None and x < last and end > first:
                    yield x, y, piece  # whole: the end of a span beneath it may halve a wide character


def _rendered(strip: Strip, console: Console) -> Iterator[tuple[int, str]]:
    """The pieces of *strip*, each of one style, as the terminal takes them."""
    colours = console._color_system or ColorSystem.TRUECOLOR
    only = strip.cell_length if len(strip) == 1 else None  # known already: letters are not measured again
    for piece in strip:
        style, text = piece.style, piece.text
        yield only or piece.cell_length, Strip.render_style(style, text, colours) if style else text


_BREATH: Final = 0.04
"""Seconds until the next frame while more keys wait than can be drawn one by one."""

_LONGER: Final = 3
_LONGEST: Final = 0.4
"""How many times longer each further frame waits while keys still wait, and how long at most: a slow machine
writes no more for the same keys than a fast one."""


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
    whole screen (``Screen._on_timer_update`` and ``Compositor.render_update``), and while keys keep coming
    not at all; no public way moves lines with the terminal's scroll region. Whenever something else is to be
    drawn or covers the widget, or more keys wait and a frame was just written, the answer is False and the
    caller draws with `refresh`.
    """

    def __init__(self, widget: Widget, beside: Beside | None) -> None:
        self._widget = widget
        self._beside = beside
        self._wrote = 0.0
        self._breath = _BREATH
        self._visible: dict[Widget, tuple[Region, Region]] = {}
        self._uncovered: dict[Region, bool] = {}

    @property
    def owes(self) -> bool:
        """Whether something of the widget waits to be drawn by Textual: its lines are not what they were."""
        return bool(self._widget._repaint_regions)

    def write(
        self, lines: Callable[[], Mapping[int, Strip]], whole: bool = False, emptying: bool = False
    ) -> bool:
        """Draws *lines*, by the widget's own line; whether it did. With *whole* they are all that it has.

        With *emptying*, what stands beside the widget is emptied in the same frame.
        """
        app, region = self._widget.app, self._widget.region
        beside = self._beside if emptying and self._beside is not None and self._beside.region else None
        concerned = region if beside is None else region.union(beside.region)
        if not isinstance(app, FrugalApp) or not self._is_free(concerned) or (self.owes and not whole):
            return False
        parts = [] if beside is None else self._emptied(app, beside)
        parts += [self._written(app, region.x, region.y + y, line) for y, line in lines().items()]
        self._send(app, parts)
        return True

    def scroll(self, by: int, first: int, lines: Mapping[int, Strip]) -> bool:
        """Moves the widget's lines from *first* on up by *by* (down below 0), then draws *lines*; or not."""
        app, region = self._widget.app, self._widget.region
        moved = Region(0, region.y + first, app.size.width, region.height - first)
        if not isinstance(app, FrugalApp) or not self._is_free(moved) or self.owes:
            return False
        beside = self._beside
        if beside is None or not beside.region:
            beside = None
            if region.right < app.size.width:
                return False
        parts = [] if beside is None else self._emptied(app, beside)
        way = "S" if by > 0 else "T"
        parts.append(f"\x1b[{moved.y + 1};{moved.bottom}r\x1b[{abs(by)}{way}\x1b[r")
        app.terminal.scroll(moved.line_range, by)
        parts += [self._written(app, region.x, region.y + y, line) for y, line in lines.items()]
        if beside is not None:
            new = range(moved.bottom - by, moved.bottom) if by > 0 else range(moved.y, moved.y - by)
            parts += [self._written(app, beside.region.x, y, beside.blank_line()) for y in new]
        self._send(app, parts)
        return True

    def _emptied(self, app: FrugalApp[Any], beside: Beside) -> list[str]:
        """What empties the lines *beside* that hold something, all but their edges."""
        x, top, _width, _height = beside.region
        rest = list(beside.blank_line())[-1]
        erase = Strip([Segment("\x1b[K", rest.style)]).render(app.console)
        filled = [top + y for y in beside.blank()]
        app.terminal.forget(filled)
        return [f"{_at(x + 1, y)}{erase}" for y in filled]

    def _written(self, app: FrugalApp[Any], x: int, y: int, line: Strip) -> str:
        """What to write so that *line* stands at (*x*, *y*): only its pieces that do not stand there yet."""
        return app.terminal.put(x, y, _rendered(line, app.console))

    def _send(self, app: FrugalApp[Any], parts: Iterable[str]) -> None:
        self._wrote = monotonic()
        self._breath = min(self._breath * _LONGER, _LONGEST) if app.message_queue_size else _BREATH
        if app._driver is not None:
            begin, end = (SYNC_START, SYNC_END) if app._sync_available else ("", "")
            x, y = app.screen.outer_size.clamp_offset(app.cursor_position)
            app._driver.write(f"{begin}{''.join(parts)}{_at(x, y)}{end}")

    def _is_free(self, region: Region) -> bool:
        """Whether *region* shows the widget as it was last drawn, and nothing else is to be drawn."""
        widget = self._widget
        app: App[Any] = widget.app
        if app.is_headless or app._batch_count or not widget.is_attached:
            return False
        screen = widget.screen
        if not screen.is_current or (app.message_queue_size and monotonic() - self._wrote < self._breath):
            return False
        compositor = screen._compositor
        waiting = (
            screen._layout_required or screen._scroll_required or screen._repaint_required
            or screen._dirty_widgets - {widget} or compositor._dirty_regions
        )  # fmt: skip
        return not waiting and self._is_uncovered(region, compositor.visible_widgets)

    def _is_uncovered(self, region: Region, visible: dict[Widget, tuple[Region, Region]]) -> bool:
        """Whether the widget is among the *visible* ones and none of the others is over *region*."""
        if visible is not self._visible:  # another layout
            self._visible, self._uncovered = visible, {}
        if region not in self._uncovered:
            own = {self._widget, *self._widget.ancestors, self._beside}
            self._uncovered[region] = self._widget in visible and not any(
                place.intersection(clip).overlaps(region)
                for other, (place, clip) in visible.items()
                if other not in own
            )
        return self._uncovered[region]


def _at(x: int, y: int) -> str:
    """Puts the terminal's cursor on the cell (*x*, *y*), counted from 0."""
    return f"\x1b[{y + 1};{x + 1}H"
