"""Import a list of products: by code and SKU what is known is changed, the rest is new.

A row comes in whole or not at all, and a bad one stops no good one. Importing twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from orderdesk.core.domain.goods import Option, Product
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.stock import MoveKind
from orderdesk.core.files.goods_form import GoodsFile, GoodsRow
from orderdesk.core.files.problems import RowProblem, RowTrouble, shown
from orderdesk.core.services.applying import Clock, Progress, never, nothing
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.fees import begin_fees, read_fees
from orderdesk.core.services.importing import Outcome
from orderdesk.core.services.shop_lists import SLICE, ListImport, begin, end
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.goods import counted, policy_ids, products_by_code, skus_taken
from orderdesk.core.store.stock import NewMove
from orderdesk.core.store.unit import UnitOfWork

FIRST_COUNT = "첫 재고"
"""The note of the pieces with which the counting of an option begins."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the store knows of the products, SKUs and policies of a slice."""

    products: dict[str, Product]
    skus: Mapping[str, str]
    policies: Mapping[str, int]


def import_products(
    store: Store,
    read: GoodsFile,
    actor: Actor,
    clock: Clock,
    dry_run: bool = False,
    progress: Progress = nothing,
    cancelled: Callable[[], bool] = never,
) -> ListImport:
    """Bring the products of a file in; a dry run writes nothing."""
    result, done = begin(read.file, read.problems), 0
    if not dry_run and any(row.policy for row in read.rows):
        begin_fees(store, actor, clock())
    for rows in chunks(read.rows, SLICE):
        if cancelled():
            break
        if dry_run:
            with store.reader() as conn:
                _sort(conn, rows, read.headers, result)
        else:
            with store.unit(actor, clock()) as unit:
                _write(unit, _sort(unit.conn, rows, read.headers, result), rows)
        done += len(rows)
        progress(done, len(read.rows))
    return end(result)


def _write(unit: UnitOfWork, changed: Sequence[Product], rows: Sequence[GoodsRow]) -> None:
    """Write the products that change; the pieces of options that are counted from now on come with them."""
    if not changed:
        return
    before = counted(unit.conn, [product.code for product in changed])
    stored = {product.code: product for product in unit.put_products(changed)}
    first = []
    for row in rows:
        option = _option_of(stored[row.code], row) if row.code in stored else None
        if row.stock and option and option.tracked and option.sku not in before:
            first.append(NewMove(option.id, MoveKind.RECEIVED, row.stock, note=FIRST_COUNT))
    unit.move_stock(first)


def _sort(
    conn: Conn, rows: Sequence[GoodsRow], headers: Mapping[str, str], result: ListImport
) -> list[Product]:
    """Decide on each row of a slice, noting it in *result*; the products that change, as they are to be."""
    known = _Known(
        products_by_code(conn, {row.code for row in rows}),
        skus_taken(conn, {row.sku for row in rows if row.sku}),
        policy_ids(conn) or {policy.name: policy.id for policy in read_fees(conn).policies},
    )
    before = dict(known.products)
    for row in rows:
        field = _refused(row, known)
        if field:
            kind = RowTrouble.SKU_TAKEN if field == "sku" else RowTrouble.UNKNOWN_POLICY
            value = shown(row.sku if field == "sku" else row.policy)
            result.refuse(RowProblem(row.row, headers.get(field, ""), value, kind, row.code))
        else:
            result.judge(row.row, row.code, _take(row, known))
    return [product for code, product in known.products.items() if before.get(code) != product]


def _refused(row: GoodsRow, known: _Known) -> str:
    """The field for which *row* can't be taken; "" where it can."""
    if row.sku and known.skus.get(row.sku, row.code) != row.code:
        return "sku"
    return "policy" if row.policy and row.policy not in known.policies else ""


def _take(row: GoodsRow, known: _Known) -> Outcome:
    """Put *row* into the products that are *known*."""
    fields = dict(row.product)
    if row.policy is not None:
        fields["policy"] = known.policies.get(row.policy)
    before = known.products.get(row.code)
    product = replace(before, **fields) if before else Product(**fields, options=())
    old = _option_of(product, row)
    told = {"tracked": True, **row.option} if row.stock is not None else row.option
    option = replace(old, **told) if old else Option(row.sku or _sku_of(row), **told)
    options = tuple(option if each is old else each for each in product.options)
    product = replace(product, options=options if old else (*options, option))
    known.products[row.code] = product
    if old is None:
        return Outcome.IMPORTED
    return Outcome.UNCHANGED if product == before else Outcome.UPDATED


def _option_of(product: Product, row: GoodsRow) -> Option | None:
    """The option of *product* that *row* means: by SKU, or by its words where it tells none."""
    if row.sku:
        return product.option_of(row.sku)
    return next((each for each in product.options if each.option == row.option["option"]), None)


def _sku_of(row: GoodsRow) -> str:
    """The SKU of a new option that the file gives none."""
    return "-".join(filter(None, (row.code, row.option["option"])))
