"""내보내기: which orders or payments, by which template, into which file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Label

from orderdesk.core.domain.export_refusals import ExportRefused
from orderdesk.core.domain.export_scopes import PAID_PERIOD, SCOPE_WORDS, SELECTED_MOST, Scope
from orderdesk.core.domain.export_templates import BUILT_IN, Only, RowUnit, Template
from orderdesk.core.domain.payment_rows import PAYMENTS
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services import exporting
from orderdesk.core.services.browsing import BadCondition, View
from orderdesk.core.services.exporting import Exported, Wanted
from orderdesk.core.services.tabs import Tab
from orderdesk.keyboard.actions import Scope as KeyScope
from orderdesk.keyboard.keymap import bindings
from orderdesk.screens.context import DeskContext
from orderdesk.screens.dialogs.accesses import AccessesDialog
from orderdesk.screens.dialogs.base import confirm_hint
from orderdesk.screens.dialogs.file_dialog import FileDialog
from orderdesk.screens.dialogs.templates import TemplatesDialog, known_templates
from orderdesk.screens.work import run
from orderdesk.widgets.choices import Choices
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.progress_line import ProgressLine
from orderdesk.widgets.safe_text import safe_content

TITLE: Final = Word("내보내기", "Export")
_PERIOD: Final = Word("최근 30일, 이번 달, 2026-11-01..2026-11-30", "last30, month, 2026-11-01..2026-11-30")
_OPENS: Final = ("templates", "accesses")
_FIRST_PERIOD: Final = "최근30일"
_AROUND: Final = 19
"""Rows of the screen that stand around the templates, at most."""


@dataclass(frozen=True, slots=True)
class ListShown:
    """The list that an export starts from: its tab, what narrows it, row of the cursor, rows, and marks."""

    tab: Tab
    search: str
    where: tuple[str, ...]
    view: View
    cursor: int
    total: int
    marks: tuple[int, ...]

    @property
    def likely(self) -> Scope:
        """The scope that the operator most likely means."""
        if 0 < len(self.marks) <= SELECTED_MOST:
            return Scope.SELECTED
        return Scope.FILTERED if self.search or self.where else Scope.TAB


class ExportDialog(FileDialog[Exported]):
    """Asks for scope, template and file, and writes it; the answer says what was written."""

    SCOPE = KeyScope.EXPORT
    BINDINGS: ClassVar[list[BindingType]] = bindings(KeyScope.EXPORT)
    DEFAULT_CSS = """
    ExportDialog {
        & Label { color: $text-muted; }
    }
    """

    def __init__(self, shown: ListShown) -> None:
        super().__init__()
        self._shown = shown
        self._templates: tuple[Template, ...] = (BUILT_IN,)
        self._scope_chosen = False

    def parts(self) -> ComposeResult:
        """Scope, period, template, reason, file."""
        yield Label(safe_content(self.say("대상", "Orders")))
        scopes = [(scope.value, self._scope_label(scope)) for scope in Scope]
        yield Choices(scopes, self._shown.likely.value, id="scopes")
        yield KoreanInput(_FIRST_PERIOD, placeholder=self.desk.word(_PERIOD), id="period", compact=True)
        yield Label(safe_content(self.say("양식", "Template")))
        yield Choices([], id="templates", reserve=_AROUND)
        yield Choices(self._parcels(), "", id="parcels")
        yield from self.file_parts(".xlsx, .csv")

    def on_mount(self) -> None:
        """The scope has the cursor; the templates come from the store."""
        self.entitle(self.desk.word(TITLE))
        self._offer(self._templates)
        self._read_templates("")

    def on_descendant_focus(self) -> None:
        """Digits choose where there is something to choose from."""
        self._show_hints()

    def _show_hints(self) -> None:
        export = confirm_hint(self.say("내보내기", "Export"))
        self.hint(export, *self.choosing(), *map(self.hint_of, _OPENS))

    def _scope_label(self, scope: Scope, template: Template = BUILT_IN) -> str:
        words = PAID_PERIOD if scope is Scope.PERIOD and template == PAYMENTS else SCOPE_WORDS[scope]
        shown, name = self._shown, self.desk.word(words)
        marked = len(shown.marks)
        size = self.desk.settings.page_size
        first = shown.cursor // size * size
        detail = {
            Scope.TAB: shown.tab.label(self.lang),
            Scope.PAGE: f"{first + 1:,}–{min(first + size, shown.total):,}",
            Scope.PERIOD: self.say("모든 탭에서", "in all tabs"),
            Scope.SELECTED: self.say(
                f"{marked:,}건 (최대 {SELECTED_MOST})", f"{many(marked, 'order')} (max. {SELECTED_MOST})"
            ),
            Scope.FILTERED: self.say(f"{shown.total:,}건", many(shown.total, "order")),
        }
        return f"{name} · {detail[scope]}"

    def _parcels(self) -> list[tuple[str, str]]:
        """Whether combined parcels take one row, for templates of what is to be sent."""
        return [
            ("", self.say("섹션마다 한 행", "One row per section")),
            ("combine", self.say("합포장은 한 행", "One row per combined parcel")),
        ]

    def _read_templates(self, chosen: str) -> None:
        run(self, "templates", lambda: known_templates(self.desk), lambda found: self._offer(found, chosen))

    def _offer(self, templates: tuple[Template, ...], chosen: str = "") -> None:
        self._templates = (*templates, PAYMENTS)
        menu = self.query_one("#templates", Choices)
        options = [(each.name, f"{each.name} · {self._columns(each)}") for each in self._templates]
        menu.replace_options(options, chosen or menu.value or BUILT_IN.name)
        self._show_what_fits()
        self._offer_name()
        self._show_hints()

    def action_accesses(self) -> None:
        """Shows what was taken out, and by whom."""
        self.app.push_screen(AccessesDialog())

    def action_templates(self) -> None:
        """Opens the templates; the one kept last is chosen then."""
        shown, scope, desk = self._shown, self._scope, self.desk
        period = self.query_one("#period", KoreanInput).value
        try:
            wanted = _wanted(desk, shown, scope, period, BUILT_IN)
        except (BadCondition, ExportRefused):
            wanted = None
        dialog = TemplatesDialog(wanted, self.query_one("#templates", Choices).value)
        self.app.push_screen(dialog, lambda name: self._read_templates(name or ""))

    def _columns(self, template: Template) -> str:
        count = len(template.shown)
        return self.say(f"{count:,}열", many(count, "column"))

    def _offer_name(self) -> None:
        """Names the file after the template."""
        self.offer_name(exporting.file_name(self._template, self.desk.clock()))

    @property
    def _template(self) -> Template:
        name = self.query_one("#templates", Choices).value
        return next((each for each in self._templates if each.name == name), BUILT_IN)

    @property
    def _wanted_template(self) -> Template:
        """The template, with combined parcels where they are wished for."""
        template = self._template
        combine = _may_combine(template) and self.query_one("#parcels", Choices).value == "combine"
        return replace(template, combine=True) if combine else template

    @property
    def _scope(self) -> Scope:
        return Scope(self.query_one("#scopes", Choices).value)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Another scope or template; the file may get another name. Payments are asked for by their days."""
        event.stop()
        self.tell_line("#wrong", "")
        if event.lines.id == "scopes":
            self._scope_chosen = True
        elif self._template == PAYMENTS and self._scope is Scope.TAB and not self._scope_chosen:
            self.query_one("#scopes", Choices).value = Scope.PERIOD.value
        self._show_what_fits()
        self._offer_name()

    def _show_what_fits(self) -> None:
        """The period and the parcels where they are asked for; a period of payments is named so."""
        template = self._template
        self.query_one("#period").display = self._scope is Scope.PERIOD
        self.query_one("#parcels").display = _may_combine(template)
        labels = [(scope.value, self._scope_label(scope, template)) for scope in Scope]
        self.query_one("#scopes", Choices).replace_options(labels, self._scope.value)

    def confirm(self) -> None:
        """Writes the file in a thread."""
        scope, shown, desk, template = self._scope, self._shown, self.desk, self._wanted_template
        period, path, reason = self.query_one("#period", KoreanInput).value, self.path, self.reason
        line = self.query_one(ProgressLine)

        def write() -> Exported:
            return exporting.export_orders(
                desk.store,
                _wanted(desk, shown, scope, period, template),
                template,
                path,
                desk.actor,
                desk.clock,
                desk.printed,
                reason,
                line.report,
                self.stopped,
            )

        self.write_file(self.say("내보내는 중", "Exporting"), write)


