"""상자: what is packed for one parcel, piece by piece, and what a gesture at the station does to it.

A box holds all sections of one parcel. Each of their lines is a `Want`: so many pieces, which are scanned, or
confirmed by hand where nothing can be scanned. The last piece closes the box; only a closed one may leave.
Opening it again begins a new round, in which every piece is counted anew. All of this is pure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final, NamedTuple

from orderdesk.core.domain.columns import item_text
from orderdesk.core.domain.orders import Delivery, Line, Order, Section
from orderdesk.core.domain.pack_words import PackVerdict
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.states import OPEN_CLAIM_STATES, UNDISPATCHED_STATES, SectionState
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word

V = PackVerdict

CODE_MOST: Final = 80
"""Characters of a scanned code that are kept."""

BOX: Final = "box"
"""The value of a request that names the box which it sends: only as it was closed then may it leave."""


class BoxState(IntEnum):
    """Where a box stands; stored, so never renumbered.

    LEFT: its sections were sent, but not as they were counted in it. Only what is CLOSED may become SHIPPED.
    """

    OPEN = 0
    REOPENED = 1
    CLOSED = 2
    SHIPPED = 3
    LEFT = 4
    EMPTIED = 5

    @property
    def counting(self) -> bool:
        """Whether pieces are put into it now."""
        return self in (BoxState.OPEN, BoxState.REOPENED)

    @property
    def waits(self) -> bool:
        """Whether it is somebody's work and has not left."""
        return self <= BoxState.CLOSED


BOX_WORDS: Final[Mapping[BoxState, Word]] = {
    BoxState.OPEN: Word("포장 중", "Being packed"),
    BoxState.REOPENED: Word("다시 연 상자", "Reopened"),
    BoxState.CLOSED: Word("포장 끝", "Packed"),
    BoxState.SHIPPED: Word("발송", "Shipped"),
    BoxState.LEFT: Word("상자 밖에서 발송", "Shipped outside its box"),
    BoxState.EMPTIED: Word("비움", "Emptied"),
}


class GestureKind(IntEnum):
    """What is done at the station; stored, so never renumbered.

    SCAN is whatever the scanner read: a section or a label where no box is open, goods where one is, the
    label of a box that is complete. The others say what is meant.
    """

    SCAN = 0
    OPEN = 1
    ITEM = 2
    HAND = 3
    LABEL = 4
    REOPEN = 5
    EMPTY = 6


GESTURE_WORDS: Final[Mapping[GestureKind, Word]] = {
    GestureKind.SCAN: Word("스캔", "Scanned"),
    GestureKind.OPEN: Word("상자 열기", "Box opened"),
    GestureKind.ITEM: Word("상품 스캔", "Goods scanned"),
    GestureKind.HAND: Word("손 확인", "Confirmed by hand"),
    GestureKind.LABEL: Word("송장 스캔", "Label scanned"),
    GestureKind.REOPEN: Word("상자 다시 열기", "Box reopened"),
    GestureKind.EMPTY: Word("상자 비우기", "Box emptied"),
}


@dataclass(frozen=True, slots=True)
class Gesture:
    """One gesture. `id` names it for ever: what comes twice under one name is done once.

    `code` is what was scanned or typed; `qty` pieces are meant; `want` is the line that is confirmed by hand.
    `over` takes a box from somebody else, `sure` takes a label whose digits look odd; `courier` is that of a
    label, "" for the shop's own.
    """

    id: str
    kind: GestureKind = GestureKind.SCAN
    code: str = ""
    qty: int = 1
    want: int = 0
    over: bool = False
    sure: bool = False
    courier: str = ""


@dataclass(frozen=True, slots=True)
class Want:
    """So many pieces of a line in a section: how many were scanned, and how many confirmed by hand.

    `mark` is alike for pieces that are as good as each other, wherever they are wanted; `codes` are what a
    scanner may read on them, as `code_key` has them.
    """

    n: int
    order_id: int
    section: int
    line: int
    text: str
    mark: str
    codes: frozenset[str]
    qty: int
    scanned: int = 0
    hand: int = 0

    @property
    def left(self) -> int:
        """How many pieces are still to come."""
        return self.qty - self.scanned - self.hand


