"""작업 잡기: an operator says "I am packing these", and everybody sees it.

It is told, never enforced: others are warned and may go on, or take it over, which is recorded. It ends when
it is let go or taken over, when nothing of the order waits to be sent any more, and after a shift.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

from orderdesk.core.domain.orders import Actor, Order
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.states import UNDISPATCHED_STATES
from orderdesk.core.domain.words import Word, many

TAKE: Final = "take"
LET_GO: Final = "let-go"

SHIFT: Final = 8 * 3600
"""Seconds after which an order that was taken is free again."""


class Taken(NamedTuple):
    """Orders that somebody works on: whose, with what note, how many."""

    who: str
    note: str
    orders: int

    @property
    def words(self) -> Word:
        """One sentence; texts of people stand in it as they were written."""
        note = f" ({self.note})" if self.note else ""
        return Word(
            f"{self.who} 님이 잡은 주문 {self.orders:,}건{note}",
            f"{many(self.orders, 'order')} taken by {self.who}{note}",
        )


def taken_until(order: Order) -> int | None:
    """Until when (UTC seconds) the order is taken; None when nobody took it or nothing waits to be sent."""
    waits = any(section.state in UNDISPATCHED_STATES for section in order.sections)
    return order.taken_at + SHIFT if order.taken_at is not None and waits else None


def holder(order: Order, now: int) -> str:
    """Who works on the order at *now*, "" for nobody."""
    until = taken_until(order)
    return order.taken_by if until is not None and now < until else ""


def held_by_another(order: Order, actor: Actor, now: int) -> Taken | None:
    """Who else works on the order at *now*, None for nobody."""
    who = holder(order, now)
    return Taken(who, order.taken_note, 1) if who and who != actor.name else None


def refuse_take(order: Order, request: Request, actor: Actor, now: int) -> Refusal | None:
    """Why *actor* can't take the order: it is theirs, nothing waits to be sent, or it is another's.

    An open request was not asked yet whether it takes over.
    """
    if not any(section.state in UNDISPATCHED_STATES for section in order.sections):
        return Refusal.NOTHING_TO_SEND
    who = holder(order, now)
    if who == actor.name:
        return Refusal.ALREADY if request.open or request.text("note") == order.taken_note else None
    return Refusal.TAKEN if who and not (request.open or request.flag("over")) else None


def refuse_let_go(order: Order, actor: Actor, now: int) -> Refusal | None:
    """Why *actor* can't let the order go: nobody has it, or another."""
    who = holder(order, now)
    if not who:
        return Refusal.ALREADY
    return None if who == actor.name else Refusal.TAKEN


def take(order: Order, request: Request, actor: Actor, now: int) -> Order:
    """The order in the hands of *actor*."""
    return replace(order, taken_by=actor.name, taken_at=now, taken_note=request.text("note"))


def let_go(order: Order) -> Order:
    """The order in nobody's hands."""
    return replace(order, taken_by="", taken_at=None, taken_note="")
