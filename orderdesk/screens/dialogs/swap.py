"""다른 상품으로 교환: why the goods go back, what is sent for them, the difference in price."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from textual.app import ComposeResult
from textual.widgets import Input, Static

from orderdesk.core.domain.swap import Difference
from orderdesk.core.domain.verbs import Verb
from orderdesk.core.domain.words import Word
from orderdesk.screens.dialogs.claim import ClaimDialog
from orderdesk.widgets.cells import won
from orderdesk.widgets.columns import listed

Count = Callable[[Mapping[str, str]], Difference]
"""The money of the exchange, from what stands in the form; what is no number yet counts as nothing."""

_NEEDED: Final = ("name", "price")
_NAMES: Final = ("name", "option")
_BY_CODE: Final = ("product", "sku", "kind")
"""What tells the goods of the catalogue; by hand they are named."""

_PAID: Final = Word("반품·취소 {}원", "Goes back {} won")
_NEW: Final = Word("새 상품 {}원", "new goods {} won")
_FEE: Final = Word("배송비 {}원", "shipping fee {} won")
_ASKED: Final = Word("→ 추가 요청 {}원", "→ asked for {} won")
_REFUNDED: Final = Word("→ 승인 때 환불 {}원", "→ {} won refunded on approval")
_EVEN: Final = Word("→ 차액 없음", "→ no difference")


class SwapDialog(ClaimDialog):
    """Asks what *verb* needs for the goods *given*; *count* tells the money while it is typed."""

    DEFAULT_CSS = "SwapDialog #difference { margin-top: 1; }"
    ROWS_AROUND = 8

    def __init__(self, verb: Verb, count: Count, given: Mapping[str, str]) -> None:
        asked = (
            replace(field, required=field.required or field.key in _NEEDED)
            for field in verb.fields
            if field.key not in _BY_CODE
        )
        shown = {key: text for key, text in given.items() if key not in _BY_CODE}
        super().__init__(replace(verb, fields=tuple(asked)), given={"qty": "1"} | shown)
        self._count = count
        self._goods = given

    @property
    def values(self) -> dict[str, str]:
        """The request's fields; the codes of the goods that were found, while they are still called so."""
        shown = super().values
        same = all(shown.get(key, "") == self._goods.get(key, "") for key in _NAMES)
        return shown | ({key: self._goods[key] for key in _BY_CODE if self._goods.get(key)} if same else {})

    def parts(self) -> ComposeResult:
        """The form, and the difference under it."""
        yield from super().parts()
        yield Static(id="difference", classes="line")

    def on_mount(self) -> None:
        """Nothing is asked for yet."""
        self._show_money()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another price or quantity, another difference."""
        event.stop()
        self._show_money()

    def _show_money(self) -> None:
        money = self._count(self.values)
        told = [self._won(_PAID, money.old), self._won(_NEW, money.new)]
        told += [self._won(_FEE, money.fee)] if money.fee else []
        ends = [self._won(_ASKED, money.asked)] if money.asked else []
        ends += [self._won(_REFUNDED, money.refunded)] if money.refunded else []
        self.tell_line("#difference", f"{listed(told)} {listed(ends) or self.desk.word(_EVEN)}")

    def _won(self, words: Word, amount: int) -> str:
        return self.desk.word(words).format(won(amount))
