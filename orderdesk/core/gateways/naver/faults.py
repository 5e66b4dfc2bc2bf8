"""What Naver's gateway says when a call fails, and what that means for who called."""

from __future__ import annotations

import re
from typing import Final

import httpx
from pydantic import BaseModel, ValidationError

from orderdesk.core.domain.allowance import Allowance
from orderdesk.core.gateways.results import Fault, GatewayError

TRACE: Final = "GNCP-GW-Trace-ID"

FAULTS: Final[dict[str, Fault]] = {
    "GW.AUTHN": Fault.AUTH,
    "GW.NOT_FOUND": Fault.CONFIG,
    "GW.RATE_LIMIT": Fault.RATE_LIMITED,
    "GW.BLOCK.01": Fault.TEMPORARY,
    "GW.BLOCK.02": Fault.TEMPORARY,
}
"""Codes of the gateway that say for certain what happened. BLOCK: an open circuit or maintenance, so the call
went no further. After the others (PROXY.01 to 05, TIMEOUT.01 and 02, INTERNAL_SERVER_ERROR) a write may have
had its effect, as after any 5xx."""

_CODE: Final = re.compile(r"GW\.[A-Z_]+(?:\.\d+)?")
_RATE: Final = "GNCP-GW-RateLimit-Replenish-Rate"
_BURST: Final = "GNCP-GW-RateLimit-Burst-Capacity"
_LEFT: Final = "GNCP-GW-RateLimit-Remaining"


class Said(BaseModel):
    """The code and the words of an error."""

    code: str = ""
    message: str = ""


class Refused(Exception):
    """What was asked for is not taken as it is (4xx): nothing of it was done."""

    def __init__(self, status: int, told: Said) -> None:
        super().__init__(told.code)
        self.status = status
        self.told = told


def said(reply: httpx.Response) -> Said:
    """What the error *reply* says; its status where it says nothing that can be read."""
    try:
        told = Said.model_validate_json(reply.content)
    except ValidationError:
        told = Said()
    return Said(code=told.code or str(reply.status_code), message=told.message[:200])


def checked(reply: httpx.Response) -> httpx.Response:
    """*reply*, unless it is an error: GatewayError for the gateway's and for missing rights, else Refused."""
    if not reply.is_error:
        return reply
    told = said(reply)
    if told.code in FAULTS:
        raise GatewayError(FAULTS[told.code], told.code, told.message)
    if reply.status_code == 403:
        raise GatewayError(Fault.AUTH, told.code, told.message)
    raise Refused(reply.status_code, told)


def named(error: GatewayError) -> GatewayError:
    """*error* of the line with the gateway's own code, and with what that code says for certain."""
    code = _CODE.search(error.message)
    if code is None:
        return error
    fault = FAULTS.get(code[0], error.fault)
    return GatewayError(fault, code[0], error.message, error.retry_after)


def limits(reply: httpx.Response) -> Allowance | None:
    """What the headers of *reply* tell of the bucket of its API."""
    try:
        rate, burst, left = (float(reply.headers[name]) for name in (_RATE, _BURST, _LEFT))
    except (KeyError, ValueError):
        return None
    return Allowance(rate, int(burst), int(left)) if rate > 0 else None
