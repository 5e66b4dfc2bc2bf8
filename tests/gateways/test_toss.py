"""Toss: refunds that happen once, what it refuses, money on its way into accounts, cash receipts."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from orderdesk.core.gateways.money import (
    BALANCE_DIFFERS,
    CashReceiptAsked,
    CashReceiptView,
    PaymentStatus,
    ReceiptPurpose,
    ReceiptState,
    RefundAccount,
    RefundState,
    RefundView,
)
from orderdesk.core.gateways.results import Fault, GatewayError
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.toss.banks import BANKS, bank_code
from orderdesk.core.gateways.toss.line import TossLine
from orderdesk.core.gateways.toss.payments import TossPayments
from orderdesk.core.gateways.toss.receipts import TossReceipts
from orderdesk.core.gateways.toss.settings import UNSURE, TossSettings
from orderdesk.core.gateways.wire import TRIES, Times
from orderdesk.simulators.toss import KEPT_SECONDS, Toss
from orderdesk.simulators.world import Clock, Mishap, World

NOW = 1_790_000_000.0
ORDER = "202609220000001"
KEY = "test_sk_orderdesk"
ACCOUNT = RefundAccount("국민은행", "000000-00-000000", "홍길동")
DONE, PENDING, FAILED = RefundState.DONE, RefundState.PENDING, RefundState.FAILED


def played(**how: Any) -> Toss:  # noqa: ANN401 - the settings of the simulator
    return Toss(World(clock=Clock(at=NOW)), KEY, **how)


def line(toss: Toss, key: str = KEY, settings: TossSettings | None = None) -> TossLine:
    clock = toss.world.clock
    return TossLine(
        settings or TossSettings(),
        Secret("toss", key),
        times=Times(clock.now, clock.sleep),
        transport=httpx.MockTransport(toss.handle),
    )


def refund(toss: Toss, key: str, amount: int | None, row: int, cancellable: int, **how: Any) -> RefundView:  # noqa: ANN401
    payments = TossPayments(line(toss, settings=how.pop("settings", None)))
    return payments.refund(key, amount, "품절", f"refund:{ORDER}-P1:{row}", cancellable, **how)


def left(toss: Toss) -> int:
    return int(toss.books()["payments"][ORDER]["left"])


def test_a_payment_is_found_by_our_order_number() -> None:
    toss = played()
    key = toss.buyer_pays(ORDER, 30_000, by_parts=False)
    found = TossPayments(line(toss)).find(ORDER)
    assert found is not None and found == TossPayments(line(toss)).get(key)
    assert (found.key, found.total, found.cancellable, found.status) == (
        key,
        30_000,
        30_000,
        PaymentStatus.PAID,
    )
    assert (found.method, found.by_parts, found.virtual) == ("카드", False, False)
    assert TossPayments(line(toss)).find("other/1") is None


def test_parts_go_back_one_by_one_and_never_more_than_there_is() -> None:
    toss = played()
    key = toss.buyer_pays(ORDER, 30_000)
    first = refund(toss, key, 10_000, 2, 30_000)
    assert (first.state, first.amount, bool(first.reference)) == (DONE, 10_000, True)
    assert refund(toss, key, 20_000, 4, 20_000).state is DONE
    assert (left(toss), TossPayments(line(toss)).get(key).status) == (0, PaymentStatus.CANCELLED)  # type: ignore[union-attr]
    assert refund(toss, key, 1_000, 6, 0) == RefundView(FAILED, code=BALANCE_DIFFERS)


def test_what_the_desk_thinks_must_be_what_there_is() -> None:
    toss = played()
    key = toss.buyer_pays(ORDER, 30_000)
    toss.cancelled_by_hand(key, 5_000)
    assert refund(toss, key, 10_000, 2, 30_000).code == BALANCE_DIFFERS
    assert left(toss) == 25_000


@pytest.mark.parametrize(
    "mishap",
    [Mishap.NEVER_SENT, Mishap.LOST_BEFORE, Mishap.LOST_AFTER, Mishap.BROKEN_AFTER, Mishap.TWICE],
)
def test_a_call_that_goes_wrong_refunds_once(mishap: Mishap) -> None:
    toss = played()
    key = toss.buyer_pays(ORDER, 30_000)
    toss.world.unlucky = once(mishap)
    assert refund(toss, key, 10_000, 2, 30_000).state is DONE
    assert left(toss) == 20_000


def once(mishap: Mishap) -> Callable[[str], Mishap | None]:
    to_come = [mishap]
    return lambda path: to_come.pop() if path.endswith("cancel") and to_come else None


def test_who_never_got_an_answer_asks_again_and_finds_the_refund() -> None:
    toss = played()
    key = toss.buyer_pays(ORDER, 30_000)
    toss.world.unlucky = lambda path: Mishap.LOST_AFTER if path.endswith("cancel") else None
    with pytest.raises(GatewayError):
        refund(toss, key, 10_000, 2, 30_000)
    toss.world.unlucky = lambda _path: None
    toss.world.clock.advance(KEPT_SECONDS + 1)  # by now Toss has forgotten the key
    assert refund(toss, key, 10_000, 2, 30_000).amount == 10_000
    assert left(toss) == 20_000


def test_a_key_stands_for_its_first_body_so_each_row_has_its_own() -> None:
    """The trap: under the first row's key, a second refund would be answered as done and never happen."""
    toss = played()
    key = toss.buyer_pays(ORDER, 30_000)
    for won in (1_000, 2_000):
        body = {"cancelReason": "품절", "cancelAmount": won}
        told = call(toss, "POST", f"/v1/payments/{key}/cancel", body, **{"Idempotency-Key": "one-for-all"})
        assert told[1]["balanceAmount"] == 29_000
    assert refund(toss, key, 2_000, 2, 29_000).state is DONE
    assert refund(toss, key, 2_000, 4, 27_000).state is DONE
    assert left(toss) == 25_000


