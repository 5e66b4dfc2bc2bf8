"""입고: pieces of an option that came in, entered into its ledger."""

from __future__ import annotations

from typing import Final

from textual.app import ComposeResult
from textual.widgets import Static

from orderdesk.core.domain.goods import Option
from orderdesk.core.domain.verbs import Field, FieldKind
from orderdesk.core.domain.words import Word
from orderdesk.core.services.stock import StockRefused, receive
from orderdesk.screens.dialogs.base import Dialog, confirm_hint
from orderdesk.screens.work import run
from orderdesk.widgets.columns import cut, listed
from orderdesk.widgets.field_form import FieldForm

TITLE: Final = Word("입고", "Receive")
_FIELDS: Final = (
    Field("qty", Word("들어온 수량", "Pieces"), FieldKind.NUMBER, required=True),
    Field("note", Word("메모", "Memo")),
)
_HELD: Final = Word("재고 {:,} · 할당 {:,} · 가용 {:,}", "{:,} on hand · {:,} allocated · {:,} available")
_NAME: Final = 30
"""Cells of a product's name at most: at 80 columns the option has room behind it."""

_FIRST: Final = Word(
    "재고를 세지 않는 옵션입니다. 입고하면 그때부터 셉니다",
    "Its stock is not tracked; it will be once some is received",
)
_NUMBER: Final = Word("수량은 숫자로 적으세요", "The quantity is a whole number")


class ReceiveStock(Dialog[Option | None]):
    """Asks how many pieces came in of *option* of the product *name*; the answer is the option then."""

    def __init__(self, name: str, option: Option) -> None:
        super().__init__()
        self._product = name
        self._option = option

    def parts(self) -> ComposeResult:
        """What there is, the form, and what is wrong."""
        yield Static(id="held", classes="line quiet")
        yield FieldForm(_FIELDS, self.lang)
        yield Static(id="wrong", classes="line bad empty")

    def on_mount(self) -> None:
        """The quantity has the cursor."""
        option, word = self._option, self.desk.word
        self.entitle(listed([word(TITLE), option.sku, cut(self._product, _NAME), option.option]))
        held = word(_HELD).format(option.on_hand, option.allocated, option.available)
        self.tell_line("#held", held if option.tracked else word(_FIRST))
        self.hint(confirm_hint(word(TITLE)))

    @property
    def edited(self) -> bool:
        """Whether something was typed."""
        return self.query_one(FieldForm).touched

    def confirm(self) -> None:
        """Enters the pieces."""
        desk, sku, texts = self.desk, self._option.sku, self.query_one(FieldForm).values
        count = texts.get("qty", "").replace(",", "").strip()
        if not (count.isascii() and count.isdigit()):
            self._done(_NUMBER)
            return

        def enter() -> Option | Word:
            try:
                return receive(desk.store, desk.actor, desk.clock(), sku, int(count), texts.get("note", ""))
            except StockRefused as refused:
                return refused.word

        run(self, "receive", enter, self._done)

    def _done(self, found: Option | Word) -> None:
        if isinstance(found, Option):
            self.dismiss(found)
            return
        self.tell_line("#wrong", self.desk.word(found))
        self.query_one(FieldForm).go_to("qty")
        self.app.bell()
