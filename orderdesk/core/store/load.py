"""Reading whole orders as frozen records: a statement a table, or one for a page of a list."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from enum import IntEnum
from functools import lru_cache
from operator import itemgetter
from typing import Any, Protocol, TypeVar

from orderdesk.core.domain.claims import Claim, ClaimKind, Decision
from orderdesk.core.domain.orders import (
    ActorKind,
    Address,
    Channel,
    Delivery,
    Device,
    Entry,
    EntryKind,
    Freight,
    Hold,
    Item,
    Line,
    Member,
    Memo,
    Method,
    Order,
    Origin,
    Receipt,
    Region,
    Section,
)
from orderdesk.core.domain.states import ChannelState, SectionState, Trade
from orderdesk.core.store.dialect import Conn, Engine, Row, id_list, one_of
from orderdesk.core.store.lists import claim_options_of, refunds_of

E = TypeVar("E", bound=IntEnum)
Parts = dict[int, list[Any]]


def _members(enum: type[E]) -> dict[int, E]:
    return {int(member): member for member in enum}


_CHANNEL, _TRADE, _DEVICE = _members(Channel), _members(Trade), _members(Device)
_MEMBER, _ORIGIN, _STATE = _members(Member), _members(Origin), _members(SectionState)
_DELIVERY, _FREIGHT, _REGION = _members(Delivery), _members(Freight), _members(Region)
_KIND, _METHOD = _members(EntryKind), _members(Method)
_CHANNEL_STATE: dict[int | None, ChannelState | None] = {int(state): state for state in ChannelState}
_CHANNEL_STATE[None] = None
_BOOL = (False, True)
_CLAIM_KINDS: tuple[tuple[int, Any], ...] = tuple(
    {
        1: _members(ClaimKind),
        3: _members(ActorKind),
        5: _STATE,
        8: _BOOL,
        18: _members(Decision),
        25: _BOOL,
    }.items()
)
"""What the numbers in a claim's row stand for, by their place in it."""

ORDERS = """SELECT id, number, channel, placed_at, buyer_name, buyer_phone, trade, version, buyer_email,
 channel_number, shop, device, member, first, gift, pending, sections_made, items_made,
 separate, taken_by, taken_at, taken_note FROM orders WHERE """
LINES = """SELECT line.order_id, line.n, goods.name, goods.option, line.qty, line.unit_price, line.total,
 goods.product, goods.sku, line.grade_discount, line.coupon_discount, line.points, line.promotion_discount,
 goods.physical, line.cause FROM line JOIN goods ON goods.id = line.goods WHERE """
SECTIONS = """SELECT section.order_id, section.n, section.state, section.address, section.delivery,
 section.freight, section.origin, section.paid_by, section.fee_base, section.fee_remote, section.fee_extra,
 section.fee_discount, section.note, section.parcel, section.shared, section.label_stale, section.tracked_at,
 section.sent_at, section.done_at, section.confirmed_at, section.delay_until, section.delay_reason,
 section.delay_note, address.receiver, address.phone, address.zip, address.line1, address.line2,
 address.country, address.region, parcel.courier, parcel.number
 FROM section JOIN address ON address.id = section.address
 LEFT JOIN parcel ON parcel.id = section.parcel WHERE """
ITEMS = "SELECT order_id, n, section, line, qty, channel_state FROM item WHERE "
ENTRIES = """SELECT order_id, n, kind, method, amount, at, follows, due_at, extra, assumed, depositor,
 account, claim, refunds, note FROM entry WHERE """
CLAIMS = """SELECT order_id, n, kind, section, "by", at, "before", reason, detail, buyer_fault, cost,
 pickup_asked, pickup, pickup_pay, pickup_courier, pickup_number, pickup_note, collected_at, held, decision,
 decided_at, decision_note, fee_withheld, fee_charged, points_back, coupons_back, restock,
 held_amount, points_withheld, resent, options
 FROM claim WHERE """
HOLDS = 'SELECT order_id, n, section, reason, note, "by", at FROM hold WHERE '
RECEIPTS = """SELECT order_id, n, purpose, identity, state, "mode", approval, done_at, amount, act, reference
 FROM receipt WHERE """
MEMOS = "SELECT order_id, n, text, author, at, edited_at, resolved FROM memo WHERE "


