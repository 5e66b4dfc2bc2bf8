"""주문서 출력: what is printed, of which orders, how, and into which file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Label

from orderdesk.core.domain.export_scopes import SCOPE_WORDS, Scope
from orderdesk.core.domain.sheets import UNIT_WORDS, SheetForm, SheetUnit
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services import exporting, sheets
from orderdesk.core.services.exporting import Wanted
from orderdesk.core.services.sheets import Printed
from orderdesk.screens.context import DeskContext, desk_of, tell
from orderdesk.screens.dialogs.base import confirm_hint
from orderdesk.screens.dialogs.export import ListShown
from orderdesk.screens.dialogs.file_dialog import FileDialog
from orderdesk.widgets.choices import Choices, ManyChoices
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.path_input import PathInput
from orderdesk.widgets.progress_line import ProgressLine
from orderdesk.widgets.safe_text import safe_content

TITLE: Final = Word("주문서 출력", "Print order sheets")
NOTHING_CHOSEN: Final = Word("먼저 주문을 고르세요 (Space)", "Choose orders first (Space)")
_SCOPES: Final = (Scope.SELECTED, Scope.PAGE, Scope.FILTERED)
_SHOWN: Final = Word("목록 전체", "The whole list")
_ENDINGS: Final = {
    ".html": Word("HTML · 브라우저에서 인쇄", "HTML, printed by a browser"),
    ".txt": Word("텍스트 · lp로 인쇄", "Text, printed by lp"),
}
_MASKED, _AMOUNTS = "masked", "amounts"
_OPTIONS: Final = {
    _MASKED: Word("연락처 가리기 (010-****-1234)", "Mask phones (010-****-1234)"),
    _AMOUNTS: Word("금액도 인쇄", "Print amounts"),
}
_OFFERED: Final = {
    SheetUnit.ORDER: (_MASKED, _AMOUNTS),
    SheetUnit.SECTION: (_MASKED,),
    SheetUnit.PICKING: (),
}
"""What can be chosen of each: a slip has no amounts, a picking list tells of nobody."""


class SheetsPathInput(PathInput):
    """Completes names of files that print."""

    ENDINGS = sheets.ENDINGS


class SheetsDialog(FileDialog[Printed]):
    """Asks what to print of the orders *ids*, or of more of the list *shown*, and writes it."""

    PATH = SheetsPathInput
    DEFAULT_CSS = """
    SheetsDialog Label { color: $text-muted; }
    """

    def __init__(self, ids: Sequence[int], shown: ListShown | None = None) -> None:
        super().__init__()
        self._ids = tuple(ids)
        self._shown = shown
        self._options = frozenset({_AMOUNTS})

    def parts(self) -> ComposeResult:
        """What, of which orders, with what on it, in which form, and the file."""
        units = [(unit.value, self.desk.word(UNIT_WORDS[unit])) for unit in SheetUnit]
        yield Label(safe_content(self.say("종류", "What")))
        yield Choices(units, SheetUnit.ORDER.value, id="units")
        if self._shown is not None:
            yield Label(safe_content(self.say("대상", "Orders")))
            scopes = [(scope.value, self._scope_label(scope, self._shown)) for scope in _SCOPES]
            yield Choices(scopes, Scope.SELECTED.value, id="scopes")
        yield Label(safe_content(self.say("내용", "Contents")), id="contents")
        yield ManyChoices(id="options")
        yield Label(safe_content(self.say("모양", "Form")))
        endings = [(each, self.desk.word(words)) for each, words in _ENDINGS.items()]
        yield Choices(endings, ".html", id="endings")
        yield from self.file_parts(", ".join(sheets.ENDINGS))

    def on_mount(self) -> None:
        """What to print has the cursor."""
        self.entitle(self.desk.word(TITLE))
        self.query_one("#units").focus()
        self._ask_options()
        self._offer()

    def on_descendant_focus(self) -> None:
        """Digits choose where there is something to choose from."""
        self._show_hints()

    def _show_hints(self) -> None:
        self.hint(confirm_hint(self.say("만들기", "Make")), *self.choosing())

    def _scope_label(self, scope: Scope, shown: ListShown) -> str:
        size = self.desk.settings.page_size
        first = shown.cursor // size * size
        name = _SHOWN if scope is Scope.FILTERED else SCOPE_WORDS[scope]
        detail = {
            Scope.SELECTED: f"{len(self._ids):,}",
            Scope.PAGE: f"{first + 1:,}–{min(first + size, shown.total):,}",
            Scope.FILTERED: f"{shown.total:,}",
        }
        return f"{self.desk.word(name)} · {detail[scope]}"

    @property
    def _unit(self) -> SheetUnit:
        return SheetUnit(self.query_one("#units", Choices).value)

    @property
    def _form(self) -> SheetForm:
        return SheetForm(self._unit, _MASKED in self._options, _AMOUNTS in self._options, self.lang)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Something else to print, of other orders or in another form; the file may get another name."""
        event.stop()
        self.tell_line("#wrong", "")
        if event.lines.id == "units":
            self._ask_options()
        self._offer()

    def _ask_options(self) -> None:
        """Asks for what the unit has; what was chosen for another one stays chosen."""
        menu, offered = self.query_one("#options", ManyChoices), _OFFERED[self._unit]
        chosen = [each for each in offered if each in self._options]
        menu.ask([(each, self.desk.word(_OPTIONS[each])) for each in offered], chosen, single=False)
        menu.display = self.query_one("#contents").display = bool(offered)

    def on_many_choices_changed(self) -> None:
        """Another choice of what stands on the sheets."""
        chosen = self.query_one("#options", ManyChoices).chosen
        self._options = self._options - frozenset(_OFFERED[self._unit]) | frozenset(chosen)

    def _offer(self) -> None:
        ending = self.query_one("#endings", Choices).value
        self.offer_name(sheets.file_name(self._form, self.desk.clock(), ending, self.lang))

    def _wanted(self) -> Wanted:
        shown = self._shown
        if shown is None:
            return sheets.marked(self._ids)
        match Scope(self.query_one("#scopes", Choices).value):
            case Scope.PAGE:
                return exporting.page(shown.view, shown.cursor, self.desk.settings.page_size, shown.tab.name)
            case Scope.FILTERED:
                return sheets.shown(shown.view, shown.tab.name, shown.search, *shown.where)
            case _:
                return sheets.marked(self._ids, shown.view)

    def confirm(self) -> None:
        """Writes the file in a thread."""
        desk, wanted, form, path, reason = self.desk, self._wanted(), self._form, self.path, self.reason
        line = self.query_one(ProgressLine)

        def write() -> Printed:
            return sheets.print_sheets(
                desk.store,
                wanted,
                form,
                path,
                desk.actor,
                desk.clock,
                desk.printed,
                reason,
                line.report,
                self.stopped,
            )

        self.write_file(self.say("만드는 중", "Making"), write)


async def print_sheets(screen: Screen[Any], ids: Sequence[int]) -> None:
    """Prints sheets of the orders *ids*, or of more of the list where *screen* has a `list_shown`."""
    shown: ListShown | None = getattr(screen, "list_shown", None)
    if not ids:
        tell(screen, NOTHING_CHOSEN, "warning")
        return
    done = await screen.app.push_screen_wait(SheetsDialog(ids, shown))
    if done is not None:
        tell(screen, _line(desk_of(screen), done))


def _line(desk: DeskContext, done: Printed) -> str:
    orders = Word(f"주문 {done.orders:,}건", many(done.orders, "order"))
    return f"{desk.word(orders)} · {done.path}"
