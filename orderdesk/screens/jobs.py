"""Jobs: what was done in bulk, by whom, with what result; each can be looked into and taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar, Final, NamedTuple

from rich.cells import cell_len
from rich.text import Text
from textual.binding import BindingType

from orderdesk.core.domain.glossary import ACTOR_WORDS, orders_in
from orderdesk.core.domain.job_words import IMPORT_ANEW, JOB_STATES, ROW_VERDICTS
from orderdesk.core.domain.left_over_words import IMPORT
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.words import Lang, Word, many
from orderdesk.core.services.browsing import make_view
from orderdesk.core.services.job_report import ReportRow, left_out_rows, report_rows
from orderdesk.core.services.left_out import LeftCount, left_count
from orderdesk.core.services.moved import in_words
from orderdesk.core.services.recovering import recover
from orderdesk.core.services.undoing import NOT_TAKEN_BACK
from orderdesk.core.store.job_locks import abandoned_jobs
from orderdesk.core.store.jobs import Job, JobRow, job, job_rows, jobs
from orderdesk.keyboard.actions import Scope, action
from orderdesk.keyboard.keymap import bindings
from orderdesk.screens.beneath import WORK_BETWEEN, list_beneath, stands_between
from orderdesk.screens.context import DeskContext, tell
from orderdesk.screens.dialogs import flow, job_flow
from orderdesk.screens.dialogs.flow_words import job_words, lasting_words
from orderdesk.screens.empty import lead_on
from orderdesk.screens.list_screen import ListScreen
from orderdesk.screens.order_detail import OrderDetail
from orderdesk.screens.work import run, start
from orderdesk.widgets.cells import moment
from orderdesk.widgets.columns import between, fit, listed, right
from orderdesk.widgets.hint_bar import Hint, HintBar
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.plan_groups import reason

POLL: Final = 1.0
"""Seconds between two looks for new jobs and for how far the running ones are."""

SHOWN: Final = 500
"""How many jobs are listed, the newest."""

_NEARBY: Final = 200
"""How many rows get their order numbers at a time."""

_NUMBER: Final = 19
_VERDICT: Final = max(cell_len(text) for words in ROW_VERDICTS.values() for text in words)
"""Cells of a row's columns: the number of its section, and what became of it."""

ABANDONED: Final = Word("끊김 · {} 이어서", "interrupted · {} resumes")
_REFUSED: Final = Word("거절", "refused")
_COUNTS: Final = (
    ("applied", Word("적용", "applied")),
    ("skipped", Word("건너뜀", "skipped")),
    ("refused", _REFUSED),
    ("planned", Word("남음", "left")),
)
_SIGNS: Final = {"applied": "✓", "skipped": "–", "refused": "✗", "planned": "…"}
_ROW_SIGNS: Final = {"apply": "✓", "skip": "–", "refuse": "✗", "planned": "…"}
_TITLE: Final = Word("작업", "Jobs")
_JOB: Final = Word("작업", "Job")
_NO_ROWS: Final = Word("행이 없습니다", "There are no rows")
_NONE: Final = Word("아직 작업이 없습니다", "There are no jobs yet")
_NONE_YET: Final = Word(
    "아직 작업이 없습니다. 목록에서 처리하거나 불러오면 여기에 남고, 처리한 것은 되돌릴 수 있습니다",
    "There are no jobs yet: what you process or import stands here; what you process can be taken back",
)


class _Jobs(NamedTuple):
    """The jobs listed, those that nobody carries on, those that were taken back, and what imports refused.

    How much of its file an import refused does not change once it has ended, and is read once.
    """

    jobs: Sequence[Job]
    abandoned: frozenset[int] = frozenset()
    undone: frozenset[int] = frozenset()
    left: Mapping[int, LeftCount] = MappingProxyType({})


