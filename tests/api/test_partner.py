"""The sample of another system at work, with a key of the least scopes and a line that drops."""

from __future__ import annotations

import httpx
import pytest

from orderdesk.core.domain.api_keys import KeyScope
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.services.api_keys import revoke_key
from tests.api.client import InProcess
from tests.api.conftest import Caller
from tests.api.partner import SCOPES, Warehouse
from tests.services.desk import KIM, NOW, Desk, number, sold


@pytest.fixture
def warehouse(call: Caller) -> Warehouse:
    return Warehouse(call(*map(KeyScope, SCOPES), name="창고"))


def code(n: int) -> str:
    return f"{number(n)}-S1"


def test_a_warehouse_lists_ships_and_pulls_claims(desk: Desk, warehouse: Warehouse) -> None:
    desk.add(*(sold(n) for n in range(1, 6)))
    desk.do("hold", 2, reason="STOCK")
    assert [section["code"] for section in warehouse.to_send()] == [code(1), code(3), code(4), code(5)]
    parcels = {code(n): ("CJ대한통운", f"68012345{n:04}") for n in (1, 3, 5)}
    assert warehouse.send(parcels | {code(4): ("번개", "1"), code(9): ("cj", "680123450009")}) == {
        code(4): "courier-unknown",
        code(9): "no-section",
    }
    assert [desk.states(n) for n in range(1, 6)] == [
        *([S.SHIPPING], [S.PREPARING], [S.SHIPPING], [S.PREPARING], [S.SHIPPING])
    ]
    assert warehouse.claims() == []
    desk.now += 60
    desk.do("release", 2)
    desk.do("return", 3, reason="BROKEN")
    assert code(2) in {section["code"] for section in warehouse.to_send()}
    assert [(claim["kind"], claim["sectionCode"]) for claim in warehouse.claims()] == [("RETURN", code(3))]


def test_what_was_sent_over_a_dropped_line_is_done_once(
    desk: Desk, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.add(sold(1))
    answered, drops = InProcess.handle_request, [True]

    def dropping(line: InProcess, request: httpx.Request) -> httpx.Response:
        reply = answered(line, request)
        if request.method == "POST" and drops and drops.pop():
            raise httpx.ReadTimeout("the answer is lost", request=request)
        return reply

    monkeypatch.setattr(InProcess, "handle_request", dropping)
    assert warehouse.send({code(1): ("cj", "680123450001")}) == {}
    assert not drops and desk.verbs(1) == ["create", "track", "ready", "ship"]


def test_its_key_opens_nothing_else_and_nothing_at_all_once_revoked(desk: Desk, warehouse: Warehouse) -> None:
    desk.add(sold(1))
    order = warehouse.http.get(f"/orders/{number(1)}").json()
    assert "*" in order["buyer"]["name"]
    for path in ("/sections:confirm", "/sections:hold", f"/claims/{number(1)}-C1:approve"):
        assert warehouse.http.post(path, json={}).status_code in (403, 422)
    assert warehouse.http.post("/sections:confirm", json={"sectionCodes": [code(1)]}).status_code == 403
    revoke_key(desk.store, KIM, NOW, "창고")
    with pytest.raises(httpx.HTTPStatusError, match="401"):
        warehouse.to_send()
