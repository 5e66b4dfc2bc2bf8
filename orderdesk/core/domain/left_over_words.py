"""What is told of jobs that a process left behind when it was ended, by whoever comes in next."""

from __future__ import annotations

from collections.abc import Sequence

from orderdesk.core.domain.words import Word

IMPORT = "import"
"""The action of a job that can't be carried on, for its file is gone."""


def carried_on(jobs: Sequence[int]) -> Word:
    """Of jobs that were carried on to their end."""
    numbers = ", ".join(map(str, jobs))
    return Word(
        f"멈췄던 작업 {numbers} 을(를) 이어서 끝냈습니다",
        f"Finished what was interrupted: job {numbers}",
    )


def broken_off(job: int) -> Word:
    """Of an import that was broken off: what it brought is whole orders."""
    return Word(
        f"멈췄던 불러오기 {job}: 일부만 들어왔습니다. 같은 파일을 다시 불러오면 나머지가 들어옵니다",
        f"Import {job} was interrupted and brought a part; import the same file again for the rest",
    )


def given_up(job: int) -> Word:
    """Of a job that can't be carried on."""
    return Word(
        f"멈췄던 작업 {job}을(를) 이어서 할 수 없어 끝냈습니다. 작업 {job}의 결과를 보세요",
        f"Interrupted job {job} can't be carried on and was ended; look at job {job}",
    )
