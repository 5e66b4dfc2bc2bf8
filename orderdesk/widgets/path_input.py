"""A field for a file's path, completed by Tab."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar, Final

from textual.actions import SkipAction
from textual.binding import Binding, BindingType

from orderdesk.core.domain.text import nfc
from orderdesk.widgets.korean_input import KoreanInput


def complete(text: str, endings: Sequence[str]) -> str:
    """*text* as far as the files there make it unambiguous; files must end in one of *endings*.

    Names compare in NFC, as macOS stores them decomposed. A folder that can't be read completes nothing.
    """
    folder, _, start = text.rpartition("/")
    place = Path(os.path.expanduser(folder or ("/" if text.startswith("/") else ".")))
    try:
        entries = [(nfc(each.name), each.is_dir()) for each in os.scandir(place)]
    except OSError:
        return text
    fitting = [
        name + "/" * folder_
        for name, folder_ in entries
        if name.startswith(start)
        and (folder_ or name.lower().endswith(tuple(endings)))
        and (start or not name.startswith("."))
    ]
    if not fitting:
        return text
    return text[: len(text) - len(start)] + _common_start(fitting)


_LANDING: Final = ("~/", "~/Downloads/", "~/다운로드/", "~/Desktop/")
"""Where browsers put files."""


def newest_first(text: str, endings: Sequence[str]) -> list[str]:
    """The files that end in one of *endings*, newest first, written as *text* begins: with all of it.

    They are those of the folder that *text* names, or stands in, and of those where browsers put files;
    without *text*, those of the present folder. A folder that can't be read has none, and none counts twice.
    """
    places = [text[: text.rfind("/") + 1]]
    if text and not text.endswith("/") and os.path.isdir(os.path.expanduser(text)):
        places.append(f"{text}/")
    places += _LANDING if text[:1] in ("", "~") else map(os.path.expanduser, _LANDING)
    found: list[tuple[float, str]] = []
    for place in {os.path.realpath(os.path.expanduser(each)): each for each in reversed(places)}.values():
        found += (file for file in _files_in(place, tuple(endings)) if file[1].startswith(text))
    return [path for _, path in sorted(found, reverse=True)]


def _files_in(folder: str, endings: tuple[str, ...]) -> Iterator[tuple[float, str]]:
    """When each file of *folder* was written, and its path; nothing of a folder that can't be read."""
    with contextlib.suppress(OSError):
        for each in os.scandir(os.path.expanduser(folder) or "."):
            name = nfc(each.name)
            if name.lower().endswith(endings) and not name.startswith((".", "~$")) and each.is_file():
                yield each.stat().st_mtime, folder + name


def _common_start(names: Sequence[str]) -> str:
    first, last = min(names), max(names)
    same = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    return first[:same]


def as_path(text: str) -> Path:
    """The path that was typed or dropped: quotes and a leading ~ are understood."""
    typed = text.strip()
    if len(typed) > 1 and typed[0] == typed[-1] and typed[0] in "'\"":
        typed = typed[1:-1]
    return Path(typed).expanduser()


class PathInput(KoreanInput):
    """Tab completes the path; where there is nothing to complete it goes to the next field.

    What was typed stays when the field is come back to: a letter goes on with it, and replaces nothing.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", show=False)]
    ENDINGS: ClassVar[tuple[str, ...]] = (".xlsx", ".csv")

    def on_mount(self) -> None:
        """Coming to the field selects nothing."""
        self.select_on_focus = False

    def action_complete(self) -> None:
        """Completes, or goes on."""
        completed = complete(self.value, self.ENDINGS)
        if completed == self.value or self.cursor_position < len(self.value):
            self.screen.focus_next()
        else:
            self.value = completed
            self.cursor_position = len(completed)


class OpenPathInput(PathInput):
    """A path to open: ↓ goes through the files that begin as was typed, the newest first, and ↑ back to that.

    What ↓ finds first is gone through, wherever the files lie, until something else is typed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "older", show=False),
        Binding("up", "newer", show=False),
    ]
    ENDINGS: ClassVar[tuple[str, ...]] = (".xlsx", ".xls", ".csv")

    _steps: Sequence[str] = ()
    """What was typed, then the files that were found for it."""
    _at = 0
    """Which of them stands in the field."""

    def action_older(self) -> None:
        """The newest file, from there the next older one; the last stays."""
        if not self._stepping:
            self._steps, self._at = (self.value, *newest_first(nfc(self.value), self.ENDINGS)), 0
        if self._at == len(self._steps) - 1:
            self.app.bell()
        else:
            self._show(self._at + 1)

    def action_newer(self) -> None:
        """The next newer file, and before the newest what was typed; then the key is left to others."""
        if not self._stepping or not self._at:
            raise SkipAction
        self._show(self._at - 1)

    @property
    def _stepping(self) -> bool:
        """Whether nothing was typed since."""
        return self._at < len(self._steps) and self.value == self._steps[self._at]

    def _show(self, step: int) -> None:
        self._at = step
        self.value = self._steps[step]
        self.cursor_position = len(self.value)
