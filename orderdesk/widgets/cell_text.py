"""What stands behind a cell of the list: its memos, its money, its cash receipts, or its whole text."""

from __future__ import annotations

from typing import Final

from rich.text import Text

from orderdesk.core.domain.columns import BY_KEY
from orderdesk.core.domain.list_words import PURPOSE_WORDS, RECEIPT_WORDS
from orderdesk.core.domain.orders import Memo, Receipt
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.browsing import Listed
from orderdesk.core.services.showing import OrderView
from orderdesk.widgets.cells import moment
from orderdesk.widgets.grid_layout import value_text
from orderdesk.widgets.look import Look
from orderdesk.widgets.order_text import money_lines
from orderdesk.widgets.safe_text import safe, safe_multi

_NO_MEMOS: Final = Word("메모가 없습니다", "No memos")
_NO_RECEIPT: Final = Word("현금영수증 신청이 없습니다", "No cash receipt was asked for")
_RESOLVED: Final = Word("해결", "resolved")
_APPROVAL: Final = Word("승인번호", "approval no.")


def behind_cell(view: OrderView, row: Listed, key: str, width: int, lang: Lang, look: Look) -> Text:
    """What opening the cell of *row* under the column *key* shows of its order, *width* cells wide."""
    if key == "memo":
        lines = [line for memo in reversed(view.order.memos) for line in _memo(memo, lang, look)]
        lines = lines or [Text(_NO_MEMOS.text(lang), look.quiet)]
    elif key == "paid":
        lines = money_lines(view.order, view.money, width, lang, look)
    elif key == "receipt":
        lines = [_receipt(each, lang) for each in view.order.receipts]
        lines = lines or [Text(_NO_RECEIPT.text(lang), look.quiet)]
    else:
        lines = [safe_multi(value_text(row, key, lang))]
    return Text("\n").join(lines)


def title_of(row: Listed, key: str, lang: Lang) -> str:
    """The order number and the name of the column."""
    return f"{value_text(row, 'order_no', lang)} · {BY_KEY[key].words.text(lang)}"


def _memo(memo: Memo, lang: Lang, look: Look) -> list[Text]:
    state = f" · {_RESOLVED.text(lang)}" if memo.resolved else ""
    head = safe(f"{moment(memo.at)} {memo.author}{state}")
    head.stylize(look.quiet)
    return [head, safe_multi(memo.text)]


def _receipt(receipt: Receipt, lang: Lang) -> Text:
    words = (PURPOSE_WORDS.get(receipt.purpose), RECEIPT_WORDS.get(receipt.state))
    parts = [*(word.text(lang) for word in words if word is not None), receipt.identity]
    parts += [f"{_APPROVAL.text(lang)} {receipt.approval}"] if receipt.approval else []
    parts += [moment(receipt.done_at)] if receipt.done_at is not None else []
    return safe(" · ".join(part for part in parts if part))
