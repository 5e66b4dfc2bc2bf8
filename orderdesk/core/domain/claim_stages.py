"""What of claims waits for the desk: stages that the facets tell, and until when a claim is to be decided."""

from __future__ import annotations

from orderdesk.core.domain.claims import Claim, ClaimKind
from orderdesk.core.domain.facets import REFUND_DUE, WITHDRAWN
from orderdesk.core.domain.states import SectionState
from orderdesk.core.domain.words import Word

_DAY = 24 * 3600
SOON = 3 * _DAY
"""Seconds in which a cancel is decided, and goods that came back are paid back: 3 days, as the law says."""
LATE = 7 * _DAY
"""Seconds in which goods that are to come back should be here."""


def _bits(*states: SectionState) -> int:
    return sum(1 << state for state in states)


S = SectionState
STAGE_WORDS: dict[int, Word] = {
    _bits(S.CANCEL_REQUESTED): Word("취소 접수", "Cancel requested"),
    _bits(S.RETURN_REQUESTED): Word("반품 접수", "Return requested"),
    _bits(S.EXCHANGE_REQUESTED): Word("교환 접수", "Exchange requested"),
    _bits(S.RETURN_COLLECTING, S.EXCHANGE_COLLECTING): Word("수거 중", "In pickup"),
    _bits(S.RETURN_COLLECTED, S.EXCHANGE_COLLECTED): Word("수거 완료", "Picked up"),
    REFUND_DUE: Word("환불 대기", "Refund due"),
    WITHDRAWN: Word("철회됨", "Withdrawn"),
}
"""The stages of what waits, each as the bits of the facet's mask that say so."""


def due_at(claim: Claim) -> int:
    """Until when *claim* is to be decided, UTC seconds."""
    if claim.collected_at is not None:
        return claim.collected_at + SOON
    return claim.at + (SOON if claim.kind is ClaimKind.CANCEL else LATE)
