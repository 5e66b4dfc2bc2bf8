"""From what amount on the goods of an order travel free, as the policies of their products say now."""

from __future__ import annotations

from collections.abc import Iterable

from orderdesk.core.store.dialect import Conn, one_of_texts, text_list

POLICIES = """SELECT DISTINCT shipping_policy.id, shipping_policy.kind, shipping_policy.threshold,
 shipping_policy.fee FROM product LEFT JOIN shipping_policy ON shipping_policy.id = product.policy WHERE """
CONDITIONAL = "conditional"


def free_from(conn: Conn, products: Iterable[str]) -> tuple[int, int] | None:
    """(threshold, fee) in won of the one policy that all *products* (codes) have, if it is conditional."""
    sql = f"{POLICIES}{one_of_texts(conn, 'product.code')}"
    rows = conn.execute(sql, (text_list(conn, products),)).fetchall()
    if len(rows) != 1 or rows[0][1] != CONDITIONAL:
        return None
    return int(rows[0][2]), int(rows[0][3])
