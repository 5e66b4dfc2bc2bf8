"""The client of Goodsflow: hands shipments in, opens its print window, and brings its news home.

A batch is taken or refused as a whole; which shipment it was about is found by halving, for what was handed
in and not printed may be handed in again. A shipment that was printed already is not printed anew: it answers
AlreadyDone with the number it has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from orderdesk.core.domain.allowance import Allowance
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.gateways.goodsflow import replies
from orderdesk.core.gateways.goodsflow.settings import CONTRACT_STATES, GoodsflowSettings, NewsFrom
from orderdesk.core.gateways.results import AlreadyDone, Done, Fault, GatewayError, ItemResult, Rejected
from orderdesk.core.gateways.shipments import (
    Contract,
    ContractState,
    PrintBatch,
    PrintWindow,
    ResultPage,
    Shipment,
    ShipmentNews,
    TrackCode,
)
from orderdesk.core.gateways.wire import Call, Times, Wire, parsed
from orderdesk.core.reference import courier_codes

Shape = TypeVar("Shape", bound=BaseModel)

_NOT_US = frozenset({"401", "403"})
_STAMP = "%Y%m%d%H%M%S"


class _Key:
    """Says who we are in every call."""

    def __init__(self, settings: GoodsflowSettings) -> None:
        self._settings = settings

    def headers(self) -> Mapping[str, str]:
        """The key, and that replies are to be JSON."""
        return {"goodsFLOW-Api-Key": self._settings.key.reveal(), "Accept": "application/json"}

    def refused(self, headers: Mapping[str, str]) -> bool:
        """A key is not renewed by asking again."""
        return False


class Goodsflow:
    """Goodsflow as *settings* say; a CourierGateway."""

    def __init__(
        self,
        settings: GoodsflowSettings,
        *,
        times: Times | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._settings = settings
        self._times = times = times or Times()
        key = _Key(settings)
        self._prints = Wire(settings.base, key, times=times, transport=transport)
        self._traces = Wire(settings.member_base, key, times=times, transport=transport)
        self._codes = courier_codes()["goodsflow"]
        self._couriers = {code: ours for ours, code in self._codes.items()}

    def close(self) -> None:
        """Give the connections back."""
        self._prints.close()
        self._traces.close()

    def allowance(self) -> Allowance | None:
        """As the port says."""
        return self._prints.allowance()

    def check_contract(self, contract: Contract) -> ContractState:
        """As the port says. GatewayError CONFIG "contract-by-hand" where it can't be asked after."""
        path = self._settings.contract_path
        if not path:
            raise GatewayError(Fault.CONFIG, "contract-by-hand")
        call = Call(
            "POST",
            path.format(partner=self._settings.partner),
            "contracts",
            body={
                "data": {
                    "deliverCode": self._code(contract.courier),
                    "bizNo": contract.business_number,
                    "contractCode": contract.contract_code,
                    "vendorCode": contract.vendor_code,
                }
            },
        )
        answer = self._answered(self._prints.read(call))
        if not answer.success:
            trouble = answer.error or replies.Trouble()
            raise GatewayError(Fault.CONFIG, trouble.status, trouble.message)
        told = _inner(answer.data or {}, replies.Contract)
        return CONTRACT_STATES.get(told.state, ContractState.CHECKING)

    def contract_window(self) -> PrintWindow:
        """Goodsflow's own page of the shop's contracts; its token works once."""
        return PrintWindow(f"{self._settings.print_base}/contract/List.aspx", {"OTP": self._otp()})

    def register(self, contract: Contract, shipments: Sequence[Shipment]) -> PrintBatch:
        """As the port says; a shipment that was printed before answers AlreadyDone with its number.

        A fault among the calls that look for what is refused is TIMEOUT_UNKNOWN: a part may have been taken.
        """
        items = {shipment.key: self._item(contract, shipment) for shipment in shipments}
        if not items:
            return PrintBatch("", {})
        answer = self._hand_in(items)
        if answer.success:
            return PrintBatch(answer.id, dict.fromkeys(items, Done()))
        try:
            return self._without_refused(items, answer)
        except GatewayError as error:
            raise GatewayError(Fault.TIMEOUT_UNKNOWN, error.code, error.message, error.retry_after) from error

    def print_window(self, batch: str) -> PrintWindow:
        """As the port says: a fresh token each time, for each opens one window."""
        fields = {"OTP": self._otp(), "responseURL": self._settings.response_url, "id": batch}
        return PrintWindow(f"{self._settings.print_base}/dlvmgr.aspx", fields)

    def cancel(self, key: str) -> ItemResult:
        """As the port says."""
        answer = self._answered(self._prints.write(Call("POST", f"orders/{key}/cancel", "orders", body={})))
        return Done() if answer.success else _rejected(answer)

    def results(self, cursor: str | None) -> ResultPage:
        """As the port says. There is no cursor: what was acknowledged does not come again."""
        if self._settings.news_from is NewsFrom.TRACING:
            call = Call("POST", f"ReceiveTraceResult/{self._settings.member_code}", "results", body={})
            answer = self._answered(self._traces.read(call))
        else:
            answer = self._answered(self._prints.read(Call("GET", "orders/traceresults/", "results")))
        if not answer.success and answer.error is not None:
            raise GatewayError(Fault.PROTOCOL, answer.error.status, answer.error.message)
        items = _inner(answer.data, replies.NewsList).items if answer.data else []
        waits = self._settings.news_from is NewsFrom.TRACING or bool(self._settings.ack_path)
        return ResultPage(tuple(self._news(item) for item in items), "", more=waits and bool(items))

    def ack(self, page: ResultPage) -> None:
        """As the port says; nothing is sent where news of printing needs no ack."""
        if not page.news:
            return
        if self._settings.news_from is NewsFrom.TRACING:
            wire, path, name = (
                self._traces,
                f"SendTraceResultResponse/{self._settings.member_code}",
                "transUniqueCode",
            )
        elif self._settings.ack_path:
            wire, path, name = self._prints, self._settings.ack_path, "transUniqueCd"
        else:
            return
        items = [{name: news.key, "seq": news.seq} for news in page.news]
        answer = self._answered(
            wire.write(Call("POST", path, "results", body={"data": {"items": items}}, repeatable=True))
        )
        if not answer.success:
            trouble = answer.error or replies.Trouble()
            raise GatewayError(Fault.PROTOCOL, trouble.status, trouble.message)

    def trace(self, shipment: Shipment, courier: str, tracking: str) -> ItemResult:
        """Have a parcel followed whose number Goodsflow did not give; its news comes with tracing's."""
        placed = self._stamp(shipment.placed_at)
        details = [
            {
                "orderNo": shipment.order,
                "orderLine": n,
                "itemName": piece.name,
                "itemQty": piece.qty,
                "orderDate": placed,
                "paymentDate": placed,
            }
            for n, piece in enumerate(shipment.pieces, start=1)
        ]
        item = {
            "transUniqueCode": shipment.key,
            "fromName": shipment.sender.name,
            "toName": shipment.receiver.name,
            "logisticsCode": self._code(courier),
            "invoiceNo": tracking,
            "dlvretType": "R" if shipment.back else "D",
            "requestDetails": details,
        }
        path = f"SendTraceRequest/{self._settings.member_code}"
        body = {"data": {"items": [item]}}
        answer = self._answered(
            self._traces.write(Call("POST", path, "requests", body=body, repeatable=True))
        )
        return Done() if answer.success else _rejected(answer)

    def known(self, key: str) -> ShipmentNews | None:
        """As the port says."""
        path = f"TraceInfoByUniqueCode/{self._settings.member_code}/{key}"
        answer = self._answered(self._traces.read(Call("GET", path, "requests")))
        if not answer.success or not answer.data:
            return None
        told = _inner(answer.data, replies.Traced)
        if not told.number:
            return None
        return ShipmentNews(
            key,
            0,
            int(self._times.now()),
            self._track_code(told.status, told.number),
            self._couriers.get(told.courier, told.courier),
            told.number,
        )

    def _hand_in(self, items: Mapping[str, Mapping[str, Any]]) -> replies.Answer:
        path = f"orders/partner/{self._settings.partner}"
        body = {"data": {"items": list(items.values())}}
        return self._answered(self._prints.write(Call("POST", path, "orders", body=body)))

    def _without_refused(self, items: Mapping[str, Mapping[str, Any]], answer: replies.Answer) -> PrintBatch:
        """Those of *items*, which were refused as a whole with *answer*, that can be handed in."""
        results = self._halved(items, answer)
        good = {key: item for key, item in items.items() if key not in results}
        again = self._hand_in(good) if good else answer
        for key in good:
            results[key] = Done() if again.success else _rejected(again)
        return PrintBatch(again.id if again.success else "", results)

    def _halved(
        self, items: Mapping[str, Mapping[str, Any]], answer: replies.Answer
    ) -> dict[str, ItemResult]:
        """Which of the refused *items* were at fault, and what became of each of them."""
        if answer.error is not None and answer.error.status in self._settings.contract_refused:
            return dict.fromkeys(items, _rejected(answer))
        if len(items) == 1:
            (key,) = items
            known = self.known(key)
            return {key: AlreadyDone(known.tracking) if known else _rejected(answer)}
        keys = list(items)
        middle = len(keys) // 2
        found: dict[str, ItemResult] = {}
        for part in (keys[:middle], keys[middle:]):
            half = {key: items[key] for key in part}
            told = self._hand_in(half)
            if not told.success:
                found |= self._halved(half, told)
        return found

    def _item(self, contract: Contract, shipment: Shipment) -> dict[str, Any]:
        """*shipment* in their words. Every shipment handed in is new ("N")."""
        item: dict[str, Any] = {"transUniqueCd": shipment.key, "status": "N", "msgToTrans": shipment.note}
        for prefix, place in (("snd", shipment.sender), ("rcv", shipment.receiver)):
            item |= {
                f"{prefix}Name": place.name,
                f"{prefix}ZipCode": place.postcode,
                f"{prefix}Addr1": place.line1,
                f"{prefix}Addr2": place.line2,
                f"{prefix}Tel1": place.phone,
            }
        item |= {
            "mallId": self._settings.mall or self._settings.partner,
            "paymentTypeCode": self._settings.payments[contract.settlement],
            "orderItems": [
                {
                    "uniqueCd": piece.key,
                    "ordNo": shipment.order,
                    "itemName": piece.name,
                    "itemQty": piece.qty,
                    "ordDate": self._stamp(shipment.placed_at),
                }
                for piece in shipment.pieces
            ],
        }
        if self._settings.names_courier:
            item["deliverCode"] = self._code(contract.courier)
        if shipment.back:
            name, value = self._settings.back_field
            item[name] = value
        return item

    def _news(self, item: replies.News) -> ShipmentNews:
        return ShipmentNews(
            item.key,
            item.seq,
            self._when(item.at),
            self._track_code(item.status, item.number),
            self._couriers.get(item.courier, item.courier),
            item.number,
            item.error or item.exception,
        )

    def _track_code(self, status: str, number: str) -> TrackCode:
        """A number without a status is a label that was printed; a status that is not known stays unknown."""
        if not status:
            return TrackCode.INFORMATION_RECEIVED if number else TrackCode.NOT_YET_KNOWN
        return self._settings.statuses.get(status, TrackCode.UNKNOWN)

    def _otp(self) -> str:
        answer = self._answered(
            self._prints.read(Call("POST", f"otps/partner/{self._settings.partner}", "otps", body={}))
        )
        if not answer.success or not isinstance(answer.data, str) or not answer.data:
            raise GatewayError(Fault.PROTOCOL, "otp", "no one-time token was given")
        return answer.data

    def _answered(self, reply: httpx.Response) -> replies.Answer:
        """The envelope of *reply*; GatewayError AUTH where it says that it does not know us."""
        if reply.status_code == 403:
            raise GatewayError(Fault.AUTH, "403")
        answer = parsed(reply, replies.Answer)
        if not answer.success and answer.error is not None and answer.error.status in _NOT_US:
            raise GatewayError(Fault.AUTH, answer.error.status, answer.error.message)
        return answer

    def _code(self, courier: str) -> str:
        """Their code of our *courier*; GatewayError CONFIG where they print no labels of it."""
        if courier not in self._codes:
            raise GatewayError(Fault.CONFIG, "courier", courier)
        return self._codes[courier]

    def _stamp(self, at: int) -> str:
        return datetime.fromtimestamp(at, SEOUL).strftime(_STAMP)

    def _when(self, text: str) -> int:
        """Their time, or now where it can't be read."""
        try:
            return int(datetime.strptime(text, _STAMP).replace(tzinfo=SEOUL).timestamp())
        except ValueError:
            return int(self._times.now())


def _rejected(answer: replies.Answer) -> Rejected:
    trouble = answer.error or replies.Trouble()
    return Rejected(trouble.status, trouble.message)


def _inner(data: object, shape: type[Shape]) -> Shape:
    """What stands within an envelope, as *shape*. GatewayError PROTOCOL names the first wrong place."""
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise GatewayError(Fault.PROTOCOL, "data", f"{place}: {first['msg']}") from error
