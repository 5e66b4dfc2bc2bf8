"""A request that is answered with an error as a whole."""

from __future__ import annotations


class Wrong(Exception):
    """The request is not taken: status, code, words, and the field that is to blame."""

    def __init__(self, status: int, code: str, message: str, field: str = "") -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.field = field
