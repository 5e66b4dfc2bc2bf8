"""What is seen behind a dialog: the screen that it stands over, and no other; see `_textual_fixes`.

References are to Textual 8.2.8.
"""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar, cast

from rich.console import RenderableType
from textual.renderables.background_screen import BackgroundScreen
from textual.renderables.blank import Blank
from textual.screen import Screen

ReturnType = TypeVar("ReturnType")


class StackedScreen(Screen[ReturnType], Generic[ReturnType]):
    """A Screen behind which stands the one beneath it.

    Upstream, screens take what is behind them from a list that all of them empty as they are drawn
    (``Screen.render``, ``textual/screen.py`` line 600): where several dialogs stood over each other and got
    other colours, one was drawn behind itself without end, and the desk closed.
    """

    IS_BOX: ClassVar[bool] = False
    """Whether it is a box in front of a screen: of several only the one in front is seen."""

    def render(self) -> RenderableType:
        """What is behind the widgets of this screen."""
        stack, background = self.app.screen_stack, self.styles.background
        place = stack.index(self) if self in stack else 0
        if place and background.a < 1:
            below = reversed(stack[:place])
            seen = (each for each in below if not (self.IS_BOX and getattr(each, "IS_BOX", False)))
            return BackgroundScreen(next(seen, stack[place - 1]), background)
        behind = self.app.render() if background.is_transparent else Blank(background)
        return cast(RenderableType, behind)
