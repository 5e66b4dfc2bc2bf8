"""What a list shows: conditions, search, further filters and sort, as data and as SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from orderdesk.core.domain import facets
from orderdesk.core.domain.boxes import BoxState
from orderdesk.core.domain.claim_stages import LATE, SOON
from orderdesk.core.domain.stuck import SEND_WITHIN, Snag
from orderdesk.core.store import outbox, search
from orderdesk.core.store.dialect import Conn, one_of_texts, position, text_list
from orderdesk.core.store.parcels import WAITING_MASK, WAITING_STATES
from orderdesk.core.store.taken import WAITS

DIMENSIONS = ("channel", "trade", "pay", "method", "member", "region")
"""Conditions that a facet has one value for."""


class Sort(NamedTuple):
    """What a list is sorted by; ties go by id, newest first."""

    key: str
    desc: bool


NEWEST_FIRST = Sort("placed_at", True)

_SECTION = "EXISTS (SELECT 1 FROM section WHERE section.order_id = o.id AND {})"
_ENTRY = "EXISTS (SELECT 1 FROM entry WHERE entry.order_id = o.id AND {})"
_PARCEL = """EXISTS (SELECT 1 FROM section JOIN parcel ON parcel.id = section.parcel
 WHERE section.order_id = o.id AND {})"""
_LINE = """EXISTS (SELECT 1 FROM line JOIN goods ON goods.id = line.goods
 WHERE line.order_id = o.id AND {})"""
_ADDRESS = """EXISTS (SELECT 1 FROM section JOIN address ON address.id = section.address
 WHERE section.order_id = o.id AND {})"""
_RECEIPT = "EXISTS (SELECT 1 FROM receipt WHERE receipt.order_id = o.id AND {})"
_TAKEN = f"SELECT taken.id FROM orders taken WHERE {{}} AND {WAITS.format('taken')}"
_FLAG = "(SELECT CASE WHEN facet.mask & {} <> 0 THEN 1 ELSE 0 END FROM facet WHERE facet.id = o.facet_id)"
_WHETHER = "(CASE WHEN {} THEN 1 ELSE 0 END)"
_OFF = """EXISTS (SELECT 1 FROM (SELECT 1 AS kind, points AS won FROM line WHERE order_id = o.id
 UNION ALL SELECT 2, coupon_discount FROM line WHERE order_id = o.id
 UNION ALL SELECT 3, grade_discount FROM line WHERE order_id = o.id) cut WHERE cut.won > 0 AND {})"""

_STUCK = f"""SELECT section.order_id, {int(Snag.LABEL)} AS kind
 FROM facet CROSS JOIN orders CROSS JOIN section
 WHERE facet.n > 0 AND facet.mask & {WAITING_MASK} <> 0
 AND orders.facet_id = facet.id AND section.order_id = orders.id AND section.state IN ({WAITING_STATES})
 AND section.parcel IS NOT NULL
 UNION ALL SELECT outbox.order_id, {int(Snag.UNTOLD)} FROM outbox
 WHERE outbox.state IN ({outbox.WAITING}, {outbox.CLAIMED}, {outbox.REFUSED})
 UNION ALL SELECT box_section.order_id, {int(Snag.BOX)} FROM box
 JOIN box_section ON box_section.box = box.id WHERE box.state < {int(BoxState.SHIPPED)}
 AND box_section.live = 1"""

FILTERS: dict[str, tuple[str, str]] = {
    "placed_at": ("{}", "o.placed_at"),
    "number": ("{}", "o.number"),
    "channel_number": ("{}", "o.channel_number"),
    "buyer_name": ("{}", "o.buyer_name"),
    "site": ("{}", "o.shop"),
    "paid_at": (_ENTRY.format("entry.kind = 1 AND {}"), "entry.at"),
    "money_at": (_ENTRY.format("entry.kind IN (1, 6) AND {}"), "entry.at"),
    "paid": ("{}", "(SELECT COALESCE(SUM(amount), 0) FROM entry WHERE order_id = o.id AND kind IN (1, 6))"),
    "items": ("{}", "(SELECT COUNT(*) FROM item WHERE order_id = o.id)"),
    "quantity": ("{}", "(SELECT SUM(qty) FROM item WHERE order_id = o.id)"),
    "tracked_at": (_SECTION, "section.tracked_at"),
    "sent_at": (_SECTION, "section.sent_at"),
    "done_at": (_SECTION, "section.done_at"),
    "confirmed_at": (_SECTION, "section.confirmed_at"),
    "delay_until": (_SECTION, "section.delay_until"),
    "delivery": (_SECTION, "section.delivery"),
    "courier": (_PARCEL, "parcel.courier"),
    "tracking": (_PARCEL, "parcel.number"),
    "product": (_LINE, "goods.name"),
    "sku": (_LINE, "goods.sku"),
    "zip": (_ADDRESS, "address.zip"),
    "receiver": (_ADDRESS, "address.receiver"),
    "address": (_ADDRESS, "address.line1 || ' ' || address.line2"),
    "receipt": (_RECEIPT, "receipt.state"),
    "discount": (_OFF, "cut.kind"),
    "claim_due": (
        "o.id IN (SELECT claim.order_id FROM claim WHERE claim.decision = 0 AND {})",
        f"""(CASE WHEN claim.collected_at IS NOT NULL THEN claim.collected_at + {SOON}
 WHEN claim.kind = 0 THEN claim.at + {SOON} ELSE claim.at + {LATE} END)""",
    ),
    "stuck": (f"o.id IN (SELECT stuck.order_id FROM ({_STUCK}) stuck WHERE {{}})", "stuck.kind"),
    "send_by": (
        _SECTION.format(f"section.state IN ({WAITING_STATES}) AND {{}}"),
        f"""COALESCE(section.delay_until, (SELECT MAX(entry.at) + {SEND_WITHIN} FROM entry
 WHERE entry.order_id = section.order_id AND entry.kind = 1))""",
    ),
    "job": ("o.id IN (SELECT job_row.order_id FROM job_row WHERE {})", "job_row.job_id"),
    "held_at": ("EXISTS (SELECT 1 FROM hold WHERE hold.order_id = o.id AND {})", "hold.at"),
    "held": ("{}", _FLAG.format(facets.HELD)),
    "delayed": ("{}", _FLAG.format(facets.DELAYED)),
    "pending": ("{}", _FLAG.format(facets.PENDING)),
    "assumed": ("{}", _FLAG.format(facets.ASSUMED)),
    "differs": ("{}", _FLAG.format(facets.DIFFERS)),
    "separate": ("{}", "o.separate"),
    "taken": (f"o.id IN ({_TAKEN})", "taken.taken_at"),
    "not_taken": (f"o.id NOT IN ({_TAKEN})", "taken.taken_at"),
    "taken_by": ("{}", "o.taken_by"),
    "taken_by_others": ("NOT {}", "o.taken_by"),
    "tracked": ("{}", _WHETHER.format(_PARCEL.format("parcel.number <> ''"))),
    "memo_open": (
        "{}",
        _WHETHER.format("EXISTS (SELECT 1 FROM memo WHERE memo.order_id = o.id AND memo.resolved = 0)"),
    ),
    "memo_at": ("EXISTS (SELECT 1 FROM memo WHERE memo.order_id = o.id AND {})", "memo.at"),
}
"""Further filters: the condition around, and the value that is compared. A missing value never matches.

