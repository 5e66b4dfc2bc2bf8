"""Tabs: saved conditions, and the set that a new store begins with (finding-and-files.md §2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from orderdesk.core.domain import facets
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.states import OPEN_CLAIM_STATES, PaymentState, SectionState
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.shop import tabs as stored_tabs

Conditions = Mapping[str, frozenset[int]]
"""For each of the tab's conditions the values that fit; keys are those of `ListQuery`."""

ALL_NAME = "전체"

FLAGS: dict[str, int] = {
    "held": facets.HELD,
    "delayed": facets.DELAYED,
    "pending": facets.PENDING,
    "assumed": facets.ASSUMED,
}


@dataclass(frozen=True, slots=True)
class Tab:
    """A named set of conditions; the tab of all orders has none."""

    name: str
    conditions: Conditions


ALL = Tab(ALL_NAME, {})

_PREPARING = frozenset({int(SectionState.PREPARING)})
_PAID = frozenset({int(PaymentState.COMPLETE), int(PaymentState.PART_REFUNDED)})

DEFAULT_TABS: tuple[Tab, ...] = (
    Tab("결제대기", {"pay": frozenset({int(PaymentState.WAITING)}), "state": _PREPARING}),
    Tab("상품준비", {"pay": _PAID, "state": _PREPARING}),
    Tab("배송대기", {"state": frozenset({int(SectionState.READY)})}),
    Tab("배송중", {"state": frozenset({int(SectionState.SHIPPING)})}),
    Tab("클레임", {"state": frozenset(int(state) for state in OPEN_CLAIM_STATES)}),
    Tab("배송보류", {"flag": frozenset({facets.HELD})}),
    Tab("관리자 생성 주문", {"flag": frozenset({facets.PENDING})}),
)
"""What a new store shows behind the tab of all orders."""


def read_tabs(conn: Conn) -> tuple[Tab, ...]:
    """The tab of all orders, then the saved ones in their order."""
    return (ALL, *(Tab(row.name, _read_conditions(row.conditions)) for row in stored_tabs(conn)))


def _read_conditions(text: str) -> Conditions:
    return {key: frozenset(values) for key, values in json.loads(text).items()}


def begin_shop(store: Store, actor: Actor, now: int) -> None:
    """Give a new store its default tabs and one bank account; a store that has tabs is left alone."""
    with store.reader() as conn:
        if stored_tabs(conn):
            return
    rows = [(tab.name, _write_conditions(tab.conditions)) for tab in DEFAULT_TABS]
    with store.unit(actor, now) as unit:
        if not stored_tabs(unit.conn):
            unit.put_tabs(rows)
            unit.add_bank_account("국민은행", "000-0000-00-000000", "우리상점")


def _write_conditions(conditions: Conditions) -> str:
    return json.dumps({key: sorted(values) for key, values in conditions.items()})
