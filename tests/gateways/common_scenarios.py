"""What happens between a desk and every channel, told once: each scenario runs against each of them.

A `Shop` is a channel's simulator together with the client that speaks to it, its buyers' deeds under names
that all channels share. A scenario says only what must be so at every channel; where a channel can't do a
step, its capabilities say so and the scenario does what a seller there would.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from orderdesk.core.domain.channel_caps import Operation, System, cap
from orderdesk.core.domain.channels import ChannelLine, ChannelOrder, ClaimStage, LineRef
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.states import ChannelState
from orderdesk.core.gateways.ports import ChannelGateway, ClaimRef, Parcel
from orderdesk.core.gateways.results import AlreadyDone, Done, Later, Unsupported
from orderdesk.simulators.world import Mishap, World

CANCEL, RETURN, EXCHANGE = ClaimKind.CANCEL, ClaimKind.RETURN, ClaimKind.EXCHANGE
NUMBER, OTHER = "301234567896", "301234567885"
CUP, TEA = ("머그컵", 12_000, 3), ("녹차", 9_000, 1)


class Shop(Protocol):
    """A channel in a world of its own. Orders are named as the channel names them.

    `page` is how many rows its lists hold here; `sends` is what the paths of its dispatches have in common.
    """

    world: World
    page: int
    sends: str

    @property
    def client(self) -> ChannelGateway:
        """The desk's client of this shop."""

    def buys(self, *lines: tuple[str, int, int], at: float | None = None) -> str:
        """Somebody buys and pays *lines* (product, won a piece, pieces): the order's number."""

    def refs(self, order: str) -> list[LineRef]:
        """What the channel calls the order's lines now."""

    def moves(self, order: str) -> None:
        """The buyer gives another address."""

    def claims(self, kind: ClaimKind, order: str, qty: int | None) -> None:
        """The buyer asks for a claim on the first line, on *qty* pieces where the channel counts them."""

    def delivers(self, order: str) -> None:
        """What is on its way arrives."""

    def collects(self, order: str) -> None:
        """The courier has fetched what comes back, as far as the channel learns of it by itself."""

    def confuses(self, order: str) -> None:
        """The channel begins to call the state of the order's lines something unheard of."""

    def sent(self) -> list[tuple[str, str]]:
        """Every dispatch that took effect: order and number, once each time."""


# --- helpers ---------------------------------------------------------------------------------


def polled(shop: Shop, cursor: str | None = None) -> tuple[list[LineRef], str]:
    """All that there is to hear since *cursor*, and the cursor then."""
    refs: list[LineRef] = []
    for _ in range(200):
        page = shop.client.poll(cursor)
        refs += page.refs
        cursor = page.cursor
        if not page.more:
            return refs, cursor
    raise AssertionError("polling never ends")


def heard(shop: Shop, cursor: str | None = None) -> tuple[dict[str, ChannelOrder], str]:
    """Polled and read: orders by number."""
    refs, after = polled(shop, cursor)
    return {order.number: order for order in shop.client.fetch(refs)}, after


def told(shop: Shop, order: str) -> ChannelOrder:
    """What the client reads of an order now."""
    (found,) = shop.client.fetch(shop.refs(order))
    return found


def line_of(shop: Shop, order: str) -> ChannelLine:
    """The first line."""
    return told(shop, order).lines[0]


def claimed(shop: Shop, order: str, kind: ClaimKind) -> ChannelLine:
    """The line that is in a claim of *kind*."""
    (line,) = [each for each in told(shop, order).lines if each.claim and each.claim.kind is kind]
    return line


def parcel(shop: Shop, order: str, tracking: str = NUMBER) -> Parcel:
    """All of an order in one parcel."""
    return Parcel(tuple(shop.refs(order)), "cj", tracking, int(shop.world.clock.now()))


def is_able(shop: Shop, operation: Operation) -> bool:
    """Whether the channel takes it."""
    return cap(shop.client.system, operation).able


def confirmed(shop: Shop, *lines: tuple[str, int, int]) -> str:
    """A new order that we have accepted."""
    order = shop.buys(*(lines or (CUP, TEA)))
    results = shop.client.confirm(shop.refs(order))
    assert all(isinstance(each, Done | AlreadyDone) for each in results.values()), results
    return order


