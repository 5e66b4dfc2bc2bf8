"""Every worked case comes out to the won, term by term."""

from __future__ import annotations

from collections import Counter

import pytest

from orderdesk.core.domain.breakdown import breakdown, mismatch
from orderdesk.core.domain.check import check
from orderdesk.core.domain.orders import EntryKind
from orderdesk.core.domain.payments import payments
from tests.domain.builders import do
from tests.domain.worked_cases import RULES, Case
from tests.domain.worked_money import CASES

KEYS = ("items", "ship_fee", "discount", "extra", "refund", "paid")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_worked_case(case: Case) -> None:
    now = case.start
    for verb, where, fields in case.deeds:
        now = do(now, verb, where, **fields)
        assert check(now) == ()
    expected = (case.items, case.ship, case.discount, case.extra, case.refund, case.paid)
    money = breakdown(now)
    assert {line.key: tuple(term.amount for term in line.terms) for line in money} == dict(
        zip(KEYS, expected, strict=True)
    )
    assert [line.amount for line in money] == [sum(terms) for terms in expected]
    found = payments(now.entries)
    assert sum(payment.due for payment in found) == case.waiting and mismatch(now, money) == 0
    assert sum(map(sum, expected[:-1])) == sum(case.paid) + case.waiting
    dues = [entry for entry in now.entries if entry.kind is EntryKind.REFUND_DUE]
    assert tuple(tuple(won for _, _, won in due.refunds) for due in dues) == case.due
    assert [-due.amount for due in dues] == [sum(terms) for terms in case.due]
    assert sum(claim.points_back for claim in now.claims) == case.points
    assert ",".join(claim.coupons_back for claim in now.claims if claim.coupons_back) == case.coupons


def test_every_rule_has_three_cases_at_least() -> None:
    told = Counter(rule for case in CASES for rule in case.rules)
    assert len(CASES) >= 40 and len({case.name for case in CASES}) == len(CASES)
    assert {rule: told[rule] for rule in RULES if told[rule] < 3} == {} and set(told) == set(RULES)
