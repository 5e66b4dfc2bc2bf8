"""Labels that a courier prints: what is handed in, what its news makes of sections, and that none is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from orderdesk.core.domain.orders import ActorKind, Delivery
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.domain.waybills import WaybillState as W
from orderdesk.core.gateways.goodsflow.settings import NewsFrom
from orderdesk.core.gateways.results import Fault, GatewayError
from orderdesk.core.services.contracts import check_contract
from orderdesk.core.services.issuing import resume, write_print_page
from orderdesk.core.services.label_plans import Kin
from orderdesk.core.store.accesses import EVERYTHING, accesses
from orderdesk.core.store.jobs import jobs
from orderdesk.simulators.world import Mishap
from tests.services.desk import KIM, Desk, number, reasons, sections, sold
from tests.services.waybills import Printing

AGAIN, BACK = Kin(again=True), Kin(back=True)


@pytest.fixture
def printing(desk: Desk) -> Printing:
    desk.add(sold(1), sold(2, 2, 1, sections=[[1], [2]]), sold(3))
    return Printing(desk)


def issued(printing: Printing, *orders: int) -> None:
    """Print labels for *orders* and fetch their numbers."""
    printing.print(printing.issue(*orders))
    printing.hear()


def test_a_printed_label_brings_its_number_and_moves_its_section(printing: Printing) -> None:
    desk = printing.desk
    handed = printing.issue(1, 2)
    assert [label.state for label in handed.labels] == [W.HANDED] * 3
    assert len(handed.batches) == 1
    assert printing.hear().labels == 0
    assert desk.states(1) == [S.PREPARING]

    printing.print(handed)
    heard = printing.hear()
    assert (heard.labels, heard.numbered, heard.stuck) == (3, 3, ())
    assert desk.states(1) == [S.READY]
    assert desk.states(2) == [S.READY, S.READY]
    section = printing.section(sections(1, 1)[0])
    assert section.courier == "CJ대한통운"
    assert section.tracking == printing.sim.books()[printing.labels(1)[0].key]["number"]
    told = desk.events(1)[-1]
    assert (told.verb, told.actor.kind) == ("waybill", ActorKind.SYSTEM)
    assert desk.sound()


def test_pickup_and_delivery_move_it_on_by_themselves(printing: Printing) -> None:
    issued(printing, 1)
    desk = printing.desk
    printing.pass_time(5 * 3600)
    assert printing.hear().moved == 1
    assert desk.states(1) == [S.SHIPPING]
    printing.pass_time(30 * 3600)
    assert printing.hear().moved == 1
    assert desk.states(1) == [S.DELIVERED]
    assert printing.labels(1)[0].state is W.DONE
    assert desk.verbs(1) == ["create", "track", "waybill", "collected", "deliver"]
    assert printing.hear().labels == 0
    assert desk.sound()


def test_news_that_comes_all_at_once_takes_every_step(printing: Printing) -> None:
    handed = printing.issue(1)
    printing.print(handed)
    printing.pass_time(40 * 3600)
    printing.hear()
    assert printing.desk.states(1) == [S.DELIVERED]
    assert printing.desk.verbs(1) == ["create", "track", "waybill", "collected", "deliver"]


def test_what_may_not_have_a_label_says_why(desk: Desk) -> None:
    direct = sold(6)
    direct = replace(direct, sections=(replace(direct.sections[0], delivery=Delivery.VISIT),))
    desk.add(sold(1), sold(2), sold(3, unpaid=True), sold(4), sold(5), direct)
    printing = Printing(desk, checked=False)
    assert set(reasons(printing.plan(1, 2, 3)).values()) == {"no-contract"}
    printing.sim.confirm_contract("CJGLS")
    printing.sim.world.clock.advance(601)
    check_contract(desk.store, KIM, desk.now, "cj", printing.gateway)
    desk.do("hold", 2, reason="STOCK")
    desk.do("cancel", 4, reason="INTENT_CHANGED")
    desk.do("track", 5, courier="CJ", number="500000000011")
    found = reasons(printing.plan(1, 2, 3, 4, 5, 6))
    assert [found[sections(n, 1)[0]] for n in range(1, 7)] == [
        "apply",
        "held",
        "unpaid",
        "in-claim",
        "number-exists",
        "not-a-parcel",
    ]
    printing.issue(1)
    assert reasons(printing.plan(1)) == {sections(1, 1)[0]: "label-waits"}
    assert desk.states(2) == [S.PREPARING]


def test_a_label_that_the_courier_refuses_leaves_its_section_as_it_was(desk: Desk) -> None:
    nowhere = sold(2)
    address = replace(nowhere.sections[0].address, line1="")
    desk.add(sold(1), replace(nowhere, sections=(replace(nowhere.sections[0], address=address),)))
    printing = Printing(desk)
    handed = printing.issue(1, 2)
    (refused,) = handed.refused
    assert (refused.state, refused.why) == (W.REFUSED, "400 필수 항목이 없습니다.")
    printing.print(handed)
    assert printing.hear().numbered == 1
    assert (desk.states(1), desk.states(2)) == ([S.READY], [S.PREPARING])
    assert reasons(printing.plan(2)) == {sections(2, 1)[0]: "apply"}


@pytest.mark.parametrize("mishap", [Mishap.LOST_BEFORE, Mishap.LOST_AFTER, Mishap.BROKEN_AFTER])
def test_an_answer_that_got_lost_issues_no_second_label(printing: Printing, mishap: Mishap) -> None:
    printing.sim.world.fail_next(mishap)
    with pytest.raises(GatewayError) as caught:
        printing.issue(1)
    assert caught.value.fault is Fault.TIMEOUT_UNKNOWN
    assert reasons(printing.plan(1)) == {sections(1, 1)[0]: "label-waits"}
    again = resume(printing.desk.store, printing.gateway, printing.desk.clock)
    assert [label.state for label in again.labels] == [W.HANDED]
    printing.print(again)
    printing.hear()
    assert len(printing.sim.books()) == len(printing.labels(1)) == 1
    assert printing.desk.states(1) == [S.READY]


def test_what_was_printed_before_the_answer_was_asked_after_keeps_its_number(printing: Printing) -> None:
    printing.sim.world.fail_next(Mishap.LOST_AFTER)
    with pytest.raises(GatewayError):
        printing.issue(1)
    (key,) = printing.sim.books()
    printing.sim.print_batch(printing.sim.books()[key]["batch"])
    assert resume(printing.desk.store, printing.gateway, printing.desk.clock).labels[0].state is W.ISSUED
    printing.hear()
    section = printing.section(sections(1, 1)[0])
    assert (section.state, section.tracking) == (S.READY, printing.sim.books()[key]["number"])


def test_what_may_not_go_any_more_is_taken_back_when_the_answer_is_asked_after(printing: Printing) -> None:
    printing.sim.world.fail_next(Mishap.LOST_AFTER)
    with pytest.raises(GatewayError):
        printing.issue(1)
    printing.desk.do("hold", 1, reason="STOCK")
    (label,) = resume(printing.desk.store, printing.gateway, printing.desk.clock).labels
    assert (label.state, label.why) == (W.REFUSED, "held")
    assert printing.sim.books()[label.key]["cancelled"] == "Y"


def test_what_somebody_is_handing_in_just_now_is_left_alone(printing: Printing) -> None:
    printing.sim.world.fail_next(Mishap.LOST_BEFORE)
    with pytest.raises(GatewayError):
        printing.issue(1)
    store, (label,) = printing.desk.store, printing.labels(1)
    with store.backend.try_lock(f"labels-{label.batch}"):
        assert resume(store, printing.gateway, printing.desk.clock).labels == ()
    assert printing.sim.books() == {}
    assert len(resume(store, printing.gateway, printing.desk.clock).labels) == 1


def test_news_that_was_kept_when_the_desk_died_is_not_lost(
    printing: Printing, monkeypatch: pytest.MonkeyPatch
) -> None:
    printing.print(printing.issue(1))
    with monkeypatch.context() as patched:
        patched.setattr("orderdesk.core.services.waybill_news.settle", None)
        with pytest.raises(TypeError):
            printing.hear()
    assert printing.gateway.results(None).news == ()
    assert printing.desk.states(1) == [S.PREPARING]
    assert printing.hear().numbered == 1
    assert printing.desk.states(1) == [S.READY]


def test_a_line_that_is_down_keeps_nothing(printing: Printing) -> None:
    printing.sim.world.fail_next(Mishap.NEVER_SENT, 4)
    with pytest.raises(GatewayError):
        printing.issue(1)
    assert printing.labels(1) == []
    assert reasons(printing.plan(1)) == {sections(1, 1)[0]: "apply"}


def test_a_label_issued_anew_has_a_new_number_and_the_old_one_is_void(printing: Printing) -> None:
    issued(printing, 1)
    old = printing.section(sections(1, 1)[0]).tracking
    assert reasons(printing.plan(1)) == {sections(1, 1)[0]: "number-exists"}
    assert reasons(printing.plan(3, kin=AGAIN)) == {sections(3, 1)[0]: "no-label"}
    printing.print(printing.issue(1, kin=AGAIN))
    printing.hear()
    first, second = printing.labels(1)
    section = printing.section(sections(1, 1)[0])
    assert (first.state, second.state, second.replaces) == (W.VOID, W.USED, first.key)
    assert section.tracking == second.number != old
    assert section.state is S.READY
    void = next(event for event in printing.desk.events(1) if event.verb == "waybill-void")
    assert old is not None
    assert old in void.note
    assert printing.desk.sound()


def test_what_is_on_its_way_is_not_issued_anew(printing: Printing) -> None:
    issued(printing, 1)
    printing.sim.carrier_scan(printing.labels(1)[0].key, "30")
    (label,) = printing.issue(1, kin=AGAIN).labels
    assert (label.state, label.why) == (W.REFUSED, "409 이미 집하된 주문입니다.")
    assert printing.labels(1)[0].state is W.USED
    printing.hear()
    assert printing.desk.states(1) == [S.SHIPPING]


def test_news_that_comes_again_changes_nothing(printing: Printing) -> None:
    printing.gateway = printing.client(news_from=NewsFrom.TRACING)
    issued(printing, 1)
    events = printing.desk.verbs(1)
    deaf = printing.client(news_from=NewsFrom.TRACING)
    printing.sim.carrier_scan(printing.labels(1)[0].key, "30")
    printing.sim.world.fail_next(Mishap.TWICE, 2)
    printing.hear()
    assert printing.desk.verbs(1) == [*events, "collected"]
    assert deaf.results(None).news == ()


def test_a_number_waits_for_a_section_that_is_held(printing: Printing) -> None:
    handed = printing.issue(1)
    printing.desk.do("hold", 1, reason="STOCK")
    printing.print(handed)
    heard = printing.hear()
    assert [(label.state, label.why) for label in heard.stuck] == [(W.ISSUED, "held")]
    assert printing.desk.states(1) == [S.PREPARING]
    printing.desk.do("release", 1)
    assert printing.hear().numbered == 1
    assert printing.desk.states(1) == [S.READY]


def test_a_number_for_a_section_that_has_another_is_void(printing: Printing) -> None:
    handed = printing.issue(1)
    printing.desk.do("track", 1, courier="CJ", number="500000000022")
    printing.print(handed)
    assert printing.hear().numbered == 0
    (label,) = printing.labels(1)
    assert (label.state, label.why) == (W.VOID, "number-exists")
    assert printing.section(sections(1, 1)[0]).tracking == "500000000022"


def test_a_label_whose_address_has_changed_since_gives_no_number(printing: Printing) -> None:
    handed = printing.issue(1)
    printing.pass_time(60)
    printing.desk.do("address", 1, line1="부산 해운대구 센텀로 1")
    printing.print(handed)
    (stuck,) = printing.hear().stuck
    assert (stuck.state, stuck.why) == (W.VOID, "label-stale")
    assert printing.section(sections(1, 1)[0]).tracking is None
    issued(printing, 1)
    assert printing.desk.states(1) == [S.READY]


def test_a_label_whose_number_was_taken_out_is_void_before_another_is_printed(printing: Printing) -> None:
    issued(printing, 1)
    printing.desk.do("untrack", 1)
    printing.desk.do("back", 1)
    issued(printing, 1)
    first, second = printing.labels(1)
    assert (first.state, second.replaces, second.state) == (W.VOID, first.key, W.USED)
    assert printing.sim.books()[first.key]["cancelled"] == "Y"
    assert printing.section(sections(1, 1)[0]).tracking == second.number


def test_a_parcel_of_which_a_part_is_held_stays_whole_and_makes_no_jobs(printing: Printing) -> None:
    issued(printing, 1)
    desk = printing.desk
    number = printing.section(sections(1, 1)[0]).tracking
    assert number is not None
    desk.do("track", 3, courier="CJ", number=number, shared="yes")
    desk.do("hold", 3, reason="STOCK")
    before = desk.last()
    printing.pass_time(5 * 3600)
    for _ in range(3):
        assert [label.why for label in printing.hear().stuck] == ["parcel-in-part"]
    assert (desk.states(1), desk.states(3)) == ([S.READY], [S.PREPARING])
    assert desk.last() == before
    with desk.store.reader() as conn:
        assert max(job.id for job in jobs(conn, 99)) == before
    desk.do("release", 3)
    assert printing.hear().moved == 2
    assert desk.sound()


def test_what_a_person_took_back_stays_so(printing: Printing) -> None:
    issued(printing, 1)
    desk = printing.desk
    printing.pass_time(5 * 3600)
    printing.hear()
    desk.now += 60
    desk.do("back", 1)
    assert desk.states(1) == [S.READY]
    printing.pass_time(6 * 3600)
    printing.hear()
    assert desk.states(1) == [S.READY]


def test_a_combined_parcel_leaves_whole(printing: Printing) -> None:
    issued(printing, 1)
    desk = printing.desk
    label = printing.section(sections(1, 1)[0]).tracking
    assert label is not None
    desk.do("track", 3, courier="CJ", number=label, shared="yes")
    printing.pass_time(5 * 3600)
    printing.hear()
    assert (desk.states(1), desk.states(3)) == ([S.SHIPPING], [S.SHIPPING])
    assert desk.sound()


def test_a_returns_label_fetches_the_goods_and_its_way_moves_the_pickup(printing: Printing) -> None:
    desk = printing.desk
    for n in (1, 3):
        desk.do("track", n, courier="CJ", number=f"50000000003{n}", to="ship")
        desk.do("return", n, reason="BROKEN")
    desk.do("pickup", 3, pickup="AUTO")
    assert set(reasons(printing.plan(1, 3, kin=BACK)).values()) == {"apply"}
    handed = printing.issue(1, 3, kin=BACK)
    printing.print(handed)
    item = printing.sim._orders[handed.labels[0].key].item
    assert (item["rcvName"], item["sndName"], item["dlvretType"]) == ("우리상점", "받는이1", "R")
    assert printing.hear().numbered == 2
    for n in (1, 3):
        assert desk.states(n) == [S.RETURN_COLLECTING]
        claim = desk.order(n).last_claim(1)
        assert claim is not None
        assert (claim.pickup, claim.pickup_courier) == ("AUTO", "CJ대한통운")
        assert claim.pickup_number == printing.labels(n)[0].number
    printing.pass_time(40 * 3600)
    printing.hear()
    assert (desk.states(1), desk.states(3)) == ([S.RETURN_COLLECTED], [S.RETURN_COLLECTED])
    assert desk.sound()


def test_the_page_that_opens_the_print_window_is_its_owners_alone(printing: Printing, tmp_path: Path) -> None:
    handed = printing.issue(1)
    path = write_print_page(printing.gateway, handed.batches, tmp_path / "print.html", "ko")
    assert path.stat().st_mode & 0o777 == 0o600
    text = path.read_text("utf-8")
    assert 'name="OTP" value="otp-' in text
    assert "https://ds.goodsflow.com/print/dlvmgr.aspx" in text
    assert "받는이" not in text


def test_an_access_record_says_what_was_handed_in(printing: Printing) -> None:
    printing.issue(1, 2)
    with printing.desk.store.reader() as conn:
        (record,) = accesses(conn, 9, EVERYTHING)
    assert (record.access.what, record.access.orders, record.access.rows) == ("labels", 2, 3)
    assert number(1) in record.access.scope
