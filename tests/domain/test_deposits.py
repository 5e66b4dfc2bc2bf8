from __future__ import annotations

import pytest

from orderdesk.core.domain.deposits import Deposit, Standing, Waiting, Why, plain_name, propose
from tests.domain.builders import DAY, NOW


def came(
    amount: int = 38_000, depositor: str = "홍길동", at: int = NOW, mark: str = "a", memo: str = ""
) -> Deposit:
    return Deposit(mark, "가상은행 000-00", at, depositor, amount, memo)


def waits(
    order_id: int = 1,
    due: int = 38_000,
    name: str = "홍길동",
    asked_at: int = NOW - DAY,
    due_at: int | None = NOW + DAY,
) -> Waiting:
    number, phone = f"20261122{order_id:07d}", f"010-0000-{order_id + 7000}"
    return Waiting(order_id, number, due, (name,), (phone,), asked_at, due_at)


@pytest.mark.parametrize(
    ("deposit", "order", "standing", "why"),
    [
        (came(), waits(), Standing.SURE, Why.NAME),
        (came(depositor="홍 길동"), waits(), Standing.SURE, Why.NAME),
        (came(depositor="홍길동7001"), waits(), Standing.SURE, Why.NAME),
        (came(depositor="김철수7001"), waits(), Standing.SURE, Why.DIGITS),
        (came(depositor="김철수", memo="주문 0001"), waits(), Standing.SURE, Why.DIGITS),
        (came(depositor="유한회사가나"), waits(name="유한회사가나다라"), Standing.SURE, Why.PART),
        (came(depositor="홍"), waits(), Standing.UNSURE, Why.AMOUNT),
        (came(depositor=""), waits(), Standing.UNSURE, Why.AMOUNT),
        (came(depositor="김철수"), waits(), Standing.UNSURE, Why.AMOUNT),
        (came(amount=37_000), waits(), Standing.UNSURE, Why.OTHER_AMOUNT),
        (came(at=NOW + 9 * DAY), waits(), Standing.UNSURE, Why.LATE),
        (came(at=NOW + 7 * DAY), waits(due_at=None, asked_at=NOW), Standing.SURE, Why.NAME),
    ],
)
def test_a_deposit_and_an_order(deposit: Deposit, order: Waiting, standing: Standing, why: Why) -> None:
    (proposal,) = propose([deposit], [order])
    assert (proposal.standing, [each.why for each in proposal.candidates]) == (standing, [why])
    assert proposal.order == (order if standing is Standing.SURE else None)


@pytest.mark.parametrize(
    ("deposit", "order"),
    [
        (came(at=NOW - 2 * DAY), waits()),
        (came(amount=1, depositor="김철수"), waits()),
    ],
)
def test_money_from_before_the_order_and_what_agrees_in_nothing_fit_nothing(
    deposit: Deposit, order: Waiting
) -> None:
    (proposal,) = propose([deposit], [order])
    assert (proposal.standing, proposal.candidates) == (Standing.UNKNOWN, ())


def test_two_orders_that_fit_equally_well_are_for_people_to_tell_apart() -> None:
    (proposal,) = propose([came()], [waits(2, asked_at=NOW - 60), waits(1)])
    assert proposal.standing is Standing.UNSURE
    assert [each.order.order_id for each in proposal.candidates] == [1, 2]


def test_a_better_reason_wins_over_the_amount_alone() -> None:
    (proposal,) = propose([came()], [waits(1, name="김철수"), waits(2)])
    assert proposal.order == waits(2)
    assert [each.why for each in proposal.candidates] == [Why.NAME, Why.AMOUNT]


def test_two_deposits_for_one_order_are_for_people_too() -> None:
    one, two = propose([came(mark="a"), came(mark="b", at=NOW + 60)], [waits()])
    assert (one.standing, two.standing) == (Standing.UNSURE, Standing.UNSURE)


def test_a_deposit_that_was_used_is_not_used_again_and_is_in_nobodys_way() -> None:
    old, new = propose([came(mark="a"), came(mark="b")], [waits()], used=frozenset({"a"}))
    assert (old.standing, old.candidates, new.standing) == (Standing.USED, (), Standing.SURE)


def test_names_are_compared_as_people_mean_them() -> None:
    assert plain_name("홍길동 (0001)") == plain_name("홍 길동0001") == "홍길동0001"
    assert plain_name("  Kim, Y.-H. ") == "kimyh"
