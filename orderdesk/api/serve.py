"""The server of the API: one socket, until it is told to end; what is being answered then is answered."""

from __future__ import annotations

import logging
import socket
import sys
from ipaddress import ip_address
from typing import Final

import uvicorn

from orderdesk.api.app import make_app
from orderdesk.api.callers import Office
from orderdesk.api.door import LOG

_GRACE_SECONDS: Final = 10
"""How long calls may still take once the server is told to end; none of them takes as long."""

_WAITING: Final = 128


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens on *host* and *port*, 0 for any free one. OSError where that can't be.

    What is written to it leaves at once: a reply of two packets would wait 40 ms for the caller's consent.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    opened = socket.socket(family, kind, protocol)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.bind(address)
        opened.listen(_WAITING)
    except OSError:
        opened.close()
        raise
    return opened


def is_loopback(listener: socket.socket) -> bool:
    """Whether only this machine can reach *listener*."""
    return ip_address(listener.getsockname()[0]).is_loopback


def server(office: Office) -> uvicorn.Server:
    """The server that answers from *office*; it believes no header about where a call comes from."""
    return uvicorn.Server(
        uvicorn.Config(
            make_app(office),
            lifespan="off",
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
    )


def serve(office: Office, listener: socket.socket) -> None:
    """Answer calls until SIGTERM or SIGINT; the log goes to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    try:
        server(office).run([listener])
    finally:
        LOG.removeHandler(handler)
