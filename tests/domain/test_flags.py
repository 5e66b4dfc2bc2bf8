"""Holds, delays, numbers and addresses of undispatched sections: the state stays, shipping waits."""

from __future__ import annotations

from dataclasses import replace

from orderdesk.core.domain.orders import Channel
from orderdesk.core.domain.states import SectionState
from tests.domain.builders import do, line, order, refusal

S = SectionState


def test_a_number_typed_on_a_held_section_is_kept() -> None:
    assert do(order(held=True), "track", courier="CJ", number="1").sections[0].tracking == "1"


def test_delay_is_for_channels_once_and_into_the_future() -> None:
    now = order(channel=Channel.NAVER)
    assert refusal(now, "delay", reason="ABROAD", until="2020-01-01") == "field-bad"
    later = do(now, "delay", reason="ABROAD", until="2030-01-01")
    assert later.sections[0].delay_reason == "ABROAD"
    assert refusal(later, "delay", reason="ABROAD", until="2030-01-02") == "already"


def test_holding_twice_for_one_reason_is_nothing_new_and_for_two_is_two() -> None:
    now = do(order(), "hold", reason="STOCK")
    assert refusal(now, "hold", reason="STOCK") == "already"
    now = do(now, "hold", reason="BUYER")
    assert [hold.n for hold in now.holds] == [1, 2]
    assert do(now, "release").holds == ()


def test_an_address_that_is_there_already_changes_nothing() -> None:
    assert refusal(order(), "address", phone="010-0000-1234") == "already"
    assert do(order(), "address", phone="010-0000-9999").sections[0].address.phone == "010-0000-9999"


def test_only_the_details_of_an_address_can_be_emptied() -> None:
    home = order().sections[0].address
    emptied = do(order(), "address", line2="", receiver="", phone="")
    assert emptied.sections[0].address == replace(home, line2="")
    assert refusal(emptied, "address", line2="") == "already"
    assert do(emptied, "address", line1="부산 해운대구 1").sections[0].address.line2 == ""


def test_an_address_after_the_label_makes_it_stale_until_a_new_number() -> None:
    now = do(order(line(1)), "track", courier="CJ", number="1", to="ready")
    now = do(now, "address", line1="부산 해운대구 1")
    assert refusal(now, "ship") == "label-stale"
    now = do(now, "track", courier="CJ", number="2", overwrite="yes")
    assert do(now, "ship").sections[0].state is S.SHIPPING


def test_of_several_holds_the_chosen_ones_end() -> None:
    held = do(do(order(held=True), "hold", reason="BUYER"), "hold", reason="ADDRESS")
    assert [h.reason for h in do(held, "release", reasons="STOCK,ADDRESS").holds] == ["BUYER"]
    assert refusal(held, "release", reasons="PAYMENT") == "not-held"
    assert do(held, "release").holds == ()


def test_a_delay_for_other_reasons_says_which() -> None:
    now = order(channel=Channel.NAVER)
    assert refusal(now, "delay", reason="ETC", until="2030-01-01") == "field-missing"
    assert do(now, "delay", reason="ETC", until="2030-01-01", note="입고 대기").sections[0].delay_until


def test_some_pieces_may_be_held_before_dispatch() -> None:
    now = do(order(line(1, 3)), "hold", reason="STOCK", items="1:2")
    assert [h.section for h in now.holds] == [2]
    assert [(i.section, i.qty) for i in now.items] == [(1, 1), (2, 2)]
    tracked = do(order(line(1, 3)), "track", courier="CJ", number="1")
    assert refusal(tracked, "hold", reason="STOCK", items="1:2") == "has-tracking"
