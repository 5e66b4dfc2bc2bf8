"""The shop's customers: written, and found for people."""

from __future__ import annotations

from collections.abc import Sequence

from orderdesk.core.domain.customers import Customer, Grade
from orderdesk.core.domain.masking import mask_customer
from orderdesk.core.domain.orders import Actor
from orderdesk.core.services.sight import sight_of
from orderdesk.core.store.customers import grades, search_customers
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store

SHOWN = 200
"""Customers that a search answers with at most."""


def find_customers(conn: Conn, query: str, limit: int = SHOWN) -> list[Customer]:
    """The customers whose name (초성 too), code or phone's last digits *query* finds, by name."""
    return search_customers(conn, query, limit)


def seen_customers(conn: Conn, actor: Actor, query: str, limit: int = SHOWN) -> list[Customer]:
    """As `find_customers`, as *actor* may see them: masked for a role that may not see personal data."""
    found = find_customers(conn, query, limit)
    return found if sight_of(conn, actor).whole else [mask_customer(each) for each in found]


def grade_of(conn: Conn, name: str) -> Grade | None:
    """The grade called *name*, None when the shop has none of that name."""
    return next((grade for grade in grades(conn) if grade.name == name), None)


def put_customers(
    store: Store, actor: Actor, now: int, people: Sequence[Customer], grades: Sequence[Grade] = ()
) -> list[Customer]:
    """Write customers by code and grades by name, new or changed; the customers as they now are."""
    with store.unit(actor, now) as unit:
        unit.put_grades(grades)
        return unit.put_customers(people)
