"""Signatures of webhooks, as Standard Webhooks has them: who got one knows that it is ours, and not old.

The headers `webhook-id`, `webhook-timestamp` and `webhook-signature` go with the body as it is sent.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Final

PREFIX: Final = "whsec_"
"""How the text of a secret begins."""

TOLERANCE: Final = 300
"""Seconds that a webhook may be old, or a clock ahead."""

_VERSION: Final = "v1"


def sign(secret: str, message: str, at: int, body: bytes) -> str:
    """The signature of *body* sent as *message* at *at*, UTC seconds. ValueError for what is no secret."""
    content = f"{message}.{at}.".encode() + body
    digest = hmac.new(_key(secret), content, hashlib.sha256).digest()
    return f"{_VERSION},{base64.b64encode(digest).decode()}"


def signed(secret: str, message: str, at: int, body: bytes) -> dict[str, str]:
    """The headers that go with *body*."""
    return {
        "webhook-id": message,
        "webhook-timestamp": str(at),
        "webhook-signature": sign(secret, message, at, body),
    }


def fits(secret: str, message: str, at: int, body: bytes, signatures: str, now: int) -> bool:
    """Whether one of *signatures*, with spaces between them, is that of *body*, and *at* is near *now*."""
    expected = sign(secret, message, at, body)
    known = any(hmac.compare_digest(expected.encode(), each.encode()) for each in signatures.split(" "))
    return known and abs(now - at) <= TOLERANCE


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except ValueError as error:
        raise ValueError("not a webhook secret") from error
