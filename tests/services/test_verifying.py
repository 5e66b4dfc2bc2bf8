from __future__ import annotations

from dataclasses import replace
from typing import Any

from orderdesk.core.services.verifying import SHOWN, verify
from orderdesk.core.store.engine import Store
from tests.services.desk import KIM, NOW, Desk, sold


def test_a_sound_store_has_no_findings_and_every_order_is_counted(store: Store) -> None:
    desk = Desk(store)
    desk.add(*(sold(n) for n in range(1, 6)))
    told: list[tuple[int, int]] = []
    result = verify(store, lambda done, total: told.append((done, total)))
    assert (result.orders, result.wrong, result.findings) == (5, 0, ()) and told == [(5, 5)]


def test_a_number_of_two_orders_is_found_unless_it_is_shared_on_purpose(store: Store) -> None:
    desk = Desk(store)
    label: dict[str, Any] = {"courier": "CJ대한통운", "tracking": "680123456782"}
    first, second, third = (
        replace(order, sections=(replace(order.sections[0], **label, shared=shared),))
        for order, shared in ((sold(1), False), (sold(2), False), (sold(3), True))
    )
    desk.add(first, second, third)
    assert [(f.code, f.where) for f in verify(store).findings] == [
        ("number-shared", "CJ대한통운 680123456782")
    ]


def test_what_was_written_past_the_rules_is_found(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1), sold(2), sold(3))
    with store.unit(KIM, NOW) as unit:
        unit.conn.execute("UPDATE item SET qty = 7 WHERE order_id = 1")
        unit.conn.execute("UPDATE event SET note = 'x' WHERE order_id = 2")
        unit.conn.execute("UPDATE facet SET n = n + 1")
    found = {finding.code for finding in verify(store).findings}
    assert {"line-sum", "link-broken", "facet-count"} <= found


def test_findings_are_shown_up_to_a_limit_and_counted_on(desk: Desk) -> None:
    desk.add(*(sold(n) for n in range(1, SHOWN + 11)))
    with desk.store.unit(KIM, NOW) as unit:
        unit.conn.execute("UPDATE item SET qty = 7")
    result = verify(desk.store)
    assert len(result.findings) == SHOWN < result.wrong
