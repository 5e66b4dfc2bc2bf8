"""Dialogs that show all that will happen themselves: Ctrl+S does it, without a preview of its own."""

from __future__ import annotations

from collections.abc import Callable

from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.services.applying import never, nothing
from orderdesk.core.store.jobs import Job
from orderdesk.core.store.jobs import job as read_job
from orderdesk.core.store.problems import StoreProblem
from orderdesk.screens.context import DeskContext, tell
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.dialogs.preview import Undertaking
from orderdesk.screens.work import run

Outcome = Job | Refusal
"""The job that was done, or why nothing was."""


class AtOnceDialog(Dialog[Job | None]):
    """A dialog whose answer is the job that it did; it stays open where that was refused."""

    _doing = False

    def do(self, act: Callable[[], Outcome]) -> None:
        """Runs *act* in a thread, once at a time; closes with its job, or says why there is none."""
        if not self._doing:
            self._doing = True
            run(self, "apply", act, self._done, self._failed)

    def _done(self, outcome: Outcome) -> None:
        self._doing = False
        if isinstance(outcome, Job):
            self.dismiss(outcome)
        else:
            self.refuse(outcome)

    def _failed(self, problem: StoreProblem) -> None:
        self._doing = False
        tell(self, problem.message, "error")

    def refuse(self, refusal: Refusal, about: str = "") -> None:
        """Says why something can't be, and what to do; *about* names what it concerns."""
        self.app.bell()
        told = f"{self.desk.word(refusal.message)} · {self.desk.word(refusal.advice)}"
        tell(self, f"{about}: {told}" if about else told, "warning")


def do_at_once(desk: DeskContext, work: Undertaking, version: int) -> Outcome:
    """Does *work* on one order, unless that has moved since *version* or refuses; in a worker's thread."""
    plan = work.plan(lambda done: None)
    if not plan.rows or any(row.version != version for row in plan.rows):
        return Refusal.MOVED
    for row in plan.rows:
        if row.verdict.kind is not Kind.APPLY and row.verdict.refusal is not None:
            return row.verdict.refusal
    number = work.apply(plan, nothing, never)
    with desk.reader() as conn:
        return read_job(conn, number)
