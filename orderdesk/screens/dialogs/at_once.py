"""Dialogs that show all that will happen themselves: Ctrl+S does it, without a preview of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.screen import Screen

from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.taking import held_by_another
from orderdesk.core.services.applying import never, nothing
from orderdesk.core.services.moved import moved_since
from orderdesk.core.store.jobs import Job
from orderdesk.core.store.jobs import job as read_job
from orderdesk.core.store.problems import StoreProblem
from orderdesk.screens.context import DeskContext, desk_of, tell
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.dialogs.moved_rows import Moved, MovedOrderDialog
from orderdesk.screens.dialogs.preview import Undertaking
from orderdesk.screens.work import run

Outcome = Job | Refusal | Moved
"""The job that was done, why nothing was, or what others did to the order meanwhile."""

Renew = Callable[[], Refusal | None]
"""Reads the order of a dialog again, in a worker's thread, or says why nothing can be done to it any more."""


class AtOnceDialog(Dialog[Job | None]):
    """A dialog whose answer is the job that it did; it stays open where that was refused.

    Where others changed its order meanwhile it says what, and goes on with what was filled in, on the order
    as *renew* reads it.
    """

    def __init__(self, renew: Renew) -> None:
        super().__init__()
        self._doing = False
        self._renew = renew

    def do(self, act: Callable[[], Outcome]) -> None:
        """Runs *act* in a thread, once at a time; closes with its job, or says why there is none."""
        if not self._doing:
            self._doing = True
            run(self, "apply", act, self._done, self._failed)

    def _done(self, outcome: Outcome) -> None:
        self._doing = False
        if isinstance(outcome, Job):
            self.dismiss(outcome)
        elif isinstance(outcome, Moved):
            self.app.push_screen(MovedOrderDialog(outcome), self._go_on)
        else:
            self.refuse(outcome)

    def _go_on(self, again: bool | None) -> None:
        """Looks at the order as it is now, so that the dialog is about that."""
        if again:
            self._doing = True
            run(self, "renew", self._renew, self._read_again, self._failed)

    def _read_again(self, refusal: Refusal | None) -> None:
        self._doing = False
        if refusal is not None:
            self.refuse(refusal)
        else:
            self.renewed()

    def renewed(self) -> None:
        """The order was read again; what was filled in stays."""

    def _failed(self, problem: StoreProblem) -> None:
        self._doing = False
        tell(self, problem.message, "error")

    def refuse(self, refusal: Refusal, about: str = "") -> None:
        """Says why something can't be, and what to do; *about* names what it concerns."""
        self.app.bell()
        told = f"{self.desk.word(refusal.message)} · {self.desk.word(refusal.advice)}"
        tell(self, f"{about}: {told}" if about else told, "warning")


def warn_taken(screen: Screen[Any], order: Order) -> None:
    """Says that somebody else works on *order*, where somebody does; a dialog about it is to open."""
    desk = desk_of(screen)
    taken = held_by_another(order, desk.actor, desk.clock())
    if taken is not None:
        tell(screen, taken.words, "warning")


def do_at_once(desk: DeskContext, work: Undertaking, order: Order) -> Outcome:
    """Does *work* on *order*, unless that has moved since it was read or refuses; in a worker's thread."""
    plan = work.plan(lambda done: None)
    if not plan.rows or any(row.version != order.version for row in plan.rows):
        with desk.reader() as conn:
            since = moved_since(conn, {order.id: order.version}, desk.lang).get(order.id)
        return Moved(order.number, since) if since else Refusal.MOVED
    for row in plan.rows:
        if row.verdict.kind is not Kind.APPLY and row.verdict.refusal is not None:
            return row.verdict.refusal
    number = work.apply(plan, nothing, never)
    with desk.reader() as conn:
        return read_job(conn, number)
