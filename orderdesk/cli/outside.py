"""What commands that ask somebody outside have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import typer

from orderdesk.cli.common import PART, Session
from orderdesk.cli.output import write_json
from orderdesk.core.domain.words import Word

RUN: Final = "run"
"""The word that has what waits asked for."""

_WORDS: Final = {
    "done": Word("완료", "done"),
    "failed": Word("거절", "refused"),
    "pending": Word("진행 중", "on their way"),
    "unanswered": Word("답 없음", "unanswered"),
}


def tell_counts(this: Session, told: Mapping[str, int], as_json: bool) -> None:
    """What came of what was asked outside, in numbers; status 1 where some of it is not done."""
    counts = {name: told.get(name, 0) for name in _WORDS}
    if as_json:
        write_json(counts)
    else:
        typer.echo(" · ".join(f"{_WORDS[name].text(this.lang)} {n:,}" for name, n in counts.items()))
    if counts["failed"] or counts["unanswered"]:
        raise typer.Exit(PART)
