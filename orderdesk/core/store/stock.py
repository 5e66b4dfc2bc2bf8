"""The ledger of stock: only added to, with the counters beside the options as its sums.

Nothing is asked or written where no option's pieces are counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from orderdesk.core.domain.orders import Actor, ActorKind, Order
from orderdesk.core.domain.states import UNDISPATCHED_STATES, SectionState
from orderdesk.core.domain.stock import (
    EFFECTS,
    WRITTEN_OFF,
    GoodsKey,
    MoveKind,
    counters,
    held_by,
    moves_of,
    order_moves,
    reserved,
)
from orderdesk.core.store.dialect import Conn, Row, id_list, next_id, one_of, one_of_texts, text_list
from orderdesk.core.store.events import actor_id
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.move_alike import Alike

TRACKS = "SELECT 1 FROM product_option WHERE tracked = 1 LIMIT 1"
TRACKED = """SELECT product_option.id, product_option.sku, product.code, product_option."option"
 FROM product_option JOIN product ON product.id = product_option.product WHERE product_option.tracked = 1"""
PIECES = """SELECT item.order_id, line.goods, SUM(item.qty) FROM item
 JOIN line ON line.order_id = item.order_id AND line.n = item.line WHERE {among}
 GROUP BY item.order_id, line.goods ORDER BY item.order_id, line.goods"""
TEXTS = "SELECT id, sku, product, option FROM goods WHERE "
LEFT = "SELECT id, on_hand, allocated FROM product_option WHERE "
COUNT = "UPDATE product_option SET on_hand = on_hand + ?, allocated = allocated + ? WHERE id = ?"

_WAITING = sum(1 << int(state) for state in (*UNDISPATCHED_STATES, SectionState.CANCEL_REQUESTED))
WAITING = f"""SELECT DISTINCT orders.id FROM orders JOIN facet ON facet.id = orders.facet_id
 JOIN line ON line.order_id = orders.id JOIN goods ON goods.id = line.goods
 WHERE (facet.mask & {_WAITING}) <> 0 AND ({{sku}} OR (goods.sku = '' AND {{product}})) ORDER BY orders.id"""
"""Orders with a section whose pieces are still on the shelf, and goods of some SKUs or products."""
GIVEN = """SELECT order_id, SUM({allocated}) FROM stock_move WHERE "option" = ? AND order_id IS NOT NULL
 GROUP BY order_id HAVING SUM({allocated}) <> 0"""
LEDGER = """SELECT stock_move.kind, stock_move.qty, stock_move.at, actor.kind, actor.name, orders.number,
 stock_move.section, stock_move.job, stock_move.note FROM stock_move
 JOIN actor ON actor.id = stock_move.actor LEFT JOIN orders ON orders.id = stock_move.order_id
 WHERE stock_move."option" = ? ORDER BY stock_move.id DESC LIMIT ?"""
_COLUMNS = ("id", "option", "kind", "qty", "at", "actor", "order_id", "section", "job", "note")
_CHUNK = 1000


def _effect(place: int) -> str:
    """The SQL for what a move does to the counter at *place* of `EFFECTS`."""
    arms = " ".join(f"WHEN '{kind.value}' THEN {effect[place]}" for kind, effect in EFFECTS.items())
    return f"qty * CASE kind {arms} ELSE 0 END"


FOLDED = f"""SELECT product_option.sku, product_option.on_hand, product_option.allocated,
 COALESCE(folded.on_hand, 0), COALESCE(folded.allocated, 0) FROM product_option LEFT JOIN
 (SELECT "option", SUM({_effect(0)}) AS on_hand, SUM({_effect(1)}) AS allocated
 FROM stock_move GROUP BY "option") folded ON folded."option" = product_option.id
 WHERE product_option.on_hand <> COALESCE(folded.on_hand, 0)
 OR product_option.allocated <> COALESCE(folded.allocated, 0) ORDER BY product_option.sku"""
"""Options whose counters are not the sums of their ledger."""
ALLOCATED = "SELECT sku, id, allocated FROM product_option WHERE tracked = 1 ORDER BY sku"


class NewMove(NamedTuple):
    """One move to be written."""

    option: int
    kind: MoveKind
    qty: int
    order_id: int | None = None
    section: int | None = None
    note: str = ""


class LedgerRow(NamedTuple):
    """One move as it stands in the ledger; `order` is the order's number, "" where none brought it about."""

    kind: MoveKind
    qty: int
    at: int
    actor: Actor
    order: str
    section: int | None
    job: int | None
    note: str


