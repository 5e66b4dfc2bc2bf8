"""Lists of products: one row an option, its product's fields beside it.

A column that the file has sets its field, an empty cell empties it; what the file has no column for stays as
it is in the store.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from orderdesk.core.domain.goods import GOODS_WORDS, GoodsKind
from orderdesk.core.domain.words import NO_YES
from orderdesk.core.files import cells
from orderdesk.core.files.cells import CellTrouble
from orderdesk.core.files.columns import Kind
from orderdesk.core.files.problems import RowProblem, RowTrouble, shown
from orderdesk.core.files.reading import Cell, Sheet, not_imported
from orderdesk.core.files.row_cells import RowCells

_KINDS: Final[Mapping[str, GoodsKind]] = {
    "": GoodsKind.PHYSICAL,
    **{text.casefold(): kind for kind, word in GOODS_WORDS.items() for text in (*word, kind.value)},
}
_YES: Final = frozenset({"예", "y", "yes", "o", "사용", "판매중", "판매", "true", "1"})
_NO: Final = frozenset({"", "아니오", "아니요", "n", "no", "x", "사용안함", "판매중지", "품절", "false", "0"})
_MOST_GRAMS: Final = 10**7
_MOST_PIECES: Final = 10**7


class GoodsRow(NamedTuple):
    """One row: the fields that it gives a product and its option, its delivery policy and its pieces.

    Fields are called as in the records. `sku` is "", `policy` and `stock` are None where the row tells none.
    """

    row: int
    code: str
    product: Mapping[str, Any]
    option: Mapping[str, Any]
    sku: str
    policy: str | None
    stock: int | None


@dataclass(frozen=True, slots=True)
class GoodsFile:
    """What was read: good rows, and a problem for each cell that can't be taken."""

    file: str
    rows: list[GoodsRow]
    problems: list[RowProblem]
    headers: Mapping[str, str]
    """The headers of the file by field."""


def products_of(sheet: Sheet) -> GoodsFile:
    """The rows of *sheet*. FileProblem when it is no list of products."""
    if sheet.kind is not Kind.PRODUCTS:
        raise not_imported(sheet)
    headers = {field: sheet.header(field) for field in sheet.layout.columns or ()}
    read = GoodsFile(sheet.file, [], [], headers)
    for number, row in sheet.body():
        found = _row(RowCells(sheet, number, row, read.problems, "code"))
        if found:
            read.rows.append(found)
    _refuse_contradictions(read)
    return read


def _row(row: RowCells) -> GoodsRow | None:
    before = len(row.problems)
    product: dict[str, Any] = {
        "code": row.take("code", cells.named),
        "name": row.take("name", cells.needed),
        "price": row.take("price", cells.won),
    }
    option: dict[str, Any] = {"option": row.take("option", cells.text)}
    for field, reader in _PRODUCT_READERS.items():
        if row.has(field):
            product[field] = row.take(field, reader)
    for field, reader in _OPTION_READERS.items():
        if row.has(field):
            option[field] = row.take(field, reader)
    policy = row.take("policy", cells.text) if row.has("policy") else None
    stock = row.take("stock", _pieces)
    since, until = product.get("sale_from"), product.get("sale_until")
    if since is not None and until is not None and until <= since:
        row.note(RowTrouble.BAD_DATE, "sale_until")
    sku = row.take("sku", cells.identifier) or ""
    if len(row.problems) > before:
        return None
    return GoodsRow(row.number, product["code"], product, option, sku, policy, stock)


def _pieces(cell: Cell) -> int | None:
    """A count of pieces from 0; None for an empty cell."""
    return _count(cell, _MOST_PIECES) if cells.text(cell) else None


def _grams(cell: Cell) -> int:
    return _count(cell, _MOST_GRAMS) if cells.text(cell) else 0


def _count(cell: Cell, most: int) -> int:
    try:
        number = cells.won(cell)
    except CellTrouble:
        number = -1
    if not 0 <= number <= most:
        raise CellTrouble(RowTrouble.BAD_QUANTITY)
    return number


def _price_add(cell: Cell) -> int:
    return cells.signed_won(cell) if cells.text(cell) else 0


def _kind(cell: Cell) -> GoodsKind:
    found = _KINDS.get(cells.text(cell).replace(" ", "").casefold())
    if found is None:
        raise CellTrouble(RowTrouble.UNKNOWN_VALUE)
    return found


def _flag(cell: Cell) -> bool:
    text = cells.text(cell).replace(" ", "").casefold()
    if text not in _YES | _NO:
        raise CellTrouble(RowTrouble.UNKNOWN_VALUE)
    return text in _YES


_PRODUCT_READERS: Final[Mapping[str, Callable[[Cell], object]]] = {
    "sale_price": cells.won_or_none,
    "sale_from": cells.seconds,
    "sale_until": cells.seconds,
    "kind": _kind,
    "on_sale": _flag,
    "weight": _grams,
    "place": cells.text,
}
_OPTION_READERS: Final[Mapping[str, Callable[[Cell], object]]] = {
    "price_add": _price_add,
    "barcode": cells.identifier,
    "tracked": _flag,
}


READERS: Final[Mapping[str, Callable[[Cell], object]]] = {
    "code": cells.named,
    "price": cells.won,
    "stock": _pieces,
    "sku": cells.identifier,
    **_PRODUCT_READERS,
    **_OPTION_READERS,
    **dict.fromkeys(("sale_from", "sale_until"), cells.moment_or_none),
}
"""How the cell of a field is read when it is looked at alone; texts are not named."""

CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": tuple(word.ko for word in GOODS_WORDS.values()),
    "on_sale": ("판매중", "판매중지"),
    "tracked": tuple(word.ko for word in NO_YES[::-1]),
}
"""The values that a field can have where they are a list."""


def _refuse_contradictions(read: GoodsFile) -> None:
    """Refuse rows that tell of their product or option otherwise than a row above."""
    first: dict[str, GoodsRow] = {}
    seen: set[tuple[str, str]] = set()
    skus: dict[str, str] = {}
    good: list[GoodsRow] = []
    for row in read.rows:
        above = first.setdefault(row.code, row)
        field = _differs(above, row)
        key = (row.code, row.option["option"])
        if field:
            value = row.product.get(field, row.policy)
            _refuse(read, row, field, value, RowTrouble.PRODUCT_DIFFERS)
        elif key in seen or (row.sku and skus.get(row.sku) == row.code):
            _refuse(read, row, "sku" if row.sku else "option", row.sku or key[1], RowTrouble.DUPLICATE_ROW)
        elif row.sku in skus:
            _refuse(read, row, "sku", row.sku, RowTrouble.SKU_TAKEN)
        else:
            good.append(row)
            seen.add(key)
            if row.sku:
                skus[row.sku] = row.code
    read.rows[:] = good


def _differs(above: GoodsRow, row: GoodsRow) -> str:
    """The field of the product in which *row* differs from *above*; "" where it does not."""
    if above.policy != row.policy:
        return "policy"
    return next((field for field, value in row.product.items() if above.product.get(field) != value), "")


def _refuse(read: GoodsFile, row: GoodsRow, field: str, value: object, kind: RowTrouble) -> None:
    read.problems.append(RowProblem(row.row, read.headers.get(field, ""), shown(value), kind, row.code))