def shipped(shop: Shop, *lines: tuple[str, int, int]) -> str:
    """An order on its way."""
    order = confirmed(shop, *lines)
    results = shop.client.dispatch([parcel(shop, order)])
    assert all(isinstance(each, Done) for each in results.values()), results
    return order


def once(shop: Shop, mishap: Mishap) -> None:
    """*mishap* befalls the next dispatch."""
    left = [mishap]
    shop.world.unlucky = lambda path: left.pop() if left and shop.sends in path else None


def seoul(text: str) -> float:
    """A time in Seoul, seconds."""
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL).timestamp()


# --- scenarios -------------------------------------------------------------------------------


def new_order_to_delivered(shop: Shop) -> None:
    """An order is heard of, accepted, sent and delivered."""
    number = shop.buys(CUP, TEA)
    orders, cursor = heard(shop)
    order = orders[number]
    assert order.paid_at is not None
    assert sum(line.total for line in order.lines) == 45_000
    assert order.paid == 45_000 + order.delivery_fee
    assert [(line.product, line.qty, line.left) for line in order.lines] == [("머그컵", 3, 3), ("녹차", 1, 1)]
    shop.client.confirm([line.ref for line in order.lines])
    assert all(line.confirmed for line in told(shop, number).lines)
    results = shop.client.dispatch([parcel(shop, number)])
    assert all(isinstance(each, Done) for each in results.values())
    lines = heard(shop, cursor)[0][number].lines
    assert {(line.state, line.tracking) for line in lines} == {(ChannelState.SHIPPING, NUMBER)}
    shop.delivers(number)
    assert {line.state for line in told(shop, number).lines} == {ChannelState.DELIVERED}


def partial_cancel(shop: Shop) -> None:
    """The buyer cancels some pieces; we grant it; the rest goes its way."""
    order = confirmed(shop)
    _, cursor = polled(shop)
    shop.claims(CANCEL, order, 1)
    line = next(each for each in heard(shop, cursor)[0][order].lines if each.claim)
    assert line.claim is not None
    assert (line.claim.kind, line.claim.stage) == (CANCEL, ClaimStage.REQUESTED)
    said = shop.client.approve_claim(ClaimRef(line.ref, CANCEL, line.claim.id), None)
    assert isinstance(said, Done)
    again = shop.client.approve_claim(ClaimRef(line.ref, CANCEL, line.claim.id), None)
    assert isinstance(again, AlreadyDone)
    lines = told(shop, order).lines
    gone = sum(each.qty - each.left for each in lines)
    by_qty = shop.client.system is not System.KAKAO
    assert gone == (1 if by_qty else 3)
    rest = tuple(each.ref for each in lines if each.left)
    results = shop.client.dispatch([Parcel(rest, "cj", NUMBER, int(shop.world.clock.now()))])
    assert all(isinstance(each, Done) for each in results.values())
    assert {each.state for each in told(shop, order).lines} == {
        ChannelState.CANCELLED,
        ChannelState.SHIPPING,
    } or {each.state for each in told(shop, order).lines} == {ChannelState.SHIPPING}


def cancel_after_invoice(shop: Shop) -> None:
    """The label is on the parcel when the buyer cancels: we deny it by sending, or as the channel has it."""
    order = confirmed(shop, CUP)
    shop.claims(CANCEL, order, None)
    line = claimed(shop, order, CANCEL)
    assert line.claim is not None
    claim = ClaimRef(line.ref, CANCEL, line.claim.id)
    said = shop.client.reject_claim(claim, "이미 발송했습니다", parcel(shop, order))
    assert isinstance(said, Done)
    after = line_of(shop, order)
    assert after.claim is None or after.claim.stage is ClaimStage.REJECTED
    if after.state is not ChannelState.SHIPPING:
        shop.client.dispatch([parcel(shop, order)])
    assert line_of(shop, order).state is ChannelState.SHIPPING
    assert line_of(shop, order).tracking == NUMBER


