"""Copying that works over SSH and in tmux.

Textual asks the terminal by an OSC 52 sequence, which reaches the operator's own computer through SSH. tmux
drops that sequence with its default settings, so inside tmux the text is given to tmux, which passes it on.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from typing import Final, Protocol

from orderdesk.core.domain.text import HOSTILE
from orderdesk.core.domain.words import Word

_TMUX: Final = ("tmux", "load-buffer", "-w", "-")
_TIMEOUT: Final = 2.0

COPIED: Final = Word(
    "복사했습니다 (붙여지지 않으면 터미널이 막은 것입니다)",
    "Copied (if it doesn't paste, the terminal refused it)",
)
COPIED_IN_TMUX: Final = Word(
    "복사했습니다 (tmux에서는 prefix ] 로도 붙입니다)", "Copied (in tmux, prefix ] pastes it too)"
)


class Copies(Protocol):
    """What is needed of the application: Textual's `App.copy_to_clipboard`."""

    def copy_to_clipboard(self, text: str) -> None:
        """Asks the terminal to take *text*."""


def give_to_tmux(text: str) -> bool:
    """Whether tmux took *text* into its buffer and passes it to the outer terminal's clipboard."""
    try:
        done = subprocess.run(_TMUX, input=text.encode("utf-8"), capture_output=True, timeout=_TIMEOUT)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def copy(
    text: str,
    app: Copies,
    environ: Mapping[str, str] = os.environ,
    to_tmux: Callable[[str], bool] = give_to_tmux,
) -> Word:
    """Copies *text* to the operator's clipboard; what to tell them.

    Tabs and line breaks stay, other control characters don't: pasted into a shell they would be keys.
    """
    harmless = HOSTILE.sub(lambda found: found.group() if found.group() in "\t\n" else "", text)
    app.copy_to_clipboard(harmless)
    if environ.get("TMUX") and to_tmux(harmless):
        return COPIED_IN_TMUX
    return COPIED
