"""Keys to the desk's API: what each opens, from where, and as whom its holder acts.

A key is shown once and kept as its hash. Its scopes say what may be asked; the services ask for a role as
they do of everybody, and a key has the least one that its scopes need.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from orderdesk.core.domain.orders import Actor, ActorKind, Channel
from orderdesk.core.domain.roles import NEEDS, Act, Role

PREFIX: Final = "odk_"
"""How every key begins, so that one that got into a text is known for what it is."""

LONGEST_NAME: Final = 30
"""Characters of a key's name at most."""

_ACTOR: Final = "API "
"""How the name begins under which the holder of a key acts; no operator's may."""


class KeyScope(Enum):
    """What a key may be good for, by its id."""

    ORDERS_READ = "orders:read"
    ORDERS_WRITE = "orders:write"
    CLAIMS_READ = "claims:read"
    CLAIMS_WRITE = "claims:write"
    INVOICES_WRITE = "invoices:write"
    PII_READ = "pii:read"


SCOPE_ACTS: Final[Mapping[KeyScope, tuple[str, ...]]] = {
    KeyScope.ORDERS_READ: (),
    KeyScope.ORDERS_WRITE: ("ready", "hold", "release", "split", "merge"),
    KeyScope.CLAIMS_READ: (),
    KeyScope.CLAIMS_WRITE: ("approve", "reject", "hold", "pickup-done", "track"),
    KeyScope.INVOICES_WRITE: ("track",),
    KeyScope.PII_READ: (Act.PERSONAL.value,),
}
"""The actions, by their ids, that each scope asks the services for."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it is kept. Times are UTC seconds; `used_from` is the address of the last use.

    `networks` are the addresses or networks that may use it, none: all. With a `channel` it reaches the
    orders of that channel alone.
    """

    id: int
    name: str
    scopes: frozenset[KeyScope]
    networks: tuple[str, ...] = ()
    channel: Channel | None = None
    created_at: int = 0
    created_by: str = ""
    revoked_at: int | None = None
    used_at: int | None = None
    used_from: str = ""

    @property
    def actor(self) -> Actor:
        """As whom its holder acts."""
        return Actor(ActorKind.SELLER, _ACTOR + self.name)

    @property
    def role(self) -> Role | None:
        """The least role in which its scopes can be had; None once it was revoked."""
        if self.revoked_at is not None:
            return None
        return max((NEEDS[act] for scope in self.scopes for act in SCOPE_ACTS[scope]), default=Role.VIEWER)

    def admits(self, address: str) -> bool:
        """Whether it may be used from *address*; not from what is no address where networks are named."""
        if not self.networks:
            return True
        from ipaddress import ip_address, ip_network  # deferred: a desk that opens has no use for it

        try:
            here = ip_address(address)
        except ValueError:
            return False
        mapped = getattr(here, "ipv4_mapped", None)
        return any((mapped or here) in ip_network(network) for network in self.networks)


def hash_key(key: str) -> str:
    """What is kept of *key*. A key is 256 random bits, so that a plain digest tells nothing of it."""
    return hashlib.sha256(key.encode()).hexdigest()


def key_name(actor: Actor) -> str:
    """The name of the key by which *actor* acts, "" for everybody else."""
    named = actor.kind is ActorKind.SELLER and actor.name.startswith(_ACTOR)
    return actor.name.removeprefix(_ACTOR) if named else ""


def like_a_key(name: str) -> bool:
    """Whether an operator called *name* would look like the holder of a key."""
    return name.casefold().startswith(_ACTOR.casefold())


def read_networks(texts: Iterable[str]) -> tuple[str, ...]:
    """The networks that *texts* name, written one way; ValueError for what is none."""
    from ipaddress import ip_network  # deferred as above

    return tuple(dict.fromkeys(str(ip_network(text.strip())) for text in texts))
