"""imweb's refusals, whose shape no source gives for certain: whatever can be read of one is."""

from __future__ import annotations

import httpx

from orderdesk.core.gateways.replies import in_a_line, json_object
from orderdesk.core.gateways.results import Done, Fault, GatewayError, ItemResult, Rejected


def refusal(reply: httpx.Response) -> Rejected | None:
    """The refusal in *reply*, by its status or that of its envelope; None where it is none."""
    body = json_object(reply)
    status = body.get("statusCode", reply.status_code)
    said = status if isinstance(status, int) else reply.status_code
    if reply.status_code < 400 and said < 400:
        return None
    error = body.get("error")
    inner = error if isinstance(error, dict) else {}
    code = inner.get("errorCode") or inner.get("code") or body.get("errorCode") or body.get("code")
    words = inner.get("message") or body.get("message") or (error if isinstance(error, str) else "")
    return Rejected(str(code or max(said, reply.status_code)), _text(words) or _text(reply.text))


def result(reply: httpx.Response) -> ItemResult:
    """What a write's *reply* says."""
    return refusal(reply) or Done()


def demand(reply: httpx.Response) -> None:
    """GatewayError where a reading was refused: AUTH where we may not, else PROTOCOL."""
    said = refusal(reply)
    if said is not None:
        fault = Fault.AUTH if reply.status_code == 403 else Fault.PROTOCOL
        raise GatewayError(fault, said.code, said.message)


def _text(words: object) -> str:
    return in_a_line(", ".join(map(str, words)) if isinstance(words, list) else words)
