"""One line that shows how far work is, how fast it goes, and that it can be stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import ceil

from rich.text import Text
from textual.widget import Widget

from orderdesk.core.domain.words import Lang

_BAR = 20
_FULL, _EMPTY = "█", "░"


def progress_text(done: int, total: int, seconds: float, lang: Lang = "ko") -> str:
    """*done* of *total* after *seconds*: bar, percent, rate and the time that is left.

    Without a total only count and rate; no time before anything was done.
    """
    rate = done / seconds if seconds > 0 else 0.0
    speed = f"{rate:,.0f}/s" if lang == "en" else f"{rate:,.0f}건/초"
    if total <= 0:
        return f"{done:,}  {speed}"
    share = min(1.0, done / total)
    full = round(share * _BAR)
    left = f"  {time_left(ceil((total - done) / rate), lang)}" if rate and done < total else ""
    return f"{_FULL * full}{_EMPTY * (_BAR - full)} {share:4.0%}  {done:,}/{total:,}  {speed}{left}"


def time_left(seconds: int, lang: Lang = "ko") -> str:
    """*seconds* that work will still take, as people say it."""
    minutes, rest = divmod(seconds, 60)
    if minutes:
        return f"{minutes} min {rest} s left" if lang == "en" else f"{minutes}분 {rest}초 남음"
    return f"{rest} s left" if lang == "en" else f"{rest}초 남음"


class ProgressLine(Widget):
    """Shows work that reports from its thread by `report`; nothing is shown before it began.

    The screen is drawn a few times a second, however often the work reports.
    """

    DEFAULT_CSS = """
    ProgressLine { height: 1; padding: 0 1; color: $text-accent; display: none; }
    ProgressLine.working { display: block; }
    """

    def __init__(self, lang: Lang = "ko", clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._lang: Lang = lang
        self._clock = clock
        self._began = clock()
        self._label = self._before = ""
        self._state = (0, 0)

    def on_mount(self) -> None:
        """Looks for news four times a second."""
        self._timer = self.set_interval(0.25, self.refresh, pause=True)

    def begin(self, label: str, total: int, before: str = "") -> None:
        """Work called *label* on *total* rows begins now; *before* is said until a row is done."""
        self._label, self._before = label, before
        self._state, self._began = (0, total), self._clock()
        self.add_class("working")
        self._timer.resume()
        self.refresh()

    def report(self, done: int, total: int | None = None) -> None:
        """*done* rows are done; safe to call from any thread."""
        self._state = (done, self._state[1] if total is None else total)

    def start_clock(self) -> None:
        """What came before the work took its time, which is not the work's; safe to call from any thread."""
        self._began = self._clock()

    def end(self) -> None:
        """The work has ended; the line disappears."""
        self.remove_class("working")
        self._timer.pause()

    def render(self) -> Text:
        """The line as it stands now."""
        done, total = self._state
        if self._before and not done:
            return Text(self._before, no_wrap=True, overflow="ellipsis", end="")
        shown = progress_text(done, total, self._clock() - self._began, self._lang)
        return Text(f"{self._label}  {shown}", no_wrap=True, overflow="ellipsis", end="")