def test_a_repeat_while_the_first_is_under_way_waits() -> None:
    toss = played()
    key = toss.buyer_pays(ORDER, 30_000)
    toss.world.unlucky, toss.busy = once(Mishap.LOST_AFTER), 2
    assert refund(toss, key, 10_000, 2, 30_000).state is DONE
    assert (left(toss), toss.busy) == (20_000, 0)
    toss.world.unlucky, toss.busy = once(Mishap.LOST_AFTER), TRIES
    with pytest.raises(GatewayError):
        refund(toss, key, 10_000, 4, 20_000)
    assert left(toss) == 10_000
    assert refund(toss, key, 10_000, 4, 20_000).state is DONE


@pytest.mark.parametrize("code", ["PROVIDER_ERROR", "COMMON_ERROR", "FAILED_DB_PROCESSING"])
def test_troubles_that_pass_are_waited_out_under_the_same_key(code: str) -> None:
    toss = played()
    key = toss.buyer_pays(ORDER, 30_000)
    toss.troubles.extend([code] * (TRIES - 1))
    assert refund(toss, key, 10_000, 2, 30_000).state is DONE
    toss.troubles.extend([code] * TRIES)
    with pytest.raises(GatewayError) as caught:
        refund(toss, key, 10_000, 4, 20_000)
    assert caught.value.fault is Fault.TEMPORARY
    assert refund(toss, key, 10_000, 4, 20_000).state is DONE


@pytest.mark.parametrize("code", ["REJECT_CARD_COMPANY", "NOT_CANCELABLE_PAYMENT"])
def test_a_final_no_is_told_with_its_code(code: str) -> None:
    toss = played()
    key = toss.buyer_pays(ORDER, 30_000)
    toss.troubles.append(code)
    assert refund(toss, key, 10_000, 2, 30_000) == RefundView(FAILED, code=code, message=code)
    assert left(toss) == 30_000


def test_money_into_an_account_takes_its_time_and_an_account() -> None:
    toss = played()
    key = toss.buyer_pays(ORDER, 30_000, "가상계좌")
    waiting = TossPayments(line(toss)).get(key)
    assert waiting is not None
    assert (waiting.virtual, waiting.status, waiting.cancellable) == (True, PaymentStatus.WAITING, 0)
    toss.buyer_deposits(key)
    assert refund(toss, key, 10_000, 2, 30_000).code == "INVALID_REQUEST"
    assert refund(toss, key, 10_000, 3, 30_000, account=ACCOUNT).state is PENDING
    assert refund(toss, key, 10_000, 3, 30_000, account=ACCOUNT).state is PENDING
    toss.bank_refunds(key)
    told = refund(toss, key, 10_000, 3, 30_000, account=ACCOUNT)
    assert (told.state, told.amount, left(toss)) == (DONE, 10_000, 20_000)


def test_an_account_that_takes_nothing_fails_the_refund() -> None:
    toss = played()
    key = toss.buyer_pays(ORDER, 30_000, "가상계좌")
    toss.buyer_deposits(key)
    refund(toss, key, 10_000, 2, 30_000, account=ACCOUNT)
    toss.bank_refuses(key)
    assert refund(toss, key, 10_000, 2, 30_000, account=ACCOUNT).code == "FAILED"
    refund(toss, key, 10_000, 4, 20_000, account=ACCOUNT)
    toss.bank_refuses(key)
    told = refund(toss, key, 10_000, 4, 20_000, account=ACCOUNT)
    assert (told.state, told.code) == (PENDING, "PARTIAL_FAILED")