class _JobActions(ListScreen):
    """The keys that do something with the job that is meant on a screen about jobs."""

    SCOPE: ClassVar[Scope] = Scope.JOBS
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.JOBS)

    @property
    def chosen_job(self) -> Job | None:
        """The job that is meant."""
        raise NotImplementedError

    @property
    def _undone(self) -> frozenset[int]:
        """The jobs that were taken back, as far as that is known here."""
        return frozenset()

    def refused(self) -> Mapping[str, Word]:
        """Why an action can't be done with that job now, by its id."""
        between = {"list_orders": WORK_BETWEEN} if stands_between(self) else {}
        return {**super().refused(), **between, **_refused(self.chosen_job, self._undone)}

    def show_hints(self) -> None:
        """What can be done with that job, and after it what can't; nothing of what is never done with it."""
        job = self.chosen_job
        never = {"undo", "retry_job"} if job is not None and job.action in NOT_TAKEN_BACK else set[str]()
        shown = [hint for hint in self.hints_of(Scope.JOBS) if hint.action not in never]
        self.query_one(HintBar).show(sorted(shown, key=_place))

    def _meant(self, action: str) -> Job | None:
        """The job that *action* is for; where it can't be done, that is said."""
        why = self.refused().get(action)
        if why is not None:
            tell(self, why, "warning")
            return None
        return self.chosen_job

    def action_list_orders(self) -> None:
        """Lists the job's orders, on the list beneath."""
        job = self._meant("list_orders")
        if job is not None:
            list_beneath(self, (f"job={job.id}",))

    def action_resume_job(self) -> None:
        """Carries on what is left of a stopped job."""
        job = self._meant("resume_job")
        if job is not None:
            start(self, job_flow.resume(self, job))

    def action_retry_job(self) -> None:
        """Tries the refused rows again."""
        job = self._meant("retry_job")
        if job is not None:
            start(self, flow.retry(self, job))

    def action_export_rows(self) -> None:
        """Writes the rows to a file."""
        job = self._meant("export_rows")
        if job is not None:
            start(self, job_flow.export(self, job))


def _place(hint: Hint) -> tuple[bool, bool]:
    """What can't be done stands last; taking back, which is for jobs alone, among what is done here only."""
    own = Scope.JOBS in action(hint.action).scopes or hint.action == "undo"
    return hint.reason is not None, not own


def _who(job: Job, lang: Lang) -> str:
    """Whose job it is; what nobody asked for has no name but what it is."""
    words = ACTOR_WORDS[job.actor_kind]
    return words.text(lang) if job.actor in words else job.actor


def _refused(job: Job | None, undone: frozenset[int]) -> dict[str, Word]:
    """Why an action can't be done with *job*, by the action's id; *undone* are jobs that were taken back."""
    if job is None:
        return dict.fromkeys(("open", "list_orders", "undo", "resume_job", "retry_job", "export_rows"), _NONE)
    found: dict[str, Word] = {}
    if job.state != "cancelled" or not job.planned or job.id in undone:
        found["resume_job"] = Refusal.NOT_STOPPED.message
    if job.action in NOT_TAKEN_BACK:
        found["undo"] = lasting_words(job)
        found["retry_job"] = IMPORT_ANEW if job.action == IMPORT else Refusal.NOT_RETRYABLE.message
    elif not job.refused:
        found["retry_job"] = Refusal.NOTHING_REFUSED.message
    return found


