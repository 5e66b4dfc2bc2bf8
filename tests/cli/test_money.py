from __future__ import annotations

from dataclasses import replace

from orderdesk.core.domain.orders import EntryKind, Method
from orderdesk.core.store.engine import open_store
from tests.cli.shell import Shell
from tests.services.desk import Desk, number, sections, sold
from tests.services.outside import link_toss

ACCOUNT = ("--set", "bank=국민은행", "--set", "number=000000-00-000000", "--set", "holder=홍길동")


def cancelled(shell: Shell, method: Method = Method.CARD) -> None:
    made = sold(1, 3)
    shell.add(replace(made, entries=(replace(made.entries[0], method=method),)))
    asked = ("--set", "reason=SOLD_OUT", "--set", "items=1:1", "--yes")
    assert shell("do", "cancel", *sections(1, 1), *asked).status == 0


def rows(shell: Shell) -> list[tuple[str, int]]:
    entries = shell("show", number(1), "--json").json["entries"]
    return [(entry["kind"], entry["amount"]) for entry in entries]


def test_an_approval_is_derived_before_it_is_made(shell: Shell) -> None:
    cancelled(shell)
    said = shell("do", "approve", *sections(1, 2), "--set", "withhold=2,500", "--dry-run")
    assert "상품 상품 1  10,000  (실결제 30,000 중 1/3개)" in said.err
    assert "환불에서 차감  -2,500  (적은 차감 금액)" in said.err
    assert "= 환불 7,500원 · 적립금 0 · 쿠폰 없음" in said.err
    assert rows(shell) == [("결제", 30_000)]
    both = ("--set", "withhold=1", "--set", "refund=1")
    refused = shell("do", "approve", *sections(1, 2), *both, "--dry-run", "--json")
    assert refused.status == 1 and refused.json["rows"][0]["code"] == "either-amount"
    over = shell("do", "approve", *sections(1, 2), "--set", "refund=30,001", "--dry-run", "--json")
    assert over.json["rows"][0]["code"] == "refund-too-large"
    assert shell("do", "approve", *sections(1, 2), "--set", "withhold=2,500", "--yes").status == 0
    assert rows(shell) == [("결제", 30_000), ("환불 대기", -7_500), ("환불", -7_500)]


def test_a_deduction_without_an_amount_is_told_before_the_approval(shell: Shell) -> None:
    shell.add(sold(1, 3))
    assert shell("do", "cancel", *sections(1, 1), "--set", "reason=WRONG_ORDER", "--yes").status == 0
    told = "! 구매자 부담(차감)인데 금액이 비어 있습니다: 차감 없이 돌려줍니다"
    assert told in shell("do", "approve", *sections(1, 1), "--dry-run").err
    assert told not in shell("do", "approve", *sections(1, 1), "--set", "withhold=0", "--dry-run").err


def test_the_same_key_twice_is_one_refund(shell: Shell) -> None:
    cancelled(shell)
    asked = ("do", "approve", *sections(1, 2), "--key", "환불-7", "--yes", "--json")
    first, second = shell(*asked), shell(*asked)
    assert (first.status, first.json["applied"]) == (0, 1)
    assert (second.status, second.json["job"], second.json["repeated"]) == (0, first.json["job"], True)
    assert second.json["rows"] == first.json["rows"] and "이미 받은 요청" in second.err
    assert len(rows(shell)) == 3
    other = shell("do", "hold", *sections(1, 1), "--set", "reason=STOCK", "--key", "환불-7", "--yes")
    assert other.status == 2 and "다른 요청에 이미 쓰였습니다" in other.err


def test_a_refund_by_hand_from_the_command_line(shell: Shell) -> None:
    cancelled(shell, Method.BANK)
    shell("do", "approve", *sections(1, 2), "--yes")
    check = next(each for each in shell("doctor", "--json").json if each["check"] == "refunds")
    assert (check["state"], check["detail"]) == ("ok", "1 · 10,000")
    bare = shell("do", "refund", number(1), "--dry-run", "--json").json
    assert bare["rows"][0]["code"] == "no-refund-account"
    assert shell("do", "refund", number(1), *ACCOUNT, "--yes").status == 0
    assert rows(shell)[-1] == ("환불", -10_000)


def test_the_doctor_names_a_refund_that_was_never_answered(shell: Shell) -> None:
    with open_store(shell.url) as store:
        desk = Desk(store)
        desk.add(sold(1))
        link_toss(store)
        desk.do("cancel", 1, reason="SOLD_OUT")
        desk.do("approve", 1)
        assert desk.order().entries[-1].kind is EntryKind.REFUND_STARTED
    check = next(each for each in shell("doctor", "--json").json if each["check"] == "refunds")
    assert check["state"] == "warn" and number(1) in check["advice"]


def test_show_explains_every_sum(shell: Shell) -> None:
    cancelled(shell)
    shell("do", "approve", *sections(1, 2), "--yes")
    whole = shell("show", number(1), "--json").json
    assert whole["mismatch"] == 0
    money = {line["key"]: line for line in whole["money"]}
    assert [(term["name"], term["amount"], term["rule"]) for term in money["items"]["terms"]] == [
        ("상품 1", 30_000, "10,000 × 3개")
    ]
    assert [(t["where"], t["amount"]) for t in money["refund"]["terms"]] == [("P3", -10_000)]
    plain = shell("show", number(1)).out
    assert "P3 상품 상품 1  -10,000  (1개 몫)" in plain
