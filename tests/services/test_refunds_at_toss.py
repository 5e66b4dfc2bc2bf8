"""Refunds that are executed at a played Toss: its books and the desk's say the same, whatever goes wrong."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from orderdesk.core.domain.orders import Channel, Entry, EntryKind, Method
from orderdesk.core.domain.payments import order_payment_state
from orderdesk.core.domain.states import PaymentState
from orderdesk.core.services.paying_back import pay_back
from orderdesk.core.store.engine import Store
from orderdesk.core.store.refunds import interrupted_refunds
from orderdesk.simulators.toss import KEPT_SECONDS, Toss
from orderdesk.simulators.world import Mishap
from tests.domain.builders import ACCOUNT
from tests.services.desk import Desk, number, sections, sold
from tests.services.outside import link_toss, payments_of, toss

K = EntryKind


def two_sections(store: Store, method: Method = Method.CARD) -> Desk:
    """Order 1, 20,000 won in two sections; who executes refunds is connected."""
    desk = Desk(store)
    made = sold(1, 1, 1, sections=[[1], [2]])
    desk.add(replace(made, entries=(replace(made.entries[0], method=method),)))
    link_toss(store)
    return desk


def given_back(desk: Desk, *which: int) -> None:
    for section in which:
        desk.do("cancel", *sections(1, section), reason="SOLD_OUT")
        desk.do("approve", *sections(1, section))


def run(desk: Desk, company: Toss) -> dict[str, int]:
    return dict(pay_back(desk.store, payments_of(company), desk.clock))


def last(desk: Desk) -> Entry:
    return desk.order().entries[-1]


def left(company: Toss) -> int:
    return int(company.books()["payments"][number(1)]["left"])


def test_each_refund_is_executed_once_and_the_books_agree(store: Store) -> None:
    desk, company = two_sections(store), toss()
    key = company.buyer_pays(number(1), 20_000)
    given_back(desk, 1, 2)
    assert run(desk, company) == {"done": 2}
    assert [each.reason for each in company.payments[key].cancels] == [
        f"상품 품절 [refund:{number(1)}-P1:3]",
        f"상품 품절 [refund:{number(1)}-P1:5]",
    ]
    assert (left(company), order_payment_state(desk.order().entries)) == (0, PaymentState.REFUNDED)
    assert run(desk, company) == {} and desk.sound()


@pytest.mark.parametrize(
    "mishap", [Mishap.LOST_BEFORE, Mishap.LOST_AFTER, Mishap.BROKEN_AFTER, Mishap.TOO_MANY]
)
def test_a_company_that_can_not_be_reached_is_asked_again_under_the_same_key(
    desk: Desk, mishap: Mishap
) -> None:
    two_sections(desk.store)
    company = toss()
    company.buyer_pays(number(1), 20_000)
    given_back(desk, 1)
    company.world.unlucky = lambda path: mishap if path.endswith("cancel") else None
    assert run(desk, company) == {"unanswered": 1}
    assert last(desk).kind is K.REFUND_STARTED
    company.world.unlucky = lambda _path: None
    company.world.clock.advance(KEPT_SECONDS + 1)
    assert run(desk, company) == {"done": 1}
    assert left(company) == 10_000 and desk.sound()


def test_who_asked_in_vain_leaves_the_other_refunds_of_the_payment_for_later(desk: Desk) -> None:
    two_sections(desk.store)
    company = toss()
    company.buyer_pays(number(1), 20_000)
    given_back(desk, 1, 2)
    company.world.unlucky = lambda path: Mishap.LOST_AFTER if path.endswith("cancel") else None
    assert run(desk, company) == {"unanswered": 1}
    company.world.unlucky = lambda _path: None
    assert run(desk, company) == {"done": 2}
    assert left(company) == 0


def test_what_was_refunded_by_hand_there_is_not_refunded_again(desk: Desk) -> None:
    two_sections(desk.store)
    company = toss()
    key = company.buyer_pays(number(1), 20_000)
    given_back(desk, 1)
    company.cancelled_by_hand(key, 10_000)
    assert run(desk, company) == {"failed": 1}
    assert (last(desk).kind, last(desk).note, left(company)) == (K.REFUND_FAILED, "balance-differs", 10_000)
    desk.do("refund", 1, note="토스 관리자에서 환불함")
    assert order_payment_state(desk.order().entries) is PaymentState.PART_REFUNDED and desk.sound()


def test_who_says_failed_of_what_took_effect_does_not_pay_twice(desk: Desk) -> None:
    """No answer came, an operator gave up on it and tries again: a new key, but the balance tells."""
    two_sections(desk.store)
    company = toss()
    company.buyer_pays(number(1), 20_000)
    given_back(desk, 1)
    company.world.unlucky = lambda path: Mishap.LOST_AFTER if path.endswith("cancel") else None
    run(desk, company)
    desk.do("refund", 1, way="FAILED")
    desk.do("refund", 1, way="RETRY")
    company.world.unlucky = lambda _path: None
    assert run(desk, company) == {"failed": 1}
    assert (last(desk).note, left(company)) == ("balance-differs", 10_000)


def test_a_no_can_be_tried_again_although_toss_remembers_it(desk: Desk) -> None:
    two_sections(desk.store)
    company = toss()
    company.buyer_pays(number(1), 20_000)
    given_back(desk, 1)
    company.troubles.append("REJECT_CARD_COMPANY")
    assert run(desk, company) == {"failed": 1}
    assert last(desk).note == "REJECT_CARD_COMPANY"
    desk.do("refund", 1, way="RETRY")
    assert run(desk, company) == {"done": 1}
    assert left(company) == 10_000


def test_a_payment_that_toss_does_not_know_or_gives_back_only_whole(desk: Desk) -> None:
    two_sections(desk.store)
    company = toss()
    given_back(desk, 1)
    assert run(desk, company) == {"failed": 1}
    assert last(desk).note == "payment-unknown"
    company.buyer_pays(number(1), 20_000, by_parts=False)
    desk.do("refund", 1, way="RETRY")
    assert run(desk, company) == {"failed": 1}
    assert (last(desk).note, left(company)) == ("refund-whole", 20_000)


def test_a_virtual_account_is_refunded_to_the_buyers_account_and_followed_until_it_came(store: Store) -> None:
    desk, company = two_sections(store, Method.VIRTUAL), toss()
    key = company.buyer_pays(number(1), 20_000, "가상계좌")
    company.buyer_deposits(key)
    given_back(desk, 1, 2)
    assert last(desk).kind is K.REFUND_DUE  # nobody knows yet where to
    assert desk.plan("refund", 1, way="RETRY").rows[0].verdict.code == "no-refund-account"
    desk.do("refund", 1, way="RETRY", **ACCOUNT)
    assert run(desk, company) == {"pending": 1}  # the second waits for the first
    assert run(desk, company) == {"pending": 1}
    assert (left(company), len(company.payments[key].cancels)) == (10_000, 1)
    company.bank_refunds(key)
    assert run(desk, company) == {"done": 1, "pending": 1}
    company.payments[key].refund = "FAILED"
    assert run(desk, company) == {"failed": 1}
    done = [entry for entry in desk.order().entries if entry.kind is K.REFUND]
    assert [(each.amount, each.account) for each in done] == [
        (-10_000, "국민은행 · 000000-00-000000 · 홍길동")
    ]
    assert last(desk).note == "FAILED" and desk.sound()


def test_the_account_is_told_as_toss_takes_it(desk: Desk) -> None:
    two_sections(desk.store, Method.VIRTUAL)
    company = toss()
    key = company.buyer_pays(number(1), 20_000, "가상계좌")
    company.buyer_deposits(key)
    given_back(desk, 1)
    asked: list[bytes] = []
    answer = company.handle

    def noted(request: httpx.Request) -> httpx.Response:
        asked.append(request.content)
        return answer(request)

    company.handle = noted  # type: ignore[method-assign]
    desk.do("refund", 1, way="RETRY", **ACCOUNT)
    run(desk, company)
    assert '"bank":"06","accountNumber":"00000000000000","holderName":"홍길동"' in asked[-1].decode()


def test_refunds_of_other_channels_are_left_to_them(desk: Desk) -> None:
    link_toss(desk.store)
    desk.add(replace(sold(1), channel=Channel.NAVER, channel_number="2026092200000001"))
    given_back(desk, 1)
    assert last(desk).kind is K.REFUND
    assert run(desk, toss()) == {}


def test_an_additional_payment_has_a_number_of_its_own_there(desk: Desk) -> None:
    link_toss(desk.store)
    company = toss()
    made = sold(1, 1, 1, sections=[[1], [2]])
    first = replace(made.entries[0], amount=10_000)
    later = replace(first, n=2, extra=True)
    one, two = made.sections
    desk.add(replace(made, entries=(first, later), sections=(one, replace(two, paid_by=2))))
    company.buyer_pays(number(1), 10_000)
    company.buyer_pays(f"{number(1)}-P2", 10_000)
    given_back(desk, 2)
    assert run(desk, company) == {"done": 1}
    books = company.books()["payments"]
    assert (books[number(1)]["left"], books[f"{number(1)}-P2"]["left"]) == (10_000, 0)


def test_who_dies_after_toss_paid_asks_again_and_finds_it_paid(store: Store) -> None:
    desk, company = two_sections(store), toss()
    company.buyer_pays(number(1), 20_000)
    given_back(desk, 1)

    def die(point: str) -> None:
        if point == "answered":
            raise KeyboardInterrupt

    store.checkpoint = die
    with pytest.raises(KeyboardInterrupt):
        run(desk, company)
    store.checkpoint = lambda _point: None
    assert (last(desk).kind, left(company)) == (K.REFUND_STARTED, 10_000)
    assert run(desk, company) == {"done": 1}
    assert left(company) == 10_000 and desk.sound()


def test_a_refund_that_was_started_beside_one_that_failed_is_asked_for_and_told(desk: Desk) -> None:
    two_sections(desk.store)
    company = toss()
    company.buyer_pays(number(1), 20_000)
    given_back(desk, 1)
    company.troubles.append("REJECT_CARD_COMPANY")
    assert run(desk, company) == {"failed": 1}
    given_back(desk, 2)
    with desk.store.reader() as conn:
        assert [each.standing for each in interrupted_refunds(conn)] == [K.REFUND_STARTED]
    assert run(desk, company) == {"done": 1}
    assert (left(company), order_payment_state(desk.order().entries)) == (10_000, PaymentState.REFUND_FAILED)
    assert run(desk, company) == {} and desk.sound()
