"""What Naver's order API is told, and what it says no to. Each function does one line, or names why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orderdesk.simulators.naver.goods import Claim, Line, Parcel
from orderdesk.simulators.naver.telling import milliseconds
from orderdesk.simulators.naver.words import (
    BAD_COURIER,
    BAD_NUMBER,
    BUSY,
    CANCELS,
    COURIERS,
    DELAYS,
    DISPATCH_METHODS,
    HOLDS,
    METHODS,
    ON_HOLD,
    RETURNS,
    STATE,
)
from orderdesk.simulators.naver.wrong import Wrong

if TYPE_CHECKING:
    from orderdesk.simulators.naver.shop import NaverShop

Refusal = tuple[str, str] | None
Body = dict[str, Any]

_MOST_DETAIL = 500


def _one_of(body: Body, name: str, words: frozenset[str]) -> str:
    if body.get(name) not in words:
        raise Wrong(400, "BAD_REQUEST", f"{name} 값을 확인하세요", name)
    return str(body[name])


def _text(body: Body, name: str) -> str:
    if not str(body.get(name) or "").strip():
        raise Wrong(400, "BAD_REQUEST", f"{name} 값이 필요합니다", name)
    return str(body[name])


def confirm(shop: NaverShop, line: Line) -> Refusal:
    """발주확인. It is not announced."""
    if line.status != "PAYED" or line.placed == "OK" or _open(line):
        return STATE
    line.placed = "OK"
    return None


def check_dispatch(body: Body) -> tuple[str, float]:
    """How and when (seconds) a line is said to be sent; of a call with an odd one nothing is done."""
    method = _one_of(body, "deliveryMethod", DISPATCH_METHODS)
    return method, milliseconds("dispatchDate", body.get("dispatchDate")) / 1000


def dispatch(shop: NaverShop, line: Line, body: Body) -> Refusal:
    """발송처리 of the whole line; where the shop is played so, over a cancel that is asked for."""
    method, at = check_dispatch(body)
    claim = _open(line)
    over_cancel = claim is not None and claim.status == "CANCEL_REQUEST" and shop.knobs.ships_over_cancel
    if line.status != "PAYED" or (claim is not None and not over_cancel):
        return STATE
    courier, number = str(body.get("deliveryCompanyCode") or ""), str(body.get("trackingNumber") or "")
    if method == "DELIVERY" and courier not in COURIERS:
        return BAD_COURIER
    if method == "DELIVERY" and not _plausible(number):
        return BAD_NUMBER
    if shop.busy > 0:
        shop.busy -= 1
        return BUSY
    if claim is not None:
        shop.end(line, "CANCEL_REJECT")
    shop.send(line, Parcel(method, courier, number, at))
    return None


def _plausible(number: str) -> bool:
    return number.isdigit() and 9 <= len(number) <= 14


def delay(shop: NaverShop, line: Line, body: Body) -> Refusal:
    """발송지연."""
    due = milliseconds("dispatchDueDate", body.get("dispatchDueDate"))
    reason = _one_of(body, "delayedDispatchReason", DELAYS)
    if line.status != "PAYED" or _open(line):
        return STATE
    line.due_at, line.delay = due / 1000, (reason, str(body.get("dispatchDelayedDetailedReason") or ""))
    return None


def cancel_request(shop: NaverShop, line: Line, body: Body) -> Refusal:
    """The seller cancels, the whole line or some pieces."""
    reason = _one_of(body, "cancelReason", CANCELS)
    detail = str(body.get("cancelDetailedReason") or "")
    if len(detail) > _MOST_DETAIL:
        raise Wrong(400, "BAD_REQUEST", "상세 사유는 500자까지 입력할 수 있습니다", "cancelDetailedReason")
    qty = int(body.get("cancelQuantity") or line.left)
    if line.status != "PAYED" or _open(line) or not 1 <= qty <= line.left:
        return STATE
    shop.claim(line, "CANCEL", qty, reason, detail, "판매자")
    if shop.knobs.seller_cancels_at_once:
        shop.end(line, "CANCEL_DONE")
    return None


def cancel_approve(shop: NaverShop, line: Line, body: Body) -> Refusal:
    """The cancel that the buyer asked for is granted."""
    claim = _open(line)
    if claim is None or claim.status != "CANCEL_REQUEST":
        return STATE
    shop.end(line, "CANCEL_DONE")
    return None


def return_request(shop: NaverShop, line: Line, body: Body) -> Refusal:
    """The seller asks for a return in the buyer's name."""
    reason = _one_of(body, "returnReason", RETURNS)
    method = _one_of(body, "collectDeliveryMethod", METHODS)
    qty = int(body.get("returnQuantity") or line.left)
    if line.status not in ("DELIVERING", "DELIVERED") or _open(line) or not 1 <= qty <= line.left:
        return STATE
    claim = shop.claim(line, "RETURN", qty, reason, "", "판매자")
    claim.method = method
    claim.courier = str(body.get("collectDeliveryCompany") or "")
    claim.tracking = str(body.get("collectTrackingNumber") or "")
    return None


