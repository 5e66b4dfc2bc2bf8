"""What changed at TalkCheckout since a time, read to the end of its pages at once.

All at once, for an order's lines are told one by one, and an order is new with all of its lines or not at
all. Every poll looks two hours behind the last, since it is not known how late a change appears in the list,
and stays some seconds behind the present; what was told before and looks the same is not told again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from orderdesk.core.domain.channels import LineRef
from orderdesk.core.gateways.cursors import as_text, from_text
from orderdesk.core.gateways.kakao.api import Api
from orderdesk.core.gateways.kakao.reading import stamp
from orderdesk.core.gateways.kakao.settings import DAY
from orderdesk.core.gateways.kakao.shapes import Changed
from orderdesk.core.gateways.ports import ChangePage
from orderdesk.core.gateways.results import Fault, GatewayError, Rejected
from orderdesk.core.gateways.seen import Seen

_MOST_PAGES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far polling is: everything from `first` until `until`."""

    first: int = 0
    until: int = 0


class Polling:
    """Polls over *api*. `first` is since when every change was told; None before the first poll.

    `lines` are those that the last poll has seen of each order, for there is no asking for an order's lines.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self._seen = Seen()
        self.first: int | None = None
        self.lines: dict[str, list[str]] = {}

    def go_on(self, text: str | None, now: int) -> ChangePage:
        """All that comes after cursor *text*: lines that look new, and their orders' others. GatewayError."""
        settings = self._api.settings
        self._seen.back_with(text)
        cursor = from_text(Cursor, text)
        first = cursor.first or now - settings.first_days * DAY
        since = cursor.until - settings.look_back if cursor.until else first
        after = Cursor(first, max(cursor.until, now - settings.lag))
        listed = {each.id: each for each in self._listed(since, after.until)}
        looks = ((each.id, each.modified_date_time) for each in listed.values())
        new = self._seen.changed(looks, as_text(after), more=False)
        orders = {listed[name].order_id for name in new}
        refs = (LineRef(each.order_id, each.id) for each in listed.values() if each.order_id in orders)
        self.first, self.lines = first, {}
        for each in listed.values():
            self.lines.setdefault(each.order_id, []).append(each.id)
        return ChangePage(tuple(refs), as_text(after))

    def _listed(self, since: int, until: int) -> list[Changed]:
        rows: list[Changed] = []
        token = ""
        for _ in range(_MOST_PAGES):
            page = self._api.changed(stamp(since), stamp(until), token)
            if isinstance(page, Rejected):
                raise GatewayError(Fault.PROTOCOL, page.code, page.message)
            rows += page.content
            token = page.continuation_token
            if not token:
                return rows
        raise GatewayError(Fault.PROTOCOL, "pages", "the pages never end")
