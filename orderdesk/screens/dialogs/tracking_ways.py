"""How tracking numbers are taken: the state that they bring their sections to, and what is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.binding import Binding, BindingType

from orderdesk.core.domain.words import Lang, Word
from orderdesk.widgets.numbered_menu import MenuLine, NumberedMenu

STATES: Final = (
    ("", Word("상태 그대로", "Keep the state")),
    ("배송중", Word("배송중으로", "Ship")),
    ("배송대기", Word("배송대기로", "Set ready")),
)
ALLOWED: Final = (
    Word("다른 번호 덮어쓰기", "Overwrite existing numbers"),
    Word("합포장 (받는 사람이 달라도)", "Combined parcel (other receivers too)"),
)


class Ways(NumberedMenu):
    """One of the states, and what is allowed. No entry has a digit: here, too, a digit begins a number."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "choose", show=False)]

    def show_ways(self, lang: Lang, state: str, allowed: Sequence[bool]) -> None:
        """Shows which *state* is chosen, and which of the allowances."""
        signs = ["●" if value == state else "○" for value, _ in STATES]
        signs += ["[x]" if on else "[ ]" for on in allowed]
        words = (*(each for _, each in STATES), *ALLOWED)
        lines = [MenuLine("", f"{sign} {word.text(lang)}") for sign, word in zip(signs, words, strict=True)]
        self.offer(lines, self.cursor)
