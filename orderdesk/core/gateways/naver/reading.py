"""Naver's lines as the desk knows orders."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from orderdesk.core.domain.channels import (
    ChannelClaim,
    ChannelLine,
    ChannelOrder,
    ClaimStage,
    LineRef,
    Recipient,
)
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.orders import Channel, Method
from orderdesk.core.domain.states import ChannelState
from orderdesk.core.gateways.naver.settings import NaverSettings
from orderdesk.core.gateways.naver.shapes import ClaimPart, LinePart, Row
from orderdesk.core.gateways.naver.words import (
    ACCEPTED,
    HELD,
    KINDS,
    NO_CLAIM,
    PAID_ON_DELIVERY,
    PAYED,
    SELLERS,
    STAGES,
    STATES,
    UNSENT,
)


def order_of(
    rows: Sequence[Row], readdressed: Collection[str], whole: bool, settings: NaverSettings
) -> ChannelOrder:
    """The order whose lines *rows* tell of; *readdressed* are lines whose change told of another address.

    While nothing is paid yet, `paid` is what is to be.
    """
    head = rows[0].order
    lines = tuple(line_of(row, row.product_order.product_order_id in readdressed) for row in rows)
    fee = _delivery_fee([row.product_order for row in rows], settings)
    return ChannelOrder(
        channel=Channel.NAVER,
        number=head.order_id,
        placed_at=head.order_date or head.payment_date or 0,
        paid_at=head.payment_date,
        buyer_name=head.orderer_name,
        buyer_phone=head.orderer_tel,
        recipient=_recipient([row.product_order for row in rows]),
        method=Method.CHANNEL,
        paid=head.paid or sum(line.total for line in lines) + fee,
        delivery_fee=fee,
        lines=lines,
        whole=whole,
    )


def line_of(row: Row, readdressed: bool = False) -> ChannelLine:
    """One line; with a word that is not known it has no state, and `raw` holds what was said."""
    part = row.product_order
    qty = part.quantity if part.initial_quantity is None else part.initial_quantity
    claim, known = _claim(row)
    state = _state(part) if known else None
    words = [part.product_order_status] if known else [part.product_order_status, part.claim_type]
    total = part.total_payment_amount if part.initial_payment_amount is None else part.initial_payment_amount
    return ChannelLine(
        ref=LineRef(row.order.order_id, part.product_order_id),
        product=part.product_name,
        option=part.product_option,
        qty=qty,
        left=qty if part.remain_quantity is None else part.remain_quantity,
        unit_price=part.unit_price + part.option_price,
        total=total,
        state=state,
        raw=" ".join(words),
        product_code=part.product_id,
        sku=part.option_manage_code or part.seller_product_code,
        confirmed=part.place_order_status == ACCEPTED,
        claim=claim,
        address_changed=readdressed,
        courier=row.delivery.delivery_company,
        tracking=row.delivery.tracking_number,
        sent_at=row.delivery.send_date,
        due_at=part.shipping_due_date,
        bundle=part.package_number,
        wrong_tracking=row.delivery.is_wrong_tracking_number,
    )


def _state(part: LinePart) -> ChannelState | None:
    if part.product_order_status == PAYED and part.place_order_status == ACCEPTED:
        return ChannelState.PREPARING
    return STATES.get(part.product_order_status)


def _claim(row: Row) -> tuple[ChannelClaim | None, bool]:
    """The claim that the line is in, else its last one; and whether every word of it is known.

    A claim in a stage that is not known counts as asked for, so that nothing ships meanwhile.
    """
    part = row.product_order
    now = row.current_claim
    blocks = {"CANCEL": now.cancel, "RETURN": now.return_, "EXCHANGE": now.exchange}
    for name, block in blocks.items():
        if block is not None and (block.claim_status or part.claim_status):
            return _told(name, block, block.claim_status or part.claim_status)
    if part.claim_type in KINDS and part.claim_status:
        of_it = [each for each in row.completed_claims if each.claim_id == part.claim_id and each.claim_id]
        block = of_it[-1] if of_it else ClaimPart(claim_id=part.claim_id)
        return _told(part.claim_type, block, part.claim_status)
    if part.claim_type not in NO_CLAIM:
        return None, False
    past = [each for each in row.completed_claims if each.claim_type in KINDS]
    if not past:
        return None, True
    last = max(past, key=lambda each: each.claim_request_date or 0)
    return _told(last.claim_type, last, last.claim_status)


def _told(name: str, block: ClaimPart, status: str) -> tuple[ChannelClaim, bool]:
    kind = KINDS[name]
    reason, detail = {
        ClaimKind.CANCEL: (block.cancel_reason, block.cancel_detailed_reason),
        ClaimKind.RETURN: (block.return_reason, block.return_detailed_reason),
        ClaimKind.EXCHANGE: (block.exchange_reason, block.exchange_detailed_reason),
    }[kind]
    held = block.holdback_status == HELD
    claim = ChannelClaim(
        kind=kind,
        stage=STAGES.get(status, ClaimStage.REQUESTED),
        id=block.claim_id,
        qty=block.request_quantity,
        reason=reason,
        detail=detail,
        held=held,
        hold_reason=block.holdback_reason if held else "",
        by_buyer=name != "ADMIN_CANCEL" and not _sold_by(block.request_channel),
        asked_at=block.claim_request_date,
        courier=block.collect_delivery_company,
        tracking=block.collect_tracking_number,
        raw=status,
    )
    return claim, status in STAGES


def _sold_by(channel: str) -> bool:
    return any(word in channel.upper() for word in SELLERS)


def _delivery_fee(parts: Iterable[LinePart], settings: NaverSettings) -> int:
    """What the buyer paid for the delivery of these lines, won; what is paid at the door is none of it."""
    fees: dict[str, list[int]] = {}
    for part in parts:
        if part.shipping_fee_type == PAID_ON_DELIVERY:
            continue
        region = 0 if settings.fee_with_region else part.section_delivery_fee
        fee = part.delivery_fee_amount + region - part.delivery_discount_amount
        fees.setdefault(part.package_number or part.product_order_id, []).append(fee)
    return sum(max(each) if settings.fee_once_a_package else sum(each) for each in fees.values())


def _recipient(parts: Sequence[LinePart]) -> Recipient:
    """Where the lines go: as those say that are still to be sent, which follow a change of the address."""
    open_ = [part for part in parts if part.product_order_status in UNSENT]
    part = (open_ or list(parts))[0]
    to = part.shipping_address
    return Recipient(
        name=to.name,
        phone=to.tel1 or to.tel2,
        postcode=to.zip_code,
        line1=to.base_address,
        line2=to.detailed_address,
        note=part.shipping_memo,
        country=_country(to.country),
    )


def _country(told: str) -> str:
    return told if len(told) == 2 and told.isascii() else "KR"
