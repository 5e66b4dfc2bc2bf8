"""Operators as the store keeps them, and the record of who gave or took which right."""

from __future__ import annotations

from typing import NamedTuple

from orderdesk.core.domain.api_keys import key_name
from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.roles import Operator, Role, act_words, may, role_of
from orderdesk.core.domain.words import Word
from orderdesk.core.store.api_keys import key_of_name
from orderdesk.core.store.dialect import Conn, next_id
from orderdesk.core.store.events import actor_id
from orderdesk.core.store.problems import StoreProblem

_COLUMNS = ("id", "name", "role", "login_user", "ssh_key", "passphrase", "disabled", "created_at")
OPERATORS = f"SELECT {', '.join(_COLUMNS)} FROM operator ORDER BY id"
CHANGE = """UPDATE operator SET role = ?, login_user = ?, ssh_key = ?, passphrase = ?, disabled = ?
 WHERE id = ?"""
GRANTS = """SELECT operator_grant.at, actor.kind, actor.name, operator.name, operator_grant.what
 FROM operator_grant JOIN actor ON actor.id = operator_grant.actor
 JOIN operator ON operator.id = operator_grant.operator ORDER BY operator_grant.id DESC LIMIT ?"""


class NotPermitted(StoreProblem):
    """*who* may not do *act*, an action's id; nothing was written."""

    def __init__(self, who: str, act: str) -> None:
        refusal, words = Refusal.NOT_PERMITTED, act_words(act)
        message = Word(
            f"{words.ko}: {refusal.message.ko}. {refusal.advice.ko}",
            f"{words.en}: {refusal.message.en}. {refusal.advice.en}",
        )
        super().__init__(refusal.code, message, who)
        self.refusal = refusal
        self.act = act
        self.recorded = False
        """Whether it stands in the access records."""


class Grant(NamedTuple):
    """A right that was given or taken at a time (UTC seconds): by whom, whose, and what."""

    at: int
    by: Actor
    operator: str
    what: str


def operators(conn: Conn) -> list[Operator]:
    """All operators, the owner first."""
    return [
        Operator(row[0], row[1], Role(row[2]), row[3], row[4], row[5], bool(row[6]), row[7])
        for row in conn.execute(OPERATORS)
    ]


def require_in(conn: Conn, actor: Actor, act: str) -> None:
    """NotPermitted unless *actor* may do *act*, an action's id, in the store as it is now."""
    if not may(role_in(conn, actor), act):
        raise NotPermitted(actor.name, act)


def role_in(conn: Conn, actor: Actor) -> Role | None:
    """The role in which *actor* acts in the store as it is now; see `roles.role_of`.

    Who acts by a key to the API has the role of the key, however many work here.
    """
    key = key_of_name(conn, name) if (name := key_name(actor)) else None
    if key is not None:
        return key.role
    return role_of(operators(conn), actor) if actor.kind is ActorKind.SELLER else Role.ADMIN


def add_operator(conn: Conn, operator: Operator) -> Operator:
    """Add an operator; as it is kept, with its id."""
    number = next_id(conn, "operator")
    conn.insert("operator", _COLUMNS, [(number, operator.name, int(operator.role), *_rest(operator))])
    return next(each for each in operators(conn) if each.id == number)


def change_operator(conn: Conn, operator: Operator) -> None:
    """Write all of an operator but the name."""
    *values, _ = _rest(operator)
    conn.execute(CHANGE, (int(operator.role), *values, operator.id))


def _rest(operator: Operator) -> tuple[object, ...]:
    kept = operator.login_user, operator.ssh_key, operator.passphrase
    return *kept, int(operator.disabled), operator.created_at


def add_grant(conn: Conn, actor: Actor, at: int, operator: int, what: str) -> None:
    """Note that *actor* gave the operator of that id a right, or took it; such notes are only ever added."""
    row = (next_id(conn, "operator_grant"), at, actor_id(conn, actor), operator, what)
    conn.insert("operator_grant", ("id", "at", "actor", "operator", "what"), [row])


def grants(conn: Conn, limit: int) -> list[Grant]:
    """The newest grants, *limit* at most."""
    rows = conn.execute(GRANTS, (limit,)).fetchall()
    return [Grant(at, Actor(ActorKind(kind), by), name, what) for at, kind, by, name, what in rows]
