"""What is known of free delivery, for an order of which goods come back."""

from __future__ import annotations

from orderdesk.core.domain.orders import Order
from orderdesk.core.services.deciding import FreeShipping
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.free_from import free_from


def free_shipping(conn: Conn, order: Order) -> FreeShipping | None:
    """From what amount the goods of *order* travel free; None where no one policy says so."""
    products = {line.product for line in order.lines if line.product}
    found = free_from(conn, products) if products else None
    return FreeShipping(*found) if found else None
