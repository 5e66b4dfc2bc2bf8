"""What happens at a channel comes in once, in any order, and never moves anything back."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from orderdesk.core.domain.badge import badge
from orderdesk.core.domain.channel_agreeing import differing
from orderdesk.core.domain.channels import ClaimStage
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.orders import ActorKind, Channel, Method
from orderdesk.core.domain.states import Badge, ChannelState, SectionState
from orderdesk.core.services.syncing import SWEEP_EVERY
from orderdesk.core.store.connections import feed
from tests.services.channel import MOVED
from tests.services.desk import Desk, sold
from tests.services.test_sending import Line

S = SectionState


@pytest.fixture
def line(desk: Desk) -> Line:
    return Line(desk)


def test_a_new_order_comes_with_all_that_is_known_of_it(line: Line) -> None:
    line.sell("N1", 2, 1)
    order = line.order("N1")
    assert (order.channel_number, order.buyer_name, len(order.lines)) == ("N1", "홍길동", 2)
    assert (order.entries[0].amount, order.entries[0].method) == (30_000, Method.CHANNEL)
    assert {item.channel_state for item in order.items} == {ChannelState.PAID}
    assert badge(order) is Badge.PREPARING
    line.sync()
    assert line.desk.events(order.number)[-1].verb == "create"
    assert line.desk.sound()


def test_a_payment_that_comes_later(line: Line) -> None:
    line.sell("N1", paid=False)
    assert badge(line.order("N1")) is Badge.WAITING
    line.channel.pay("N1")
    line.sync()
    assert badge(line.order("N1")) is Badge.PREPARING
    assert line.desk.sound()


def test_another_address_goes_everywhere_holds_and_spoils_the_label(line: Line) -> None:
    order = line.sell("N1")
    line.desk.do("track", order, courier="cj", number="688900000007", to="ready")
    line.send()
    line.channel.move_away("N1")
    line.sync()
    (section,) = line.order("N1").sections
    assert (section.address.zip, section.address.line1) == (MOVED.postcode, MOVED.line1)
    assert (section.label_stale, section.state) == (True, S.READY)
    (hold,) = line.order("N1").holds
    assert (hold.reason, hold.by) == ("CHANNEL", "시스템")
    line.desk.do("release", order)
    line.sync()
    line.desk.now += SWEEP_EVERY + 1
    line.sync()
    assert line.order("N1").holds == ()
    assert line.desk.sound()


def test_what_the_channel_ships_itself_moves_nothing_here_and_differs(line: Line) -> None:
    line.sell("N1")
    line.channel.change("N1", state=ChannelState.SHIPPING, courier="CJGLS", tracking="688900000007")
    line.sync()
    order = line.order("N1")
    assert (order.sections[0].state, order.items[0].channel_state) == (S.PREPARING, ChannelState.SHIPPING)
    assert differing(order) == (1,)


def test_what_was_sent_from_here_arrives(line: Line) -> None:
    order = line.sell("N1")
    line.ship(order)
    line.send()
    line.channel.change("N1", state=ChannelState.DELIVERED)
    line.sync()
    assert line.state("N1") is S.DELIVERED
    line.channel.change("N1", state=ChannelState.CONFIRMED)
    line.sync()
    assert line.state("N1") is S.CONFIRMED
    assert line.desk.events(order)[-1].actor.kind is ActorKind.CHANNEL
    assert line.desk.sound()


def test_a_return_step_by_step_with_hold_and_release(line: Line) -> None:
    order = line.sell("N1")
    line.ship(order)
    line.send()
    line.channel.claim("N1", ClaimKind.RETURN, ClaimStage.REQUESTED)
    line.sync()
    assert line.state("N1") is S.RETURN_REQUESTED
    line.channel.claim("N1", ClaimKind.RETURN, ClaimStage.COLLECTED, held=True, hold_reason="ETC")
    line.sync()
    assert (line.state("N1"), line.order("N1").claims[0].held) == (S.RETURN_COLLECTED, "ETC")
    line.channel.claim("N1", ClaimKind.RETURN, ClaimStage.COLLECTED)
    line.sync()
    assert line.order("N1").claims[0].held == ""
    line.channel.claim("N1", ClaimKind.RETURN, ClaimStage.DONE)
    line.sync()
    assert line.state("N1") is S.RETURNED
    assert line.desk.sound()


def test_a_claim_that_its_buyer_takes_back(line: Line) -> None:
    line.sell("N1", 1, 1)
    line.channel.claim("N1", ClaimKind.CANCEL, ClaimStage.REQUESTED, n=2)
    line.sync()
    order = line.order("N1")
    assert [section.state for section in order.sections] == [S.PREPARING, S.CANCEL_REQUESTED]
    line.channel.change("N1", 2, claim=None)
    line.sync()
    assert {section.state for section in line.order("N1").sections} == {S.PREPARING}
    assert line.desk.sound()


def test_another_claim_in_the_place_of_one_that_was_taken_back(line: Line) -> None:
    order = line.sell("N1")
    line.ship(order)
    line.send()
    line.channel.claim("N1", ClaimKind.RETURN, ClaimStage.REQUESTED)
    line.sync()
    line.channel.claim("N1", ClaimKind.EXCHANGE, ClaimStage.REQUESTED)
    line.sync()
    assert line.state("N1") is S.EXCHANGE_REQUESTED
    assert line.desk.sound()


def test_a_cancel_after_the_label_was_made(line: Line) -> None:
    order = line.sell("N1")
    line.desk.do("track", order, courier="cj", number="688900000007", to="ready")
    line.send()
    line.channel.claim("N1", ClaimKind.CANCEL, ClaimStage.REQUESTED)
    line.sync()
    assert line.state("N1") is S.CANCEL_REQUESTED
    assert line.desk.sound()


def test_a_reading_that_raced_what_was_done_here_moves_nothing_back(line: Line) -> None:
    order = line.sell("N1")
    line.channel.claim("N1", ClaimKind.CANCEL, ClaimStage.REQUESTED)

    def ship() -> None:
        line.channel.meanwhile = lambda: None
        line.ship(order)

    line.channel.meanwhile = ship
    line.sync()  # the desk ships between the reading and the writing
    assert line.state("N1") is S.SHIPPING
    line.send()
    line.sync()
    assert line.state("N1") is S.SHIPPING
    assert line.desk.sound()


def test_a_claim_that_came_while_something_was_to_be_told_is_not_lost(line: Line) -> None:
    order = line.sell("N1")
    line.desk.do("ready", order)
    line.channel.claim("N1", ClaimKind.CANCEL, ClaimStage.REQUESTED)
    line.sync()
    assert line.state("N1") is S.READY
    line.send()
    line.sync()
    line.sync()
    assert line.state("N1") is S.CANCEL_REQUESTED


def test_a_word_that_nobody_knows_is_shown_and_harms_nothing(line: Line) -> None:
    line.sell("N1")
    line.channel.change("N1", state=None, raw="BRAND_NEW")
    line.sync()
    assert line.order("N1").items[0].channel_state is ChannelState.UNKNOWN
    assert line.state("N1") is S.PREPARING


def test_late_news_of_a_line_changes_nothing(line: Line) -> None:
    line.sell("N1")
    line.channel.change("N1", state=ChannelState.SHIPPING)
    line.sync()
    old = line.channel.now - 1000
    line.channel.change("N1", state=ChannelState.PAID)
    for order in line.channel.orders.values():
        lines = tuple(replace(each, changed_at=old) for each in order.lines)
        line.channel.orders["N1"] = replace(order, lines=lines)
    line.sync()
    assert line.order("N1").items[0].channel_state is ChannelState.SHIPPING


def test_a_process_that_dies_between_reading_and_writing_loses_nothing(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(at: str) -> None:
        if at == "fetched":
            raise Killed

    line.channel.sell("N1")
    with monkeypatch.context() as patch:
        patch.setattr(line.desk.store, "checkpoint", die)
        with pytest.raises(Killed):
            line.sync()
    with line.desk.store.reader() as conn:
        assert feed(conn, line.connection.id, "orders").cursor is None
    line.sync()
    assert line.state("N1") is S.PREPARING


def test_an_order_that_a_file_brought_is_known_again(line: Line) -> None:
    told = line.channel.sell("N1")
    lines = tuple(replace(each, product="상품 1") for each in told.lines)
    line.channel.orders["N1"] = replace(told, lines=lines)
    own = sold(1, channel=Channel.NAVER, channel_number="N1")
    line.channel.orders["N1"] = replace(
        told, lines=(replace(told.lines[0], product=own.lines[0].name, option=own.lines[0].option),)
    )
    line.desk.add(own)
    line.sync()
    assert line.desk.order(1).items[0].channel_state is ChannelState.PAID
    assert len(line.desk.listed()) == 1
    line.desk.do("ready", 1)
    line.send()
    assert line.channel.effects == {("confirm", "N1-1"): 1}


@pytest.mark.parametrize("seed", range(20))
def test_the_same_news_in_any_order_and_twice_leaves_the_same_state(desk: Desk, seed: int) -> None:
    lot = random.Random(seed)
    line = Line(desk)
    for n in range(4):
        line.channel.sell(f"N{n}", 1, 2)
    line.sync()
    deeds: list[Callable[[], None]] = [
        lambda: line.channel.change("N0", state=ChannelState.SHIPPING),
        lambda: line.channel.claim("N1", ClaimKind.CANCEL, ClaimStage.REQUESTED),
        lambda: line.channel.claim("N1", ClaimKind.CANCEL, ClaimStage.DONE),
        lambda: line.channel.move_away("N2"),
    ]
    for deed in deeds:
        deed()
        if lot.random() < 0.5:
            lot.shuffle(line.channel.feed)
            line.channel.feed += lot.sample(line.channel.feed, 3)
        if lot.random() < 0.5:
            line.sync()
    line.sync()
    line.channel.feed += line.channel.feed[:]
    line.sync()
    line.desk.now += SWEEP_EVERY + 1
    line.sync()
    assert [line.order("N1").sections[k].state for k in range(2)] == [S.PREPARING, S.CANCELLED]
    assert line.order("N0").items[0].channel_state is ChannelState.SHIPPING
    assert line.order("N2").sections[0].address.zip == MOVED.postcode
    assert len(line.order("N2").holds) == 1
    assert line.desk.sound()


def test_a_claim_on_some_pieces_leaves_the_others_alone(line: Line) -> None:
    line.sell("N1", 3)
    line.channel.claim("N1", ClaimKind.CANCEL, ClaimStage.REQUESTED, qty=1)
    line.sync()
    held = {section.state: qty_of(line, section.n) for section in line.order("N1").sections}
    assert held == {S.PREPARING: 2, S.CANCEL_REQUESTED: 1}
    line.channel.claim("N1", ClaimKind.CANCEL, ClaimStage.DONE, qty=1)
    line.channel.change("N1", left=2)
    for _ in range(2):
        line.channel.change("N1", left=2)
        line.sync()
    held = {section.state: qty_of(line, section.n) for section in line.order("N1").sections}
    assert held == {S.PREPARING: 2, S.CANCELLED: 1}
    told = {item.section: item.channel_state for item in line.order("N1").items}
    assert set(told.values()) == {ChannelState.PAID, ChannelState.CANCELLED}
    assert differing(line.order("N1")) == ()
    assert line.desk.sound()


def qty_of(line: Line, section: int) -> int:
    return sum(item.qty for item in line.order("N1").items if item.section == section)


def test_an_order_of_the_shop_that_is_called_as_another_one_here_gets_a_number_of_its_own(line: Line) -> None:
    taken = line.sell("N1")
    told = line.channel.sell(taken)
    line.channel.orders[taken] = replace(told, channel=Channel.OWN, method=Method.CARD)
    line.sync()
    line.channel.change(taken, state=ChannelState.PREPARING)
    line.sync()
    first, second = sorted(line.desk.whole(), key=lambda order: order.id)
    assert (first.number, first.channel, second.channel) == (taken, Channel.NAVER, Channel.OWN)
    assert second.number != taken
    told_of = {order.channel: order.items[0].channel_state for order in (first, second)}
    assert told_of == {Channel.NAVER: ChannelState.PAID, Channel.OWN: ChannelState.PREPARING}
    assert line.desk.sound()
