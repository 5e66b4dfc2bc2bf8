"""What becomes of labels when news gets lost, a parcel leaves too early, or a label comes to nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.domain.waybills import WaybillState as W
from orderdesk.core.gateways.results import Fault, GatewayError
from orderdesk.core.gateways.shipments import ShipmentNews
from orderdesk.core.services import label_sweeps
from orderdesk.core.services.issuing import resume
from orderdesk.core.services.label_plans import Kin
from orderdesk.core.services.label_sweeps import SWEEP, SWEEP_EVERY, ask_after
from orderdesk.core.store.connections import Feed, feed
from orderdesk.simulators.world import Mishap
from tests.services.desk import KIM, Desk, reasons, sections, sold
from tests.services.waybills import Printing

AGAIN, BACK = Kin(again=True), Kin(back=True)


@pytest.fixture
def printing(desk: Desk) -> Printing:
    desk.add(sold(1), sold(2), sold(3))
    return Printing(desk)


def issued(printing: Printing, *orders: int) -> None:
    """Print labels for *orders* and fetch their numbers."""
    printing.print(printing.issue(*orders))
    printing.hear()


def connection(desk: Desk) -> int:
    with desk.store.unit(KIM, desk.now) as unit:
        return unit.add_connection("goodsflow", "굿스플로", {"partner": "SHOP"}).id


def swept(desk: Desk, number: int) -> Feed:
    with desk.store.reader() as conn:
        return feed(conn, number, SWEEP)


# --- news that was read and got lost -----------------------------------------------------------


def test_a_number_and_a_way_that_were_told_in_vain_are_asked_after(printing: Printing) -> None:
    desk, number = printing.desk, connection(printing.desk)
    ask_after(desk.store, printing.gateway, number, desk.clock)
    printing.print(printing.issue(1))
    for hours, state in ((0, S.READY), (40, S.DELIVERED)):
        printing.pass_time(hours * 3600)
        printing.sim.world.fail_next(Mishap.LOST_AFTER)
        assert printing.hear().labels == 0
        printing.pass_time(SWEEP_EVERY)
        ask_after(desk.store, printing.gateway, number, desk.clock)
        printing.hear()
        assert desk.states(1) == [state]
    assert printing.labels(1)[0].state is W.DONE
    assert desk.sound()


def test_labels_are_asked_after_some_at_a_time_and_every_few_hours(
    printing: Printing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(label_sweeps, "LIMIT", 2)
    desk, number = printing.desk, connection(printing.desk)
    issued(printing, 1, 2, 3)
    asked: list[str] = []
    known = printing.gateway.known

    def noted(key: str) -> ShipmentNews | None:
        asked.append(key)
        return known(key)

    monkeypatch.setattr(printing.gateway, "known", noted)

    def ask() -> int:
        asked.clear()
        ask_after(desk.store, printing.gateway, number, desk.clock)
        return len(asked)

    assert [ask(), ask(), ask()] == [2, 1, 0]
    printing.pass_time(SWEEP_EVERY)
    assert [ask(), ask(), ask()] == [2, 1, 0]
    printing.pass_time(label_sweeps.KEPT)
    assert ask() == 0


def test_who_can_not_be_asked_after_labels_is_a_trouble_and_keeps_no_news(printing: Printing) -> None:
    desk, number = printing.desk, connection(printing.desk)
    printing.print(printing.issue(1))
    printing.sim.world.unlucky = lambda path: Mishap.BROKEN_BEFORE if "TraceInfo" in path else None
    ask_after(desk.store, printing.gateway, number, desk.clock)
    assert "연결되지 않습니다" in str(swept(desk, number).trouble)
    assert printing.hear().numbered == 1
    printing.sim.world.unlucky = lambda _path: None
    printing.pass_time(SWEEP_EVERY)
    ask_after(desk.store, printing.gateway, number, desk.clock)
    assert swept(desk, number).trouble is None


def test_a_label_of_which_no_sense_can_be_made_does_not_keep_others_from_being_asked_after(
    printing: Printing, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, number = printing.desk, connection(printing.desk)
    printing.print(printing.issue(1, 2))
    printing.gateway.results(None)  # read by somebody who died with it
    first, known = printing.labels(1)[0].key, printing.gateway.known

    def odd(key: str) -> ShipmentNews | None:
        if key == first:
            raise GatewayError(Fault.PROTOCOL, "data")
        return known(key)

    monkeypatch.setattr(printing.gateway, "known", odd)
    ask_after(desk.store, printing.gateway, number, desk.clock)
    assert printing.hear().numbered == 1
    assert (desk.states(1), desk.states(2)) == ([S.PREPARING], [S.READY])
    assert "알 수 없는 대답" in str(swept(desk, number).trouble)


# --- numbers that hold no more -----------------------------------------------------------------


def test_a_void_number_leaves_every_section_before_another_is_printed(printing: Printing) -> None:
    desk = printing.desk
    issued(printing, 1)
    old = printing.section(sections(1, 1)[0]).tracking
    assert old is not None
    desk.do("track", 2, courier="CJ", number=old, shared="yes", to="ready")
    handed = printing.issue(1, kin=AGAIN)
    assert [printing.section(sections(n, 1)[0]).tracking for n in (1, 2)] == [None, None]
    assert desk.plan("ship", 1).rows[0].verdict.code == "no-tracking"
    desk.now += 60
    desk.do("address", 1, line1="부산 해운대구 센텀로 1")
    printing.print(handed)
    assert [label.why for label in printing.hear().stuck] == ["label-stale"]
    assert printing.section(sections(1, 1)[0]).tracking is None
    assert desk.sound()


def test_a_label_that_is_replaced_is_taken_back_though_the_new_one_comes_to_nothing(
    printing: Printing,
) -> None:
    desk = printing.desk
    issued(printing, 1)
    printing.sim.world.fail_next(Mishap.LOST_AFTER)  # it is void there, and the desk does not know
    with pytest.raises(GatewayError):
        printing.issue(1, kin=AGAIN)
    desk.do("untrack", 1)
    desk.do("cancel", 1, reason="INTENT_CHANGED")
    (label,) = resume(desk.store, printing.gateway, desk.clock).labels
    assert (label.state, label.why) == (W.REFUSED, "in-claim")
    assert [each.state for each in printing.labels(1)] == [W.VOID, W.REFUSED]
    assert printing.section(sections(1, 1)[0]).tracking is None
    desk.do("withdraw", 1)
    issued(printing, 1)
    assert printing.section(sections(1, 1)[0]).tracking == printing.labels(1)[-1].number


def test_what_left_before_its_label_could_be_taken_back_has_its_number(printing: Printing) -> None:
    desk = printing.desk
    printing.sim.world.fail_next(Mishap.LOST_AFTER)
    with pytest.raises(GatewayError):
        printing.issue(1)
    (key,) = printing.sim.books()
    printing.sim.print_batch(printing.sim.books()[key]["batch"])
    printing.sim.carrier_scan(key, "30")
    desk.do("hold", 1, reason="STOCK")
    (label,) = resume(desk.store, printing.gateway, desk.clock).labels
    assert (label.state, label.number) == (W.ISSUED, printing.sim.books()[key]["number"])
    assert [each.why for each in printing.hear().stuck] == ["held"]
    desk.do("release", 1)
    printing.hear()
    assert desk.states(1) == [S.SHIPPING]


def test_what_may_have_been_handed_in_is_not_forgotten_when_the_line_breaks(desk: Desk) -> None:
    """One of two is refused, and while that one is looked for the line goes down."""
    nowhere = sold(2)
    address = replace(nowhere.sections[0].address, line1="")
    desk.add(sold(1), replace(nowhere, sections=(replace(nowhere.sections[0], address=address),)))
    printing = Printing(desk)
    orders = 0

    def breaks(path: str) -> Mishap | None:
        nonlocal orders
        orders += path.endswith("orders/partner/SHOP")
        return Mishap.NEVER_SENT if orders > 2 else None

    printing.sim.world.unlucky = breaks
    with pytest.raises(GatewayError) as caught:
        printing.issue(1, 2)
    assert caught.value.fault is Fault.TIMEOUT_UNKNOWN
    printing.sim.world.unlucky = lambda _path: None
    (key,) = printing.sim.books()
    assert [label.key for label in printing.labels(1)] == [key]
    printing.print(resume(desk.store, printing.gateway, desk.clock))
    assert printing.hear().numbered == 1


# --- claims ------------------------------------------------------------------------------------


def test_goods_that_arrived_while_they_were_claimed_are_delivered_when_the_claim_is_withdrawn(
    printing: Printing,
) -> None:
    desk = printing.desk
    issued(printing, 1)
    printing.pass_time(5 * 3600)
    printing.hear()
    desk.do("return", 1, reason="BROKEN")
    printing.pass_time(40 * 3600)
    assert [label.why for label in printing.hear().stuck] == ["in-claim"]
    assert desk.states(1) == [S.RETURN_REQUESTED]
    desk.do("withdraw", 1)
    assert printing.hear().stuck == ()
    assert desk.states(1) == [S.DELIVERED]
    assert printing.labels(1)[0].state is W.DONE


def test_a_returns_label_whose_claim_is_gone_is_void_and_says_why(printing: Printing) -> None:
    desk = printing.desk
    desk.do("track", 1, courier="CJ", number="690000000001", to="ship")
    desk.do("return", 1, reason="BROKEN")
    handed = printing.issue(1, kin=BACK)
    desk.do("withdraw", 1)
    printing.print(handed)
    (stuck,) = printing.hear().stuck
    assert (stuck.state, stuck.why) == (W.VOID, "no-claim")
    desk.do("return", 1, reason="BROKEN")
    assert reasons(printing.plan(1, kin=BACK)) == {sections(1, 1)[0]: "apply"}


def test_what_arrived_while_a_person_had_stepped_it_back_is_delivered_when_it_is_sent_again(
    printing: Printing,
) -> None:
    desk = printing.desk
    issued(printing, 1)
    printing.pass_time(5 * 3600)
    printing.hear()
    desk.now += 60
    desk.do("back", 1)
    printing.pass_time(40 * 3600)
    assert [label.why for label in printing.hear().stuck] == ["stepped-back"]
    assert desk.states(1) == [S.READY]
    desk.now += 60
    desk.do("ship", 1)
    assert printing.hear().stuck == ()
    assert desk.states(1) == [S.DELIVERED]
