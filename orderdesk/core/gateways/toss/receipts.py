"""Cash receipts at Toss."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict

from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.text import digits
from orderdesk.core.gateways.money import CashReceiptAsked, CashReceiptView, ReceiptPurpose, ReceiptState
from orderdesk.core.gateways.toss.line import No, TossLine
from orderdesk.core.gateways.toss.shapes import CashReceipt

_TYPES: Final = {ReceiptPurpose.INCOME: "소득공제", ReceiptPurpose.EXPENSE: "지출증빙"}
_PATH: Final = "/v1/cash-receipts"


class _List(BaseModel):
    """A list under a name that the settings know."""

    model_config = ConfigDict(extra="allow")


class TossReceipts:
    """Toss Payments as who issues cash receipts; a receipt's `reference` is its receiptKey."""

    def __init__(self, line: TossLine) -> None:
        self._line = line

    def issue(self, asked: CashReceiptAsked) -> CashReceiptView:
        """Issue it; asked again under its key, Toss answers as the first time."""
        settings = self._line.settings
        body: dict[str, Any] = {
            "amount": asked.amount,
            "orderId": asked.key if settings.order_per_receipt else asked.order,
            "orderName": asked.name,
            "type": _TYPES[asked.purpose],
            settings.identity_field: digits(asked.identity),
        }
        if asked.tax_free:
            body["taxFreeAmount"] = asked.tax_free
        return _seen(asked.key, self._line.post(_PATH, "cash-receipt", body, asked.key, CashReceipt))

    def cancel(self, issued: CashReceiptView, amount: int | None, key: str) -> CashReceiptView:
        """Cancel *amount* won of it, all where None."""
        body = {} if amount is None else {"amount": amount}
        path = f"{_PATH}/{quote(issued.reference, safe='')}/cancel"
        told = self._line.post(path, "cash-receipt-cancel", body, key, CashReceipt)
        state = ReceiptState.CANCELLED if amount is None else ReceiptState.ISSUED
        return _seen(key, told, state)

    def get(self, issued: CashReceiptView) -> CashReceiptView | None:
        """What the list of the day on which it was issued says of it; None where that day is not known."""
        if issued.at is None:
            return None
        day = datetime.fromtimestamp(issued.at, SEOUL).date().isoformat()
        found = self._line.get(_PATH, "cash-receipts", _List, {"requestDate": day})
        rows = (found.model_extra or {}).get(self._line.settings.listed_under, ()) if found else ()
        for row in rows:
            receipt = CashReceipt.model_validate(row)
            if receipt.receipt_key == issued.reference:
                return _seen(issued.key, receipt)
        return None


def _seen(key: str, told: CashReceipt | No, state: ReceiptState = ReceiptState.ISSUED) -> CashReceiptView:
    if isinstance(told, No):
        return CashReceiptView(key, ReceiptState.FAILED, code=told.code, message=told.message)
    if told.canceled_at:
        state = ReceiptState.CANCELLED
    at = told.approved_at or told.requested_at
    return CashReceiptView(key, state, told.approval, _seconds(at), told.receipt_key)


def _seconds(text: str | None) -> int | None:
    """A time of Toss as seconds; one without a zone is Seoul's."""
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=SEOUL)).astimezone(UTC).timestamp())
