"""What would become of the tracking numbers of a dialog: for its verdicts, and for its preview."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from orderdesk.core.domain.words import Word
from orderdesk.core.files.tracking_form import TrackingRow
from orderdesk.core.services.planning import Plan
from orderdesk.core.services.tracking import TrackingPlan, plan_tracking
from orderdesk.core.services.tracking_rows import Options, RowVerdict
from orderdesk.screens.context import DeskContext
from orderdesk.screens.dialogs.preview import Undertaking, applier, preview_title


def planned(desk: DeskContext, rows: Sequence[TrackingRow], options: Options) -> TrackingPlan:
    """The plan of *rows*. In a worker's thread."""
    with desk.reader() as conn:
        return plan_tracking(conn, rows, desk.actor, desk.clock(), options)


def target_verdict(desk: DeskContext, row: TrackingRow) -> RowVerdict:
    """What there is against a number for the target of *row*, whatever the number. In a worker's thread."""
    return planned(desk, [row._replace(number="", raw_number="")], Options()).rows[0]


def tracking_work(
    desk: DeskContext, title: Word, rows: Sequence[TrackingRow], options: Options
) -> Undertaking:
    """Registering *rows*, for a preview."""

    def plan(report: Callable[[int], None]) -> Plan:
        return planned(desk, rows, options).plan

    return Undertaking(preview_title(desk, title), 0, plan, applier(desk))
