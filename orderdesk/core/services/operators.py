"""Operators: who works here, in which role, and as whom a login acts."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from orderdesk.core.domain.api_keys import like_a_key
from orderdesk.core.domain.logins import SHORTEST, Login, fingerprint, fits, keep_passphrase, whose
from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.roles import Operator, Role, guards
from orderdesk.core.domain.text import clean, nfc
from orderdesk.core.domain.words import Word
from orderdesk.core.services.visiting import record_refused
from orderdesk.core.store.engine import Store
from orderdesk.core.store.operators import operators
from orderdesk.core.store.problems import StoreProblem

if TYPE_CHECKING:
    from orderdesk.core.store.unit import UnitOfWork

_NOBODYS: Final = f"scrypt:32768:8:1:{'00' * 16}:{'00' * 64}"
"""What is tried for a name that nobody has: it takes as long, and never fits."""

LONGEST_NAME: Final = 30
"""Characters of a name at most."""


class OperatorRefused(StoreProblem):
    """An operator can't be changed so, or can't come in; `refusal` says why, `where` about whom it is."""

    def __init__(self, refusal: Refusal, about: str) -> None:
        message, advice = refusal.message, refusal.advice
        words = Word(f"{message.ko}. {advice.ko}", f"{message.en}. {advice.en}")
        super().__init__(refusal.code, words, about)
        self.refusal = refusal


def come_in(store: Store, login: Login, name: str, now: int) -> Actor:
    """As whom *login* acts. Who comes first into a store owns it, under *name*.

    As long as the owner is alone, everybody who can open the store may do everything, under the name that
    the settings give. OperatorRefused for a login that is no operator's, or of somebody who was disabled.
    """
    with store.reader() as conn:
        found = operators(conn)
    if not found and not store.read_only:
        _make_owner(store, login, name, now)
        with store.reader() as conn:
            found = operators(conn)
    if not guards(found):
        return Actor(ActorKind.SELLER, login.named or name)
    return _enabled(whose(found, login), login.named or login.user).actor


def _make_owner(store: Store, login: Login, name: str, now: int) -> None:
    owner = Operator(0, clean(name) or login.user, Role.ADMIN, login.user, login.key or None, created_at=now)
    with store.unit(owner.actor, now) as unit:
        if not operators(unit.conn):
            unit.add_operator(owner, "owner")


def _enabled(operator: Operator | None, about: str) -> Operator:
    if operator is None:
        raise OperatorRefused(Refusal.NO_LOGIN, about)
    if operator.disabled:
        raise OperatorRefused(Refusal.OPERATOR_DISABLED, operator.name)
    return operator


def add(
    store: Store, actor: Actor, now: int, name: str, role: Role, user: str = "", key: str = ""
) -> Operator:
    """Add an operator, known by the system's *user*, by an SSH *key*, or by a passphrase later."""
    name = nfc(" ".join(clean(name).split()))
    if not 1 <= len(name) <= LONGEST_NAME:
        raise OperatorRefused(Refusal.OPERATOR_NAME, name)
    made = Operator(0, name, role, clean(user) or None, _fingerprint(key), created_at=now)
    with store.unit(actor, now) as unit:
        if like_a_key(name) or any(e.name.casefold() == name.casefold() for e in operators(unit.conn)):
            raise OperatorRefused(Refusal.OPERATOR_NAME, name)
        _refuse_login(unit, made)
        return unit.add_operator(made, f"add {role.name.lower()}")


def set_role(store: Store, actor: Actor, now: int, name: str, role: Role) -> Operator:
    """Give an operator another *role*; it counts from the next thing that is done. OperatorRefused."""
    return _change(
        store, actor, now, name, f"role {role.name.lower()}", lambda each: replace(each, role=role)
    )


def set_disabled(store: Store, actor: Actor, now: int, name: str, disabled: bool) -> Operator:
    """Let an operator in no more, or again; what was done keeps the name. OperatorRefused."""
    what = "disable" if disabled else "enable"
    return _change(store, actor, now, name, what, lambda each: replace(each, disabled=disabled))


def set_login(
    store: Store, actor: Actor, now: int, name: str, user: str | None = None, key: str | None = None
) -> Operator:
    """Know an operator by another *user* or SSH *key*; "" is none, None leaves it. OperatorRefused."""

    def changed(each: Operator) -> Operator:
        if user is not None:
            each = replace(each, login_user=clean(user) or None)
        return each if key is None else replace(each, ssh_key=_fingerprint(key))

    return _change(store, actor, now, name, "login", changed)


def set_passphrase(store: Store, actor: Actor, now: int, name: str, passphrase: str) -> Operator:
    """Give an operator a passphrase; everybody may give themselves one. OperatorRefused."""
    if len(nfc(passphrase)) < SHORTEST:
        raise OperatorRefused(Refusal.PASSPHRASE_SHORT, name)
    kept = keep_passphrase(nfc(passphrase), secrets.token_bytes(16))
    return _change(store, actor, now, name, "passphrase", lambda each: replace(each, passphrase=kept))


def admit(store: Store, name: str, passphrase: str, now: int, user: str = "") -> Actor:
    """As whom somebody acts who gives a *name* and a *passphrase*. OperatorRefused when they don't fit.

    The refused try is recorded; under the *user* of the system where nobody has that name, which may be a
    passphrase that was typed too early.
    """
    with store.reader() as conn:
        found = next((each for each in operators(conn) if each.name == nfc(name.strip())), None)
    kept = found.passphrase if found and found.passphrase else _NOBODYS
    try:
        if not fits(nfc(passphrase), kept) or found is None:
            raise OperatorRefused(Refusal.PASSPHRASE_WRONG, name)
        return _enabled(found, name).actor
    except OperatorRefused as refused:
        who = found.actor if found else Actor(ActorKind.SELLER, user)
        record_refused(store, who, now, refused.refusal)
        raise


def has_passphrase(store: Store, actor: Actor) -> bool:
    """Whether *actor* can be asked for a passphrase."""
    with store.reader() as conn:
        return any(each.passphrase for each in operators(conn) if each.name == actor.name)


def _fingerprint(key: str) -> str | None:
    if not key.strip():
        return None
    try:
        return fingerprint(key)
    except ValueError:
        raise OperatorRefused(Refusal.BAD_KEY, clean(key)[:40]) from None


def _change(
    store: Store, actor: Actor, now: int, name: str, what: str, change: Callable[[Operator], Operator]
) -> Operator:
    with store.unit(actor, now) as unit:
        there = operators(unit.conn)
        before = next((each for each in there if each.name == nfc(name.strip())), None)
        if before is None:
            raise OperatorRefused(Refusal.NO_OPERATOR, clean(name))
        after = change(before)
        left = [each for each in there if each.id != after.id] + [after]
        if not any(each.role is Role.ADMIN and not each.disabled for each in left):
            raise OperatorRefused(Refusal.LAST_ADMIN, after.name)
        _refuse_login(unit, after)
        if after != before:
            unit.change_operator(after, what)
        return after


def _refuse_login(unit: UnitOfWork, operator: Operator) -> None:
    """OperatorRefused when another operator is known by the same user or key."""
    for each in operators(unit.conn):
        same_user = operator.login_user and each.login_user == operator.login_user
        same_key = operator.ssh_key and each.ssh_key == operator.ssh_key
        if each.id != operator.id and (same_user or same_key):
            raise OperatorRefused(Refusal.LOGIN_TAKEN, each.name)
