"""Stock by hand: pieces that came in, counts put right, and the ledger of an option."""

from __future__ import annotations

from orderdesk.core.domain.goods import Option
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.stock import MoveKind
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.goods import products_by_code, skus_taken
from orderdesk.core.store.stock import LedgerRow, NewMove, ledger

SHOWN = 200
"""Moves of a ledger that are shown."""

MOST = 1_000_000
"""Pieces that one entry may bring or correct at most."""

_UNKNOWN = Word("그런 SKU의 옵션이 없습니다", "There is no option of that SKU")
_BAD = Word("수량은 1–1,000,000개로 적으세요", "The quantity is 1 to 1,000,000 pieces")
_NOTHING = Word("0이 아닌 수량을 적으세요", "The quantity can't be 0")
_NO_NOTE = Word("조정에는 사유가 필요합니다", "An adjustment needs a note")


class StockRefused(ValueError):
    """Stock can't be entered so; `word` says why."""

    def __init__(self, word: Word, value: str) -> None:
        super().__init__(word.en)
        self.word = word
        self.value = value


def option_of(conn: Conn, sku: str) -> Option:
    """The option that is called *sku*. StockRefused when there is none."""
    code = skus_taken(conn, [sku]).get(sku)
    option = products_by_code(conn, [code])[code].option_of(sku) if code else None
    if option is None:
        raise StockRefused(_UNKNOWN, sku)
    return option


def receive(store: Store, actor: Actor, now: int, sku: str, qty: int, note: str = "") -> Option:
    """Enter *qty* pieces that came in; the option as it then is. Its pieces are counted from now on."""
    if not 1 <= qty <= MOST:
        raise StockRefused(_BAD, f"{qty:,}")
    return _enter(store, actor, now, sku, MoveKind.RECEIVED, qty, note)


def adjust(store: Store, actor: Actor, now: int, sku: str, by: int, note: str) -> Option:
    """Correct what is on hand *by* so many pieces, more or fewer; a note says why."""
    if not by or abs(by) > MOST:
        raise StockRefused(_NOTHING if not by else _BAD, f"{by:,}")
    if not clean(note):
        raise StockRefused(_NO_NOTE, "")
    return _enter(store, actor, now, sku, MoveKind.ADJUSTED, by, note)


def _enter(store: Store, actor: Actor, now: int, sku: str, kind: MoveKind, qty: int, note: str) -> Option:
    with store.unit(actor, now) as unit:
        option = option_of(unit.conn, sku)
        if not option.tracked:
            unit.count_stock([option.sku])
        unit.move_stock([NewMove(option.id, kind, qty, note=clean(note))])
        return option_of(unit.conn, sku)


def moves_of_option(conn: Conn, option: Option, limit: int = SHOWN) -> list[LedgerRow]:
    """The newest moves of *option*."""
    return ledger(conn, option.id, limit)
