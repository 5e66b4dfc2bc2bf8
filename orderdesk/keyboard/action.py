"""What an action of the table is: its keys, its letter, where it is heard, its words."""

from __future__ import annotations

from dataclasses import dataclass

from orderdesk.core.domain.words import Word
from orderdesk.keyboard.ime import jamo_of
from orderdesk.keyboard.scopes import Scope


@dataclass(frozen=True)
class Action:
    """One thing that a key does.

    `id` names the method that does it (``action_<id>``); `keys` are Textual key names that work at once;
    `letter` the mnemonic, or None; `hint` the place in the hint line, the most useful first, 0 for never;
    `help` one sentence for the help page. With `by_digit`, the digit pressed is the method's argument.
    """

    id: str
    words: Word
    keys: tuple[str, ...]
    letter: str | None
    scopes: frozenset[Scope]
    hint: int
    help: Word
    by_digit: bool = False

    @property
    def jamo(self) -> str | None:
        """What the letter's key gives in Korean mode; None without a letter."""
        return jamo_of(self.letter) if self.letter else None

    @property
    def bound_keys(self) -> tuple[str, ...]:
        """All keys to bind: the immediate ones and the letter."""
        return (*self.keys, self.letter) if self.letter else self.keys
