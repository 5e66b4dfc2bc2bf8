"""What is heard: strokes of the terminal's bell in a pattern, and words said by a program of the system."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Sequence
from contextlib import suppress

from textual.app import App

from orderdesk.core.domain.words import Word
from orderdesk.screens.context import tell
from orderdesk.screens.work import run

_CANNOT = Word(
    "음성 프로그램을 실행할 수 없습니다: {}. settings.toml의 speech를 고치세요",
    "The speech program can't be run: {}. Fix speech in settings.toml",
)


def strike(app: App[object], pauses: Sequence[int]) -> None:
    """Strikes the bell, and again after each of *pauses* (milliseconds)."""
    app.bell()
    after = 0.0
    for pause in pauses:
        after += pause / 1000
        app.set_timer(after, app.bell)


class Speech:
    """Says words by *program*, a command to which they are added; nothing where it is empty.

    Nobody waits for it. One that can't be run is told of once, and not tried again.
    """

    def __init__(self, program: str) -> None:
        with suppress(ValueError):  # quotes that don't end: told of as one that can't be run
            self._command = shlex.split(program)
            return
        self._command = [program]

    def say(self, app: App[object], words: str) -> None:
        """Says *words*, which are the desk's own."""
        if self._command:
            command = [*self._command, words]
            run(app, "speech", lambda: _spoken(command), lambda fine: self._said(app, fine))

    def _said(self, app: App[object], fine: bool) -> None:
        if not fine:
            program, self._command = self._command[0], []
            tell(app.screen, Word(_CANNOT.ko.format(program), _CANNOT.en.format(program)), "warning")


def _spoken(command: Sequence[str]) -> bool:
    """Whether *command* could be begun; it hears and shows nothing."""
    try:
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ):
            return True
    except OSError:
        return False
