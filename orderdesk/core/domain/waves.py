"""차수 (wave): sections that are fetched from the shelves in one walk, and what the walk does to its list.

A wave is somebody's. Its list is made of what its sections hold now, so that what was cancelled or held
meanwhile is on it no more; what was picked is kept by goods. All of this is pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum
from typing import Final, NamedTuple

from orderdesk.core.domain.boxes import SENT, Want, code_key, mark_of
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.pack_words import PackVerdict
from orderdesk.core.domain.picking import not_picked, walk_key
from orderdesk.core.domain.requests import Pieces
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.words import Word

V = PackVerdict
Target = tuple[int, int]
"""(order id, section)."""

WAVE_MOST: Final = 200
"""Sections of a wave where nothing else is said: what a trolley and a walk hold."""


class WaveState(IntEnum):
    """Where a wave stands; stored, so never renumbered."""

    OPEN = 0
    CLOSED = 1


WAVE_WORDS: Final[Mapping[WaveState, Word]] = {
    WaveState.OPEN: Word("피킹 중", "Being picked"),
    WaveState.CLOSED: Word("닫음", "Closed"),
}


class WalkKind(IntEnum):
    """What is done on the walk; stored, so never renumbered."""

    PICK = 0
    SKIP = 1
    SHORT = 2
    TAKE = 3


@dataclass(frozen=True, slots=True)
class WalkGesture:
    """One gesture on the walk, named as at the packing station: `qty` pieces of `line`, or of `code`."""

    id: str
    kind: WalkKind = WalkKind.PICK
    code: str = ""
    line: int = 0
    qty: int = 1


_ONLY_WORDS: Final = {
    "single": Word("단품", "single products"),
    "multi": Word("복수 품목", "several products"),
}
_ALL: Final = Word("전체", "All")


@dataclass(frozen=True, slots=True)
class Wish:
    """Which sections a wave takes: of these couriers, all goods at such places, placed *before*.

    `only` is "single" (one product), "multi" or "" for both; nothing named means anything.
    """

    couriers: frozenset[str] = frozenset()
    places: tuple[str, ...] = ()
    before: int | None = None
    only: str = ""
    most: int = WAVE_MOST

    @property
    def name(self) -> str:
        """The wish in a few words, as the wave is called."""
        cut = f"~{datetime.fromtimestamp(self.before, SEOUL):%m-%d %H:%M}" if self.before is not None else ""
        only = _ONLY_WORDS[self.only].ko if self.only in _ONLY_WORDS else ""
        parts = (*sorted(self.couriers), " ".join(self.places), cut, only)
        return " · ".join(filter(None, parts)) or _ALL.ko


def name_words(name: str) -> Word:
    """The *name* of a wave in both languages: what the desk wrote into it is told in each."""
    english = {each.ko: each.en for each in (*_ONLY_WORDS.values(), _ALL)}
    return Word(name, " · ".join(english.get(part, part) for part in name.split(" · ")))


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open section that may be picked: `parcel` is alike for sections of one parcel, "" for none."""

    target: Target
    number: str
    placed_at: int
    courier: str
    parcel: str
    places: frozenset[str]
    marks: frozenset[str]
    pieces: int

    @property
    def single(self) -> bool:
        """Whether all its pieces are of one product."""
        return len(self.marks) == 1


def choose(candidates: Iterable[Candidate], wish: Wish) -> tuple[Candidate, ...]:
    """The sections that a wave of *wish* takes, in the order in which they get their pieces.

    Sections of one parcel come together or not at all; single products first, alike ones beside each other,
    then the oldest orders.
    """
    groups: dict[str, list[Candidate]] = {}
    for n, each in enumerate(candidates):
        groups.setdefault(each.parcel or f"#{n}", []).append(each)
    fitting = [group for group in groups.values() if all(_fits(each, wish) for each in group)]
    fitting.sort(key=_first)
    taken: list[Candidate] = []
    for group in fitting:
        if len(taken) + len(group) <= wish.most:
            taken += group
    return tuple(taken)


def _fits(each: Candidate, wish: Wish) -> bool:
    there = all(place.startswith(wish.places) for place in each.places) if wish.places else True
    return (
        (not wish.couriers or each.courier in wish.couriers)
        and there
        and (wish.before is None or each.placed_at <= wish.before)
        and (not wish.only or each.single == (wish.only == "single"))
    )


def _first(group: Sequence[Candidate]) -> tuple[bool, str, int, Target]:
    single = len(group) == 1 and group[0].single
    mark = min(group[0].marks) if single else ""
    return not single, mark, min(each.placed_at for each in group), group[0].target


@dataclass(frozen=True, slots=True)
class WaveLine:
    """So many pieces of one product, where they stand, and how many were picked; `n` is its number.

    `skipped` says how many lines had been put off before it was, 0 for one that was not.
    """

    n: int
    mark: str
    text: str
    sku: str
    place: str
    codes: frozenset[str]
    qty: int
    picked: int = 0
    skipped: int = 0
    sections: tuple[tuple[Target, int], ...] = ()

    @property
    def left(self) -> int:
        """Pieces that are still to be picked."""
        return max(0, self.qty - self.picked)

    @property
    def over(self) -> int:
        """Pieces that were picked and are wanted no more."""
        return max(0, self.picked - self.qty)


