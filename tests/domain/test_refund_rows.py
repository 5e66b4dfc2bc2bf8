from __future__ import annotations

from dataclasses import replace

from orderdesk.core.domain.orders import Channel, EntryKind, Method, Order
from orderdesk.core.domain.refund_rows import follow, only_noted
from tests.domain.builders import do, order


def noted(of: Order) -> list[EntryKind]:
    """The kinds of the rows of *of* that are only noted."""
    return [entry.kind for entry in of.entries if only_noted(of, entry)]


def approved(method: Method = Method.CARD) -> Order:
    return do(do(order(method=method), "cancel", reason="SOLD_OUT"), "approve")


def test_a_card_refund_of_which_nobody_is_asked_is_only_noted() -> None:
    assert noted(approved()) == [EntryKind.REFUND]


def test_a_refund_that_was_asked_for_or_sent_by_hand_is_more_than_noted() -> None:
    of = approved()
    due = of.entries[1]
    asked = follow(replace(of, entries=of.entries[:2]), due, EntryKind.REFUND_STARTED, 1)
    by_hand = approved(Method.BANK)
    for each in (follow(asked, due, EntryKind.REFUND, 2), replace(of, channel=Channel.NAVER)):
        assert each.entries[-1].kind is EntryKind.REFUND and noted(each) == []
    assert noted(follow(by_hand, by_hand.entries[1], EntryKind.REFUND, 2)) == []
