from __future__ import annotations

import pytest

from orderdesk.core.domain.words import Lang
from orderdesk.widgets.progress_line import progress_text


@pytest.mark.parametrize(
    ("done", "total", "seconds", "lang", "shown"),
    [
        (0, 1000, 2.0, "ko", "░░░░░░░░░░░░░░░░░░░░   0%  0/1,000  0건/초"),
        (250, 1000, 0.5, "ko", "█████░░░░░░░░░░░░░░░  25%  250/1,000  500건/초  2초 남음"),
        (1000, 100_000, 1.0, "ko", "░░░░░░░░░░░░░░░░░░░░   1%  1,000/100,000  1,000건/초  1분 39초 남음"),
        (1000, 1000, 4.0, "ko", "████████████████████ 100%  1,000/1,000  250건/초"),
        (1000, 100_000, 1.0, "en", "░░░░░░░░░░░░░░░░░░░░   1%  1,000/100,000  1,000/s  1 min 39 s left"),
        (40, 0, 2.0, "ko", "40  20건/초"),
    ],
)
def test_progress_says_how_far_how_fast_and_how_long(
    done: int, total: int, seconds: float, lang: Lang, shown: str
) -> None:
    assert progress_text(done, total, seconds, lang) == shown