`discount` is 1 points, 2 coupon, 3 grade; flags and what is there or not are 1 or 0.
"""

_OF_SECTIONS = "(SELECT MAX({}) FROM section WHERE section.order_id = o.id)"

SORTS: dict[str, str] = {
    "placed_at": "o.placed_at",
    "number": "o.number",
    "buyer_name": "o.buyer_name",
    "paid": FILTERS["paid"][1],
    "quantity": "(SELECT SUM(qty) FROM line WHERE line.order_id = o.id)",
    "paid_at": "(SELECT MAX(at) FROM entry WHERE order_id = o.id AND kind = 1)",
    "tracked_at": _OF_SECTIONS.format("section.tracked_at"),
    "sent_at": _OF_SECTIONS.format("section.sent_at"),
    "done_at": _OF_SECTIONS.format("section.done_at"),
    "delay_until": _OF_SECTIONS.format("section.delay_until"),
}
"""What a list can be sorted by: the value of an order `o`. Only the first two have an index."""

_MAY_LACK = frozenset(SORTS) - {"placed_at", "number", "buyer_name", "paid"}


def order_by(sort: Sort) -> str:
    """The order of a list; orders without a value stand last either way, ties by id, newest first."""
    value = SORTS[sort.key]
    lacking = f"({value}) IS NULL, " if sort.key in _MAY_LACK else ""
    return f"{lacking}{value} {'DESC' if sort.desc else 'ASC'}, o.id DESC"


@dataclass(frozen=True)
class Contains:
    """A text that the value holds anywhere, whether its letters are capitals or not."""

    text: str


Values = frozenset[int] | frozenset[str] | Contains | tuple[int | str | None, int | str | None]
"""Values to choose from, a part of the value, or (from, to), both included; None leaves an end open."""


@dataclass(frozen=True)
class ListQuery:
    """A list of orders: everything that is given must hold; the values of one condition are alternatives.

    `conditions` go by `DIMENSIONS`, `state` (section states, of which one section must have one), `flag` and
    `claim` (bits of the mask such as `facets.HELD`); `extra` goes by `FILTERS`. A value that does not exist,
    such as -1, matches nothing.
    """

    conditions: Mapping[str, frozenset[int]] = field(default_factory=dict)
    search: str = ""
    extra: tuple[tuple[str, Values], ...] = ()
    sort: Sort = NEWEST_FIRST

    @property
    def plain(self) -> bool:
        """Whether only conditions narrow the list, so that the cube knows its count."""
        return not self.extra and not self.search.strip()


class Where(NamedTuple):
    """A condition on orders `o`, with its values."""

    sql: str
    params: tuple[Any, ...]


def facet_where(query: ListQuery, table: str = "facet") -> str:
    """The condition on facets; only numbers stand in it. "" without conditions."""
    found = []
    for name, values in query.conditions.items():
        if name == "state":
            found.append(f"({table}.mask & {sum(1 << int(bit) for bit in values if bit >= 0)}) <> 0")
        elif name in ("flag", "claim"):
            found.append(f"({table}.mask & {sum(int(bit) for bit in values if bit > 0)}) <> 0")
        elif name in DIMENSIONS:
            among = ", ".join(str(int(value)) for value in sorted(values)) or "NULL"
            found.append(f"{table}.{name} IN ({among})")
        else:
            raise KeyError(name)
    return " AND ".join(found)


def narrowing(conn: Conn, query: ListQuery) -> Where:
    """The condition of search and further filters on orders `o`; "" when there are none."""
    found: list[str] = []
    params: list[Any] = []
    arms = search.arms(conn, query.search)
    if arms:
        found.append(f"o.id IN ({' UNION '.join(arm.sql for arm in arms)})")
        params.extend(value for arm in arms for value in arm.params)
    for name, values in query.extra:
        around, value = FILTERS[name]
        condition, given = _compared(conn, value, values)
        found.append(around.format(condition))
        params.extend(given)
    return Where(" AND ".join(found), tuple(params))


def _compared(conn: Conn, value: str, wanted: Values) -> tuple[str, list[Any]]:
    if isinstance(wanted, Contains):
        return f"{position(conn, f'LOWER({value})', 'LOWER(?)')} > 0", [wanted.text]
    if isinstance(wanted, tuple):
        given = [(sign, end) for sign, end in zip((">=", "<="), wanted, strict=True) if end is not None]
        condition = " AND ".join(f"{value} {sign} ?" for sign, _ in given) or f"{value} IS NOT NULL"
        return condition, [end for _, end in given]
    if all(isinstance(one, int) for one in wanted):
        among = ", ".join(str(int(one)) for one in sorted(wanted, key=int)) or "NULL"
        return f"{value} IN ({among})", []
    return one_of_texts(conn, value), [text_list(conn, (str(one) for one in wanted))]
