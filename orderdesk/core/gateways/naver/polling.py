"""Finding out what changed: windows of at most a day, page by page, always a little of the past again.

The cursor is a mark (all up to it is known), or a place within a window: from when, after which number, and
where the window ends. A window begins five minutes before the mark and ends five seconds before now, so that
nothing is lost which Naver writes late. A page may end amid changes of the same millisecond; the number tells
those apart. Confirmations (발주확인) and deliveries are not announced: whoever polls must `fetch` the lines
still open as well, once an hour.

A ref carries whether the change was one of the address, and `fetch` hands that on. Naver goes on saying
receiverAddressChanged of such a line with every later change, so that is not taken for news; where a later
change hides the one of the address (only the latest is told), who knows the old address sees the new one.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from orderdesk.core.domain.channels import LineRef
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.gateways.naver.asking import LINES, NaverLine
from orderdesk.core.gateways.naver.shapes import ChangesReply
from orderdesk.core.gateways.naver.words import READDRESSED
from orderdesk.core.gateways.ports import ChangePage
from orderdesk.core.gateways.results import Fault, GatewayError
from orderdesk.core.gateways.wire import Call, parsed

OVERLAP: Final = 300.0
LAG: Final = 5.0
WINDOW: Final = 86_400.0
PAGE: Final = 300

_log = logging.getLogger("orderdesk.wire")


def stamp(at: float) -> str:
    """Seconds, UTC, as Naver wants times: Seoul's, with milliseconds and offset."""
    return datetime.fromtimestamp(at, SEOUL).isoformat(timespec="milliseconds")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where to go on: `start` to `end` of a window; at `start` from the line `after` on, if given."""

    start: str
    end: str
    after: str = ""

    def text(self) -> str:
        return json.dumps({"start": self.start, "end": self.end, "after": self.after})


def _mark(at: str) -> str:
    return json.dumps({"mark": at})


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def _place(cursor: str | None, now: float, look_back: float) -> _Place:
    """Where *cursor* says to go on, None: *look_back* seconds ago. GatewayError for no cursor of ours."""
    newest = now - LAG
    try:
        told = json.loads(cursor) if cursor is not None else {"mark": stamp(now - look_back + OVERLAP)}
        if "mark" not in told:
            return _Place(told["start"], told["end"], told["after"])
        start = _seconds(told["mark"]) - OVERLAP
    except (ValueError, KeyError, TypeError) as error:
        raise GatewayError(Fault.PROTOCOL, "cursor") from error
    return _Place(stamp(start), stamp(min(start + WINDOW, newest)))


def poll(line: NaverLine, cursor: str | None, now: float, look_back: float) -> ChangePage:
    """One page of what changed since *cursor*. GatewayError, Refused."""
    place = _place(cursor, now, look_back)
    if not place.after and _seconds(place.end) <= _seconds(place.start):
        # The clock was put back. (The rest of a page may well begin at the end of its window.)
        return ChangePage((), cursor or _mark(place.start))
    params = {"lastChangedFrom": place.start, "lastChangedTo": place.end, "limitCount": str(PAGE)}
    if place.after:
        params["moreSequence"] = place.after
    reply = line.read(Call("GET", f"{LINES}/last-changed-statuses", "last-changed", params=params))
    told = parsed(reply, ChangesReply).data
    refs = tuple(
        LineRef(each.order_id, each.product_order_id, address_changed=each.last_changed_type == READDRESSED)
        for each in told.last_change_statuses
    )
    if told.more is None:
        # What has passed while pages came is for the next turn, else slow calls would never end this one.
        behind = now - LAG - _seconds(place.end)
        return ChangePage(refs, _mark(place.end), more=behind > OVERLAP)
    following = _Place(told.more.more_from, place.end, told.more.more_sequence)
    if following == place or _seconds(following.start) < _seconds(place.start):
        _log.warning("last-changed: the cursor repeats at %s", place.start)
        return ChangePage(refs, _mark(place.start))
    return ChangePage(refs, following.text(), more=True)
