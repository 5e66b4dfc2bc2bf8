"""Webhooks: other systems hear that an order changed, at least once, signed, and again until they answer.

The change feed is their outbox: each webhook keeps how far it has heard, and moves on only once it has
answered, so that no crash loses a change. What changes again before it was told is told once, as it is last.
"""

from __future__ import annotations

import base64
import logging
import secrets
from collections.abc import Callable, Sequence, Set
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from orderdesk.core.domain.api_refusals import ApiRefusal, ApiRefused
from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.webhooks import (
    GONE,
    NO_SECRET,
    Standing,
    Webhook,
    delivered,
    ended,
    message_body,
    message_id,
    missed,
    read_url,
)
from orderdesk.core.gateways.results import GatewayError
from orderdesk.core.gateways.secrets import Secret, SecretFile, SecretTrouble
from orderdesk.core.gateways.webhook_signature import PREFIX, sign, signed
from orderdesk.core.services.running import Clock
from orderdesk.core.store.engine import Store
from orderdesk.core.store.listing import ListQuery
from orderdesk.core.store.listing.feed import Changed, Feed, changed
from orderdesk.core.store.names import numbers_of
from orderdesk.core.store.operators import require_in
from orderdesk.core.store.rehearsal import mark
from orderdesk.core.store.webhooks import add_webhook, due, put_webhook, webhook, webhooks

if TYPE_CHECKING:
    from orderdesk.core.gateways.webhook_line import WebhookLine

_log = logging.getLogger("orderdesk.outside")

PAGE: Final = 50
"""Changes that are told before it is written down that they were: after a crash, so many come again."""

_SECRET_BYTES: Final = 32

Line = Callable[[], "WebhookLine"]
"""How the line out is got."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a round did for one webhook: how many changes it heard of, and what ended that early."""

    webhook: int
    changes: int = 0
    trouble: str = ""


def secret_name(number: int) -> str:
    """What the secret of a webhook is called in the file of secrets."""
    return f"webhook-{number}.secret"


def subscribe(store: Store, kept: SecretFile, actor: Actor, now: int, url: str) -> tuple[Webhook, str]:
    """Let *url* hear of every change from now on; and the secret that signs them, which is told this once.

    ApiRefused, NotPermitted, SecretTrouble.
    """
    text = PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()
    with store.unit(actor, now) as unit:
        unit.require(Act.API.value)
        if mark(unit.conn) is not None:
            raise ApiRefused(ApiRefusal.REHEARSAL)
        try:
            where = read_url(url)
        except ValueError as error:
            raise ApiRefused(ApiRefusal.WEBHOOK_URL, clean(url)) from error
        made = add_webhook(unit, where)
        kept.put(secret_name(made.id), text)  # first: nobody is told anything that can't be signed
    return made, text


def unsubscribe(store: Store, kept: SecretFile, actor: Actor, now: int, number: int) -> Webhook:
    """Let a webhook hear nothing any more, and forget its secret. ApiRefused, NotPermitted, SecretTrouble."""
    with store.unit(actor, now) as unit:
        unit.require(Act.API.value)
        known = webhook(unit.conn, number)
        if known is None:
            raise ApiRefused(ApiRefusal.NO_WEBHOOK, str(number))
        if known.ended_at is None:
            put_webhook(unit, ended(known, now))
    kept.remove(secret_name(number))
    return known


def try_again(store: Store, actor: Actor, now: int, number: int) -> None:
    """Let a webhook be tried again now, with all tries before it. ApiRefused, NotPermitted."""
    with store.unit(actor, now) as unit:
        unit.require(Act.API.value)
        known = webhook(unit.conn, number)
        if known is None or known.ended_at is not None:
            raise ApiRefused(ApiRefusal.NO_WEBHOOK, str(number))
        put_webhook(unit, replace(known, tries=0, next_at=0))


def subscribed(store: Store, kept: SecretFile, actor: Actor) -> list[tuple[Webhook, Standing]]:
    """All webhooks and how they stand, those that have ended too. NotPermitted, SecretTrouble."""
    with store.reader() as conn:
        require_in(conn, actor, Act.API.value)
        found = webhooks(conn)
    names = frozenset(kept.names())
    return [(hook, standing_of(hook, names)) for hook in found]


