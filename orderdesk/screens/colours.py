"""The colours of the application: its theme, terminals with few colours or none, and what filters lines."""

from __future__ import annotations

from typing import Final

from textual.filter import LineFilter, NoColor

from orderdesk import themes
from orderdesk.screens.desk_screen import DeskScreen
from orderdesk.screens.lock import LockingApp
from orderdesk.widgets.safe_text import with_safe_filter

_NO_COLOUR: Final = NoColor()


class ColouredApp(LockingApp):
    """An application that wears a theme."""

    def dress(self, name: str) -> None:
        """Makes ready for the terminal's colours, and puts on the theme called *name*."""
        if self.no_color or self._has_few_colours:
            self.add_class("-plain", update=False)
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.wear(themes.NO_COLOUR if self.no_color else name)

    def wear(self, name: str) -> None:
        """Puts on the theme called *name*, or the default one where there is none."""
        theme = themes.named(name)
        if self._has_few_colours and not self.no_color:
            theme = themes.of_terminal(theme)
        self.register_theme(theme)
        self.theme = theme.name

    def watch_theme(self) -> None:
        """What screens have written in the colours of the theme before is written in those of the new one.

        Where no colour tells right from wrong, a class says so.
        """
        self.set_class(self.theme == themes.NO_COLOUR, "-mono")
        if self.is_running:
            self.call_after_refresh(self._write_anew)

    def _write_anew(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, DeskScreen):
                screen.write_anew()

    @property
    def _has_few_colours(self) -> bool:
        return self.console.color_system == "standard"

    def get_line_filters(self) -> list[LineFilter]:
        """Nothing hostile reaches the terminal, whatever drew it; under NO_COLOR no colour, and no grey.

        Where it is set, borders and signs are ASCII.
        """
        filters = with_safe_filter([_NO_COLOUR] if self.no_color else super().get_line_filters())
        if self.desk.settings.ascii:
            from orderdesk.widgets.ascii_signs import AsciiFilter  # deferred: few desks need it

            filters.append(AsciiFilter())
        return filters