def return_held_and_released(shop: Shop) -> None:
    """Goods come back; money is withheld and released where the channel knows that; then it is granted."""
    order = shipped(shop, CUP)
    shop.delivers(order)
    shop.claims(RETURN, order, None)
    line = claimed(shop, order, RETURN)
    assert line.claim is not None
    claim = ClaimRef(line.ref, RETURN, line.claim.id)
    held = shop.client.hold_claim(claim, "RETURN_DELIVERYFEE", "반품 배송비", 3000)
    assert isinstance(held, Unsupported) is not is_able(shop, Operation.HOLD_RETURN)
    if is_able(shop, Operation.HOLD_RETURN):
        withheld = claimed(shop, order, RETURN).claim
        assert isinstance(held, Done) and withheld is not None and withheld.held
    freed = shop.client.release_claim(claim)
    assert isinstance(freed, Unsupported) is not is_able(shop, Operation.RELEASE_RETURN)
    if is_able(shop, Operation.RELEASE_RETURN):
        assert isinstance(freed, Done)
    shop.collects(order)
    came = shop.client.mark_collected(claim)
    assert isinstance(came, Unsupported) is not is_able(shop, Operation.COLLECTED_RETURN)
    assert isinstance(shop.client.approve_claim(claim, None), Done)
    (line,) = told(shop, order).lines
    assert (line.state, line.left) == (ChannelState.RETURNED, 0)


def exchange(shop: Shop) -> None:
    """Goods come back and others go out."""
    order = shipped(shop, CUP)
    shop.delivers(order)
    shop.claims(EXCHANGE, order, None)
    line = claimed(shop, order, EXCHANGE)
    assert line.claim is not None
    claim = ClaimRef(line.ref, EXCHANGE, line.claim.id)
    shop.collects(order)
    came = shop.client.mark_collected(claim)
    assert isinstance(came, Unsupported) is not is_able(shop, Operation.COLLECTED_EXCHANGE)
    granted = shop.client.approve_claim(claim, None)
    assert isinstance(granted, Unsupported) is not is_able(shop, Operation.APPROVE_EXCHANGE)
    again = Parcel((line.ref,), "cj", OTHER, int(shop.world.clock.now()))
    assert isinstance(shop.client.redeliver(claim, again), Done)
    assert isinstance(shop.client.redeliver(claim, again), AlreadyDone)
    lines = told(shop, order).lines
    assert any(
        each.tracking == OTHER or (each.claim and each.claim.stage is ClaimStage.REDELIVERING)
        for each in lines
    )


def address_change_after_confirm(shop: Shop) -> None:
    """The buyer moves after we have accepted: we hear of it."""
    order = confirmed(shop, CUP)
    before, cursor = heard(shop)
    shop.moves(order)
    after = heard(shop, cursor)[0][order]
    assert after.recipient.line1 != before[order].recipient.line1


def double_dispatch(shop: Shop) -> None:
    """What was sent is sent again: it is said to be so, and nothing happens twice."""
    order = shipped(shop)
    again = shop.client.dispatch([parcel(shop, order)])
    assert all(isinstance(each, AlreadyDone) for each in again.values())
    other = shop.client.dispatch([parcel(shop, order, OTHER)])
    assert not any(isinstance(each, Done | AlreadyDone) for each in other.values())
    assert {line.tracking for line in told(shop, order).lines} == {NUMBER}
    assert len(shop.sent()) == len(set(shop.sent()))


def storm_of_too_many(shop: Shop) -> None:
    """Every call is told twice that it was too much: it waits, and is done once."""
    order = confirmed(shop)
    calls = {"n": 0}

    def stormy(_path: str) -> Mishap | None:
        calls["n"] += 1
        return Mishap.TOO_MANY if calls["n"] % 3 else None

    shop.world.unlucky = stormy
    began = shop.world.clock.now()
    results = shop.client.dispatch([parcel(shop, order)])
    assert all(isinstance(each, Done) for each in results.values())
    assert shop.world.clock.now() - began >= 2
    assert len(shop.sent()) == len(set(shop.sent()))


