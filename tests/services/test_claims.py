"""Claims in the store: what forms ask for, pickups in part, what can't be taken back, older stores."""

from __future__ import annotations

from dataclasses import replace

from orderdesk.core.domain.facets import day_of
from orderdesk.core.domain.orders import Channel, Delivery, Method
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Pieces
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.domain.states import Trade
from orderdesk.core.services import claims
from orderdesk.core.services.number_warnings import number_warnings
from orderdesk.core.services.planning import Plan, Target
from orderdesk.core.services.verifying import verify
from orderdesk.core.store import cube
from orderdesk.core.store.refacet import refacet
from tests.domain.builders import order
from tests.services.desk import KIM, Desk, number, reasons, sections, sold
from tests.services.waybills import Printing


def shipped(desk: Desk, n: int, *quantities: int, **more: object) -> int:
    """Order *n*, delivered by hand; its id."""
    made = desk.add(sold(n, *quantities, **more))[0]  # type: ignore[arg-type]  # what `sold` takes
    desk.do("track", n, courier="CJ대한통운", number=f"68012345{n:04}", to="ship")
    desk.do("deliver", n)
    return made.id


def test_what_came_back_is_taken_alone_and_undone_as_one(desk: Desk) -> None:
    shipped(desk, 1, 3)
    desk.do("return", 1, reason="BROKEN", detail="깨짐")
    waiting = desk.order(1)
    job = desk.do("pickup-done", *sections(1, 1), items="1:2")
    assert desk.states(1) == [S.RETURN_REQUESTED, S.RETURN_COLLECTED]
    assert [(claim.section, claim.detail) for claim in desk.order(1).claims] == [(1, "깨짐"), (2, "깨짐")]
    assert desk.sound()
    desk.undo(job)
    assert replace(desk.order(1), version=waiting.version) == waiting
    assert desk.sound()


def test_a_cancel_of_digital_goods_can_not_be_undone(desk: Desk) -> None:
    desk.add(
        replace(order(state=S.CONFIRMED, delivery=Delivery.DIGITAL, trade=Trade.OPEN), number=number(1)),
        sold(2),
    )
    asked = desk.do("cancel", 1, 2, reason="ETC")
    job = desk.do("approve", 1, 2)
    plan = desk.undo_plan(job)
    assert reasons(plan) == {f"{number(1)}-S1": "cancel-lasts", f"{number(2)}-S1": "apply"}
    desk.undo(job)
    assert desk.states(1) == [S.CANCELLED] and desk.states(2) == [S.CANCEL_REQUESTED]
    assert reasons(desk.undo_plan(asked))[f"{number(1)}-S1"] != "apply"
    assert desk.sound()


def test_a_cancel_of_digital_goods_is_undone_while_it_is_asked_for(desk: Desk) -> None:
    desk.add(replace(order(state=S.CONFIRMED, delivery=Delivery.DIGITAL), number=number(1)))
    desk.undo(desk.do("cancel", 1, reason="ETC"))
    assert desk.states(1) == [S.CONFIRMED]


def test_goods_of_another_option_survive_the_store_and_its_undo(desk: Desk) -> None:
    shipped(desk, 1, 2)
    desk.do("exchange", 1, reason="COLOR_AND_SIZE", options="1:파랑 / L")
    desk.do("pickup", 1, pickup="ETC", note="가져옴")
    desk.do("pickup-done", 1)
    before = desk.order(1)
    assert before.claims[0].options == ((1, "파랑 / L"),)
    job = desk.do("approve", 1)
    assert desk.order(1).lines[-1].option == "파랑 / L"
    desk.undo(job)
    assert replace(desk.order(1), version=before.version) == before and desk.sound()


def test_forms_ask_for_what_the_sections_call_for(desk: Desk) -> None:
    own = shipped(desk, 1, 2)
    sent = shipped(desk, 2)
    channel = desk.add(replace(order(state=S.READY, channel=Channel.NAVER), number=number(3)))[0].id
    desk.do("return", 1, reason="BROKEN")
    desk.do("exchange", 2, reason="BROKEN", pickup="BUYER")
    desk.do("cancel", 3, reason="ETC")
    with desk.store.reader() as conn:
        assert claims.pickups_offered(conn, [own]) == (
            ("MANUAL", "BUYER", "ETC"), "MANUAL", Refusal.NO_CONTRACT,
        )  # fmt: skip
        assert claims.pickups_offered(conn, [sent]) == (("MANUAL", "BUYER", "ETC"), "BUYER", None)
    Printing(desk)
    with desk.store.reader() as conn:
        assert claims.pickups_offered(conn, [own]) == (("AUTO", "MANUAL", "BUYER", "ETC"), "AUTO", None)
        both = claims.pickups_offered(conn, [sent, own])
        assert both == (("AUTO", "MANUAL", "BUYER", "ETC"), "BUYER", None), "in one order, whoever is first"
        assert claims.rejecting(conn, [own]) == claims.Rejecting(False, False)
        assert claims.rejecting(conn, [channel, own]) == claims.Rejecting(True, False)
        reasons_of, of_claims = claims.holds_offered(conn, [sent])
        assert of_claims and next(code for code, _ in reasons_of) == "EXCHANGE_DELIVERYFEE"
        assert claims.exchange_items(conn, [own, sent]) == ()
        chosen: dict[Target, Pieces] = {(own, 1): ((1, 1),)}
        assert [(i.item, i.qty) for i in claims.exchange_items(conn, [own], None, chosen)] == [(1, 1)]


