"""One guide, to be read: it scrolls, leads to others by number, and back."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from orderdesk.guides.drawing import Drawn
from orderdesk.guides.reading import guide
from orderdesk.guides.table import GUIDES
from orderdesk.keyboard.actions import Scope
from orderdesk.keyboard.keymap import bindings
from orderdesk.keyboard.scopes import SCOPE_WORDS
from orderdesk.screens.scroll_screen import ScrollScreen
from orderdesk.widgets.hint_bar import HintBar
from orderdesk.widgets.one_line import Heading
from orderdesk.widgets.safe_text import safe


class GuideScreen(ScrollScreen):
    """The guide of an id."""

    SCOPE: ClassVar[Scope] = Scope.GUIDE
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.GUIDE)
    DEFAULT_CSS = """
    GuideScreen {
        & VerticalScroll { height: 1fr; padding: 0 1 0 2; scrollbar-size-vertical: 1; }
        & #text { margin-right: 2; }
    }
    """

    def __init__(self, guide_id: str) -> None:
        super().__init__()
        self._guide = guide_id

    def compose(self) -> ComposeResult:
        """Heading, the guide, hint line."""
        yield Heading()
        with VerticalScroll(can_focus=False):
            yield Static(id="text")
        yield HintBar()

    def on_mount(self) -> None:
        """Shows the guide."""
        self._show(self._guide)

    def _show(self, guide_id: str) -> None:
        self._guide, shown = guide_id, guide(guide_id, self.lang, self.desk.keys)
        ids = [entry.id for entry in GUIDES]
        place = f"{ids.index(guide_id) + 1}/{len(ids)}"
        self.query_one(Heading).show(safe(self.desk.word(SCOPE_WORDS[Scope.GUIDE]), "bold"), safe(place))
        self.query_one(Static).update(Drawn(shown))
        self.scroller.scroll_home(animate=False)
        keys = ["see_also"] * bool(shown.see) + ["previous_guide", "next_guide", "copy", "back"]
        self.query_one(HintBar).show([self.hint_of(each) for each in keys])

    def keys_moved(self) -> None:
        """The guide with other keys."""
        self._show(self._guide)

    def copied(self) -> str:
        """What Ctrl+C copies: all of the guide, as Markdown."""
        return guide(self._guide, self.lang, self.desk.keys).markdown

    def action_see_also(self, digit: int) -> None:
        """The guide of that number under "See also"."""
        see = guide(self._guide, self.lang, self.desk.keys).see
        if 0 < digit <= len(see):
            self._show(see[digit - 1])

    def action_previous_guide(self) -> None:
        """The guide before; the last one before the first."""
        self._turn(-1)

    def action_next_guide(self) -> None:
        """The guide after; the first one after the last."""
        self._turn(1)

    def _turn(self, by: int) -> None:
        ids = [entry.id for entry in GUIDES]
        self._show(ids[(ids.index(self._guide) + by) % len(ids)])
