"""The line by which webhooks go out: one POST, and the status that it is answered with."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

import httpx

from orderdesk.core.gateways.results import Fault, GatewayError

_log = logging.getLogger("orderdesk.wire")

_SECONDS: Final = 10.0
_SHORT: Final = 4096
"""Bytes of an answer that are read through, so that the next message needs no new connection."""


class WebhookLine:
    """Speaks with whoever hears of changes; *transport* is a test's own.

    Of what is answered only the status counts, and no other address is gone to because of it.
    """

    def __init__(self, transport: httpx.BaseTransport | None = None) -> None:
        self._http = httpx.Client(transport=transport, timeout=_SECONDS, follow_redirects=False)

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """The status that *body*, JSON, is answered with. GatewayError where nobody answers.

        Logged without what it says, where it goes and how it is signed.
        """
        plain = {"content-type": "application/json", "user-agent": "orderdesk", "accept-encoding": "identity"}
        headers = {**headers, **plain}
        try:
            with self._http.stream("POST", url, content=body, headers=headers) as reply:
                status = reply.status_code
                _read_through(reply)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise GatewayError(Fault.TEMPORARY, type(error).__name__) from error
        _log.info("POST webhook %s %d", headers["webhook-id"], status)
        return status


def _read_through(reply: httpx.Response) -> None:
    length = reply.headers.get("content-length", "")
    if reply.status_code == httpx.codes.NO_CONTENT or (length.isdecimal() and int(length) <= _SHORT):
        with suppress(httpx.HTTPError):  # the status has been said, whatever comes of the rest
            reply.read()
