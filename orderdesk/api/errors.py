"""What goes wrong, as a reply: one shape for everything, with the number by which it is found in the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from orderdesk.api.shapes import Detail, Error
from orderdesk.core.domain.api_refusals import ApiRefusal, ApiRefused
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import BadRequest
from orderdesk.core.domain.text import clean
from orderdesk.core.services.claim_calls import NoSuchClaim
from orderdesk.core.services.job_refused import JobRefused
from orderdesk.core.store.operators import NotPermitted
from orderdesk.core.store.problems import StoreProblem

STATUS: Final[Mapping[ApiRefusal, int]] = {
    ApiRefusal.UNKNOWN_KEY: 401,
    ApiRefusal.ADDRESS: 403,
    ApiRefusal.SCOPE: 403,
    ApiRefusal.NOT_FOUND: 404,
    ApiRefusal.METHOD: 405,
    ApiRefusal.NAME_DIFFERS: 409,
    ApiRefusal.IN_FLIGHT: 409,
    ApiRefusal.TOO_LARGE: 413,
    ApiRefusal.INVALID: 422,
    ApiRefusal.TOO_MANY: 429,
    ApiRefusal.FAULT: 500,
    ApiRefusal.AWAY: 503,
}
"""The HTTP status of each reason that a call can meet."""

_OF_STATUS: Final = {401: ApiRefusal.UNKNOWN_KEY} | {
    status: reason for reason, status in STATUS.items() if status in (404, 405, 413)
}
_RETRY_AFTER: Final = "1"
"""Seconds after which a store that is away, or a request in flight, is worth another try."""


_WRONG_FORM: Final = "형식이 맞지 않습니다"
_WRONG: Final = (
    ("missing", "값이 필요합니다"),
    ("extra_forbidden", "없는 항목입니다"),
    ("json_invalid", "JSON이 아닙니다"),
    ("literal_error", "쓸 수 있는 값이 아닙니다"),
    ("too_long", "너무 길거나 많습니다"),
    ("too_short", "너무 짧거나 적습니다"),
    ("greater_than", "범위를 벗어났습니다"),
    ("less_than", "범위를 벗어났습니다"),
    ("datetime", "2026-11-22T09:00:00+09:00 처럼 적으세요"),
)
"""What is wrong with a value, by a part of what the validation calls it."""

_BOUNDS: Final = ("expected", "max_length", "min_length", "ge", "le")


def trace_of(request: Request) -> str:
    """The number by which this call is found in the log."""
    return str(request.scope["trace"])


def reply(
    request: Request,
    reason: ApiRefusal | Refusal,
    status: int,
    details: Sequence[Detail] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The error that *reason* is."""
    error = Error(
        code=reason.code,
        message=f"{reason.message.ko}. {reason.advice.ko}",
        details=list(details),
        trace_id=trace_of(request),
    )
    return JSONResponse(error.model_dump(by_alias=True), status, dict(headers or {}))


def refused(request: Request, reason: ApiRefusal, *about: str) -> JSONResponse:
    """The error of a whole call that is refused, with what it is about."""
    headers: dict[str, str] = {}
    if reason is ApiRefusal.UNKNOWN_KEY:
        headers["WWW-Authenticate"] = "Bearer"
    if reason in (ApiRefusal.AWAY, ApiRefusal.IN_FLIGHT):
        headers["Retry-After"] = _RETRY_AFTER
    details = [Detail(field="", message=clean(text)) for text in about]
    return reply(request, reason, STATUS[reason], details, headers)


_KINDS: Final = (
    *(ApiRefused, BadRequest, NoSuchClaim, StoreProblem),
    *(RequestValidationError, HTTPException, Exception),
)
"""What has a reply of its own; anything else is a fault of ours."""


def install(app: FastAPI) -> None:
    """Let every error of *app* have the one shape."""
    for kind in _KINDS:
        app.add_exception_handler(kind, _answer)


def _answer(request: Request, error: Exception) -> JSONResponse:
    match error:
        case ApiRefused():
            return refused(request, error.reason, *error.details)
        case NotPermitted():
            return reply(request, error.refusal, 403)
        case JobRefused():
            return reply(request, error.refusal, 409)
        case StoreProblem():
            return refused(request, ApiRefusal.AWAY)
        case NoSuchClaim():
            return refused(request, ApiRefusal.NOT_FOUND)
        case BadRequest():
            return _invalid(request, [Detail(field=error.field, message=error.refusal.message.ko)])
        case RequestValidationError():
            return _invalid(request, [_detail(each) for each in error.errors()])
        case HTTPException():
            reason = _OF_STATUS.get(error.status_code, ApiRefusal.INVALID)
            return reply(request, reason, STATUS[reason], (), error.headers)
    return refused(request, ApiRefusal.FAULT)


def _invalid(request: Request, details: Sequence[Detail]) -> JSONResponse:
    return reply(request, ApiRefusal.INVALID, STATUS[ApiRefusal.INVALID], details)


def _detail(error: Mapping[str, Any]) -> Detail:
    """Where a value is that can't be read, and what is wrong; never the value, which may be anybody's."""
    _, *where = error["loc"] or ("",)
    kind, bounds = str(error["type"]), error.get("ctx", {})
    message = next((words for known, words in _WRONG if known in kind), _WRONG_FORM)
    said = ", ".join(str(bounds[name]) for name in _BOUNDS if name in bounds)
    return Detail(field=clean(".".join(map(str, where))), message=f"{message} ({said})" if said else message)
