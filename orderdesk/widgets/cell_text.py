"""What stands behind a cell of the list: its cash receipts, or its whole text."""

from __future__ import annotations

from typing import Final

from rich.text import Text

from orderdesk.core.domain.columns import BY_KEY
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.browsing import Listed
from orderdesk.core.services.showing import OrderView
from orderdesk.widgets.grid_layout import value_text
from orderdesk.widgets.look import Look
from orderdesk.widgets.payment_text import receipt_line
from orderdesk.widgets.safe_text import safe_multi

_NO_RECEIPT: Final = Word("현금영수증 신청이 없습니다", "No cash receipt was asked for")


def behind_cell(view: OrderView, row: Listed, key: str, lang: Lang, look: Look) -> Text:
    """What opening the cell of *row* under the column *key* shows of its order."""
    if key == "receipt":
        lines = [receipt_line(each, lang) for each in view.order.receipts]
        lines = lines or [Text(_NO_RECEIPT.text(lang), look.quiet)]
    else:
        lines = [safe_multi(value_text(row, key, lang))]
    return Text("\n").join(lines)


def title_of(row: Listed, key: str, lang: Lang) -> str:
    """The order number and the name of the column."""
    return f"{value_text(row, 'order_no', lang)} · {BY_KEY[key].words.text(lang)}"
