"""Tracking numbers by hand, pasted, or scanned, with a live verdict on every line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Label, Static

from orderdesk.core.domain.parcels import NumberProblem
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.words import Word
from orderdesk.core.services.tracking import TrackingPlan
from orderdesk.core.services.tracking_rows import Options, RowVerdict
from orderdesk.core.services.tracking_rules import courier_called, courier_names
from orderdesk.core.store.jobs import Job
from orderdesk.keyboard.scanning import scanned
from orderdesk.screens.dialogs.base import Dialog, confirm_hint
from orderdesk.screens.dialogs.preview import PreviewDialog
from orderdesk.screens.dialogs.tracking_lines import (
    EntryLine,
    courier_before,
    fill_in,
    read_pasted,
    tracking_rows,
)
from orderdesk.screens.dialogs.tracking_plans import planned, target_verdict, tracking_work
from orderdesk.screens.dialogs.tracking_ways import STATES, Ways
from orderdesk.screens.dialogs.tracking_words import (
    ALL_ENTERED,
    LOST,
    NONE,
    advised,
    asked_for,
    drawn_line,
    first_wrong,
    in_full,
)
from orderdesk.screens.work import run
from orderdesk.widgets.courier_input import CourierInput
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.number_input import NumberInput
from orderdesk.widgets.safe_text import safe_content

TITLE: Final = Word("송장 등록", "Tracking numbers")


class TrackingEntry(Dialog[Job | None]):
    """Takes numbers for *lines*; the answer is the job that registered them.

    By hand each goes to the line of the cursor; none takes another's place unless its line was chosen. With
    *scan*, an order's barcode and the label's barcode come in turn, from any order. *state* is what the
    numbers bring their sections to at first, *courier* whose they are.
    """

    DEFAULT_CSS = """
    TrackingEntry {
        & .field { height: 1; }
        & .field Label { width: 12; color: $text-muted; }
        & .field KoreanInput { width: 1fr; }
        & #lines { margin-top: 1; }
        & NumberedMenu { margin-top: 1; }
    }
    """

    def __init__(self, lines: Sequence[EntryLine], courier: str, scan: bool = False, state: str = "") -> None:
        super().__init__()
        self.courier = courier
        self._lines = [] if scan else list(lines)
        self._scan = scan
        self._pending = ""
        self._state = state
        self._allowed = [False, False]
        self._verdicts: dict[int, RowVerdict] = {}
        self._plan: TrackingPlan | None = None
        self._rung: set[EntryLine] = set()
        self._lost = ""
        self._picked = False

    def parts(self) -> ComposeResult:
        """Courier, number, what the next number is for, the lines, and how they are taken."""
        with Horizontal(classes="field"):
            yield Label(safe_content(self.say("택배사", "Courier")))
            some = self.say("CJ, 한진, 우체국 …", "CJ, 한진 (Hanjin), 우체국 (Post) …")
            yield CourierInput(self.courier, some, courier_names(), self._type_number)
        with Horizontal(classes="field"):
            yield Label(
                safe_content(self.say("바코드", "Barcode") if self._scan else self.say("송장번호", "Number"))
            )
            yield NumberInput(id="number", compact=True)
        yield Static(id="wrong", classes="line bad empty")
        lines = LineList(id="lines", reserve=16)
        lines.can_focus = self._scan  # else ↑↓ in the number's field choose one
        yield lines
        yield Ways(id="how", reserve=12)

    def on_mount(self) -> None:
        """The number field has the cursor, or the courier's while there is none."""
        scanner = self.say(" · 스캐너", " · scanner") if self._scan else ""
        self.entitle(self.desk.word(TITLE) + scanner)
        self.query_one("#number" if self._courier else "#courier").focus()
        self._show_how()
        self._show_lines()
        if self._state:
            self._go_on(-1)
            self._judge()

    @property
    def edited(self) -> bool:
        """Whether a number was entered or is being typed, or another courier."""
        typed = scanned(self.query_one("#number", NumberInput).value)
        entered = any(line.number for line in self._lines)
        return entered or bool(typed) or self._courier != self.courier

    # how the numbers are taken

    def _show_how(self) -> None:
        self.query_one("#how", Ways).show_ways(self.lang, self._state, self._allowed)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """A way was chosen, or a line: then the number field is for it."""
        event.stop()
        if event.lines.id == "lines":
            self._picked = True
            self.query_one("#number").focus()
            return
        if event.index < len(STATES):
            self._state = STATES[event.index][0]
            if not self._picked:
                self._go_on(self.query_one("#lines", LineList).cursor - 1)
        else:
            place = event.index - len(STATES)
            self._allowed[place] = not self._allowed[place]
        self._show_how()
        self._judge()

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """The next number is for the line of the cursor; what is wrong with it is said in full."""
        event.stop()
        self._show_target()
        verdict = self._verdicts.get(event.index) if event.lines.id == "lines" else None
        if verdict is not None and verdict.kind is not Kind.SKIP and (verdict.reason or verdict.odd):
            self.tell_line("#wrong", in_full(verdict, self.lang))

    # entering

    def action_choose(self, digit: int) -> None:
        """A digit is of a number, wherever the cursor is."""
        self._type_number(str(digit))

    def _type_number(self, text: str) -> None:
        """Types a digit, or pastes more, where numbers go."""
        number = self.query_one("#number", NumberInput).focus()
        if len(text) == 1:
            number.insert_text_at_cursor(text)
        else:
            number.post_message(events.Paste(text))

    def action_next_field(self) -> None:
        """↓ in the number's field chooses the line below; see `entered`."""
        if not self._choose_line(1):
            super().action_next_field()

    def action_previous_field(self) -> None:
        """↑ in the number's field chooses the line above."""
        if not self._choose_line(-1):
            super().action_previous_field()

    def _choose_line(self, by: int) -> bool:
        """Goes by that many lines, from the number's field; past the ends stands no line: only Tab leaves."""
        lines = self.query_one("#lines", LineList)
        if self._scan or not self._lines or self.focused is not self.query_one("#number"):
            return False
        if len(self._lines) == 1 and not self._is_done(0):
            return False
        self._picked = True
        lines.move_to(lines.cursor + by)
        self._show_target()
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another courier changes the verdicts; a number that is being typed is not counted yet."""
        if event.input.id == "courier":
            self._judge()
        elif event.input.id == "number":
            self._show_hints()

    def entered(self, field: Input) -> None:
        """Enter takes the number and goes on to the next line; an empty one goes to the next field.

        A courier's name is no number: the numbers after it are that courier's.
        """
        typed = field.value.strip()
        if field.id != "number" or not typed:
            wrong = courier_called(typed) if typed else None
            if isinstance(wrong, NumberProblem):
                self._alarm(advised(wrong, self.lang))
            else:
                self.focus_next()
            return
        field.value = ""
        courier, text = courier_before(typed)
        if courier is not None:
            self.query_one("#courier", KoreanInput).value = courier.name
        if not text:
            return
        if self._scan:
            self._take_scan(text)
        elif self._lines:
            self._take_number(text)
        else:
            self._take_lines(text)

    def _take_number(self, text: str) -> None:
        """The number of the line of the cursor, which goes on to the next line that has none."""
        lines = self.query_one("#lines", LineList)
        at = lines.cursor
        if self._is_done(at):
            self._alarm(self.desk.word(ALL_ENTERED))
            return
        self._picked = False
        self._verdicts.pop(at, None)
        self._lines[at] = replace(self._lines[at], number=text, courier="")
        self._show_lines()
        self._go_on(at)
        self._judge()

    def _go_on(self, at: int) -> None:
        """To the next line behind *at* that lacks a number, or else to the first."""
        free = [n for n, line in enumerate(self._lines) if not line.is_complete(self._state)]
        self.query_one("#lines", LineList).move_to(next((n for n in free if n > at), next(iter(free), at)))

    def _is_done(self, at: int) -> bool:
        """Whether the line *at* keeps its number: nothing is wrong or odd, and it was not chosen."""
        verdict = self._verdicts.get(at)
        wrong = verdict is not None and (verdict.kind is Kind.REFUSE or bool(verdict.odd))
        return self._lines[at].is_complete(self._state) and not (self._picked or wrong)

    def _take_scan(self, text: str) -> None:
        self.tell_line("#wrong", "")
        if not self._pending:
            self._pending = text
            self._check_target(text)
        else:
            self._lines.append(EntryLine(self._pending, number=text, courier=self._courier))
            self._pending = ""
            self._judge()
        self._show_lines()
        self.query_one("#lines", LineList).move_to(len(self._lines) - 1)

    def _check_target(self, text: str) -> None:
        """Looks the order up at once, so that a wrong barcode is heard before its label is stuck on."""
        desk = self.desk
        (row,) = tracking_rows([EntryLine(text, number="?")], "", "")

        def found(verdict: RowVerdict) -> None:
            if verdict.kind is Kind.REFUSE and verdict.reason is not None:
                self._alarm(f"{text}: {self.desk.word(verdict.reason.message)}")
                if self._pending == text:
                    self._pending = ""
                    self._show_target()

        run(self, "target", lambda: target_verdict(desk, row), found)

    def on_number_input_pasted_lines(self, event: NumberInput.PastedLines) -> None:
        """Several lines at once."""
        event.stop()
        self._take_lines(event.text)

    def _take_lines(self, text: str) -> None:
        """Lines that name their sections, or numbers alone for those that stand there."""
        start = self.query_one("#lines", LineList).cursor
        self._lines, lost = fill_in(self._lines, read_pasted(text), start)
        self._lost = self.desk.word(LOST).format(lost) if lost else ""
        if lost:
            self._alarm(self._lost)
        self._show_lines()
        self._judge()

    # verdicts

    @property
    def _courier(self) -> str:
        return self.query_one("#courier", KoreanInput).value.strip()

    def _judge(self) -> None:
        """Asks in a thread what would become of every line."""
        rows = tracking_rows(self._lines, self._courier, self._state)
        desk, options = self.desk, self._options()
        run(self, "verdicts", lambda: planned(desk, rows, options), self._judged)

    def _options(self) -> Options:
        known = self.desk.settings
        return Options(known.default_courier, known.lotte_strict, known.ready_on_tracking, *self._allowed)

    def _judged(self, plan: TrackingPlan) -> None:
        self._plan = plan
        self._verdicts = {verdict.row: verdict for verdict in plan.rows}
        wrong = (v for v in plan.rows if v.kind is Kind.REFUSE and v.row < len(self._lines))
        refused = {self._lines[v.row]: v for v in wrong}
        fresh = [verdict for line, verdict in refused.items() if line not in self._rung]
        self._rung = set(refused)
        if fresh:
            self._alarm(in_full(fresh[0], self.lang))
        else:
            at = self.query_one("#lines", LineList).cursor
            self.tell_line("#wrong", self._lost or first_wrong(self._verdicts, at, self.lang))
        self._go_to_wrong()
        self._show_lines()

    def _go_to_wrong(self) -> None:
        """From a line that is right, once all have numbers, to the first that is refused."""
        lines = self.query_one("#lines", LineList)
        wrong = [n for n, verdict in self._verdicts.items() if verdict.kind is Kind.REFUSE]
        entered = not self._scan and all(each.is_complete(self._state) for each in self._lines)
        if wrong and entered and lines.cursor < len(self._lines) and self._is_done(lines.cursor):
            lines.move_to(wrong[0])

    def _alarm(self, text: str) -> None:
        self.app.bell()
        self.tell_line("#wrong", text)

    # showing

    def _show_lines(self) -> None:
        shown = self.query_one("#lines", LineList)
        shown.set_class(not self._lines, "empty")
        shown.show(len(self._lines), self._drawn)
        self._show_target()
        self._show_hints()

    def on_descendant_focus(self) -> None:
        """Other keys mean other things where the cursor is now."""
        self._show_hints()

    def _show_hints(self) -> None:
        ready = sum(verdict.kind is Kind.APPLY for verdict in self._verdicts.values())
        typed = bool(self.query_one("#number", NumberInput).value)
        label = (
            self.say("미리보기", "Preview")
            if typed
            else self.say(f"{ready:,}건 미리보기", f"Preview {ready:,}")
        )
        lines = [Hint("↑↓", self.say("줄", "Line"))] * (len(self._lines) > 1 and not self._scan)
        if isinstance(self.focused, Ways):
            lines = [Hint("↑↓ Space", self.say("고르기", "Choose"))]
        onward = Hint("Tab", self.say("다음 칸", "Next field"))
        self.hint(confirm_hint(label, None if typed or self._verdicts else label), *lines, onward)

    def _show_target(self) -> None:
        number = self.query_one("#number", NumberInput)
        if self._scan:
            asked = (
                self.say("송장 바코드", "The label's barcode")
                if self._pending
                else self.say("주문 바코드", "The order's barcode")
            )
            number.placeholder = f"{self._pending} · {asked}" if self._pending else asked
        elif self._lines:
            at = self.query_one("#lines", LineList).cursor
            number.placeholder = asked_for(self._lines[at], self._is_done(at), at, self._verdicts, self.lang)
        else:
            number.placeholder = self.say(
                "붙여넣기: 섹션번호⇥택배사⇥송장번호", "paste: section, courier, number"
            )

    def _drawn(self, index: int, width: int) -> Text:
        return drawn_line(self._lines[index], self._verdicts.get(index), self.lang, width)

    # finishing

    def confirm(self) -> None:
        """Shows the preview of the lines; they stay as they are when it is closed.

        A number that still stands in its field is meant, too.
        """
        number = self.query_one("#number", NumberInput)
        if scanned(number.value) and not self._scan:
            full = bool(self._lines) and self._is_done(self.query_one("#lines", LineList).cursor)
            self.entered(number)
            if full:
                return
        rows = tracking_rows(self._lines, self._courier, self._state)
        if not rows:
            self._alarm(self.desk.word(NONE))
            return
        work = tracking_work(self.desk, TITLE, rows, self._options())
        self.courier = self._courier
        self.app.push_screen(PreviewDialog(work), self._applied)

    def _applied(self, job: Job | None) -> None:
        if job is not None:
            self.dismiss(job)
