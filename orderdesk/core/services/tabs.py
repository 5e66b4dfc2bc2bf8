"""Tabs: saved conditions, and the set that a new store begins with (finding-and-files.md §2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from orderdesk.core.domain import facets
from orderdesk.core.domain.list_words import ALL_ORDERS, FIRST_ACCOUNT, TAB_WORDS
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.states import OPEN_CLAIM_STATES, PaymentState, SectionState
from orderdesk.core.domain.words import Lang
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.shop import tabs as stored_tabs

Conditions = Mapping[str, frozenset[int]]
"""For each of the tab's conditions the values that fit; keys are those of `ListQuery`."""

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


ALL = Tab(ALL_ORDERS.ko, {})

_PREPARING = frozenset({int(SectionState.PREPARING)})
_PAID = frozenset({int(PaymentState.COMPLETE), int(PaymentState.PART_REFUNDED)})

DEFAULT_TABS: dict[str, Conditions] = {
    "unpaid": {"pay": frozenset({int(PaymentState.WAITING)}), "state": _PREPARING},
    "preparing": {"pay": _PAID, "state": _PREPARING},
    "ready": {"state": frozenset({int(SectionState.READY)})},
    "shipping": {"state": frozenset({int(SectionState.SHIPPING)})},
    "claims": {"state": frozenset(int(state) for state in OPEN_CLAIM_STATES)},
    "held": {"flag": frozenset({facets.HELD})},
    "pending": {"flag": frozenset({facets.PENDING})},
}
"""What a new store shows behind the tab of all orders, by the keys of `TAB_WORDS`."""


def read_tabs(conn: Conn, lang: Lang = "ko") -> tuple[Tab, ...]:
    """The tab of all orders, named in *lang*, then the saved ones in their order and as they are named."""
    first = Tab(ALL_ORDERS.text(lang), ALL.conditions)
    return (first, *(Tab(row.name, _read_conditions(row.conditions)) for row in stored_tabs(conn)))


def _read_conditions(text: str) -> Conditions:
    return {key: frozenset(values) for key, values in json.loads(text).items()}


def begin_shop(store: Store, actor: Actor, now: int, lang: Lang = "ko") -> None:
    """Give a new store its default tabs and one bank account, named in *lang* from then on.

    A store that has tabs is left alone.
    """
    with store.reader() as conn:
        if stored_tabs(conn):
            return
    rows = [(TAB_WORDS[key].text(lang), _write_conditions(kept)) for key, kept in DEFAULT_TABS.items()]
    bank, number, holder = FIRST_ACCOUNT
    with store.unit(actor, now) as unit:
        if not stored_tabs(unit.conn):
            unit.put_tabs(rows)
            unit.add_bank_account(bank.text(lang), number, holder.text(lang))


def _write_conditions(conditions: Conditions) -> str:
    return json.dumps({key: sorted(values) for key, values in conditions.items()})
