"""What TalkCheckout holds of a shop: lines, each with a state and perhaps a claim that overrides it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Final

SEOUL: Final = timezone(timedelta(hours=9))

COMPANIES: Final = {
    "L0001": "CJ대한통운,대한통운,CJGLS",
    "L0002": "우체국택배",
    "L0003": "한진택배",
    "L0004": "롯데택배,현대택배",
    "L0005": "로젠",
    "L0011": "일양로지스",
}
"""Couriers by codes that say nothing; names may list others after commas."""

DELAYS: Final = ("OUT_OF_STOCK", "TOO_MUCH_ORDER", "CUSTOM_MADE", "REQUEST_PURCHASER", "ETC")

WAITING, PAID, PREPARING, SHIPPING, DELIVERED, DECIDED = (
    "WAIT_DEPOSIT",
    "PAID",
    "PREPARING_DELIVERY",
    "IN_DELIVERY",
    "DELIVERY_COMPLETED",
    "PURCHASE_DECISION",
)


class Refused(Exception):
    """TalkCheckout says no, in words alone; `status` is what HTTP says of it."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


def local(at: float | None) -> str | None:
    """*at* as TalkCheckout writes times: Seoul's clock, which is not said."""
    if at is None:
        return None
    return datetime.fromtimestamp(at, SEOUL).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]


def instant(text: str) -> float:
    """A time that a caller wrote; refused where it names an offset, or is none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Refused("날짜 형식이 올바르지 않습니다.") from None
    if at.tzinfo is not None or "T" not in text:
        raise Refused("날짜 형식이 올바르지 않습니다.")
    return at.replace(tzinfo=SEOUL).timestamp()


@dataclass
class Claim:
    """A claim on a line: `process` is its step, `held` what was asked for while it is withheld."""

    id: str
    kind: str
    process: str
    reason: str
    detail: str
    asked_at: float
    by_buyer: bool = True
    collect: str = ""
    company: str = ""
    invoice: str = ""
    held: str = ""
    fee: int = 0


@dataclass
class Line:
    """A line of an order. Prices are won; `sent` counts dispatches that took effect."""

    id: str
    order: str
    product: str
    option: str
    price: int
    qty: int
    fee: int
    placed_at: float
    changed_at: float
    address: dict[str, str]
    buyer: dict[str, str]
    method: str
    status: str = PAID
    paid_at: float | None = None
    sent_at: float | None = None
    company: str = ""
    invoice: str = ""
    due_at: float | None = None
    refunded: int = 0
    sent: int = 0
    resent: int = 0
    claim: Claim | None = None


def simple(line: Line) -> dict[str, Any]:
    """A line in the list of changes."""
    return {"id": line.id, "orderId": line.order, "modifiedDateTime": local(line.changed_at)}


def view(line: Line) -> dict[str, Any]:
    """A line as TalkCheckout tells of it, with all of its order."""
    told: dict[str, Any] = {
        **simple(line),
        "productId": f"p-{line.product}",
        "productName": line.product,
        "productType": "OPTION" if line.option else "PRODUCT",
        "selectText": line.option or line.product,
        "quantity": line.qty,
        "unitPrice": line.price,
        "price": line.price * line.qty,
        "shippingFee": line.fee,
        "shippingFeePayType": "PREPAID" if line.fee else "FREE",
        "shippingFeeGroupId": f"g-{line.order}",
        "paymentMethodType": line.method,
        "status": line.status,
        "orderDateTime": local(line.placed_at),
        "paidDateTime": local(line.paid_at),
        "inDeliveryDateTime": local(line.sent_at),
        "estimatedDeliveryDate": local(line.due_at),
        "logisticsCode": line.company or None,
        "invoiceNo": line.invoice or None,
        "purchaserNickname": line.buyer["name"],
        "purchaserPhoneNumber": line.buyer["phone"],
        **line.address,
    }
    if line.claim is not None:
        claim = line.claim
        told["claim"] = {
            "claimType": claim.kind.upper(),
            "claimProcessType": claim.process,
            "claimDetail": {
                "claimId": claim.id,
                "orderId": line.order,
                "requestType": claim.reason,
                "requestReason": claim.detail,
                "requestDateTime": local(claim.asked_at),
                "holdbackReason": claim.held or None,
                "invoiceNo": claim.invoice or None,
                "logisticsCode": claim.company or None,
            },
        }
    return told
