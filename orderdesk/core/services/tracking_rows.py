"""Which section and pieces a tracking row means, and whether what it says can be read.

The rules are finding-and-files.md §9.2; rows come from the form, from couriers' return files, from
the keyboard and from scanners alike.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from orderdesk.core.domain.facts import section_facts
from orderdesk.core.domain.guards import UNPAID_STATES
from orderdesk.core.domain.identifiers import read_item, read_section, section_number
from orderdesk.core.domain.orders import Actor, Order, Section
from orderdesk.core.domain.parcels import NumberProblem
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.states import FINAL_STATES, LADDER, SectionState
from orderdesk.core.domain.words import Word
from orderdesk.core.files.tracking_form import TrackingRow
from orderdesk.core.services.planning import Target
from orderdesk.core.services.tracking_rules import (
    COURIER_PROBLEMS,
    BadLabel,
    InUse,
    Label,
    Reason,
    courier_and_user,
    label_words,
    read_label,
    said_of,
    used_with_others,
)
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.unit import find

Read = TypeVar("Read")

TRACKABLE = (SectionState.PREPARING, SectionState.READY, SectionState.SHIPPING)

TARGETS = {"": "", "배송중": "ship", "배송대기": "ready"}


_CELL_OF: Mapping[Refusal, str] = {
    Refusal.NO_ITEM: "item",
    Refusal.BAD_QUANTITY: "qty",
    Refusal.CHANNEL_LINE: "qty",
    Refusal.SPLIT_STATE: "qty",
    Refusal.BAD_TARGET: "state",
    Refusal.TO_READY_ONLY: "state",
    Refusal.PAST: "state",
    Refusal.STEP_SKIPPED: "state",
    Refusal.COURIER_UNKNOWN: "courier",
    Refusal.ALREADY: "tracking",
    Refusal.BLANK_ROW: "tracking",
    Refusal.NO_TRACKING: "tracking",
    Refusal.NUMBER_EXISTS: "tracking",
    Refusal.NUMBER_INVALID: "tracking",
    Refusal.NUMBER_TAKEN: "tracking",
    Refusal.OTHER_RECEIVER: "tracking",
    Refusal.PARCEL_LEFT: "tracking",
    Refusal.PARCEL_APART: "tracking",
    Refusal.HAS_TRACKING: "tracking",
    Refusal.DUPLICATE_ROW: "tracking",
}
"""The field of a row that a refusal is about; any other is about the section that the row names."""


_OF_OTHERS = frozenset[Reason](
    {
        NumberProblem.OTHER_COURIER,
        Refusal.NUMBER_TAKEN,
        Refusal.OTHER_RECEIVER,
        Refusal.SEPARATE,
        Refusal.PARCEL_LEFT,
        Refusal.PARCEL_APART,
    }
)
"""What is said of a number that another order uses."""


def cell_of(row: TrackingRow, reason: Reason) -> tuple[str, str]:
    """The field of *row* that *reason* is about, and what stands there."""
    if isinstance(reason, Refusal):
        name = _CELL_OF.get(reason, "")
    else:
        name = "courier" if reason in COURIER_PROBLEMS else "tracking"
    texts = {
        "section": row.section,
        "order": row.order,
        "item": row.item,
        "qty": "" if row.qty is None else str(row.qty),
        "courier": row.courier,
        "tracking": row.raw_number,
        "state": row.state,
    }
    name = name or next((named for named in ("section", "order", "item") if texts[named]), "section")
    return name, texts[name]


@dataclass(frozen=True, slots=True)
class Options:
    """How rows are taken: settings and what the operator allowed in the dialog."""

    default_courier: str = ""
    strict_lotte: bool = False
    ready_on_tracking: bool = False
    overwrite: bool = False
    share: bool = False
    by_order: bool = False
    """Whether the old form, which has order numbers only, is taken where an order has one open section."""


class RowVerdict(NamedTuple):
    """What becomes of one row: apply, skip or refuse, why, what is only odd about it, and why else not.

    `user` is who uses its number already, where another order does; `label` is the courier and number that it
    brings, where these can be read.
    """

    row: int
    section: str
    kind: Kind
    reason: Reason | None = None
    odd: tuple[Reason, ...] = ()
    further: tuple[Reason, ...] = ()
    user: Word | None = None
    label: tuple[str, str] = ("", "")

    def words(self, reason: Reason) -> Word:
        """What *reason* of this row says; where the number is another order's, whose."""
        if self.user is None or reason not in _OF_OTHERS:
            return label_words(reason, *self.label)
        return said_of(reason, self.user)


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row that could be read: its section, the item and pieces it names (None: all), what it brings."""

    row: int
    order: Order
    section: Section
    item: int | None
    qty: int | None
    label: Label | None
    to: str


class BadRow(Exception):
    """A row that can't be taken, with the reason, and *further* ones that would be met once that is mended.

    `order` is the order it belongs to, where known.
    """

    def __init__(
        self,
        reason: Reason,
        order: Order | None = None,
        section: int | None = None,
        further: Sequence[Reason] = (),
    ) -> None:
        super().__init__(reason.code)
        self.reason = reason
        self.further = tuple(further)
        self.order = order
        self.section = section


def apart(rows: Iterable[TrackingRow]) -> list[TrackingRow]:
    """*rows*, those of combined parcels once for each section number that their order cell lists.

    A courier's upload file with combined parcels lists them so, with commas between.
    """
    found: list[TrackingRow] = []
    for row in rows:
        if "," not in row.order:
            found.append(row)
            continue
        found += [row._replace(order=part.strip()) for part in row.order.split(",")]
    return found


def numbers_meant(row: TrackingRow) -> Iterator[str]:
    """The numbers of the orders that *row* may mean."""
    for text, read in ((row.section, read_section), (row.item, read_item), (row.order, read_section)):
        try:
            yield read(text)[0]
        except ValueError:
            yield text


def orders_named(conn: Conn, rows: Iterable[TrackingRow]) -> Mapping[str, Order]:
    """Every order that *rows* may mean, by number."""
    numbers = {number for row in rows for number in numbers_meant(row)}
    found = find(conn, sorted(numbers - {""}))
    return {order.number: order for order in load_orders(conn, found.values())}


def read_row(row: TrackingRow, orders: Mapping[str, Order], options: Options) -> ReadRow:
    """What *row* means. BadRow says why it can't be taken."""
    order, section = _section(row, orders)
    wrong: list[Reason] = []
    item = _tried(wrong, lambda: _item(row, order, section))
    to = _tried(wrong, lambda: _asked_for(row, section, options)) or ""
    label = _tried(wrong, lambda: _label(row, options))
    if wrong:
        further = [reason for reason in wrong[1:] if reason is not Refusal.BLANK_ROW]
        raise BadRow(wrong[0], order, section.n, further)
    if label is None and to == "ship" and section.tracking is None:
        raise BadRow(Refusal.NO_TRACKING, order, section.n)
    return ReadRow(row.row, order, section, item, row.qty, label, to)


