"""Orders, claims and products as they go out."""

from __future__ import annotations

from datetime import datetime
from typing import overload

from orderdesk.api.shapes import (
    AddressOut,
    Buyer,
    Carrier,
    ClaimOut,
    Failed,
    HoldOut,
    LineOut,
    OptionOut,
    OrderOut,
    PaymentOut,
    ProductOut,
    Reply,
    SectionOut,
)
from orderdesk.core.domain.badge import badge
from orderdesk.core.domain.claim_rules import sections_resent
from orderdesk.core.domain.claims import Claim
from orderdesk.core.domain.goods import Product
from orderdesk.core.domain.identifiers import claim_number, entry_number, section_number
from orderdesk.core.domain.orders import Item, Order, Section
from orderdesk.core.domain.parcels import Courier
from orderdesk.core.domain.payments import order_payment_state
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.services.calls import RETRYABLE, Done


@overload
def seoul(at: int) -> datetime: ...
@overload
def seoul(at: int | None) -> datetime | None: ...
def seoul(at: int | None) -> datetime | None:
    """Seconds UTC as a time in Seoul, None for none."""
    return None if at is None else datetime.fromtimestamp(at, SEOUL)


def order_out(order: Order, at: int) -> OrderOut:
    """*order* as it is shown, last changed at *at* (UTC seconds)."""
    return OrderOut(
        no=order.number,
        channel=order.channel,
        channel_no=order.channel_number,
        shop=order.shop,
        status=order.trade,
        payment_status=order_payment_state(order.entries),
        badge=badge(order),
        ordered_at=seoul(order.placed_at),
        modified_at=seoul(at),
        version=order.version,
        buyer=Buyer(name=order.buyer_name, phone=order.buyer_phone, email=order.buyer_email),
        sections=[section_out(order, section, at) for section in order.sections],
        claims=[claim_out(order, claim, at) for claim in order.claims],
        payments=[
            PaymentOut(
                no=entry_number(order.number, entry.n),
                kind=entry.kind,
                method=entry.method,
                amount=entry.amount,
                at=seoul(entry.at),
            )
            for entry in order.entries
        ],
    )


def section_out(order: Order, section: Section, at: int) -> SectionOut:
    """*section* of *order*, which was changed last at *at* (UTC seconds)."""
    where, holds = section.address, order.holds_of(section.n)
    return SectionOut(
        code=section_number(order.number, section.n),
        order_no=order.number,
        state=section.state,
        delivery=section.delivery,
        carrier=section.courier,
        tracking_number=section.tracking,
        held=bool(holds),
        holds=[HoldOut(reason=hold.reason, note=hold.note, at=seoul(hold.at)) for hold in holds],
        address=AddressOut(
            receiver=where.receiver,
            phone=where.phone,
            zip=where.zip,
            line1=where.line1,
            line2=where.line2,
            country=where.country,
        ),
        note=section.note,
        lines=[_line(order, item) for item in order.items_of(section.n)],
        tracked_at=seoul(section.tracked_at),
        shipped_at=seoul(section.sent_at),
        delivered_at=seoul(section.done_at),
        confirmed_at=seoul(section.confirmed_at),
        modified_at=seoul(at),
    )


def _line(order: Order, item: Item) -> LineOut:
    line = order.line(item.line)
    return LineOut(
        line_no=item.n,
        order_line=line.n,
        product_code=line.product,
        sku=line.sku,
        name=line.name,
        option=line.option,
        qty=item.qty,
        unit_price=line.unit_price,
    )


def claim_out(order: Order, claim: Claim, at: int) -> ClaimOut:
    """*claim* of *order*, which was changed last at *at* (UTC seconds)."""
    return ClaimOut(
        id=claim_number(order.number, claim.n),
        order_no=order.number,
        section_code=section_number(order.number, claim.section),
        kind=claim.kind,
        status=claim.decision,
        reason=claim.reason,
        detail=claim.detail,
        buyer_fault=claim.buyer_fault,
        requested_at=seoul(claim.at),
        held=claim.held,
        pickup=claim.pickup,
        pickup_carrier=claim.pickup_courier,
        pickup_number=claim.pickup_number,
        collected_at=seoul(claim.collected_at),
        decided_at=seoul(claim.decided_at),
        decision_note=claim.decision_note,
        resent_sections=[section_number(order.number, n) for n in sections_resent(order, claim)],
        modified_at=seoul(at),
    )


def carrier_out(courier: Courier) -> Carrier:
    """A courier as it is shown."""
    return Carrier(key=courier.key, name=courier.name, aliases=list(courier.aliases))


def product_out(product: Product, now: int) -> ProductOut:
    """*product* as it is sold at *now* (UTC seconds)."""
    return ProductOut(
        code=product.code,
        name=product.name,
        kind=product.kind.value,
        on_sale=product.on_sale,
        options=[
            OptionOut(
                sku=option.sku,
                option=option.option,
                price=product.price_at(now, option),
                barcode=option.barcode,
                on_hand=option.on_hand if option.tracked else None,
                available=option.available if option.tracked else None,
            )
            for option in product.options
        ],
    )


def reply_of(done: Done) -> Reply:
    """What became of a write."""
    failed = [
        Failed(
            id=name,
            code=reason.code,
            message=f"{reason.message.ko}. {reason.advice.ko}",
            retryable=reason in RETRYABLE,
        )
        for name, reason in done.outcomes
        if reason is not None
    ]
    ok = [name for name, reason in done.outcomes if reason is None]
    return Reply(ok=ok, failed=failed, along=list(done.along), job=done.job)
