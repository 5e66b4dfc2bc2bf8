"""The tour on the demo shop: an application that notes what is done in it, while somebody is shown around."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.dom import DOMNode

from orderdesk.screens import work
from orderdesk.screens.colours import ColouredApp

if TYPE_CHECKING:
    from textual.actions import ActionParseResult

    from orderdesk.screens.tour import Tour


class TouringApp(ColouredApp):
    """An application that can show somebody around."""

    _tour: Tour | None = None

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Any = None,  # noqa: ANN401  # as upstream has it
    ) -> bool:
        """Does what a key means; a tour that is on hears of it."""
        done = await super().run_action(action, default_namespace, namespaces)
        if self._tour is not None and isinstance(action, str):
            self._tour.note(action.rpartition(".")[2].partition("(")[0])
        return done

    def action_tour(self) -> None:
        """Ends the tour that is on; else offers one, or the way back from the demo shop."""
        from orderdesk.screens.tour import offer

        if not self.end_tour():
            work.start(self.screen, offer(self.screen))

    def begin_tour(self) -> None:
        """Shows around from the first step."""
        from orderdesk.screens.tour import Tour

        self.end_tour()
        self._tour = Tour(self)

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