def _tried(wrong: list[Reason], read: Callable[[], Read]) -> Read | None:
    """What *read* gives; None where it can't be taken, for a reason that goes to *wrong*."""
    try:
        return read()
    except BadRow as bad:
        wrong.append(bad.reason)
        return None


def section_named(row: TrackingRow, orders: Mapping[str, Order]) -> tuple[Order, Section] | None:
    """The section that *row* means, None when it means none."""
    try:
        return _section(row, orders)
    except BadRow:
        return None


def _section(row: TrackingRow, orders: Mapping[str, Order]) -> tuple[Order, Section]:
    text = row.section or row.order
    if text:
        try:
            number, n = read_section(text)
        except ValueError:
            return _only_section(text, orders)
        for section in _sections(orders, number):
            if section.n == n:
                return orders[number], section
        raise BadRow(Refusal.NO_SECTION)
    try:
        number, item = read_item(row.item)
    except ValueError:
        raise BadRow(Refusal.NO_SECTION) from None
    for held in orders[number].items if number in orders else ():
        if held.n == item:
            return orders[number], orders[number].section(held.section)
    raise BadRow(Refusal.NO_ITEM)


def _sections(orders: Mapping[str, Order], number: str) -> Sequence[Section]:
    return orders[number].sections if number in orders else ()


