"""Numbers and sections of orders, asked for without loading them."""

from __future__ import annotations

from dataclasses import replace

from orderdesk.core.domain.orders import Item
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.store.engine import Store
from orderdesk.core.store.names import numbers_of, sections_in, sections_of
from tests.domain.builders import NOW, SELLER, line, order, section


def test_sections_of_orders_and_those_in_a_state(store: Store) -> None:
    parted = order(
        line(1, 2), sections=(section(1), section(2, S.READY)), items=[Item(1, 1, 1, 1), Item(2, 2, 1, 1)]
    )
    whole = replace(order(state=S.READY), number="202609210000018")
    with store.unit(SELLER, NOW) as unit:
        a, b = unit.insert([parted, whole])
    with store.reader() as conn:
        assert numbers_of(conn, [a, b, 99]) == {a: parted.number, b: whole.number}
        assert sections_of(conn, [a, b]) == {a: [1, 2], b: [1]}
        assert sorted(sections_in(conn, [a, b], int(S.READY))) == [(a, 2), (b, 1)]
        assert sections_in(conn, [a], int(S.PREPARING)) == [(a, 1)]
        assert sections_in(conn, [b], int(S.PREPARING)) == []
