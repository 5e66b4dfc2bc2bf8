"""What a file says otherwise than the order that is here, in words: both sides, column by column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from orderdesk.core.domain.words import Word, many

MOST_NAMED: Final = 3
"""So many differences are told, one after the other; of more it is said how many."""

_NOTHING: Final = Word("없음", "none")


class Difference(NamedTuple):
    """One column of a file's row: what stands here, and what the file says; blank for nothing."""

    column: str
    here: str | int
    file: str | int

    @property
    def stands(self) -> Word:
        """What stands here: ``여기 12,000``."""
        here = _said(self.here)
        return Word(f"여기 {here.ko}", f"here {here.en}")

    @property
    def says(self) -> Word:
        """What the file says: ``파일 15,000``."""
        file = _said(self.file)
        return Word(f"파일 {file.ko}", f"file {file.en}")

    @property
    def sides(self) -> Word:
        """Both: ``여기 12,000 · 파일 15,000``."""
        return Word(f"{self.stands.ko} · {self.says.ko}", f"{self.stands.en} · {self.says.en}")


def told(differences: Sequence[Difference], named: int = MOST_NAMED) -> Word:
    """The first *named* of *differences* with their columns, and how many more there are; blank for none."""
    parts = [
        Word(f"{each.column} {each.sides.ko}", f"{each.column} {each.sides.en}")
        for each in differences[:named]
    ]
    if rest := len(differences) - len(parts):
        more = Word(f"그 밖에 {rest:,}칸", f"{rest:,} more")
        parts.append(more if parts else Word(f"다른 칸 {rest:,}개", many(rest, "difference")))
    return Word("; ".join(each.ko for each in parts), "; ".join(each.en for each in parts))


def _said(value: str | int) -> Word:
    if isinstance(value, int):
        return Word(f"{value:,}", f"{value:,}")
    return Word(value, value) if value else _NOTHING
