"""Jobs: what was done in bulk, by whom, with what result; each can be looked into and taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final, NamedTuple

from rich.text import Text
from textual.binding import BindingType

from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.verbs import BY_ID, EVENT_WORDS
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.recovering import recover
from orderdesk.core.store.jobs import Job, JobRow, abandoned_jobs, job_rows, jobs
from orderdesk.core.store.load import load_orders
from orderdesk.keyboard.actions import Scope
from orderdesk.keyboard.keymap import bindings
from orderdesk.screens.context import DeskContext, tell
from orderdesk.screens.list_screen import ListScreen
from orderdesk.screens.work import run
from orderdesk.widgets.cells import moment
from orderdesk.widgets.columns import between, fit, listed, right
from orderdesk.widgets.hint_bar import HintBar, hints
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.plan_groups import advice, reason

SHOWN: Final = 500
"""How many jobs are listed, the newest."""

_NEARBY: Final = 200
"""How many rows get their order numbers at a time."""

STATE_WORDS: Final = {
    "planned": Word("대기", "planned"),
    "running": Word("진행 중", "running"),
    "done": Word("완료", "done"),
    "refused": Word("거절됨", "refused"),
    "cancelled": Word("멈춤", "stopped"),
}
ABANDONED: Final = Word("끊김 · F5 이어서", "interrupted · F5 resumes")
_COUNTS: Final = (
    ("applied", Word("적용", "applied")),
    ("skipped", Word("건너뜀", "skipped")),
    ("refused", Word("거절", "refused")),
    ("planned", Word("남음", "left")),
)
VERDICT_WORDS: Final = {
    "planned": Word("남음", "left"),
    "apply": Word("적용", "applied"),
    "skip": Word("건너뜀", "skipped"),
    "refuse": Word("거절", "refused"),
}
_IMPORT: Final = Word("불러오기", "Import")
_TITLE: Final = Word("작업", "Jobs")
_NO_ROWS: Final = Word("행이 없습니다", "There are no rows")
_NONE: Final = Word("아직 작업이 없습니다", "There are no jobs yet")


class _Jobs(NamedTuple):
    """The jobs listed, and those that nobody carries on."""

    jobs: Sequence[Job]
    abandoned: frozenset[int]


def job_words(job: Job, lang: Lang) -> str:
    """What a job did, in words: the action, the job it took back, the file it brought in."""
    if job.action == "import":
        words = _IMPORT
    else:
        words = BY_ID[job.action].words if job.action in BY_ID else EVENT_WORDS.get(job.action, _TITLE)
    of = f"#{job.undo_of}" if job.undo_of is not None else ""
    return " ".join(part for part in (words.text(lang), of, job.note) if part)


class JobsScreen(ListScreen):
    """The newest jobs; Enter shows the rows of one, u takes it back."""

    SCOPE: ClassVar[Scope] = Scope.JOBS
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.JOBS)

    def __init__(self) -> None:
        super().__init__()
        self._jobs: Sequence[Job] = ()
        self._abandoned: frozenset[int] = frozenset()

    def on_mount(self) -> None:
        """Reads the jobs."""
        self.head(self.desk.word(_TITLE))
        self._hint()
        self.read()

    def on_screen_resume(self) -> None:
        """Back from a dialog: there may be a job more."""
        self.read()

    def read(self) -> None:
        """Reads the jobs again."""
        run(self, "jobs", lambda: _read(self.desk), self._show)

    def action_reload(self) -> None:
        """Carries on what was interrupted, and reads the jobs again."""
        if not self._abandoned:
            self.read()
            return
        desk = self.desk

        def recovered(numbers: list[int]) -> None:
            tell(self, Word(f"작업 {len(numbers)}개를 이어서 끝냈습니다", f"Finished {len(numbers)} jobs"))
            self.read()

        run(self, "recover", lambda: recover(desk.store, desk.clock), recovered)

    @property
    def chosen_job(self) -> Job | None:
        """The job at the cursor."""
        return self._jobs[self.lines.cursor] if self._jobs else None

    def _show(self, found: _Jobs) -> None:
        self._jobs, self._abandoned = found
        self.lines.show(len(self._jobs) or 1, self._drawn)
        self._hint()

    def _hint(self) -> None:
        refused = {} if self._jobs else {name: _NONE for name in ("open", "undo")}
        self.query_one(HintBar).show(hints(Scope.JOBS, refused, self.lang))

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Opens the job's rows."""
        event.stop()
        if self.chosen_job is not None:
            self.app.push_screen(JobRowsScreen(self.chosen_job))

    def _drawn(self, index: int, width: int) -> Text:
        if not self._jobs:
            return Text(self.desk.word(_NONE), style="dim")
        job = self._jobs[index]
        left = f"{right(str(job.id), 6)}  {moment(job.at)}  {fit(job.actor, 8)}  {job_words(job, self.lang)}"
        return between(left, f"{counts(job, self.lang)}   {self._state(job)}", width)

    def _state(self, job: Job) -> str:
        return self.desk.word(ABANDONED if job.id in self._abandoned else STATE_WORDS[job.state])