def test_nobody_is_told_to_fetch_goods_where_no_courier_would_come(desk: Desk) -> None:
    shipped(desk, 1)
    shipped(desk, 2)
    desk.do("return", 1, 2, reason="BROKEN")
    for plan in (desk.plan("pickup", 1, 2), desk.plan("pickup", 1, 2, pickup="AUTO")):
        assert set(reasons(plan).values()) == {"no-contract"}
    desk.do("pickup", 1, pickup="ETC", note="매장으로 가져옴")
    Printing(desk)
    desk.do("pickup", 2)
    assert [desk.order(n).claims[0].pickup for n in (1, 2)] == ["ETC", "AUTO"]


def test_orders_of_an_older_store_are_counted_where_they_now_belong(desk: Desk) -> None:
    desk.add(replace(order(method=Method.BANK), number=number(1)), sold(2), sold(3))
    desk.do("cancel", 1, 2, reason="ETC")
    desk.do("approve", 1)
    desk.do("withdraw", 2)
    with desk.store.unit(KIM, desk.now) as unit:  # as the schema before counted them: elsewhere
        found = unit.conn.execute("SELECT id, facet_id FROM orders").fetchall()
        stood = {order_id: facet for order_id, facet in found}
        elsewhere = stood[desk.order(3).id]
        for n in (1, 2):
            moved, day = desk.order(n).id, day_of(desk.order(n).placed_at)
            unit.conn.execute("UPDATE orders SET facet_id = ? WHERE id = ?", (elsewhere, moved))
            cube.shift(unit.conn, {(stood[moved], day): -1, (elsewhere, day): 1})
    assert [each.code for each in verify(desk.store).findings] == ["facet-wrong", "facet-wrong"]
    with desk.store.unit(KIM, desk.now) as unit:
        refacet(unit.conn)
    assert desk.sound()


def test_exchanging_for_other_goods_is_one_job(desk: Desk) -> None:
    shipped(desk, 1, 2)
    before = desk.order(1)
    job = desk.do(
        "swap", *sections(1, 1), reason="WRONG_ORDER", name="새 상품", qty="1", price="30000", items="1:1"
    )
    assert desk.states(1) == [S.DELIVERED, S.RETURN_REQUESTED, S.PREPARING]
    assert desk.verbs(1)[-3:] == ["split", "return", "add"] and desk.sound()
    desk.undo(job)
    assert replace(desk.order(1), version=before.version) == before and desk.sound()


def test_a_pickup_is_told_that_its_number_is_that_of_goods_that_were_sent(desk: Desk) -> None:
    shipped(desk, 1)
    shipped(desk, 2)
    desk.do("return", 1, reason="BROKEN")

    def told(plan: Plan) -> list[str]:
        with desk.store.reader() as conn:
            return [words.ko for words in number_warnings(conn, plan)]

    def asked(n: int, label: str) -> Plan:
        return desk.plan("pickup", n, pickup="MANUAL", courier="CJ", number=label, pay="COLLECT")

    own = asked(1, "6801-2345-0001")
    assert reasons(own) == {sections(1, 1)[0]: "apply"}
    assert told(own) == [
        "수거 송장 CJ대한통운 680123450001: 송장번호의 검증 숫자가 맞지 않습니다",
        f"수거 송장 680123450001: {number(1)}-S1 반품접수 섹션의 송장번호와 같습니다. 번호를 확인하세요",
    ]
    assert told(asked(1, "521853123462")) == []
    assert told(asked(2, "6801-2345-0001")) == []  # nothing would change
    nobody = desk.plan("pickup", 1, pickup="MANUAL", courier="한잔", number="1", pay="COLLECT")
    assert reasons(nobody) == {sections(1, 1)[0]: "apply"}
    assert told(nobody) == ["수거 송장 한잔 1: 알 수 없는 택배사입니다"]
