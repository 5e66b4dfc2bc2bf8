"""What is told in a corner of the screen, and goes by itself: upstream's, without its endless loop."""

from __future__ import annotations

from typing import Any, Final, Generic, TypeVar

from textual.app import App
from textual.notifications import Notification, Notify, SeverityLevel
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets._toast import Toast, ToastHolder, ToastRack

ReturnType = TypeVar("ReturnType")

_MOMENT: Final = 0.05
"""Seconds for which a toast stands at least that was made at the very end of its time."""

_LEAST_BELOW: Final = 1
"""Lines that toasts leave free at the bottom of a screen, where the hints of most stand."""


class LastingNotification(Notification):
    """A notification whose toast, made at the very end of its time, still has a moment.

    Upstream asks whether it has expired, then reads the clock again for the toast's timer
    (``textual/widgets/_toast.py``, lines 104 and 196). What is left can then be less than nothing, and a
    timer of less than nothing reckons for ever and lets nothing else run (``textual/timer.py``, lines
    159-164): the whole program stands still.
    """

    @property
    def time_left(self) -> float:
        """Seconds that are left, never fewer than a moment."""
        return max(_MOMENT, super().time_left)

    @property
    def has_expired(self) -> bool:
        """Whether its time is over."""
        return super().time_left <= 0


class ToastFixedApp(App[ReturnType], Generic[ReturnType]):
    """An App whose toasts can't stop it."""

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Tells *message* for *timeout* seconds."""
        lasts = self.NOTIFICATION_TIMEOUT if timeout is None else timeout
        self.post_message(Notify(LastingNotification(message, title, severity, lasts, markup=markup)))

    def clear_notifications(self) -> None:
        """Nothing is told any more, nor stands on a screen behind the one in front.

        Upstream looks at the screen in front only (``textual/app.py``, `_refresh_notifications`).
        """
        super().clear_notifications()
        for screen in self.screen_stack:
            take_down(screen)


def forget(app: App[Any], message: str) -> None:
    """Tells *message* no more; whatever else is told stays."""
    for each in [told for told in app._notifications if told.message == message]:
        app._unnotify(each)


def take_down(screen: Screen[Any]) -> None:
    """Takes the toasts of a *screen* away that another one comes before, which shows them itself.

    Upstream leaves them (``textual/app.py`` line 4597): where they stand elsewhere on the one in front, all
    is told twice. When the screen is in front again, upstream shows there what is not over yet.
    """
    screen.query(ToastHolder).remove()
    for rack in screen.query(ToastRack):
        rack.display = False


def keep_clear(screen: Screen[Any], part: Widget) -> None:
    """Where toasts of *screen* would lie over *part*, which tells what is meant now, they stand above it."""
    below = screen.size.height - part.region.bottom
    height = sum(toast.region.height for toast in screen.query(Toast))
    lifted = screen.size.height - part.region.y if below < height + _LEAST_BELOW else _LEAST_BELOW
    for rack in screen.query(ToastRack):
        if rack.styles.margin.bottom != lifted:
            rack.styles.margin = (0, 0, lifted, 0)
