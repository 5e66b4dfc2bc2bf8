"""The line under the heading of an order: what can be done to the whole of it, and where."""

from __future__ import annotations

from typing import Final

from rich.text import Text

from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.glossary import CLAIM_WORDS
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.states import Trade
from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.domain.words import Lang, Word
from orderdesk.keyboard.actions import action
from orderdesk.keyboard.key_table import KeyTable
from orderdesk.keyboard.strokes import path
from orderdesk.widgets.look import Look

_GAP: Final = "   "
_EDITS: Final = (
    ("add", Word("추가", "Add")),
    ("cancel", CLAIM_WORDS[ClaimKind.CANCEL]),
    ("return", CLAIM_WORDS[ClaimKind.RETURN]),
    ("exchange", CLAIM_WORDS[ClaimKind.EXCHANGE]),
)


def deeds_line(order: Order, lang: Lang, look: Look, keys: KeyTable) -> Text:
    """``타임라인 |   주문서 ,   거래 재개 .05   추가 .09   …``: what is done to the whole of *order*."""
    line = Text()
    for deed in (action("timeline"), action("sheets")):
        line.append(_GAP if line else "").append(deed.words.text(lang))
        line.append(f" {keys.label(deed.id)}", look.strong)
    if order.trade is Trade.CLOSED:
        reopen = BY_ID["reopen"]
        line.append(_GAP).append(reopen.words.text(lang))
        line.append(f" {path(reopen, keys)}", look.strong)
    for verb, words in _EDITS:
        line.append(_GAP).append(words.text(lang)).append(f" {path(BY_ID[verb], keys)}", look.strong)
    return line
