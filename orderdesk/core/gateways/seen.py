"""What lists have shown, so that of a list that is read over and over only what changed is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Told:
    """Marks that were given out together with a cursor; `rests` where nothing more was to be asked then."""

    cursor: str
    marks: dict[str, int]
    rests: bool


class Seen:
    """Marks of listed things by name, which hold only for who comes with the cursor that they led to.

    Whoever asks from an earlier cursor has not stored what followed it and is told it again; who comes with
    one that is not known here, as after a restart, is told everything.
    """

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._cursor: str | None = None
        self._told: list[_Told] = []

    def back_with(self, cursor: str | None) -> None:
        """Whoever asks now has come with *cursor*."""
        if cursor == self._cursor:
            self._told.clear()
            return
        places = [n for n, told in enumerate(self._told) if told.cursor == cursor]
        if not places:
            self._known, self._cursor, self._told = {}, cursor, []
            return
        del self._told[places[-1] + 1 :]
        if self._told[-1].rests:
            for told in self._told:
                self._known.update(told.marks)
            self._cursor, self._told = cursor, []

    def changed(self, listed: Iterable[tuple[str, str]], cursor: str, more: bool) -> list[str]:
        """The names in *listed* (name, how it looks) that look new; *cursor* goes out with them.

        What looks like nothing ("") can't be compared, so it is always told.
        """
        known = dict(self._known)
        for told in self._told:
            known.update(told.marks)
        marks = {name: hash(looks) if looks else 0 for name, looks in listed}
        new = [name for name, mark in marks.items() if not mark or known.get(name) != mark]
        self._told.append(_Told(cursor, {name: marks[name] for name in new}, not more))
        return new
