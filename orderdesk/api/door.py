"""The outermost door: a number for every call, a limit for bodies, a line in the log, and no fault passes it.

The log says which route was called, not with what: paths, queries and bodies may hold people's data and keys.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from orderdesk.api.errors import refused
from orderdesk.core.domain.api_refusals import ApiRefusal

LOG: Final = logging.getLogger("orderdesk.api")

LARGEST_BODY: Final = 1 << 20
"""Bytes that a call may bring."""

_METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
_ALWAYS: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True, slots=True)
class Door:
    """Lets calls through to *app*."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call, or pass on what is none."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        passage = _Passage(scope, receive, send)
        try:
            await self._pass(scope, passage)
        except Exception as error:
            LOG.error("trace=%s fault=%s", scope["trace"], _where(error))
            if passage.status == 0:
                await refused(Request(scope), ApiRefusal.FAULT)(scope, receive, passage.send)
        finally:
            passage.tell()

    async def _pass(self, scope: Scope, passage: _Passage) -> None:
        told = dict(scope["headers"]).get(b"content-length", b"0")
        if told.isdigit() and int(told) > LARGEST_BODY:
            await refused(Request(scope), ApiRefusal.TOO_LARGE)(scope, passage.receive, passage.send)
            return
        await self.app(scope, passage.receive, passage.send)


class _Passage:
    """One call on its way in and out."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["trace"] = secrets.token_hex(8)
        self.said: dict[str, str] = {}
        scope["said"] = self.said
        self.status = 0
        self._scope, self._receive, self._send = scope, receive, send
        self._bytes = 0
        self._began = time.perf_counter()

    async def receive(self) -> Message:
        message = await self._receive()
        self._bytes += len(message.get("body", b""))
        if self._bytes > LARGEST_BODY:
            raise HTTPException(413)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in ({"X-Trace-Id": self._scope["trace"]} | _ALWAYS | self.said).items():
                headers[name] = value
        await self._send(message)

    def tell(self) -> None:
        """A line in the log: the route as it is declared, never the path as it came."""
        route = getattr(self._scope.get("route"), "path", "-")
        ms = (time.perf_counter() - self._began) * 1000
        LOG.info(
            "trace=%s key=%s %s %s %s %.0fms",
            self._scope["trace"],
            self._scope.get("key", "-"),
            self._scope["method"] if self._scope["method"] in _METHODS else "-",
            route,
            self.status,
            ms,
        )


def say(request: Request, headers: Mapping[str, str]) -> None:
    """Let the reply to *request* have these headers, whatever becomes of it."""
    request.scope["said"].update(headers)


def _where(error: BaseException) -> str:
    """The kind of a fault and where it happened; its text may hold anybody's data."""
    frame, at = error.__traceback__, "?"
    while frame is not None:
        at = f"{frame.tb_frame.f_globals.get('__name__', '?')}:{frame.tb_lineno}"
        frame = frame.tb_next
    return f"{type(error).__name__} at {at}"
