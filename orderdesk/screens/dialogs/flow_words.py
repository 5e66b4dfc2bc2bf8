"""What is said of a job that was applied, tried again or carried on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from orderdesk.core.domain.job_words import IMPORT_LASTS
from orderdesk.core.domain.verbs import BY_ID, EVENT_WORDS, TARGETS, Verb
from orderdesk.core.domain.words import Lang, Word, many
from orderdesk.core.services import undoing
from orderdesk.core.store.jobs import Job
from orderdesk.core.store.names import numbers_of
from orderdesk.screens.context import DeskContext
from orderdesk.screens.empty import way
from orderdesk.widgets.columns import listed
from orderdesk.widgets.order_text import step_words

TAKEN_BACK: Final = Word("되돌림", "taken back")
REDONE: Final = Word("다시 함", "done again")
_IMPORT: Final = Word("불러오기", "Import")
_JOB: Final = Word("작업", "Jobs")


def done_words(job: Job) -> Word:
    """What is said to have been done when *job* is tried again or carried on."""
    if job.action in BY_ID:
        return BY_ID[job.action].past
    return REDONE if job.action == undoing.REDO else TAKEN_BACK


def of_orders(desk: DeskContext, words: Word, ids: Sequence[int]) -> Word:
    """*words* with the number of the one order of *ids*, or how many there are. In a worker's thread."""
    if len(ids) != 1:
        return Word(f"{words.ko} · {len(ids):,}건", f"{words.en} · {many(len(ids), 'order')}")
    with desk.reader() as conn:
        number = numbers_of(conn, ids).get(ids[0], "")
    return Word(listed([words.ko, number]), listed([words.en, number]))


def job_words(job: Job, lang: Lang) -> str:
    """What a job did, in words: the action, the job it took back, the file it brought in."""
    if job.action == "import":
        words = _IMPORT
    else:
        words = BY_ID[job.action].words if job.action in BY_ID else EVENT_WORDS.get(job.action, _JOB)
    if job.undo_of is not None:
        words = Word(f"작업 {job.undo_of} {words.ko}", f"{words.en} job {job.undo_of}")
    return " ".join(part for part in (words.text(lang), job.note) if part)


def lasting_words(job: Job) -> Word:
    """Why *job*, which is never taken back, is not, and what to do instead."""
    if job.action == "import":
        return IMPORT_LASTS
    why = undoing.NOT_TAKEN_BACK[job.action]
    return Word(f"{why.message.ko}. {why.advice.ko}", f"{why.message.en}. {why.advice.en}")


def tracked_words(states: Mapping[str, int]) -> Word:
    """What is said to have been done when numbers were set: also how many sections went on to which state."""
    past, targets = BY_ID["track"].past, dict(TARGETS)
    moved = [(targets[to], n) for to, n in states.items()]
    ko = "".join(f", {words.ko} {n:,}건" for words, n in moved)
    en = "".join(f", {words.en} {n:,}" for words, n in moved)
    return Word(past.ko + ko, past.en + en)


def result_line(desk: DeskContext, job: Job, done: Word, onward: Verb | None = None) -> str:
    """One line about a job: how much was done, what comes *onward*, how to take it back and see it."""
    back = "redo" if job.action == undoing.UNDO else "undo"
    stopped = job.state == "cancelled" and job.planned
    undoable = job.action not in undoing.NOT_TAKEN_BACK
    parts = [
        f"{job.applied:,} {done.en}" if desk.lang == "en" else f"{job.applied:,}건 {done.ko}",
        _left(desk, job.refused, Word("거절", "refused")),
        _left(desk, job.planned, Word("남음 (멈춤)", "left (stopped)")),
        step_words(onward, desk.lang, desk.keys) if onward is not None else "",
        way(desk, back) if job.applied and undoable else "",
        f"{desk.keys.label('jobs')} {way(desk, 'resume_job')}" if stopped else way(desk, "jobs"),
    ]
    return listed(parts)


def _left(desk: DeskContext, count: int, what: Word) -> str:
    if not count:
        return ""
    return f"{count:,} {what.en}" if desk.lang == "en" else f"{count:,}건 {what.ko}"
