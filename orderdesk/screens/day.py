"""마감: what went out on a day, beside what the couriers counted; one page, on the screen and as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar, Final

from rich.text import Text
from textual.binding import BindingType

from orderdesk.core.domain.day_close import CourierLine, DayClose
from orderdesk.core.domain.verbs import Field, FieldKind
from orderdesk.core.domain.words import Word
from orderdesk.core.files.day_page import NOTHING, text_page, write_page
from orderdesk.core.services.day_close import day_close, note_counts, today
from orderdesk.core.services.draft_forms import number
from orderdesk.keyboard.actions import Scope
from orderdesk.keyboard.keymap import bindings
from orderdesk.screens.context import DeskContext, tell
from orderdesk.screens.dialogs.form import FormDialog
from orderdesk.screens.dialogs.save_file import NewFile, SaveFileDialog
from orderdesk.screens.empty import lead_on
from orderdesk.screens.list_screen import ListScreen
from orderdesk.screens.work import run, start
from orderdesk.widgets.columns import cut, listed
from orderdesk.widgets.hint_bar import HintBar
from orderdesk.widgets.line_list import LineList

_TITLE: Final = Word("마감", "Day's close")
_COUNT: Final = Field("count", Word("택배사 집계 (상자 수)", "Courier count (parcels)"), FieldKind.NUMBER)
_AGREES: Final = Word("택배사 집계와 같습니다", "The couriers' counts agree")
_DIFFERS: Final = Word("택배사 집계와 다릅니다", "The couriers' counts differ")
_UNCOUNTED: Final = Word("택배사 집계를 적지 않았습니다", "No courier's count was entered")
_NO_COURIER: Final = Word("택배사 줄을 고르세요", "Choose a courier's line")
_DAY: Final = timedelta(days=1)


class DayScreen(ListScreen):
    """The close of a day, today's at first. Enter notes what the courier of the line counted."""

    SCOPE: ClassVar[Scope] = Scope.DAY
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.DAY)

    def __init__(self) -> None:
        super().__init__()
        self._close: DayClose | None = None
        self._page: list[str] = []

    def on_mount(self) -> None:
        """Sums today up."""
        self._day = today(self.desk.clock())
        self.head(self.desk.word(_TITLE))
        self._show_hints()
        self.read()

    def _show_hints(self) -> None:
        self.query_one(HintBar).show(self.hints_now(Scope.DAY))

    def refused(self) -> Mapping[str, Word]:
        """Where no courier took anything there is nothing that one could have counted."""
        couriers = any(line.courier for line in self._close.lines) if self._close else False
        return {**super().refused(), **({} if couriers else {"courier_count": NOTHING})}

    def read(self) -> None:
        """Sums the day up again."""
        desk, day = self.desk, self._day
        run(self, "day", lambda: _summed(desk, day), self._show)

    action_reload = read

    def _show(self, close: DayClose) -> None:
        self._close = close
        verdict = self.desk.word(_verdict(close)) if close.lines else ""
        self.head(f"{self.desk.word(_TITLE)}   {close.day}", verdict)
        page = text_page(close, self.desk.printed.shop_name, self.lang).splitlines()[2:]
        self._page = page if _anything(close) else []
        cursor = min(max(1, self.lines.cursor), len(page) - 1)
        nothing = lead_on(self.desk, NOTHING, "previous_day", "back")
        self.lines.show(len(self._page), self._drawn, cursor, nothing)
        self._show_hints()

    def _drawn(self, index: int, width: int) -> Text:
        return Text(cut(self._page[index], width))

    def action_previous_day(self) -> None:
        """To the day before."""
        self._day -= _DAY
        self.read()

    def action_next_day(self) -> None:
        """To the day after."""
        self._day += _DAY
        self.read()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter notes what the courier counted."""
        event.stop()
        self.action_courier_count()

    def action_courier_count(self) -> None:
        """Notes how many the courier of the line counted."""
        line, close = self._courier(), self._close
        if line is None or close is None:
            tell(self, _NO_COURIER, "warning")
        else:
            start(self, self._ask_count(close.day, line))

    def _courier(self) -> CourierLine | None:
        """The courier of the line at the cursor: each takes two, below the heads."""
        place = (self.lines.cursor - 1) // 2
        known = self._close.lines if self._close else ()
        found = known[place] if self.lines.cursor > 0 and place < len(known) else None
        return found if found is not None and found.courier else None

    async def _ask_count(self, day: date, line: CourierLine) -> None:
        desk = self.desk
        given = {"count": "" if line.counted is None else str(line.counted)}
        title = listed([line.courier, str(day)])
        count = await self.app.push_screen_wait(FormDialog(title, (_COUNT,), given, _read_count))
        if count is not None:
            keep = {line.courier: count}
            run(self, "count", lambda: _note(desk, day, keep), lambda _kept: self.read())

    def action_export_rows(self) -> None:
        """Writes the page to a file."""
        if self._close is not None:
            start(self, self._save(self._close))

    async def _save(self, close: DayClose) -> None:
        shop, lang = self.desk.printed.shop_name, self.lang
        title, label = self.desk.word(_TITLE), self.say("저장", "Save")

        def write(path: Path, _reason: str, _told: Callable[[int], None]) -> Path:
            return write_page(path, close, shop, lang)

        default = Path.home() / f"{self.say('마감', 'close')}_{close.day}.html"
        file = NewFile(title, label, default, (".html", ".txt"), len(close.lines), write)
        await self.app.push_screen_wait(SaveFileDialog(file))


def _note(desk: DeskContext, day: date, counted: Mapping[str, int]) -> None:
    note_counts(desk.store, desk.actor, desk.clock(), day, counted)


def _anything(close: DayClose) -> bool:
    return bool(close.lines or close.exceptions or close.lost)


def _verdict(close: DayClose) -> Word:
    if all(line.counted is None for line in close.lines):
        return _UNCOUNTED
    return _AGREES if close.agrees else _DIFFERS


def _read_count(texts: Mapping[str, str]) -> int:
    return number(texts.get("count", "").strip(), "count")


def _summed(desk: DeskContext, day: date) -> DayClose:
    with desk.reader() as conn:
        return day_close(conn, day)
