"""What TalkCheckout lets be done to a line, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from orderdesk.simulators.kakao.shop import (
    COMPANIES,
    DELAYS,
    DELIVERED,
    PAID,
    PREPARING,
    SHIPPING,
    Claim,
    Line,
    Refused,
    instant,
)

Body = dict[str, Any]
OPEN: Final = (
    "REQUEST",
    "BACKWARD_DELIVERY",
    "BACKWARD_DELIVERY_CHECKING",
    "BACKWARD_DELIVERY_DONE",
    "HOLDBACK",
)
"""Steps of a claim that can still be decided on."""
_WRONG: Final = "처리할 수 없는 상태입니다."


def open_claim(line: Line, kind: str = "") -> Claim | None:
    """The claim that *line* is in, while it can be decided on."""
    claim = line.claim
    if claim is None or (kind and claim.kind != kind):
        return None
    return claim if claim.process.removeprefix(f"{claim.kind.upper()}_") in OPEN else None


def _claim(line: Line, kind: str) -> Claim:
    claim = open_claim(line, kind)
    if claim is None:
        raise Refused("클레임 상태를 확인하세요.")
    return claim


def _at(line: Line, *states: str) -> None:
    if line.status not in states or (line.claim is not None and not _is_rejected(line.claim)):
        raise Refused(_WRONG)


def _is_rejected(claim: Claim) -> bool:
    return claim.process.endswith("_REJECT")


def _need(body: Body, *names: str) -> None:
    for name in names:
        if body.get(name) in (None, ""):
            raise Refused(f"{name} 값이 필요합니다.")


def _parcel(body: Body, needed: bool) -> tuple[str, str]:
    """The parcel that *body* tells of: code and number; nothing for zeros, unless it is *needed*."""
    code, number = str(body.get("logisticsCode") or ""), str(body.get("invoiceNo") or "")
    if not code and not number and not needed:
        return "", ""
    if code not in COMPANIES:
        raise Refused("택배사코드를 확인할수 없습니다.")
    if not number:
        raise Refused("invoiceNo 값이 필요합니다.")
    return code, number


# --- on the way to the buyer -----------------------------------------------------------------


def confirm(line: Line, body: Body, _now: float) -> None:
    """상품준비중; a parcel may be told of already."""
    _at(line, PAID)
    company, invoice = _parcel(body, needed=False)
    line.status, line.company, line.invoice = PREPARING, company, invoice


def deliver(line: Line, body: Body, now: float, amends: bool = False) -> None:
    """배송중. Whether it may be told again to amend the number is not known."""
    again = amends and line.status == SHIPPING and line.claim is None
    if not again:
        _at(line, PAID, PREPARING)
    company, invoice = _parcel(body, needed=False)
    line.company, line.invoice = company, invoice or "0"
    if not again:
        line.status, line.sent_at = SHIPPING, now
        line.sent += 1


def delay(line: Line, body: Body, now: float) -> None:
    """Announce a later dispatch; only while the goods are being prepared."""
    _need(body, "estimatedDeliveryDate", "reasonType", "message")
    _at(line, PAID, PREPARING)
    if body["reasonType"] not in DELAYS:
        raise Refused("지연 사유를 확인하세요.")
    due = instant(body["estimatedDeliveryDate"])
    if due <= now:
        raise Refused("발송예정일은 오늘 이후여야 합니다.")
    line.due_at = due


# --- claims ----------------------------------------------------------------------------------


def cancel_approve(line: Line, _body: Body, _now: float) -> None:
    """Grant the buyer's cancel."""
    _finish(line, _claim(line, "cancel"), "CANCELED")


def _finish(line: Line, claim: Claim, status: str) -> None:
    claim.process = f"{claim.kind.upper()}_DONE"
    line.status = status
    line.refunded = line.price * line.qty


def cancel_reject(line: Line, body: Body, now: float) -> None:
    """Deny the buyer's cancel, by sending the goods."""
    claim = _claim(line, "cancel")
    _need(body, "deliveryMethod")
    line.company, line.invoice = _parcel(body, needed=True)
    line.status, line.sent_at, claim.process = SHIPPING, now, "CANCEL_REJECT"
    line.sent += 1


def return_approve(line: Line, _body: Body, _now: float) -> None:
    """Grant a return, one that is withheld as well: no call is known that would end that first."""
    _finish(line, _claim(line, "return"), "RETURNED")


def reject(kind: str) -> Verb:
    """Denying a return or an exchange, with a reason."""

    def act(line: Line, body: Body, _now: float) -> None:
        claim = _claim(line, kind)
        _need(body, "reason")
        claim.process = f"{kind.upper()}_REJECT"

    return act


def hold(kind: str) -> Verb:
    """Withholding a return or an exchange, with a reason and a fee."""

    def act(line: Line, body: Body, _now: float) -> None:
        claim = _claim(line, kind)
        _need(body, "holdbackReason", "extraFee")
        if claim.process.endswith("_HOLDBACK"):
            raise Refused("이미 보류 중입니다.")
        claim.process = f"{kind.upper()}_HOLDBACK"
        claim.held, claim.fee = str(body["holdbackReason"]), int(body["extraFee"])

    return act


def redeliver(line: Line, body: Body, _now: float) -> None:
    """The exchanged goods are on their way."""
    claim = _claim(line, "exchange")
    _need(body, "deliveryMethod")
    company, invoice = _parcel(body, needed=body["deliveryMethod"] == "DELIVERY")
    claim.process, claim.company, claim.invoice = "EXCHANGE_FORWARD_DELIVERY", company, invoice
    line.resent += 1


def request(kind: str, line: Line, body: Body, now: float, claim_id: str) -> None:
    """The seller asks for a claim: a cancel is done at once, the others wait for the goods."""
    _need(body, "requestType", "requestReason")
    if kind == "cancel":
        _at(line, PAID, PREPARING)
        line.claim = Claim(claim_id, kind, "", body["requestType"], body["requestReason"], now, False)
        _finish(line, line.claim, "CANCELED")
        return
    _need(body, "collectMethodType")
    _at(line, SHIPPING, DELIVERED)
    company, invoice = _parcel(body, needed=False)
    line.claim = Claim(
        claim_id,
        kind,
        f"{kind.upper()}_REQUEST",
        body["requestType"],
        body["requestReason"],
        now,
        by_buyer=False,
        collect=body["collectMethodType"],
        company=company,
        invoice=invoice,
    )


Verb = Callable[[Line, Body, float], None]

SINGLE: Final[dict[str, Verb]] = {"confirm": confirm, "delivery": deliver, "delay": delay}
"""Verbs told of one line by `orderProductId`."""

CLAIMS: Final[dict[str, Verb]] = {
    "cancel-approve": cancel_approve,
    "cancel-reject": cancel_reject,
    "return-approve": return_approve,
    "return-reject": reject("return"),
    "return-holdback": hold("return"),
    "exchange-reject": reject("exchange"),
    "exchange-holdback": hold("exchange"),
    "exchange-redelivery": redeliver,
}
"""Verbs told of an order's lines by `orderProductIds`, that decide on a claim."""

REQUESTS: Final = {"cancel-force": "cancel", "return-request": "return", "exchange-request": "exchange"}
"""Verbs by which the seller asks for a claim, and its kind."""
