"""The shop's products: written, and found for people."""

from __future__ import annotations

from collections.abc import Sequence

from orderdesk.core.domain.goods import Product
from orderdesk.core.domain.orders import Actor
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.goods import policy_ids, products_of_skus, search_products

SHOWN = 200
"""Products that a search answers with at most."""


def find_products(conn: Conn, query: str, limit: int | None = SHOWN) -> list[Product]:
    """The products whose name (초성 too), code, option, SKU or barcode *query* finds, by name."""
    return search_products(conn, query, limit)


def products_with(conn: Conn, skus: Sequence[str]) -> list[Product]:
    """The products that have an option of one of *skus*, exactly so written."""
    return products_of_skus(conn, skus)


def policy_name(conn: Conn, policy: int) -> str:
    """The name of a delivery policy, "" when there is none of that id."""
    return next((name for name, number in policy_ids(conn).items() if number == policy), "")


def put_products(store: Store, actor: Actor, now: int, products: Sequence[Product]) -> list[Product]:
    """Write products by code and options by SKU, new or changed; as they now are."""
    with store.unit(actor, now) as unit:
        return unit.put_products(products)
