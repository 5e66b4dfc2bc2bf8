"""Claims at imweb: asked for by item, decided by section, and what each decision has to say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from orderdesk.core.domain.channels import ClaimStage, LineRef
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.gateways.courier_names import CourierList
from orderdesk.core.gateways.imweb.api import Api, Body, of_item, of_section
from orderdesk.core.gateways.imweb.pieces import in_claim, of_line, order_of, taken
from orderdesk.core.gateways.imweb.reading import channel_of
from orderdesk.core.gateways.imweb.shapes import Order, Section
from orderdesk.core.gateways.imweb.shipping import NO_ORDER, number
from orderdesk.core.gateways.imweb.states import Standing, standing
from orderdesk.core.gateways.ports import ClaimRef, Parcel, Pickup, RefundTerms
from orderdesk.core.gateways.results import AlreadyDone, Done, ItemResult, Rejected
from orderdesk.core.gateways.settling import settled

NAMES: Final = {ClaimKind.CANCEL: "cancel", ClaimKind.RETURN: "return", ClaimKind.EXCHANGE: "exchange"}

_CANCEL: Final = ClaimKind.CANCEL


class Claims:
    """Claims told to imweb over *api*; *ship* sends what a denied cancel would have kept here."""

    def __init__(
        self, api: Api, couriers: CourierList, ship: Callable[[Sequence[LineRef], Parcel], ItemResult]
    ) -> None:
        self._api = api
        self._couriers = couriers
        self._ship = ship

    def ask(
        self, kind: ClaimKind, ref: LineRef, qty: int | None, reason: str, note: str, pickup: Pickup | None
    ) -> ItemResult:
        """Ask for *kind* on *qty* pieces (None: all that is left) of a line. GatewayError.

        Nothing tells one wish from another that looks the same, so pieces in claims are counted before it
        and after it where its answer is lost.
        """
        order_no = order_of(ref)
        before = self._api.order(order_no)
        if before is None:
            return NO_ORDER
        body = self._asked(kind, reason, note, pickup)
        if isinstance(body, Rejected):
            return body
        had = _claimed(before, ref, kind)
        free = [each for each in of_line(before, ref) if each.stands.kind is None]
        able = [each for each in free if (each.can_go if kind is _CANCEL else each.are_sent)]
        if had and not able:
            return AlreadyDone()
        chosen = taken(able, qty) if able else taken(free[:1], None)  # what can't be is imweb's to refuse
        if not chosen:
            return Rejected("qty", str(sum(each.item.qty for each in able))) if able else NO_ORDER

        def send() -> ItemResult:
            said: ItemResult = Done()
            for each, pieces in chosen:
                item = each.item
                part = {} if pieces == item.qty else {"qty": pieces}
                path = of_item(order_no, item.order_section_item_no, f"{NAMES[kind]}-request")
                said = self._api.tell(path, {**body, **part})
                if not isinstance(said, Done):
                    break
            return said

        def grown() -> ItemResult | None:
            after = self._api.order(order_no)
            now = _claimed(after, ref, kind) if after else 0
            return AlreadyDone() if now == had + sum(pieces for _, pieces in chosen) else None

        return settled(send, grown)

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
        return self._decide(claim, f"{NAMES[claim.kind]}-approve", lambda _order: body, _is_done)

    def reject(self, claim: ClaimRef, note: str, ship_with: Parcel | None) -> ItemResult:
        """Deny *claim*. A cancel of another channel's order is denied by shipping it. GatewayError.

        Where there is no claim any more, there is nothing to deny, but the goods are still to be sent.
        """
        parcel: dict[str, str | int] = {}
        if claim.kind is _CANCEL and ship_with is not None and ship_with.tracking:
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

        def unclaimed(order: Order) -> ItemResult:
            if not parcel or ship_with is None or not channel_of(order.sale_channel).external:
                return AlreadyDone()
            return self._ship([claim.ref], ship_with)

        return self._decide(claim, f"{NAMES[claim.kind]}-reject", body, _is_over, unclaimed)

    def collected(self, claim: ClaimRef) -> ItemResult:
        """The goods of *claim* came back. GatewayError."""
        return self._decide(claim, "retrieve-complete", lambda _order: None, _is_back)

    def _decide(
        self,
        claim: ClaimRef,
        verb: str,
        body: Callable[[Order], Body | None],
        so: Callable[[Standing], bool],
        unclaimed: Callable[[Order], ItemResult] = lambda _order: NO_ORDER,
    ) -> ItemResult:
        order_no = order_of(claim.ref)
        order = self._api.order(order_no)
        section = in_claim(order, claim.ref, claim.kind, claim.id) if order else None
        if order is None or not of_line(order, claim.ref):
            return NO_ORDER
        if section is None:
            return unclaimed(order)
        code = section.order_section_code
        if so(standing(section.order_section_status)):
            return AlreadyDone()
        path = of_section(order_no, code, verb)

        def look() -> ItemResult | None:
            now = self._api.order(order_no)
            found = in_claim(now, claim.ref, claim.kind, code) if now else None
            return AlreadyDone() if found and so(standing(found.order_section_status)) else None

        return settled(lambda: self._api.tell(path, body(order)), look)


def _claimed(order: Order, ref: LineRef, kind: ClaimKind) -> int:
    """Pieces of a line that stand in claims of *kind*."""
    return sum(each.item.qty for each in of_line(order, ref) if each.stands.kind is kind)


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