def tracks(conn: Conn) -> bool:
    """Whether the pieces of any option are counted."""
    return conn.execute(TRACKS).fetchone() is not None


def options_of(conn: Conn, goods: Iterable[GoodsKey]) -> dict[GoodsKey, int]:
    """The options that count their pieces by how lines name them; goods of others are left out."""
    wanted = set(goods)
    sql = f"{TRACKED} AND ({one_of_texts(conn, 'sku')} OR {one_of_texts(conn, 'product.code')})"
    skus = text_list(conn, {key.sku for key in wanted if key.sku})
    codes = text_list(conn, {key.product for key in wanted if not key.sku and key.product})
    found: dict[GoodsKey, int] = {}
    for number, sku, code, option in conn.execute(sql, (skus, codes)):
        for key in (GoodsKey(sku, "", ""), GoodsKey("", code, option)):
            if key in wanted:
                found[key] = number
    return found


def available(conn: Conn, goods: Iterable[GoodsKey]) -> dict[GoodsKey, int]:
    """Pieces that no paid order waits for, of those *goods* whose pieces are counted."""
    known = options_of(conn, goods)
    rows = conn.execute(LEFT + one_of(conn, "id"), (id_list(conn, set(known.values())),))
    left = {number: on_hand - allocated for number, on_hand, allocated in rows}
    return {key: left[number] for key, number in known.items()}


def move_orders(
    conn: Conn,
    pairs: Sequence[tuple[Order | None, Order]],
    alike: Sequence[Alike],
    at: int,
    actor: Actor,
    job: int | None,
) -> None:
    """Write what the changes of orders do to stock; only under the gate, after the orders were written."""
    moves = [(after.id, move) for before, after in pairs for move in order_moves(before, after)]
    known = options_of(conn, {move.goods for _, move in moves}) if moves else {}
    new = [
        NewMove(known[move.goods], move.kind, move.qty, order, move.section, _note(move.kind))
        for order, move in moves
        if move.goods in known
    ]
    for group in alike:
        new += _move_alike(conn, group)
    write_moves(conn, new, at, actor, job)


def _note(kind: MoveKind) -> str:
    return WRITTEN_OFF if kind is MoveKind.ADJUSTED else ""


def _move_alike(conn: Conn, group: Alike) -> Iterator[NewMove]:
    """What the orders of *group*, which have one section, do to stock."""
    section = group.after.sections[0]
    change = held_by(group.after, section).plus(held_by(group.before, group.before.sections[0]), -1)
    if not any(change):
        return
    among = one_of(conn, "item.order_id")
    rows = conn.execute(PIECES.format(among=among), (id_list(conn, group.orders),)).fetchall()
    texts = conn.execute(TEXTS + one_of(conn, "id"), (id_list(conn, {row[1] for row in rows}),))
    keys = {number: _key(sku, product, option) for number, sku, product, option in texts}
    known = options_of(conn, keys.values())
    for order, goods, pieces in rows:
        if keys[goods] in known:
            for kind, qty in moves_of(change.times(int(pieces))):
                yield NewMove(known[keys[goods]], kind, qty, order, section.n, _note(kind))


def _key(sku: str, product: str, option: str) -> GoodsKey:
    return GoodsKey(sku, "", "") if sku else GoodsKey("", product, option)


