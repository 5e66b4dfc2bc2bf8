"""Claims at imweb: asked for by item, decided by section, and what each decision has to say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from orderdesk.core.domain.channels import ClaimStage, LineRef
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.gateways.courier_names import CourierList
from orderdesk.core.gateways.imweb.api import Api, Body, of_item, of_section
from orderdesk.core.gateways.imweb.reading import channel_of
from orderdesk.core.gateways.imweb.shapes import Order, Section
from orderdesk.core.gateways.imweb.shipping import NO_ORDER, number, section_of
from orderdesk.core.gateways.imweb.states import Standing, standing
from orderdesk.core.gateways.ports import ClaimRef, Parcel, Pickup, RefundTerms
from orderdesk.core.gateways.results import AlreadyDone, ItemResult, Rejected
from orderdesk.core.gateways.settling import settled

NAMES: Final = {ClaimKind.CANCEL: "cancel", ClaimKind.RETURN: "return", ClaimKind.EXCHANGE: "exchange"}

_CANCEL, _RETURN = ClaimKind.CANCEL, ClaimKind.RETURN


class Claims:
    """Claims told to imweb over *api*."""

    def __init__(self, api: Api, couriers: CourierList) -> None:
        self._api = api
        self._couriers = couriers

    def ask(
        self, kind: ClaimKind, ref: LineRef, qty: int | None, reason: str, note: str, pickup: Pickup | None
    ) -> ItemResult:
        """Ask for *kind* on *qty* pieces (None: all) of an item. GatewayError.

        Nothing tells one wish from another that looks the same, so pieces in claims are counted before it
        and after it where its answer is lost.
        """
        before = self._api.order(ref.order)
        section = section_of(before, ref)
        if before is None or section is None:
            return NO_ORDER
        if standing(section.order_section_status).kind is kind:
            return AlreadyDone(section.order_section_code)
        item = next((i for i in section.section_items if i.order_section_item_no == ref.line), None)
        if item is None:
            return NO_ORDER
        body = self._asked(kind, reason, note, pickup)
        if isinstance(body, Rejected):
            return body
        asked = item.qty if qty is None else qty
        if asked != item.qty:
            body["qty"] = asked
        had = _claimed(before, kind, item.order_item_code)
        path = of_item(ref.order, ref.line, f"{NAMES[kind]}-request")

        def grown() -> ItemResult | None:
            after = self._api.order(ref.order)
            now = _claimed(after, kind, item.order_item_code) if after else 0
            return AlreadyDone() if now == had + asked else None

        return settled(lambda: self._api.tell(path, body), grown)

    def _asked(
        self, kind: ClaimKind, reason: str, note: str, pickup: Pickup | None
    ) -> dict[str, Any] | Rejected:
        name = NAMES[kind]
        body: dict[str, Any] = {f"{name}Reason": reason}
        if note:
            body[f"{name}ReasonDetail"] = note
        if kind is _CANCEL:
            return body
        settings = self._api.settings
        way = pickup or Pickup("AUTO")
        body["retrieveType"] = settings.pickup_ways.get(way.way, way.way)
        if way.pay:
            body["retrievePayType"] = settings.pickup_pays.get(way.pay, way.pay)
        if way.tracking:
            code = self._couriers.code(way.courier)
            if code is None:
                return Rejected("courier", way.courier)
            body |= {"invoiceNo": way.tracking, "parcelCompanyIdx": number(code)}
        if way.way == "ETC" and way.note:
            body["retrieveMemo"] = way.note
        return body

    def approve(self, claim: ClaimRef, terms: RefundTerms | None) -> ItemResult:
        """Grant *claim* with *terms*; an amount excludes that something is kept from it. GatewayError."""
        body = _charges(terms) if claim.kind is ClaimKind.EXCHANGE else _refund(claim.kind, terms)
        if isinstance(body, Rejected):
            return body
        return self._decide(claim, "approve", lambda _order: body, _is_done)

    def reject(self, claim: ClaimRef, note: str, ship_with: Parcel | None) -> ItemResult:
        """Deny *claim*. A cancel of another channel's order is denied by shipping it. GatewayError."""
        parcel: dict[str, str | int] = {}
        if claim.kind is _CANCEL and ship_with is not None:
            code = self._couriers.code(ship_with.courier)
            if code is None:
                return Rejected("courier", ship_with.courier)
            parcel = {"invoiceNo": ship_with.tracking, "parcelCompanyIdx": number(code)}

        def body(order: Order) -> Body | None:
            if claim.kind is ClaimKind.EXCHANGE:
                return None
            if not channel_of(order.sale_channel).external:
                return {}
            return parcel if claim.kind is _CANCEL else {"externalRejectReason": note}

        return self._decide(claim, "reject", body, _is_over)

    def collected(self, claim: ClaimRef) -> ItemResult:
        """The goods of *claim* came back. GatewayError."""
        return self._decide(claim, "", lambda _order: None, _is_back, "retrieve-complete")

    def _decide(
        self,
        claim: ClaimRef,
        decision: str,
        body: Callable[[Order], Body | None],
        so: Callable[[Standing], bool],
        verb: str = "",
    ) -> ItemResult:
        order = self._api.order(claim.ref.order)
        section = section_of(order, claim.ref)
        if order is None or section is None:
            return NO_ORDER
        path = of_section(
            claim.ref.order, section.order_section_code, verb or f"{NAMES[claim.kind]}-{decision}"
        )

        def look() -> ItemResult | None:
            found = section_of(self._api.order(claim.ref.order), claim.ref)
            return AlreadyDone() if found and so(standing(found.order_section_status)) else None

        if so(standing(section.order_section_status)):
            return AlreadyDone()
        return settled(lambda: self._api.tell(path, body(order)), look)


