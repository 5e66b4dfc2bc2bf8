"""The shop as people outside know it: what they owe it, what it sent them, what they paid."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from orderdesk.core.domain.orders import Method
from orderdesk.core.domain.parcels import Courier
from orderdesk.core.domain.payments import payments
from orderdesk.core.reference import courier_codes
from orderdesk.core.services.deposits import orders_waiting
from orderdesk.core.services.tracking_rules import courier_called
from orderdesk.core.store.engine import Store
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.unit import find
from orderdesk.core.store.waybills import due_parcels
from orderdesk.simulators.town import Parcel, Payment

_NOT_AT_THE_COMPANY: Final = frozenset({Method.UNKNOWN, Method.BANK, Method.FREE, Method.CHANNEL})
_EVER: Final = 2**40
_SOME: Final = 100
"""How many parcels are looked at: those that were asked after longest ago."""


class ShopOutside:
    """The shop of *store*."""

    def __init__(self, store: Store) -> None:
        self._store = store
        codes = courier_codes()
        self._trackers, self._sweet = codes["tracker"], codes["sweettracker"]

    def owed(self) -> Iterable[tuple[str, int]]:
        """Who is to transfer how much, won."""
        with self._store.reader() as conn:
            return [(each.names[0], each.due) for each in orders_waiting(conn) if each.names]

    def sent(self) -> Iterable[Parcel]:
        """Parcels that are on their way."""
        with self._store.reader() as conn:
            due = due_parcels(conn, _EVER, _SOME)
        couriers = [(each.number, courier_called(each.courier)) for each in due]
        return [
            Parcel(number, self._trackers[courier.key], self._sweet.get(courier.key, ""))
            for number, courier in couriers
            if isinstance(courier, Courier) and courier.key in self._trackers
        ]

    def paid(self, order: str) -> Payment | None:
        """What was paid for *order* first, where the payment company has it."""
        with self._store.reader() as conn:
            found = load_orders(conn, find(conn, [order]).values())
        first = payments(found[0].entries)[0] if found and found[0].entries else None
        if first is None or first.root.method in _NOT_AT_THE_COMPANY or not first.paid:
            return None
        return Payment(first.paid, first.refunded, first.root.method is Method.VIRTUAL)
