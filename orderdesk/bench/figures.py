"""Figures: medians and percentiles, and rows that say whether a goal is met."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from orderdesk.core.domain.words import Lang, Word


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what was measured, in which unit, against what, and whether that is enough.

    `ratio` is value to baseline; `goal` says the most that both may be.
    """

    name: str
    words: Word
    value: float
    baseline: float | None
    ratio: float | None
    goal: str
    ok: bool

    def plain(self) -> dict[str, str | float | bool | None]:
        """The row for machines."""
        return {
            "name": self.name,
            "value": _rounded(self.value),
            "baseline": _rounded(self.baseline),
            "ratio": _rounded(self.ratio),
            "goal": self.goal,
            "ok": self.ok,
        }


def judged(
    name: str,
    words: Word,
    value: float,
    baseline: float | None = None,
    *,
    ratio: float | None = None,
    most: float | None = None,
    least: float | None = None,
) -> Row:
    """The row of *value*: its goals are a *ratio* to the *baseline* and a *most* or *least* of its own."""
    found = value / baseline if baseline else None
    goals, ok = [], True
    if ratio is not None:
        goals.append(f"≤ {ratio:.3g} ×")
        ok = found is not None and found <= ratio
    if most is not None:
        goals.append(f"≤ {most:,g}")
        ok = ok and value <= most
    if least is not None:
        goals.append(f"≥ {least:,g}")
        ok = ok and value >= least
    return Row(name, words, value, baseline, found, ", ".join(goals), ok)


def median(values: Sequence[float]) -> float:
    """The median; ValueError for no values."""
    return float(statistics.median(values))


def p95(values: Sequence[float]) -> float:
    """The smallest of *values* that 95 in 100 of them do not exceed; ValueError for no values."""
    if not values:
        raise ValueError("no values")
    return sorted(values)[ceil(len(values) * 0.95) - 1]


def lines(rows: Sequence[Row], lang: Lang) -> list[list[str]]:
    """Cells of the table for people: name, value, baseline, ratio, goal, mark."""
    return [
        [
            row.words.text(lang),
            shown(row.value),
            "" if row.baseline is None else shown(row.baseline),
            "" if row.ratio is None else f"{row.ratio:.2f} ×",
            row.goal,
            "✓" if row.ok else "✗",
        ]
        for row in rows
    ]


def shown(value: float) -> str:
    """A figure for people: three digits that matter, whole numbers whole."""
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