def standing_of(hook: Webhook, kept: Set[str]) -> Standing:
    """How *hook* stands where the secrets of the names *kept* can be had."""
    signed = hook.ended_at is not None or secret_name(hook.id) in kept
    return hook.standing if signed else Standing.NO_SECRET


def _line() -> WebhookLine:
    from orderdesk.core.gateways.webhook_line import WebhookLine  # deferred: most desks have no webhook

    return WebhookLine()


def deliver(store: Store, kept: SecretFile, clock: Clock, line: Line = _line) -> list[Told]:
    """Tell every webhook of what changed, as far as it answers. One process at a time speaks with each."""
    with store.reader() as conn:
        there = due(conn, clock())
    if not there:
        return []
    with closing(line()) as out:
        return [_round(store, hook.id, kept, clock, out) for hook in there]


def _round(store: Store, number: int, kept: SecretFile, clock: Clock, line: WebhookLine) -> Told:
    told = Told(number)
    with store.backend.try_lock(f"webhook-{number}") as free:
        while free and not told.trouble:
            page = _page(store, number, kept, clock, line)
            if page is None:
                break
            told = Told(number, told.changes + page.changes, page.trouble)
    return told


def _page(store: Store, number: int, kept: SecretFile, clock: Clock, line: WebhookLine) -> Told | None:
    """Tell of some changes, and keep that they were told; None where there is nothing to tell."""
    with store.reader() as conn:
        hook = webhook(conn, number)
        if hook is None or not hook.is_due(clock()):
            return None
        found = changed(conn, Feed(ListQuery({}), hook.cursor), PAGE)
        numbers = numbers_of(conn, [each.order for each in found])
    if not found:
        return None
    secret = _secret(kept, number)
    if secret is None:
        return Told(number, trouble=NO_SECRET)
    done = list[Changed]()
    trouble = ""
    for each in found:
        if _has_ended(store, number):
            break
        trouble = _post(hook, each, numbers[each.order], secret, clock, line)
        if trouble:
            break
        done.append(each)
        store.checkpoint("posted")
    _note(store, hook, done, trouble, clock())
    if trouble == str(GONE):
        with suppress(SecretTrouble):  # what signs nothing any more does no harm
            kept.remove(secret_name(number))
    return Told(number, len(done), trouble)


def _secret(kept: SecretFile, number: int) -> Secret | None:
    """The secret of a webhook; None where none is kept here that can be used."""
    try:
        secret = kept.get(secret_name(number))
        if secret is not None:
            sign(secret.reveal(), "", 0, b"")
    except (SecretTrouble, ValueError) as error:
        _log.info("webhook %d: %s", number, error)
        return None
    return secret


def _has_ended(store: Store, number: int) -> bool:
    with store.reader() as conn:
        hook = webhook(conn, number)
    return hook is None or hook.ended_at is not None


def _post(hook: Webhook, change: Changed, order: str, secret: Secret, clock: Clock, line: WebhookLine) -> str:
    """Tell of one change; "" once that was answered as taken, else what went wrong."""
    body = message_body(order, change.at)
    headers = signed(secret.reveal(), message_id(hook, change.seq, change.at), clock(), body)
    try:
        status = line.post(hook.url, body, headers)
    except GatewayError as error:
        return error.code
    return "" if 200 <= status < 300 else str(status)


def _note(store: Store, hook: Webhook, done: Sequence[Changed], trouble: str, now: int) -> None:
    """Keep how far *hook* heard; what a person did with it meanwhile stands.

    A store that was put back meanwhile has another history, of which nothing is known to be told.
    """
    with store.unit(SYSTEM, now) as unit:
        known = webhook(unit.conn, hook.id)
        if known is None or known.ended_at is not None or known.cursor != hook.cursor:
            return
        if done:
            known = delivered(known, done[-1].seq)
        if trouble == str(GONE):
            known = ended(known, now, trouble)
        elif trouble:
            known = missed(known, now, trouble)
        put_webhook(unit, known)
