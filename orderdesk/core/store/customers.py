"""Customers and grades: written by code, found by name, 초성, the last digits of the phone, or code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from orderdesk.core.domain.customers import Customer, Grade
from orderdesk.core.domain.goods import finds
from orderdesk.core.domain.text import INITIALS, clean, digits
from orderdesk.core.store.dialect import (
    Conn,
    Row,
    id_list,
    next_id,
    one_of,
    one_of_texts,
    position,
    text_list,
)

_FIELDS = ("code", "name", "phone", "email", "grade", "zip", "line1", "line2", "joined_at")
CUSTOMERS = f"SELECT {', '.join(_FIELDS)}, id FROM customer WHERE "
PUT_CUSTOMER = f"UPDATE customer SET {', '.join(f'{name} = ?' for name in _FIELDS)} WHERE id = ?"
GRADES = "SELECT name, discount, free_shipping FROM grade ORDER BY discount, name"
PUT_GRADE = """INSERT INTO grade (name, discount, free_shipping) VALUES (?, ?, ?)
 ON CONFLICT (name) DO UPDATE SET discount = excluded.discount, free_shipping = excluded.free_shipping"""

_LEAST_DIGITS = 3
"""So many digits of a phone or more are looked for at its end."""


def grades(conn: Conn) -> list[Grade]:
    """The shop's grades, the least discount first."""
    return [Grade(name, discount, bool(free)) for name, discount, free in conn.execute(GRADES)]


def put_grades(conn: Conn, wanted: Iterable[Grade]) -> None:
    """Write grades by name; only under the gate."""
    rows = [(grade.name, grade.discount, int(grade.free_shipping)) for grade in wanted]
    conn.executemany(PUT_GRADE, rows)


def customers(conn: Conn, ids: Sequence[int]) -> list[Customer]:
    """The customers with *ids*, in that order; ids that don't exist are left out."""
    found = {
        row[-1]: _customer(row) for row in conn.execute(CUSTOMERS + one_of(conn, "id"), (id_list(conn, ids),))
    }
    return [found[n] for n in ids if n in found]


def _customer(row: Row) -> Customer:
    return Customer(*row)


def customers_by_code(conn: Conn, codes: Iterable[str]) -> dict[str, Customer]:
    """The customers with *codes*, by code; unknown codes are left out."""
    sql = CUSTOMERS + one_of_texts(conn, "code")
    return {row[0]: _customer(row) for row in conn.execute(sql, (text_list(conn, codes),))}


def search_customers(conn: Conn, query: str, limit: int = 200) -> list[Customer]:
    """The customers whose name or code *query* is in, or whose phone ends with its digits, by name.

    A query of initial consonants (초성) is looked for in names. An empty one finds all.
    """
    wanted = clean(query).casefold()
    if wanted and all(char in INITIALS for char in wanted.replace(" ", "")):
        rows = conn.execute("SELECT id, name FROM customer ORDER BY name, id")
        return customers(conn, [number for number, name in rows if finds(wanted, (name,))][:limit])
    arms = [f"{position(conn, 'lower(name)', '?')} > 0", f"{position(conn, 'lower(code)', '?')} > 0"]
    params: list[object] = [wanted, wanted]
    if len(digits(wanted)) >= _LEAST_DIGITS and not any(char.isalpha() for char in wanted):
        arms.append("replace(phone, '-', '') LIKE ?")
        params.append(f"%{digits(wanted)}")
    sql = f"{CUSTOMERS}({' OR '.join(arms)}) ORDER BY name, id LIMIT ?"
    return [_customer(row) for row in conn.execute(sql, (*params, limit))]


def put_customers(conn: Conn, people: Sequence[Customer]) -> list[Customer]:
    """Write *people*: those whose code is known are changed, the others are new; as they now are.

    Only under the gate.
    """
    known = customers_by_code(conn, [each.code for each in people])
    first = next_id(conn, "customer")
    stored: list[Customer] = []
    new: list[Row] = []
    changed: list[Row] = []
    for each in people:
        before = known.get(each.code)
        if before is None:
            each = replace(each, id=first + len(new))
            new.append((each.id, *_values(each)))
        else:
            each = replace(each, id=before.id)
            changed.append((*_values(each), each.id))
        stored.append(each)
    conn.insert("customer", ("id", *_FIELDS), new)
    conn.executemany(PUT_CUSTOMER, changed)
    return stored


def _values(each: Customer) -> Row:
    return (
        each.code, each.name, each.phone, each.email, each.grade, each.zip, each.line1, each.line2,
        each.joined_at,
    )  # fmt: skip
