"""imweb's calls: where each verb stands, and what comes back.

One section is read and written at `order-section/{code}`, the list at `order-sections`; an item is written at
`order-section-items/{no}` right under its order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from orderdesk.core.gateways.imweb.refusals import demand, result
from orderdesk.core.gateways.imweb.settings import ImwebSettings
from orderdesk.core.gateways.imweb.shapes import OneOrder, Order, OrderList, OrderPage, ParcelCompanies
from orderdesk.core.gateways.ports import CourierOption
from orderdesk.core.gateways.results import ItemResult
from orderdesk.core.gateways.wire import Call, Wire, parsed

ENDPOINT: Final = "openapi"
"""imweb's allowance is of all calls together."""

Body = Mapping[str, Any]


def of_order(order: str, verb: str) -> str:
    """Where *verb* is told of a whole order."""
    return f"/orders/{order}/{verb}"


def of_section(order: str, section: str, verb: str) -> str:
    """Where *verb* is told of a section, by its code."""
    return f"/orders/{order}/order-section/{section}/{verb}"


def of_item(order: str, item: str, verb: str) -> str:
    """Where *verb* is told of an item, by its number."""
    return f"/orders/{order}/order-section-items/{item}/{verb}"


class Api:
    """Calls over *wire* for one site."""

    def __init__(self, settings: ImwebSettings, wire: Wire) -> None:
        self.settings = settings
        self._wire = wire

    def listed(self, asked: Mapping[str, str], page: int) -> OrderPage | None:
        """A page of orders; None where imweb takes no such question. GatewayError."""
        params = {"unitCode": self.settings.unit_code, "page": page, "limit": self.settings.page, **asked}
        reply = self._wire.read(Call("GET", "/orders", ENDPOINT, params=params))
        if reply.status_code == 400:
            return None
        demand(reply)
        return parsed(reply, OrderList).data

    def order(self, number: str) -> Order | None:
        """An order; None where there is none of that number. GatewayError."""
        reply = self._wire.read(Call("GET", f"/orders/{number}", ENDPOINT))
        if reply.status_code == 404:
            return None
        demand(reply)
        return parsed(reply, OneOrder).data

    def couriers(self) -> list[CourierOption]:
        """All couriers with imweb's numbers. GatewayError."""
        reply = self._wire.read(Call("GET", "/orders/parcel-company-list", ENDPOINT))
        demand(reply)
        return [CourierOption(each.idx, each.name) for each in parsed(reply, ParcelCompanies).data]

    def tell(self, path: str, body: Body | None = None, method: str = "PATCH") -> ItemResult:
        """A write: Done, or imweb's refusal. GatewayError."""
        return result(self._wire.write(Call(method, path, ENDPOINT, body=body)))

    def installed(self) -> ItemResult:
        """Say that the app is set up, as apps of imweb's store must. GatewayError."""
        return self.tell("/site-info/integration-complete")