def _claimed(order: Order, kind: ClaimKind, code: str) -> int:
    """Pieces of a line that stand in claims of *kind*."""
    return sum(
        item.qty
        for section in order.sections
        if standing(section.order_section_status).kind is kind
        for item in section.section_items
        if item.order_item_code == code
    )


def _refund(kind: ClaimKind, terms: RefundTerms | None) -> dict[str, Any] | Rejected:
    if terms is None:
        return {}
    if terms.amount is not None and (terms.keep or terms.keep_points or terms.amount <= 0):
        return Rejected("refund", "requestedRefundAmount")
    body: dict[str, Any] = {}
    if terms.amount is not None:
        body["requestedRefundAmount"] = terms.amount
    if terms.keep:
        body["excludeRefundAmount"] = terms.keep
    if terms.keep_points:
        body["excludeRefundPoint"] = terms.keep_points
    if kind is _CANCEL and terms.reason:
        body["externalCancelReason"] = terms.reason
        body["externalCancelReasonDetail"] = terms.detail
    return body


def _charges(terms: RefundTerms | None) -> dict[str, Any]:
    if terms is None:
        return {}
    charges = {"requestedDeliveryAmount": terms.charge, "excludeDeliveryAmount": terms.keep}
    return {name: won for name, won in charges.items() if won}


def _is_done(stands: Standing) -> bool:
    return stands.stage is ClaimStage.DONE


def _is_over(stands: Standing) -> bool:
    return stands.kind is None and stands.state is not None


def _is_back(stands: Standing) -> bool:
    return stands.stage in (ClaimStage.COLLECTED, ClaimStage.DONE)


def sent_instead(order: Order, claimed: Section) -> list[Section]:
    """The sections that an exchange of *claimed* may have added: the same goods, in no claim."""
    goods = {item.product_info.prod_no for item in claimed.section_items}
    return [
        section
        for section in order.sections
        if section.order_section_code != claimed.order_section_code
        and standing(section.order_section_status).kind is None
        and goods & {item.product_info.prod_no for item in section.section_items}
    ]