def test_a_deposit_that_is_taken_back_can_not_be_refunded() -> None:
    toss = played()
    key = toss.buyer_pays(ORDER, 30_000, "가상계좌")
    toss.buyer_deposits(key)
    toss.bank_takes_back(key)
    assert refund(toss, key, 10_000, 2, 30_000, account=ACCOUNT).code == BALANCE_DIFFERS


def test_what_is_taken_only_whole_goes_back_whole() -> None:
    toss = played()
    key = toss.buyer_pays(ORDER, 30_000, "휴대폰", by_parts=False)
    assert refund(toss, key, 10_000, 2, 30_000).code == "NOT_CANCELABLE_PAYMENT"
    assert refund(toss, key, 30_000, 4, 30_000).state is DONE


def test_reasons_and_holders_are_cut_to_what_toss_takes() -> None:
    toss = played()
    key = toss.buyer_pays(ORDER, 30_000, "가상계좌")
    toss.buyer_deposits(key)
    account = RefundAccount("20", "0" * 30, "가" * 80)
    told = TossPayments(line(toss)).refund(key, 1, "가" * 300, "refund:1", 30_000, account)
    assert told.state is PENDING
    assert toss.payments[key].cancels[0].reason.endswith(" [refund:1]")


def test_a_payment_that_toss_does_not_know_is_not_refunded() -> None:
    assert refund(played(), "pay_1", 1, 2, 1).code == "NOT_FOUND_PAYMENT"


@pytest.mark.parametrize("key", ["nokey", "test_sk_other"])
def test_who_we_are_is_not_believed(key: str) -> None:
    with pytest.raises(GatewayError) as caught:
        TossPayments(line(played(), key)).find(ORDER)
    assert caught.value.fault is Fault.AUTH
    assert key not in str(caught.value)


def test_other_names_of_uncertain_fields() -> None:
    toss = played(balance_field="balance", identity_field="registrationNumber", busy_reply=(400, "BUSY"))
    settings = TossSettings(balance_field="balance", identity_field="registrationNumber", busy_status=400)
    key = toss.buyer_pays(ORDER, 30_000)
    toss.world.unlucky, toss.busy = once(Mishap.LOST_AFTER), 1
    assert refund(toss, key, 10_000, 2, 30_000, settings=settings).state is DONE
    assert TossReceipts(line(toss, settings=settings)).issue(ASKED).state is ReceiptState.ISSUED
    assert set(UNSURE) < set(TossSettings.__dataclass_fields__)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("국민은행", "06"),
        ("KB국민은행", "06"),
        ("우리", "20"),
        ("카카오뱅크", "90"),
        ("88", "88"),
        ("남의 은행", "남의 은행"),
    ],
)
def test_banks_by_name(name: str, code: str) -> None:
    assert bank_code(BANKS, name) == code


ASKED = CashReceiptAsked("k1", ORDER, "유기농 쌀", ReceiptPurpose.INCOME, "010-0000-1234", 10_000)


def test_a_cash_receipt_is_issued_once_and_found_again() -> None:
    toss = played()
    receipts = TossReceipts(line(toss))
    toss.world.fail_next(Mishap.LOST_AFTER)
    issued = receipts.issue(ASKED)
    assert (issued.state, issued.at, len(issued.approval)) == (ReceiptState.ISSUED, int(NOW), 9)
    assert receipts.issue(ASKED) == issued == receipts.get(issued)
    assert list(toss.books()["receipts"]) == ["k1"]
    assert receipts.get(CashReceiptView("k1", ReceiptState.ISSUED)) is None


def test_a_cash_receipt_is_cancelled_in_part_and_whole() -> None:
    toss = played()
    receipts = TossReceipts(line(toss))
    issued = receipts.issue(ASKED)
    assert receipts.cancel(issued, 4_000, "c1").state is ReceiptState.ISSUED
    assert receipts.cancel(issued, None, "c2").state is ReceiptState.CANCELLED
    assert toss.books()["receipts"]["k1"]["left"] == 0
    told = receipts.get(issued)
    assert told is not None and told.state is ReceiptState.CANCELLED
    assert receipts.cancel(issued, None, "c3").code == "ALREADY_CANCELED_PAYMENT"
    assert receipts.cancel(CashReceiptView("x", ReceiptState.ISSUED), None, "c4").code == "NOT_FOUND"


