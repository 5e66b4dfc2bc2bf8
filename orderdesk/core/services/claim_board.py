"""The claims board: what of claims waits for the desk, stage by stage, counted without reading an order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from orderdesk.core.domain.claim_stages import STAGE_WORDS
from orderdesk.core.domain.list_words import CLAIM_OVERDUE
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.browsing import count, make_view
from orderdesk.core.store import listing
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.listing import ListQuery


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage with how many orders wait in it, and the condition that lists them."""

    words: Word
    orders: int
    where: str


def claim_board(conn: Conn, now: int, lang: Lang = "ko") -> Sequence[Stage]:
    """The stages in the order in which claims go through them, then what is overdue at *now* (UTC seconds).

    All but the last are counted by the facets, the last by the index of open claims.
    """
    bits = tuple(STAGE_WORDS)
    counts = listing.counts(conn, [ListQuery(conditions={"claim": frozenset({bit})}) for bit in bits])
    stages = [
        Stage(STAGE_WORDS[bit], found, f"claim={_spelt(STAGE_WORDS[bit], lang)}")
        for bit, found in zip(bits, counts, strict=True)
    ]
    yesterday = (datetime.fromtimestamp(now, SEOUL) - timedelta(days=1)).date()
    overdue = f"claim_due=..{yesterday.isoformat()}"
    return (*stages, Stage(CLAIM_OVERDUE, count(conn, make_view(where=(overdue,), now=now)), overdue))


def everything(conn: Conn) -> int:
    """How many orders have something of a claim that waits: what the tab of claims counts."""
    return listing.counts(conn, [ListQuery(conditions={"claim": frozenset(STAGE_WORDS)})])[0]


def _spelt(words: Word, lang: Lang) -> str:
    return "".join(words.text(lang).split())
