"""Webhooks in the outbox: what somebody did not take, why, and giving it up."""

from __future__ import annotations

from dataclasses import dataclass

from orderdesk.core.domain.access_words import WEBHOOK_KIND
from orderdesk.core.domain.api_refusals import ApiRefusal, ApiRefused
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.roles import Act, may
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.webhooks import NO_SECRET, Standing, Webhook, delivered
from orderdesk.core.domain.words import Word
from orderdesk.core.gateways.secrets import SecretFile
from orderdesk.core.services.connecting import names_in
from orderdesk.core.services.outbox import OutboxRefused
from orderdesk.core.services.webhooks import PAGE, standing_of
from orderdesk.core.store.accesses import Access
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.listing import ListQuery
from orderdesk.core.store.listing.feed import Changed, Feed, changed
from orderdesk.core.store.names import numbers_of
from orderdesk.core.store.operators import role_in
from orderdesk.core.store.webhooks import put_webhook, webhook, webhooks

MOST = PAGE
"""So many changes that wait are counted; more are told as more."""


@dataclass(frozen=True, slots=True)
class Untold:
    """A webhook that did not take what it was told: which order changed, when (UTC seconds), how many wait.

    `waiting` counts that order too, up to one more than `MOST`. `why` is a trouble of webhooks.
    """

    hook: Webhook
    standing: Standing
    order: str
    at: int
    waiting: int
    why: str


def untold_words(each: Untold) -> Word:
    """What waits for it, in short."""
    more = f"{MOST}+" if each.waiting > MOST else f"{each.waiting}"
    return Word(f"웹훅 주문 바뀜 {more}건", f"webhook, {more} changed")


def untold(conn: Conn, kept: SecretFile, actor: Actor) -> list[Untold]:
    """The webhooks that are not well and have something to hear; none for who may not ask."""
    if not may(role_in(conn, actor), Act.API.value):
        return []
    found, secrets = [], names_in(kept)
    for hook in webhooks(conn):
        standing = standing_of(hook, secrets)
        if standing in (Standing.ON, Standing.ENDED):
            continue
        waiting = _waiting(conn, hook, MOST + 1)
        if waiting:
            first = waiting[0]
            order = numbers_of(conn, [first.order])[first.order]
            why = NO_SECRET if standing is Standing.NO_SECRET else hook.trouble
            found.append(Untold(hook, standing, order, first.at, len(waiting), why))
    return found


def give_up(store: Store, actor: Actor, now: int, number: int, why: str) -> None:
    """Never tell a webhook of the change that it did not take, and go on with the next one.

    The access records say who, which order and *why*: an event of the order would be one more change to tell.
    ApiRefused, NotPermitted; OutboxRefused where nothing waits for it.
    """
    with store.unit(actor, now) as unit:
        unit.require(Act.API.value)
        hook = webhook(unit.conn, number)
        if hook is None or hook.ended_at is not None:
            raise ApiRefused(ApiRefusal.NO_WEBHOOK, str(number))
        waiting = _waiting(unit.conn, hook, 1)
        if not waiting:
            raise OutboxRefused(Word("이 웹훅에 알릴 것이 없습니다", "This webhook has nothing to hear"))
        order = numbers_of(unit.conn, [waiting[0].order])[waiting[0].order]
        put_webhook(unit, delivered(hook, waiting[0].seq))
        unit.record_access(Access(WEBHOOK_KIND, order, "", hook.url, clean(why), 1, 0, 0))


def _waiting(conn: Conn, hook: Webhook, most: int) -> list[Changed]:
    return changed(conn, Feed(ListQuery({}), hook.cursor), most)
