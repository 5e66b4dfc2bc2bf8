"""The lists that a shop brings in beside its orders: products and members, read and imported alike."""

from __future__ import annotations

from collections.abc import Callable

from orderdesk.core.domain.orders import Actor
from orderdesk.core.files.customers_form import CustomerFile, customers_of
from orderdesk.core.files.goods_form import GoodsFile, products_of
from orderdesk.core.files.layouts import Kind
from orderdesk.core.files.reading import Sheet
from orderdesk.core.services.applying import Clock, Progress, never, nothing
from orderdesk.core.services.customers_file import import_customers
from orderdesk.core.services.goods_file import import_products
from orderdesk.core.services.shop_lists import ListImport
from orderdesk.core.store.engine import Store

ListFile = GoodsFile | CustomerFile
"""The rows of a list."""


def list_of(sheet: Sheet, kind: Kind | None = None) -> ListFile:
    """The rows of *sheet* as a list of *kind*, by default of its own. FileProblem when it is none."""
    return products_of(sheet) if (kind or sheet.kind) is Kind.PRODUCTS else customers_of(sheet)


def import_list(
    store: Store,
    read: ListFile,
    actor: Actor,
    clock: Clock,
    dry_run: bool = False,
    progress: Progress = nothing,
    cancelled: Callable[[], bool] = never,
) -> ListImport:
    """Bring a list in, row by row; a dry run writes nothing."""
    if isinstance(read, GoodsFile):
        return import_products(store, read, actor, clock, dry_run, progress, cancelled)
    return import_customers(store, read, actor, clock, dry_run, progress, cancelled)