def test_two_receipts_of_one_order_have_orders_of_their_own_there() -> None:
    toss = played()
    receipts = TossReceipts(line(toss))
    receipts.issue(ASKED)
    toss.world.clock.advance(KEPT_SECONDS + 1)
    assert receipts.issue(ASKED).code == "DUPLICATED_ORDER_ID"  # never a second one, even now
    settings = TossSettings(order_per_receipt=False)
    assert TossReceipts(line(played(), settings=settings)).issue(ASKED).state is ReceiptState.ISSUED


def call(toss: Toss, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:  # noqa: ANN401
    basic = "Basic " + b64encode(f"{KEY}:".encode()).decode()
    sent = {"Authorization": basic, **headers}
    reply = toss.handle(httpx.Request(method, f"https://toss{path}", json=body, headers=sent))
    told = reply.json()
    return reply.status_code, told.get("code", told) if isinstance(told, dict) else told


def test_what_the_played_toss_refuses() -> None:
    """The refusals that no client of ours can bring about."""
    toss = played()
    assert call(toss, "GET", "/v1/payments/x", Authorization="Bearer x") == (
        403,
        "INCORRECT_BASIC_AUTH_FORMAT",
    )
    assert call(toss, "GET", "/v1/payments/x", Authorization="Basic eA==") == (
        403,
        "INCORRECT_BASIC_AUTH_FORMAT",
    )
    assert call(toss, "GET", "/v1/nothing") == (404, "NOT_FOUND")
    ready = toss.buyer_begins(ORDER, 99)
    small = {"paymentKey": ready, "orderId": ORDER, "amount": 99}
    assert call(toss, "POST", "/v1/payments/confirm", small) == (400, "BELOW_MINIMUM_AMOUNT")
    ready = toss.buyer_begins("o2", 199, "계좌이체")
    least = {"paymentKey": ready, "orderId": "o2", "amount": 199}
    assert call(toss, "POST", "/v1/payments/confirm", least) == (400, "BELOW_MINIMUM_AMOUNT")
    assert call(toss, "POST", "/v1/payments/confirm", {**least, "amount": 1}) == (400, "INVALID_REQUEST")
    fine = {"paymentKey": toss.buyer_begins("o3", 1_000), "orderId": "o3", "amount": 1_000}
    assert call(toss, "POST", "/v1/payments/confirm", fine)[0] == 200
    assert call(toss, "POST", "/v1/payments/confirm", fine) == (400, "ALREADY_PROCESSED_PAYMENT")
    taken = {"amount": 1_000, "orderId": "o3", "orderName": "쌀", "customerName": "홍길동", "bank": "20"}
    assert call(toss, "POST", "/v1/virtual-accounts", taken) == (400, "DUPLICATED_ORDER_ID")
    assert call(toss, "POST", "/v1/virtual-accounts", {}) == (400, "INVALID_REQUEST")
    late = call(toss, "POST", "/v1/virtual-accounts", {**taken, "orderId": "o4"})[1]["paymentKey"]
    toss.world.clock.advance(8 * 86_400)
    toss.buyer_deposits(late)
    assert call(toss, "GET", f"/v1/payments/{late}")[1]["status"] == "EXPIRED"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "INVALID_REQUEST"),
        ({"cancelReason": "가" * 201}, "INVALID_REQUEST"),
        ({"cancelReason": "품절", "cancelAmount": 30_001}, "NOT_CANCELABLE_AMOUNT"),
        ({"cancelReason": "품절", "refundableAmount": 1}, "NOT_CANCELABLE_AMOUNT"),
        ({"cancelReason": "품절", "refundReceiveAccount": {}}, "INVALID_REQUEST"),
    ],
)
def test_cancels_that_the_played_toss_refuses(body: dict[str, Any], code: str) -> None:
    toss = played()
    key = toss.buyer_pays(ORDER, 30_000)
    assert call(toss, "POST", f"/v1/payments/{key}/cancel", body)[1] == code
    long = {"Idempotency-Key": "x" * 301}
    assert call(toss, "POST", f"/v1/payments/{key}/cancel", body, **long)[1] == "INVALID_REQUEST"
    toss.cancelled_by_hand(key, 30_000)
    assert call(toss, "POST", f"/v1/payments/{key}/cancel", {"cancelReason": "품절"})[1] == (
        "ALREADY_CANCELED_PAYMENT"
    )


def test_the_played_toss_refuses_receipts_without_their_fields_and_lists_payments() -> None:
    toss = played()
    assert call(toss, "POST", "/v1/cash-receipts", {"amount": 1}) == (400, "INVALID_REQUEST")
    keys = [toss.buyer_pays(f"o{n}", 1_000) for n in range(3)]
    rows = call(toss, "GET", f"/v1/transactions?startingAfter={keys[0]}&limit=1")[1]
    assert [row["paymentKey"] for row in rows] == [keys[1]]
