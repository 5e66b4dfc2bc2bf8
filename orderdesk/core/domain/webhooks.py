"""Webhooks: who hears of changed orders, what is said, and when it is said again.

What is said is thin: that an order changed, and when. Who hears it reads the order over the API, with a key
of its own, so that nobody's data leaves the desk by this way.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Final

from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.words import Word

ORDER_CHANGED: Final = "order.changed"
"""The type of event that there is: an order is new, or anything of it changed."""

WAITS: Final = 60, 300, 1800, 7200, 43_200
"""Seconds before each further try: 1 and 5 minutes, half an hour, 2 and 12 hours; then a person is needed."""

GONE: Final = 410
"""The HTTP status by which who hears ends it."""

NO_SECRET: Final = "no-secret"
"""The trouble of a webhook whose secret is not kept here, or is none."""

_LONGEST_URL: Final = 1000


class Standing(Enum):
    """How a webhook stands, in words."""

    ON = Word("켜짐", "on")
    WAITING = Word("다시 보낼 예정", "to be tried again")
    STUCK = Word("멈춤", "stuck")
    NO_SECRET = Word("비밀 값 없음", "secret missing")
    ENDED = Word("끝남", "ended")


@dataclass(frozen=True, slots=True)
class Webhook:
    """Somebody who hears of every change after change number `cursor`. Times are UTC seconds.

    `tries` failed in a row, the last one by `trouble`; nothing is said before `next_at`, and where that is
    None nothing at all until a person asks for it.
    """

    id: int
    url: str
    made_at: int
    made_by: str
    cursor: int
    tries: int = 0
    next_at: int | None = 0
    trouble: str = ""
    ended_at: int | None = None

    @property
    def standing(self) -> Standing:
        """How it stands, as far as the store knows."""
        if self.ended_at is not None:
            return Standing.ENDED
        if self.next_at is None:
            return Standing.STUCK
        return Standing.WAITING if self.tries else Standing.ON

    def is_due(self, now: int) -> bool:
        """Whether it may be told something at *now*."""
        return self.ended_at is None and self.next_at is not None and self.next_at <= now


def delivered(hook: Webhook, change: int) -> Webhook:
    """*hook* once it has heard of everything up to *change*."""
    return replace(hook, cursor=change, tries=0, next_at=0, trouble="")


def missed(hook: Webhook, now: int, trouble: str) -> Webhook:
    """*hook* once it could not be told at *now*: it is tried again, or stuck after the last time."""
    next_at = now + WAITS[hook.tries] if hook.tries < len(WAITS) else None
    return replace(hook, tries=hook.tries + 1, next_at=next_at, trouble=trouble)


def ended(hook: Webhook, now: int, trouble: str = "") -> Webhook:
    """*hook* once it hears nothing any more."""
    return replace(hook, ended_at=now, trouble=trouble)


def trouble_words(trouble: str) -> Word:
    """What went wrong with a message: the status that was answered, or why there was no answer."""
    if trouble == NO_SECRET:
        return Standing.NO_SECRET.value
    if trouble.isdigit():
        return Word(f"HTTP {trouble}로 답함", f"answered HTTP {trouble}")
    return Word(f"답이 없음 ({trouble})", f"no answer ({trouble})")


def message_id(hook: Webhook, change: int, at: int) -> str:
    """What a message is called, the same however often it comes.

    The time of the change is in it: a store that was put back gives the numbers of later changes again.
    """
    return f"msg_{hook.id}_{change}_{at}"


def message_body(order: str, at: int) -> bytes:
    """What is said of the order of that number, changed at *at* (UTC seconds)."""
    modified = datetime.fromtimestamp(at, SEOUL).isoformat()
    return json.dumps({"type": ORDER_CHANGED, "id": order, "modifiedAt": modified}).encode()


def read_url(text: str) -> str:
    """Where *text* says that webhooks go: HTTPS, or HTTP on this machine. ValueError for anything else.

    No name or password stands in it, for it is kept in the store and shown.
    """
    from urllib.parse import urlsplit  # deferred: a desk that opens has no use for it

    text = text.strip()
    parts = urlsplit(text)
    host = parts.hostname or ""
    plain = len(text) <= _LONGEST_URL and text.isascii() and text.isprintable() and " " not in text
    allowed = parts.scheme == "https" or (parts.scheme == "http" and _is_here(host))
    if not (plain and allowed and host) or parts.username is not None or parts.fragment or parts.port == 0:
        raise ValueError("not where a webhook can go")
    return text


def _is_here(host: str) -> bool:
    from ipaddress import ip_address  # deferred as above

    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
