"""Tracking numbers that several orders of an import use: one parcel for one receiver, or a mistake.

The rule is finding-and-files.md §9.2-7, as for tracking forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from orderdesk.core.domain.orders import Order, Section
from orderdesk.core.domain.parcels import normalise_number
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.states import FINAL_STATES
from orderdesk.core.files.order_export import FileOrder
from orderdesk.core.services.imported import BadOrder, source_of
from orderdesk.core.services.tracking_rules import used_elsewhere
from orderdesk.core.store.dialect import Conn

Label = tuple[str, str]
"""Courier and number."""

Users = Mapping[Label, frozenset[tuple[str, str]]]
"""Who uses a label: the numbers of live orders with the receivers there."""


def _labelled(order: Order) -> list[tuple[Section, Label]]:
    return [
        (section, (section.courier, section.tracking))
        for section in order.sections
        if section.tracking and section.courier and section.state not in FINAL_STATES
    ]


def sharing(files: Iterable[FileOrder]) -> list[FileOrder]:
    """Those of *files* with a number that another one has too; the others can't share a label among them."""
    first: dict[str, FileOrder] = {}
    found: dict[str, FileOrder] = {}
    for file in files:
        for section in file.sections:
            if section.tracking:
                other = first.setdefault(normalise_number(section.tracking), file)
                if other is not file:
                    found[other.number], found[file.number] = other, file
    return list(found.values())


def users_in(orders: Iterable[Order]) -> Users:
    """Who uses which label among *orders*."""
    found: dict[Label, set[tuple[str, str]]] = {}
    for order in orders:
        for section, label in _labelled(order):
            found.setdefault(label, set()).add((order.number, section.address.receiver))
    return {label: frozenset(users) for label, users in found.items()}


def users_here(conn: Conn, orders: Iterable[Order], known: Mapping[str, int]) -> Users:
    """Who uses the labels of *orders* in the store; *known* are ids of orders of the file by number."""
    labels = {label for order in orders for _, label in _labelled(order)}
    names = {order_id: number for number, order_id in known.items()}
    return {
        label: frozenset((names.get(h.order_id, f"#{h.order_id}"), h.receiver) for h in held)
        for label, held in used_elsewhere(conn, labels).items()
    }


def with_shared(order: Order, file: FileOrder, users: Iterable[Users]) -> Order:
    """*order*, new here, with its shared parcels marked. BadOrder when another receiver uses a number."""
    labelled = _labelled(order)
    if not labelled:
        return order
    shared: set[int] = set()
    for section, label in labelled:
        others = {user for each in users for user in each.get(label, ()) if user[0] != order.number}
        if any(receiver != section.address.receiver for _, receiver in others):
            source = source_of(file, section.n)
            row = source.lines[0].row
            raise BadOrder("배송송장번호", source.tracking, Refusal.OTHER_RECEIVER, row)
        if others:
            shared.add(section.n)
    if not shared:
        return order
    sections = tuple(replace(s, shared=True) if s.n in shared else s for s in order.sections)
    return replace(order, sections=sections)