def _only_section(text: str, orders: Mapping[str, Order]) -> tuple[Order, Section]:
    """The one open section of an order that is named by its own number; never a guess among several."""
    if text not in orders:
        raise BadRow(Refusal.NO_SECTION)
    order = orders[text]
    ladder = [s for s in order.sections if s.state in LADDER]
    waiting = [s for s in ladder if s.state not in FINAL_STATES] or ladder
    if len(waiting) != 1:
        raise BadRow(Refusal.SEVERAL_SECTIONS if waiting else Refusal.NO_SECTION, order)
    return order, waiting[0]


def _item(row: TrackingRow, order: Order, section: Section) -> int | None:
    if not row.item:
        if row.qty is not None and row.qty != sum(item.qty for item in order.items_of(section.n)):
            raise BadRow(Refusal.BAD_QUANTITY)
        return None
    try:
        number, n = read_item(row.item)
    except ValueError:
        raise BadRow(Refusal.NO_ITEM) from None
    held = {item.n: item.qty for item in order.items_of(section.n)}
    if number != order.number or n not in held:
        raise BadRow(Refusal.NO_ITEM)
    if row.qty is not None and not 1 <= row.qty <= held[n]:
        raise BadRow(Refusal.BAD_QUANTITY)
    return n


def _asked_for(row: TrackingRow, section: Section, options: Options) -> str:
    to = target_of(row.state, section, options)
    if not row.state.replace(" ", "") and not row.number:
        raise BadRow(Refusal.BLANK_ROW)
    return to


def target_of(state: str, section: Section, options: Options) -> str:
    """The step that *state*, as a row has it, asks of *section*; "" for none. BadRow where it means none."""
    text = state.replace(" ", "")
    if text not in TARGETS:
        raise BadRow(Refusal.BAD_TARGET)
    by_setting = options.ready_on_tracking and section.state == LADDER[0]
    return TARGETS[text] or ("ready" if by_setting else "")


def refuse_unpaid(order: Order, section: Section, actor: Actor, now: int) -> None:
    """A section that waits for its payment takes no number, whatever its row asks for (§9.2-8): BadRow."""
    facts = section_facts(order, section, actor.kind, now, exact_number=False)
    if section.state in TRACKABLE and facts.payment in UNPAID_STATES:
        raise BadRow(Refusal.UNPAID, order, section.n)


def _label(row: TrackingRow, options: Options) -> Label | None:
    if not row.number:
        return None
    try:
        return read_label(row.courier, row.number, options.default_courier, options.strict_lotte)
    except BadLabel as bad:
        raise BadRow(bad.reason) from None


def with_other_couriers(
    conn: Conn, in_use: InUse, users: Mapping[tuple[str, str], Sequence[ReadRow]], leaving: Container[Target]
) -> Mapping[tuple[str, str], Word]:
    """Those labels of *users* whose number another courier has, *in_use* or in these rows, with who uses it.

    Sections that are *leaving* their present numbers, or get the label themselves, use none.
    """
    found: dict[tuple[str, str], Word] = {}
    by_number: dict[str, list[tuple[str, ReadRow]]] = {}
    for (courier, number), reads in users.items():
        by_number.setdefault(number, []).append((courier, reads[0]))
    for courier, number in users:
        for other, read in by_number[number]:
            if other != courier:
                name = f"{other} {section_number(read.order.number, read.section.n)}"
                found[courier, number] = Word(name, name)
    for label, used in used_with_others(in_use, users).items():
        own = {(read.order.id, read.section.n) for read in users[label]}
        others = [
            (courier, one)
            for courier, one in used
            if (one.order_id, one.section) not in own and (one.order_id, one.section) not in leaving
        ]
        if others:
            found[label] = courier_and_user(conn, others)
    return found
