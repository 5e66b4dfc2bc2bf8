"""The memos of an order: read, written, edited, resolved and deleted in one place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from orderdesk.core.domain.orders import Memo
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.words import Word
from orderdesk.core.services.memos import Memos, Written, do_memo, read_memos
from orderdesk.core.services.showing import NoSuchOrder
from orderdesk.core.store.problems import StoreProblem
from orderdesk.keyboard.actions import Scope
from orderdesk.keyboard.keymap import bindings
from orderdesk.screens.dialogs.base import Dialog, confirm_hint
from orderdesk.screens.unmasking import masked
from orderdesk.screens.work import run
from orderdesk.widgets.cells import moment
from orderdesk.widgets.columns import between, listed
from orderdesk.widgets.korean_area import KoreanArea
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.look import look_of
from orderdesk.widgets.safe_text import safe_line, safe_multi

_TITLE: Final = Word("메모", "Memos")
_NONE: Final = Word("메모가 없습니다. 아래에 쓰세요", "No memos yet; write one below")
_ADD: Final = Word("새 메모", "New memo")
_NEW: Final = Word("새 메모 (Enter 줄 바꿈)", "New memo (Enter: new line)")
_EDIT: Final = Word("메모 고치기 (Enter 줄 바꿈)", "Edit the memo (Enter: new line)")
_EARLIER: Final = Word("고치기 전", "before")
_RESOLVED, _OPEN = Word("해결", "resolved"), Word("미해결", "open")
_AGAIN: Final = Word("이 메모를 삭제하려면 한 번 더 누르세요", "Press again to delete this memo")
_KEYS: Final = ("memo_edit", "memo_resolve", "memo_delete")


class MemoDialog(Dialog[None]):
    """The memos of the order *order_id*, with the cursor on number *chosen* where that is given."""

    SCOPE = Scope.MEMOS
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.MEMOS)
    AUTO_FOCUS = "LineList"
    DEFAULT_CSS = """
    MemoDialog {
        & #whole { height: auto; max-height: 9; margin-top: 1; }
        & #whole > Static { height: auto; }
        & KoreanArea { display: none; }
        & .-writing { display: block; }
        & #writing { margin-top: 1; }
    }
    """

    def __init__(self, order_id: int, chosen: int | None = None) -> None:
        super().__init__()
        self._order_id = order_id
        self._chosen = chosen
        self._memos: tuple[Written, ...] = ()
        self._editing: Memo | None = None
        self._began = ""
        self._deleting: int | None = None
        self._doing = False

    def parts(self) -> ComposeResult:
        """The memos, the one of the cursor whole with what it said before, and where one is written."""
        yield LineList(reserve=18)
        with VerticalScroll(id="whole", can_focus=False):
            yield Static(markup=False)
        yield Static(id="writing", classes="line quiet empty")
        yield KoreanArea()
        yield Static(id="wrong", classes="line bad empty")

    def on_mount(self) -> None:
        """Reads the memos."""
        self.entitle(self.desk.word(_TITLE))
        self._hint()
        self._read()

    def _read(self) -> None:
        desk, order_id = self.desk, self._order_id

        def read() -> Memos | None:
            with desk.reader() as conn:
                try:
                    return read_memos(conn, order_id, desk.hides(conn, order_id))
                except NoSuchOrder:
                    return None

        run(self, "memos", read, self._came)

    def _came(self, found: Memos | None) -> None:
        if found is None:
            self.dismiss(None)
            return
        self._memos = found.memos
        if self._editing is not None:  # edited by somebody else: the next attempt starts from that
            same = (each.memo for each in found.memos if each.memo.n == self._editing.n)
            self._editing = next(same, self._editing)
        self.entitle(f"{found.number} · {self.desk.word(_TITLE)} {len(found.memos)}")
        numbers = [written.memo.n for written in self._memos]
        cursor = numbers.index(self._chosen) if self._chosen in numbers else None
        self._chosen = None
        self._lines.show(len(self._memos), self._drawn, cursor, self.desk.word(_NONE))
        self._show_whole()
        self._hint()
        if not self._memos and not self._writing:
            self.action_memo()

    # showing

    @property
    def _lines(self) -> LineList:
        return self.query_one(LineList)

    @property
    def _area(self) -> KoreanArea:
        return self.query_one(KoreanArea)

    @property
    def _writing(self) -> bool:
        return self._area.has_class("-writing")

    @property
    def _current(self) -> Written | None:
        return self._memos[self._lines.cursor] if self._memos else None

    def _drawn(self, index: int, width: int) -> Text:
        memo = self._memos[index].memo
        first = safe_line(memo.text)
        state = f"✓ {self.desk.word(_RESOLVED)}" if memo.resolved else f"○ {self.desk.word(_OPEN)}"
        style = "dim" if memo.resolved else ""
        return between(f"{moment(memo.at)}  {safe_line(memo.author)}  {first}", state, width, style, style)

    def _show_whole(self) -> None:
        """The memo of the cursor whole, and what it said before."""
        written, look = self._current, look_of(self)
        self.query_one("#whole").set_class(written is None, "empty")
        if written is None:
            self.query_one("#whole > Static", Static).update("")
            return
        lines = [safe_multi(written.memo.text)]
        for at, text in written.earlier:
            lines.append(Text(f"{moment(at)} {self.desk.word(_EARLIER)}", look.quiet))
            lines.append(safe_multi(text, look.quiet))
        self.query_one("#whole > Static", Static).update(Text("\n").join(lines))

    write_anew = _show_whole

    def _hint(self) -> None:
        if self._writing:
            self.hint(confirm_hint(self.say("저장", "Save")))
            return
        self.hint(self.hint_of("memo", _ADD), *map(self.hint_of, _KEYS if self._memos else ()))

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Another memo under the cursor."""
        event.stop()
        self._deleting = None
        self.tell_line("#wrong", "")
        self._show_whole()

    # writing

    def _write(self, words: Word, text: str) -> None:
        self._began = text
        self._area.load_text(text)
        self._area.move_cursor(self._area.document.end)
        self._area.add_class("-writing")
        self.tell_line("#writing", self.desk.word(words))
        self.tell_line("#wrong", "")
        self._area.focus()
        self._hint()

    def action_memo(self) -> None:
        """Writes a new memo."""
        self._editing = None
        self._write(_NEW, "")

    def action_memo_edit(self) -> None:
        """Edits the memo of the cursor."""
        if self._current is not None and not self._current.whole:
            self.app.bell()
            self.tell_line("#wrong", masked(self.desk))
        elif self._current is not None:
            self._editing = self._current.memo
            self._write(_EDIT, self._editing.text)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter edits."""
        event.stop()
        if self._memos:
            self.action_memo_edit()

    @property
    def edited(self) -> bool:
        """Whether something was written that is not saved."""
        return self._writing and self._area.value != self._began

    def step_back(self) -> bool:
        """Esc: stops writing, which asks once where that loses something; then closes."""
        if not self._writing or not self._memos or (self.edited and not self._asked):
            return super().step_back()
        self._stop_writing()
        return True

    def _stop_writing(self) -> None:
        self._asked = False
        self._area.remove_class("-writing")
        self.tell_line("#writing", "")
        self._lines.focus()
        self._hint()

    def confirm(self) -> None:
        """Saves what was written."""
        if not self._writing:
            return
        text = self._area.value
        if self._editing is None:
            self._do("memo", {"text": text})
        else:
            self._do("memo-edit", {"n": str(self._editing.n), "text": text, "was": self._editing.text})

    # doing

    def action_memo_resolve(self) -> None:
        """해결, or takes that back."""
        if self._current is not None:
            memo = self._current.memo
            self._do("memo-reopen" if memo.resolved else "memo-resolve", {"n": str(memo.n)})

    def action_memo_delete(self) -> None:
        """Deletes the memo of the cursor, once it was asked for twice."""
        if self._current is None:
            return
        n = self._current.memo.n
        if self._deleting != n:
            self._deleting = n
            self.tell_line("#wrong", self.desk.word(_AGAIN))
            return
        self._do("memo-delete", {"n": str(n)})

    def _do(self, verb: str, fields: Mapping[str, str]) -> None:
        if self._doing:
            return
        self._doing = True
        desk, order_id = self.desk, self._order_id

        def act() -> Refusal | None:
            return do_memo(desk.store, order_id, verb, fields, desk.actor, desk.clock)

        def came(refusal: Refusal | None) -> None:
            self._deleting, self._doing = None, False
            if refusal is None or refusal is Refusal.ALREADY:
                self.tell_line("#wrong", "")
                if self._writing:
                    self._stop_writing()
                if verb == "memo":
                    self._lines.move_to(0)
            else:
                self.app.bell()
                told = listed([desk.word(refusal.message), desk.word(refusal.advice)])
                self.tell_line("#wrong", told)
            self._read()

        def failed(problem: StoreProblem) -> None:
            self._doing = False
            self.tell_line("#wrong", desk.word(problem.message))

        run(self, "write", act, came, failed)

    def copied(self) -> str:
        """What Ctrl+C copies: the memo of the cursor."""
        return self._current.memo.text if self._current is not None else ""
