"""The pictures of the documentation show today's desk."""

from __future__ import annotations

from pathlib import Path

from rich.segment import Segment
from rich.style import Style

from tests.snapshots.picture import draw
from tests.snapshots.svg import moving, still

_DOCS = Path(__file__).parents[2] / "docs"


async def test_the_picture_of_the_desk_is_todays() -> None:
    """Otherwise: ``python -m tests.snapshots.picture docs/desk.svg``, and look at it."""
    assert (_DOCS / "desk.svg").read_text("utf-8") == await draw()


def test_words_stand_in_their_cells_and_harmless() -> None:
    picture = still([[Segment("ab "), Segment("한글<&", Style(color="#ff0000", bold=True))]])
    assert 'x="0" y="14.5" textLength="19.2">ab</text>' in picture
    assert 'b" x="28.8" y="14.5" textLength="57.6">한글&lt;&amp;</text>' in picture


def test_a_moving_picture_draws_only_what_is_different() -> None:
    same, before, after = [Segment("same")], [Segment("before")], [Segment("after ")]
    picture = moving([([same, before], 1.0), ([same, after], 3.0)])
    assert [picture.count(word) for word in ("same<", "before<", "after<")] == [1, 1, 1]
    assert "25.00%{visibility:visible}100.00%{visibility:hidden}" in picture and "4s step-end" in picture
