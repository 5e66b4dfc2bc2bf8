"""What changed at TalkCheckout: spans of time, each read to the end of its pages.

Every poll looks two hours behind the last one, for it is not known how late changes appear in the list; what
was told before and looks the same is not told again. A desk that was shut walks on span by span.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Final

from orderdesk.core.domain.channels import LineRef
from orderdesk.core.gateways.kakao.api import Api
from orderdesk.core.gateways.kakao.reading import stamp
from orderdesk.core.gateways.kakao.settings import DAY
from orderdesk.core.gateways.ports import ChangePage
from orderdesk.core.gateways.results import Fault, GatewayError, Rejected
from orderdesk.core.gateways.seen import Seen

SPAN: Final = 2 * 3600
"""Seconds that a poll walks on at most."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far polling is: everything until `until`; within a span, its ends and the page to go on with."""

    until: int = 0
    since: int = 0
    to: int = 0
    token: str = ""

    def text(self) -> str:
        """As it is stored."""
        return json.dumps({name: value for name, value in asdict(self).items() if value})

    @staticmethod
    def of(text: str | None) -> Cursor:
        """The cursor that *text* says. GatewayError CONFIG where it is none."""
        try:
            return Cursor(**json.loads(text)) if text else Cursor()
        except (TypeError, ValueError) as error:
            raise GatewayError(Fault.CONFIG, "cursor", str(text)) from error


class Polling:
    """Polls over *api*, one page a call."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._seen = Seen()

    def go_on(self, text: str | None, now: int) -> ChangePage:
        """The page that comes after cursor *text*. GatewayError."""
        self._seen.back_with(text)
        cursor = self._begun(Cursor.of(text), now)
        page = self._api.changed(stamp(cursor.since), stamp(cursor.to), cursor.token)
        if isinstance(page, Rejected) and cursor.token:
            # The page's name may have ended meanwhile: the span is read again from its start.
            cursor = replace(cursor, token="")
            page = self._api.changed(stamp(cursor.since), stamp(cursor.to), "")
        if isinstance(page, Rejected):
            raise GatewayError(Fault.PROTOCOL, page.code, page.message)
        token = page.continuation_token
        after = replace(cursor, token=token) if token else Cursor(until=cursor.to)
        more = bool(token) or cursor.to < now
        listed = {each.id: each for each in page.content}
        looks = ((each.id, each.modified_date_time) for each in listed.values())
        names = self._seen.changed(looks, after.text(), more)
        return ChangePage(tuple(LineRef(listed[name].order_id, name) for name in names), after.text(), more)

    def _begun(self, cursor: Cursor, now: int) -> Cursor:
        settings = self._api.settings
        if cursor.token:
            return cursor
        until = cursor.until or now - settings.first_days * DAY
        return Cursor(until, until - settings.look_back, min(until + SPAN, now))
