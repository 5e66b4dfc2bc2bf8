"""Popbill: the signed token, cash receipts that are issued once, what came into bank accounts."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha1
from typing import Any

import httpx
import pytest

from orderdesk.core.gateways.money import (
    BankDeposit,
    CashReceiptAsked,
    CashReceiptView,
    ReceiptPurpose,
    ReceiptState,
)
from orderdesk.core.gateways.popbill.authority import CASHBILL, Member, signature
from orderdesk.core.gateways.popbill.deposits import PopbillDeposits
from orderdesk.core.gateways.popbill.receipts import PopbillReceipts
from orderdesk.core.gateways.popbill.settings import UNSURE, Account, PopbillSettings, RowNames
from orderdesk.core.gateways.results import Fault, GatewayError
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.wire import Times
from orderdesk.simulators.popbill import SECRET, TOKEN_SECONDS, Popbill
from orderdesk.simulators.popbill_bank import KEPT_SECONDS
from orderdesk.simulators.world import Clock, Mishap, World

NOW = 1_790_038_800.0  # 2026-09-22 10:00 in Seoul
CORP = "1234567890"
SETTINGS = PopbillSettings(CORP, "TESTER", accounts=(Account("0004", "00000000000"), Account("0088", "111")))
ASKED = CashReceiptAsked("k1", "202609220000001", "유기농 쌀", ReceiptPurpose.INCOME, "010-0000-1234", 10_000)
ISSUED, CANCELLED, FAILED = ReceiptState.ISSUED, ReceiptState.CANCELLED, ReceiptState.FAILED


def played(**how: Any) -> Popbill:  # noqa: ANN401 - the settings of the simulator
    made = Popbill(World(clock=Clock(at=NOW)), **how)
    for account in SETTINGS.accounts:
        made.bank.register(account.bank, account.number)
    return made


def receipts(popbill: Popbill, settings: PopbillSettings = SETTINGS, secret: str = SECRET) -> PopbillReceipts:
    clock = popbill.world.clock
    times, transport = Times(clock.now, clock.sleep), httpx.MockTransport(popbill.handle)
    return PopbillReceipts(settings, Secret("popbill", secret), times=times, transport=transport)


def feed(popbill: Popbill, settings: PopbillSettings = SETTINGS) -> PopbillDeposits:
    clock = popbill.world.clock
    times, transport = Times(clock.now, clock.sleep), httpx.MockTransport(popbill.handle)
    return PopbillDeposits(settings, Secret("popbill", SECRET), times=times, transport=transport)


# who we are


def test_the_signature_is_the_documented_one() -> None:
    body = b'{"access_id": "1234567890", "scope": ["member", "140"]}'
    signed = signature(SECRET, body, "2025-01-02T03:04:05Z", "/POPBILL_TEST/Token")
    assert signed == "tc7u/kAHlfu1s1rLn4br9PxrS/tCbggrUpffM53U0yA="
    assert signature(SECRET, body, "2025-01-02T03:04:05Z", "/POPBILL_TEST/Token", "*") != signed


def test_a_token_is_got_once_and_again_when_it_ends() -> None:
    popbill = played()
    member = Member(
        SETTINGS,
        Secret("popbill", SECRET),
        CASHBILL,
        times=Times(popbill.world.clock.now),
        transport=httpx.MockTransport(popbill.handle),
    )
    assert member.headers() == member.headers()
    assert member.headers()["Authorization"] == "Bearer token-1"
    popbill.world.clock.advance(TOKEN_SECONDS)
    assert member.headers()["Authorization"] == "Bearer token-2"


def test_a_token_that_is_no_longer_taken_is_replaced() -> None:
    popbill = played()
    asker = receipts(popbill)
    asker.issue(ASKED)
    popbill.world.fail_next(Mishap.STALE_TOKEN)
    assert asker.issue(replace(ASKED, key="k2")).state is ISSUED


@pytest.mark.parametrize(
    ("settings", "secret", "fault"),
    [
        (SETTINGS, b64encode(b"another").decode(), Fault.AUTH),
        (SETTINGS, "not base64!", Fault.CONFIG),
        (replace(SETTINGS, link="OTHER"), SECRET, Fault.AUTH),
        (replace(SETTINGS, corp="0000000000"), SECRET, Fault.AUTH),
        (replace(SETTINGS, forwarded="*"), SECRET, Fault.AUTH),
    ],
)
def test_who_we_are_is_not_believed(settings: PopbillSettings, secret: str, fault: Fault) -> None:
    with pytest.raises(GatewayError) as caught:
        receipts(played(), settings, secret).issue(ASKED)
    assert caught.value.fault is fault
    assert secret not in str(caught.value)


def test_an_address_is_signed_where_addresses_are_not_restricted() -> None:
    popbill = played(restricted=False)
    assert receipts(popbill, replace(SETTINGS, forwarded="*", test=True)).issue(ASKED).state is ISSUED


def test_a_token_of_another_scope_is_not_taken() -> None:
    popbill = played()
    feed(popbill).deposits(None)
    request = httpx.Request(
        "GET", "https://pb/Cashbill/k1", headers={"Authorization": "Bearer token-1", "x-pb-version": "1.0"}
    )
    assert popbill.handle(request).status_code == 401


# cash receipts


def test_a_receipt_is_issued_with_amounts_as_strings() -> None:
    popbill = played()
    issued = receipts(popbill).issue(ASKED)
    assert (issued.state, issued.at, len(issued.approval), issued.reference) == (ISSUED, int(NOW), 9, "k1")
    assert popbill.books() == {"receipts": {"k1": {"amount": 10_000, "left": 10_000}}}


@pytest.mark.parametrize(
    "mishap",
    [
        Mishap.NEVER_SENT,
        Mishap.LOST_BEFORE,
        Mishap.LOST_AFTER,
        Mishap.BROKEN_BEFORE,
        Mishap.BROKEN_AFTER,
        Mishap.TWICE,
    ],
)
def test_a_call_that_goes_wrong_issues_once(mishap: Mishap) -> None:
    """A timeout is followed by a look under the key: no such key means that it may be asked again."""
    popbill = played()
    popbill.world.unlucky = once(mishap)
    assert receipts(popbill).issue(ASKED).state is ISSUED
    assert list(popbill.receipts) == ["k1"]


def once(mishap: Mishap) -> Callable[[str], Mishap | None]:
    to_come = [mishap]
    return lambda path: to_come.pop() if path == "/Cashbill" and to_come else None


def test_without_any_answer_nobody_knows_and_the_same_key_finds_out() -> None:
    popbill = played()
    popbill.world.unlucky = lambda path: Mishap.LOST_BEFORE if path == "/Cashbill" else None
    with pytest.raises(GatewayError) as caught:
        receipts(popbill).issue(ASKED)
    assert caught.value.fault is Fault.TIMEOUT_UNKNOWN
    popbill.world.unlucky = lambda _path: None
    first = receipts(popbill).issue(ASKED)
    assert receipts(popbill).issue(ASKED) == first
    assert len(popbill.receipts) == 1


def test_tax_is_told_apart() -> None:
    popbill = played()
    asker = receipts(popbill)
    for key, tax_free in (("k1", 0), ("k2", 10_000), ("k3", 4_500)):
        assert asker.issue(replace(ASKED, key=key, tax_free=tax_free)).state is ISSUED


def test_a_receipt_is_taken_back_in_part_and_whole_under_keys_of_their_own() -> None:
    popbill = played()
    asker = receipts(popbill)
    issued = asker.issue(ASKED)
    assert asker.cancel(issued, 4_000, "c1").state is ISSUED
    popbill.world.unlucky = once(Mishap.LOST_AFTER)
    assert asker.cancel(issued, None, "c2").state is CANCELLED
    assert popbill.books() == {"receipts": {"k1": {"amount": 10_000, "left": 0}}}
    assert asker.cancel(issued, None, "c2").state is CANCELLED
    assert asker.cancel(issued, None, "c3") == CashReceiptView(
        "c3", FAILED, code="-14000005", message="취소할 수 없습니다"
    )
    gone = CashReceiptView("x", ISSUED, "000", int(NOW))
    assert asker.cancel(gone, None, "c4").code == "-14000004"


def test_what_became_of_a_receipt() -> None:
    popbill = played()
    asker = receipts(popbill)
    issued = asker.issue(ASKED)
    assert asker.get(issued) == issued
    assert asker.get(CashReceiptView("k9", ISSUED)) is None
    popbill.tax_office_refuses("k1")
    told = asker.get(issued)
    assert told is not None and (told.state, told.code) == (FAILED, "305")
    call(popbill, "POST", "/Cashbill/k1", verb="CANCELISSUE")
    told = asker.get(issued)
    assert told is not None and told.state is CANCELLED


@pytest.mark.parametrize(
    "asked",
    [
        replace(ASKED, key="k" * 25),
        replace(ASKED, key="열쇠"),
        replace(ASKED, purpose=ReceiptPurpose.EXPENSE, identity="010-000-1234"),
        replace(ASKED, identity=""),
        replace(ASKED, amount=0),
    ],
)
def test_a_final_no_is_told_with_its_number(asked: CashReceiptAsked) -> None:
    told = receipts(played()).issue(asked)
    assert (told.state, told.code) == (FAILED, "-14000002")


def call(popbill: Popbill, method: str, path: str, body: Any = None, verb: str = "", **headers: str) -> Any:  # noqa: ANN401
    """A call as the member, and its reply, of a no its number."""
    receipts(popbill)._look("none")
    token = f"Bearer token-{len(popbill._tokens)}"
    sent = {"Authorization": token, "x-pb-version": "1.0", "X-HTTP-Method-Override": verb, **headers}
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    reply = popbill.handle(httpx.Request(method, f"https://pb{path}", content=content, headers=sent))
    told = reply.json()
    return told["code"] if reply.status_code != 200 else told


FINE = {
    "mgtKey": "k1",
    "tradeType": "승인거래",
    "tradeUsage": "소득공제용",
    "tradeOpt": "일반",
    "taxationType": "과세",
    "totalAmount": "1100",
    "supplyCost": "1000",
    "tax": "100",
    "serviceFee": "0",
    "identityNum": "01000001234",
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"totalAmount": 1100},
        {"totalAmount": "1200"},
        {"tradeType": "취소거래"},
        {"tradeUsage": "기타"},
        {"tradeOpt": "기타"},
        {"taxationType": "비과세"},
        {"tradeDT": "20260920100000"},
        {"tradeDT": "20260923100000"},
    ],
)
def test_receipts_that_the_played_popbill_refuses(wrong: dict[str, Any]) -> None:
    popbill = played()
    assert call(popbill, "POST", "/Cashbill", {**FINE, **wrong}, "ISSUE") == -14_000_002
    yesterday = {**FINE, "tradeDT": "20260921100000"}
    assert call(popbill, "POST", "/Cashbill", yesterday, "ISSUE")["tradeDate"] == "20260921"
    assert call(popbill, "POST", "/Cashbill", FINE, "ISSUE") == -14_000_001
    part = {"mgtKey": "k2", "orgConfirmNum": popbill.receipts["k1"].approval, "orgTradeDate": "20260921"}
    wrong_part = {**part, "isPartCancel": True, "totalAmount": 100}
    assert call(popbill, "POST", "/Cashbill", wrong_part, "REVOKEISSUE") == -14_000_002
    too_much = {**part, "isPartCancel": True, "totalAmount": "1101"}
    assert call(popbill, "POST", "/Cashbill", too_much, "REVOKEISSUE") == -14_000_005


def test_what_else_the_played_popbill_answers() -> None:
    popbill = played()
    assert call(popbill, "POST", "/Cashbill", FINE) == -99_999_999
    assert call(popbill, "GET", "/Cashbill/k1", **{"x-pb-version": "2"}) == -99_999_999
    assert call(popbill, "GET", "/Cashbill/k1") == -14_000_003
    body = json.dumps({"cashbills": [FINE, FINE]}).encode()
    sent = {"x-pb-submit-id": "s1", "x-pb-message-digest": b64encode(sha1(body).digest()).decode()}
    assert call(popbill, "POST", "/Cashbill", body, "BULKISSUE", **{**sent, "x-pb-message-digest": ""}) == (
        -14_000_002
    )
    assert call(popbill, "POST", "/Cashbill", body, "BULKISSUE", **sent)["code"] == 1
    assert call(popbill, "POST", "/Cashbill", body, "BULKISSUE", **sent) == -14_000_002
    bulk = call(popbill, "GET", "/Cashbill/BULK/s1/State")
    assert [each["code"] for each in bulk["issueResult"]] == [1, -14_000_001]
    assert [each["mgtKey"] for each in call(popbill, "POST", "/Cashbill/States", ["k1", "k2"])] == ["k1"]
    found = call(popbill, "GET", "/Cashbill/Search?SDate=20260901&EDate=20260930")
    assert found["total"] == 1
    assert call(popbill, "GET", "/Cashbill/Search?SDate=1&EDate=2&PerPage=1001") == -14_000_002


# what came into accounts


def read(
    popbill: Popbill, asker: PopbillDeposits, cursor: str | None = None
) -> tuple[list[BankDeposit], str]:
    """Everything of one round, and the cursor after it."""
    found: list[BankDeposit] = []
    for _ in range(20):
        page = asker.deposits(cursor)
        found += page.deposits
        cursor = page.cursor
        if not page.more:
            return found, cursor
    raise AssertionError("no end")


def test_deposits_of_all_accounts_are_read_with_who_paid() -> None:
    popbill = played()
    popbill.bank.deposit("00000000000", 30_000, "홍길동", "인터넷", ago=60)
    popbill.bank.deposit("00000000000", -5_000, "전기요금")
    popbill.bank.deposit("111", 7_000, "", "(주)우리상점")
    found, _ = read(popbill, feed(popbill))
    assert found == [
        BankDeposit("00000000000", "00000000000-000001", int(NOW) - 60, 30_000, "홍길동", "인터넷"),
        BankDeposit("111", "111-000001", int(NOW), 7_000, "(주)우리상점", ""),
    ]


def test_the_next_round_reads_the_last_day_again_and_what_came_since() -> None:
    popbill = played()
    popbill.bank.deposit("111", 1_000, "홍길동")
    asker = feed(popbill)
    first, cursor = read(popbill, asker)
    popbill.world.clock.advance(86_400)
    popbill.bank.deposit("111", 2_000, "김영희")
    again, cursor = read(popbill, asker, cursor)
    assert [each.transaction for each in again] == ["111-000001", "111-000002"]
    popbill.world.clock.advance(3 * 86_400)
    late, cursor = read(popbill, asker, cursor)
    assert [each.amount for each in late] == [1_000, 2_000]
    assert (len(first), read(popbill, asker, cursor)[0]) == (1, [])


def test_days_before_the_first_round_are_looked_at_as_far_as_is_set() -> None:
    popbill = played()
    popbill.bank.deposit("111", 1_000, "홍길동", ago=3 * 86_400)
    popbill.bank.deposit("111", 2_000, "홍길동", ago=4 * 86_400)
    assert [each.amount for each in read(popbill, feed(popbill))[0]] == [1_000]


def test_many_deposits_come_page_by_page() -> None:
    popbill = played()
    for n in range(1_001):
        popbill.bank.deposit("111", n + 1, "홍길동")
    page = feed(popbill).deposits(None)
    sizes = []
    while page.more:
        page = feed(popbill).deposits(page.cursor)
        sizes.append(len(page.deposits))
    assert sizes == [500, 500, 1]


def test_a_job_that_is_not_done_is_left_to_the_next_time() -> None:
    popbill = played()
    popbill.bank.deposit("111", 1_000, "홍길동")
    hasty = feed(popbill, replace(SETTINGS, polls=1, accounts=SETTINGS.accounts[1:]))
    page = hasty.deposits(None)
    assert (page.deposits, page.more) == ((), False)
    popbill.world.clock.advance(10)
    assert [each.amount for each in hasty.deposits(page.cursor).deposits] == [1_000]
    assert len(popbill.bank._jobs) == 1


def test_a_forgotten_or_failed_job_is_asked_for_anew() -> None:
    popbill = played()
    popbill.bank.deposit("111", 1_000, "홍길동")
    asker = feed(popbill, replace(SETTINGS, polls=1, accounts=SETTINGS.accounts[1:]))
    popbill.bank.down = "은행 점검"
    cursor = asker.deposits(None).cursor
    popbill.world.clock.advance(10)
    patient = feed(popbill, replace(SETTINGS, accounts=SETTINGS.accounts[1:]))
    with pytest.raises(GatewayError) as caught:
        patient.deposits(cursor)
    assert (caught.value.fault, caught.value.message) == (Fault.TEMPORARY, "은행 점검")
    popbill.bank.down = ""
    assert len(patient.deposits(cursor).deposits) == 1
    popbill.world.clock.advance(KEPT_SECONDS + 10)
    assert len(patient.deposits(cursor).deposits) == 1


@pytest.mark.parametrize(
    ("settings", "cursor", "fault"),
    [
        (replace(SETTINGS, accounts=()), None, Fault.CONFIG),
        (replace(SETTINGS, accounts=(Account("0004", "999"),)), None, Fault.CONFIG),
        (SETTINGS, "nonsense", Fault.CONFIG),
        (replace(SETTINGS, names=RowNames(id="other")), None, Fault.PROTOCOL),
    ],
)
def test_what_can_not_be_read_says_so(settings: PopbillSettings, cursor: str | None, fault: Fault) -> None:
    popbill = played()
    popbill.bank.deposit("00000000000", 1_000, "홍길동")
    with pytest.raises(GatewayError) as caught:
        feed(popbill, settings).deposits(cursor)
    assert caught.value.fault is fault


def test_other_names_of_uncertain_columns() -> None:
    popbill = played()
    popbill.bank.names.update({"id": "trserial", "in": "deposit", "remark": "note"})
    popbill.bank.deposit("00000000000", 1_000, "홍길동")
    names = RowNames(id="trserial", amount="deposit", remarks=("note1",))
    found, _ = read(popbill, feed(popbill, replace(SETTINGS, names=names)))
    assert [each.depositor for each in found] == ["홍길동"]
    assert set(UNSURE) < set(PopbillSettings.__dataclass_fields__)


def test_what_the_played_bank_refuses_and_remembers() -> None:
    popbill = played()
    key = popbill.bank.deposit("111", 1_000, "홍길동", ago=60)
    popbill.bank.deposit("111", -300, "수수료")
    where = "/EasyFin/Bank"
    bearer = {"Authorization": "Bearer token-1", "x-pb-version": "1.0"}
    feed(popbill).deposits(None)

    def ask(method: str, path: str) -> Any:  # noqa: ANN401
        reply = popbill.handle(httpx.Request(method, f"https://pb{where}{path}", headers=bearer))
        return reply.json() if reply.status_code == 200 else reply.json()["code"]

    account = "/BankAccount?BankCode=0088&AccountNumber=111"
    assert ask("POST", f"{account}&SDate=20260923&EDate=20260922") == -70_000_002
    assert (
        ask("POST", "/BankAccount?BankCode=0004&AccountNumber=111&SDate=20260922&EDate=20260922")
        == -70_000_001
    )
    job = ask("POST", f"{account}&SDate=20260922&EDate=20260922")["jobID"]
    assert len(job) == 18
    assert ask("GET", f"/{job}?TradeType=I") == -70_000_002  # not done yet
    popbill.world.clock.advance(10)
    assert ask("GET", f"/{job}?TradeType=X") == -70_000_002
    assert ask("GET", f"/{job}?PerPage=1001") == -70_000_002
    assert [row["accOut"] for row in ask("GET", f"/{job}?TradeType=O")["list"]] == ["300"]
    assert ask("GET", f"/{job}?SearchString=길동")["total"] == 1
    assert ask("GET", "/nojob/State") == -70_000_003
    assert ask("POST", f"/SaveMemo?TID={key}&Memo=ok")["code"] == 1
    assert ask("POST", "/SaveMemo?TID=none") == -70_000_002
    assert ask("GET", f"/{job}?TradeType=I,O&Order=D")["list"][-1]["memo"] == "ok"
    assert ask("DELETE", f"/{job}") == -70_000_002
