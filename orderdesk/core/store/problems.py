"""What can go wrong between the desk and its store, said for people."""

from __future__ import annotations

from orderdesk.core.domain.words import Word


class StoreProblem(Exception):
    """The store can't be used as asked: `code` is stable, `message` says what and what to do, `where` names
    the file or address."""

    def __init__(self, code: str, message: Word, where: str) -> None:
        super().__init__(f"{message.ko} / {message.en} ({where})")
        self.code = code
        self.message = message
        self.where = where


class Conflict(Exception):
    """Somebody else changed the order since it was read; nothing of the transaction was written."""

    def __init__(self, order_id: int, number: str) -> None:
        super().__init__(number)
        self.order_id = order_id
        self.number = number


class Taken(Exception):
    """A value that must be unique is in use: an order number or a channel's order number."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


def running_elsewhere(number: int, where: str) -> StoreProblem:
    """What to tell whoever wants a job that somebody else runs."""
    return StoreProblem(
        "job-running",
        Word(
            f"작업 {number}은(는) 다른 곳에서 실행 중입니다. 끝날 때까지 기다리세요.",
            f"Job {number} is being run elsewhere; wait until it is done.",
        ),
        where,
    )
