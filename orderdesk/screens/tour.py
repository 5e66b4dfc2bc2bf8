"""The ten steps of the tour, the bar that tells them, and how one comes to them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from rich.cells import cell_len
from textual.screen import Screen
from textual.widgets import Static

from orderdesk.core.domain.words import Word
from orderdesk.core.services.demo.opening import make_demo
from orderdesk.core.services.marking import is_demo
from orderdesk.core.store.jobs import Job, jobs
from orderdesk.keyboard.key_table import KeyTable
from orderdesk.screens.context import desk_of, tell
from orderdesk.screens.dialogs.pick import PickDialog
from orderdesk.screens.dialogs.tracking_entry import TrackingEntry
from orderdesk.screens.orders import OrdersScreen
from orderdesk.screens.reopening import Reopen
from orderdesk.screens.touring import TouringApp, start_tour
from orderdesk.screens.work import in_thread, run
from orderdesk.settings import demo_store_url, store_url
from orderdesk.terminal.login import login_here
from orderdesk.widgets.safe_text import safe_multi

_LOOK: Final = 0.3
"""Seconds between two looks at what has happened."""

_RECENT: Final = 50
"""Newest jobs among which that of the tour is looked for."""

_KEY: Final = re.compile(r"{(\w+)}")

FOUND, CLEARED, MARKED, APPLIED, UNDONE, LOOKED = "found", "cleared", "marked", "applied", "undone", "looked"
_MARKS: Final = 2
"""Orders that are marked at least."""


@dataclass(frozen=True)
class Step:
    """What to do, with actions in braces for their keys; over once *done* has really happened.

    That is the name of a screen that comes on top, or one of the six above: rows were found, the list is on
    top again without the search, orders of a tab are marked, a job was applied, that job was undone, the
    entry of tracking numbers was looked at and closed.
    """

    done: str
    words: Word


STEPS: Final = (
    Step(
        FOUND,
        Word(
            "{search} 키를 누르고 이름을 조금 치고(김, 초성 ㄱㅁ) Enter",
            "Press {search}, type the last 7 digits of an order number, Enter",
        ),
    ),
    Step("OrderDetail", Word("{open} 키로 커서의 주문을 엽니다", "{open} opens the order at the cursor")),
    Step(
        CLEARED,
        Word(
            "{back} 키로 목록에 돌아오고, 한 번 더 눌러 검색을 풉니다",
            "{back} leads back to the list; press it once more to clear the search",
        ),
    ),
    Step(
        MARKED,
        Word(
            "2로 상품준비 탭에 가서, {mark_down} 키를 두 번 눌러 주문 둘을 선택합니다",
            "Press 2 for the tab of what is prepared, then {mark_down} twice to mark two",
        ),
    ),
    Step(
        "ProcessMenu",
        Word(
            "{process_menu} 키로 할 수 있는 일을 봅니다. 안 되는 것은 이유를 말합니다",
            "{process_menu} shows what can be done; what can't says why",
        ),
    ),
    Step(
        "PreviewDialog",
        Word(
            "메뉴에서 1을 누릅니다 (닫았으면 {process_menu} 1). 하기 전에 미리보기가 나옵니다",
            "In the menu press 1 (closed? {process_menu} 1): first a preview comes",
        ),
    ),
    Step(
        APPLIED,
        Word(
            "아직 아무것도 안 바뀌었습니다. 이제 {confirm} 키를 눌러야 확정됩니다",
            "Nothing has changed yet. Press {confirm} to do it; no other key ever does",
        ),
    ),
    Step(
        UNDONE,
        Word(
            "{undo} 키로 방금 한 일을 되돌립니다. 미리보기에서 {confirm} 키로 합니다",
            "{undo} takes it back: look at the preview, and press {confirm}",
        ),
    ),
    Step(
        LOOKED,
        Word(
            "{tracking}, 1로 송장 창을 엽니다. 번호를 적어 보고 {back} 두 번으로 닫습니다",
            "{tracking} and 1 take tracking numbers: try one there, {back} twice closes it",
        ),
    ),
    Step(
        "HelpScreen",
        Word(
            "{help} 키는 어디서나 그 화면의 키를 알립니다. 한글·초성·영문으로 찾습니다",
            "{help} shows the keys of any screen; type to find one",
        ),
    ),
)
_OVER: Final = Word(
    "열 걸음을 다 걸었습니다. 여기서는 무엇을 해도 됩니다.",
    "That was all. Try anything here.",
)
_HOME: Final = Word("{tour} 내 상점을 엽니다", "{tour} opens your own shop")
_CLOSES: Final = Word("{back} 둘러보기 줄을 닫습니다", "{back} closes this line")
_LEAVE: Final = Word("{tour} 그만두기", "{tour} ends it")
_LEFT: Final = Word(
    "둘러보기를 그만두었습니다. 여기는 시험 상점입니다 · {tour} 이어서 무엇을 할지 고릅니다",
    "The tour has ended; this is the demo shop still · {tour} says what can be done from here",
)
_BETWEEN: Final = " · "
_TITLE: Final = Word("둘러보기", "Tour")
_MAKING: Final = Word("시험 상점을 만드는 중 …", "Making a demo shop …")
_GO_DEMO: Final = Word("시험 상점을 열고 열 걸음을 걷습니다", "Open the demo shop, and take ten steps")
_AGAIN: Final = Word("열 걸음을 처음부터 걷습니다", "Take the ten steps from the first")
_GO_OWN: Final = Word("내 상점을 엽니다", "Open my own shop")


class TourBar(Static):
    """The step, above everything else; it takes no key."""

    DEFAULT_CSS = """
    TourBar {
        dock: top;
        height: auto;
        max-height: 3;
        padding: 0 1;
        background: $primary;
        color: $background;
    }
    """


class Tour:
    """Somebody is shown around in *app*: a step is over when what it asks for has really happened."""

    def __init__(self, app: TouringApp) -> None:
        self._app = app
        self._at = 0
        self._told = ""
        self._since: int | None = None
        self._job: int | None = None
        self._looked = False
        """Whether the entry of tracking numbers was open in its step."""
        self._reading = False
        self._timer = app.set_interval(_LOOK, self.look)
        self._read()
        self.look()

    @property
    def at(self) -> int:
        """How many steps are over before the one that is told."""
        return self._at

    @property
    def is_over(self) -> bool:
        """Whether every step is over; what is left is to close the bar, or to go home."""
        return self._at == len(STEPS)

    def came(self, screen: Screen[Any]) -> None:
        """That screen comes on top."""
        if isinstance(screen, TrackingEntry) and self._awaits(LOOKED):
            self._looked = True
        self._happened(type(screen).__name__)

    def end(self) -> None:
        """Takes the bar away."""
        self._timer.stop()
        for screen in self._app.screen_stack:
            screen.query(TourBar).remove()

    @property
    def text(self) -> str:
        """What the bar says: the step, and what can be done with the bar from here."""
        word, keys = desk_of(self._app.screen).word, self._app.desk.keys
        at_home = len(self._app.screen_stack) == 1
        ends = [_HOME if self.is_over else _LEAVE] if self._is_heard else []
        ends += [_CLOSES] if self.is_over and at_home else []
        told = word(_OVER) if self.is_over else f"[{self._at + 1}/{len(STEPS)}] {word(STEPS[self._at].words)}"
        told, end = _with_keys(told, keys), _with_keys(_BETWEEN.join(map(word, ends)), keys)
        whole = f"{told}{_BETWEEN}{end}" if end else told
        return whole if cell_len(whole) <= self._app.size.width - 2 else f"{told}\n{end}".rstrip()

    @property
    def _is_heard(self) -> bool:
        """Whether the key of the tour reaches it: a field in which text is written has it for itself."""
        found = self._app.screen.active_bindings.get(self._app.desk.keys.action("tour").keys[0])
        return found is not None and found.binding.action == "app.tour"

    def look(self) -> None:
        """Looks at what can be seen of the step, and tells where one is."""
        screen = self._app.screen
        if isinstance(screen, OrdersScreen):
            shown = screen.list_shown
            if shown is not None and shown.search and shown.total and screen.grid.has_focus:
                self._happened(FOUND)
            if shown is not None and shown.tab.conditions and len(shown.marks) >= _MARKS:
                self._happened(MARKED)
            if shown is not None and not shown.search:
                self._happened(CLEARED)
            if self._looked:
                self._happened(LOOKED)
        if self._awaits(APPLIED) or self._awaits(UNDONE):
            self._read()
        self._tell()

    def _awaits(self, what: str) -> bool:
        """Whether *what* is what the step asks for."""
        return not self.is_over and STEPS[self._at].done == what

    def _happened(self, what: str) -> None:
        if self._awaits(what):
            self._at += 1
            self._tell()

    def _read(self) -> None:
        """Reads the newest jobs; the first time to know which ones are older than the tour."""
        if self._reading:
            return
        self._reading, desk = True, self._app.desk

        def read() -> list[Job]:
            with desk.reader() as conn:
                return jobs(conn, _RECENT)

        run(self._app, "tour", read, self._came, lambda problem: self._came([]))

    def _came(self, found: list[Job]) -> None:
        self._reading = False
        if self._since is None:
            self._since = max((job.id for job in found), default=0)
            return
        done = [job for job in found if job.ended_at is not None and job.applied]
        if any(job.undo_of == self._job for job in done if self._job is not None):
            self._happened(UNDONE)
        mine = [job.id for job in done if job.undo_of is None and job.actor == self._app.desk.actor.name]
        if mine and max(mine) > self._since:
            self._job = max(mine)
            self._happened(APPLIED)

    def _tell(self) -> None:
        screen = self._app.screen
        if not screen.is_mounted or self._app.is_locked:
            return
        told = safe_multi(self.text)
        if not screen.query(TourBar):
            screen.mount(TourBar(told))
        if told.plain != self._told:  # a dialog's bar lies over that of the screen beneath
            self._told = told.plain
            for each in self._app.screen_stack:
                for bar in each.query(TourBar):
                    bar.update(told)


def _with_keys(text: str, keys: KeyTable) -> str:
    """*text* with the keys of the actions that are named in it."""
    return _KEY.sub(lambda found: keys.label(found[1]), text)


def tell_left(app: TouringApp) -> None:
    """Says where one is who has left the tour before its end."""
    tell(app.screen, _with_keys(app.desk.word(_LEFT), app.desk.keys))


def go_home(app: TouringApp) -> None:
    """Opens the operator's own shop instead."""
    app.exit(Reopen(app.desk.lang, store_url(None)))


async def offer(screen: Screen[Any]) -> None:
    """Asks whether to be shown around, or to go back from the demo shop."""
    desk, app = desk_of(screen), screen.app
    assert isinstance(app, TouringApp)
    here = await in_thread(lambda: is_demo(desk.store))
    answers = [_AGAIN, _GO_OWN] if here else [_GO_DEMO]
    picked = await app.push_screen_wait(PickDialog(desk.word(_TITLE), answers))
    if picked is None:
        return
    if answers[picked] == _AGAIN:
        app.begin_tour()
    elif answers[picked] == _GO_OWN:
        go_home(app)
    else:
        await _go_to_demo(app)


async def _go_to_demo(app: TouringApp) -> None:
    desk = app.desk
    tell(app.screen, _MAKING)
    name, now = desk.settings.operator, desk.clock()
    await in_thread(
        lambda: make_demo(demo_store_url(), login_here(), name, now, desk.lang, lambda made: None)
    )
    app.exit(Reopen(desk.lang, demo_store_url(), start_tour))
