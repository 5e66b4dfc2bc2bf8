"""What is done here reaches the channel, once, whatever is lost on the way."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from orderdesk.core.domain.channels import ClaimStage
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.states import ChannelState, SectionState
from orderdesk.core.gateways.results import Fault, GatewayError
from orderdesk.core.services.exchanging import Rounds, exchange
from orderdesk.core.services.sending import send
from orderdesk.core.services.syncing import sync
from orderdesk.core.store.connections import Connection
from orderdesk.core.store.outbox import CLAIMED, DONE, REFUSED, WAITING, letters
from tests.services.channel import FakeChannel
from tests.services.desk import KIM, NOW, Desk, sold

S = SectionState


class Line:
    """A desk and a channel, connected."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.channel = FakeChannel()
        with desk.store.unit(KIM, NOW) as unit:
            self.connection: Connection = unit.add_connection("naver", "네이버 스토어", {})

    def sell(self, number: str, *quantities: int, paid: bool = True) -> str:
        """A buyer orders at the channel; the number of the order here."""
        self.channel.sell(number, *quantities, paid=paid)
        self.sync()
        return self.number(number)

    def number(self, there: str) -> str:
        with self.desk.store.reader() as conn:
            sql = "SELECT orders.number FROM orders WHERE channel_number = ?"
            return str(conn.execute(sql, (there,)).fetchall()[0][0])

    def order(self, there: str) -> Order:
        return self.desk.order(self.number(there))

    def state(self, there: str) -> SectionState:
        return self.order(there).sections[0].state

    def sync(self) -> None:
        self.desk.now += 1
        self.channel.now = self.desk.now
        sync(self.desk.store, self.connection, self.channel, self.desk.clock)

    def send(self) -> None:
        self.desk.now += 1
        self.channel.now = self.desk.now
        send(self.desk.store, self.connection, self.channel, self.desk.clock)

    def box(self) -> list[tuple[str, int]]:
        """What stands in the outbox, oldest first: operation and state."""
        with self.desk.store.reader() as conn:
            found = letters(conn, range(5), 100)
        return [(letter.intent.operation.value, letter.state) for letter in reversed(found)]

    def ship(self, order: str) -> int:
        """Give the order a number and send it off."""
        return self.desk.do("track", order, courier="cj", number="688900000007", to="ship")


@pytest.fixture
def line(desk: Desk) -> Line:
    return Line(desk)


def test_what_was_shipped_here_is_confirmed_and_dispatched_there(line: Line) -> None:
    order = line.sell("N1")
    job = line.ship(order)
    assert line.box() == [("confirm", WAITING), ("dispatch", WAITING)]
    assert line.channel.effects == {}
    line.send()
    assert line.box() == [("confirm", DONE), ("dispatch", DONE)]
    there = line.channel.line("N1")
    assert (there.state, there.courier, there.tracking) == (ChannelState.SHIPPING, "cj", "688900000007")
    told = [event.note for event in line.desk.events(order) if event.verb == "told"]
    assert told == ["confirm", "dispatch"]
    assert line.desk.undo_plan(job).rows[0].verdict.refusal is Refusal.SENT_OUTSIDE


def test_what_was_not_told_yet_can_be_taken_back_and_is_never_told(line: Line) -> None:
    order = line.sell("N1")
    job = line.ship(order)
    undone = line.desk.undo(job)
    assert line.box() == []
    line.send()
    assert line.channel.effects == {}
    line.desk.undo(undone, redo=True)
    assert [name for name, _ in line.box()] == ["confirm", "dispatch"]


def test_many_alike_are_told_each_with_its_own_number(line: Line) -> None:
    numbers = [line.sell(f"N{n}", *[1] * (n + 1)) for n in range(5)]
    line.desk.do("ready", *numbers)
    for n, number in enumerate(numbers):
        line.desk.do("track", number, courier="cj", number=f"68890000000{n}")
    line.desk.do("ship", *numbers)
    line.send()
    for n in range(5):
        there = {each.tracking for each in line.channel.orders[f"N{n}"].lines}
        assert there == {f"68890000000{n}"}
    assert all(count == 1 for count in line.channel.effects.values())


@pytest.mark.parametrize("effect", [False, True])
def test_an_answer_that_is_lost_is_looked_up_before_it_is_told_again(line: Line, effect: bool) -> None:
    order = line.sell("N1")
    line.desk.do("ready", order)
    line.channel.lose_next(Fault.TIMEOUT_UNKNOWN, effect)
    line.send()
    assert line.box() == [("confirm", DONE if effect else WAITING)]
    line.desk.now += 60
    line.send()
    assert line.box() == [("confirm", DONE)]
    assert line.channel.effects == {("confirm", "N1-1"): 1}