class Picked(NamedTuple):
    """What was picked of one product, and whether its line was put off, as `WaveLine` has it."""

    picked: int = 0
    skipped: int = 0


def in_wave(order: Order, n: int) -> bool:
    """Whether section *n* still wants its goods: it may be packed, or it has been sent with them."""
    section = next((each for each in order.sections if each.n == n), None)
    return section is not None and (section.state in SENT or not_picked(order, section) is None)


def lines_of(
    wants: Sequence[Want],
    stands: Callable[[Want], tuple[str, str]],
    picked: Mapping[str, Picked],
) -> tuple[WaveLine, ...]:
    """The lines for *wants*, numbered in the order of the shelves; *stands* gives place and SKU of a want."""
    found: dict[str, WaveLine] = {}
    for want in wants:
        line = found.get(want.mark)
        if line is None:
            place, sku = stands(want)
            kept = picked.get(want.mark, Picked())
            line = WaveLine(0, want.mark, want.text, sku, place, want.codes, 0, *kept)
        target = (want.order_id, want.section)
        sections = (*line.sections, (target, want.qty))
        found[want.mark] = replace(
            line, qty=line.qty + want.qty, codes=line.codes | want.codes, sections=sections
        )
    ordered = sorted(found.values(), key=lambda line: walk_key(line.place, line.sku, line.text))
    return tuple(replace(line, n=n) for n, line in enumerate(ordered, 1))


def walk(lines: Iterable[WaveLine]) -> tuple[WaveLine, ...]:
    """*lines* in the order of the walk: those put off come last, as they were put off."""
    return tuple(sorted(lines, key=lambda line: (line.skipped, line.n)))


def next_line(lines: Iterable[WaveLine]) -> WaveLine | None:
    """Where the walk goes next, None when everything is picked."""
    return next((line for line in walk(lines) if line.left), None)


def meant(lines: Iterable[WaveLine], gesture: WalkGesture) -> WaveLine | PackVerdict:
    """The line that *gesture* is about, by number or by what was scanned."""
    code = code_key(gesture.code)
    found = [line for line in lines if (code in line.codes if code else line.n == gesture.line)]
    if len(found) != 1:
        return V.SEVERAL if found else V.WRONG_ITEM
    return found[0]


def pick(lines: Sequence[WaveLine], line: WaveLine, qty: int) -> PackVerdict:
    """What *qty* pieces of *line* picked are answered; refused ones are not picked."""
    if qty < 1:
        return V.BAD_QUANTITY
    if qty > line.left:
        return V.ONE_TOO_MANY
    if qty < line.left:
        return V.RIGHT_ITEM
    others = any(each.left for each in lines if each.n != line.n)
    return V.PICKED if others else V.ALL_PICKED


def shortfall(orders: Mapping[int, Order], line: WaveLine, missing: int) -> dict[Target, Pieces]:
    """Which pieces go without when *missing* pieces of *line* are not there: the latest sections' first.

    Of a channel's order an item goes whole. No pieces named means all that the section holds. *line* is by
    *orders*, the sections being in the order in which they get their goods.
    """
    found: dict[Target, Pieces] = {}
    for target, qty in reversed(line.sections):
        if missing <= 0:
            break
        order = orders[target[0]]
        if order.section(target[1]).state in SENT:
            continue
        items, lack = _items(order, target[1], line.mark, min(qty, missing))
        missing -= lack
        held = sum(item.qty for item in order.items_of(target[1]))
        found[target] = () if lack == held else items
    return found


def _items(order: Order, section: int, mark: str, lack: int) -> tuple[Pieces, int]:
    """(item, pieces) of *mark* in a section, and how many pieces they are, at least *lack*."""
    taken: list[tuple[int, int]] = []
    total = 0
    for item in reversed(order.items_of(section)):
        if total < lack and mark_of(order.line(item.line)) == mark:
            pieces = item.qty if order.channel.external else min(item.qty, lack - total)
            taken.append((item.n, pieces))
            total += pieces
    return tuple(sorted(taken)), total


class Ended(NamedTuple):
    """What became of a wave: sections whose goods are all there, the others, and spare pieces by mark."""

    picked: tuple[Target, ...]
    released: tuple[Target, ...]
    spare: Mapping[str, int]


def end(
    members: Sequence[Target],
    parcels: Mapping[Target, str],
    wants: Sequence[Want],
    picked: Mapping[str, Picked],
) -> Ended:
    """Give what was picked to *members* in their order; a parcel gets all of its goods or none.

    *parcels* name what sections of one parcel have alike; who wants nothing any more is released.
    """
    pool = Counter({mark: kept.picked for mark, kept in picked.items()})
    asked: dict[str, Counter[str]] = {}
    groups: dict[str, list[Target]] = {}
    for target in members:
        groups.setdefault(parcels.get(target) or f"{target}", []).append(target)
    names = {target: name for name, group in groups.items() for target in group}
    for want in wants:
        asked.setdefault(names[want.order_id, want.section], Counter())[want.mark] += want.qty
    done: list[Target] = []
    for name, group in groups.items():
        goods = asked.get(name)
        if goods and all(pool[mark] >= qty for mark, qty in goods.items()):
            pool.subtract(goods)
            done += group
    return Ended(
        tuple(done),
        tuple(target for target in members if target not in set(done)),
        {mark: qty for mark, qty in pool.items() if qty},
    )
