"""The fields of an action as a form: text fields, numbered choices, yes or no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Offset, Region, Size
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Label

from orderdesk.core.domain.verbs import Field, FieldKind
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.tracking_rules import courier_names
from orderdesk.widgets.choices import Choices, ManyChoices
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.safe_text import safe_content

_SHAPES: Final = {
    FieldKind.TIME: Word("2026-11-23 또는 2026-11-23 09:30", "2026-11-23 or 2026-11-23 09:30"),
    FieldKind.WON: Word("원 단위 숫자", "Whole won"),
}
_REQUIRED: Final = Word("(필수)", "(required)")
_RESERVE: Final = 6
"""Rows of the screen that stand around a form."""

YES_NO: Final = (("yes", Word("예", "Yes")), ("no", Word("아니요", "No")))


def form_fields(fields: Sequence[Field]) -> tuple[Field, ...]:
    """Those of *fields* that a form asks for; pieces are chosen in the order, not typed."""
    return tuple(field for field in fields if field.kind is not FieldKind.PIECES)


class FieldForm(VerticalScroll, can_focus=False, inherit_bindings=False):  # ↑↓ go to the next field
    """One labelled widget a field; `values` are the texts in them, at first those *given*.

    It leaves *reserve* rows of the screen to what stands around it.
    """

    DEFAULT_CSS = """
    FieldForm {
        height: auto;
        scrollbar-size-vertical: 1;
        & Label { color: $text-muted; margin-top: 1; }
        &:first-child > Label:first-child { margin-top: 0; }
    }
    """

    def __init__(
        self,
        fields: Sequence[Field],
        lang: Lang = "ko",
        given: Mapping[str, str] | None = None,
        reserve: int = _RESERVE,
    ) -> None:
        super().__init__()
        self._reserve = reserve
        self._fields = form_fields(fields)
        self._lang: Lang = lang
        self._given = dict(given or {})
        self._needed = frozenset[str]()

    @property
    def required(self) -> frozenset[str]:
        """The keys of the fields that must be filled in."""
        chosen = {field.key for field in self._fields if field.required or self._is_chosen(field)}
        return self._needed | chosen

    def require(self, keys: Iterable[str]) -> None:
        """Demands the fields *keys*, and no longer those that were demanded so before."""
        self._needed = frozenset(keys)
        self._name_fields()

    def on_mount(self) -> None:
        """Fields that only some choices call for are not asked for yet."""
        self._follow()

    def on_line_list_chosen(self) -> None:
        """Another choice may call for other fields."""
        self._follow()

    def _follow(self) -> None:
        for field in self._fields:
            if field.only_for is not None:
                self.reveal(field.key, self._is_chosen(field))
        self._name_fields()

    def _is_chosen(self, field: Field) -> bool:
        """Whether the choice that calls for *field* was made."""
        return field.only_for is not None and self._value(field.only_for[0]) == field.only_for[1]

    def _name_fields(self) -> None:
        for field in self._fields:
            self.query_one(f"#label-{field.key}", Label).update(self._label(field))

    def compose(self) -> ComposeResult:
        """A label and a widget for each field."""
        for field in self._fields:
            yield Label(id=f"label-{field.key}")
            yield self._widget(field)

    def speak(self, lang: Lang) -> None:
        """Names fields and choices in another language; what was entered stays."""
        self._lang = lang
        self._name_fields()
        for field in self._fields:
            if field.kind is FieldKind.CHOICE:
                choices = self.query_one(f"#field-{field.key}", Choices)
                choices.replace_options(self._options(field), choices.value)

    def _label(self, field: Field) -> Content:
        mark = f" {_REQUIRED.text(self._lang)}" if field.key in self.required else ""
        return safe_content(field.words.text(self._lang) + mark)

    def _options(self, field: Field) -> list[tuple[str, str]]:
        return [(value, words.text(self._lang)) for value, words in field.choices]

    def _widget(self, field: Field) -> Widget:
        name = f"field-{field.key}"
        options = self._options(field)
        if field.kind is FieldKind.CHOICE:
            return Choices(options, self._given.get(field.key, ""), id=name)
        if field.kind is FieldKind.CHOICES:
            many = ManyChoices(id=name)
            many.ask(options, (), single=False)
            return many
        if field.kind is FieldKind.FLAG:
            return Choices([(value, words.text(self._lang)) for value, words in YES_NO], "no", id=name)
        shape = field.told or _SHAPES.get(field.kind)
        courier = field.key == "courier"
        return KoreanInput(
            self._given.get(field.key, ""),
            placeholder=shape.text(self._lang) if shape else "",
            password=field.kind is FieldKind.SECRET,
            id=name,
            compact=True,
            suggester=SuggestFromList(courier_names(), case_sensitive=False) if courier else None,
        )

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """All fields, or as much as the screen has room for."""
        return min(super().get_content_height(container, viewport, width), viewport.height - self._reserve)

    def scroll_to_region(self, region: Region, **how: Any) -> Offset:  # noqa: ANN401  # Textual's own
        """A field comes into view with its label, which stands right above it."""
        if region.y > 0 and region.height < self.size.height:
            region = Region(region.x, region.y - 1, region.width, region.height + 1)
        return super().scroll_to_region(region, **how)

    @property
    def values(self) -> dict[str, str]:
        """The texts by field key, without hidden fields and without empty ones that began empty."""
        shown = (field for field in self._fields if self.query_one(f"#field-{field.key}").display)
        found = {field.key: self._value(field.key) for field in shown}
        return {key: value for key, value in found.items() if value or self._given.get(key)}

    @property
    def touched(self) -> bool:
        """Whether anything was typed that was not there at first."""
        typed = {key: text for key, text in self.values.items() if self._is_text(key)}
        return typed != {key: text for key, text in self._given.items() if text and self._is_text(key)}

    def go_to(self, key: str) -> None:
        """Puts the cursor into field *key*."""
        self.query_one(f"#field-{key}").focus()

    def choose(self, key: str, value: str) -> None:
        """Chooses *value* in the numbered field *key*."""
        self.query_one(f"#field-{key}", Choices).choose_value(value)

    def reveal(self, key: str, on: bool) -> None:
        """Shows the field *key*, or hides it and what was put into it."""
        self.query_one(f"#field-{key}").display = on
        self.query_one(f"#label-{key}").display = on

    def _is_text(self, key: str) -> bool:
        return isinstance(self.query_one(f"#field-{key}"), KoreanInput)

    def _value(self, key: str) -> str:
        widget = self.query_one(f"#field-{key}")
        if isinstance(widget, ManyChoices):
            return ",".join(widget.chosen)
        return widget.value.strip() if isinstance(widget, KoreanInput | Choices) else ""
