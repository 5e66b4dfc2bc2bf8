"""What lists have shown, so that of a list that is read over and over only what changed is told."""

from __future__ import annotations

from collections.abc import Iterable


class Seen:
    """Marks of listed things by name, believed once the cursor that was given with them came back.

    Only then has whoever asked stored what the marks stand for; until then the same is told again, as it is
    after a restart.
    """

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._told: dict[str, int] = {}
        self._cursor: str | None = None

    def back_with(self, cursor: str | None) -> None:
        """Whoever asks now has come with *cursor*."""
        if cursor is not None and cursor == self._cursor:
            self._known.update(self._told)
        self._told = {}

    def changed(self, listed: Iterable[tuple[str, str]], cursor: str) -> list[str]:
        """The names in *listed* (name, how it looks) that look new; *cursor* goes out with them.

        What looks like nothing ("") can't be compared, so it is always told.
        """
        told: dict[str, int] = {}
        always = []
        for name, looks in listed:
            mark = hash(looks)
            if not looks:
                always.append(name)
            elif self._known.get(name) != mark:
                told[name] = mark
        self._told, self._cursor = told, cursor
        return list(dict.fromkeys([*told, *always]))
