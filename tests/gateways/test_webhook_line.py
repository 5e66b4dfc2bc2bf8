from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest

from orderdesk.core.gateways.results import Fault, GatewayError
from orderdesk.core.gateways.webhook_line import WebhookLine

HEADERS = {"webhook-id": "msg_1"}
URL = "https://partner.example/desk"


class Answer(httpx.SyncByteStream):
    """A body in parts that says how far it was read, and breaks off where it is told to."""

    def __init__(self, parts: int, breaks: bool = False) -> None:
        self.left = parts
        self.breaks = breaks

    def __iter__(self) -> Iterator[bytes]:
        while self.left:
            self.left -= 1
            yield b"x"
        if self.breaks:
            raise httpx.ReadError("broken off")


def posted(answer: httpx.Response | Exception) -> int:
    def handle(_: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    with closing(WebhookLine(httpx.MockTransport(handle))) as line:
        return line.post(URL, b"{}", HEADERS)


@pytest.mark.parametrize("status", [200, 204, 301, 404, 410, 500])
def test_the_status_is_the_answer_and_nobody_else_is_asked(status: int) -> None:
    assert posted(httpx.Response(status, headers={"location": "https://elsewhere.example/"})) == status


@pytest.mark.parametrize(("length", "left"), [("3", 0), ("5000", 3), (None, 3), ("?", 3)])
def test_only_a_short_answer_is_read_through(length: str | None, left: int) -> None:
    body = Answer(3)
    headers = {} if length is None else {"content-length": length}
    assert posted(httpx.Response(200, headers=headers, stream=body)) == 200
    assert body.left == left


def test_an_answer_that_breaks_off_has_said_its_status() -> None:
    assert posted(httpx.Response(200, headers={"content-length": "9"}, stream=Answer(1, breaks=True))) == 200


@pytest.mark.parametrize("error", [httpx.ConnectError("x"), httpx.ReadTimeout("x"), httpx.InvalidURL("x")])
def test_where_nobody_answers_its_kind_is_told_and_no_address(error: Exception) -> None:
    with pytest.raises(GatewayError) as caught:
        posted(error)
    assert (caught.value.fault, caught.value.code) == (Fault.TEMPORARY, type(error).__name__)
    assert "partner" not in str(caught.value)
