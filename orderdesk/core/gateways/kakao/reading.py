"""Lines of TalkCheckout's in the words that all channels share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
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
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.states import ChannelState
from orderdesk.core.gateways.kakao.shapes import OrderProduct
from orderdesk.core.gateways.kakao.words import (
    CLOSED,
    DONE_STATES,
    KINDS,
    PROCESSES,
    STATES,
    Process,
)

_ABROAD: Final = re.compile(r"^\+?82-?0?(?=1)")
_FREE: Final = "POSTPAID"
"""A fee that the receiver pays to the courier is none of the order's."""


def seconds(text: str) -> int | None:
    """A time of TalkCheckout's, Seoul's unless it says otherwise, in seconds; None where it can't be read."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return int((at if at.tzinfo else at.replace(tzinfo=SEOUL)).timestamp())


def stamp(at: float) -> str:
    """*at* as TalkCheckout wants it: Seoul's clock, which is not said."""
    return datetime.fromtimestamp(int(at), UTC).astimezone(SEOUL).strftime("%Y-%m-%dT%H:%M:%S.000")


def phone(number: str) -> str:
    """*number* as people in Korea dial it: 8210… is 010…"""
    return _ABROAD.sub("0", number)


def process_of(line: OrderProduct) -> Process | None:
    """The step of the claim that *line* is in; None where it is in none. An unknown one is asked for."""
    word = line.claim.claim_process_type if line.claim else ""
    if not word:
        return None
    if word in PROCESSES:
        return PROCESSES[word]
    kind = KINDS.get(word.partition("_")[0])
    return None if kind is None else Process(kind, ClaimStage.REQUESTED)


def state_of(line: OrderProduct) -> ChannelState | None:
    """Where the goods are: a claim that is done overrides the line's word; None for an unknown one."""
    process = process_of(line)
    word = line.claim.claim_process_type if line.claim else ""
    if word and word not in PROCESSES:
        return None
    if process is not None and process.stage is ClaimStage.DONE:
        return DONE_STATES[process.kind]
    return STATES.get(line.status)


def orders_of(
    lines: Iterable[OrderProduct], courier: Callable[[str], str], since: int | None
) -> list[ChannelOrder]:
    """*lines* by the orders that they are of; *courier* tells the name of one by its code.

    Nothing tells how many lines an order has: one is whole where it was placed after *since*, from when on
    every line was told of.
    """
    by_order: dict[str, list[OrderProduct]] = {}
    for line in lines:
        by_order.setdefault(line.order_id, []).append(line)
    return [_order(group, courier, since) for group in by_order.values()]


def _order(lines: list[OrderProduct], courier: Callable[[str], str], since: int | None) -> ChannelOrder:
    first = lines[0]
    placed_at = seconds(first.order_date_time) or 0
    fees: dict[str, int] = {}
    for line in lines:
        if line.shipping_fee_pay_type != _FREE:
            group = line.shipping_fee_group_id or line.id
            fees[group] = max(fees.get(group, 0), line.shipping_fee)
    fee = sum(fees.values())
    paid_at = seconds(first.paid_date_time)
    return ChannelOrder(
        channel=Channel.KAKAO,
        number=first.order_id,
        placed_at=placed_at,
        paid_at=paid_at,
        buyer_name=first.purchaser_nickname,
        buyer_phone=phone(first.purchaser_phone_number),
        recipient=Recipient(
            first.receiver_name,
            phone(first.receiver_mobile_number),
            first.zip_code,
            first.base_address,
            first.detail_address,
            first.delivery_message,
        ),
        method=Method.CHANNEL,
        paid=sum(line.price for line in lines) + fee,
        delivery_fee=fee,
        lines=tuple(_line(line, courier) for line in lines),
        whole=since is not None and placed_at >= since,
    )


def _line(line: OrderProduct, courier: Callable[[str], str]) -> ChannelLine:
    state = state_of(line)
    claim = _claim(line)
    raw = line.claim.claim_process_type if line.claim and claim is not None else line.status
    options = " / ".join(": ".join(filter(None, (each.name, each.value))) for each in line.select_items)
    chosen = line.select_text or options
    return ChannelLine(
        ref=LineRef(line.order_id, line.id),
        product=line.product_name,
        option="" if chosen == line.product_name else chosen,
        qty=line.quantity,
        left=0 if state in CLOSED else line.quantity,
        unit_price=line.unit_price,
        total=line.price,
        state=state,
        raw=raw,
        product_code=line.product_id,
        sku=line.option_code,
        confirmed=line.status not in ("", "WAIT_DEPOSIT", "PAID"),
        claim=claim,
        courier=courier(line.logistics_code),
        tracking=line.invoice_no if line.invoice_no != "0" else "",
        sent_at=seconds(line.in_delivery_date_time),
        due_at=seconds(line.estimated_delivery_date),
        changed_at=seconds(line.modified_date_time),
        bundle=line.shipping_fee_group_id,
    )


def _claim(line: OrderProduct) -> ChannelClaim | None:
    process = process_of(line)
    if line.claim is None or process is None:
        return None
    return ChannelClaim(
        process.kind,
        process.stage,
        id=line.claim.claim_id,
        reason=line.claim.request_type,
        detail=line.claim.request_reason,
        held=process.held,
        hold_reason=line.claim.holdback_reason if process.held else "",
        asked_at=seconds(line.claim.request_date_time),
        courier=line.claim.logistics_code,
        tracking=line.claim.invoice_no,
        raw=line.claim.claim_process_type,
    )
