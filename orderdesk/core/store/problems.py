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
