"""Who else is on an order: a tag in its row of the list, a line in its detail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.text import Text

from orderdesk.core.domain.words import Lang, Word
from orderdesk.widgets.look import Look
from orderdesk.widgets.safe_text import safe_line

HERE: Final = "◉"
"""Before the names of who has an order open. Like all signs in rows it is one cell in every terminal."""

_HAS_OPEN: Final = Word("보는 중", "has it open")


def here_tag(names: Sequence[str]) -> str:
    """``◉ 김포장, 이상담``; "" for nobody."""
    return f"{HERE} {safe_line(', '.join(names))}" if names else ""


def here_text(names: Sequence[str], lang: Lang, look: Look) -> Text:
    """``◉ 김포장 보는 중``; empty for nobody."""
    return Text(f"{here_tag(names)} {_HAS_OPEN.text(lang)}" if names else "", look.alert)
