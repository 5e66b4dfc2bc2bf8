"""Whether all that changed was shown before: what previews had on the screen, against the jobs there are."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from orderdesk.core.domain.orders import Actor
from orderdesk.core.services.planning import Plan
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import job_rows, jobs
from orderdesk.screens.dialogs import at_once, flow_money, flow_sections
from orderdesk.screens.dialogs.preview import PreviewDialog

UNPLANNED = frozenset({"create"})
"""Events outside of any job: an order that is made by hand, whose form shows all of it."""

DEEDS = frozenset({"memo", "memo-edit", "memo-delete", "memo-resolve", "memo-reopen", "take", "let-go"})
"""What is done without a plan on the screen: its dialog, or its line, shows all of it."""

_AT_ONCE = (flow_money, flow_sections)
"""Where dialogs of one order do what they show."""

Rows = frozenset[tuple[int, int | None]]


class Shown:
    """The plans that were on the screen when they were confirmed, and which jobs came of them."""

    def __init__(self, store: Store, actor: Actor) -> None:
        self._store, self._actor = store, actor
        self._plans: list[tuple[str, Rows]] = []
        self._lock = threading.Lock()
        self.jobs: Counter[str] = Counter()
        """The jobs that were found, by action."""
        self._checked = self._newest()

    def saw(self, plan: Plan) -> None:
        """*plan* was shown, and is done by whoever saw it."""
        rows = frozenset((row.order_id, row.section) for row in plan.applying())
        with self._lock:
            self._plans.append((plan.action, rows))

    def _newest(self) -> int:
        with self._store.reader() as conn:
            return max((each.id for each in jobs(conn, 1)), default=0)

    def check(self) -> None:
        """AssertionError for a job of ours, or an event without one, that nothing on the screen announced."""
        with self._store.reader() as conn:
            for job in reversed(jobs(conn, 1_000_000)):
                if job.id <= self._checked or job.actor != self._actor.name:
                    continue
                self._checked = job.id
                self.jobs[job.action] += 1
                if job.action in DEEDS:
                    continue
                rows = frozenset(
                    (row.order_id, row.section) for row in job_rows(conn, job.id) if row.verdict == "apply"
                )
                with self._lock:
                    fits = [shown for shown in self._plans if shown[0] == job.action and rows <= shown[1]]
                assert fits, f"job {job.id} ({job.action}) was not shown: {sorted(rows)}"
            alone = conn.execute(
                "SELECT DISTINCT event.verb FROM event JOIN actor ON actor.id = event.actor"
                " WHERE event.job IS NULL AND actor.name = ?",
                (self._actor.name,),
            ).fetchall()
        assert {verb for (verb,) in alone} <= UNPLANNED, alone


@contextmanager
def watched(store: Store, actor: Actor) -> Iterator[Shown]:
    """Notes what previews and dialogs of one order show when they are confirmed, until the block ends."""
    shown = Shown(store, actor)
    confirm, do = PreviewDialog.confirm, at_once.do_at_once

    def confirmed(dialog: PreviewDialog) -> None:
        if dialog._plan is not None:  # what stands on the screen at this moment
            shown.saw(dialog._plan)
        confirm(dialog)

    def done(desk: Any, work: Any, order: Any) -> Any:  # noqa: ANN401  # as there
        plan: Callable[..., Plan] = work.plan

        def noted(report: Any) -> Plan:  # noqa: ANN401  # as there
            made = plan(report)
            shown.saw(made)
            return made

        object.__setattr__(work, "plan", noted)
        return do(desk, work, order)

    PreviewDialog.confirm = confirmed  # type: ignore[method-assign]
    for room in _AT_ONCE:
        vars(room)["do_at_once"] = done
    try:
        yield shown
    finally:
        PreviewDialog.confirm = confirm  # type: ignore[method-assign]
        for room in _AT_ONCE:
            vars(room)["do_at_once"] = do
