"""`refunds`, `receipts run`, `deposits` without a file: what is asked of those the shop is connected to."""

from __future__ import annotations

import pytest

from orderdesk.core.domain.receipts import Mode
from orderdesk.core.services.connected import Connected
from orderdesk.core.services.receipt_settings import connect_simulated, set_mode
from orderdesk.core.store.engine import open_store
from orderdesk.simulators.world import Mishap
from tests.cli.shell import Shell
from tests.services.desk import KIM, NOW, Desk, number, sections, sold
from tests.services.outside import ACCOUNT, feed_of, link_toss, payments_of, popbill, toss, toss_receipts


def link(monkeypatch: pytest.MonkeyPatch, to: Connected) -> None:
    for room in ("deposits", "receipts", "refunds"):
        monkeypatch.setattr(f"orderdesk.cli.{room}.connected", lambda *_: to)


def test_what_is_not_connected_says_so(shell: Shell) -> None:
    shell.add(sold(1))
    for command in (("deposits",), ("refunds", "run"), ("receipts", "run")):
        assert shell(*command).status == 2
    assert shell("refunds", "jump").status == 2


def test_refunds_are_listed_and_executed(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    company = toss()
    company.buyer_pays(number(1), 10_000)
    link(monkeypatch, Connected(payments=payments_of(company)))
    with open_store(shell.url) as store:
        desk = Desk(store)
        desk.add(sold(1))
        link_toss(store)
        desk.do("cancel", *sections(1, 1), reason="SOLD_OUT")
        desk.do("approve", *sections(1, 1))
    (waiting,) = shell("refunds", "--json").json
    assert (waiting["order"], waiting["n"], waiting["amount"]) == (number(1), 2, 10_000)
    assert (waiting["method"], waiting["standing"]) == ("card", "refund_started")
    assert f"{number(1)}-P2" in shell("refunds").out
    company.world.unlucky = lambda _path: Mishap.NEVER_SENT
    said = shell("refunds", "run", "--json")
    assert (said.status, said.json["unanswered"]) == (1, 1)
    company.world.unlucky = lambda _path: None
    done = shell("refunds", "run")
    assert (done.status, done.out) == (0, "완료 1 · 거절 0 · 진행 중 0 · 답 없음 0\n")
    assert shell("refunds", "--json").json == []
    assert company.books()["payments"][number(1)]["left"] == 0


def test_receipts_that_were_sent_for_are_issued(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    company = toss()
    link(monkeypatch, Connected(receipts=toss_receipts(company)))
    with open_store(shell.url) as store:
        desk = Desk(store)
        connect_simulated(store, KIM, NOW)
        set_mode(store, KIM, NOW, Mode.ASKED)
        desk.add(sold(1, unpaid=True))
        desk.do("receipt-request", 1, purpose="income", identity="010-0000-0001")
        desk.do("confirm-payment", 1)
        desk.do("receipt-issue", 1)
    assert shell("receipts", "run", "--json").json == {
        "done": 1,
        "failed": 0,
        "pending": 0,
        "unanswered": 0,
    }
    assert len(company.books()["receipts"]) == 1


def test_what_the_bank_tells_is_matched_and_confirmed(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    bank = popbill()
    link(monkeypatch, Connected(deposits=feed_of(bank)))
    shell.add(sold(1, unpaid=True))
    bank.bank.deposit(ACCOUNT.number, 10_000, "구매자1", ago=60)
    assert shell("deposits", "--dry-run", "--json").json == []  # nothing is taken in
    done = shell("deposits", "--yes", "--json")
    assert (done.status, done.json["applied"]) == (0, 1)
    assert [each["standing"] for each in shell("deposits", "--dry-run", "--json").json] == ["used"]
    bank.world.unlucky = lambda _path: Mishap.NEVER_SENT
    down = shell("deposits", "--yes")
    assert (down.status, "지금 연결되지 않습니다" in down.err) == (3, True)
