"""Webhooks among the letters of the outbox: shown with their reason, tried again, given up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.core.services import webhooks
from orderdesk.core.services.connecting import secret_file
from orderdesk.core.store.accesses import Sought, accesses
from orderdesk.core.store.engine import Store
from orderdesk.core.store.listing import ListQuery
from orderdesk.core.store.listing.feed import Feed, changed
from orderdesk.core.store.names import numbers_of
from orderdesk.core.store.webhooks import put_webhook
from orderdesk.core.store.webhooks import webhooks as webhooks_of
from tests.domain.builders import NOW, SELLER
from tests.screens.driver import fill, opened
from tests.services.desk import number, sold


@pytest.fixture
def hooked(empty_store: Store) -> Store:
    """A webhook that is stuck at the order that came after it was made, and another order behind that."""
    fill(empty_store, [sold(1)])
    webhooks.subscribe(empty_store, secret_file(empty_store.url), SELLER, NOW, "https://partner.example/desk")
    for n in (2, 3):
        fill(empty_store, [sold(n)])
    with empty_store.unit(SELLER, NOW) as unit:
        (hook,) = webhooks_of(unit.conn)
        put_webhook(unit, replace(hook, tries=6, next_at=None, trouble="500"))
    return empty_store


async def test_a_webhook_that_is_stuck_stands_with_the_letters_and_is_tried_again(hooked: Store) -> None:
    async with opened(hooked, (120, 30)) as desk:
        await desk.press("tilde")
        assert number(2) in desk.row(1)
        assert "웹훅 주문 바뀜 2건  https://partner.example/desk" in desk.row(1)
        assert desk.row(1).endswith("멈춤 · HTTP 500로 답함")
        await desk.press("enter")
        assert desk.told[-1] == "송장이 들어 있지 않은 전송입니다"
        await desk.press("exclamation_mark")
    with hooked.reader() as conn:
        (hook,) = webhooks_of(conn)
    assert (hook.tries, hook.next_at) == (0, 0)


async def test_what_a_webhook_did_not_take_is_given_up_and_that_is_recorded(hooked: Store) -> None:
    async with opened(hooked, (120, 30), lang="en") as desk:
        await desk.press("tilde")
        assert desk.row(1).endswith("stuck · answered HTTP 500")
        await desk.press("delete")
        await desk.type("gone")
        await desk.press("ctrl+s")
        assert "No connections" in desk.row(1)
    with hooked.reader() as conn:
        (hook,) = webhooks_of(conn)
        (left,) = changed(conn, Feed(ListQuery({}), hook.cursor), 9)
        records = accesses(conn, 9, Sought(what="webhook-drop"))
        assert numbers_of(conn, [left.order]) == {left.order: number(3)}
    assert [(each.access.scope, each.access.reason) for each in records] == [(number(2), "gone")]
