"""The last action once more, on other orders: what an operator asked last, where it is about no one order."""

from __future__ import annotations

from enum import Enum
from typing import Final

from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.services.job_requests import read_requests
from orderdesk.core.services.undoing import RECENT, REDO, UNDO
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.job_requests import request_of
from orderdesk.core.store.jobs import jobs

_OWN: Final = (
    *("items", "sections", "n", "number", "options", "coupons"),
    *("amount", "refund", "withhold", "fee", "points", "depositor", "bank", "holder", "identity"),
)
"""Fields whose values belong to the orders that they were given for: their pieces, numbers, money, people."""


class NotRepeated(Enum):
    """Why nothing can be repeated: nothing was done yet, or the last action was about its orders alone."""

    NOTHING = "nothing"
    OWN = "own"


def repeatable(request: Request) -> bool:
    """Whether *request* means the same for any orders."""
    return BY_ID[request.verb].bulk and not any(key in _OWN and value for key, value in request.values)


def last_request(conn: Conn, actor: Actor) -> Request | NotRepeated:
    """What *actor* asked last, be it at another desk or taken back since; otherwise why it can't be repeated.

    It is never an action before the last: nobody would know which.
    """
    for job in jobs(conn, RECENT):
        if job.actor != actor.name or job.actor_kind != actor.kind or job.action in (UNDO, REDO):
            continue
        if job.action not in BY_ID:
            return NotRepeated.OWN
        try:
            asked = read_requests(request_of(conn, job.id))
        except (LookupError, TypeError, ValueError):  # erased with the orders that it was about
            return NotRepeated.OWN
        alike = all(each == (asked.request,) for each in asked.each.values())
        return asked.request if alike and repeatable(asked.request) else NotRepeated.OWN
    return NotRepeated.NOTHING
