"""What is kept of boxes: every gesture, and the event of a closed box with a seal of its gestures.

Gestures are too many to be links of the history's chain each. The event of a closed box holds a digest of
those that filled it, so that the chain keeps them, too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final, NamedTuple

from orderdesk.core.domain.boxes import Box, GestureKind
from orderdesk.core.domain.words import Word, many

PACKED: Final = "packed"
UNPACKED: Final = "unpacked"
"""The verbs of the events that tell of a closed box, and of one that was opened again or emptied."""


class ScanRow(NamedTuple):
    """One gesture as it is kept: `n` goes up within its box, `at` is in UTC seconds.

    `took` is how many pieces it counted, 0 for what was refused; `text` names the goods or the section.
    """

    n: int
    gesture: str
    round: int
    at: int
    who: str
    kind: GestureKind
    code: str
    qty: int
    took: int
    verdict: str
    text: str


class StrayScan(NamedTuple):
    """A scan that opened no box: `code` was read at `at` (UTC seconds), and `verdict` was the answer.

    `why` is the code of the rules' reason, "" for none; `text` is what the answer is about where that is not
    the code itself: the section that stops its parcel, or who packs it.
    """

    gesture: str
    at: int
    who: str
    code: str
    verdict: str
    why: str
    text: str


def seal_of(rows: Iterable[ScanRow]) -> str:
    """A short digest of *rows*: it stands in the event that tells of a closed box, whose chain keeps it."""
    said = "\n".join("\x1f".join(map(str, (*row[:5], int(row.kind), *row[6:]))) for row in rows)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


class Packed(NamedTuple):
    """What the event of a closed box says: box, round, pieces in it, those of them by hand, and the seal."""

    box: int
    round: int
    pieces: int
    hand: int
    seal: str

    @property
    def note(self) -> str:
        """As the event keeps it."""
        return " ".join(map(str, self))

    @property
    def words(self) -> Word:
        """As people read it."""
        hand = (f", 손 확인 {self.hand:,}개", f", {self.hand:,} by hand") if self.hand else ("", "")
        return Word(
            f"상자 {self.box}-{self.round} · {self.pieces:,}개{hand[0]} · {self.seal}",
            f"box {self.box}-{self.round} · {many(self.pieces, 'pc')}{hand[1]} · {self.seal}",
        )


def packed(box: Box, seal: str) -> Packed:
    """What is told of *box*, which is complete."""
    return Packed(box.id, box.round, box.counted, box.by_hand, seal)


def read_packed(note: str) -> Packed | None:
    """What the *note* of such an event says; None where it is no such note."""
    parts = note.split()
    if len(parts) != len(Packed._fields) or not all(part.isdecimal() for part in parts[:-1]):
        return None
    number, nth, pieces, hand = map(int, parts[:-1])
    return Packed(number, nth, pieces, hand, parts[-1])
