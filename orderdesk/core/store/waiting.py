"""Whom a writer waited for in vain, to be told to people."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.verbs import BY_ID, EVENT_WORDS
from orderdesk.core.domain.words import Word
from orderdesk.core.store.dialect import BUSY_CODE
from orderdesk.core.store.job_locks import unfinished_jobs
from orderdesk.core.store.jobs import Job
from orderdesk.core.store.jobs import job as read_job
from orderdesk.core.store.problems import StoreProblem

if TYPE_CHECKING:
    from orderdesk.core.store.engine import Store


def in_the_way(store: Store) -> StoreProblem | None:
    """Whose job keeps *store* from being written to; None when nobody runs one."""
    for number in unfinished_jobs(store):
        with store.backend.try_lock(f"job-{number}") as abandoned:
            if abandoned:
                continue
        with store.reader() as conn:
            return _named(read_job(conn, number), store.where)
    return None


def _named(job: Job, where: str) -> StoreProblem:
    since = f"{datetime.fromtimestamp(job.at, SEOUL):%m-%d %H:%M}"
    words = BY_ID[job.action].words if job.action in BY_ID else EVENT_WORDS.get(job.action, Word("", ""))
    ko, en = (" · ".join(filter(None, (job.actor, word))) for word in words)
    return StoreProblem(
        BUSY_CODE,
        Word(
            f"다른 작업이 저장소를 쓰고 있습니다: {ko} · {since}부터 (작업 {job.id}). 끝난 뒤 다시 하세요.",
            f"Another job keeps the store busy: {en} · since {since} (job {job.id}). Try again afterwards.",
        ),
        where,
    )