def return_approve(shop: NaverShop, line: Line, body: Body) -> Refusal:
    """The return is granted and the money goes back; not while it is withheld."""
    claim = _open(line, "RETURN")
    if claim is None or _held(claim):
        return STATE
    shop.end(line, "RETURN_DONE")
    return None


def return_reject(shop: NaverShop, line: Line, body: Body) -> Refusal:
    """The return is denied."""
    return _reject(shop, line, "RETURN", _text(body, "rejectReturnReason"))


def exchange_reject(shop: NaverShop, line: Line, body: Body) -> Refusal:
    """The exchange is denied."""
    return _reject(shop, line, "EXCHANGE", _text(body, "rejectExchangeReason"))


def _reject(shop: NaverShop, line: Line, kind: str, why: str) -> Refusal:
    claim = _open(line, kind)
    if claim is None or claim.status == "EXCHANGE_REDELIVERING":
        return STATE
    claim.detail = why
    shop.end(line, f"{kind}_REJECT")
    return None


def return_hold(shop: NaverShop, line: Line, body: Body) -> Refusal:
    """The return is withheld."""
    return _hold(line, body, "RETURN", "Return")


def exchange_hold(shop: NaverShop, line: Line, body: Body) -> Refusal:
    """The exchange is withheld."""
    return _hold(line, body, "EXCHANGE", "Exchange")


def _hold(line: Line, body: Body, kind: str, name: str) -> Refusal:
    why = _one_of(body, "holdbackClassType", HOLDS)
    note = _text(body, f"holdback{name}DetailReason")
    claim = _open(line, kind)
    if claim is None or _held(claim) or claim.status == "EXCHANGE_REDELIVERING":
        return STATE
    claim.hold, claim.hold_note, claim.released = why, note, False
    claim.fee = int(body.get(f"extra{name}FeeAmount") or 0)
    return None


def return_release(shop: NaverShop, line: Line, body: Body) -> Refusal:
    """The return is withheld no longer."""
    return _release(line, "RETURN")


def exchange_release(shop: NaverShop, line: Line, body: Body) -> Refusal:
    """The exchange is withheld no longer."""
    return _release(line, "EXCHANGE")


def _release(line: Line, kind: str) -> Refusal:
    claim = _open(line, kind)
    if claim is None or not _held(claim):
        return STATE
    claim.released = True
    return None


def exchange_collected(shop: NaverShop, line: Line, body: Body) -> Refusal:
    """The goods of the exchange came back."""
    claim = _open(line, "EXCHANGE")
    if claim is None or claim.status not in ("EXCHANGE_REQUEST", "COLLECTING"):
        return STATE
    claim.status = "COLLECT_DONE"
    shop.announce(line, "COLLECT_DONE")
    return None


def exchange_dispatch(shop: NaverShop, line: Line, body: Body) -> Refusal:
    """The goods of the exchange go out again; not while it is withheld."""
    claim = _open(line, "EXCHANGE")
    if claim is None or claim.status != "COLLECT_DONE":
        return STATE
    if _held(claim):
        return ON_HOLD
    courier, number = (
        str(body.get("reDeliveryCompany") or ""),
        str(body.get("reDeliveryTrackingNumber") or ""),
    )
    if "reDeliveryMethod" in body:
        _one_of(body, "reDeliveryMethod", METHODS)
    if courier and courier not in COURIERS:
        return BAD_COURIER
    claim.status, claim.again = "EXCHANGE_REDELIVERING", (courier, number)
    shop.announce(line, "CLAIM_REDELIVERING")
    return None


def _open(line: Line, kind: str = "") -> Claim | None:
    claim = line.claim
    return claim if claim is not None and claim.is_open and kind in ("", claim.kind) else None


def _held(claim: Claim) -> bool:
    return bool(claim.hold) and not claim.released
