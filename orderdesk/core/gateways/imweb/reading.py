"""An order of imweb's in the words that all channels share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from orderdesk.core.domain.channels import (
    ChannelClaim,
    ChannelLine,
    ChannelOrder,
    ClaimStage,
    LineRef,
    Recipient,
)
from orderdesk.core.domain.orders import Channel, Method
from orderdesk.core.domain.states import ChannelState
from orderdesk.core.gateways.imweb.pieces import WAITING, Pieces, name_of, pieces_of
from orderdesk.core.gateways.imweb.shapes import Order, Payment

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


def channel_order(order: Order, courier: Callable[[str], str]) -> ChannelOrder:
    """*order* for the desk; *courier* tells the name of one by its number.

    An order of Naver's or Kakao's has the number that it has there.
    """
    channel = channel_of(order.sale_channel)
    external = channel.external and order.channel_order_no
    paid = paid_at(order)
    pieces: dict[str, list[Pieces]] = {}
    for each in pieces_of(order):
        pieces.setdefault(each.item.order_item_code or each.item.order_section_item_no, []).append(each)
    return ChannelOrder(
        channel=channel,
        number=order.channel_order_no if external else order.order_no,
        placed_at=seconds(order.wtime) or 0,
        paid_at=paid,
        buyer_name=order.orderer_name,
        buyer_phone=order.orderer_call,
        buyer_email=order.orderer_email,
        recipient=_recipient(order),
        method=Method.CHANNEL if channel.external else method_of(order.payments),
        paid=order.total_payment_price,
        delivery_fee=order.total_delivery_price,
        lines=tuple(_line(order, parts, paid is not None, courier) for parts in pieces.values()),
    )


def _recipient(order: Order) -> Recipient:
    """Where the order goes: as what is still to be sent says, which follows a change of the address."""
    sections = sorted(order.sections, key=lambda each: each.order_section_status not in WAITING)
    if not sections:
        return Recipient("", "", "", "")
    to = sections[0].delivery
    return Recipient(
        to.receiver_name, to.receiver_call, to.zipcode, to.addr1, to.addr2, to.memo, to.country or "KR"
    )


def _line(order: Order, parts: list[Pieces], is_paid: bool, courier: Callable[[str], str]) -> ChannelLine:
    """A line, of all sections that its pieces are in: it stands where the last of what is left of it does."""
    left = [each for each in parts if each.stands.state not in _CLOSED]
    stand = min(left or parts, key=lambda each: _steps(each.stands.state))
    section, info = stand.section, stand.item.product_info
    qty = sum(each.item.qty for each in parts)
    state = stand.stands.state
    return ChannelLine(
        ref=LineRef(order.order_no, name_of(order, stand.item), section.order_section_code),
        product=info.prod_name,
        option=" / ".join(f"{name}: {value}" for name, value in info.option_info.items()),
        qty=qty,
        left=sum(each.item.qty for each in left),
        unit_price=info.base_item_price or info.item_price,
        total=(info.item_price or info.base_item_price) * qty,
        state=ChannelState.WAITING if state is ChannelState.PREPARING and not is_paid else state,
        raw=section.order_section_status,
        product_code=info.custom_prod_code or info.prod_no,
        sku=info.sku,
        confirmed=is_paid,
        claim=_claim(parts),
        courier=courier(section.parcel_company_idx),
        tracking=section.invoice_no,
        sent_at=seconds(section.delivery_send_time),
        changed_at=seconds(order.mtime),
        bundle=section.order_section_code,
    )


def _steps(state: ChannelState | None) -> int:
    """How far a state is; what is not known stands before all others, so that it is seen."""
    return -1 if state is None else state


def _claim(parts: list[Pieces]) -> ChannelClaim | None:
    """The claim that some pieces are in: one that is open, else the last that there was."""
    claimed = [each for each in parts if each.stands.kind is not None]
    if not claimed:
        return None
    ones = [each for each in claimed if each.stands.stage is not ClaimStage.DONE] or claimed[-1:]
    section, stands = ones[0].section, ones[0].stands
    if stands.kind is None or stands.stage is None:
        return None
    return ChannelClaim(
        stands.kind,
        stands.stage,
        id=section.order_section_code,
        qty=ones[0].item.qty,
        reason=section.reason,
        detail=section.reason_detail,
        asked_at=seconds(section.cancel_request_time),
        raw=section.order_section_status,
    )
