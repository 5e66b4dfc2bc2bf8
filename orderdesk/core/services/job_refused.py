"""What can't be done with a whole job, said by a refusal."""

from __future__ import annotations

from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.store.problems import StoreProblem


class JobRefused(StoreProblem):
    """Job *job* can't be taken back, resumed or tried again; `refusal` says why."""

    def __init__(self, refusal: Refusal, job: int) -> None:
        super().__init__(refusal.code, refusal.message, f"job {job}")
        self.refusal = refusal
        self.job = job
