from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from orderdesk.core.domain.words import Lang
from orderdesk.widgets.progress_line import ProgressLine, progress_text


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


async def test_until_a_row_is_done_it_is_said_what_comes_before() -> None:
    now = [100.0]
    line = ProgressLine(clock=lambda: now[0])

    class Work(App[None]):
        def compose(self) -> ComposeResult:
            yield line

    async with Work().run_test():
        line.begin("읽는 중", 0, "파일을 여는 중 …")
        assert line.render().plain == "파일을 여는 중 …"
        now[0] += 5
        line.start_clock()
        assert line.render().plain == "파일을 여는 중 …", "it is open, and nothing is read"
        now[0] += 2
        line.report(40)
        assert line.render().plain == "읽는 중  40  20건/초", "opening is not counted"
        line.begin("불러오는 중", 80)
        assert line.render().plain.startswith("불러오는 중  ░"), "it is said only where it is asked for"
