"""What every channel's client must live through, told once for all of them.

Each scenario plays with a `Shop`: a simulated channel with the desk's client to it. What a channel can't be
told is asked all the same, and must be answered Unsupported.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final, Protocol

import pytest

from orderdesk.core.domain.channel_caps import Operation, cap
from orderdesk.core.domain.channels import ChannelLine, ChannelOrder, ClaimStage, LineRef
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.states import ChannelState
from orderdesk.core.gateways.ports import ChangePage, ChannelGateway, ClaimRef, Parcel
from orderdesk.core.gateways.results import (
    AlreadyDone,
    Done,
    Fault,
    GatewayError,
    ItemResult,
    Later,
    Rejected,
    Unsupported,
)
from orderdesk.core.gateways.wire import TRIES
from orderdesk.simulators.world import Mishap, World

MONDAY: Final = datetime(2026, 11, 23, 10, 0, tzinfo=SEOUL).timestamp()
"""When the worlds of these scenarios begin."""

OURS: Final = "600000000001"
OTHER: Final = "600000000012"
SO: Final = (Done, AlreadyDone)


class Shop(Protocol):
    """A simulated channel and the desk's client to it. Refs name lines as the client's polls do.

    `renews`: the client gets itself another token when one is refused.
    """

    world: World
    renews: bool

    @property
    def client(self) -> ChannelGateway: ...

    def buys(self, *pieces: int) -> list[LineRef]:
        """A buyer orders one line for each number of *pieces*, and pays."""

    def asks(self, kind: ClaimKind, ref: LineRef, qty: int | None = None) -> None:
        """The buyer asks for a claim on *qty* pieces, None: on all of the line."""

    def moves(self, ref: LineRef, line1: str) -> None:
        """The buyer writes another address."""

    def delivers(self, ref: LineRef) -> None:
        """The courier brings the line, or what an exchange sent."""

    def says(self, ref: LineRef, word: str) -> None:
        """The channel tells of the line with a state that nobody knows."""

    def pages(self, most: int) -> None:
        """The channel tells of at most so many changes at once."""

    def sent(self, ref: LineRef) -> str:
        """The tracking number in the channel's own books, empty while it has none."""

    def write_path(self) -> str:
        """A part of the path of what dispatches, and of nothing else."""


def polled(shop: Shop, cursor: str | None) -> tuple[list[LineRef], str]:
    """All that changed since *cursor*, and where to go on; it ends."""
    refs: list[LineRef] = []
    page = ChangePage((), cursor or "", more=True)
    for turn in range(100):
        page = shop.client.poll(cursor if turn == 0 else page.cursor)
        refs += page.refs
        if not page.more:
            return refs, page.cursor
    raise AssertionError("polling never ends")


def order(shop: Shop, ref: LineRef) -> ChannelOrder:
    (found,) = shop.client.fetch([ref])
    return found


def line(shop: Shop, ref: LineRef) -> ChannelLine:
    return next(each for each in order(shop, ref).lines if each.ref.line == ref.line)


def parcel(shop: Shop, *refs: LineRef, number: str = OURS) -> Parcel:
    return Parcel(refs, "cj", number, int(shop.world.clock.now()))


def claim_of(shop: Shop, ref: LineRef) -> ClaimRef:
    now = line(shop, ref).claim
    assert now is not None
    return ClaimRef(ref, now.kind, now.id)


def fits(shop: Shop, operation: Operation, result: ItemResult) -> bool:
    """Whether *result* agrees with what the channel can be told; True where it was done."""
    able = cap(shop.client.system, operation).able
    assert isinstance(result, SO if able else Unsupported), (operation, result)
    return able


def shipped(shop: Shop, *pieces: int) -> list[LineRef]:
    """Lines that were bought, accepted and sent."""
    refs = shop.buys(*pieces)
    shop.client.confirm(refs)
    results = shop.client.dispatch([parcel(shop, *refs)])
    assert all(isinstance(each, SO) for each in results.values()), results
    return refs


def delivered(shop: Shop, *pieces: int) -> list[LineRef]:
    refs = shipped(shop, *pieces)
    for ref in refs:
        shop.delivers(ref)
    return refs


# --- the scenarios ----------------------------------------------------------------------------


def new_order_to_delivered(shop: Shop) -> None:
    _, cursor = polled(shop, None)
    shop.world.clock.advance(60)
    ref, _other = shop.buys(2, 1)
    shop.world.clock.advance(60)
    refs, cursor = polled(shop, cursor)
    assert ref.order in {each.order for each in refs}
    found = order(shop, ref)
    assert (found.number, len(found.lines), found.paid_at is not None) == (ref.order, 1, True) or found.whole
    assert (line(shop, ref).qty, line(shop, ref).left) == (2, 2)
    assert line(shop, ref).state is ChannelState.PAID
    for result in shop.client.confirm([ref]).values():
        if fits(shop, Operation.CONFIRM, result):
            assert line(shop, ref).confirmed
    assert isinstance(shop.client.dispatch([parcel(shop, ref)])[ref.line], SO)
    assert (line(shop, ref).state, line(shop, ref).tracking) == (ChannelState.SHIPPING, OURS)
    shop.delivers(ref)
    assert line(shop, ref).state is ChannelState.DELIVERED


