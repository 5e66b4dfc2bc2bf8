"""Typing a cell of an imported file anew, or all cells with the same problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Input, Static

from orderdesk.core.domain.words import Word, many
from orderdesk.core.files.correction import Correction
from orderdesk.core.services.laboratory.judged import Finding
from orderdesk.core.services.laboratory.understanding import choices, read_as
from orderdesk.core.services.row_runs import rows_from
from orderdesk.screens.dialogs.base import Dialog, confirm_hint, digits_hint
from orderdesk.widgets.columns import listed
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.laboratory_lines import kind_of, raw
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.numbered_menu import MenuLine, NumberedMenu

_MOST_CHOICES: Final = 9
_BY_CELL: Final = Word("제안대로, 칸마다: {first} …", "As proposed, cell by cell: {first} …")


_OTHERS: Final = Word("여기 없는 것은 이름을 적으세요", "Others: type the name")
_NOTHING_TYPED: Final = Word("아직 적은 것이 없습니다", "Nothing was typed yet")


class Fix(NamedTuple):
    """A correction: one text for every cell, or for each what is proposed (`text` is None)."""

    text: str | None


class Cells(NamedTuple):
    """Cells in the column of `field` that are to be corrected together, with what is proposed for each."""

    field: str
    rows: Sequence[int]
    proposals: Mapping[int, str]
    finding: Finding | None


class Offers(NumberedMenu):
    """What may be meant, picked by number; any other text that is typed belongs to the field above.

    None is lit before the operator goes there, a quiet ground shows where they would: what finishes takes the
    field, and no line that looks chosen.
    """

    DEFAULT_CSS = """
    Offers.-unlit > .line-list--cursor { background: $panel; color: $foreground; text-style: none; }
    """

    class Typed(Message):
        """A character for the field."""

        def __init__(self, character: str) -> None:
            super().__init__()
            self.character = character

    class Lit(Message):
        """A line is lit from now on, or none."""

    def offer(self, entries: Sequence[MenuLine], cursor: int = 0) -> None:
        """Shows *entries*, none of which is lit."""
        super().offer(entries, cursor)
        self.add_class("-unlit")
        self.post_message(self.Lit())

    def move_to(self, index: int) -> None:
        """Puts the cursor on line *index*, which is lit from now on."""
        self.remove_class("-unlit")
        self.post_message(self.Lit())
        self.refresh()
        super().move_to(index)

    def action_step(self, by: int) -> None:
        """Moves the cursor by lines; the first step goes to where it stands unlit."""
        self.move_to(self.cursor + (0 if self.has_class("-unlit") else by))

    def action_choose(self) -> None:
        """Chooses the line that is lit, or lights it."""
        if self.has_class("-unlit"):
            self.move_to(self.cursor)
        else:
            super().action_choose()

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether the key is text and picks nothing; then it is no letter key either, in Korean mode too."""
        return character is not None and character.isprintable() and character not in " 123456789"

    def on_key(self, event: events.Key) -> None:
        """Text goes to the field."""
        if event.character is not None and self.check_consume_key(event.key, event.character):
            event.stop()
            event.prevent_default()
            self.post_message(self.Typed(event.character))


