"""What the detail does with the record of its order: the timeline, its memos, its payments, its past."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType

from orderdesk.core.domain.words import Word
from orderdesk.core.services.showing import TimelineLine
from orderdesk.core.store.jobs import Job
from orderdesk.core.store.jobs import job as read_job
from orderdesk.screens.context import tell
from orderdesk.screens.desk_screen import DeskScreen
from orderdesk.screens.order_list import Shown
from orderdesk.screens.work import run, start
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.timeline import ALL, KINDS, TimelineList, TimelinePane

FIRST: Final = Word("목록의 첫 주문입니다", "This is the first order of the list")
LAST: Final = Word("목록의 마지막 주문입니다", "This is the last order of the list")

HIDDEN, BELOW, BESIDE = "hidden", "below", "beside"

_TALL: Final = 30
"""Rows from which a narrow screen shows the timeline below unasked."""

_OPEN: Final = Word("작업·메모 열기", "Open job or memo")
_NO_JOB: Final = Word("작업으로 한 일이 아닙니다", "No job did this")
_PICK: Final = Word(
    "타임라인의 줄을 고르고 @ 를 누르면 그때의 모습을 봅니다",
    "Choose a line of the timeline and press @ to see the order as it was",
)


class RecordActions(DeskScreen[int | None]):
    """The right column's and the timeline's keys; for a screen that shows `_shown`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.next_pane", show=False),  # Textual's own would go from the timeline to itself
        Binding("shift+tab", "app.previous_pane", show=False),
    ]

    TWO_COLUMNS: ClassVar[int] = 100
    """Columns from which money and timeline stand beside the sections."""

    _shown: Shown | None = None
    _kind = ALL
    _place_of_timeline: str | None = None
    """Where the operator wants the timeline; None while nothing was said."""

    _place = 0
    _total = 0
    """Where the order stands in its list, and how many that has."""

    def refused(self) -> Mapping[str, Word]:
        """There is no order before the first one and none after the last."""
        found = dict(super().refused())
        if self._place == 0:
            found["previous_order"] = FIRST
        if self._place + 1 >= self._total:
            found["next_order"] = LAST
        return found

    def numbered(self, action_id: str) -> Mapping[int, str]:
        """The kinds of timeline."""
        kinds = enumerate(KINDS, 1)
        return {n: self.desk.word(words) for n, words in kinds} if action_id == "timeline_kind" else {}

    # the timeline

    @property
    def timeline_place(self) -> str:
        """Where the timeline is: beside needs two columns."""
        wide = self.has_class("-wide")
        wanted = self._place_of_timeline
        if wanted is None:
            return BESIDE if wide else BELOW if self.size.height >= _TALL else HIDDEN
        return BELOW if wanted == BESIDE and not wide else wanted

    @property
    def timeline(self) -> TimelineList | None:
        """The timeline that is shown, None while it is hidden."""
        place = self.timeline_place
        return None if place == HIDDEN else self.query_one(f"#{place}", TimelinePane).entries

    def show_timeline(self) -> None:
        """Shows the timeline where it belongs."""
        place = self.timeline_place
        for pane in self.query(TimelinePane):
            pane.display = pane.id == place
            if pane.display and self._shown is not None:
                pane.tell(self._shown.view.timeline, self._kind, self.lang)

    def on_resize(self, event: events.Resize) -> None:
        """Two columns where there is room for them."""
        self.set_class(event.size.width >= self.TWO_COLUMNS, "-wide")
        self.show_timeline()

    def action_timeline(self) -> None:
        """The timeline below, beside where that fits, hidden, and round again."""
        places = (BELOW, HIDDEN, BESIDE) if self.has_class("-wide") else (BELOW, HIDDEN)
        place = self.timeline_place
        inside = self.timeline is not None and self.timeline.has_focus
        self._place_of_timeline = places[(places.index(place) + 1) % len(places)]
        self.show_timeline()
        if inside:
            self.set_focus(self.timeline)

    def action_timeline_kind(self, kind: int) -> None:
        """Everything, only memos, or only what happened."""
        self._kind = kind
        if self.timeline_place == HIDDEN:
            self._place_of_timeline = BESIDE if self.has_class("-wide") else BELOW
        self.show_timeline()

    def digit(self, digit: int) -> Callable[[], object]:
        """Chooses the kind of timeline of that number, if there is one."""
        kind, place = self._kind, self._place_of_timeline
        if str(digit) in self.desk.keys.action("timeline_kind").keys:
            self.action_timeline_kind(digit)

        def take_back() -> None:
            self._kind, self._place_of_timeline = kind, place
            self.show_timeline()

        return take_back

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Opens what a line of the timeline is about: the memo, or the rows of the job."""
        event.stop()
        entry = self.timeline.current if self.timeline is not None else None
        if entry is None or self._shown is None:
            return
        if entry.memo:
            self.open_memos(entry.memo)
        elif entry.job is None:
            tell(self, _NO_JOB)
        else:
            self._open_job(entry.job)

    def _open_job(self, number: int) -> None:
        desk = self.desk

        def read() -> Job:
            with desk.reader() as conn:
                return read_job(conn, number)

        def came(job: Job) -> None:
            from orderdesk.screens.jobs import JobRowsScreen  # deferred: most lines are only read

            self.app.push_screen(JobRowsScreen(job))

        run(self, "job", read, came)

    def action_then(self) -> None:
        """The order as it was at the line of the timeline."""
        entry = self._chosen_entry()
        if entry is None or self._shown is None:
            if self.timeline is not None:
                self.set_focus(self.timeline)
            tell(self, _PICK)
            return
        from orderdesk.screens.time_travel import OrderThen

        self.app.push_screen(OrderThen(self._shown.view.order.id, entry.at))

    def _chosen_entry(self) -> TimelineLine | None:
        """The line of the timeline's cursor, while the timeline has the focus."""
        timeline = self.timeline
        return timeline.current if timeline is not None and timeline.has_focus else None

    def timeline_hints(self) -> tuple[Hint, ...]:
        """What can be done with the line of the timeline's cursor; nothing while it has no focus."""
        if self._chosen_entry() is None:
            return ()
        opening = Hint(self.desk.keys.label("open"), self.desk.word(_OPEN))
        return (opening, *map(self.hint_of, ("then", "timeline_kind", "timeline", "memo", "back")))

    def action_repeat(self) -> None:
        """The last action once more, on what is chosen now."""
        from orderdesk.screens.dialogs.repeating import repeat

        start(self, repeat(self))

    # memos and money

    def open_memos(self, chosen: int | None = None) -> None:
        """The memos of the order, with the cursor on number *chosen*."""
        from orderdesk.screens.dialogs.memos import MemoDialog

        if self._shown is not None:
            self.app.push_screen(MemoDialog(self._shown.view.order.id, chosen))

    def action_memo(self) -> None:
        """The memos of the order."""
        self.open_memos()

    def action_payment(self) -> None:
        """Every payment of the order."""
        from orderdesk.screens.dialogs.payment import pay

        if self._shown is not None:
            start(self, pay(self, self._shown.view.order.id))

    # the order itself

    def copied(self) -> str:
        """What Ctrl+C copies: the order number."""
        return self._shown.view.order.number if self._shown else ""

    def chosen(self) -> list[int]:
        """The order, once it is shown."""
        return [self._shown.view.order.id] if self._shown else []

    def action_sheets(self) -> None:
        """Prints the sheets of the order."""
        from orderdesk.screens.dialogs.sheets import print_sheets

        start(self, print_sheets(self, self.chosen()))