def counts(job: Job, lang: Lang) -> str:
    """A job's rows in numbers; what is none is left out."""
    return listed([f"{words.text(lang)} {n:,}" for name, words in _COUNTS if (n := getattr(job, name))])


def _read(desk: DeskContext) -> _Jobs:
    with desk.reader() as conn:
        found = jobs(conn, SHOWN)
    unfinished = any(job.state in ("planned", "running") for job in found)
    return _Jobs(found, frozenset(abandoned_jobs(desk.store)) if unfinished else frozenset())


class JobRowsScreen(ListScreen):
    """The rows of one job with their verdicts and reasons."""

    SCOPE: ClassVar[Scope] = Scope.JOBS
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.JOBS)

    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job
        self._rows: Sequence[JobRow] = ()
        self._numbers: dict[int, str] = {}
        self._asked: set[int] = set()

    @property
    def chosen_job(self) -> Job:
        """The job whose rows are shown."""
        return self._job

    def on_mount(self) -> None:
        """Reads the rows."""
        job, desk = self._job, self.desk
        self.head(f"{self.desk.word(_TITLE)} {job.id} · {job_words(job, self.lang)}", counts(job, self.lang))
        self.query_one(HintBar).show(hints(Scope.JOBS, None, self.lang))

        def read() -> list[JobRow]:
            with desk.reader() as conn:
                return job_rows(conn, job.id)

        run(self, "rows", read, self._show)

    def _show(self, rows: list[JobRow]) -> None:
        # what was refused is what one looks for
        self._rows = sorted(rows, key=lambda row: row.verdict != "refuse")
        self.lines.show(len(self._rows) or 1, self._drawn)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Says what to do about a row."""
        event.stop()
        if not self._rows:
            return
        row = self._rows[event.index]
        if row.code:
            tell(self, listed([reason(row.code, self.lang), advice(row.code, self.lang)]))

    def _drawn(self, index: int, width: int) -> Text:
        if not self._rows:
            return Text(self.desk.word(_NO_ROWS), style="dim")
        row = self._rows[index]
        number = self._numbers.get(row.order_id)
        if number is None:
            self._ask(index)
            number = "…"
        name = section_number(number, row.section) if row.section else number
        verdict = self.desk.word(VERDICT_WORDS[row.verdict])
        why = reason(row.code, self.lang) if row.code else ""
        return between(name, listed([verdict, why]), width)

    def _ask(self, index: int) -> None:
        """Reads the order numbers around row *index*, once."""
        first = index // _NEARBY * _NEARBY
        if first in self._asked:
            return
        self._asked.add(first)
        ids = {row.order_id for row in self._rows[first : first + _NEARBY]}
        desk = self.desk

        def read() -> Mapping[int, str]:
            with desk.reader() as conn:
                return {order.id: order.number for order in load_orders(conn, ids)}

        run(self, f"numbers-{first}", read, self._named)

    def _named(self, numbers: Mapping[int, str]) -> None:
        self._numbers.update(numbers)
        self.lines.refresh()
