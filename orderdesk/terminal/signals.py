"""Leaving in good order when the line drops or the system ends the program.

By default a dropped line kills Textual at once without unmounting anything, and SIGTERM leaves the terminal
in the alternate screen with the mouse on. Here both become an ordinary exit: running work ends or stops at
its slice, the terminal is restored, and the program returns the status that shells expect (128 + signal).
Commands end so too, and what they had begun is rolled back and taken away.
"""

from __future__ import annotations

import signal
from types import FrameType
from typing import Final, NoReturn, Protocol

_NAMES: Final = ("SIGHUP", "SIGTERM")


class Exits(Protocol):
    """What is needed of the application: Textual's `App.exit`."""

    def exit(self, *, return_code: int = 0) -> None:
        """Ends the application with a status."""


def install(app: Exits) -> None:
    """From now on SIGHUP ends *app* with status 129 and SIGTERM with 143; call it when the app is mounted.

    Needs the running event loop, in the main thread. Signals that the platform lacks are passed over.
    """
    import asyncio  # deferred: commands have no use for it

    loop = asyncio.get_running_loop()
    for number in _numbers():
        loop.add_signal_handler(number, _leave, app, 128 + number)


def end_by_exit() -> None:
    """From now on both signals end the program by SystemExit; one that is ignored (``nohup``) stays so.

    By default they end it on the spot, and leave files behind that hold people's data.
    """
    for number in _numbers():
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _exit)


def _numbers() -> list[signal.Signals]:
    return [signal.Signals[name] for name in _NAMES if hasattr(signal, name)]


def _exit(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def _leave(app: Exits, status: int) -> None:
    app.exit(return_code=status)
