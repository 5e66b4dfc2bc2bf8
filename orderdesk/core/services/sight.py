"""Sight: who sees personal data whole, and what the shop has decided about it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Final, NamedTuple

from orderdesk.core.domain.orders import Actor, Order
from orderdesk.core.domain.roles import Act, Role, may
from orderdesk.core.services.preferences import SHOP, read_preference, save_preference
from orderdesk.core.store.accesses import holds_people
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.operators import role_in

LEAST_ACCESS_DAYS: Final = 365
"""Access records are kept a year at least."""

LONG_ACCESS_DAYS: Final = 730
"""Two years, where the shop holds data of `MANY_PEOPLE` or more."""

MANY_PEOPLE: Final = 50_000

_NAME: Final = "privacy"


@dataclass(frozen=True, slots=True)
class Privacy:
    """What the shop has decided.

    `mask`: orders are masked for everybody until a key shows them. `erase_days`: days after an order was
    closed at which its personal data is due to be erased, 0 never. `access_days`: days that access records
    are kept.
    """

    mask: bool = False
    erase_days: int = 0
    access_days: int = LONG_ACCESS_DAYS


class Sight(NamedTuple):
    """In which *role* somebody looks, and whether people's data is *masked* at first."""

    role: Role | None
    masked: bool

    @property
    def whole(self) -> bool:
        """Whether they may see people's data whole."""
        return may(self.role, Act.PERSONAL.value)

    @property
    def hides(self) -> bool:
        """Whether it is masked, as long as nothing was unmasked."""
        return self.masked or not self.whole


def privacy_of(conn: Conn) -> Privacy:
    """What the shop has decided."""
    return Privacy(**json.loads(read_preference(conn, SHOP, _NAME) or "{}"))


def least_access_days(conn: Conn) -> int:
    """For how many days access records must be kept at least, by how many people's data the shop holds."""
    return LONG_ACCESS_DAYS if holds_people(conn, MANY_PEOPLE) else LEAST_ACCESS_DAYS


def set_privacy(store: Store, actor: Actor, now: int, decided: Privacy) -> None:
    """Let that hold from now on."""
    save_preference(store, actor, now, SHOP, _NAME, json.dumps(asdict(decided)))


def sight_of(conn: Conn, actor: Actor) -> Sight:
    """What *actor* sees, by the role and the shop's decision as they are now."""
    return Sight(role_in(conn, actor), privacy_of(conn).mask)


def seen(orders: Iterable[Order], hide: bool) -> list[Order]:
    """*orders* as they are shown: masked where *hide* says so."""
    if not hide:
        return list(orders)
    from orderdesk.core.domain.masking import (
        mask_order,  # deferred: most desks hide nothing in the first list
    )

    return [mask_order(order) for order in orders]
