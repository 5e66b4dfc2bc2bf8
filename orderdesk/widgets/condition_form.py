"""Conditions to fill in: the fields on the left with what is set, on the right the one under the cursor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.message import Message
from textual.widgets import Input, Label

from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.filters import FilterField, Shape
from orderdesk.widgets.choices import ManyChoices
from orderdesk.widgets.columns import between, cells_in, cut
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.line_list import LineList

_PART: Final = "~"
_FROM_TO: Final = ".."
_CHOSEN_FROM: Final = (Shape.VALUES, Shape.ONE, Shape.PERIOD)
_DATES: Final = (Word("시작일 2026-11-01", "from 2026-11-01"), Word("종료일 2026-11-30", "to 2026-11-30"))
_NUMBERS: Final = (Word("부터 (이상)", "at least"), Word("까지 (이하)", "at most"))
_HELD_TEXT: Final = (Word("들어 있는 글자", "text it contains"), Word("", ""))
_LEAST: Final = 4


class FieldLines(LineList):
    """The fields; → goes to the values of one."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("right", "choose", show=False)]


class ConditionForm(Horizontal):
    """Holds the condition's value of each of *fields* in `values` by key, and says when one changes.

    A digit picks a value of the field under the cursor, Delete takes its condition away. The form leaves
    *reserve* rows of the screen to what stands around it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("delete", "clear", show=False),
        Binding("up", "step(-1)", show=False),
        Binding("down", "step(1)", show=False),
        *(Binding(str(digit), f"pick({digit})", show=False) for digit in range(1, 10)),
    ]
    DEFAULT_CSS = """
    ConditionForm {
        height: auto;
        & FieldLines { width: 1fr; height: 100%; }
        & > Vertical { width: 1fr; height: 100%; padding: 0 0 0 2; }
        & ManyChoices { height: auto; max-height: 1fr; }
        & Label { color: $text-muted; }
        & .-gone { display: none; }
    }
    """

    class Changed(Message):
        """Another value."""

    def __init__(
        self, fields: Sequence[FilterField], values: Mapping[str, str], lang: Lang, reserve: int = 8
    ) -> None:
        super().__init__()
        self._fields = tuple(fields)
        self._lang: Lang = lang
        self._reserve = reserve
        self.values = dict(values)

    def compose(self) -> ComposeResult:
        """Fields, and what one of them is filled in with."""
        yield FieldLines(id="fields")
        with Vertical():
            yield Label(id="named")
            yield ManyChoices(id="values")
            yield KoreanInput(id="low", compact=True)
            yield KoreanInput(id="high", compact=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """All fields, or as many as the screen has room for."""
        return max(_LEAST, min(max(len(self._fields), 13), viewport.height - self._reserve))

    def on_mount(self) -> None:
        """The first field."""
        self._show_field()

    @property
    def field(self) -> FilterField:
        """The field under the cursor."""
        return self._fields[self.query_one(FieldLines).cursor]

    def take(self, values: Mapping[str, str]) -> None:
        """Other values from outside, without a message."""
        if dict(values) != self.values:
            self.values = dict(values)
            self._show_field()

    def _drawn(self, index: int, width: int) -> Text:
        field = self._fields[index]
        value = self.values.get(field.key, "")
        label = f" {field.words.text(self._lang)}"
        told = cut(_told(field, value, self._lang), max(width // 2, width - cells_in(label) - 1))
        return between(label, told, width, "bold" if value else "")

    def _show_field(self) -> None:
        lines = self.query_one(FieldLines)
        lines.show(len(self._fields), self._drawn)
        field, value = self.field, self.values.get(self.field.key, "")
        self.query_one("#named", Label).update(Text(field.words.text(self._lang)))
        options = [(field.token(each, self._lang), each.text(self._lang)) for each in field.options]
        spans = _FROM_TO in value or field.shape in (Shape.RANGE, Shape.TEXT)
        many = self.query_one(ManyChoices)
        many.ask(options, [] if spans else [*filter(None, value.split(","))], field.shape is not Shape.VALUES)
        many.set_class(not options, "-gone")
        asked = {Shape.PERIOD: _DATES, Shape.RANGE: _NUMBERS}.get(field.shape, _HELD_TEXT)
        typed = _typed(field.shape, value)
        for name, word, text in zip(("#low", "#high"), asked, typed, strict=True):
            box = self.query_one(name, KoreanInput)
            box.placeholder = word.text(self._lang)
            with self.prevent(Input.Changed):
                box.value = text
            box.set_class(field.shape in (Shape.VALUES, Shape.ONE) or not word.ko, "-gone")

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Another field."""
        event.stop()
        if isinstance(event.lines, FieldLines):
            self._show_field()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Goes to the values of the field."""
        event.stop()
        self.query_one("#values" if self.field.shape in _CHOSEN_FROM else "#low").focus()

    @property
    def in_values(self) -> bool:
        """Whether the cursor is among what a field is filled in with."""
        return self.has_focus_within and not self.query_one(FieldLines).has_focus

    @property
    def is_typed(self) -> bool:
        """Whether the cursor is in a text field."""
        return any(each.has_focus for each in self.query(KoreanInput))

    def step_back(self) -> bool:
        """From the values to their field; False where there is no step to take."""
        inside = self.in_values
        if inside:
            self.action_fields()
        return inside

    def action_fields(self) -> None:
        """Back to the fields."""
        self.query_one(FieldLines).focus()

    on_many_choices_left = action_fields

    def action_pick(self, digit: int) -> None:
        """Picks the value of that number."""
        self.query_one(ManyChoices).pick(str(digit))

    def action_step(self, by: int) -> None:
        """From a text field to the next one; behind the last and before the first are the fields."""
        ways = [self.query_one(name) for name in ("#values", "#low", "#high")]
        ways = [each for each in ways if not each.has_class("-gone")]
        at = next((n for n, each in enumerate(ways) if each.has_focus), -1) + by
        (ways[at] if 0 <= at < len(ways) else self.query_one(FieldLines)).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next text field."""
        event.stop()
        self.action_step(1)

    def action_clear(self) -> None:
        """No condition on the field of the cursor."""
        self._set("")
        self._show_field()

    def on_many_choices_changed(self, event: ManyChoices.Changed) -> None:
        """A period by name takes the place of typed days."""
        event.stop()
        self._set(",".join(self.query_one(ManyChoices).chosen))
        if self.field.shape is Shape.PERIOD:
            self._show_typed()

    def _show_typed(self) -> None:
        for name in ("#low", "#high"):
            with self.prevent(Input.Changed):
                self.query_one(name, KoreanInput).value = ""

    def on_input_changed(self, event: Input.Changed) -> None:
        """What is typed is the value; typed days take the place of a period by name."""
        event.stop()
        low, high = (self.query_one(name, KoreanInput).value.strip() for name in ("#low", "#high"))
        shape = self.field.shape
        if shape is Shape.TEXT:
            self._set(f"{_PART}{low}" if low else "")
        elif shape in (Shape.RANGE, Shape.PERIOD) and (low or high):
            self._set(f"{low}{_FROM_TO}{high}")
            self.query_one(ManyChoices).clear()
        elif shape is Shape.RANGE or (shape is Shape.PERIOD and not self.query_one(ManyChoices).chosen):
            self._set("")

    def _set(self, value: str) -> None:
        if value == self.values.get(self.field.key, ""):
            return
        if value:
            self.values[self.field.key] = value
        else:
            del self.values[self.field.key]
        self.query_one(FieldLines).refresh()
        self.post_message(self.Changed())


def _told(field: FilterField, value: str, lang: Lang) -> str:
    """The *value* of a condition as it is read: its words with their blanks, one after the other."""
    words = {field.token(option, lang): option.text(lang) for option in field.options}
    return ", ".join(words.get(part, part) for part in value.split(","))


def _typed(shape: Shape, value: str) -> tuple[str, str]:
    """What stands in the two text fields for *value*."""
    if shape is Shape.TEXT:
        return value.removeprefix(_PART), ""
    if _FROM_TO in value:
        low, _, high = value.partition(_FROM_TO)
        return low, high
    if shape is Shape.RANGE or value[:1].isdigit():
        return value, value
    return "", ""
