"""What is written: item by item, by the rules of the desk, one job a call, and once whatever happens."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from orderdesk.api import writes
from orderdesk.api.app import make_app
from orderdesk.api.callers import Office
from orderdesk.core.domain.api_keys import KeyScope
from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.orders import Actor, Channel
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.services import acting, calls
from orderdesk.core.services.api_requests import KEPT_SECONDS
from orderdesk.core.services.applying import Clock, job_rows_of
from orderdesk.core.services.job_requests import JobRequests, write_requests
from orderdesk.core.services.planning import Plan
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import begun_job
from tests.api.client import speak
from tests.api.conftest import Caller
from tests.services.desk import KIM, Desk, number, sold

GOOD, OTHER, BAD = "640863626002", "640863626013", "12"


def code(n: int, section: int = 1) -> str:
    return section_number(number(n), section)


def sent(client: httpx.Client, path: str, body: Any, **headers: str) -> Any:  # noqa: ANN401  # JSON
    """The reply to a write that is answered."""
    reply = client.post(path, json=body, headers=headers)
    assert reply.status_code == 200, reply.text
    return reply.json()


def failed(reply: dict[str, Any]) -> dict[str, str]:
    return {each["id"]: each["code"] for each in reply["failed"]}


def label(n: int, tracking: str = GOOD, **more: object) -> dict[str, object]:
    return {"sectionCode": code(n), "carrier": "cj", "trackingNumber": tracking, **more}


def ship(client: httpx.Client, *items: dict[str, object]) -> Any:  # noqa: ANN401  # JSON
    return sent(client, "/sections:ship", {"items": list(items)})


def test_a_call_is_one_job_that_is_taken_back_as_one(both: tuple[Desk, httpx.Client]) -> None:
    desk, client = both
    desk.add(sold(1), sold(2), sold(3, unpaid=True))
    reply = sent(client, "/sections:confirm", {"sectionCodes": [code(1), code(2), code(3), code(9), "뭐"]})
    assert reply["ok"] == [code(1), code(2)] and reply["job"]
    assert failed(reply) == {code(3): "unpaid", code(9): "no-section", "뭐": "no-section"}
    assert [desk.states(n) for n in (1, 2, 3)] == [[S.READY], [S.READY], [S.PREPARING]]
    assert desk.events(1)[-1].actor.name == "API 키"
    desk.undo(reply["job"], KIM)
    assert desk.states(1) == [S.PREPARING]


def test_what_is_so_already_is_no_failure_and_no_job(desk: Desk, call: Caller) -> None:
    desk.add(sold(1))
    client = call(KeyScope.ORDERS_WRITE)
    for _ in range(2):
        reply = sent(client, "/sections:confirm", {"sectionCodes": [code(1), code(1)]})
        assert (reply["ok"], reply["failed"]) == ([code(1)], [])
    assert reply["job"] is None
    assert sent(client, "/sections:release", {"sectionCodes": [code(1)]})["ok"] == [code(1)]


def test_refusals_are_those_of_the_desk_in_its_words(desk: Desk, call: Caller) -> None:
    desk.add(sold(1, unpaid=True))
    plan = desk.plan("ready", 1)
    reply = sent(call(), "/sections:confirm", {"sectionCodes": [code(1)]})
    refusal = plan.rows[0].verdict.refusal
    assert refusal is not None
    assert reply["failed"] == [
        {
            "id": code(1),
            "code": refusal.code,
            "message": f"{refusal.message.ko}. {refusal.advice.ko}",
            "retryable": False,
        }
    ]


def test_shipping_gives_the_number_and_both_steps(desk: Desk, call: Caller) -> None:
    desk.add(sold(1), sold(2), sold(3))
    client = call(KeyScope.INVOICES_WRITE)
    reply = ship(client, label(1), label(2, OTHER, markShipped=False), label(3, BAD), label(9))
    assert reply["ok"] == [code(1), code(2)]
    assert failed(reply) == {code(3): "number-too-short", code(9): "no-section"}
    assert [desk.states(n) for n in (1, 2, 3)] == [[S.SHIPPING], [S.PREPARING], [S.PREPARING]]
    assert desk.order(1).sections[0].courier == "CJ대한통운"
    assert failed(ship(client, {**label(3), "carrier": "번개"})) == {code(3): "courier-unknown"}


def test_a_number_is_replaced_only_where_it_is_said_so(desk: Desk, call: Caller) -> None:
    desk.add(sold(1), sold(2))
    client = call(KeyScope.INVOICES_WRITE)
    ship(client, label(1, markShipped=False), label(2, OTHER, markShipped=False))
    third, fourth = "640863626024", "640863626035"
    reply = ship(
        client, label(1, third, markShipped=False), label(2, fourth, markShipped=False, overwrite=True)
    )
    assert (reply["ok"], failed(reply)) == ([code(2)], {code(1): "number-exists"})
    assert [desk.order(n).sections[0].tracking for n in (1, 2)] == [GOOD, fourth]


def test_some_pieces_ship_and_the_rest_waits(desk: Desk, call: Caller) -> None:
    desk.add(sold(1, 3))
    reply = ship(call(KeyScope.INVOICES_WRITE), label(1, lines=[{"lineNo": 1, "qty": 2}]))
    assert reply["ok"] == [code(1)]
    assert sorted(desk.states(1)) == [S.PREPARING, S.SHIPPING]
    assert {desk.order(1).section(item.section).state: item.qty for item in desk.order(1).items} == {
        S.PREPARING: 1,
        S.SHIPPING: 2,
    }
    reply = ship(call(KeyScope.INVOICES_WRITE), label(1, OTHER, lines=[{"lineNo": 1, "qty": 2}]))
    assert failed(reply) == {code(1): "bad-quantity"}


def test_what_shares_a_parcel_goes_along_and_is_told(desk: Desk, call: Caller) -> None:
    desk.add(sold(1, receiver="홍길동"), sold(2, receiver="홍길동"))
    desk.do("track", 1, courier="CJ대한통운", number=GOOD)
    desk.do("track", 2, courier="CJ대한통운", number=GOOD, shared="yes")
    reply = ship(call(KeyScope.INVOICES_WRITE), label(1))
    assert (reply["ok"], reply["along"]) == ([code(1)], [code(2)])
    assert desk.states(2) == [S.SHIPPING]


def test_holds_are_put_and_lifted_by_reason(desk: Desk, call: Caller) -> None:
    desk.add(sold(1))
    client = call(KeyScope.ORDERS_WRITE)
    for reason in ("STOCK", "ADDRESS"):
        sent(client, "/sections:hold", {"sectionCodes": [code(1)], "reason": reason, "note": " 확인\x07 중 "})
    assert [(hold.reason, hold.note) for hold in desk.order(1).holds] == [
        ("STOCK", "확인 중"),
        ("ADDRESS", "확인 중"),
    ]
    sent(client, "/sections:release", {"sectionCodes": [code(1)], "reasons": ["STOCK"]})
    assert [hold.reason for hold in desk.order(1).holds] == ["ADDRESS"]
    reply = sent(client, "/sections:confirm", {"sectionCodes": [code(1)]})
    assert failed(reply) == {code(1): "held"}
    sent(client, "/sections:release", {"sectionCodes": [code(1)]})
    assert desk.order(1).holds == ()


def test_many_sections_are_split_and_merged_in_one_call(desk: Desk, call: Caller) -> None:
    desk.add(sold(1, 2), sold(2, 2), sold(3), sold(4))
    client = call(KeyScope.ORDERS_WRITE)
    one = [{"lineNo": 1, "qty": 1}]
    reply = sent(
        client, "/sections:split", {"items": [{"sectionCode": code(n), "lines": one} for n in (1, 2, 3, 9)]}
    )
    assert reply["ok"] == [code(1), code(2)]
    assert failed(reply) == {code(3): "split-all", code(9): "no-section"}
    groups = [[code(1), code(1, 2)], [code(2, 2), code(2)], [code(3), code(1)], [code(4), code(4, 7)]]
    reply = sent(client, "/sections:merge", {"items": [{"sectionCodes": group} for group in groups]})
    assert reply["ok"] == [code(1), code(2, 2)]
    assert failed(reply) == {code(3): "merge-differs", code(4): "no-section"}
    assert [len(desk.order(n).sections) for n in (1, 2, 3)] == [1, 1, 1]
    assert (
        sent(client, "/sections:merge", {"items": [{"sectionCodes": [code(1), code(1)]}]})["failed"][0][
            "code"
        ]
        == "merge-alone"
    )


def test_a_section_is_split_several_times_in_one_call(desk: Desk, call: Caller) -> None:
    desk.add(sold(1, 3), sold(2, 2))
    one = [{"lineNo": 1, "qty": 1}]
    items = [{"sectionCode": code(n), "lines": one} for n in (1, 2, 1, 2)]
    reply = sent(call(KeyScope.ORDERS_WRITE), "/sections:split", {"items": items})
    assert (reply["ok"], failed(reply)) == ([code(1)], {code(2): "split-all"})
    assert [len(desk.order(n).sections) for n in (1, 2)] == [3, 1]


def test_what_has_its_number_or_needs_none_ships_without_one(desk: Desk, call: Caller) -> None:
    desk.add(sold(1), sold(2), sold(3))
    desk.do("track", 1, courier="CJ대한통운", number=GOOD)
    nothing = label(3, "", carrier="", markShipped=False)
    reply = ship(call(), label(1, "", carrier=""), label(2, "", carrier=""), nothing)
    assert reply["ok"] == [code(1)] and desk.states(1) == [S.SHIPPING]
    assert failed(reply) == {code(2): "no-tracking", code(3): "blank-row"}


def test_who_changes_an_order_in_between_makes_the_item_worth_another_try(
    desk: Desk, call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.add(sold(1))

    def late(*given: Any, **more: Any) -> int:  # noqa: ANN401  # as it came
        desk.do("hold", 1, reason="STOCK")
        return acting.apply_action(*given, **more)

    monkeypatch.setattr(calls, "apply_action", late)
    reply = sent(call(), "/sections:confirm", {"sectionCodes": [code(1)]})
    assert [(each["code"], each["retryable"]) for each in reply["failed"]] == [("moved", True)]


# --- claims ------------------------------------------------------------------------------------


def delivered(desk: Desk, n: int, *quantities: int, **more: Any) -> None:  # noqa: ANN401  # as `sold`
    desk.add(sold(n, *quantities, **more))
    desk.do("track", n, courier="CJ대한통운", number=f"68012345{n:04}", to="ship")
    desk.do("deliver", n)


def decide(client: httpx.Client, n: int, what: str, claim: int = 1, **body: object) -> Any:  # noqa: ANN401
    return sent(client, f"/claims/{number(n)}-C{claim}:{what}", body)


def test_a_cancellation_is_approved_with_its_money(desk: Desk, call: Caller) -> None:
    desk.add(sold(1, 2), sold(2))
    desk.do("cancel", 1, reason="SOLD_OUT")
    desk.do("cancel", 2, reason="SOLD_OUT")
    client = call(KeyScope.CLAIMS_WRITE)
    reply = decide(client, 1, "approve", withhold=3_000, note="합의", restock=False)
    assert (reply["ok"], desk.states(1)) == ([f"{number(1)}-C1"], [S.CANCELLED])
    claim = desk.order(1).claims[0]
    assert (claim.fee_withheld, claim.restock) == (3_000, False)
    assert next(entry.amount for entry in desk.order(1).entries if entry.amount < 0) == -17_000
    assert decide(client, 1, "approve")["ok"] == [f"{number(1)}-C1"]  # so already
    assert failed(decide(client, 1, "reject")) == {f"{number(1)}-C1": "no-claim"}
    assert failed(decide(client, 2, "approve", refund=99_999)) == {f"{number(2)}-C1": "refund-too-large"}
    assert decide(client, 2, "reject", reason="이미 포장")["ok"] and desk.states(2) == [S.PREPARING]


def test_an_older_claim_of_a_section_is_not_taken_for_the_open_one(desk: Desk, call: Caller) -> None:
    desk.add(sold(1))
    for _ in range(2):
        desk.do("cancel", 1, reason="SOLD_OUT")
        if len(desk.order(1).claims) == 1:
            desk.do("withdraw", 1)
    client = call(KeyScope.CLAIMS_WRITE)
    assert failed(decide(client, 1, "approve")) == {f"{number(1)}-C1": "no-claim"}
    assert desk.states(1) == [S.CANCEL_REQUESTED]
    assert decide(client, 1, "approve", claim=2)["ok"]


def test_a_return_is_held_collected_in_part_and_approved(desk: Desk, call: Caller) -> None:
    delivered(desk, 1, 3, channel=Channel.NAVER, channel_number="N1")
    desk.do("return", 1, reason="BROKEN")
    client = call(KeyScope.CLAIMS_WRITE)
    assert failed(decide(client, 1, "approve")) == {f"{number(1)}-C1": "pickup-first"}
    assert decide(client, 1, "hold", reason="RETURN_DELIVERYFEE")["ok"]
    assert desk.order(1).claims[0].held == "RETURN_DELIVERYFEE"
    desk.do("release", 1)
    assert decide(client, 1, "collect-done")["ok"]
    assert desk.states(1) == [S.RETURN_COLLECTED]
    assert decide(client, 1, "approve")["ok"] and desk.states(1) == [S.RETURNED]


def test_what_came_back_in_part_is_a_claim_of_its_own(desk: Desk, call: Caller) -> None:
    delivered(desk, 1, 3)
    desk.do("return", 1, reason="BROKEN")
    client = call(KeyScope.CLAIMS_WRITE)
    assert decide(client, 1, "collect-done", lines=[{"lineNo": 1, "qty": 2}])["ok"]
    assert desk.states(1) == [S.RETURN_REQUESTED, S.RETURN_COLLECTED]
    assert decide(client, 1, "approve", claim=2)["ok"]


def test_an_exchange_is_sent_again(desk: Desk, call: Caller) -> None:
    delivered(desk, 1, 1)
    desk.do("exchange", 1, reason="BROKEN")
    desk.do("pickup", 1, pickup="ETC", note="가져옴")
    desk.do("pickup-done", 1)
    client, claim = call(), f"{number(1)}-C1"
    parcel: dict[str, Any] = {"carrier": "cj", "trackingNumber": GOOD}
    assert failed(decide(client, 1, "redeliver", **parcel)) == {claim: "step-skipped"}
    assert decide(client, 1, "approve")["ok"] == [claim]
    assert client.get("/claims").json()["data"][0]["resentSections"] == [code(1, 2)]
    assert failed(decide(client, 1, "redeliver", carrier="cj", trackingNumber=BAD)) == {
        claim: "number-too-short"
    }
    reply = decide(client, 1, "redeliver", **parcel)
    assert (reply["ok"], desk.states(1)) == ([claim], [S.EXCHANGED, S.SHIPPING])
    assert decide(client, 1, "redeliver", **parcel)["ok"] == [claim]
    desk.add(sold(2))
    desk.do("cancel", 2, reason="SOLD_OUT")
    assert failed(decide(client, 2, "redeliver", **parcel)) == {f"{number(2)}-C1": "no-claim"}


def test_a_field_that_does_not_fit_is_named(desk: Desk, call: Caller) -> None:
    desk.add(sold(1))
    desk.do("cancel", 1, reason="SOLD_OUT")
    reply = call().post(f"/claims/{number(1)}-C1:hold", json={"reason": "ETC", "amount": -1})
    assert (reply.status_code, reply.json()["details"][0]["field"]) == (422, "amount")


# --- the same call again -----------------------------------------------------------------------


def test_a_named_write_is_done_once_and_answered_alike(both: tuple[Desk, httpx.Client]) -> None:
    desk, client = both
    desk.add(sold(1, 2))
    body = {"items": [{"sectionCode": code(1), "lines": [{"lineNo": 1, "qty": 1}]}]}
    first = client.post("/sections:split", json=body, headers={"Idempotency-Key": "a1"})
    again = client.post("/sections:split", json=body, headers={"Idempotency-Key": "a1"})
    assert first.json()["ok"] == [code(1)] and again.content == first.content
    assert "Idempotent-Replayed" not in first.headers and again.headers["Idempotent-Replayed"] == "true"
    assert len(desk.order(1).sections) == 2
    other = client.post("/sections:split", json={"items": []}, headers={"Idempotency-Key": "a1"})
    assert other.status_code == 422  # nothing that can be read was asked
    body["items"].append({"sectionCode": code(2), "lines": [{"lineNo": 1, "qty": 1}]})
    differs = client.post("/sections:split", json=body, headers={"Idempotency-Key": "a1"})
    assert (differs.status_code, differs.json()["code"]) == (409, "idempotency-key-reused")
    desk.now += KEPT_SECONDS + 1
    assert client.post("/sections:split", json=body, headers={"Idempotency-Key": "a1"}).json()["job"] is None


def test_a_name_is_a_keys_own_and_a_paths(desk: Desk, call: Caller) -> None:
    desk.add(sold(1), sold(2))
    named = {"Idempotency-Key": "a1"}
    client, other = call(), call()
    assert sent(client, "/sections:confirm", {"sectionCodes": [code(1)]}, **named)["ok"] == [code(1)]
    assert sent(other, "/sections:confirm", {"sectionCodes": [code(2)]}, **named)["ok"] == [code(2)]
    assert sent(client, "/sections:release", {"sectionCodes": [code(2)]}, **named)["ok"] == [code(2)]


def test_the_same_name_meanwhile_waits(desk: Desk, call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.add(sold(1))
    client, named = call(), {"Idempotency-Key": "a1"}
    body, meanwhile = {"sectionCodes": [code(1)]}, list[httpx.Response]()

    def slow(*given: Any) -> Any:  # noqa: ANN401  # as it came
        monkeypatch.setattr(writes, "perform", calls.perform)
        with speak(make_app(Office(desk.store, desk.clock, desk.settings))) as other:
            other.headers = client.headers
            meanwhile.append(other.post("/sections:confirm", json=body, headers=named))
        return calls.perform(*given)

    monkeypatch.setattr(writes, "perform", slow)
    assert sent(client, "/sections:confirm", body, **named)["ok"] == [code(1)]
    assert (meanwhile[0].status_code, meanwhile[0].json()["code"]) == (409, "idempotency-key-in-flight")
    assert meanwhile[0].headers["Retry-After"]


def test_what_a_killed_server_had_done_is_answered_and_not_done_again(
    desk: Desk, call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.add(sold(1, 3), sold(2, unpaid=True))
    client, named = call(), {"Idempotency-Key": "a1"}
    piece = [{"lineNo": 1, "qty": 1}]
    body = {"items": [{"sectionCode": code(n), "lines": piece} for n in (1, 2, 9)]}

    def dies(*given: Any) -> Any:  # noqa: ANN401  # as it came
        calls.perform(*given)
        raise RuntimeError("killed before it could answer")

    monkeypatch.setattr(writes, "perform", dies)
    assert client.post("/sections:split", json=body, headers=named).status_code == 500
    monkeypatch.setattr(writes, "perform", calls.perform)
    assert client.post("/sections:split", json=body, headers=named).status_code == 409
    desk.now += 61
    reply = sent(client, "/sections:split", body, **named)
    assert reply["ok"] == [code(1)] and failed(reply) == {code(2): "split-all", code(9): "no-section"}
    assert len(desk.order(1).sections) == 2 and reply["job"] == 1
    merge = {"items": [{"sectionCodes": [code(1), code(1, 2)]}]}
    monkeypatch.setattr(writes, "perform", dies)
    assert client.post("/sections:merge", json=merge, headers=named).status_code == 500
    monkeypatch.setattr(writes, "perform", calls.perform)
    desk.now += 61
    assert sent(client, "/sections:merge", merge, **named)["ok"] == [code(1)]


def test_what_a_killed_server_was_in_the_middle_of_is_carried_on(
    desk: Desk, call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.add(sold(1), sold(2))
    client, named = call(), {"Idempotency-Key": "a1"}
    body = {"sectionCodes": [code(1), code(2)]}

    def dies(store: Store, plan: Plan, actor: Actor, clock: Clock, key: str) -> int:
        request = write_requests(JobRequests(plan.request, plan.each))
        with begun_job(store, actor, clock(), plan.action, request, job_rows_of(plan), key=key):
            desk.now += 61  # it takes longer than anybody should wait, and somebody asks again
            with speak(make_app(Office(store, clock, desk.settings))) as other:
                other.headers = client.headers
                again = other.post("/sections:confirm", json=body, headers=named)
            assert (again.status_code, again.json()["code"]) == (409, "idempotency-key-in-flight")
            raise RuntimeError("killed")

    monkeypatch.setattr(calls, "apply_action", dies)
    assert client.post("/sections:confirm", json=body, headers=named).status_code == 500
    assert desk.states(1) == [S.PREPARING]
    monkeypatch.setattr(calls, "apply_action", acting.apply_action)
    reply = sent(client, "/sections:confirm", body, **named)
    assert reply["ok"] == [code(1), code(2)] and desk.states(2) == [S.READY]


def test_what_was_refused_as_a_whole_may_be_sent_again_mended(desk: Desk, call: Caller) -> None:
    client, named = call(), {"Idempotency-Key": "a1"}
    path = f"/claims/{number(1)}-C1:approve"
    assert client.post(path, json={}, headers=named).status_code == 404
    desk.add(sold(1))
    desk.do("cancel", 1, reason="SOLD_OUT")
    assert client.post(path, json={}, headers=named).json()["ok"] == [f"{number(1)}-C1"]
