"""Keys to the API as the store keeps them: their hashes, what they open, and their last use."""

from __future__ import annotations

from orderdesk.core.domain.api_keys import ApiKey, KeyScope
from orderdesk.core.domain.orders import Actor, Channel
from orderdesk.core.store.dialect import Conn, Row, next_id
from orderdesk.core.store.events import actor_id

KEYS = """SELECT api_key.id, api_key.name, api_key.scopes, api_key.networks, api_key.channel,
 api_key.created_at, actor.name, api_key.revoked_at, api_key.used_at, api_key.used_from
 FROM api_key JOIN actor ON actor.id = api_key.created_by WHERE {} ORDER BY api_key.id"""
ALL = KEYS.format("TRUE")
OF_HASH = KEYS.format("api_key.hash = ?")
OF_NAME = KEYS.format("api_key.name = ?")
REVOKE = "UPDATE api_key SET revoked_at = ? WHERE id = ?"
USED = "UPDATE api_key SET used_at = ?, used_from = ? WHERE id = ?"

_COLUMNS = (
    *("id", "name", "hash", "scopes", "networks", "channel"),
    *("created_at", "created_by", "revoked_at", "used_at", "used_from"),
)


def api_keys(conn: Conn) -> list[ApiKey]:
    """All keys, revoked ones too, the oldest first."""
    return [_key(row) for row in conn.execute(ALL).fetchall()]


def key_of_hash(conn: Conn, digest: str) -> ApiKey | None:
    """The key of which *digest* is kept, revoked or not; None where there is none."""
    row = conn.execute(OF_HASH, (digest,)).fetchone()
    return None if row is None else _key(row)


def key_of_name(conn: Conn, name: str) -> ApiKey | None:
    """The key called *name*, revoked or not; None where there is none."""
    row = conn.execute(OF_NAME, (name,)).fetchone()
    return None if row is None else _key(row)


def add_api_key(conn: Conn, key: ApiKey, digest: str, actor: Actor) -> int:
    """Add a key that *actor* made; its number."""
    number = next_id(conn, "api_key")
    scopes = " ".join(sorted(scope.value for scope in key.scopes))
    channel = None if key.channel is None else int(key.channel)
    row = (
        *(number, key.name, digest, scopes, " ".join(key.networks), channel),
        *(key.created_at, actor_id(conn, actor), None, None, ""),
    )
    conn.insert("api_key", _COLUMNS, [row])
    return number


def revoke_api_key(conn: Conn, number: int, at: int) -> None:
    """Note that the key was revoked at *at*, UTC seconds."""
    conn.execute(REVOKE, (at, number))


def note_use(conn: Conn, number: int, at: int, address: str) -> None:
    """Note that the key was used at *at*, UTC seconds, from *address*."""
    conn.execute(USED, (at, address, number))


def _key(row: Row) -> ApiKey:
    number, name, scopes, networks, channel, created_at, created_by, revoked_at, used_at, used_from = row
    return ApiKey(
        number,
        name,
        frozenset(map(KeyScope, scopes.split())),
        tuple(networks.split()),
        None if channel is None else Channel(channel),
        created_at,
        created_by,
        revoked_at,
        used_at,
        used_from,
    )
