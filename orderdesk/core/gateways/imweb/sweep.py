"""Which orders to read again: imweb tells no changes, so lists of several kinds are swept, over and over.

A sweep is the orders of the last days, all orders in each open state, and those whose cancel was asked for
lately. Its cursor tells until when everything has been swept, and while a sweep is on, which list and page
is next. Lists that shrink while they are read are gone back in, so that nothing slips over a page's edge.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from orderdesk.core.domain.channels import LineRef
from orderdesk.core.gateways.cursors import as_text, from_text
from orderdesk.core.gateways.imweb.api import Api
from orderdesk.core.gateways.imweb.reading import stamp
from orderdesk.core.gateways.imweb.settings import DAY, ImwebSettings
from orderdesk.core.gateways.imweb.shapes import Order, OrderPage
from orderdesk.core.gateways.ports import ChangePage
from orderdesk.core.gateways.results import Fault, GatewayError
from orderdesk.core.gateways.seen import Seen

_OVERLAP: Final = 300
"""Seconds that a sweep looks behind the last, for orders that were slow to appear in lists."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far sweeping is. `swept`: everything until then. While one is on: since when it looks, which is
    its `began`, the list and page that come next, and how many the list held.
    """

    swept: int | None = None
    since: int = 0
    began: int = 0
    list: int = 0
    page: int = 0
    total: int = 0

    @property
    def on(self) -> bool:
        """Whether a sweep is on."""
        return self.page > 0


def lists(settings: ImwebSettings, cursor: Cursor) -> tuple[dict[str, Any], ...]:
    """The questions of the sweep that *cursor* is in."""
    since, until = stamp(cursor.since), stamp(cursor.began)
    return (
        {"startWtime": since, "endWtime": until},
        *({"orderSectionStatus": state} for state in (*settings.open_states, *settings.claim_states)),
        {"startCancelRequestTime": since, "endCancelRequestTime": until},
    )


def begun(settings: ImwebSettings, cursor: Cursor, now: int) -> Cursor:
    """*cursor* with a sweep on: the one that it is in, or the next; anew where there are fewer lists now."""
    if cursor.on and cursor.list < len(lists(settings, cursor)):
        return cursor
    if cursor.swept is None:
        since = now - settings.first_days * DAY
    else:
        since = min(now - settings.days * DAY, cursor.swept - _OVERLAP)
    return replace(cursor, since=since, began=now, list=0, page=1, total=0)


def following(settings: ImwebSettings, cursor: Cursor, total: int, pages: int) -> Cursor:
    """Where to go on after the page of *cursor*, of a list that holds *total* orders on *pages* pages."""
    gone = cursor.total - total if cursor.page > 1 else 0
    if gone > 0:
        back = -(-gone // settings.page)
        return replace(cursor, page=max(1, cursor.page - back), total=total)
    if cursor.page < pages:
        return replace(cursor, page=cursor.page + 1, total=total)
    if cursor.list + 1 < len(lists(settings, cursor)):
        return replace(cursor, list=cursor.list + 1, page=1, total=0)
    return Cursor(swept=cursor.began)


class Sweep:
    """Sweeps over *api*, one page a call."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._seen = Seen()

    def go_on(self, text: str | None, now: int) -> ChangePage:
        """The page that comes after cursor *text*: orders that look new, by their numbers. GatewayError."""
        settings = self._api.settings
        self._seen.back_with(text)
        cursor = begun(settings, from_text(Cursor, text), now)
        asked = lists(settings, cursor)[cursor.list]
        page = self._api.listed(asked, cursor.page)
        if page is None:
            if asked.get("orderSectionStatus") not in settings.claim_states:
                raise GatewayError(Fault.CONFIG, "400", f"list {cursor.list}")
            page = OrderPage()
        after = following(settings, cursor, page.total_count, page.total_page)
        listed = ((each.order_no, _looks(each)) for each in page.list)
        names = self._seen.changed(listed, as_text(after), after.on)
        return ChangePage(tuple(LineRef(name, "") for name in names), as_text(after), after.on)


def _looks(order: Order) -> str:
    """What an order looks like in a list; "" where the list doesn't tell of its sections."""
    return order.model_dump_json() if order.sections else ""
