"""An order of imweb's in the words that all channels share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from orderdesk.core.domain.channels import ChannelClaim, ChannelLine, ChannelOrder, LineRef, Recipient
from orderdesk.core.domain.orders import Channel, Method
from orderdesk.core.domain.states import ChannelState
from orderdesk.core.gateways.imweb.shapes import Order, Payment, Section, SectionItem
from orderdesk.core.gateways.imweb.states import standing

_METHODS: Final = {
    "BANKTRANSFER": Method.BANK,
    "CARD": Method.CARD,
    "VIRTUAL": Method.VIRTUAL,
    "TRANSFER": Method.TRANSFER,
    "PHONE": Method.PHONE,
    "FREE": Method.FREE,
    "KAKAOPAY": Method.KAKAOPAY,
    "NAVERPAY": Method.NAVERPAY,
    "NAVERPAY_ORDER": Method.CHANNEL,
    "TOSSPAY": Method.TOSSPAY,
    "PAYCO": Method.PAYCO,
    "SAMSUNGPAY": Method.SAMSUNGPAY,
    "APPLEPAY": Method.APPLEPAY,
}
_PAID: Final = frozenset(
    {
        "PAYMENT_COMPLETE",
        "PARTIAL_REFUND_COMPLETE",
        "REFUND_COMPLETE",
        "REFUND_PROCESSING",
        "REFUND_FAILED",
    }
)
_CLOSED: Final = frozenset({ChannelState.CANCELLED, ChannelState.RETURNED, ChannelState.EXCHANGED})


def seconds(text: str) -> int | None:
    """A time of imweb's (UTC) in seconds; None where there is none, or none that can be read."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())


def stamp(at: float) -> str:
    """*at* as imweb wants it."""
    return datetime.fromtimestamp(int(at), UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def channel_of(sale_channel: str) -> Channel:
    """Where the buyer bought: imweb holds the orders of Naver and Kakao too."""
    word = sale_channel.upper()
    if "NAVER" in word or "NPAY" in word:
        return Channel.NAVER
    return Channel.KAKAO if "KAKAO" in word or "TALK" in word else Channel.OWN


def paid_at(order: Order) -> int | None:
    """When the order was paid; None while it is not."""
    made = [each for each in order.payments if each.payment_status in _PAID and each.paid_price >= 0]
    times = [at for each in made if (at := seconds(each.payment_complete_time)) is not None]
    if times:
        return min(times)
    return seconds(order.wtime) if made else None


def method_of(payments: tuple[Payment, ...]) -> Method:
    """How the order is paid: as its first payment says."""
    for each in payments:
        if each.method.startswith("TALK") or each.method == "KAKAOPAY_ORDER":
            return Method.CHANNEL
        return _METHODS.get(each.method, Method.UNKNOWN)
    return Method.UNKNOWN


def channel_order(order: Order) -> ChannelOrder:
    """*order* for the desk.

    An order of Naver's or Kakao's has the number that it has there; its lines are reached by imweb's own.
    """
    channel = channel_of(order.sale_channel)
    external = channel.external and order.channel_order_no
    placed = seconds(order.wtime) or 0
    paid = paid_at(order)
    first = order.sections[0] if order.sections else None
    return ChannelOrder(
        channel=channel,
        number=order.channel_order_no if external else order.order_no,
        placed_at=placed,
        paid_at=paid,
        buyer_name=order.orderer_name,
        buyer_phone=order.orderer_call,
        buyer_email=order.orderer_email,
        recipient=_recipient(first),
        method=Method.CHANNEL if channel.external else method_of(order.payments),
        paid=order.total_payment_price if paid is not None else 0,
        delivery_fee=order.total_delivery_price,
        lines=tuple(
            _line(order, section, item, paid is not None)
            for section in order.sections
            for item in section.section_items
        ),
    )


def _recipient(section: Section | None) -> Recipient:
    if section is None:
        return Recipient("", "", "", "")
    to = section.delivery
    return Recipient(
        to.receiver_name, to.receiver_call, to.zipcode, to.addr1, to.addr2, to.memo, to.country or "KR"
    )


def _line(order: Order, section: Section, item: SectionItem, paid: bool) -> ChannelLine:
    stands = standing(section.order_section_status)
    info = item.product_info
    claim = None
    if stands.kind is not None and stands.stage is not None:
        claim = ChannelClaim(
            stands.kind,
            stands.stage,
            id=section.order_section_code,
            qty=item.qty,
            reason=section.reason,
            detail=section.reason_detail,
            asked_at=seconds(section.cancel_request_time),
            raw=section.order_section_status,
        )
    return ChannelLine(
        ref=LineRef(order.order_no, item.order_section_item_no, section.order_section_code),
        product=info.prod_name,
        option=" / ".join(f"{name}: {value}" for name, value in info.option_info.items()),
        qty=item.qty,
        left=0 if stands.state in _CLOSED else item.qty,
        unit_price=info.base_item_price or info.item_price,
        total=(info.item_price or info.base_item_price) * item.qty,
        state=stands.state,
        raw=section.order_section_status,
        product_code=info.custom_prod_code or info.prod_no,
        sku=info.sku,
        confirmed=paid,
        claim=claim,
        courier=section.parcel_company_idx,
        tracking=section.invoice_no,
        sent_at=seconds(section.delivery_send_time),
        changed_at=seconds(order.mtime),
        bundle=section.order_section_code,
    )