def write_moves(conn: Conn, moves: Sequence[NewMove], at: int, actor: Actor, job: int | None) -> None:
    """Add *moves* to the ledger and to the counters; only under the gate."""
    if not moves:
        return
    who, first = actor_id(conn, actor), next_id(conn, "stock_move")
    rows = [
        (n, m.option, m.kind.value, m.qty, at, who, m.order_id, m.section, job, m.note)
        for n, m in enumerate(moves, first)
    ]
    conn.insert("stock_move", _COLUMNS, rows)
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for move in moves:
        on_hand, allocated = counters(move.kind, move.qty)
        sums[move.option][0] += on_hand
        sums[move.option][1] += allocated
    conn.executemany(COUNT, [(*change, option) for option, change in sums.items() if any(change)])


def begin(conn: Conn, options: Sequence[int]) -> list[NewMove]:
    """The moves with which the counting of the pieces of *options* begins: what orders hold is allocated.

    The options must be marked as counted already.
    """
    if not options:
        return []
    moves: list[NewMove] = []
    held: dict[int, Counter[int]] = {option: Counter() for option in options}
    rows = conn.execute(
        f"{TRACKED} AND {one_of(conn, 'product_option.id')}", (id_list(conn, options),)
    ).fetchall()
    for order in _waiting(conn, {row[1] for row in rows}, {row[2] for row in rows}):
        for option, pieces in _by_option(conn, reserved(order)).items():
            if option in held:
                held[option][order.id] += pieces
    for option, wanted in held.items():
        sql = GIVEN.format(allocated=_effect(1))
        given: dict[int, int] = {number: int(pieces) for number, pieces in conn.execute(sql, (option,))}
        for number in sorted(wanted.keys() | given.keys()):
            missing = wanted[number] - given.get(number, 0)
            if missing:
                kind = MoveKind.ALLOCATED if missing > 0 else MoveKind.RELEASED
                moves.append(NewMove(option, kind, abs(missing), number))
    return moves


def _waiting(conn: Conn, skus: set[str], codes: set[str]) -> Iterator[Order]:
    sql = WAITING.format(sku=one_of_texts(conn, "goods.sku"), product=one_of_texts(conn, "goods.product"))
    ids = [row[0] for row in conn.execute(sql, (text_list(conn, skus), text_list(conn, codes)))]
    for start in range(0, len(ids), _CHUNK):
        yield from load_orders(conn, ids[start : start + _CHUNK])


def _by_option(conn: Conn, goods: Mapping[GoodsKey, int]) -> dict[int, int]:
    known = options_of(conn, goods)
    found: Counter[int] = Counter()
    for key, option in known.items():
        found[option] += goods[key]
    return found


def ledger(conn: Conn, option: int, limit: int) -> list[LedgerRow]:
    """The newest moves of an option, *limit* at most."""
    return [_row(row) for row in conn.execute(LEDGER, (option, limit))]


def _row(row: Row) -> LedgerRow:
    kind, qty, at, who, name, order, section, job, note = row
    actor = Actor(ActorKind(who), name)
    return LedgerRow(MoveKind(kind), qty, at, actor, order or "", section, job, note)


def wrong_sums(conn: Conn) -> Iterator[tuple[str, str]]:
    """The SKUs whose counters are not the sums of their ledger, with both: (SKU, particulars)."""
    for sku, on_hand, allocated, folded, folded_allocated in conn.execute(FOLDED):
        yield sku, f"{on_hand}/{allocated} ≠ {folded}/{folded_allocated}"


class Recount:
    """Counts again what orders hold of the options that count their pieces, order by order."""

    def __init__(self, conn: Conn) -> None:
        self._conn = conn
        self._held: Counter[int] = Counter()
        self._on = tracks(conn)

    def add(self, orders: Iterable[Order]) -> None:
        """Count what *orders* hold."""
        if not self._on:
            return
        goods: Counter[GoodsKey] = Counter()
        for order in orders:
            goods.update(reserved(order))
        self._held.update(_by_option(self._conn, goods))

    def wrong(self) -> Iterator[tuple[str, str]]:
        """Once all orders were counted: SKUs of which more or less is allocated than orders hold."""
        if not self._on:
            return
        for sku, option, allocated in self._conn.execute(ALLOCATED):
            if allocated != self._held[option]:
                yield sku, f"{allocated} ≠ {self._held[option]}"