def partial_cancel(shop: Shop) -> None:
    by_qty = cap(shop.client.system, Operation.REQUEST_CANCEL).by_qty
    (ref,) = shop.buys(3)
    shop.client.confirm([ref])
    shop.asks(ClaimKind.CANCEL, ref, 1 if by_qty else None)
    now = line(shop, ref).claim
    assert now is not None
    assert (now.kind, now.stage, now.by_buyer) == (ClaimKind.CANCEL, ClaimStage.REQUESTED, True)
    fits(shop, Operation.APPROVE_CANCEL, shop.client.approve_claim(claim_of(shop, ref), None))
    if by_qty:
        assert (line(shop, ref).qty, line(shop, ref).left) == (3, 2)
        assert isinstance(shop.client.dispatch([parcel(shop, ref)])[ref.line], SO)
        assert line(shop, ref).state is ChannelState.SHIPPING
    else:
        assert line(shop, ref).state is ChannelState.CANCELLED
        assert isinstance(shop.client.dispatch([parcel(shop, ref)])[ref.line], Rejected)


def cancel_after_invoice(shop: Shop) -> None:
    """A cancel that is asked for is denied by shipping; after that there is nothing to cancel."""
    (ref,) = shop.buys(1)
    shop.client.confirm([ref])
    shop.asks(ClaimKind.CANCEL, ref)
    result = shop.client.reject_claim(claim_of(shop, ref), "이미 발송했습니다", parcel(shop, ref))
    fits(shop, Operation.REJECT_CANCEL, result)
    assert (line(shop, ref).state, shop.sent(ref)) == (ChannelState.SHIPPING, OURS)
    asked = shop.client.request_claim(ClaimKind.CANCEL, ref, None, "SOLD_OUT", "", None)
    assert isinstance(asked, Rejected)


def return_held_and_released(shop: Shop) -> None:
    (ref,) = delivered(shop, 1)
    shop.asks(ClaimKind.RETURN, ref)
    claim = claim_of(shop, ref)
    held = shop.client.hold_claim(claim, "RETURN_DELIVERYFEE", "반품 배송비가 필요합니다", 3_000)
    if fits(shop, Operation.HOLD_RETURN, held):
        now = line(shop, ref).claim
        assert now is not None
        assert (now.held, now.hold_reason) == (True, "RETURN_DELIVERYFEE")
    if fits(shop, Operation.RELEASE_RETURN, shop.client.release_claim(claim)):
        now = line(shop, ref).claim
        assert now is not None
        assert not now.held
    fits(shop, Operation.COLLECTED_RETURN, shop.client.mark_collected(claim))
    fits(shop, Operation.APPROVE_RETURN, shop.client.approve_claim(claim, None))
    assert line(shop, ref).state is ChannelState.RETURNED


def exchange(shop: Shop) -> None:
    (ref,) = delivered(shop, 1)
    shop.asks(ClaimKind.EXCHANGE, ref)
    claim = claim_of(shop, ref)
    fits(shop, Operation.COLLECTED_EXCHANGE, shop.client.mark_collected(claim))
    fits(shop, Operation.APPROVE_EXCHANGE, shop.client.approve_claim(claim, None))
    fits(shop, Operation.REDELIVER, shop.client.redeliver(claim, parcel(shop, ref, number=OTHER)))
    shop.delivers(ref)
    now = line(shop, ref).claim
    assert line(shop, ref).state is ChannelState.EXCHANGED or (now and now.stage is ClaimStage.DONE)


def address_changed_after_confirm(shop: Shop) -> None:
    _, cursor = polled(shop, None)
    (ref,) = shop.buys(1)
    shop.world.clock.advance(60)
    _, cursor = polled(shop, cursor)
    shop.client.confirm([ref])
    before = order(shop, ref).recipient
    assert not line(shop, ref).address_changed
    shop.moves(ref, "부산광역시 해운대구 센텀중앙로 55")
    shop.world.clock.advance(60)
    refs, _ = polled(shop, cursor)
    told = next(each for each in refs if each.order == ref.order)
    found = order(shop, told)
    assert found.recipient.line1 == "부산광역시 해운대구 센텀중앙로 55" != before.line1
    assert all(each.address_changed for each in found.lines)


def double_dispatch(shop: Shop) -> None:
    (ref,) = shipped(shop, 1)
    assert isinstance(shop.client.dispatch([parcel(shop, ref)])[ref.line], SO)
    assert shop.sent(ref) == OURS
    other = shop.client.dispatch([parcel(shop, ref, number=OTHER)])[ref.line]
    if not cap(shop.client.system, Operation.AMEND_INVOICE).able:
        assert isinstance(other, Rejected)
        assert shop.sent(ref) == OURS


