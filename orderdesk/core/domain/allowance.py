"""How many calls another system allows: so many a second, out of a bucket that fills again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from orderdesk.core.domain.words import Word


@dataclass(frozen=True, slots=True)
class Allowance:
    """A bucket as it was last seen: calls a second that fill it, the most it holds, what was left in it."""

    rate: float
    burst: int
    left: int


def tightest(seen: Iterable[Allowance | None]) -> Allowance | None:
    """The one with the least left; None where none is known."""
    known = [each for each in seen if each is not None]
    return min(known, key=lambda each: each.left / each.burst, default=None)


def allowance_words(allowed: Allowance) -> Word:
    """The calls a second, and how many of those that may be made at once were used."""
    rate, used = f"{allowed.rate:g}", max(0, allowed.burst - allowed.left)
    return Word(
        f"초당 {rate}회 ({used:,}/{allowed.burst:,} 씀)", f"{rate} a second ({used:,}/{allowed.burst:,} used)"
    )
