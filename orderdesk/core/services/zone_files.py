"""A file of regional zones beside the zones that there are: what would be new, changed and gone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from orderdesk.core.domain.regions import Overlap, Zone, overlaps
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.core.files.limits import LIMITS, Limits
from orderdesk.core.files.problems import RowProblem
from orderdesk.core.files.reading import read_table
from orderdesk.core.files.zone_file import ZoneFile, zones_of
from orderdesk.core.services.fees import FeeBook

_COUNTED = Word(
    "지역 {0:,} · 새로 {1:,} · 바뀜 {2:,} · 빠짐 {3:,} · 그대로 {4:,}",
    "zones {0:,}: new {1:,}, changed {2:,}, gone {3:,}, same {4:,}",
)


@dataclass(frozen=True, slots=True)
class ZoneChanges:
    """What taking a file of zones would change, in numbers; zones are the same by their range."""

    file: ZoneFile
    added: int
    changed: int
    removed: int
    unchanged: int

    @property
    def overlaps(self) -> tuple[Overlap, ...]:
        """The ranges of the file that share postcodes."""
        return overlaps(self.file.zones)

    @property
    def words(self) -> Word:
        """The numbers in one line."""
        numbers = (len(self.file.zones), self.added, self.changed, self.removed, self.unchanged)
        return Word(*(text.format(*numbers) for text in _COUNTED))


def read_zone_file(path: Path, book: FeeBook, limits: Limits = LIMITS) -> ZoneChanges:
    """The zones of the file at *path*, compared with those of *book*. FileProblem when it has none."""
    return compare_zones(zones_of(read_table(path, limits)), book)


def compare_zones(read: ZoneFile, book: FeeBook) -> ZoneChanges:
    """What was *read*, compared with the zones of *book*."""
    before = {(zone.zip_from, zone.zip_to): replace(zone, id=0) for zone in book.zones}
    after = {(zone.zip_from, zone.zip_to): zone for zone in read.zones}
    same = sum(before.get(key) == zone for key, zone in after.items())
    both = len(after.keys() & before.keys())
    return ZoneChanges(read, len(after) - both, both - same, len(before) - both, same)


def zone_name(zone: Zone) -> str:
    """The area and range of *zone* as they are told."""
    return clean(f"{zone.name} {zone.span}")


def overlap_words(overlap: Overlap) -> Word:
    """What two ranges share, and whether that is a warning."""
    narrow, wide = zone_name(overlap.narrow), zone_name(overlap.wide)
    if overlap.nested:
        pair = f"{narrow} ⊂ {wide}"
        return Word(f"겹침: {pair}, 좁은 쪽이 이깁니다", f"overlap: {pair}; the narrow one wins")
    pair = f"{narrow} ↔ {wide}"
    return Word(
        f"경고! 겹침: {pair}, 우편번호를 확인하세요", f"Warning! overlap: {pair}; check the postcodes"
    )


def problem_words(problem: RowProblem) -> Word:
    """Why a row is not taken, and what to do."""
    where, kind = clean(f"{problem.column} {problem.value}"), problem.kind
    return Word(
        f"{problem.row}행 {where}: {kind.message.ko}. {kind.advice.ko}",
        f"row {problem.row}, {where}: {kind.message.en}. {kind.advice.en}",
    )
