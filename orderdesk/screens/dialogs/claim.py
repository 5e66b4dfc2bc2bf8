"""취소·반품·교환 접수: reason, which option goes out, whose fault, who bears it, how it comes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from orderdesk.core.domain.claim_rules import (
    buyer_at_fault,
    cost_of,
    refuse_same,
    same_again,
    write_options,
)
from orderdesk.core.domain.glossary import pieces_of
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.verbs import Field, FieldKind, Verb
from orderdesk.core.domain.words import Word
from orderdesk.core.services.claims import ExchangeItem
from orderdesk.screens.dialogs.fields import FieldsDialog
from orderdesk.widgets.field_form import FieldForm
from orderdesk.widgets.line_list import LineList

_OPTIONS: Final = "options"
_ITEM: Final = "option-"
_INSTEAD: Final = Word("바꿀 옵션", "Instead of")
_SAME: Final = Word("같은 옵션", "the same")
_TYPED: Final = Word("보낼 옵션 이름 · 비우면 같은 옵션", "Name of the option to send; empty: the same")


class ClaimDialog(FieldsDialog):
    """Asks what *verb* (cancel, return, exchange) needs; an exchange asks for the option of each of *items*.

    The fault follows the reason until it is chosen, and so does the option that is sent where the same again
    is likely; how the cost is borne is asked only of a buyer at fault. *given* are texts that stand in the
    form at first.
    """

    def __init__(
        self, verb: Verb, items: Sequence[ExchangeItem] = (), given: Mapping[str, str] | None = None
    ) -> None:
        self._items = {f"{_ITEM}{each.item}": each for each in items}
        self._options_chosen = set[str]()
        typed = {key: each.option for key, each in self._items.items() if not each.offered}
        super().__init__(replace(verb, fields=(*self._in_order(verb),)), typed | dict(given or {}))
        self._fault_chosen = False

    def _in_order(self, verb: Verb) -> Iterator[Field]:
        """The fields of *verb*; what goes out is asked for right after why."""
        for field in verb.fields:
            if field.key != _OPTIONS:
                yield field
            if field.key == "reason":
                yield from map(_option_field, self._items.items())

    def on_mount(self) -> None:
        """The buyer's wish begins as the shop's courier; nothing is known of the fault yet."""
        form = self.query_one(FieldForm)
        if any(field.key == "pickup" for field in self._verb.fields):
            form.choose("pickup", "SHOP")
        self._ask_cost(False)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """A choice made: what follows from it, then on to the next field."""
        key = (event.lines.id or "").removeprefix("field-")
        if key == "fault":
            self._fault_chosen = True
        elif key in self._items:
            self._options_chosen.add(key)
        self._follow()

    def _follow(self) -> None:
        form = self.query_one(FieldForm)
        chosen = form.values
        known = ("reason", *(["fault"] if self._fault_chosen else []))
        request = Request(self._verb.id, tuple((key, chosen.get(key, "")) for key in known))
        if not request.text("reason") and not self._fault_chosen:
            return
        buyers = buyer_at_fault(request)
        if not self._fault_chosen:
            form.choose("fault", "BUYER" if buyers else "SELLER")
        if buyers and not chosen.get("cost"):
            form.choose("cost", cost_of(request))
        self._ask_cost(buyers)
        for key, each in self._items.items():
            if each.offered and key not in self._options_chosen:
                form.choose(key, each.option if same_again(request) else "")

    def _ask_cost(self, on: bool) -> None:
        """Who is not at fault bears nothing; only a refund can be kept from."""
        form = self.query_one(FieldForm)
        form.reveal("cost", on)
        if any(field.key == "withhold" for field in self._verb.fields):
            form.reveal("withhold", on and form.values.get("cost") == "REFUND")

    @property
    def values(self) -> dict[str, str]:
        """The request's fields; the options of items that get another one stand in one of them."""
        shown = super().values
        wanted = {
            each.item: text
            for key, each in self._items.items()
            if (text := shown.pop(key, "")) and text != each.option
        }
        return shown | ({_OPTIONS: write_options(wanted)} if wanted else {})

    def confirm(self) -> None:
        """Goes on to the preview, unless the same goes out where another option was asked for."""
        typed = self.query_one(FieldForm).values
        pairs = [(each.option, typed.get(key) or each.option) for key, each in self._items.items()]
        same = refuse_same(typed.get("reason", ""), pairs)
        asked = all(typed.get(key) for key, each in self._items.items() if each.offered)
        if same is not None and asked:
            self.complain(same, next(iter(self._items)))
        else:
            super().confirm()


def _option_field(keyed: tuple[str, ExchangeItem]) -> Field:
    key, each = keyed
    qty = pieces_of(each.qty)
    words = Word(f"{_INSTEAD.ko}: {each.name} {qty.ko}", f"{_INSTEAD.en}: {each.name} {qty.en}")
    if each.offered:
        choices = tuple((option, _offer(option, each.option)) for option in each.offered)
        return Field(key, words, FieldKind.CHOICE, required=True, choices=choices)
    return Field(key, words, told=_TYPED)


def _offer(option: str, bought: str) -> Word:
    """The words of *option*; of the one that was *bought* they say so."""
    if option != bought:
        return Word(option, option)
    return Word(f"{option} ({_SAME.ko})", f"{option} ({_SAME.en})")
