"""imweb's refusals, whose shape no source gives for certain: whatever can be read of one is."""

from __future__ import annotations

import json
from typing import Any

import httpx

from orderdesk.core.gateways.results import Done, Fault, GatewayError, ItemResult, Rejected


def refusal(reply: httpx.Response) -> Rejected | None:
    """The refusal in *reply*, by its status or that of its envelope; None where it is none."""
    body = _body(reply)
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


def _body(reply: httpx.Response) -> dict[str, Any]:
    try:
        body = json.loads(reply.content)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _text(words: object) -> str:
    if isinstance(words, list):
        words = ", ".join(map(str, words))
    return " ".join(str(words).split())[:300]