@pytest.mark.parametrize("point", ["claimed", "told"])
def test_a_sender_that_dies_leaves_nothing_twice_and_nothing_undone(
    line: Line, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    class Killed(BaseException):
        pass

    def die(at: str) -> None:
        if at == point:
            raise Killed

    order = line.sell("N1")
    line.desk.do("ready", order)
    with monkeypatch.context() as patch:
        patch.setattr(line.desk.store, "checkpoint", die)
        with pytest.raises(Killed):
            line.send()
    assert line.box() == [("confirm", CLAIMED)]
    assert line.desk.undo_plan(line.desk.last()).rows[0].verdict.refusal is Refusal.SENT_OUTSIDE
    line.send()
    line.desk.now += 60
    line.send()
    assert line.box() == [("confirm", DONE)]
    assert line.channel.effects == {("confirm", "N1-1"): 1}


def test_too_many_at_once_waits_as_long_as_the_channel_says(line: Line) -> None:
    order = line.sell("N1")
    line.desk.do("ready", order)
    line.channel.lose_next(Fault.RATE_LIMITED, False)
    line.send()
    line.send()
    assert line.box() == [("confirm", WAITING)]
    line.desk.now += 3
    line.send()
    assert line.box() == [("confirm", DONE)]


def test_nothing_stays_claimed_when_the_channel_can_not_be_spoken_with(line: Line) -> None:
    first, second = line.sell("N1"), line.sell("N2")
    line.desk.do("ready", first)
    line.desk.do("delay", second, reason="PREPARING", until="2026-12-25")
    line.channel.lose_next(Fault.AUTH, False)
    with pytest.raises(GatewayError):
        line.send()
    assert line.box() == [("confirm", WAITING), ("delay", WAITING)]


def test_what_the_channel_refuses_is_shown_and_can_be_taken_back_here(line: Line) -> None:
    order = line.sell("N1")
    line.channel.change("N1", state=ChannelState.SHIPPING, tracking="688900000014", courier="cj")
    job = line.ship(order)
    line.send()
    assert line.box() == [("confirm", DONE), ("dispatch", REFUSED)]
    refused = line.desk.events(order)[-1]
    assert (refused.verb, "9999" in refused.note) == ("untold", True)
    assert line.desk.undo_plan(job).rows[0].verdict.refusal is Refusal.SENT_OUTSIDE  # it was confirmed there


def test_what_a_channel_can_not_be_told_is_refused_with_its_reason(line: Line) -> None:
    order = line.sell("N1")
    line.ship(order)
    again = line.desk.plan("track", order, courier="cj", number="688900000014", overwrite="yes")
    assert again.rows[0].verdict.refusal is Refusal.CHANNEL_NO_AMEND
    exchange = line.desk.plan("exchange", order, reason="BROKEN")
    assert exchange.rows[0].verdict.refusal is Refusal.CHANNEL_NO_EXCHANGE
    assert line.desk.plan("return", order, reason="BROKEN").rows[0].verdict.kind is Kind.APPLY


def test_a_claim_is_asked_for_granted_and_told(line: Line) -> None:
    order = line.sell("N1")
    line.desk.do("cancel", order, reason="SOLD_OUT")
    line.send()
    claim = line.channel.line("N1").claim
    assert claim is not None and (claim.kind, claim.stage) == (ClaimKind.CANCEL, ClaimStage.REQUESTED)
    line.sync()
    line.desk.do("approve", order)
    line.send()
    claim = line.channel.line("N1").claim
    assert claim is not None and claim.stage is ClaimStage.DONE
    line.sync()
    assert line.state("N1") is S.CANCELLED
    assert [name for name, state in line.box() if state == DONE] == ["request-cancel", "approve-cancel"]
    assert line.desk.sound()


def test_rejecting_a_cancel_ships(line: Line) -> None:
    order = line.sell("N1")
    line.channel.claim("N1", ClaimKind.CANCEL, ClaimStage.REQUESTED)
    line.sync()
    assert line.state("N1") is S.CANCEL_REQUESTED
    line.desk.do("reject", order, courier="cj", number="688900000007")
    assert line.box() == [("reject-cancel", WAITING)]
    line.send()
    line.sync()
    assert line.channel.line("N1").state is ChannelState.SHIPPING
    assert line.state("N1") is S.SHIPPING
    assert line.desk.sound()


def test_what_the_channel_did_itself_is_not_told_back(line: Line) -> None:
    line.sell("N1")
    line.channel.claim("N1", ClaimKind.CANCEL, ClaimStage.DONE)
    line.sync()
    assert line.state("N1") is S.CANCELLED
    assert line.box() == []


def test_orders_of_no_connection_tell_nothing(line: Line) -> None:
    line.desk.add(sold(1))
    line.desk.do("ready", 1)
    assert line.box() == []


def test_a_round_tells_first_and_what_is_done_while_it_reads_is_told_by_the_next(line: Line) -> None:
    first, second = line.sell("N1"), line.sell("N2")
    line.ship(first)

    def somebody_goes_on() -> None:
        line.channel.meanwhile = lambda: None
        line.desk.do("ready", second)

    line.channel.meanwhile = somebody_goes_on
    rounds = Rounds(lambda _connection: nullcontext(line.channel))
    (done,) = exchange(line.desk.store, rounds, line.desk.clock)
    assert (done.told, line.state("N1")) == (2, S.SHIPPING)
    assert line.box()[-1] == ("confirm", WAITING)
    (done,) = exchange(line.desk.store, rounds, line.desk.clock)
    assert (done.told, line.box()[-1]) == (1, ("confirm", DONE))
