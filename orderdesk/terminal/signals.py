"""Leaving in good order when the line drops or the system ends the program.

By default a dropped line kills Textual at once without unmounting anything, and SIGTERM leaves the terminal
in the alternate screen with the mouse on. Here both become an ordinary exit: running work ends or stops at
its slice, the terminal is restored, and the program returns the status that shells expect (128 + signal).
"""

from __future__ import annotations

import asyncio
import signal
from typing import Final, Protocol

_NAMES: Final = ("SIGHUP", "SIGTERM")


class Exits(Protocol):
    """What is needed of the application: Textual's `App.exit`."""

    def exit(self, *, return_code: int = 0) -> None:
        """Ends the application with a status."""


def install(app: Exits) -> None:
    """From now on SIGHUP ends *app* with status 129 and SIGTERM with 143; call it when the app is mounted.

    Needs the running event loop, in the main thread. Signals that the platform lacks are passed over.
    """
    loop = asyncio.get_running_loop()
    for name in _NAMES:
        number = getattr(signal, name, None)
        if number is not None:
            loop.add_signal_handler(number, _leave, app, 128 + number)


def _leave(app: Exits, status: int) -> None:
    app.exit(return_code=status)
