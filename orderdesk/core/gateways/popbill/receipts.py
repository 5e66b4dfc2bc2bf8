"""Cash receipts at Popbill: issued under a key of ours that is taken once, and looked for under it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

import httpx
from pydantic import BaseModel, Field

from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.text import digits
from orderdesk.core.gateways.money import CashReceiptAsked, CashReceiptView, ReceiptPurpose, ReceiptState
from orderdesk.core.gateways.popbill.authority import CASHBILL, Member
from orderdesk.core.gateways.popbill.line import NO_SUCH_KEY, No, told
from orderdesk.core.gateways.popbill.settings import PopbillSettings
from orderdesk.core.gateways.results import Fault, GatewayError
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.wire import Call, Times, Wire

_USAGES: Final = {ReceiptPurpose.INCOME: "소득공제용", ReceiptPurpose.EXPENSE: "지출증빙용"}
_PATH: Final = "/Cashbill"


class _Sent(BaseModel):
    """What is said to something that was taken; what came of it is looked up under its key."""

    code: int = 1


class _Known(BaseModel):
    """What is known of a receipt."""

    state: int = Field(0, alias="stateCode")
    approval: str = Field("", alias="confirmNum")
    at: str = Field("", alias="tradeDT")
    words: str = Field("", alias="stateMemo")


class PopbillReceipts:
    """Popbill as who issues cash receipts; a receipt's `reference` is the key it was issued under."""

    def __init__(
        self,
        settings: PopbillSettings,
        secret: Secret,
        *,
        times: Times,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._settings = settings
        member = Member(settings, secret, CASHBILL, transport=transport, times=times)
        self._wire = Wire(settings.base, member, transport=transport, times=times)

    def issue(self, asked: CashReceiptAsked) -> CashReceiptView:
        """Issue it, or find under its key that it was issued."""
        tax = 0 if asked.tax_free == asked.amount else _vat(asked.amount - asked.tax_free)
        body = {
            "mgtKey": asked.key,
            "tradeType": "승인거래",
            "tradeUsage": _USAGES[asked.purpose],
            "tradeOpt": "일반",
            "taxationType": "비과세" if asked.tax_free == asked.amount else "과세",
            "totalAmount": str(asked.amount),
            "supplyCost": str(asked.amount - tax),
            "tax": str(tax),
            "serviceFee": "0",
            "identityNum": digits(asked.identity),
            "orderNumber": asked.order,
            "itemName": asked.name,
        }
        return self._once(asked.key, "ISSUE", body)

    def cancel(self, issued: CashReceiptView, amount: int | None, key: str) -> CashReceiptView:
        """Issue the receipt *key* that takes back *amount* won of it, all where None."""
        day = "" if issued.at is None else datetime.fromtimestamp(issued.at, SEOUL).strftime("%Y%m%d")
        body: dict[str, Any] = {
            "mgtKey": key,
            "orgConfirmNum": issued.approval,
            "orgTradeDate": day,
            "smssendYN": False,
            "isPartCancel": amount is not None,
            "cancelType": 1,
        }
        if amount is not None:
            tax = _vat(amount)
            amounts = {"totalAmount": amount, "supplyCost": amount - tax, "tax": tax, "serviceFee": 0}
            body.update({name: str(won) for name, won in amounts.items()})
        told_of = self._once(key, "REVOKEISSUE", body)
        taken_back = amount is None and told_of.state is ReceiptState.ISSUED
        return replace(told_of, state=ReceiptState.CANCELLED) if taken_back else told_of

    def get(self, issued: CashReceiptView) -> CashReceiptView | None:
        """What is known under the key that it was issued under."""
        return self._look(issued.reference or issued.key)

    def _once(self, key: str, verb: str, body: dict[str, Any]) -> CashReceiptView:
        """Sends *body*, and again where no answer came and nothing is there; what then stands under *key*.

        A key that is taken already is refused, which is told from other noes by looking, too.
        """
        said, there = self._send(verb, body), self._look(key)
        if said is None and there is None:
            said, there = self._send(verb, body), self._look(key)
        if there is not None:
            return there
        if isinstance(said, No):
            return CashReceiptView(key, ReceiptState.FAILED, code=str(said.code), message=said.message)
        raise GatewayError(Fault.PROTOCOL if said else Fault.TIMEOUT_UNKNOWN, key)

    def _send(self, verb: str, body: dict[str, Any]) -> _Sent | No | None:
        """A write is a POST to one address, which its header tells from others. None: nobody knows."""
        call = Call("POST", _PATH, verb, body=body, headers={"X-HTTP-Method-Override": verb})
        try:
            return told(self._wire.write(call), _Sent)
        except GatewayError as error:
            if error.fault is Fault.TIMEOUT_UNKNOWN:
                return None
            raise

    def _look(self, key: str) -> CashReceiptView | None:
        said = told(self._wire.read(Call("GET", f"{_PATH}/{quote(key, safe='')}", "info")), _Known)
        if isinstance(said, No):
            if said.code == NO_SUCH_KEY:
                return None
            raise GatewayError(Fault.PROTOCOL, str(said.code), said.message)
        state, code = ReceiptState.ISSUED, ""
        if said.state in self._settings.cancelled_states:
            state = ReceiptState.CANCELLED
        elif said.state in self._settings.failed_states:
            state, code = ReceiptState.FAILED, str(said.state)
        return CashReceiptView(key, state, said.approval, _seconds(said.at), key, code, said.words)


def _vat(taxed: int) -> int:
    """The eleventh part of *taxed* won that is tax, rounded."""
    return (2 * taxed + 11) // 22


def _seconds(text: str) -> int | None:
    """A time of Popbill (yyyyMMddHHmmss of Seoul) as seconds."""
    return int(datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=SEOUL).timestamp()) if text else None
