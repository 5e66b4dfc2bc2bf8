"""The process menu: for a selection, how many of its targets each action fits, or why none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from orderdesk.core.domain.apply import decide, targets
from orderdesk.core.domain.orders import Actor, Order
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.verbs import VERBS, FieldKind, Verb
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.planning import Target
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.load import load_orders

COUNTED = 2000
"""How many orders of a selection the menu counts; its answer says so when there are more."""


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """An action with how many targets it fits and, when none, the most frequent reason."""

    verb: Verb
    fits: int
    reason: Refusal | None


@dataclass(frozen=True, slots=True)
class Menu:
    """The entries in menu order; `counted` orders were looked at, of `orders`."""

    entries: tuple[MenuEntry, ...]
    orders: int
    sections: int
    counted: int


def make_menu(
    conn: Conn, ids: Sequence[int], actor: Actor, now: int, only: frozenset[Target] | None = None
) -> Menu:
    """The menu for the orders *ids* (or for the given targets of them)."""
    shop, loaded = shop_of(conn), load_orders(conn, ids[:COUNTED])
    entries = []
    for verb in sorted((v for v in VERBS if v.menu), key=lambda v: v.menu):
        request, fits, reasons = _probe(verb), 0, Counter[Refusal]()
        for order in loaded:
            for section in _chosen(order, verb, only):
                verdict = decide(order, section, request, actor, now, shop)
                fits += verdict.kind is Kind.APPLY
                if verdict.refusal:
                    reasons[verdict.refusal] += 1
        reason = reasons.most_common(1)[0][0] if not fits and reasons else None
        entries.append(MenuEntry(verb, fits, reason))
    sections = sum(len(order.sections) for order in loaded)
    return Menu(tuple(entries), len(ids), sections, len(loaded))


def _chosen(order: Order, verb: Verb, only: frozenset[Target] | None) -> Sequence[int | None]:
    found = targets(order, verb.id)
    if only is None or found == (None,):
        return found
    return [n for n in found if (order.id, n) in only]


def _probe(verb: Verb) -> Request:
    """A request that asks only whether the action fits: required choices take their last value."""
    values = [(f.key, f.choices[-1][0]) for f in verb.fields if f.required and f.kind is FieldKind.CHOICE]
    return Request(verb.id, tuple(values))
