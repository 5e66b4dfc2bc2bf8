"""Keys to the API: made, revoked, and asked for with every call."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from orderdesk.core.domain.api_keys import LONGEST_NAME, PREFIX, ApiKey, KeyScope, hash_key, read_networks
from orderdesk.core.domain.api_refusals import ApiRefusal, ApiRefused
from orderdesk.core.domain.orders import Actor, Channel
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.text import clean, nfc
from orderdesk.core.store.api_keys import api_keys, key_of_hash, key_of_name
from orderdesk.core.store.engine import Store
from orderdesk.core.store.operators import operators, require_in
from orderdesk.core.store.problems import StoreProblem

_RANDOM_BYTES: Final = 32
_USE_TOLD: Final = 60
"""Seconds in which the use of a key from one address is noted once: a read should not wait for the gate."""


def add_key(
    store: Store,
    actor: Actor,
    now: int,
    name: str,
    scopes: Iterable[KeyScope],
    networks: Iterable[str] = (),
    channel: Channel | None = None,
) -> tuple[ApiKey, str]:
    """A new key, and its text, which is told this once and kept nowhere. ApiRefused, NotPermitted."""
    name = nfc(" ".join(clean(name).split()))
    wanted = frozenset(scopes)
    if not wanted:
        raise ApiRefused(ApiRefusal.KEY_SCOPES)
    made = ApiKey(0, name, wanted, _networks(networks), channel, now, actor.name)
    text = PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)
    with store.unit(actor, now) as unit:
        taken = {key.name.casefold() for key in api_keys(unit.conn)}
        acting = {each.name.casefold() for each in operators(unit.conn)}
        if (
            not 1 <= len(name) <= LONGEST_NAME
            or name.casefold() in taken
            or made.actor.name.casefold() in acting
        ):
            raise ApiRefused(ApiRefusal.KEY_NAME, name)
        unit.add_api_key(made, hash_key(text))
    with store.reader() as conn:
        kept = key_of_name(conn, name)
    if kept is None:
        raise LookupError(name)
    return kept, text


def _networks(texts: Iterable[str]) -> tuple[str, ...]:
    given = list(texts)
    try:
        return read_networks(given)
    except ValueError as error:
        raise ApiRefused(ApiRefusal.KEY_NETWORK, clean(" ".join(given))) from error


def revoke_key(store: Store, actor: Actor, now: int, name: str) -> ApiKey:
    """Let the key called *name* open nothing from now on; as it was. ApiRefused, NotPermitted."""
    with store.unit(actor, now) as unit:
        unit.require(Act.API.value)
        key = key_of_name(unit.conn, nfc(name.strip()))
        if key is None:
            raise ApiRefused(ApiRefusal.NO_KEY, clean(name))
        if key.revoked_at is None:
            unit.revoke_api_key(key.id)
        return key


def list_keys(store: Store, actor: Actor) -> list[ApiKey]:
    """All keys, the oldest first, revoked ones too. NotPermitted."""
    with store.reader() as conn:
        require_in(conn, actor, Act.API.value)
        return api_keys(conn)


def admit(store: Store, text: str, address: str, now: int) -> ApiKey:
    """The key that *text* is, used from *address* at *now*; its use is noted. ApiRefused."""
    with store.reader() as conn:
        key = key_of_hash(conn, hash_key(text))
    if key is None or key.revoked_at is not None:
        raise ApiRefused(ApiRefusal.UNKNOWN_KEY)
    if not key.admits(address):
        raise ApiRefused(ApiRefusal.ADDRESS, address)
    told = key.used_at is not None and now - key.used_at < _USE_TOLD and key.used_from == address
    if not told and not store.read_only:
        with suppress(StoreProblem), store.unit(key.actor, now) as unit:  # no reason not to answer
            unit.note_use(key, address)
    return key
