"""The server itself: on loopback, at once, and ended in good order."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from orderdesk.api.serve import is_loopback, listening
from orderdesk.core.domain.api_keys import KeyScope
from orderdesk.core.services.api_keys import add_key, revoke_key
from orderdesk.core.store.engine import open_store
from tests.services.desk import KIM, NOW, Desk, number, sold


def test_what_is_answered_does_not_wait_for_the_caller() -> None:
    with listening("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()) as client:
        accepted, _ = listener.accept()
        with accepted:
            for end in (listener, accepted):
                assert end.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert client.fileno() > 0


def test_loopback_is_told_from_the_world() -> None:
    for host, loopback in (("127.0.0.1", True), ("localhost", True), ("0.0.0.0", False)):
        with listening(host, 0) as listener:
            assert is_loopback(listener) is loopback


def test_an_address_of_nobody_is_refused() -> None:
    with listening("127.0.0.1", 0) as listener, pytest.raises(OSError):
        listening("127.0.0.1", listener.getsockname()[1])


@pytest.mark.slow
def test_a_server_answers_until_it_is_told_to_end(desk: Desk, tmp_path: Path) -> None:
    """In a process of its own: revoked keys fail at once, SIGTERM ends it, and the log names nobody."""
    desk.add(sold(1))
    _, key = add_key(desk.store, KIM, NOW, "창고", [KeyScope.ORDERS_READ, KeyScope.PII_READ])
    command = [sys.executable, "-m", "orderdesk", "--db", desk.store.url, "--lang", "en"]
    with subprocess.Popen(
        [*command, "api", "serve", "--port", "0"], stderr=subprocess.PIPE, text=True, env=dict(os.environ)
    ) as server:
        assert server.stderr is not None
        first = server.stderr.readline()
        url = first.split()[2]
        with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}) as client:
            reply = client.get(f"/orders/{number(1)}")
            assert reply.json()["buyer"]["phone"] == "010-0000-0001" and "server" not in reply.headers
            with open_store(desk.store.url) as elsewhere:
                revoke_key(elsewhere, KIM, NOW, "창고")
            assert client.get("/orders").status_code == 401
        server.send_signal(signal.SIGTERM)
        rest = server.stderr.read()
        assert server.wait() == 143
    lines = [line.split("trace=")[1].split() for line in rest.splitlines()]
    assert [line[1:5] for line in lines] == [
        ["key=창고", "GET", "/orders/{no}", "200"],
        ["key=-", "GET", "/orders", "401"],
    ]
    assert not any(text in rest for text in (key, number(1), "010-0000", "구매자"))