def storm_of_429(shop: Shop) -> None:
    (ref,) = shop.buys(1)
    shop.client.confirm([ref])
    shop.world.fail_next(Mishap.TOO_MANY, TRIES)
    with pytest.raises(GatewayError) as caught:
        shop.client.dispatch([parcel(shop, ref)])
    assert caught.value.fault is Fault.RATE_LIMITED
    assert shop.sent(ref) == ""
    shop.world.fail_next(Mishap.TOO_MANY, TRIES - 1)
    assert isinstance(shop.client.dispatch([parcel(shop, ref)])[ref.line], SO)
    assert shop.sent(ref) == OURS


def token_ends_amid_a_batch(shop: Shop) -> None:
    refs = shop.buys(*[1] * 65)
    shop.client.confirm(refs)
    seen: list[str] = []

    def unlucky(path: str) -> Mishap | None:
        if shop.write_path() in path:
            seen.append(path)
        stale = shop.write_path() in path and len(seen) == 2
        return Mishap.STALE_TOKEN if stale else None

    shop.world.unlucky = unlucky
    results = shop.client.dispatch([parcel(shop, *refs)])
    shop.world.unlucky = lambda _path: None
    assert len(results) == 65
    if shop.renews:
        assert all(isinstance(each, SO) for each in results.values())
    done = [ref for ref in refs if isinstance(results[ref.line], SO)]
    assert [shop.sent(ref) == OURS for ref in refs] == [ref in done for ref in refs]


def answer_lost_after_sending(shop: Shop) -> None:
    """Whether or not a dispatch had its effect: what is said of it is so, and it happens once."""
    for mishap in (Mishap.LOST_AFTER, Mishap.LOST_BEFORE, Mishap.BROKEN_AFTER, Mishap.TWICE):
        (ref,) = shop.buys(1)
        shop.client.confirm([ref])
        shop.world.fail_next(mishap)
        result = shop.client.dispatch([parcel(shop, ref)])[ref.line]
        assert isinstance(result, SO) == (shop.sent(ref) == OURS), (mishap, result)
        if not isinstance(result, SO):
            assert isinstance(result, Later), (mishap, result)
            assert isinstance(shop.client.dispatch([parcel(shop, ref)])[ref.line], SO)
        assert shop.sent(ref) == OURS


def word_that_nobody_knows(shop: Shop) -> None:
    known, strange = shop.buys(1, 1)
    shop.says(strange, "BRAND_NEW_STATE")
    assert line(shop, strange).state is None
    assert "BRAND_NEW_STATE" in line(shop, strange).raw
    assert line(shop, known).state is ChannelState.PAID
    shop.world.clock.advance(60)
    refs, _ = polled(shop, None)
    assert strange.order in {ref.order for ref in refs}


def page_of_equal_times(shop: Shop) -> None:
    _, cursor = polled(shop, None)
    shop.world.clock.advance(60)
    bought = [shop.buys(1)[0] for _ in range(11)]
    shop.pages(3)
    shop.world.clock.advance(60)
    refs, _ = polled(shop, cursor)
    assert {ref.order for ref in bought} <= {ref.order for ref in refs}


def a_day_and_more_ago(shop: Shop) -> None:
    """An old cursor loses nothing, at the edges of a day neither."""
    _, cursor = polled(shop, None)
    bought = []
    for pause in (86_400 - 301, 1, 1, 299, 86_400, 86_399.5, 30):
        shop.world.clock.advance(pause)
        bought += shop.buys(1)
    shop.world.clock.advance(3 * 86_400)
    refs, cursor = polled(shop, cursor)
    assert {ref.order for ref in bought} <= {ref.order for ref in refs}
    bought = shop.buys(1)
    shop.world.clock.advance(10)
    refs, _ = polled(shop, cursor)
    assert bought[0].order in {ref.order for ref in refs}


def midnight_in_seoul(shop: Shop) -> None:
    """The day turns at midnight there, in every season."""
    for date in (datetime(2027, 3, 28, tzinfo=SEOUL), datetime(2027, 10, 31, tzinfo=SEOUL)):
        shop.world.clock.advance(date.timestamp() - 3600 - shop.world.clock.now())
        _, cursor = polled(shop, None)
        placed = {}
        for at in (date.timestamp() - 1, date.timestamp(), date.timestamp() + 3 * 3600):
            shop.world.clock.advance(at - shop.world.clock.now())
            placed[shop.buys(1)[0].order] = int(at)
        shop.world.clock.advance(60)
        refs, _ = polled(shop, cursor)
        found = {each.number: each.placed_at for each in shop.client.fetch(list(dict.fromkeys(refs)))}
        assert placed.items() <= found.items()


SCENARIOS: Final[dict[str, Callable[[Shop], None]]] = {
    each.__name__: each
    for each in (
        new_order_to_delivered,
        partial_cancel,
        cancel_after_invoice,
        return_held_and_released,
        exchange,
        address_changed_after_confirm,
        double_dispatch,
        storm_of_429,
        token_ends_amid_a_batch,
        answer_lost_after_sending,
        word_that_nobody_knows,
        page_of_equal_times,
        a_day_and_more_ago,
        midnight_in_seoul,
    )
}
"""By name, each for a shop of its own."""