class JobsScreen(_JobActions):
    """The newest jobs; Enter shows the rows of one, u takes it back."""

    def __init__(self) -> None:
        super().__init__()
        self._found = _Jobs([])

    def on_mount(self) -> None:
        """Reads the jobs, now and again while the list is looked at."""
        self.head(self.desk.word(_TITLE))
        self.show_hints()
        self.read()
        self.set_interval(POLL, self._poll)

    def on_screen_resume(self) -> None:
        """Back from a dialog: there may be a job more."""
        self.read()

    def _poll(self) -> None:
        if self.is_current:
            self.read()

    def read(self) -> None:
        """Reads the jobs again."""
        known = self._found.left
        run(self, "jobs", lambda: _read(self.desk, known), self._show)

    def action_reload(self) -> None:
        """Carries on what was interrupted, and reads the jobs again."""
        if not self._found.abandoned:
            self.read()
            return
        desk = self.desk

        def recovered(numbers: list[int]) -> None:
            tell(
                self,
                Word(f"작업 {len(numbers):,}개를 이어서 끝냈습니다", f"Finished {many(len(numbers), 'job')}"),
            )
            self.read()

        run(self, "recover", lambda: recover(desk.store, desk.clock), recovered)

    @property
    def chosen_job(self) -> Job | None:
        """The job at the cursor."""
        return self._found.jobs[self.lines.cursor] if self._found.jobs else None

    @property
    def _undone(self) -> frozenset[int]:
        return self._found.undone

    def _show(self, found: _Jobs) -> None:
        """Shows the jobs; the cursor stays on its job, or on the newest where it was."""
        if self.lines.count and found == self._found:
            return
        meant = self.chosen_job
        places = {job.id: place for place, job in enumerate(found.jobs)}
        cursor = places.get(meant.id) if meant is not None and self.lines.cursor else 0
        self._found = found
        self.lines.show(len(found.jobs), self._drawn, cursor, lead_on(self.desk, _NONE_YET, "back"))
        self.show_hints()

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Another job, with which other things can be done."""
        event.stop()
        self.show_hints()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Opens the job's rows."""
        event.stop()
        if self.chosen_job is not None:
            self.app.push_screen(JobRowsScreen(self.chosen_job))

    def _drawn(self, index: int, width: int) -> Text:
        job = self._found.jobs[index]
        who = fit(_who(job, self.lang), 8)
        left = f"{right(str(job.id), 6)}  {moment(job.at)}  {who}  {job_words(job, self.lang)}"
        refused = self._found.left.get(job.id, LeftCount())
        end = f"{counts(job, self.lang, refused)}   {self._state(job)}"
        if cell_len(left) + cell_len(end) >= width:
            end = f"{counts_by_sign(job, self.lang, refused)}  {self._state(job)}"
        return between(left, end, width)

    def _state(self, job: Job) -> str:
        if job.id in self._found.abandoned:
            return self.desk.word(ABANDONED).format(self.desk.keys.label("reload"))
        return self.desk.word(JOB_STATES[job.state])


def counts(job: Job, lang: Lang, left: LeftCount) -> str:
    """A job's rows in numbers, and what is *left* of an import's file; what is none is left out."""
    return listed([f"{words.text(lang)} {text}" for _, words, text in _numbers(job, lang, left)])


def counts_by_sign(job: Job, lang: Lang, left: LeftCount) -> str:
    """The same in less room, with the signs that previews have; of orders not the rows that they are."""
    short = left._replace(rows=0) if left.orders else left
    return " ".join(f"{_SIGNS[name]}{text}" for name, _, text in _numbers(job, lang, short))


def _numbers(job: Job, lang: Lang, left: LeftCount) -> list[tuple[str, Word, str]]:
    """What became of how many; an import's refused are rows of its file, and none of the job."""
    of_job = [(name, words, f"{n:,}") for name, words in _COUNTS if (n := getattr(job, name))]
    return of_job + [("refused", _REFUSED, orders_in(*left).text(lang))] * any(left)


def _read(desk: DeskContext, known: Mapping[int, LeftCount]) -> _Jobs:
    with desk.reader() as conn:
        found = jobs(conn, SHOWN)
        ended = [each for each in found if each.action == IMPORT and each.state in ("done", "cancelled")]
        left = {each.id: known[each.id] if each.id in known else left_count(conn, each) for each in ended}
    unfinished = any(job.state in ("planned", "running") for job in found)
    undone = frozenset(job.undo_of for job in found if job.undo_of is not None and job.applied)
    return _Jobs(found, frozenset(abandoned_jobs(desk.store)) if unfinished else frozenset(), undone, left)


