"""Rows of a file that follow each other and say the same, told as one: ``2–8행``."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Protocol, TypeVar

from orderdesk.core.domain.words import Word


class Placed(Protocol):
    """Something that is told of a row."""

    @property
    def row(self) -> int:
        """The row, as the sheet has it."""
        ...


Found = TypeVar("Found", bound=Placed)


def row_runs(found: Iterable[Found], said: Callable[[Found], Hashable]) -> list[list[Found]]:
    """*found*, by row, in runs: those of rows that follow each other, where what is *said* is the same."""
    runs: list[list[Found]] = []
    for each in found:
        if runs and each.row == runs[-1][-1].row + 1 and said(each) == said(runs[-1][-1]):
            runs[-1].append(each)
        else:
            runs.append([each])
    return runs


def rows_from(first: int, last: int = 0) -> Word:
    """The rows *first* to *last* of a file, or that one row."""
    if last <= first:
        return Word(f"{first}행", f"row {first}")
    return Word(f"{first}–{last}행", f"rows {first}–{last}")
