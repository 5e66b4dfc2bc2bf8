"""What somebody looks at is recorded once for each list and order, with whose it was and how many people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from orderdesk.core.domain.access_words import LOGIN_KIND, NAMED_MOST, UNLOCK_KIND
from orderdesk.core.domain.customers import Customer
from orderdesk.core.domain.logins import Login
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.roles import Role
from orderdesk.core.services import operators
from orderdesk.core.services.visiting import (
    AGAIN,
    BESIDE,
    LIST,
    MORE,
    Seen,
    Visit,
    list_look,
    members_look,
    members_seen,
    order_look,
    order_seen,
    record_denied,
    record_login,
    record_look,
    tally,
)
from orderdesk.core.store.accesses import Access, accesses
from orderdesk.core.store.engine import Store
from orderdesk.core.store.problems import StoreProblem
from tests.services.desk import KIM, NOW, Desk, number, sold
from tests.services.people import PEOPLE, staff

TAB = list_look(LIST, "상품준비", "홍길동")


def some(*numbers: int) -> list[Seen]:
    """Orders of a buyer and a receiver each."""
    return [Seen(number(n), (n, -n)) for n in numbers]


def records(store: Store) -> list[tuple[int, str, str, int, int]]:
    """When, what, whose, of how many orders and people; the oldest first."""
    with store.reader() as conn:
        found = reversed(accesses(conn, 99))
    return [(at - NOW, it.what, it.scope, it.orders, it.people) for at, _, _, it in found]


def test_a_list_is_one_record_however_often_it_is_read(store: Store) -> None:
    visit = Visit()
    visit.look(TAB, some(1, 2), NOW)
    visit.more(LIST, some(2, 3), NOW)
    visit.look(TAB, some(1), NOW)
    assert not visit.is_due(NOW) and visit.is_due(NOW + 1)
    visit.write(store, KIM, NOW + 1)
    assert records(store) == [(0, "list", f"상품준비 · 홍길동: {number(1)}, {number(2)}, {number(3)}", 3, 6)]
    visit.look(TAB, some(1, 2, 3), NOW + 2)
    assert not visit.is_due(NOW + 2)
    visit.write(store, KIM, NOW + 2, everything=True)
    assert len(records(store)) == 1


def test_what_comes_by_scrolling_is_told_once_a_minute_and_each_person_once(store: Store) -> None:
    visit = Visit()
    visit.look(TAB, some(1), NOW)
    visit.write(store, KIM, NOW + 1)
    for second in range(2, 50):
        visit.more(LIST, some(second), NOW + second)
        assert not visit.is_due(NOW + second)
    visit.more(LIST, [Seen(number(50), (2, 50))], NOW + 50)
    assert not visit.is_due(NOW + MORE) and visit.is_due(NOW + MORE + 1)
    visit.write(store, KIM, NOW + MORE + 1)
    (_, *first), (at, *rest) = records(store)
    assert (first[2:], at, rest[2:]) == ([1, 2], 2, [49, 2 * 48 + 1])


def test_another_list_or_order_is_another_record(store: Store) -> None:
    visit = Visit()
    visit.look(TAB, some(1), NOW)
    visit.look(order_look(1), some(1), NOW)
    visit.look(list_look(LIST, "전체"), some(1), NOW)
    visit.look(order_look(2), some(2), NOW)
    visit.look(BESIDE, some(3), NOW)
    visit.look(order_look(1), some(1), NOW + 1)
    visit.write(store, KIM, NOW + 9, everything=True)
    assert sorted(records(store)) == sorted(
        [
            (0, "list", f"상품준비 · 홍길동: {number(1)}", 1, 2),
            (0, "list", f"전체: {number(1)}", 1, 2),
            (0, "view", number(1), 1, 2), (0, "view", number(2), 1, 2), (1, "view", number(1), 1, 2),
            (0, "view", number(3), 1, 2),
        ]
    )  # fmt: skip


@pytest.mark.parametrize(("later", "count"), [(AGAIN - 1, 1), (AGAIN, 2), (-1, 2)])
def test_the_same_after_an_hour_or_with_another_clock_is_told_anew(
    store: Store, later: int, count: int
) -> None:
    visit = Visit()
    for at in (NOW, NOW + later):
        visit.look(order_look(1), some(1), at)
        visit.write(store, KIM, at, everything=True)
    assert len(records(store)) == count


def test_of_many_the_first_are_named_and_all_counted(store: Store) -> None:
    visit = Visit()
    visit.look(list_look(LIST, "전체", "", "buyer=홍\x1b"), some(*range(NAMED_MOST + 7)), NOW)
    visit.write(store, KIM, NOW, everything=True)
    ((_, _, scope, orders, people),) = records(store)
    assert scope.startswith(f"전체 · buyer=홍: {number(0)}, ") and scope.endswith(f"{number(59)} +7")
    assert (orders, people) == (67, 133)


def test_what_can_not_be_written_waits_and_comes_first(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    visit = Visit()
    visit.note(LOGIN_KIND, NOW)
    visit.look(TAB, some(1), NOW)

    def full(*_: object) -> None:
        raise StoreProblem("store-full", Refusal.NO_LOGIN.message, "")

    with monkeypatch.context() as broken:
        broken.setattr("orderdesk.core.store.accesses.add_access", full)
        with pytest.raises(StoreProblem):
            visit.write(store, KIM, NOW + 1)
    assert records(store) == [] and visit.is_due(NOW + 2)
    visit.note(UNLOCK_KIND, NOW + 2)
    visit.write(store, KIM, NOW + 3)
    assert [(at, what) for at, what, *_ in records(store)] == [(0, "login"), (0, "list"), (2, "unlock")]


def test_people_are_buyers_and_receivers_and_members(store: Store) -> None:
    store.place = "10.0.0.7"
    record_look(store, KIM, NOW, TAB, tally(map(order_seen, (sold(1), sold(2, receiver="받는이1")))))
    members = [Customer("M1", "홍길동", "010-0000-0001"), Customer("M2", "홍길동", "010-0000-0002")]
    record_look(store, KIM, NOW, members_look("홍"), tally(members_seen(members)))
    record_look(store, KIM, NOW, members_look("없음"), tally([]))
    assert [each[3:] for each in records(store)] == [(2, 4), (0, 2)]
    assert records(store)[1][2] == "회원 · 홍: M1, M2"
    with store.reader() as conn:
        assert {each.place for each in accesses(conn, 9)} == {"10.0.0.7"}


@pytest.mark.parametrize("role", Role)
def test_everybodys_coming_and_looking_is_recorded_whatever_the_role(store: Store, role: Role) -> None:
    staff(store)
    who = PEOPLE[role]
    record_login(store, who, NOW, "orderdesk export --out -")
    record_look(store, who, NOW, order_look(1), tally(some(1)))
    for kind in ("logout", "lock", "unlock", "login-refused", "denied"):
        with store.unit(who, NOW) as unit:
            unit.record_access(Access(kind, "", "", "", "", 0, 0, 0))
    with store.reader() as conn:
        assert [each.actor for each in accesses(conn, 99)] == [who] * 7
    assert records(store)[0][1:3] == ("login", "orderdesk export --out -")


def denied(store: Store) -> list[tuple[str, str]]:
    with store.reader() as conn:
        return [
            (each.actor.name, each.access.scope) for each in accesses(conn, 9) if each.access.what == "denied"
        ]


def test_a_plan_is_recorded_as_denied_only_where_the_role_refuses_all_of_it(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1), sold(2))
    staff(store)
    viewer, packer = PEOPLE[Role.VIEWER], PEOPLE[Role.PACKER]
    for who in (viewer, packer, KIM):
        record_denied(store, who, NOW, desk.plan("hold", 1, 2, actor=who, reason="STOCK"))
    record_denied(store, packer, NOW, replace(desk.plan("hold", 1, actor=viewer, reason="STOCK"), rows=()))
    assert denied(store) == [(viewer.name, "배송보류")]


def test_a_refused_try_is_recorded_under_a_name_that_is_known(store: Store) -> None:
    operators.come_in(store, Login("kim"), KIM.name, NOW)
    operators.set_passphrase(store, KIM, NOW, KIM.name, "쌀 열 포대 서른여덟")
    tries: Sequence[tuple[str, str]] = ((KIM.name, "틀린 것입니다"), ("쌀 열 포대 서른여덟", "x"))
    for name, text in tries:
        with pytest.raises(operators.OperatorRefused):
            operators.admit(store, name, text, NOW, "kim")
    with store.reader() as conn:
        found = [(each.actor.name, each.access.what, each.access.scope) for each in accesses(conn, 9)]
    why = "이름이나 비밀문구가 맞지 않습니다"
    assert found == [("kim", "login-refused", why), (KIM.name, "login-refused", why)]


def test_nobody_is_kept_out_where_nothing_can_be_written(store: Store) -> None:
    Desk(store)

    def full(name: str) -> None:
        raise StoreProblem("store-full", Refusal.NO_LOGIN.message, name)

    store.checkpoint = full
    record_login(store, KIM, NOW)
    with pytest.raises(operators.OperatorRefused):
        operators.admit(store, KIM.name, "x", NOW)
    store.checkpoint = lambda name: None
    assert records(store) == []
