"""What must be done before Textual is imported, and before the desk is opened.

Imports only the standard library and our words: Textual reads its environment once, at its first import.
"""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping
from io import TextIOWrapper
from typing import Final, TextIO

from orderdesk.core.domain.words import Word

ASKED_OF_SSH: Final = "SSH_ORIGINAL_COMMAND"
"""Where sshd says what its client wanted to run, when it runs a forced command instead."""

COMPLETING: Final = "_ORDERDESK_COMPLETE"
"""Where a shell says that it only wants to know how the line may go on."""

TEXTUAL_ENVIRONMENT: Final = {
    # With the kitty key protocol several terminals drop or garble what a Korean input method commits.
    "TEXTUAL_DISABLE_KITTY_KEY": "1",
    # Animation costs a third of the start and most of a focus change on a slow line.
    "TEXTUAL_ANIMATIONS": "none",
}
"""What Textual is told, unless the operator's environment says otherwise."""

SWITCH_INTERVAL: Final = 0.0005
"""Seconds that a thread may keep the others from running: a tenth of Python's own, so that keys go first."""

NO_TERMINAL: Final = Word(
    "화면이 터미널이 아니어서 데스크를 열 수 없습니다. 터미널에서 실행하거나(ssh는 -t), "
    "명령을 쓰세요: orderdesk --help",
    "The desk needs a terminal. Run it in one (ssh with -t), or use a command: orderdesk --help",
)

EXIT_NO_TERMINAL: Final = 2
"""Wrong usage, as the command line's contract has it."""


def prepare(environ: MutableMapping[str, str] = os.environ) -> None:
    """Sets up *environ* and the three streams; the first thing that the program does.

    Korean must come through whatever the locale is: with another encoding, Textual's drawing and the command
    line's tables turn to escapes. What UTF-8 can't hold is replaced, never raised.
    """
    sys.setswitchinterval(SWITCH_INTERVAL)
    for name, value in TEXTUAL_ENVIRONMENT.items():
        environ.setdefault(name, value)
    for stream in {sys.stdin, sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__}:
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def require_terminal() -> None:
    """Ends the program with status 2 and a sentence in both languages unless the desk has a terminal.

    Without one, Textual runs for ever, using a whole core. It reads from standard input and draws on standard
    error, so all three streams must be terminals (``2>log`` would swallow the screen).
    """
    streams: tuple[TextIO | None, ...] = (sys.__stdin__, sys.__stdout__, sys.__stderr__)
    if all(stream is not None and not stream.closed and stream.isatty() for stream in streams):
        return
    if sys.stderr is not None:
        print(f"{NO_TERMINAL.ko}\n{NO_TERMINAL.en}", file=sys.stderr)
    raise SystemExit(EXIT_NO_TERMINAL)
