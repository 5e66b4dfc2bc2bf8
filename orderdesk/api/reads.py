"""What is read: orders and claims by their last change, one by one, couriers and products."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request

from orderdesk.api.asked import LARGEST_CALL, LARGEST_PAGE, Code
from orderdesk.api.callers import AnyHolder, ClaimsReader, Holder, OrdersReader, nothing_unknown
from orderdesk.api.cursors import Cursor, read_cursor, write_cursor
from orderdesk.api.moments import Moment
from orderdesk.api.names import ClaimKindName, DecisionName, PaymentName, SectionName, TradeName
from orderdesk.api.shapes import Carriers, ClaimPage, Error, OrderOut, OrderPage, Products, SectionOut
from orderdesk.api.views import carrier_out, claim_out, order_out, product_out, section_out, seoul
from orderdesk.core.domain.api_refusals import ApiRefusal, ApiRefused
from orderdesk.core.domain.identifiers import read_section
from orderdesk.core.domain.orders import Order
from orderdesk.core.reference import couriers
from orderdesk.core.services.change_feed import (
    BEGINNING,
    Asked,
    OrderAt,
    Place,
    claims_page,
    order_at,
    orders_page,
)
from orderdesk.core.services.goods import products_with
from orderdesk.core.services.sight import seen
from orderdesk.core.services.unmasking import unmask

ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": Error, "description": text}
    for status, text in {
        401: "No key, or one that does not work",
        403: "The key may not do this, or not from here",
        413: "The body is too large",
        422: "The request can't be read",
        429: "Too many calls; see Retry-After",
        500: "A fault of the desk",
        503: "The store can't be used now",
    }.items()
}
"""What any call may be refused with."""

MISSING: Final[dict[int | str, dict[str, Any]]] = {404: {"model": Error, "description": "There is none"}}

router = APIRouter(responses=ERRORS, dependencies=[Depends(nothing_unknown)])

Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]
Since = Annotated[Moment | None, Query(alias="modifiedFrom")]
Until = Annotated[Moment | None, Query(alias="modifiedTo")]
At = Annotated[Cursor | None, Query()]
Number = Annotated[Code, Path(max_length=80)]


def _period(since: Moment | None, until: Moment | None) -> tuple[int | None, int | None]:
    return (
        None if since is None else int(since.timestamp()),
        None if until is None else int(until.timestamp()),
    )


def _conditions(holder: Holder, **wanted: Iterable[int]) -> Mapping[str, frozenset[int]]:
    """The conditions that are given, and that on the channel of the key."""
    conditions = {name: frozenset(map(int, values)) for name, values in wanted.items()}
    if holder.key.channel is not None:
        conditions["channel"] = frozenset({int(holder.key.channel)})
    return {name: values for name, values in conditions.items() if values}


def _place(cursor: str | None) -> Place:
    return BEGINNING if cursor is None else read_cursor(cursor)


def _next(place: Place | None) -> str | None:
    return None if place is None else write_cursor(place)


def _shown(holder: Holder, request: Request, orders: list[Order]) -> list[Order]:
    """*orders* as the key sees them: whole once that is recorded, else masked."""
    if holder.sees_people and orders:
        office, route = holder.office, request.scope["route"].path
        unmask(office.store, holder.key.actor, office.clock, office.settings, orders, f"API {route}")
    return seen(orders, not holder.sees_people)


@router.get("/orders", tags=["orders"])
def list_orders(
    holder: OrdersReader,
    request: Request,
    status: Annotated[list[TradeName], Query(default_factory=list)],
    payment_status: Annotated[list[PaymentName], Query(alias="paymentStatus", default_factory=list)],
    section_status: Annotated[list[SectionName], Query(alias="sectionStatus", default_factory=list)],
    modified_from: Since = None,
    modified_to: Until = None,
    ordered_from: Annotated[Moment | None, Query(alias="orderedFrom")] = None,
    ordered_to: Annotated[Moment | None, Query(alias="orderedTo")] = None,
    cursor: At = None,
    limit: Limit = 100,
) -> OrderPage:
    """Orders by (modifiedAt, change). Any change of a section, claim, address, hold or payment counts."""
    asked = Asked(
        _conditions(holder, trade=status, pay=payment_status, state=section_status),
        _period(modified_from, modified_to),
        _period(ordered_from, ordered_to),
        _place(cursor),
        limit,
    )
    with holder.office.store.reader() as conn:
        page, more = orders_page(conn, asked)
    orders = _shown(holder, request, [each.order for each in page])
    data = [order_out(order, each.at) for order, each in zip(orders, page, strict=True)]
    return OrderPage(data=data, next_cursor=_next(more), server_time=seoul(holder.office.clock()))


@router.get("/orders/{no}", tags=["orders"], responses=MISSING)
def show_order(holder: OrdersReader, request: Request, no: Number) -> OrderOut:
    """One order, whole."""
    found = _one(holder, no)
    return order_out(_shown(holder, request, [found.order])[0], found.at)


@router.get("/sections/{code}", tags=["orders"], responses=MISSING)
def show_section(holder: OrdersReader, request: Request, code: Number) -> SectionOut:
    """One section."""
    try:
        number, n = read_section(code)
    except ValueError:
        raise ApiRefused(ApiRefusal.NOT_FOUND) from None
    found = _one(holder, number)
    if not any(section.n == n for section in found.order.sections):
        raise ApiRefused(ApiRefusal.NOT_FOUND)
    order = _shown(holder, request, [found.order])[0]
    return section_out(order, order.section(n), found.at)


def _one(holder: Holder, number: str) -> OrderAt:
    """The order that the key reaches under *number*. ApiRefused."""
    with holder.office.store.reader() as conn:
        found = order_at(conn, number)
    if found is None or holder.key.channel not in (None, found.order.channel):
        raise ApiRefused(ApiRefusal.NOT_FOUND)
    return found


@router.get("/claims", tags=["claims"])
def list_claims(
    holder: ClaimsReader,
    request: Request,
    status: Annotated[list[DecisionName], Query(default_factory=list)],
    kind: Annotated[list[ClaimKindName], Query(default_factory=list)],
    modified_from: Since = None,
    modified_to: Until = None,
    cursor: At = None,
    limit: Limit = 100,
) -> ClaimPage:
    """Claims by the last change of their orders, as `/orders`, then by number."""
    asked = Asked(
        _conditions(holder),
        _period(modified_from, modified_to),
        place=_place(cursor),
        limit=limit,
        kinds=frozenset(map(int, kind)),
        decisions=frozenset(map(int, status)),
    )
    with holder.office.store.reader() as conn:
        page, more = claims_page(conn, asked)
    orders = {order.id: order for order in _shown(holder, request, _distinct(each.order for each in page))}
    data = []
    for each in page:
        order = orders[each.order.id]
        claim = next(claim for claim in order.claims if claim.n == each.claim.n)
        data.append(claim_out(order, claim, each.at))
    return ClaimPage(data=data, next_cursor=_next(more), server_time=seoul(holder.office.clock()))


def _distinct(orders: Iterable[Order]) -> list[Order]:
    return list({order.id: order for order in orders}.values())


@router.get("/carriers", tags=["reference"])
def list_carriers(holder: AnyHolder) -> Carriers:
    """Couriers that writes can name, by key, name or alias."""
    return Carriers(data=[carrier_out(courier) for courier in couriers()])


@router.get("/products", tags=["reference"])
def find_products(
    holder: OrdersReader, sku: Annotated[list[Code], Query(min_length=1, max_length=LARGEST_CALL)]
) -> Products:
    """The products that have an option with one of these SKUs."""
    with holder.office.store.reader() as conn:
        found = products_with(conn, sku)
    return Products(data=[product_out(product, holder.office.clock()) for product in found])