@dataclass(frozen=True, slots=True)
class Box:
    """A box: `holder` packs it, `round` says how many times counting has begun.

    `members` are (order id, section) of what it is packed for.
    """

    id: int
    state: BoxState
    round: int
    holder: str
    members: tuple[tuple[int, int], ...]
    wants: tuple[Want, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is left to come."""
        return all(want.left == 0 for want in self.wants)

    @property
    def pieces(self) -> int:
        """How many pieces belong into it."""
        return sum(want.qty for want in self.wants)

    @property
    def counted(self) -> int:
        """How many pieces are in it."""
        return sum(want.scanned + want.hand for want in self.wants)

    @property
    def by_hand(self) -> int:
        """How many of those were confirmed by hand."""
        return sum(want.hand for want in self.wants)

    @property
    def ref(self) -> str:
        """The box in this round, as a request names it."""
        return f"{self.id}/{self.round}"


def read_ref(text: str) -> tuple[int, int]:
    """The box and the round that `Box.ref` named."""
    number, _, nth = text.partition("/")
    return int(number), int(nth)


class Counted(NamedTuple):
    """What a gesture did to a box: the answer, the box after it, and the pieces that went into each want."""

    verdict: PackVerdict
    box: Box
    took: tuple[tuple[int, int], ...] = ()


def code_key(text: str) -> str:
    """*text* as codes are compared: full-width and capital letters make no difference, nor do blanks."""
    return "".join(unicodedata.normalize("NFKC", clean(text)).casefold().split())


def mark_of(line: Line) -> str:
    """What lines have alike whose pieces are as good as each other: SKU, else product or name, and option."""
    if line.sku:
        return f"sku:{code_key(line.sku)}"
    return f"{code_key(line.product or line.name)}/{code_key(line.option)}"


def wanted(
    orders: Mapping[int, Order],
    members: Iterable[tuple[int, int]],
    barcodes: Mapping[tuple[int, int], Sequence[str]],
) -> tuple[Want, ...]:
    """What belongs into a box for *members*, in their order; lines with nothing to touch need no scan.

    *barcodes* are those of lines, by (order id, line); SKU and product code may be scanned as well.
    """
    wants: list[Want] = []
    for order_id, section in members:
        order = orders[order_id]
        sums: dict[int, int] = {}
        for item in order.items_of(section):
            sums[item.line] = sums.get(item.line, 0) + item.qty
        for n, qty in sums.items():
            line = order.line(n)
            if line.physical:
                said = (line.sku, line.product, *barcodes.get((order_id, n), ()))
                codes = frozenset(filter(None, map(code_key, said)))
                text, mark = clean(item_text(line)), mark_of(line)
                wants.append(Want(len(wants) + 1, order_id, section, n, text, mark, codes, qty))
    return tuple(wants)


def same_wants(box: Box, wants: Sequence[Want]) -> bool:
    """Whether *wants* are what *box* was begun for."""
    return _bare(box.wants) == _bare(wants)


def _bare(wants: Iterable[Want]) -> list[tuple[int, int, int, int]]:
    return sorted((want.order_id, want.section, want.line, want.qty) for want in wants)


def begun(box: Box, holder: str, members: Sequence[tuple[int, int]], wants: tuple[Want, ...]) -> Box:
    """*box* in a new round of *holder*, in which nothing is counted yet."""
    return replace(
        box,
        state=BoxState.REOPENED,
        round=box.round + 1,
        holder=holder,
        members=tuple(members),
        wants=tuple(replace(want, scanned=0, hand=0) for want in wants),
    )


def count(box: Box, gesture: Gesture, who: str) -> Counted:
    """What the pieces of *gesture* (ITEM or HAND) do to *box* when *who* brings them.

    Refused pieces change nothing. The last one closes the box.
    """
    if box.state.waits and box.holder != who:
        return Counted(V.PACKED_BY_OTHER, box)
    if gesture.qty < 1:
        return Counted(V.BAD_QUANTITY, box)
    match box.state:
        case BoxState.SHIPPED | BoxState.LEFT:
            return Counted(V.ALREADY_SHIPPED, box)
        case BoxState.EMPTIED:
            return Counted(V.REFUSED, box)
    meant = _meant(box, gesture)
    if isinstance(meant, PackVerdict):
        return Counted(meant, box)
    if gesture.qty > sum(want.left for want in meant):
        return Counted(V.ONE_TOO_MANY, box)
    return _put_in(box, meant, gesture)


def _meant(box: Box, gesture: Gesture) -> PackVerdict | tuple[Want, ...]:
    """The wants that the pieces of *gesture* are for."""
    if gesture.kind is GestureKind.HAND:
        marks = {want.mark for want in box.wants if want.n == gesture.want}
    else:
        code = code_key(gesture.code)
        marks = {want.mark for want in box.wants if code and code in want.codes}
    if len(marks) != 1:
        return V.SEVERAL if marks else V.WRONG_ITEM
    first = [want for want in box.wants if want.mark in marks]
    return tuple(sorted(first, key=lambda want: want.n != gesture.want))


def _put_in(box: Box, meant: Iterable[Want], gesture: Gesture) -> Counted:
    rest, took = gesture.qty, dict[int, int]()
    for want in meant:
        if pieces := min(rest, want.left):
            took[want.n] = pieces
            rest -= pieces
    name = "hand" if gesture.kind is GestureKind.HAND else "scanned"
    wants = tuple(
        replace(want, **{name: getattr(want, name) + took[want.n]}) if want.n in took else want
        for want in box.wants
    )
    after = replace(box, wants=wants)
    pairs = tuple(sorted(took.items()))
    if after.complete:
        return Counted(V.COMPLETE, replace(after, state=BoxState.CLOSED), pairs)
    return Counted(V.BY_HAND if name == "hand" else V.RIGHT_ITEM, after, pairs)


SENT: Final = frozenset({SectionState.SHIPPING, SectionState.DELIVERED, SectionState.CONFIRMED})


def followed(
    box: BoxState, sections: Iterable[SectionState | None], as_counted: Callable[[], bool]
) -> BoxState:
    """Where a box stands once its *sections* are where they are (None: joined to others, and gone).

    What left is SHIPPED only out of a closed box whose contents are *as_counted*.
    """
    there = [state for state in sections if state is not None]
    if box is BoxState.SHIPPED:
        return BoxState.CLOSED if any(state in UNDISPATCHED_STATES for state in there) else box
    if box.waits and all(state in SENT for state in there):
        counted = bool(there) and box is BoxState.CLOSED and as_counted()
        return BoxState.SHIPPED if counted else BoxState.LEFT
    return box


def next_requests(section: Section, probe: str = "") -> tuple[Request, ...]:
    """What takes a waiting *section* out of the house: its own number, or where it has none that of *probe*.

    *probe* is "courier number". Goods that travel without a label need none.
    """
    if section.tracking is None and section.delivery is Delivery.PARCEL and probe:
        courier, _, number = probe.rpartition(" ")
        return (Request("track", (("courier", courier), ("number", number), ("to", "ship"))),)
    first = (Request("ready"),) if section.state is SectionState.PREPARING else ()
    return (*first, Request("ship"))


_BY_REFUSAL: Final[Mapping[Refusal, PackVerdict]] = {
    Refusal.HELD: V.HELD,
    Refusal.UNPAID: V.UNPAID,
    Refusal.LABEL_STALE: V.ADDRESS_NEWER,
    Refusal.IN_CLAIM: V.CLAIM_OPEN,
    Refusal.PARCEL_APART: V.ALREADY_SHIPPED,
    Refusal.MOVED: V.CHANGED,
    Refusal.BOX_REOPENED: V.CHANGED,
    Refusal.NO_SECTION: V.CHANGED,
}


def verdict_on(state: SectionState, refusal: Refusal | None) -> PackVerdict:
    """What the station says of a section in *state* that the rules refuse to send, for *refusal*."""
    if state is SectionState.CANCELLED:
        return V.CANCELLED
    if state in OPEN_CLAIM_STATES:
        return V.CLAIM_OPEN
    if state not in UNDISPATCHED_STATES:
        return V.ALREADY_SHIPPED
    return _BY_REFUSAL.get(refusal, V.REFUSED) if refusal else V.REFUSED