class FixDialog(Dialog[Fix | None]):
    """Asks what *cells* are to say and shows at once how that would be read; nothing is written."""

    DEFAULT_CSS = """
    FixDialog {
        & #text.-meant { background: $primary-muted; }
        & NumberedMenu { margin-top: 1; max-height: 9; }
        & #reads { margin-top: 1; }
    }
    """

    def __init__(self, table: Correction, cells: Cells) -> None:
        super().__init__()
        self._table = table
        self._cells = cells
        self._offers: list[str | None] = []
        self._by_cell = False
        self._typing = False
        standing = {table.value(row, cells.field) for row in cells.rows}
        self._kinds = len(standing)
        self._before = next(iter(standing)) if self._kinds == 1 else ""

    def parts(self) -> ComposeResult:
        """What stands there, what is wrong with it, the field, how it would be read, what may be meant."""
        yield Static(id="what", classes="line")
        yield Static(id="advice", classes="line quiet empty")
        yield KoreanInput(self._before, id="text", compact=True)
        yield Static(id="reads", classes="line")
        yield Offers(reserve=14)
        yield Static(id="more", classes="line quiet empty")

    def on_mount(self) -> None:
        """Shows the cell and what may be meant."""
        cells, table, count = self._cells, self._table, len(self._cells.rows)
        row, found = cells.rows[0], cells.finding
        one = self.desk.word(rows_from(row))
        all_of_them = self.say(f"{count:,}행", many(count, "row"))
        self.entitle(listed([table.header(cells.field), all_of_them if count > 1 else one]))
        cell = table.read(row, cells.field)
        told = f"{raw(cell) or '—'} ({kind_of(cell, self.lang)})"
        if self._kinds > 1:  # one text for all makes them one
            told = self.say(f"서로 다른 값 {self._kinds:,}가지", f"{many(self._kinds, 'value')} that differ")
        what = [*self._here(found), self.desk.word(found.message)] if found else []
        self.tell_line("#what", listed([told, *what]))
        self._offer()
        self.tell_line("#advice", self.desk.word(found.advice) if found and not self._offers else "")
        self._show()
        fix = (
            Word(f"{count:,}칸 고치기", f"Fix {many(count, 'cell')}") if count > 1 else Word("고치기", "Fix")
        )
        digits = digits_hint(self.say("고르기", "Choose"), len(self._offers))
        pick = [digits._replace(key=f"{digits.key} ↓ Enter")] if self._offers else []
        self.hint(confirm_hint(self.desk.word(fix)), *pick)

    def _here(self, found: Finding) -> list[str]:
        """What the order that is here has in the place of the cell, if that is the trouble of one row."""
        cells = found.differences if len(self._cells.rows) == 1 else ()
        column = self._cells.field
        return [self.desk.word(each.stands) for each in cells if self._table.field(each.column) == column]

    def _offer(self) -> None:
        proposals, field = self._cells.proposals, self._cells.field
        texts = list(dict.fromkeys(proposals.values()))
        every = len(proposals) == len(self._cells.rows)
        lines: list[str] = []
        if len(texts) == 1 and every:
            self._offers.append(texts[0])
            lines.append(texts[0])
        elif texts:
            self._offers.append(None)
            lines.append(self.desk.word(_BY_CELL).format(first=texts[0]))
        names = [n for n in choices(self._table, self._cells.rows[0], field) if n not in self._offers]
        room = _MOST_CHOICES - len(self._offers)
        self._offers += names[:room]
        lines += names[:room]
        self.tell_line("#more", self.desk.word(_OTHERS) if names[room:] else "")
        menu = self.query_one(NumberedMenu)
        menu.offer([MenuLine(str(n), line) for n, line in enumerate(lines, 1)])
        menu.display = bool(lines)
        if lines:
            menu.focus()
        else:
            self.query_one("#text").focus()

    @property
    def _typed(self) -> str:
        return self.query_one("#text", KoreanInput).value

    def _show(self) -> None:
        if self._by_cell:
            n = len(self._cells.proposals)
            self.tell_line("#reads", self.say(f"→ {n:,}칸을 제안대로", f"→ {many(n, 'cell')} as proposed"))
            return
        reading = read_as(self._table, self._cells.rows[0], self._cells.field, self._typed.strip() or None)
        value = reading.value or self.say("(없음)", "(none)")
        wrong = f"✗ {self.desk.word(reading.wrong.message)}" if reading.wrong else ""
        self.tell_line("#reads", listed([f"→ {value}", wrong]))

    @property
    def edited(self) -> bool:
        """Whether something was typed."""
        return self._by_cell or self._typed != self._before

    def on_input_changed(self, event: Input.Changed) -> None:
        """Shows how the text would be read."""
        event.stop()
        self._by_cell = False
        self._show()

    def on_offers_lit(self, event: Offers.Lit) -> None:
        """While no line is lit, the field looks as if it had the cursor: it takes what is typed."""
        event.stop()
        self.query_one("#text").set_class(self.query_one(Offers).has_class("-unlit"), "-meant")

    def on_offers_typed(self, event: Offers.Typed) -> None:
        """The first character typed takes the place of what stood in the field."""
        event.stop()
        field = self.query_one("#text", KoreanInput)
        field.select_on_focus = False
        field.value = f"{field.value if self._typing else ''}{event.character}"
        field.cursor_position = len(field.value)
        self._typing = True
        field.focus()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Takes what is offered into the field."""
        event.stop()
        offer = self._offers[event.index]
        if offer is None:
            self._by_cell = True
            self._show()
        else:
            self.query_one("#text", KoreanInput).value = offer

    def confirm(self) -> None:
        """Answers; values that differ are not made empty by a key that is pressed too early."""
        if self._kinds > 1 and not self.edited:
            self.app.bell()
            self.tell_line("#reads", self.desk.word(_NOTHING_TYPED))
            return
        self.dismiss(Fix(None if self._by_cell else self._typed))
