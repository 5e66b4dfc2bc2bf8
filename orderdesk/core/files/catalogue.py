"""What the lists of troubles have in common."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from orderdesk.core.domain.words import Word


class Trouble(NamedTuple):
    """A stable code with what is wrong and what to do now; `refuses` is false for a mere warning."""

    code: str
    message: Word
    advice: Word
    refuses: bool = True


class Catalogue(Enum):
    """The common reading of both lists."""

    value: Trouble

    @property
    def code(self) -> str:
        """The stable code."""
        return self.value.code

    @property
    def message(self) -> Word:
        """What is wrong."""
        return self.value.message

    @property
    def advice(self) -> Word:
        """What to do about it."""
        return self.value.advice

    @property
    def refuses(self) -> bool:
        """Whether what has this trouble is left out; otherwise it is only pointed out."""
        return self.value.refuses
