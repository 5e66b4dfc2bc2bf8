"""A simulator behind a loopback address, so that a desk of another process can speak to it."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import httpx

from orderdesk.simulators.world import Handler

_LOOK = 0.05
"""Seconds between two looks whether it is over."""

_DROPPED = {"content-length", "transfer-encoding", "connection", "content-encoding"}


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body leave in one packet: two wait 40 ms for each other (Nagle and delayed acknowledgement).
    wbufsize = -1
    handler: ClassVar[Handler]

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        url = f"http://{self.headers.get('Host', '127.0.0.1')}{self.path}"
        request = httpx.Request(
            self.command, url, headers=dict(self.headers), content=self.rfile.read(length)
        )
        try:
            reply = type(self).handler(request)
        except httpx.TransportError:
            self.close_connection = True
            return
        self.send_response(reply.status_code)
        for name, value in reply.headers.items():
            if name.lower() not in _DROPPED:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.content)))
        self.end_headers()
        self.wfile.write(reply.content)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _answer

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the library
        """Says nothing: the screen belongs to the desk."""


class Serving:
    """*handler* at a loopback address of its own, `base`, until `close`."""

    def __init__(self, handler: Handler, port: int = 0) -> None:
        door = type("Door", (_Door,), {"handler": staticmethod(handler)})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), door)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, args=(_LOOK,), daemon=True)
        self._thread.start()
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        """Answer nobody any more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