class Source(Protocol):
    """Where the rows of the orders to build come from."""

    def rows(self, sql: str, column: str) -> Iterable[Row]:
        """The rows of the orders themselves."""

    def parts(self, sql: str, table: str) -> Iterable[Row]:
        """The rows of a table of parts, by order and number."""


class _Chosen:
    """The orders among some ids, with one statement a table."""

    def __init__(self, conn: Conn, ids: list[int]) -> None:
        self._conn, self._ids = conn, ids

    def rows(self, sql: str, column: str, order: str = "") -> Iterable[Row]:
        """The rows of *sql* whose *column* is one of the ids."""
        if len(self._ids) == 1:
            return self._conn.execute(f"{sql}{column} = ?{order}", self._ids)
        return self._conn.execute(
            f"{sql}{one_of(self._conn, column)}{order}", (id_list(self._conn, self._ids),)
        )

    def parts(self, sql: str, table: str) -> Iterable[Row]:
        """The rows of a table of parts, by order and number."""
        return self.rows(sql, f"{table}.order_id", f" ORDER BY {table}.order_id, {table}.n")


class _Window:
    """The orders that a SELECT of ids chooses, all tables in one statement: each as JSON of its rows."""

    def __init__(self, conn: Conn, chosen: str, params: Row) -> None:
        sql = f"WITH chosen AS MATERIALIZED ({chosen}) {_window_sql(conn.engine)}"
        found = {int(n): text for n, text in conn.execute(sql, params).fetchall()}
        self.seq = int(found.pop(-1))
        self._rows: dict[str, list[Row]] = {
            sql: json.loads(found[n] or "[]") for n, (sql, _) in enumerate(_TABLES)
        }

    def rows(self, sql: str, column: str) -> Iterable[Row]:
        """The rows of *sql*."""
        return self._rows[sql]

    def parts(self, sql: str, table: str) -> Iterable[Row]:
        """The rows of a table of parts, by order and number."""
        return sorted(self._rows[sql], key=_owner_and_number)


_owner_and_number = itemgetter(0, 1)

_TABLES = (
    (ORDERS, "id"),
    (LINES, "line.order_id"),
    (SECTIONS, "section.order_id"),
    (ITEMS, "order_id"),
    (ENTRIES, "order_id"),
    (CLAIMS, "order_id"),
    (HOLDS, "order_id"),
    (RECEIPTS, "order_id"),
    (MEMOS, "order_id"),
)


@lru_cache(maxsize=2)
def _window_sql(engine: Engine) -> str:
    """A row a table of (its place in `_TABLES`, its rows as JSON text), and the change number at -1."""
    rows = (
        "json_group_array(json_array({}))"
        if engine == "sqlite"
        else "CAST(json_agg(json_build_array({})) AS text)"
    )
    found = ["SELECT -1, CAST(COALESCE(MAX(id), 0) AS text) FROM event"]
    for n, (sql, owner) in enumerate(_TABLES):
        columns, _, tables = sql.removeprefix("SELECT ").partition(" FROM ")
        found.append(f"SELECT {n}, {rows.format(columns)} FROM {tables}{owner} IN (SELECT id FROM chosen)")
    return " UNION ALL ".join(found)


def load_orders(conn: Conn, ids: Iterable[int]) -> list[Order]:
    """The orders with *ids*, in that order; ids that don't exist are left out."""
    wanted = list(ids)
    if not wanted:
        return []
    found = _orders(_Chosen(conn, wanted))
    return [found[i] for i in wanted if i in found]


def load_listed(conn: Conn, ids: Sequence[int]) -> tuple[int, dict[int, Order]]:
    """As `load_window`, for the orders *ids*; those that are gone are left out."""
    return load_window(conn, f"SELECT id FROM orders WHERE {one_of(conn, 'id')}", (id_list(conn, ids),))


def load_window(conn: Conn, chosen: str, params: Row) -> tuple[int, dict[int, Order]]:
    """The change number, and by id the orders whose ids the SELECT *chosen* answers, in one statement.

    For a page of a list: everything stands in memory twice for a moment.
    """
    source = _Window(conn, chosen, params)
    return source.seq, _orders(source)


