"""What the application opens over the screen on top: help, commands, jump mode, settings, jobs, the outbox.

Screens are imported when they are asked for: the first list waits for none of them.
"""

from __future__ import annotations

from orderdesk.keyboard.actions import Scope
from orderdesk.screens.desk_screen import DeskScreen
from orderdesk.screens.touring import TouringApp


class OpeningApp(TouringApp):
    """An application whose global keys open screens."""

    @property
    def scope(self) -> Scope:
        """Where the keys of the screen on top stand in the action table."""
        found = getattr(self.screen, "SCOPE", Scope.GLOBAL)
        return found if isinstance(found, Scope) else Scope.GLOBAL

    def action_help(self) -> None:
        """What can be done on the screen on top, its guides and its keys."""
        from orderdesk.screens.help import HelpScreen
        from orderdesk.screens.help_topics import topic_of

        screen = self.screen
        if not isinstance(screen, HelpScreen):
            title, about = (screen.entitled, screen.guides()) if isinstance(screen, DeskScreen) else ("", ())
            self.push_screen(HelpScreen(self.scope, topic_of(type(screen)), title, about))

    def action_palette(self) -> None:
        """Commands by name."""
        from orderdesk.screens.palette import PaletteScreen

        if not isinstance(self.screen, PaletteScreen):
            self.push_screen(PaletteScreen(self.scope))

    def action_jump_mode(self) -> None:
        """A letter on everything that can be reached."""
        from orderdesk.screens.jump_mode import JumpMode
        from orderdesk.widgets.hop import spots_of

        self.push_screen(JumpMode(spots_of(self.screen), self.size))

    def action_settings(self) -> None:
        """What belongs to the shop, and the settings of this desk."""
        from orderdesk.screens.settings import SettingsScreen

        if not isinstance(self.screen, SettingsScreen):
            self.push_screen(SettingsScreen())

    def action_jobs(self) -> None:
        """Jobs, their results and undo."""
        from orderdesk.screens.jobs import JobsScreen

        if not isinstance(self.screen, JobsScreen):
            self.push_screen(JobsScreen())

    def action_outbox(self) -> None:
        """What waits to be told to channels, and what they refused."""
        from orderdesk.screens.outbox import OutboxScreen

        if not isinstance(self.screen, OutboxScreen):
            self.push_screen(OutboxScreen())
