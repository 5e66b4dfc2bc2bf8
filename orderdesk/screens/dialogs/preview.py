"""What will happen, in numbers, before it happens; and then exactly that."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Label, Static

from orderdesk.core.domain.address_fee import fee_words
from orderdesk.core.domain.orders import Region
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.request_words import asked_words
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.text import digits
from orderdesk.core.domain.words import Word
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.acting import apply_action
from orderdesk.core.services.applying import Progress
from orderdesk.core.services.approval_warnings import Gaps, approval_gaps, approval_warnings, awaits_cost
from orderdesk.core.services.foreseeing import Eyes, Foreseen, foresee, steps_of
from orderdesk.core.services.number_warnings import number_warnings
from orderdesk.core.services.planning import Plan, PlanRow, Target
from orderdesk.core.services.taking import taken_by_others
from orderdesk.core.services.visiting import LIST, record_denied
from orderdesk.core.store.dialect import BUSY_CODE
from orderdesk.core.store.jobs import Job
from orderdesk.core.store.jobs import job as read_job
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.problems import StoreProblem
from orderdesk.screens.context import DeskContext, tell
from orderdesk.screens.dialogs.base import Dialog, confirm_hint, tell_too_early
from orderdesk.screens.dialogs.plan_rows import DELETE, NEARBY, Explain, Foresee, PlanRowsDialog, Told
from orderdesk.screens.work import run
from orderdesk.widgets.columns import listed
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.plan_groups import KIND_WORDS, PlanGroups, advice, reason
from orderdesk.widgets.progress_line import ProgressLine
from orderdesk.widgets.safe_text import safe_content

_PREVIEW: Final = Word("미리보기", "Preview")
SUMS: Final = Word(
    "금액은 할인을 뺀 상품 금액입니다 (배송비 제외)",
    "Amounts are for the goods after discounts, without shipping fees",
)
_COST: Final = Word(
    "구매자가 부담할 금액은 승인할 때 적습니다", "What the buyer pays is typed when it is approved"
)
STOP: Final = Word("멈추기 (된 것은 남음)", "Stop (what is done stays)")
TYPED_ABOVE: Final = 500
"""Above so many changing rows their count must be typed."""


@dataclass(frozen=True)
class Undertaking:
    """What a preview plans and then applies; both run in a thread.

    `title` names it; `total` is the orders to plan for; `plan` is told where to report orders planned;
    `apply` carries a plan out and gives the job's number. `note` is one more sentence for the operator.
    `explain` tells what others did to the orders of refused rows. With `fixed` the plan is the rest of a job:
    nothing can be left out, and rows that are all refused end the job too. `request` is what is asked of
    whole orders, where it is that; `undone` is the job that the plan takes back, where it does.
    """

    title: str
    total: int
    plan: Callable[[Callable[[int], None]], Plan]
    apply: Callable[[Plan, Progress, Callable[[], bool]], int]
    note: str = ""
    explain: Explain | None = None
    fixed: bool = False
    request: Request | None = None
    undone: int | None = None


class _Made(NamedTuple):
    """A plan, what to be warned of, what its approvals leave open, and what a few rows would change."""

    plan: Plan
    warnings: tuple[Word, ...]
    gaps: Gaps
    foreseen: Mapping[Target, Foreseen]


class _Stopped(Exception):
    """The operator left while the plan was being made."""


class PreviewDialog(Dialog[Job | None]):
    """Shows the plan of *work*; Ctrl+S applies exactly that. The answer is the job, or None."""

    DEFAULT_CSS = """
    PreviewDialog {
        & #typed { height: 1; layout: horizontal; display: none; }
        & #typed.wanted { display: block; }
        & #typed KoreanInput { width: 1fr; }
    }
    """

    def __init__(self, work: Undertaking) -> None:
        super().__init__()
        self._work = work
        self._plan: Plan | None = None
        self._warnings: tuple[Word, ...] = ()
        self._gaps: Gaps = {}
        self._open: tuple[Word, ...] = ()
        self._cost = ""
        self._foreseen: Mapping[Target, Foreseen] = {}
        self._stop = threading.Event()
        self._applying = False

    def parts(self) -> ComposeResult:
        """The groups, what to do about the one at the cursor, the count to type, the progress."""
        yield Static(id="asked", classes="line empty")
        yield PlanGroups(self.lang)
        yield Static(id="parts", classes="line warn empty")
        yield Static(id="warnings", classes="line warn empty")
        yield Static(id="advice", classes="line quiet empty")
        with Vertical(id="typed"):
            yield Label(safe_content(self.say("건수를 입력하세요: ", "Type the count: ")))
            yield KoreanInput(id="count", compact=True)
        yield ProgressLine(self.lang)

    def on_mount(self) -> None:
        """Starts planning."""
        self.entitle(self._work.title)
        self.hint()
        self.query_one(PlanGroups).focus()
        line = self.query_one(ProgressLine)
        line.begin(self.say("살펴보는 중", "Planning"), self._work.total)
        run(self, "plan", lambda: self._make(line), self._planned, self._failed)

    def _make(self, line: ProgressLine) -> _Made | None:
        def report(done: int) -> None:
            self._pause()
            line.report(done)

        try:
            return self._look(self._work.plan(report))
        except _Stopped:
            return None

    def _pause(self) -> None:
        if self._stop.is_set():
            raise _Stopped

    def _look(self, plan: Plan) -> _Made:
        """What is to be seen of *plan*, looked up."""
        record_denied(self.desk.store, self.desk.actor, self.desk.clock(), plan)
        desk, applying = self.desk, plan.applying()
        with desk.reader() as conn:
            taken = taken_by_others(conn, {row.order_id for row in applying}, desk.actor, desk.clock())
            warnings = (*(each.words for each in taken), *number_warnings(conn, plan))
            gaps = approval_gaps(conn, plan, desk.actor, desk.clock(), self._pause)
        few = applying if len(applying) <= NEARBY else ()
        return _Made(plan, warnings, gaps, foreseer(desk, plan, self._work.undone)(few))

    def _planned(self, made: _Made | None) -> None:
        if made is None:
            return
        self.query_one(ProgressLine).end()
        plan, self._warnings, self._gaps, self._foreseen = made
        self._show(plan)
        self.seen_from_now()

    def _failed(self, problem: StoreProblem) -> None:
        tell(self.app.screen, self.desk.word(problem.message), "error")
        self.dismiss(None)

    @property
    def count(self) -> int:
        """How many rows will change."""
        return self._plan.count(Kind.APPLY) if self._plan else 0

    @property
    def may_apply(self) -> bool:
        """Whether there is something to do."""
        return bool(self.count or (self._work.fixed and self._plan and self._plan.rows))

    @property
    def must_type(self) -> bool:
        """Whether so much changes that the count must be typed."""
        return self.count > TYPED_ABOVE

    def _show(self, plan: Plan) -> None:
        self._plan = plan
        self._open = approval_warnings(plan, self._gaps)
        self._cost = self.desk.word(_COST) if awaits_cost(plan) else ""
        self.tell_line("#asked", self._asked_of(plan))
        groups = self.query_one(PlanGroups)
        groups.set_groups(plan.groups(), whole=all(row.section is None for row in plan.rows))
        self.query_one("#typed").set_class(self.must_type, "wanted")
        self._advise()
        nothing = self.say("바뀌는 것이 없습니다", "Nothing would change")
        label = self.say(f"{self.count:,}건 처리", f"Apply {self.count:,}")
        if plan.action == "undo":
            label = self.say(f"{self.count:,}건 되돌리기", f"Undo {self.count:,}")
        self.hint(
            confirm_hint(label if self.may_apply else nothing, None if self.may_apply else nothing),
            Hint("Enter", self.say("목록", "List")),
            *[Hint(DELETE, self.say("이 묶음 빼기", "Leave group out"))] * (not self._work.fixed),
        )

    def _asked_of(self, plan: Plan) -> str:
        """What is done, with the words of what was asked; of a single row also to whom, and all of it."""
        rows = plan.applying()
        requests = dict.fromkeys(r for row in rows for r in plan.asked(row))
        seen = [each for row in rows if (each := self._foreseen.get((row.order_id, row.section)))]
        if len(seen) == 1 == len(rows):
            about, step, details = seen[0]
            rest = listed([text for text in details if text != step])
            asked = asked_words(requests, self.lang, details)
            return "\n".join(filter(None, (about, listed([step, *asked]), rest)))
        return listed([*steps_of(seen), *asked_words(requests, self.lang)])

    def _advise(self) -> None:
        groups = self.query_one(PlanGroups)
        group = groups.current
        told = (
            advice(group.code, self.lang)
            if group and group.code
            else listed([self._along, self._fees, self._cost, self._work.note or self._sums])
        )
        self.tell_line("#advice", listed([groups.cut_amounts, groups.cut_reason, told]))
        parts = self._plan.in_part_words if self._plan else None
        self.tell_line("#parts", f"⚠ {self.desk.word(parts)}" if parts else "")
        numbers = self._plan.numbers_words if self._plan else None
        warned = [f"⚠ {self.desk.word(each)}" for each in (*self._warnings, *self._open)]
        self.tell_line("#warnings", "\n".join([*warned, *([self.desk.word(numbers)] if numbers else [])]))

    @property
    def _sums(self) -> str:
        """What the amounts are."""
        return self.desk.word(SUMS) if self.count else ""

    @property
    def _along(self) -> str:
        """That some sections are in the plan only because their parcels leave whole; "" if none is."""
        count = self._plan.companions if self._plan else 0
        return (
            self.say(f"합포장이라 {count:,}섹션이 함께", f"{count:,} along in combined parcels")
            if count
            else ""
        )

    @property
    def _fees(self) -> str:
        """What becomes of the delivery fee of a new address; "" when nothing does."""
        requests = (request for each in self._plan.each.values() for request in each) if self._plan else ()
        return listed([self.desk.word(words) for r in requests if (words := fee_words(r)) is not None])

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Says what to do about the group at the cursor."""
        event.stop()
        self._advise()

    async def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Opens the group as a list."""
        event.stop()
        group, plan = self.query_one(PlanGroups).current, self._plan
        if group is None or plan is None or self._applying:
            return
        rows = [row for row in plan.rows if (row.verdict.kind, row.verdict.code) == (group.kind, group.code)]

        def leave_out(places: frozenset[int] | None) -> None:
            orders = {rows[place].order_id for place in places or ()}
            out = {id(rows[place]) for place in places or ()}
            if out:
                keep = (
                    row for row in plan.rows if id(row) not in out and not self._whole(row.order_id, orders)
                )
                self._show(replace(plan, rows=tuple(keep)))

        title = self.desk.word(KIND_WORDS[group.kind])
        why = f" · {reason(group.code, self.lang)}" if group.code else ""
        work = self._work
        told = Told(foreseer(self.desk, plan, work.undone), work.explain)
        dialog = PlanRowsDialog(f"{title}{why}", rows, told, not work.fixed)
        self.app.push_screen(dialog, leave_out)

    def _whole(self, order_id: int, orders: set[int]) -> bool:
        """Whether the order goes out with all its rows: what is taken back is taken back by the order."""
        return self._plan is not None and self._plan.action in ("undo", "redo") and order_id in orders

    def on_plan_groups_left_out(self, event: PlanGroups.LeftOut) -> None:
        """Leaves the group's rows out of the plan."""
        event.stop()
        if self._plan is not None and not self._applying and not self._work.fixed:
            self._show(self._plan.without(event.group))

    def confirm(self) -> None:
        """Applies the plan that is shown, in a thread."""
        plan = self._plan
        if plan is None:
            tell_too_early(self)
        if plan is None or self._applying:
            return
        if not self.may_apply:
            self._refuse(self.say("바뀌는 것이 없습니다", "Nothing would change"))
            return
        if self.must_type and digits(self.query_one("#count", KoreanInput).value) != str(self.count):
            self._refuse(self.say(f"{self.count:,} 을(를) 입력하세요", f"Type {self.count:,} first"))
            self.query_one("#count").focus()
            return
        self._applying = True
        line = self.query_one(ProgressLine)
        line.begin(self.say("처리 중", "Applying"), self.count)
        self.hint(back=STOP)
        run(self, "apply", lambda: self._carry_out(plan, line), self.dismiss, self._not_applied)

    def _not_applied(self, problem: StoreProblem) -> None:
        """Where others kept the store too long nothing has begun: the plan stays, to be applied again."""
        if problem.code != BUSY_CODE or self._plan is None or self._stop.is_set():
            self._failed(problem)
            return
        self._applying = False
        self.query_one(ProgressLine).end()
        self._show(self._plan)
        self._refuse(self.desk.word(problem.message))

    def _refuse(self, why: str) -> None:
        self.app.bell()
        tell(self, why, "warning")

    def _carry_out(self, plan: Plan, line: ProgressLine) -> Job | None:
        number = self._work.apply(plan, line.report, self._stop.is_set)
        with self.desk.reader() as conn:
            return read_job(conn, number)

    def step_back(self) -> bool:
        """Stops what runs; what is done stays done. Otherwise closes."""
        self._stop.set()
        if not self._applying:
            self.dismiss(None)
        return True


