"""Combined parcels over a store: who may share one, and that a parcel leaves whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import make_request
from orderdesk.core.domain.words import Word
from orderdesk.core.files.tracking_form import TrackingRow
from orderdesk.core.services.combining import Combinable, Stopped, find_combinable, plan_parcel
from orderdesk.core.services.planning import Plan
from orderdesk.core.services.tracking import plan_tracking
from orderdesk.core.services.tracking_rows import Options
from orderdesk.core.store.engine import Store
from tests.services.desk import KIM, NOW, SETTINGS, Desk, number, reasons, sections, sold
from tests.services.forms import CJ, S, bring, fill, form, item, verdicts

LABEL: dict[str, Any] = {"courier": CJ, "number": "680123456782"}


def at_home(n: int, detail: str = "101동 301호", **more: object) -> Order:
    """Order n to one receiver; *detail* is the end of the address."""
    made = sold(n, receiver="홍길동", **more)  # type: ignore[arg-type]  # fields of an order
    first = made.sections[0].address
    home = replace(first, line1="서울 강남구 테헤란로 1", line2=detail, phone="010-0000-1234")
    return replace(made, sections=tuple(replace(s, address=home) for s in made.sections))


def found(desk: Desk) -> Combinable:
    with desk.store.reader() as conn:
        return find_combinable(conn, NOW)


def give(desk: Desk, which: int = 0, label: str = LABEL["number"]) -> Plan:
    """The plan that gives one number to a whole group."""
    members = found(desk).groups[which].members
    with desk.store.reader() as conn:
        request = make_request("track", {"courier": "CJ", "number": label})
        return plan_parcel(conn, members, request, KIM, NOW, SETTINGS)


def combined(desk: Desk, *orders: Order) -> Desk:
    """A desk whose orders share one number."""
    desk.add(*orders)
    desk.apply(give(desk))
    return desk


def test_groups_and_near_misses_are_found_with_their_reasons(store: Store) -> None:
    desk = Desk(store)
    desk.add(at_home(1), at_home(2, "101-301"), at_home(3, "101동 302호"), sold(4), at_home(5, separate=True))
    result = found(desk)
    told = [([m.order for m in g.members], [why.code for why in g.why]) for g in result.groups]
    assert told == [([number(1), number(2)], ["address-spelt"])]
    missed = {(miss.one.order, miss.other.order, miss.why.code, miss.texts) for miss in result.misses}
    assert missed == {
        (number(3), number(1), "other-detail", ("101동 302호", "101동 301호")),
        (number(5), number(1), "separate", ("", "")),
    }
    assert result.sections == 5


def test_one_number_goes_to_all_sections_in_one_job_and_comes_back(store: Store) -> None:
    desk = Desk(store)
    desk.add(at_home(1), at_home(2), at_home(3))
    before = desk.whole()
    job = desk.apply(give(desk))
    assert [(s.courier, s.tracking, s.shared) for n in (1, 2, 3) for s in desk.order(n).sections] == [
        (CJ, LABEL["number"], True)
    ] * 3
    assert found(desk).groups == () and desk.sound()
    desk.undo(job)
    assert desk.whole() == before and desk.sound()


def test_all_or_none_gets_the_number(desk: Desk) -> None:
    desk.add(at_home(1), at_home(2))
    plan = give(desk)
    desk.do("separate", 2)
    job = desk.apply(plan)
    assert [(row.verdict, row.code) for row in desk.outcomes(job)] == [
        ("refuse", "parcel-in-part"),
        ("refuse", "moved"),
    ]
    assert desk.order(1).sections[0].tracking is None
    desk.add(at_home(3, unpaid=True))
    shared = desk.plan("track", 1, 3, **LABEL, shared="yes")
    assert reasons(shared) == {sections(1, 1)[0]: "parcel-in-part", sections(3, 1)[0]: "unpaid"}


def test_shipping_one_section_ships_its_parcel(store: Store) -> None:
    desk = combined(Desk(store), at_home(1), at_home(2), at_home(3))
    desk.do("ready", 1, 2)
    before = desk.whole()
    plan = desk.plan("ship", 1)
    assert reasons(plan) == {sections(n, 1)[0]: "apply" for n in (1, 2, 3)}
    assert [row.companion for row in plan.rows] == [False, True, True] and plan.companions == 2
    job = desk.apply(plan)
    assert [desk.states(n) for n in (1, 2, 3)] == [[S.SHIPPING]] * 3 and desk.sound()
    assert desk.verbs(3)[-2:] == ["ready", "ship"]
    desk.undo(job)
    assert desk.whole() == before and desk.sound()


def test_delivery_and_the_step_back_go_through_the_parcel_whole(desk: Desk) -> None:
    combined(desk, at_home(1), at_home(2))
    desk.do("ready", 1, 2)
    desk.do("ship", 2)
    back = desk.do("back", 1)
    assert [desk.states(n) for n in (1, 2)] == [[S.READY]] * 2
    desk.undo(back)
    desk.do("deliver", 1)
    assert [desk.states(n) for n in (1, 2)] == [[S.DELIVERED]] * 2 and desk.sound()


def test_a_parcel_is_refused_whole_for_what_one_section_lacks(desk: Desk) -> None:
    combined(desk, at_home(1), at_home(2), at_home(3))
    desk.add(sold(4))
    desk.do("track", 4, courier=CJ, number="680123456790")
    desk.do("ready", 1, 2, 3, 4)
    desk.do("hold", 2, reason="STOCK")
    one, two, three, four = (sections(n, 1)[0] for n in (1, 2, 3, 4))
    for named in ((1, 3, 4), (1, 2, 3, 4)):
        plan = desk.plan("ship", *named)
        assert reasons(plan) == {one: "parcel-in-part", two: "held", three: "parcel-in-part", four: "apply"}
    job = desk.apply(plan)
    assert [desk.states(n) for n in (1, 2, 3, 4)] == [[S.READY]] * 3 + [[S.SHIPPING]]
    assert len(desk.outcomes(job)) == 4 and desk.sound()


def test_taking_the_number_off_takes_a_section_out_of_the_parcel(desk: Desk) -> None:
    combined(desk, at_home(1), at_home(2), at_home(3))
    desk.do("ready", 1, 2, 3)
    desk.do("hold", 2, reason="STOCK")
    desk.do("untrack", 2)
    assert desk.plan("ship", 1).companions == 1
    desk.do("ship", 1)
    assert [desk.states(n) for n in (1, 2, 3)] == [[S.SHIPPING], [S.READY], [S.SHIPPING]] and desk.sound()


def test_what_changed_after_the_preview_stops_the_parcel(store: Store) -> None:
    desk = combined(Desk(store), at_home(1), at_home(2))
    desk.do("ready", 1, 2)
    plan = desk.plan("ship", 1)
    desk.do("hold", 2, reason="STOCK")
    job = desk.apply(plan)
    assert [(row.verdict, row.code) for row in desk.outcomes(job)] == [
        ("refuse", "parcel-in-part"),
        ("refuse", "moved"),
    ]
    assert [desk.states(n) for n in (1, 2)] == [[S.READY]] * 2 and desk.sound()


def test_who_joins_the_parcel_after_the_preview_is_not_left_behind(desk: Desk) -> None:
    combined(desk, at_home(1), at_home(2))
    desk.add(at_home(3))
    desk.do("ready", 1, 2, 3)
    plan = desk.plan("ship", 1)
    desk.do("track", 3, **LABEL, shared="yes")
    job = desk.apply(plan)
    assert {row.code for row in desk.outcomes(job)} == {"parcel-in-part"} and desk.states(1) == [S.READY]


def test_a_parcel_comes_back_whole_or_not_at_all(store: Store) -> None:
    desk = combined(Desk(store), at_home(1), at_home(2))
    desk.do("ready", 1, 2)
    job = desk.do("ship", 1)
    desk.do("return", 2, reason="SOLD_OUT")
    assert [row.verdict.code for row in desk.undo_plan(job).rows] == ["parcel-in-part", "changed-since"]
    desk.undo(desk.last())
    desk.undo(job)
    assert [desk.states(n) for n in (1, 2)] == [[S.READY]] * 2 and desk.sound()


def test_who_waits_does_not_join_a_parcel_that_has_left(store: Store) -> None:
    desk = Desk(store)
    desk.add(at_home(1), at_home(2))
    desk.do("track", 1, to="ship", **LABEL)
    assert reasons(desk.plan("track", 2, to="ready", **LABEL)) == {sections(2, 1)[0]: "parcel-left"}
    row = TrackingRow(1, number(2), "", None, LABEL["courier"], LABEL["number"], "", "", "")
    with store.reader() as conn:
        refused = plan_tracking(conn, [row], KIM, desk.now, Options()).rows[0]
    assert refused.words(Refusal.PARCEL_LEFT) == Word(
        f"이미 나간 주문이 쓰는 송장번호입니다 ({number(1)}-S1 배송중)",
        f"An order that was shipped uses this number ({number(1)}-S1 Shipping)",
    )
    desk.do("track", 2, to="ship", **LABEL)
    assert desk.states(1) == desk.states(2) == [S.SHIPPING] and desk.sound()


def test_a_form_sends_no_section_of_a_number_without_the_others(store: Store) -> None:
    desk = Desk(store)
    desk.add(at_home(1), at_home(2))
    rows = [
        TrackingRow(n, number(n), "", None, LABEL["courier"], LABEL["number"], to, "", "")
        for n, to in ((1, "배송중"), (2, "배송대기"))
    ]
    with store.reader() as conn:
        told = plan_tracking(conn, rows, KIM, desk.now, Options()).rows
    assert [(row.reason, row.user) for row in told] == [(Refusal.PARCEL_APART, None)] * 2


def test_nobody_steps_back_out_of_a_parcel_that_a_claim_holds_outside(store: Store) -> None:
    desk = combined(Desk(store), at_home(1), at_home(2))
    desk.do("ready", 1, 2)
    desk.do("ship", 1)
    desk.do("return", 2, reason="SOLD_OUT")
    assert reasons(desk.plan("back", 1)) == {sections(1, 1)[0]: "parcel-in-part"}


def test_another_address_makes_the_label_stale_and_ends_the_candidacy(store: Store) -> None:
    desk = combined(Desk(store), at_home(1), at_home(2))
    desk.add(at_home(3), at_home(4, "101동 302호"))
    assert [m.order for m in found(desk).groups[0].members] == [number(1), number(2), number(3)]
    before = desk.whole()
    jobs = [desk.do("address", 2, line2="101동 302호")]
    assert [desk.order(n).sections[0].label_stale for n in (1, 2)] == [False, True]
    result = found(desk)
    assert [[m.order for m in group.members] for group in result.groups] == [[number(1), number(3)]]
    missed = {(miss.one.order, miss.other.order, miss.why.code) for miss in result.misses}
    assert missed == {(number(2), number(4), "label-stale"), (number(4), number(3), "other-detail")}
    jobs.append(desk.do("ready", 1, 2))
    assert set(reasons(desk.plan("ship", 1)).values()) == {"label-stale", "parcel-in-part"}

    jobs.append(desk.do("untrack", 2))  # without the old label it waits for a parcel at its new place
    assert [[m.order for m in group.members] for group in found(desk).groups] == [
        [number(1), number(3)],
        [number(2), number(4)],
    ]
    for job in reversed(jobs):
        desk.undo(job)
    assert desk.whole() == before and desk.sound()


def test_who_moved_since_the_list_was_shown_stops_the_parcel(desk: Desk) -> None:
    desk.add(at_home(1), at_home(2), at_home(3))
    members = found(desk).groups[0].members
    request = make_request("track", {"courier": "CJ", "number": LABEL["number"]})

    def planned() -> dict[str, str]:
        with desk.store.reader() as conn:
            return reasons(plan_parcel(conn, members, request, KIM, NOW, SETTINGS))

    one, two, three = (sections(n, 1)[0] for n in (1, 2, 3))
    assert planned() == dict.fromkeys((one, two, three), "apply")
    changes: list[tuple[str, dict[str, Any]]] = [
        ("address", {"line2": "7층"}), ("hold", {"reason": "STOCK"}), ("separate", {}),
    ]  # fmt: skip
    for verb, fields in changes:
        job = desk.do(verb, 2, **fields)
        assert planned() == {one: "parcel-in-part", two: "moved", three: "parcel-in-part"}
        desk.undo(job)

    desk.do("track", 1, 2, **LABEL, shared="yes")
    members = found(desk).groups[0].members
    assert planned() == {three: "apply"}
    desk.do("address", 1, line2="7층")  # the number that is there was printed for another place
    assert planned() == {three: "parcel-in-part"}


def test_a_file_ships_the_rest_of_the_parcel(desk: Desk, tmp_path: Path) -> None:
    combined(desk, at_home(1), at_home(2))
    path = fill(form(desk, tmp_path), {item(1): {"state": "배송중"}, item(2): {"courier": "", "number": ""}})
    assert [code for _, code in verdicts(bring(desk, path))] == ["apply", "blank-row"]
    assert [desk.states(n) for n in (1, 2)] == [[S.SHIPPING]] * 2 and desk.sound()


def test_a_file_does_not_ship_a_part_of_a_parcel(desk: Desk, tmp_path: Path) -> None:
    desk.add(at_home(1), at_home(2), at_home(3))
    desk.do("hold", 2, reason="STOCK")
    cells = {**LABEL, "state": "배송중"}
    result = bring(desk, fill(form(desk, tmp_path), {item(1): cells, item(2): cells}))
    assert sorted(code for _, code in verdicts(result))[:3] == ["blank-row", "held", "parcel-in-part"]
    assert desk.states(1) == [S.PREPARING] and desk.order(1).sections[0].tracking is None


def test_a_banned_order_takes_no_shared_number_and_gives_none(desk: Desk) -> None:
    desk.add(at_home(1), at_home(2), at_home(3))
    desk.do("separate", 1)
    desk.do("track", 1, **LABEL)
    plan = desk.plan("track", 2, **LABEL, shared="yes")
    assert reasons(plan) == {sections(2, 1)[0]: "separate"}
    both = desk.plan("track", 2, 3, courier=CJ, number="680123456790", shared="yes")
    desk.do("separate", 3)
    assert {row.code for row in desk.outcomes(desk.apply(both))} == {"parcel-in-part", "moved"}
    assert reasons(desk.plan("separate", 3)) == {number(3): "already"}
    desk.do("unseparate", 3)
    assert reasons(desk.plan("unseparate", 3)) == {number(3): "already"}
    desk.do("track", 2, 3, courier=CJ, number="680123456790", shared="yes")
    assert reasons(desk.plan("separate", 2)) == {number(2): "in-shared-parcel"}


def test_undo_gives_a_banned_order_no_shared_number_back(desk: Desk) -> None:
    combined(desk, at_home(1), at_home(2))
    job = desk.do("untrack", 1)
    desk.do("separate", 1)
    assert [row.verdict.code for row in desk.undo_plan(job).rows] == ["separate"]


def test_the_ban_is_a_tag_and_a_condition(desk: Desk) -> None:
    desk.add(at_home(1), at_home(2))
    desk.do("separate", 2)
    assert {row["order_no"]: row["tags"] for row in desk.listed()} == {number(1): "", number(2): "합포장금지"}
    assert [row.order for row in desk.plan("memo", where=("separate=예",), text="x").rows] == [number(2)]
    assert [row.order for row in desk.plan("memo", where=("separate=no",), text="x").rows] == [number(1)]


def test_the_search_tells_how_far_it_is_and_can_be_stopped(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orderdesk.core.services.combining.TOLD_EVERY", 2)
    desk.add(*(at_home(n) for n in range(1, 6)))
    told: list[int] = []
    with desk.store.reader() as conn:
        find_combinable(conn, NOW, told.append)
        with pytest.raises(Stopped):
            find_combinable(conn, NOW, cancelled=lambda: True)
    assert told == [2, 4, 5]