class JobRowsScreen(_JobActions):
    """The rows of one job with their verdicts and reasons."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job
        self._left: Sequence[ReportRow] = ()
        """What an import left out, which stands before the rows."""
        self._count = LeftCount()
        self._rows: Sequence[JobRow] = ()
        self._told: dict[int, ReportRow] = {}
        self._asked: set[int] = set()

    @property
    def chosen_job(self) -> Job:
        """The job whose rows are shown."""
        return self._job

    def on_mount(self) -> None:
        """Reads the rows."""
        self._head()
        self.read()

    def _head(self) -> None:
        job = self._job
        title = f"{self.desk.word(_JOB)} {job.id} · {job_words(job, self.lang)}"
        told = counts(job, self.lang, self._count)
        self.head(title, f"{told}   {self.desk.word(JOB_STATES[job.state])}")
        self.show_hints()

    def on_screen_resume(self) -> None:
        """Back from a dialog: more of the job may be done."""
        self.read()

    def read(self) -> None:
        """Reads the job and its rows again."""
        number, desk = self._job.id, self.desk

        def read() -> tuple[Job, list[JobRow], list[ReportRow], LeftCount]:
            with desk.reader() as conn:
                now = job(conn, number)
                left = left_out_rows(conn, now, desk.lang)
                return now, job_rows(conn, number), left, left_count(conn, now)

        run(self, "rows", read, self._show)

    action_reload = read

    def _show(self, found: tuple[Job, list[JobRow], list[ReportRow], LeftCount]) -> None:
        self._job, rows, self._left, self._count = found
        # what was refused is what one looks for
        self._rows = sorted(rows, key=lambda row: row.verdict != "refuse")
        self._told.clear()
        self._asked.clear()
        self._head()
        count = len(self._left) + len(self._rows)
        self.lines.show(count, self._drawn, nothing=lead_on(self.desk, _NO_ROWS, "back"))

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Opens the row's order, and says what to do about a refusal and what others did to that order."""
        event.stop()
        at = event.index - len(self._left)
        told = self._told.get(at) if at >= 0 else self._left[event.index]
        if told is None:
            return
        if at >= 0 and told.order:  # which may be gone
            row, view = self._rows[at], make_view(where=(f"order_no={told.order}",))
            self.app.push_screen(OrderDetail(view, 0, 1, row.order_id, row.section or None))
        if told.code:
            since = [in_words(each, self.lang) for each in told.since]
            tell(self, "\n".join((listed([told.message, told.advice]), *since)))

    def _drawn(self, index: int, width: int) -> Text:
        at = index - len(self._left)
        if at < 0:
            return self._line(self._left[index], "refuse", self._left[index].message, width)
        row, told = self._rows[at], self._told.get(at)
        if told is None:
            self._ask(at)
        why = reason(row.code, self.lang) if row.code else ""
        since = in_words(told.since[-1], self.lang) if told is not None and told.since else ""
        return self._line(told, row.verdict, since or why, width)

    def _line(self, told: ReportRow | None, verdict: str, why: str, width: int) -> Text:
        number = "…" if told is None else told.section or told.order
        word = self.desk.word(ROW_VERDICTS[verdict])
        line = f"{fit(number, _NUMBER)}  {_ROW_SIGNS[verdict]} {fit(word, _VERDICT)}  {why}"
        return Text(fit(line, width), no_wrap=True, end="")

    def _ask(self, index: int) -> None:
        """Reads the numbers and reasons of the rows around row *index*, once."""
        first = index // _NEARBY * _NEARBY
        if first in self._asked:
            return
        self._asked.add(first)
        rows, meant, desk = self._rows[first : first + _NEARBY], self._job, self.desk

        def read() -> list[ReportRow]:
            with desk.reader() as conn:
                return report_rows(conn, meant, rows, desk.lang, desk.mask.sight(conn, desk.actor).hides)

        def came(told: list[ReportRow]) -> None:
            if self._rows[first : first + _NEARBY] == rows:
                self._told.update(enumerate(told, first))
                self.lines.refresh()

        run(self, f"told-{first}", read, came)