def _may_combine(template: Template) -> bool:
    """Whether the operator is asked; a template that always combines needs no answer."""
    return template.only is Only.UNSENT and template.rows is RowUnit.SECTION and not template.combine


def _wanted(desk: DeskContext, shown: ListShown, scope: Scope, period: str, template: Template) -> Wanted:
    """The orders of *scope*, as the list stood when the dialog opened."""
    match scope:
        case Scope.TAB:
            return exporting.whole_tab(shown.tab)
        case Scope.PAGE:
            return exporting.page(shown.view, shown.cursor, desk.settings.page_size, shown.tab.name)
        case Scope.PERIOD:
            take = exporting.paid_period if template == PAYMENTS else exporting.period
            return take(period, desk.clock())
        case Scope.SELECTED:
            return exporting.selected(shown.marks)
        case Scope.FILTERED:
            return exporting.filtered(shown.tab, shown.search, shown.where, desk.clock(), desk.actor.name)


def export_line(desk: DeskContext, done: Exported) -> str:
    """One line about a file that was written."""
    orders, rows = Word(f"주문 {done.orders:,}건", many(done.orders, "order")), many(done.rows, "row")
    people = Word(f"{done.people:,}명", many(done.people, "person", "people"))
    told = [orders, Word(f"{done.rows:,}행", rows), people]
    if done.left:
        told.append(Word(f"맞지 않아 뺀 주문 {done.left:,}건", f"{many(done.left, 'order')} left out"))
    return " · ".join([*map(desk.word, told), str(done.path)])