def _orders(source: Source) -> dict[int, Order]:
    lines, sections, items, entries = _lines(source), _sections(source), _items(source), _entries(source)
    claims, holds, receipts, memos = _claims(source), _holds(source), _receipts(source), _memos(source)
    found: dict[int, Order] = {}
    for (
        i,
        no,
        ch,
        at,
        name,
        phone,
        tr,
        ver,
        mail,
        ch_no,
        shop,
        dev,
        mem,
        first,
        gift,
        pend,
        sm,
        im,
        separate,
        *taken,
    ) in source.rows(ORDERS, "id"):
        found[i] = Order(  # type: ignore[call-arg]  # by whom, when and why are three of them
            i,
            no,
            _CHANNEL[ch],
            at,
            name,
            phone,
            tuple(sections.get(i, ())),
            tuple(items.get(i, ())),
            tuple(lines.get(i, ())),
            tuple(entries.get(i, ())),
            _TRADE[tr],
            ver,
            mail,
            ch_no,
            shop,
            _DEVICE[dev],
            _MEMBER[mem],
            _BOOL[first],
            _BOOL[gift],
            _BOOL[pend],
            sm,
            im,
            _BOOL[separate],
            *taken,
            tuple(claims.get(i, ())),
            tuple(holds.get(i, ())),
            tuple(receipts.get(i, ())),
            tuple(memos.get(i, ())),
        )
    return found


def _lines(source: Source) -> Parts:
    found: Parts = {}
    for i, n, name, opt, qty, unit, total, prod, sku, grade, cpn, pts, promo, phys, cause in source.parts(
        LINES, "line"
    ):
        line = Line(
            n, name, opt, qty, unit, total, prod, sku, grade, cpn, pts, promo, _BOOL[phys], _ORIGIN[cause]
        )
        found.setdefault(i, []).append(line)
    return found


def _address(row: Row) -> Address:
    receiver, phone, postcode, line1, line2, country, region = row[:7]
    return Address(receiver, phone, postcode, line1, line2, country, _REGION[region])


def _sections(source: Source) -> Parts:
    found: Parts = {}
    addresses: dict[int, Address] = {}
    for row in source.parts(SECTIONS, "section"):
        i, n, state, addr, dlv, frt, orig, by, base, remote, extra, disc, note, _, shared, stale = row[:16]
        address = addresses.get(addr)
        if address is None:
            address = addresses[addr] = _address(row[23:])
        section = Section(
            n,
            _STATE[state],
            address,
            _DELIVERY[dlv],
            _FREIGHT[frt],
            _ORIGIN[orig],
            by,
            base,
            remote,
            extra,
            disc,
            note,
            row[30],
            row[31],
            _BOOL[shared],
            _BOOL[stale],
            *row[16:23],
        )
        found.setdefault(i, []).append(section)
    return found


def _items(source: Source) -> Parts:
    found: Parts = {}
    for i, n, section, line, qty, state in source.parts(ITEMS, "item"):
        found.setdefault(i, []).append(Item(n, section, line, qty, _CHANNEL_STATE[state]))
    return found


def _entries(source: Source) -> Parts:
    found: Parts = {}
    for (
        i,
        n,
        kind,
        how,
        won,
        at,
        follows,
        due,
        extra,
        assumed,
        who,
        acct,
        claim,
        refunds,
        note,
    ) in source.parts(ENTRIES, "entry"):
        entry = Entry(
            n,
            _KIND[kind],
            _METHOD[how],
            won,
            at,
            follows,
            due,
            _BOOL[extra],
            _BOOL[assumed],
            who,
            acct,
            claim,
            refunds_of(refunds) if refunds else (),
            note,
        )
        found.setdefault(i, []).append(entry)
    return found


def _claims(source: Source) -> Parts:
    found: Parts = {}
    for i, *row in source.parts(CLAIMS, "claim"):
        for place, kinds in _CLAIM_KINDS:
            row[place] = kinds[row[place]]
        row[-1] = claim_options_of(row[-1])
        found.setdefault(i, []).append(Claim(*row))
    return found


def _holds(source: Source) -> Parts:
    found: Parts = {}
    for row in source.parts(HOLDS, "hold"):
        found.setdefault(row[0], []).append(Hold(*row[1:]))
    return found


def _receipts(source: Source) -> Parts:
    found: Parts = {}
    for row in source.parts(RECEIPTS, "receipt"):
        found.setdefault(row[0], []).append(Receipt(*row[1:]))
    return found


def _memos(source: Source) -> Parts:
    found: Parts = {}
    for i, n, text, author, at, edited, resolved in source.parts(MEMOS, "memo"):
        found.setdefault(i, []).append(Memo(n, text, author, at, edited, _BOOL[resolved]))
    return found
