"""A shop with somebody in every role."""

from __future__ import annotations

from orderdesk.core.domain.logins import Login
from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.domain.roles import Role
from orderdesk.core.services import operators
from orderdesk.core.store.engine import Store
from tests.services.desk import KIM, NOW

PEOPLE = {role: Actor(ActorKind.SELLER, f"{role.name.lower()}씨") for role in Role} | {Role.ADMIN: KIM}
"""Who acts in each role; the system knows each by the name of the role."""


def staff(store: Store) -> None:
    """Everybody of `PEOPLE`, the admin as the owner."""
    operators.come_in(store, Login("admin"), KIM.name, NOW)
    for role, who in PEOPLE.items():
        if who != KIM:
            operators.add(store, KIM, NOW, who.name, role, role.name.lower())
