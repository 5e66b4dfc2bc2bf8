"""How Naver's order API tells of orders: what changed in a window, and lines in full."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from typing import Any

from orderdesk.simulators.naver.goods import Claim, Line, Order
from orderdesk.simulators.naver.wrong import Wrong

_SEOUL = timezone(timedelta(hours=9))
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d")
_DAY_MS = 86_400_000
MOST = 300

Json = dict[str, Any]


def stamp(at: float | None) -> str | None:
    """Seconds, UTC, as Naver writes them."""
    if at is None:
        return None
    return datetime.fromtimestamp(round(at * 1000) / 1000, _SEOUL).isoformat(timespec="milliseconds")


def milliseconds(name: str, text: str | None) -> int:
    """The time *text* that was sent as *name*; without milliseconds or offset it is refused."""
    if text is None or not _TIME.fullmatch(text):
        raise Wrong(400, "BAD_REQUEST", "날짜 형식이 올바르지 않습니다", name)
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def changes(orders: Iterable[Order], asked: dict[str, str], now: float, most: int) -> Json:
    """The lines whose latest change lies in the window that was *asked* for, in pages of at most *most*."""
    start = milliseconds("lastChangedFrom", asked.get("lastChangedFrom"))
    end = start + _DAY_MS
    if "lastChangedTo" in asked:
        end = milliseconds("lastChangedTo", asked["lastChangedTo"])
    if not start <= end <= start + _DAY_MS:
        raise Wrong(400, "BAD_REQUEST", "조회 기간은 24시간을 넘을 수 없습니다", "lastChangedTo")
    limit = int(asked.get("limitCount", MOST))
    if not 1 <= limit <= MOST:
        raise Wrong(400, "BAD_REQUEST", "300건까지 조회할 수 있습니다", "limitCount")
    kind = asked.get("lastChangedType")
    rows = sorted(
        (round(line.changed_at * 1000), line.id, order, line)
        for order in orders
        for line in order.lines
        if line.changed and kind in (None, line.changed)
    )
    first = (start, asked.get("moreSequence", ""))
    found = [row for row in rows if first <= row[:2] and row[0] <= min(end, now * 1000)]
    page = found[: min(limit, most)]
    data: Json = {
        "lastChangeStatuses": [_change(order, line) for _at, _id, order, line in page],
        "count": len(page),
    }
    if len(found) > len(page):
        at, number = found[len(page)][:2]
        data["more"] = {"moreFrom": stamp(at / 1000), "moreSequence": number}
    return data


def _change(order: Order, line: Line) -> Json:
    claim = line.claim
    told = {
        "orderId": order.id,
        "productOrderId": line.id,
        "lastChangedType": line.changed,
        "paymentDate": stamp(order.paid_at),
        "lastChangedDate": stamp(line.changed_at),
        "productOrderStatus": line.said or line.status,
        "claimType": claim.kind if claim else None,
        "claimStatus": claim.status if claim else None,
        "receiverAddressChanged": line.moved,
        "giftReceivingStatus": order.gift or None,
    }
    return {name: value for name, value in told.items() if value is not None}


def line_in_full(order: Order, line: Line, compatible: bool) -> Json:
    """All that is told of *line*; *compatible*: the caller knows claims on some pieces of a line."""
    told: Json = {"order": _order(order), "productOrder": _line(order, line, compatible)}
    if line.claim is not None:
        told["currentClaim"] = {line.claim.kind.removeprefix("ADMIN_").lower(): _claim(line.claim)}
    if line.past:
        told["completedClaims"] = [{"claimType": each.kind, **_claim(each)} for each in line.past]
    if line.parcel is not None:
        parcel = line.parcel
        told["delivery"] = {
            "deliveryStatus": "NOT_REQUESTED",
            "deliveryMethod": parcel.method,
            "deliveryCompany": parcel.courier,
            "trackingNumber": parcel.tracking,
            "sendDate": stamp(parcel.at),
            "deliveredDate": stamp(parcel.delivered_at),
            "isWrongTrackingNumber": parcel.wrong,
        }
    return told


def _order(order: Order) -> Json:
    total = sum(line.paid(line.qty) for line in order.lines) + order.fee + order.region
    return {
        "orderId": order.id,
        "orderDate": stamp(order.at),
        "paymentDate": stamp(order.paid_at),
        "ordererName": order.buyer,
        "ordererTel": order.phone,
        "paymentMeans": order.means,
        "generalPaymentAmount": total if order.paid_at is not None else 0,
        "naverMileagePaymentAmount": 0,
        "payLocationType": "MOBILE",
        "isDeliveryMemoParticularInput": "false",
    }


def _line(order: Order, line: Line, compatible: bool) -> Json:
    claim = line.claim or (line.past[-1] if line.past else None)
    told = {
        "productOrderId": line.id,
        "productOrderStatus": line.said or line.status,
        "placeOrderStatus": line.placed,
        "claimId": claim.id if claim else None,
        "claimType": claim.kind if claim else None,
        "claimStatus": claim.status if claim else None,
        "productId": line.code,
        "productName": line.product,
        "productOption": line.option,
        "optionManageCode": f"{line.code}-{line.option}" if line.option else "",
        "quantity": line.qty,
        "unitPrice": line.price,
        "optionPrice": line.option_price,
        "totalProductAmount": line.worth(line.qty),
        "totalPaymentAmount": line.paid(line.qty),
        "productImediateDiscountAmount": line.discount,
        "deliveryFeeAmount": order.fee,
        "sectionDeliveryFee": order.region,
        "deliveryDiscountAmount": 0,
        "shippingFeeType": "선불" if order.fee else "무료",
        "packageNumber": order.package,
        "shippingDueDate": stamp(line.due_at),
        "shippingMemo": order.note,
        "shippingAddress": {} if order.gift == "WAIT_FOR_RECEIVING" else order.address,
        "giftReceivingStatus": order.gift or None,
        "delayedDispatchReason": line.delay[0] or None,
        "delayedDispatchDetailedReason": line.delay[1] or None,
        "decisionDate": stamp(line.decided_at),
    }
    if compatible:
        told |= {
            "initialQuantity": line.qty,
            "remainQuantity": line.left,
            "initialPaymentAmount": line.paid(line.qty),
            "remainPaymentAmount": line.paid(line.left),
        }
    return told


def _claim(claim: Claim) -> Json:
    name = claim.kind.removeprefix("ADMIN_").lower()
    told: Json = {
        "claimId": claim.id,
        "claimStatus": claim.status,
        "claimRequestDate": stamp(claim.at),
        "requestChannel": claim.channel,
        "requestQuantity": claim.qty,
        f"{name}Reason": claim.reason,
        f"{name}DetailedReason": claim.detail,
        "claimDeliveryFeeDemandAmount": claim.fee,
        "collectDeliveryMethod": claim.method or None,
        "collectDeliveryCompany": claim.courier or None,
        "collectTrackingNumber": claim.tracking or None,
    }
    if claim.hold or claim.released:
        told |= {
            "holdbackStatus": "RELEASED" if claim.released else "HOLDBACK",
            "holdbackReason": claim.hold,
            "holdbackDetailedReason": claim.hold_note,
        }
    if claim.again[0]:
        told |= {"reDeliveryCompany": claim.again[0], "reDeliveryTrackingNumber": claim.again[1]}
    return told
