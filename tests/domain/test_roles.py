from __future__ import annotations

import pytest

from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.roles import (
    NEEDS,
    ROLE_WORDS,
    Act,
    Operator,
    Role,
    act_words,
    guards,
    may,
    role_of,
)
from orderdesk.core.domain.verbs import VERBS
from tests.domain.builders import BUYER, CHANNEL, SELLER

OWNER = Operator(1, SELLER.name, Role.ADMIN)
PACKER = Operator(2, "박포장", Role.PACKER)


def test_every_action_stands_in_the_table_once_and_nothing_else_does() -> None:
    assert NEEDS.keys() == {verb.id for verb in VERBS} | {act.value for act in Act}
    assert not {verb.id for verb in VERBS} & {act.value for act in Act}
    assert set(ROLE_WORDS) == set(Role)
    assert all(act_words(act).ko and act_words(act).en for act in NEEDS)


@pytest.mark.parametrize("act", NEEDS)
def test_each_role_may_do_what_the_roles_before_it_may(act: str) -> None:
    allowed = [may(role, act) for role in Role]
    assert allowed == sorted(allowed) and allowed[-1]
    assert not may(None, act)


def test_what_nobody_wrote_down_is_for_admins() -> None:
    assert [role for role in Role if may(role, "launch")] == [Role.ADMIN]


def test_a_viewer_changes_nothing_and_money_leaves_by_managers() -> None:
    assert not [act for act in NEEDS if may(Role.VIEWER, act)]
    assert [role for role in Role if may(role, "refund")] == [Role.MANAGER, Role.ADMIN]


def test_roles_count_from_the_second_operator_on() -> None:
    assert not guards([]) and not guards([OWNER]) and guards([OWNER, PACKER])
    stranger = PACKER.actor
    assert role_of([], stranger) is role_of([OWNER], stranger) is Role.ADMIN
    assert role_of([OWNER, PACKER], stranger) is Role.PACKER
    assert role_of([OWNER, Operator(2, "이하나", Role.DESK)], stranger) is None


def test_who_was_disabled_has_no_role_and_still_counts() -> None:
    gone = Operator(2, "박포장", Role.PACKER, disabled=True)
    assert guards([OWNER, gone]) and role_of([OWNER, gone], gone.actor) is None


@pytest.mark.parametrize("actor", [SYSTEM, BUYER, CHANNEL], ids=lambda actor: actor.kind.name)
def test_what_no_operator_does_is_not_restricted(actor: Actor) -> None:
    assert role_of([OWNER, PACKER], actor) is Role.ADMIN
