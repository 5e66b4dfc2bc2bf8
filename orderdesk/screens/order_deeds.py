"""The line under the heading of an order: what can be done to the whole of it, and where."""

from __future__ import annotations

from typing import Final

from rich.text import Text

from orderdesk.core.domain.apply import possible
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.glossary import CLAIM_WORDS
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.states import Trade
from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.domain.words import Word
from orderdesk.keyboard.actions import action
from orderdesk.keyboard.strokes import path
from orderdesk.screens.context import DeskContext
from orderdesk.widgets.look import Look

_GAP: Final = "   "
_EDITS: Final = (
    ("cancel", CLAIM_WORDS[ClaimKind.CANCEL]),
    ("return", CLAIM_WORDS[ClaimKind.RETURN]),
    ("exchange", CLAIM_WORDS[ClaimKind.EXCHANGE]),
    ("add", Word("추가", "Add")),
)


def deeds_line(order: Order, desk: DeskContext, look: Look) -> Text:
    """``타임라인 |   주문서 ,   거래 재개 .05   취소 .06   …``: what can be done in *order* now."""
    lang, keys = desk.lang, desk.keys
    line = Text()
    for deed in (action("timeline"), action("sheets")):
        line.append(_GAP if line else "").append(deed.words.text(lang))
        line.append(f" {keys.label(deed.id)}", look.strong)
    if order.trade is Trade.CLOSED:
        reopen = BY_ID["reopen"]
        line.append(_GAP).append(reopen.words.text(lang))
        line.append(f" {path(reopen, keys)}", look.strong)
    now = desk.clock()
    for verb, words in ((verb, words) for verb, words in _EDITS if possible(order, verb, desk.actor, now)):
        line.append(_GAP).append(words.text(lang)).append(f" {path(BY_ID[verb], keys)}", look.strong)
    return line
