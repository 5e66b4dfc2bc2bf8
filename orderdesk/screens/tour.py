"""The ten steps of the tour, the bar that tells them, and how one comes to them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from textual.screen import Screen
from textual.widgets import Static

from orderdesk.core.domain.words import Word
from orderdesk.core.services.demo.opening import make_demo
from orderdesk.core.services.marking import is_demo
from orderdesk.keyboard.actions import action
from orderdesk.screens.context import desk_of, tell
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.dialogs.pick import PickDialog
from orderdesk.screens.reopening import Reopen
from orderdesk.screens.touring import TouringApp, start_tour
from orderdesk.screens.work import in_thread
from orderdesk.settings import demo_store_url, store_url
from orderdesk.terminal.login import login_here
from orderdesk.widgets.safe_text import safe_multi

_LOOK: Final = 0.3
"""Seconds between two looks which screen is on top."""

_KEY: Final = re.compile(r"{(\w+)}")


@dataclass(frozen=True)
class Step:
    """What to do, with actions in braces for their keys; over once all of *done* happened, in that order.

    What happens are actions by their ids, and screens that come on top: ``on:PreviewDialog``.
    """

    done: tuple[str, ...]
    words: Word


STEPS: Final = (
    Step(
        ("search", "submit"),
        Word(
            "{search} 를 누르고 이름을 조금 치고 Enter. 초성(ㄱㅁㅅ)으로도 찾습니다.",
            "Press {search}, type a bit of a name, then Enter; initials (ㄱㅁㅅ) find it too.",
        ),
    ),
    Step(("open",), Word("{open} 로 커서의 주문을 엽니다.", "{open} opens the order of the cursor.")),
    Step(
        ("back",),
        Word(
            "{back} 로 목록에 돌아옵니다. 한 번 더 누르면 검색이 풀립니다.",
            "{back} leads back to the list; once more clears the search.",
        ),
    ),
    Step(
        ("mark_down",),
        Word(
            "2 를 눌러 상품준비 탭으로 가서, {mark_down} 로 주문을 두셋 선택합니다.",
            "Press 2 for the tab of what is prepared; {mark_down} marks an order, and another.",
        ),
    ),
    Step(
        ("process_menu",),
        Word(
            "{process_menu} 로 할 수 있는 일을 봅니다. 안 되는 것은 이유를 말합니다.",
            "{process_menu} shows what can be done; what can't says why.",
        ),
    ),
    Step(
        ("on:PreviewDialog",),
        Word(
            "번호로 하나를 고릅니다. 무엇이 바뀔지 먼저 보여 주고, 아직 아무것도 바뀌지 않습니다.",
            "Pick one by its number: what would change is shown first, nothing has changed yet.",
        ),
    ),
    Step(
        ("confirm",),
        Word(
            "{confirm} 로 확정합니다. 확정하는 키는 이것뿐입니다.",
            "{confirm} does it; no other key ever does.",
        ),
    ),
    Step(
        ("undo", "confirm"),
        Word(
            "{undo} 로 방금 한 일을 되돌립니다. 되돌리기도 먼저 보고 {confirm} 로 합니다.",
            "{undo} takes it back: shown first, too, and done by {confirm}.",
        ),
    ),
    Step(
        ("tracking",),
        Word(
            "{tracking} 로 송장을 넣습니다: 손으로, 붙여넣기, 스캐너, 엑셀.",
            "{tracking} enters tracking numbers: by hand, pasted, scanned, from Excel.",
        ),
    ),
    Step(
        ("help",),
        Word(
            "{help} 은 어디서나 그 화면의 키를 보여 줍니다. 한글, 초성, 영문으로 찾습니다.",
            "{help} shows the keys of any screen; type to find one.",
        ),
    ),
)
_OVER: Final = Word(
    "열 걸음을 다 걸었습니다. 여기서는 무엇을 해도 됩니다. 다시 {tour} 를 누르면 내 상점을 엽니다.",
    "That was all. Try anything here; {tour} again leads to your own shop.",
)
_LEAVE: Final = Word("{tour} 그만두기", "{tour} ends it")
_TITLE: Final = Word("둘러보기", "Tour")
_MAKING: Final = Word("시험용 가게를 만드는 중 …", "Making a demo shop …")
_GO_DEMO: Final = Word("시험용 가게를 열고 열 걸음을 걷습니다", "Open the demo shop, and take ten steps")
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
    """Somebody is shown around in *app*: a step is over when it was done, early or when it was asked for."""

    def __init__(self, app: TouringApp) -> None:
        self._app = app
        self._left = [list(step.done) for step in STEPS]
        self._on: Screen[Any] | None = None
        self._told = ""
        self._timer = app.set_interval(_LOOK, self._look)
        self._look()

    @property
    def at(self) -> int:
        """How many steps are over before the one that is told."""
        return next((n for n, left in enumerate(self._left) if left), len(STEPS))

    def note(self, what: str) -> None:
        """That happened: the first step that waits for it comes nearer to its end."""
        for left in self._left:
            if left and left[0] == what:
                del left[0]
                self._tell()
                return

    def end(self) -> None:
        """Takes the bar away."""
        self._timer.stop()
        for screen in self._app.screen_stack:
            screen.query(TourBar).remove()

    @property
    def text(self) -> str:
        """What the bar says."""
        word, at = desk_of(self._app.screen).word, self.at
        if at == len(STEPS):
            return _with_keys(word(_OVER))
        told = f"{at + 1}/{len(STEPS)} {word(STEPS[at].words)}"
        heard = not isinstance(self._app.screen, Dialog)
        return _with_keys(f"{told} · {word(_LEAVE)}" if heard else told)

    def _look(self) -> None:
        screen = self._app.screen
        if screen is not self._on:
            self._on = screen
            self.note(f"on:{type(screen).__name__}")
        self._tell()

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


def _with_keys(text: str) -> str:
    """*text* with the keys of the actions that are named in it."""
    return _KEY.sub(lambda found: action(found[1]).key_label, text)


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
        app.exit(Reopen(desk.lang, store_url(None)))
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
