"""One guide, to be read: it scrolls, leads to others by number, and back."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from orderdesk.guides.drawing import Drawn
from orderdesk.guides.reading import guide, guides
from orderdesk.keyboard.actions import Scope, action
from orderdesk.keyboard.keymap import bindings
from orderdesk.keyboard.scopes import SCOPE_WORDS
from orderdesk.screens.scroll_screen import ScrollScreen
from orderdesk.widgets.hint_bar import Hint, HintBar
from orderdesk.widgets.one_line import Heading
from orderdesk.widgets.safe_text import safe


class GuideScreen(ScrollScreen):
    """The guide of an id."""

    SCOPE: ClassVar[Scope] = Scope.GUIDE
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.GUIDE)
    DEFAULT_CSS = """
    GuideScreen {
        & VerticalScroll { height: 1fr; padding: 0 2; scrollbar-size-vertical: 1; }
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
        self._guide, shown = guide_id, guide(guide_id, self.lang)
        ids = [each.id for each in guides(self.lang)]
        place = f"{ids.index(guide_id) + 1}/{len(ids)}"
        self.query_one(Heading).show(safe(self.desk.word(SCOPE_WORDS[Scope.GUIDE]), "bold"), safe(place))
        self.query_one(Static).update(Drawn(shown))
        self.scroller.scroll_home(animate=False)
        keys = ["see_also"] * bool(shown.see) + ["previous_guide", "next_guide", "copy", "back"]
        named = [action(each) for each in keys]
        self.query_one(HintBar).show([Hint(each.key_label, self.desk.word(each.words)) for each in named])

    def copied(self) -> str:
        """What Ctrl+C copies: all of the guide, as Markdown."""
        return guide(self._guide, self.lang).markdown

    def action_see_also(self, digit: int) -> None:
        """The guide of that number under "See also"."""
        see = guide(self._guide, self.lang).see
        if 0 < digit <= len(see):
            self._show(see[digit - 1])

    def action_previous_guide(self) -> None:
        """The guide before; the last one before the first."""
        self._turn(-1)

    def action_next_guide(self) -> None:
        """The guide after; the first one after the last."""
        self._turn(1)

    def _turn(self, by: int) -> None:
        ids = [each.id for each in guides(self.lang)]
        self._show(ids[(ids.index(self._guide) + by) % len(ids)])
