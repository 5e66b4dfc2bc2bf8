"""Every action that changes something is taken back exactly, and done again exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from orderdesk.core.domain.orders import Channel
from orderdesk.core.domain.receipts import Mode
from orderdesk.core.domain.verbs import BY_ID, Scope
from orderdesk.core.services.receipt_settings import connect_simulated, set_mode
from tests.domain.builders import ACCOUNT
from tests.services.desk import KIM, NOW, Desk, sold

LABEL: dict[str, Any] = {"courier": "CJ대한통운", "number": "680123456782"}
CLAIM: dict[str, Any] = {"reason": "SOLD_OUT"}


def _paid(desk: Desk) -> None:
    desk.add(sold(1, 3, 2))


def _split(desk: Desk) -> None:
    desk.add(sold(1, 1, 1, sections=[[1], [2]]))


def _unpaid(desk: Desk) -> None:
    desk.add(sold(1, unpaid=True))


def _after(*steps: tuple[str, Mapping[str, Any]]) -> Callable[[Desk], None]:
    def prepare(desk: Desk) -> None:
        _paid(desk)
        for verb, fields in steps:
            named = f"{desk.order().number}-S1" if BY_ID[verb].scope is Scope.SECTION else 1
            desk.do(verb, named, **fields)

    return prepare


def _deposited(desk: Desk) -> None:
    _unpaid(desk)
    desk.do("confirm-payment", 1)


def _refund_due(desk: Desk) -> None:
    _deposited(desk)
    desk.do("cancel", 1, **CLAIM)
    desk.do("approve", 1)


def _external(desk: Desk) -> None:
    desk.add(replace(sold(1, 2), channel=Channel.NAVER, channel_number="N-1"))


READY: tuple[str, dict[str, Any]] = ("ready", {})
SHIPPED = ("track", {**LABEL, "to": "ship"})
RETURN = ("return", CLAIM)
EXCHANGE = ("exchange", CLAIM)
BROUGHT = {"pickup": "ETC", "note": "매장으로 가져옴"}
DAY = "2026-12-24"
MEMO = ("memo", {"text": "전화\n부탁"})

RECEIPT = {"purpose": "income", "identity": "010-0000-0001"}


def _issuing(desk: Desk) -> None:
    connect_simulated(desk.store, KIM, NOW)
    set_mode(desk.store, KIM, NOW, Mode.ASKED)
    _deposited(desk)
    desk.do("receipt-request", 1, purpose="income", identity="010-0000-0001")


def _receipted(desk: Desk) -> None:
    _deposited(desk)
    desk.do("receipt", 1, purpose="income", identity="010-0000-0001")


CASES: tuple[tuple[str, Callable[[Desk], None], Mapping[str, Any]], ...] = (
    ("ready", _paid, {}),
    ("ready", _paid, {"items": "1:2"}),
    ("ship", _after(("track", LABEL), READY), {}),
    ("deliver", _after(SHIPPED), {}),
    ("confirm", _after(SHIPPED, ("deliver", {})), {}),
    ("back", _after(READY), {}),
    ("back", _after(SHIPPED), {}),
    ("back", _after(SHIPPED, ("deliver", {}), ("reopen", {})), {}),
    ("hold", _split, {"reason": "STOCK", "note": "[/red]"}),
    ("release", _after(("hold", {"reason": "STOCK"})), {}),
    ("confirm-payment", _unpaid, {"depositor": "홍길동"}),
    ("track", _paid, {**LABEL, "to": "ship"}),
    ("track", _paid, {**LABEL, "items": "1:1,2:2"}),
    ("track", _after(SHIPPED), {"courier": "한진", "number": "123456789012", "overwrite": "yes"}),
    ("untrack", _after(("track", LABEL)), {}),
    ("separate", _paid, {}),
    ("unseparate", _after(("separate", {})), {}),
    ("take", _paid, {"note": "포장 중"}),
    ("let-go", _after(("take", {})), {}),
    ("delay", _external, {"reason": "PREPARING", "until": DAY}),
    ("split", _paid, {"items": "1:1"}),
    ("merge", _split, {}),
    ("address", _paid, {"receiver": "새이름", "zip": "63000", "line1": "제주시 1"}),
    ("address", _paid, {"zip": "63122", "fee": "request"}),
    ("address", _unpaid, {"zip": "63122"}),
    ("address", _after(("address", {"zip": "63122", "fee": "request"})), {"zip": "06234", "fee": "refund"}),
    ("cancel", _paid, CLAIM),
    ("cancel", _unpaid, CLAIM),
    ("return", _after(SHIPPED), {**CLAIM, "items": "1:1"}),
    ("exchange", _after(SHIPPED), CLAIM),
    ("exchange", _after(SHIPPED), {**CLAIM, "options": "1:파랑"}),
    ("swap", _after(SHIPPED), {**CLAIM, "name": "배", "qty": "3", "price": "5000", "items": "1:1"}),
    ("pickup", _after(SHIPPED, RETURN), BROUGHT),
    ("pickup-done", _after(SHIPPED, RETURN), {}),
    ("pickup-done", _after(SHIPPED, RETURN), {"items": "1:1"}),
    ("approve", _after(("cancel", CLAIM)), {}),
    ("approve", _after(SHIPPED, RETURN, ("pickup-done", {})), {"withhold": "3000"}),
    ("approve", _after(SHIPPED, EXCHANGE, ("pickup", BROUGHT), ("pickup-done", {})), {}),
    ("reject", _after(("cancel", CLAIM)), {}),
    ("withdraw", _after(SHIPPED, RETURN), {}),
    ("reopen", _after(SHIPPED, ("deliver", {})), {}),
    ("add", _paid, {"name": "사과", "qty": "2", "price": "5000"}),
    ("refund", _refund_due, ACCOUNT),
    ("refund", _refund_due, {"way": "FAILED", "note": "계좌 오류"}),
    ("receipt", _deposited, RECEIPT),
    ("receipt-request", _unpaid, RECEIPT),
    ("receipt-cancel", _receipted, {}),
    ("memo", _paid, {"text": "여러\n줄"}),
    ("memo-edit", _after(MEMO), {"n": "1", "text": "다른 글", "was": MEMO[1]["text"]}),
    ("memo-delete", _after(MEMO, MEMO), {"n": "1"}),
    ("memo-resolve", _after(MEMO), {"n": "1"}),
    ("memo-reopen", _after(MEMO, ("memo-resolve", {"n": "1"})), {"n": "1"}),
)


@pytest.mark.parametrize(
    ("verb", "prepare", "fields"), CASES, ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)]
)
def test_taking_back_restores_every_projection(
    desk: Desk, verb: str, prepare: Callable[[Desk], None], fields: Mapping[str, Any]
) -> None:
    prepare(desk)
    listed, whole = desk.listed(), desk.whole()
    plan = desk.plan(verb, desk.order().number, **fields)
    assert plan.applying(), [row.verdict for row in plan.rows]
    job = desk.apply(plan)
    done = desk.whole()
    assert done != whole and desk.sound()
    assert [event.at for event in desk.events()] == [NOW] * len(desk.events())
    back = desk.undo(job)
    assert desk.listed() == listed and desk.whole() == whole and desk.sound()
    desk.undo(back, redo=True)
    assert desk.whole() == done and desk.sound()


def test_what_somebody_outside_is_asked_for_is_not_taken_back(desk: Desk) -> None:
    _issuing(desk)
    job = desk.do("receipt-issue", 1)
    assert {row.verdict.code for row in desk.undo_plan(job).rows} == {"sent-outside"}
    assert desk.order().receipts[0].state == "sent"


def test_every_action_is_among_the_cases() -> None:
    assert {case[0] for case in CASES} == set(BY_ID) - {"receipt-issue"}