def applier(
    desk: DeskContext, region: Region = Region.DOMESTIC
) -> Callable[[Plan, Progress, Callable[[], bool]], int]:
    """What applies a plan as the desk's operator, once; *region* is that of the address that it gives.

    It has a name of its own, so that asking again after a lost connection does nothing twice.
    """
    key = uuid.uuid4().hex

    def apply(plan: Plan, progress: Progress, cancelled: Callable[[], bool]) -> int:
        return apply_action(desk.store, plan, desk.actor, desk.clock, progress, cancelled, region, key)

    return apply


def foreseer(desk: DeskContext, plan: Plan, undone: int | None) -> Foresee:
    """What tells what rows of *plan* would do; it takes back the job *undone* where it takes back one."""

    def look(rows: Sequence[PlanRow]) -> Mapping[Target, Foreseen]:
        if not rows:
            return {}
        with desk.reader() as conn:
            hide = desk.mask.sight(conn, desk.actor).hides
            eyes = Eyes(desk.actor, desk.clock(), shop_of(conn), desk.lang, hide)
            orders = load_orders(conn, dict.fromkeys(row.order_id for row in rows))
            desk.looked(conn, LIST, orders)
            return foresee(conn, plan, rows, orders, eyes, undone)

    return look


def preview_title(desk: DeskContext, words: Word) -> str:
    """The title of a preview of *words*."""
    return f"{desk.word(words)} · {desk.word(_PREVIEW)}"