def token_ends_in_a_batch(shop: Shop) -> None:
    """Who we are is not taken in the middle of a batch: what was not done is done when it is asked again."""
    orders = [confirmed(shop, TEA) for _ in range(3)]
    parcels = [parcel(shop, order, f"30123456000{n}") for n, order in enumerate(orders)]
    stale = iter((None, Mishap.STALE_TOKEN))
    shop.world.unlucky = lambda path: next(stale, None) if shop.sends in path else None
    results = shop.client.dispatch(parcels)
    shop.world.unlucky = lambda _path: None
    assert set(results) == {ref.line for each in parcels for ref in each.refs}
    renews = shop.client.system is not System.KAKAO
    assert [isinstance(each, Done) for each in results.values()] == [True, renews, renews]
    for _ in range(2):
        results = shop.client.dispatch(parcels)
    assert all(isinstance(each, AlreadyDone) for each in results.values())
    assert sorted(shop.sent()) == sorted(zip(orders, [each.tracking for each in parcels], strict=True))


def lost_after_it_was_done(shop: Shop) -> None:
    """No answer came, but it was done: read again, it is so."""
    order = confirmed(shop, TEA)
    once(shop, Mishap.LOST_AFTER)
    results = shop.client.dispatch([parcel(shop, order)])
    while not all(isinstance(each, Done | AlreadyDone) for each in results.values()):
        assert all(isinstance(each, Later) for each in results.values())
        results = shop.client.dispatch([parcel(shop, order)])
    assert shop.sent() == [(order, NUMBER)]


def lost_before_it_was_done(shop: Shop) -> None:
    """No answer came, and nothing was done: that is said, and asking again does it once."""
    order = confirmed(shop, TEA)
    once(shop, Mishap.LOST_BEFORE)
    results = shop.client.dispatch([parcel(shop, order)])
    assert all(isinstance(each, Later) for each in results.values())
    assert shop.sent() == []
    assert all(isinstance(each, Done) for each in shop.client.dispatch([parcel(shop, order)]).values())
    assert shop.sent() == [(order, NUMBER)]


def unheard_of_state(shop: Shop) -> None:
    """A word that we don't know: kept as it came, and no crash."""
    order = confirmed(shop, CUP)
    shop.confuses(order)
    line = line_of(shop, order)
    assert line.state is None
    assert line.raw
    assert line.qty == 3


def equal_times_over_pages(shop: Shop) -> None:
    """More orders in one second than a page holds: every one is heard of."""
    at = shop.world.clock.now() - 600
    orders = {shop.buys(TEA, at=at) for _ in range(shop.page * 2 + 1)}
    found, cursor = heard(shop)
    assert orders <= set(found)
    assert not {order for order in heard(shop, cursor)[0] if order not in orders}


def a_day_of_silence(shop: Shop) -> None:
    """The desk was shut for a day and an hour: what came in at each edge of it is heard of."""
    _, cursor = polled(shop)
    shop.world.clock.advance(1)
    orders = {shop.buys(TEA)}
    for wait in (24 * 3600 - 1, 1, 1, 3599, 600):
        shop.world.clock.advance(wait)
        orders.add(shop.buys(TEA))
    shop.world.clock.advance(60)
    assert orders <= set(heard(shop, cursor)[0])


def midnight_in_seoul(shop: Shop) -> None:
    """The last and first second of a day in Seoul stay what they are."""
    day = datetime.fromtimestamp(shop.world.clock.now(), SEOUL).date().isoformat()
    times = [seoul(f"{day}T00:00:00"), seoul(f"{day}T00:00:01")]
    orders = {shop.buys(TEA, at=at): at for at in times}
    found = heard(shop)[0]
    assert {number: found[number].placed_at for number in orders} == orders


def told_again_until_stored(shop: Shop) -> None:
    """A desk that ends before it stored the cursor is told the same again."""
    _, cursor = polled(shop)
    shop.world.clock.advance(60)
    order = shop.buys(TEA)
    assert order in heard(shop, cursor)[0]
    assert order in heard(shop, cursor)[0]


SCENARIOS: tuple[Callable[[Shop], None], ...] = (
    new_order_to_delivered,
    partial_cancel,
    cancel_after_invoice,
    return_held_and_released,
    exchange,
    address_change_after_confirm,
    double_dispatch,
    storm_of_too_many,
    token_ends_in_a_batch,
    lost_after_it_was_done,
    lost_before_it_was_done,
    unheard_of_state,
    equal_times_over_pages,
    a_day_of_silence,
    midnight_in_seoul,
    told_again_until_stored,
)
"""Every scenario, for every channel."""
