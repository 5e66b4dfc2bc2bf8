"""What is known of free delivery, for an order of which goods come back."""

from __future__ import annotations

from orderdesk.core.domain.fees import FeeKind
from orderdesk.core.domain.orders import Order
from orderdesk.core.services.deciding import FreeShipping
from orderdesk.core.services.fees import carried, read_fees
from orderdesk.core.store.dialect import Conn


def free_shipping(conn: Conn, order: Order) -> FreeShipping | None:
    """From what amount the goods of *order* travel free.

    None where a product is not known, or where not all go by one policy that says so.
    """
    codes = {line.product or line.sku for line in order.lines if line.physical}
    known = carried(conn, codes)
    if not codes or known.keys() != codes:
        return None
    book = read_fees(conn)
    by_id = {policy.id: policy for policy in book.policies}
    policies = [by_id.get(each.policy or 0, book.policies[0]) for each in known.values()]
    first = policies[0]
    if first.kind is not FeeKind.CONDITIONAL or any(policy != first for policy in policies):
        return None
    return FreeShipping(first.threshold, first.fee)
