"""A field for a file's path, completed by Tab."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar, Final

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
"""Where browsers put files: looked into as long as no folder is named."""


def newest_first(text: str, endings: Sequence[str]) -> list[str]:
    """The files in the folder that *text* names, or stands in, that end in one of *endings*, newest first.

    They are written as *text* begins; a folder that can't be read has none. Without *text* they are those of
    the present folder, and of those where browsers put files.
    """
    folder = text[: text.rfind("/") + 1]
    if text and not text.endswith("/") and os.path.isdir(os.path.expanduser(text)):
        folder = f"{text}/"
    found: list[tuple[float, str]] = []
    for place in (folder,) if text else ("", *_LANDING):
        found += _files_in(place, tuple(endings))
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
    """A path to open: ↓ goes through the files of its folder, the newest first, then to the next field."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "older", show=False)]
    ENDINGS: ClassVar[tuple[str, ...]] = (".xlsx", ".xls", ".csv")

    def action_older(self) -> None:
        """The newest file of the folder, from there the next older one."""
        files = newest_first(self.value, self.ENDINGS)
        place = files.index(self.value) + 1 if self.value in files else 0
        if place >= len(files):
            self.screen.focus_next()
        else:
            self.value = files[place]
            self.cursor_position = len(self.value)
