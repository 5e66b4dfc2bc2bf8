"""The packing station: opening, counting, closing, sending, and all that it refuses; on both engines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.core.domain.boxes import CODE_MOST, GESTURE_WORDS, BoxState
from orderdesk.core.domain.goods import Option, Product
from orderdesk.core.domain.orders import Channel, Delivery, Order
from orderdesk.core.domain.pack_words import PackVerdict
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.roles import Role
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.services.goods import put_products
from orderdesk.core.services.packing import boxes_waiting
from orderdesk.core.services.showing import TimelineLine, show
from orderdesk.core.store.boxes import scans_of
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import jobs
from orderdesk.core.store.operators import NotPermitted
from orderdesk.core.store.stray_scans import lost_between
from orderdesk.core.store.waybills import Watch
from tests.services.desk import KIM, LEE, NOW, Desk, number, sections
from tests.services.people import PEOPLE, staff
from tests.services.station import LABELS, K, Packer, goods, labelled
from tests.services.waybills import Printing

V = PackVerdict
CJ = "CJ대한통운"
SCANNED = GESTURE_WORDS[K.SCAN]


def test_a_box_with_a_number_leaves_with_its_last_piece(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 2, 1))
    labelled(desk, 1)
    kim = Packer(desk)
    assert [kim(sections(1, 1)[0]), kim("A"), kim("b"), kim("A")] == [
        *("opened", "right-item", "right-item", "shipped")
    ]
    assert desk.states() == [S.SHIPPING] and kim.state(1) is BoxState.SHIPPED
    assert desk.verbs()[-3:] == ["packed", "ready", "ship"]
    with store.reader() as conn:
        assert [job.action for job in jobs(conn, 1)] == ["ship"] and boxes_waiting(conn) == []
    assert desk.sound()


def test_a_box_is_opened_by_its_section_its_label_or_its_order(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 2), goods(2, 1, 1, sections=[[1], [2]]))
    labelled(desk, 1)
    for code in (
        sections(1, 1)[0],
        LABELS[0],
        f"{LABELS[0][:4]}-{LABELS[0][4:]}",
        number(1),
        number(1) + "-s1",
    ):
        kim = Packer(desk)
        assert kim(code) == "opened", code
        assert kim.box == 1
    assert Packer(desk)(number(2)) == "several"
    assert Packer(desk)("999999999999") == Packer(desk)("") == Packer(desk)(f"{number(1)}-S9") == "unknown"
    desk.do("cancel", *sections(2, 1), reason="SOLD_OUT")
    assert Packer(desk)(number(2)) == "opened", "the one that waits is meant"


def test_without_a_number_the_box_is_complete_and_the_label_sends_it(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 1))
    kim = Packer(desk)
    assert [kim.open(1), kim("A")] == ["opened", "complete"]
    assert desk.states() == [S.PREPARING] and kim.state(1) is BoxState.CLOSED
    assert [kim("12"), kim("A"), kim(LABELS[0][:-1] + "9")] == ["no-courier", "one-too-many", "no-courier"]
    told = kim.told(LABELS[0], courier="CJ")
    assert (told.verdict, told.detail.ko) == (V.SHIPPED, f"{CJ} {LABELS[0]}")
    assert desk.states() == [S.SHIPPING] and desk.order().sections[0].tracking == LABELS[0]
    assert kim.answers(1) == [*("opened", "complete", "no-courier", "one-too-many", "no-courier", "shipped")]
    assert desk.sound()


def test_an_odd_label_is_taken_when_somebody_is_sure(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 1))
    kim = Packer(desk)
    kim.open(1), kim("A")
    odd = "680123456789"
    told = kim.told(odd, courier="CJ")
    assert told.verdict is V.NOT_A_LABEL and told.why is not None and told.why.code == "number-check-digit"
    assert kim(odd, K.LABEL, courier="CJ", sure=True) == "shipped"


def test_goods_of_the_shop_are_never_taken_for_a_label(store: Store) -> None:
    desk = Desk(store)
    put_products(store, KIM, NOW, [Product("P", "P", 1, (Option("Z", barcode="8801234567893"),))])
    desk.add(goods(1, 1))
    kim = Packer(desk)
    kim.open(1), kim("A")
    assert kim("8801234567893", courier="우체국") == "wrong-item"
    assert kim("8801234567893", K.LABEL, courier="우체국", sure=True) == "wrong-item"
    assert desk.states() == [S.PREPARING]


def test_barcodes_stand_in_the_product_table_by_sku_or_by_code_and_option(store: Store) -> None:
    desk = Desk(store)
    order = goods(1, 1, 1)
    first, second = order.lines
    lines = (first, replace(second, sku="", product="P", option="흰색"))
    put_products(
        store,
        KIM,
        NOW,
        [
            Product("Q", "Q", 1, (Option("A", barcode="1111"),)),
            Product(
                "P", "P", 1, (Option("P-1", "검은색", barcode="2222"), Option("P-2", "흰색", barcode="3333"))
            ),
        ],
    )
    desk.add(replace(order, lines=lines))
    kim = Packer(desk)
    assert [kim.open(1), kim("1111"), kim("2222"), kim("3333")] == [
        *("opened", "right-item", "wrong-item", "complete")
    ]


def test_goods_that_need_no_number_leave_without_one(store: Store) -> None:
    desk = Desk(store)
    made = goods(1, 1)
    direct = replace(made.sections[0], delivery=Delivery.DIRECT)
    desk.add(replace(made, sections=(direct,)), digital(2))
    kim = Packer(desk)
    assert [kim.open(1), kim("A")] == ["opened", "shipped"] and desk.states() == [S.SHIPPING]
    told = kim.told(sections(2, 1)[0])
    assert (told.verdict, told.why) == (V.REFUSED, Refusal.NOT_PHYSICAL)


def digital(n: int) -> Order:
    """Order *n*, of which nothing is to be packed."""
    made = goods(n, 1)
    lines = tuple(replace(line, physical=False) for line in made.lines)
    return replace(made, lines=lines, sections=(replace(made.sections[0], delivery=Delivery.DIGITAL),))


def refuse(desk: Desk, why: str, n: int = 1) -> None:
    """Do to order *n*, which is labelled, what the station must refuse."""
    match why:
        case "held":
            desk.do("hold", *sections(n, 1), reason="STOCK", note="한 개 파손")
        case "address-newer":
            desk.do("address", *sections(n, 1), line1="서울 중구 을지로 2")
        case "already-shipped":
            desk.do("ready", n)
            desk.do("ship", n)
        case _:
            desk.do("untrack", *sections(n, 1))
            desk.do("cancel", *sections(n, 1), reason="SOLD_OUT")
            if why == "cancelled":
                desk.do("approve", *sections(n, 1))


WHY = ["held", "cancelled", "claim-open", "already-shipped", "address-newer"]


@pytest.mark.parametrize("why", WHY)
def test_what_may_not_leave_is_refused_at_the_first_scan(store: Store, why: str) -> None:
    desk = Desk(store)
    desk.add(goods(1, 2))
    labelled(desk, 1)
    refuse(desk, why)
    told = Packer(desk).told(sections(1, 1)[0])
    assert told.verdict.code == why and told.box is None and not told.verdict.fine
    assert told.detail.ko.startswith(sections(1, 1)[0])
    assert ("재고 확인 한 개 파손" in told.detail.ko) == (why == "held")
    large = told.verdict.large.ko
    assert scanned(desk, 1) == [TimelineLine(NOW, KIM, SCANNED, 1, f"{sections(1, 1)[0]} · {large}")]
    assert desk.sound()


def scanned(desk: Desk, n: int) -> list[TimelineLine]:
    """What the timeline of order *n* tells of scans that opened no box; nobody can take them back."""
    with desk.store.reader() as conn:
        return [line for line in show(conn, number(n)).timeline if line.words is SCANNED]


def test_a_parcel_that_is_turned_away_is_told_of_in_all_its_orders(store: Store) -> None:
    """The one that is held is named in the timeline of the other, without its note."""
    desk = Desk(store)
    desk.add(goods(1, 1, receiver="성춘향"), goods(2, 1, receiver="성춘향"))
    desk.do("track", *sections(1, 1), *sections(2, 1), courier=CJ, number=LABELS[0])
    refuse(desk, "held", 2)
    assert Packer(desk)(LABELS[0]) == Packer(desk)(sections(1, 1)[0]) == "held"
    for n in (1, 2):
        told = [line.details for line in reversed(scanned(desk, n))]
        assert told == [
            f"{LABELS[0]} · {sections(2, 1)[0]} · 보류",
            f"{sections(1, 1)[0]} · {sections(2, 1)[0]} · 보류",
        ]


def test_who_joined_somebody_elses_parcel_is_told_that_it_is_packed_there(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 1, receiver="성춘향"), goods(2, 1, receiver="성춘향"))
    labelled(desk, 1)
    Packer(desk).open(1)
    desk.do("track", *sections(2, 1), courier=CJ, number=LABELS[0])
    assert Packer(desk, LEE)(sections(2, 1)[0]) == "packed-by-other"
    (line,) = scanned(desk, 2)
    assert (line.who, line.details) == (LEE, f"{sections(2, 1)[0]} · {KIM.name} · 다른 사람")


def test_a_reason_that_has_no_answer_of_its_own_is_told(store: Store) -> None:
    desk = Desk(store)
    desk.add(digital(1))
    told = Packer(desk).told(sections(1, 1)[0])
    assert (told.verdict, told.why) == (V.REFUSED, Refusal.NOT_PHYSICAL)
    (line,) = scanned(desk, 1)
    assert line.details.endswith(Refusal.NOT_PHYSICAL.message.ko)


def test_a_scan_that_opens_no_box_is_kept_once_however_often_it_comes(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 1))
    refuse_of = {sections(1, 1)[0]: "held", "8801234567893": "unknown"}
    desk.do("hold", *sections(1, 1), reason="STOCK", note="한 개 파손")
    for code, why in refuse_of.items():
        first, second = (Packer(desk).told(code, name=f"same-{why}") for _ in range(2))
        assert (first.verdict.code, first.again) == (second.verdict.code, not second.again) == (why, False)
        assert (second.why, second.detail.ko) == (first.why, code)
    assert len(scanned(desk, 1)) == 1
    with store.reader() as conn:
        assert [(each.code, each.who) for each in lost_between(conn, NOW, NOW + 1)] == [
            ("8801234567893", KIM.name)
        ]
    assert desk.sound()


def test_a_hostile_code_is_kept_harmless_and_short(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 1))
    assert Packer(desk)("\x1b[2J" + "9" * 500) == "unknown"
    with store.reader() as conn:
        (kept,) = lost_between(conn, 0, NOW + 1)
    assert len(kept.code) == CODE_MOST and "\x1b" not in kept.code


@pytest.mark.parametrize("why", WHY)
def test_what_happens_while_it_is_packed_stops_the_next_piece(store: Store, why: str) -> None:
    desk = Desk(store)
    desk.add(goods(1, 2))
    labelled(desk, 1)
    kim = Packer(desk)
    kim.open(1), kim("A")
    refuse(desk, why)
    assert kim("A") == why
    assert kim.shown(1).counted == 1
    if why in ("held", "claim-open"):
        desk.do("release" if why == "held" else "withdraw", 1)
        assert kim("A") == ("shipped" if why == "held" else "complete")
    assert desk.sound()


def test_the_note_of_a_hold_is_not_kept_at_its_box(store: Store) -> None:
    """It may name people, and what is kept there is under a seal: it could not be erased."""
    desk = Desk(store)
    desk.add(goods(1, 2))
    labelled(desk, 1)
    kim = Packer(desk)
    kim.open(1), kim("A")
    refuse(desk, "held")
    told = kim.told(sections(1, 1)[0], K.OPEN)
    assert told.verdict is V.HELD and "한 개 파손" in told.detail.ko
    with store.reader() as conn:
        kept = scans_of(conn, 1)[-1]
    assert (kept.verdict, kept.text) == ("held", sections(1, 1)[0])


def test_the_timeline_tells_why_a_complete_box_did_not_leave(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 1))
    labelled(desk, 1)
    kim = Packer(desk)
    kim.open(1)
    store.checkpoint = lambda name: refuse(desk, "held") if name == "box-closed" else None
    assert kim("A") == "held"
    with store.reader() as conn:
        scans = [line for line in show(conn, number(1)).timeline if line.words in GESTURE_WORDS.values()]
    assert [line.details.rpartition(" · ")[2] for line in scans] == ["보류", "상품 1", sections(1, 1)[0]]


@pytest.mark.parametrize("why", WHY)
def test_the_last_look_is_after_the_last_piece(store: Store, why: str) -> None:
    """Whatever comes between closing and sending, or between the plan and its job, stops it."""
    desk = Desk(store)
    for n, moment in enumerate(("box-closed", "box-planned"), 1):
        desk.add(goods(n, 1))
        labelled(desk, n, LABELS[n])
        kim = Packer(desk)
        kim.open(n)

        def between(name: str, moment: str = moment, n: int = n) -> None:
            if name == moment:
                store.checkpoint = lambda name: None
                refuse(desk, why, n)

        store.checkpoint = between
        sent = why == "already-shipped"
        assert kim("A", name=f"last-{n}") == ("shipped" if sent else why), (
            moment
        )  # by whom: as it was counted
        store.checkpoint = lambda name: None
        assert kim.answers(n) == ["opened", "complete", *([] if sent else [why])], "and it is kept"
        assert kim("A", name=f"last-{n}") == ("shipped" if sent else why), "the same scan once more"
        assert len(kim.answers(n)) == (2 if sent else 3), "is kept once"
        assert (desk.states(n) == [S.SHIPPING]) == sent
        assert desk.verbs(n).count("ship") == int(sent)
    assert desk.sound()


def test_unpaid_goods_stay(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 1, unpaid=True))
    assert Packer(desk).open(1) == "unpaid"


def test_a_gesture_that_comes_twice_counts_once(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 2))
    labelled(desk, 1)
    kim = Packer(desk)
    first = kim.told(sections(1, 1)[0], name="g-1")
    kim.box = None
    again = kim.told(sections(1, 1)[0], name="g-1")
    assert (first.again, again.again, again.box and again.box.id) == (False, True, 1)
    kim.box = 1
    for _ in range(3):
        assert kim("A", name="g-2") == "right-item"
    assert kim.shown(1).counted == 1
    assert kim("X", name="g-3") == kim("A", name="g-3") == "no-goods-code"
    assert [kim("A", name="g-4"), Packer(desk)("A", name="g-4")] == ["shipped", "shipped"]
    assert desk.verbs().count("ship") == 1 and len(kim.answers(1)) == 4


def test_a_kill_after_the_last_piece_loses_nothing(store: Store) -> None:
    """The line is cut between closing and sending: the box waits, and the same or the next scan goes on."""
    desk = Desk(store)
    for n in (1, 2):
        desk.add(goods(n, 1))
        labelled(desk, n, LABELS[n])
        kim = Packer(desk)
        kim.open(n)

        def cut(name: str) -> None:
            if name == "box-closed":
                raise KeyboardInterrupt

        store.checkpoint = cut
        with pytest.raises(KeyboardInterrupt):
            kim("A", name=f"last-{n}")
        store.checkpoint = lambda name: None
        with store.reader() as conn:
            (waiting,) = boxes_waiting(conn)
        assert (waiting.state, waiting.counted, waiting.pieces) == (BoxState.CLOSED, 1, 1)
        assert (kim("A", name="last-1") if n == 1 else Packer(desk).open(n)) == "shipped"
    assert desk.sound()


def test_what_can_not_be_read_is_confirmed_by_hand_and_that_is_kept(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 1, 2))
    labelled(desk, 1)
    kim = Packer(desk)
    kim.open(1)
    assert [kim(kind=K.HAND, want=2), kim(kind=K.HAND, want=1), kim(kind=K.HAND, want=1), kim("B")] == [
        *("by-hand", "by-hand", "one-too-many", "shipped")
    ]
    assert [want.hand for want in kim.shown(1).wants] == [1, 1]
    with store.reader() as conn:
        lines = show(conn, number(1)).timeline
    assert [line.words.ko for line in lines].count("손 확인") == 3
    assert any("손 확인 2개" in line.details for line in lines if line.words.ko == "상자 포장 끝")
    assert desk.sound()


def test_the_timeline_tells_every_gesture_with_who_and_what(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 1))
    kim = Packer(desk)
    kim.open(1), kim("X"), kim("A", qty=2), kim("A")
    with store.reader() as conn:
        told = [line for line in show(conn, number(1), "en").timeline if line.who == KIM]
    texts = [f"{line.words.en}: {line.details}" for line in reversed(told)]
    assert [each for each in texts if "Goods" in each or "Box opened" in each] == [
        f"Box opened: {sections(1, 1)[0]}",
        "Goods scanned: X · Unknown code",
        "Goods scanned: 상품 1 × 2 · Too many",
        "Goods scanned: 상품 1",
    ]


def test_half_a_box_waits_and_is_gone_on_with(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 2), goods(2, 1))
    kim = Packer(desk)
    kim.open(1), kim("A")
    assert kim.open(2) == "opened" and kim("A") == "complete"
    with store.reader() as conn:
        waiting = boxes_waiting(conn)
    assert [(w.id, w.counted, w.pieces, w.holder) for w in waiting] == [
        (1, 1, 2, KIM.name),
        (2, 1, 1, KIM.name),
    ]
    kim = Packer(desk)
    told = kim.told(sections(1, 1)[0])
    assert told.verdict is V.OPENED and told.box is not None and told.box.counted == 1


def test_somebody_elses_box_is_refused_and_can_be_taken_over_visibly(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 3))
    labelled(desk, 1)
    kim, lee = Packer(desk), Packer(desk, LEE)
    kim.open(1), kim("A")
    told = lee.told(sections(1, 1)[0])
    assert (told.verdict, told.detail.ko) == (V.PACKED_BY_OTHER, KIM.name)
    assert lee.open(1, over=True) == "taken-over" and lee.shown(1).counted == 1
    assert kim("A") == "packed-by-other" and lee.shown(1).counted == 1
    assert [lee("A"), lee("A")] == ["right-item", "shipped"]
    with store.reader() as conn:
        taken = [line for line in show(conn, number(1)).timeline if "넘겨받음" in line.details]
    assert [(line.who, KIM.name in line.details) for line in taken] == [(LEE, True)]
    assert desk.sound()


def test_another_section_does_not_slip_into_an_open_box(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 2), goods(2, 1))
    labelled(desk, 2, LABELS[1])
    kim = Packer(desk)
    kim.open(1)
    assert [kim(sections(2, 1)[0]), kim(LABELS[1]), kim(sections(1, 1)[0])] == [
        *("other-box", "other-box", "opened")
    ]
    assert kim(sections(2, 1)[0], K.OPEN) == "opened" and kim.box == 2, "said so, it is opened"


def test_a_combined_parcel_is_one_box(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 1, receiver="성춘향"), goods(2, 2, receiver="성춘향"))
    desk.do("track", *sections(1, 1), *sections(2, 1), courier=CJ, number=LABELS[0])
    kim = Packer(desk)
    assert [kim.open(2), kim("A"), kim("A")] == ["opened", "right-item", "right-item"]
    assert desk.states(1) == desk.states(2) == [S.PREPARING]
    assert kim("A") == "shipped" and desk.states(1) == desk.states(2) == [S.SHIPPING]
    assert [desk.verbs(n).count("packed") for n in (1, 2)] == [1, 1]
    assert desk.sound()


def test_who_joins_the_parcel_meanwhile_is_packed_too(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 2, receiver="성춘향"), goods(2, 1, receiver="성춘향"))
    labelled(desk, 1)
    kim = Packer(desk)
    kim.open(1), kim("A")
    desk.do("track", *sections(2, 1), courier=CJ, number=LABELS[0], shared="yes")
    assert kim("A") == "changed" and kim.shown(1).pieces == 3 and kim.shown(1).counted == 0
    assert [kim("A"), kim("A"), kim("A")] == ["right-item", "right-item", "shipped"]
    assert desk.sound()


def test_a_label_that_another_parcel_has_is_refused(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 1, receiver="성춘향"), goods(2, 1, receiver="성춘향"), goods(3, 1))
    labelled(desk, 2)
    for n, verdict, why in ((1, "wrong-label", Refusal.NUMBER_TAKEN), (3, "refused", Refusal.OTHER_RECEIVER)):
        kim = Packer(desk)
        kim.open(n), kim("A")
        told = kim.told(LABELS[0], K.LABEL, courier="CJ")
        assert (told.verdict.code, told.why) == (verdict, why)
        assert desk.states(n) == [S.PREPARING]
    labelled(desk, 1, LABELS[1])
    kim = Packer(desk)
    assert kim.open(1) == "shipped", "it got its own meanwhile"
    assert desk.states(2) == [S.PREPARING] and desk.sound()


def test_what_changes_in_the_order_is_counted_anew(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 3))
    kim = Packer(desk)
    kim.open(1), kim("A"), kim("A")
    desk.do("split", *sections(1, 1), items="1:1")
    assert kim("A") == "changed" and (kim.shown(1).pieces, kim.shown(1).counted) == (2, 0)
    assert [kim("A"), kim("A")] == ["right-item", "complete"]
    desk.do("merge", 1)
    assert kim(LABELS[0], courier="CJ") == "changed"
    assert kim.shown(1).pieces == 3 and kim.state(1) is BoxState.REOPENED
    assert desk.verbs().count("unpacked") == 1 and desk.sound()


def test_a_box_is_opened_again_until_the_courier_has_it(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 1), goods(2, 1))
    for n in (1, 2):
        labelled(desk, n, LABELS[n])
        kim = Packer(desk)
        kim.open(n), kim("A")
    kim = Packer(desk)
    kim.box = 1
    assert kim(kind=K.REOPEN) == "reopened"
    assert desk.states(1) == [S.READY] and kim.shown(1).counted == 0
    assert desk.verbs(1)[-2:] == ["back", "unpacked"]
    assert kim("A") == "shipped"
    with store.unit(KIM, NOW) as unit:
        unit.put_watches([Watch(CJ, LABELS[2], NOW, NOW, 2, 0, "")])
    kim.box = 2
    assert kim(kind=K.REOPEN) == "handed-over" and desk.states(2) == [S.SHIPPING]
    kim.box = 2
    assert kim(kind=K.REOPEN, name="twice") == kim(kind=K.REOPEN, name="twice") == "handed-over"
    assert kim.answers(2)[-2:] == ["handed-over"] * 2
    assert desk.sound()


def test_a_repeated_reopening_brings_nothing_back_twice(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 1))
    labelled(desk, 1)
    kim = Packer(desk)
    kim.open(1), kim("A")
    kim.box = 1
    assert [kim(kind=K.REOPEN, name="r"), kim("A")] == ["reopened", "shipped"]
    kim.box = 1
    assert kim(kind=K.REOPEN, name="r") == "reopened" and desk.states() == [S.SHIPPING]


def test_what_a_channel_was_told_is_not_opened_again(store: Store) -> None:
    desk = Desk(store)
    desk.add(replace(goods(1, 1), channel=Channel.NAVER, channel_number="N-1"))
    labelled(desk, 1)
    kim = Packer(desk)
    kim.open(1), kim("A")
    kim.box = 1
    told = kim.told(kind=K.REOPEN)
    assert (told.verdict, told.why) == (V.REFUSED, Refusal.CHANNEL_NO_BACK)
    assert kim.state(1) is BoxState.SHIPPED


def test_somebody_elses_shipped_box_is_opened_only_by_taking_it_over(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 1))
    labelled(desk, 1)
    kim, lee = Packer(desk), Packer(desk, LEE)
    kim.open(1), kim("A")
    lee.box = 1
    assert lee(kind=K.REOPEN) == "packed-by-other" and desk.states() == [S.SHIPPING]
    assert lee(kind=K.REOPEN, over=True) == "reopened" and lee.shown(1).holder == LEE.name
    assert lee("A") == "shipped" and desk.sound()


def test_an_emptied_box_is_nobodys_and_begun_anew(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 2))
    kim, lee = Packer(desk), Packer(desk, LEE)
    kim.open(1), kim("A")
    assert kim(kind=K.EMPTY) == "emptied" and kim.box is None
    with store.reader() as conn:
        assert boxes_waiting(conn) == []
    kim.box = 1
    assert kim("A") == "refused"
    assert lee.open(1) == "opened" and (lee.shown(1).holder, lee.shown(1).counted) == (LEE.name, 0)
    assert [lee("A", qty=2), lee(kind=K.EMPTY)] == ["complete", "emptied"]
    assert desk.verbs()[-2:] == ["packed", "unpacked"] and desk.sound()


@pytest.mark.parametrize("closed", [True, False])
def test_what_the_list_sends_the_box_follows(store: Store, closed: bool) -> None:
    """A full box that the office ships is shipped; half of one is left behind, and undo brings both back."""
    desk = Desk(store)
    desk.add(goods(1, 2))
    kim = Packer(desk)
    kim.open(1), kim("A", qty=2 if closed else 1)
    job = desk.do("track", *sections(1, 1), courier=CJ, number=LABELS[0], to="ship")
    assert kim.state(1) is (BoxState.SHIPPED if closed else BoxState.LEFT)
    assert kim("A") == "already-shipped"
    desk.undo(job)
    assert kim.state(1) is (BoxState.CLOSED if closed else BoxState.LEFT)
    assert Packer(desk).open(1) == ("complete" if closed else "opened")
    assert desk.sound()


def test_what_left_alone_in_bulk_the_boxes_follow(store: Store) -> None:
    desk = Desk(store)
    desk.add(*(goods(n, 1) for n in range(1, 31)))
    for n in (1, 2):
        kim = Packer(desk)
        kim.open(n), kim("A") if n == 1 else None
    desk.do("ready", *range(1, 31))
    numbers = iter(f"68000000{n:04d}" for n in range(1, 31))
    for n in range(1, 31):
        desk.do("track", *sections(n, 1), courier="로젠택배", number=next(numbers))
    desk.do("ship", *range(1, 31))
    assert [kim.state(n) for n in (1, 2)] == [BoxState.SHIPPED, BoxState.LEFT]
    assert desk.sound()


def test_an_undo_of_the_list_brings_the_station_s_box_back_closed(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 1))
    labelled(desk, 1)
    kim = Packer(desk)
    kim.open(1), kim("A")
    job = desk.last()
    undo = desk.undo(job)
    assert kim.state(1) is BoxState.CLOSED and desk.states() == [S.PREPARING]
    desk.undo(undo, redo=True)
    assert kim.state(1) is BoxState.SHIPPED and desk.sound()


def test_only_who_may_pack_does(store: Store) -> None:
    desk = Desk(store)
    staff(store)
    desk.add(goods(1, 1))
    viewer = Packer(desk, PEOPLE[Role.VIEWER])
    with pytest.raises(NotPermitted):
        viewer.open(1)
    packer = Packer(desk, PEOPLE[Role.PACKER])
    assert [packer.open(1), packer("A"), packer(LABELS[0], courier="CJ")] == ["opened", "complete", "shipped"]


def test_a_label_before_the_last_piece_is_told_so(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 2))
    kim = Packer(desk)
    kim.open(1)
    assert kim(LABELS[0], K.LABEL, courier="CJ") == "not-yet"
    assert kim(LABELS[0]) == "no-goods-code"


def test_a_code_that_nobody_registered_is_told_apart_from_that_of_other_goods(store: Store) -> None:
    desk = Desk(store)
    put_products(store, KIM, NOW, [Product("P", "P", 1, (Option("Z", barcode="8801234567893"),))])
    desk.add(goods(1, 2), goods(2, 1, 1))
    kim = Packer(desk)
    kim.open(1)
    assert [kim("8801234567893"), kim("B"), kim("9999")] == ["wrong-item", "wrong-item", "no-goods-code"]
    assert kim("9999", K.ITEM, qty=2) == "no-goods-code"
    assert kim("B", K.ITEM, qty=2) == "wrong-item" and kim.shown(1).counted == 0


def test_a_label_that_is_issued_sends_the_box_at_the_next_scan(desk: Desk) -> None:
    desk.add(goods(1, 1))
    printing = Printing(desk)
    kim = Packer(desk)
    kim.open(1)
    assert kim("A") == "complete"
    printing.print(printing.issue(1))
    assert kim.open(1) == "complete", "the number has not come yet"
    printing.hear()
    assert kim.open(1) == "shipped" and desk.sound()
