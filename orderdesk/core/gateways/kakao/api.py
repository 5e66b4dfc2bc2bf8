"""TalkCheckout's calls: lines by their ids, changes since a time, and verbs after a colon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import httpx
from pydantic import TypeAdapter, ValidationError

from orderdesk.core.gateways.kakao.settings import KakaoSettings
from orderdesk.core.gateways.kakao.shapes import ChangedPage, Company, OrderProduct, OrderProducts
from orderdesk.core.gateways.ports import CourierOption
from orderdesk.core.gateways.replies import in_a_line, json_object
from orderdesk.core.gateways.results import Done, Fault, GatewayError, ItemResult, Rejected
from orderdesk.core.gateways.wire import Call, Wire, parsed

_COMPANIES: Final = TypeAdapter(list[Company])
_DONE: Final = ("orderProductId", "claimIds")
"""Either of these in a reply means that it was done; there is nothing else to tell it by."""


class Api:
    """Calls over *wire* for one shop."""

    def __init__(self, settings: KakaoSettings, wire: Wire) -> None:
        self.settings = settings
        self._wire = wire

    def changed(self, since: str, until: str, token: str) -> ChangedPage | Rejected:
        """A part of what changed in a span of time, or that the question was refused. GatewayError."""
        params = {"startDateTime": since, "endDateTime": until}
        if token:
            params["continuationToken"] = token
        reply = self._wire.read(Call("GET", "/v1/order-products.simple", "simple", params=params))
        refused = _refusal(reply)
        return refused or parsed(reply, ChangedPage)

    def lines(self, ids: Sequence[str]) -> list[OrderProduct]:
        """The lines of *ids*; what is not known there is left out. GatewayError."""
        found: list[OrderProduct] = []
        size = self.settings.batch
        for start in range(0, len(ids), size):
            params = self._listed("orderProductIds", ids[start : start + size])
            reply = self._wire.read(Call("GET", "/v1/order-products", "order-products", params=params))
            refused = _refusal(reply)
            if refused is not None and reply.status_code != 404:
                raise GatewayError(Fault.PROTOCOL, refused.code, refused.message)
            found += () if refused else parsed(reply, OrderProducts).order_products
        return found

    def _listed(self, name: str, values: Sequence[str]) -> Mapping[str, Any]:
        if self.settings.repeat_names:
            return {name: list(values)}
        return {f"{name}[{n}]": value for n, value in enumerate(values)}

    def couriers(self) -> list[CourierOption]:
        """All couriers with TalkCheckout's codes. GatewayError."""
        reply = self._wire.read(Call("GET", "/v1/logistics-companies", "logistics-companies"))
        try:
            return [CourierOption(each.code, each.name) for each in _COMPANIES.validate_json(reply.content)]
        except ValidationError as error:
            refused = _refusal(reply)
            code = refused.code if refused else str(reply.status_code)
            raise GatewayError(Fault.PROTOCOL, code, refused.message if refused else "") from error

    def tell(self, verb: str, body: Mapping[str, Any], version: str = "v1") -> ItemResult:
        """Tell *verb*: Done with the id that came back, or the refusal.

        GatewayError; TIMEOUT_UNKNOWN too where a reply says neither that it was done nor that it was not.
        """
        reply = self._wire.write(Call("POST", f"/{version}/order-products:{verb}", verb, body=body))
        said = json_object(reply)
        for name in _DONE:
            if said.get(name):
                value = said[name]
                return Done(str(value[0] if isinstance(value, list) else value))
        refused = _refusal(reply)
        if refused is None:
            raise GatewayError(Fault.TIMEOUT_UNKNOWN, str(reply.status_code), in_a_line(reply.text))
        return refused


def _refusal(reply: httpx.Response) -> Rejected | None:
    """The refusal in *reply*: a message is one, whatever its status."""
    body = json_object(reply)
    message = body.get("message")
    if not message and reply.status_code < 400:
        return None
    code = body.get("code") or body.get("errorCode") or reply.status_code
    return Rejected(str(code), in_a_line(message or reply.text))
