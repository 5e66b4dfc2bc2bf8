"""The tour on the demo shop: an application that notes what is done in it, while somebody is shown around."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from textual.app import App
from textual.screen import ModalScreen, Screen

from orderdesk.core.domain.words import Word
from orderdesk.core.services.welcoming import set_welcomed
from orderdesk.screens import work
from orderdesk.screens.background import nothing
from orderdesk.screens.colours import ColouredApp
from orderdesk.screens.context import tell
from orderdesk.screens.desk_screen import DeskScreen

if TYPE_CHECKING:
    from orderdesk.screens.tour import Tour


CLOSE_FIRST: Final = Word("이 창을 먼저 닫으세요", "Close this dialog first")


class TouringApp(ColouredApp):
    """An application that can show somebody around."""

    _tour: Tour | None = None

    def push_screen(self, screen: Any, *more: Any, **named: Any) -> Any:  # noqa: ANN401  # as upstream has it
        """Shows a screen on top; a tour that is on hears of it."""
        shown = super().push_screen(screen, *more, **named)
        if self._tour is not None and isinstance(screen, Screen):
            self._tour.came(screen)
        return shown

    def action_tour(self) -> None:
        """Ends the tour that is on, or goes home at its end; else offers one, or the way back from the demo.

        Nothing is offered over a dialog, whose work would be lost.
        """
        from orderdesk.screens.tour import go_home, offer, tell_left

        tour = self._tour
        if tour is not None and tour.is_over:
            go_home(self)
        elif self.end_tour():
            tell_left(self)
        elif isinstance(self.screen, ModalScreen):
            tell(self.screen, CLOSE_FIRST, "warning")
        else:
            work.start(self.screen, offer(self.screen))

    @property
    def tours(self) -> bool:
        """Whether somebody is being shown around."""
        return self._tour is not None

    def close_tour(self) -> bool:
        """Takes away what the tour says at its end, on the first screen; whether it stood there."""
        over = self._tour is not None and self._tour.is_over and len(self.screen_stack) == 1
        return over and self.end_tour()

    def begin_tour(self) -> None:
        """Shows around from the first step."""
        from orderdesk.screens.tour import Tour

        self.end_tour()
        self._tour, desk = Tour(self), self.desk
        self.desk = replace(desk, newcomer=False)
        if desk.newcomer:
            if isinstance(self.screen, DeskScreen):
                self.screen.write_anew()  # which told a newcomer of the tour
            work.run(self, "begun", lambda: set_welcomed(desk.store, desk.actor, desk.clock()), nothing)

    def end_tour(self) -> bool:
        """Shows around no more; whether it did."""
        tour, self._tour = self._tour, None
        if tour is not None:
            tour.end()
        return tour is not None


def start_tour(app: App[Any]) -> None:
    """Shows around in *app*."""
    if isinstance(app, TouringApp):
        app.begin_tour()
