"""양식 관리: the templates of exports; those of the shop's own can be changed, all of them copied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from orderdesk.core.domain.export_refusals import ExportRefusal
from orderdesk.core.domain.export_templates import Template
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.template_edits import copy_name, option_word
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services import exporting
from orderdesk.core.services.browsing import BadCondition
from orderdesk.core.services.export_templates import built_in, read_templates, remove_template
from orderdesk.core.services.exporting import Wanted
from orderdesk.core.services.visiting import LIST
from orderdesk.screens.context import DeskContext, tell
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.dialogs.template_editor import TemplateEditor
from orderdesk.screens.work import run
from orderdesk.widgets.columns import between
from orderdesk.widgets.edit_lines import EditLines
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.line_list import LineList

_TITLE: Final = Word("양식 관리", "Templates")
_BUILT_IN: Final = Word("기본", "built in")
_SAMPLE: Final = 20
"""Orders that the preview of a template is made from."""


class TemplatesDialog(Dialog[str | None]):
    """The templates; the answer is the name of the one that was kept last. What is done is done at once.

    Previews are of the first orders of *wanted*.
    """

    def __init__(self, wanted: Wanted | None, cursor: str) -> None:
        super().__init__()
        self._wanted = wanted
        self._templates: tuple[Template, ...] = ()
        self._orders: Sequence[Order] = ()
        self._kept: str | None = cursor
        self._dropping: Template | None = None

    def parts(self) -> ComposeResult:
        """The templates, and what is wrong."""
        yield EditLines()
        yield Static(id="wrong", classes="line bad empty")

    def on_mount(self) -> None:
        """Reads the templates, and the orders of the preview."""
        self.entitle(self.desk.word(_TITLE))
        desk, wanted = self.desk, self._wanted
        run(self, "sample", lambda: _sample(desk, wanted), self._sampled)
        self._read()

    def _sampled(self, orders: Sequence[Order]) -> None:
        self._orders = orders

    def _read(self) -> None:
        run(self, "templates", lambda: known_templates(self.desk), self._show)

    def _show(self, templates: tuple[Template, ...]) -> None:
        self._templates = templates
        names = [each.name for each in templates]
        cursor = names.index(self._kept) if self._kept in names else self._lines.cursor
        self._lines.show(len(templates), self._drawn, cursor)

        self._show_hints()

    def _show_hints(self) -> None:
        """What can be done with the template of the cursor; one that is built in stays."""
        at = self._templates[self._lines.cursor : self._lines.cursor + 1]
        stays = any(built_in(each.name) for each in at)
        self.hint(
            Hint("Enter", self.say("고치기", "Edit")),
            Hint("+", self.say("새 양식", "New")),
            Hint("*", self.say("복제해서 고치기", "Edit a copy")),
            Hint(
                "-",
                self.say("삭제", "Delete"),
                self.desk.word(ExportRefusal.BUILT_IN.message) if stays else None,
            ),
        )

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Another template."""
        event.stop()
        self._show_hints()

    @property
    def _lines(self) -> EditLines:
        return self.query_one(EditLines)

    def _drawn(self, index: int, width: int) -> Text:
        template = self._templates[index]
        count = len(template.shown)
        rows = self.desk.word(option_word(template, "rows"))
        kind = f"{self.desk.word(_BUILT_IN)} · " if built_in(template.name) else ""
        columns = self.say(f"{rows}마다 한 행 · {count:,}열", f"one row per {rows} · {many(count, 'column')}")
        return between(f" {template.name}", f"{kind}{columns} ", width, end_style="dim")

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter edits the shop's own template; of a built-in one a copy."""
        event.stop()
        template = self._templates[event.index]
        if built_in(template.name):
            self._copy(template)
        else:
            self._edit(template, template.name)

    def on_edit_lines_asked(self, event: EditLines.Asked) -> None:
        """Does what a key asked for."""
        if event.what == "new":
            self._edit(Template("", ()), "")
        elif event.what == "copy":
            self._copy(self._templates[self._lines.cursor])
        elif event.what == "delete":
            self._delete(self._templates[self._lines.cursor])

    def _copy(self, template: Template) -> None:
        taken = [each.name for each in self._templates]
        self._edit(replace(template, name=copy_name(template.name, taken, self.lang == "en")), "")

    def _edit(self, template: Template, before: str) -> None:
        def kept(name: str | None) -> None:
            if name is not None:
                self._kept = name
                self._read()

        self.app.push_screen(TemplateEditor(template, before, self._orders), kept)

    def _delete(self, template: Template) -> None:
        if built_in(template.name):
            tell(self, ExportRefusal.BUILT_IN.message, "warning")
        elif self._dropping is not template:
            self._dropping, name = template, template.name
            tell(self, self.say(f"{name}: 지우려면 한 번 더 누르세요", f"Press again to delete {name}"))
        else:
            desk = self.desk
            run(
                self,
                "delete",
                lambda: remove_template(desk.store, desk.actor, desk.clock(), template.name),
                lambda done: self._read(),
            )

    def step_back(self) -> bool:
        """Esc closes, and says which template was kept last."""
        self.dismiss(self._kept)
        return True


def known_templates(desk: DeskContext) -> tuple[Template, ...]:
    """The templates of the store; in a worker's thread."""
    with desk.reader() as conn:
        return read_templates(conn)


def _sample(desk: DeskContext, wanted: Wanted | None) -> Sequence[Order]:
    """The first orders of *wanted*; none where it is None."""
    if wanted is None:
        return ()
    with desk.reader() as conn:
        try:
            orders = exporting.first_orders(conn, wanted, _SAMPLE)
        except BadCondition:
            return ()
        desk.looked(conn, LIST, orders)
        return desk.seen(conn, orders)
