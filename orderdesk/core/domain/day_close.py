"""마감: what went out on a day, by courier and channel, beside the courier's own count; what went wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from orderdesk.core.domain.box_records import StrayScan
from orderdesk.core.domain.orders import Channel
from orderdesk.core.domain.pack_words import PACK_VERDICTS
from orderdesk.core.domain.words import Word

NO_NUMBER: Final = Word("송장 없이", "Without a number")
"""What leaves by no courier: 직접, 퀵, 방문."""


class Sent(NamedTuple):
    """A section that went out: by which courier ("" none), of which channel, in which parcel; its pieces."""

    courier: str
    channel: Channel
    parcel: int | None
    order: int
    pieces: int


@dataclass(frozen=True, slots=True)
class CourierLine:
    """What one courier took: `channels` are its sections by channel; `counted` is the courier's own count."""

    courier: str
    parcels: int
    sections: int
    orders: int
    pieces: int
    channels: Mapping[Channel, int]
    counted: int | None = None

    @property
    def difference(self) -> int | None:
        """How many parcels more the courier counted than went out; None where nobody counted."""
        return None if self.counted is None else self.counted - self.parcels


@dataclass(frozen=True, slots=True)
class DayClose:
    """A day: its couriers, those with most parcels first, and the exceptions with how often they came.

    `lost` are the scans at the station that meant no section.
    """

    day: date
    lines: tuple[CourierLine, ...]
    exceptions: tuple[tuple[Word, int], ...]
    lost: tuple[StrayScan, ...] = ()

    @property
    def parcels(self) -> int:
        """Parcels in all; what left without a number counts as one a section."""
        return sum(line.parcels for line in self.lines)

    @property
    def agrees(self) -> bool:
        """Whether every count of a courier is what went out."""
        return all(not line.difference for line in self.lines)


def close(
    day: date,
    sent: Iterable[Sent],
    counted: Mapping[str, int],
    exceptions: Sequence[tuple[Word, int]],
    lost: Iterable[StrayScan] = (),
) -> DayClose:
    """The sums of *day*; *counted* are the couriers' counts by name, also of such as took nothing of ours."""
    by_courier: dict[str, list[Sent]] = {name: [] for name in counted}
    for each in sent:
        by_courier.setdefault(each.courier, []).append(each)
    lines = [_line(name, sections, counted.get(name)) for name, sections in by_courier.items()]
    lines.sort(key=lambda line: (-line.parcels, line.courier))
    return DayClose(day, tuple(lines), tuple((words, n) for words, n in exceptions if n), tuple(lost))


def _line(courier: str, sent: Sequence[Sent], counted: int | None) -> CourierLine:
    numbered = {each.parcel for each in sent if each.parcel is not None}
    channels: dict[Channel, int] = {}
    for each in sent:
        channels[each.channel] = channels.get(each.channel, 0) + 1
    return CourierLine(
        courier,
        len(numbered) + sum(each.parcel is None for each in sent),
        len(sent),
        len({each.order for each in sent}),
        sum(each.pieces for each in sent),
        channels,
        counted,
    )


BY_HAND: Final = Word("손으로 확인한 수량", "Pieces confirmed by hand")
HALF_PACKED: Final = Word("남은 상자", "Boxes left half packed")
HELD: Final = Word("그날 걸어 아직 남은 보류", "Holds set that day, still open")
CLAIMED: Final = Word("그날 접수된 클레임", "Claims opened that day")


def refused_scans(verdicts: Mapping[str, int]) -> list[tuple[Word, int]]:
    """The refusals of the packing station with how often each came, those of the table first."""
    return [
        (Word(f"검수: {verdict.large.ko}", f"Station: {verdict.large.en}"), verdicts.get(code, 0))
        for code, verdict in PACK_VERDICTS.items()
        if not verdict.fine or code == "reopened"
    ]
