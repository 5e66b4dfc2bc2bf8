"""imweb's states of sections in our words: the ladder by name, claims by how their names begin and end.

Only the ladder has been seen for certain; what claims are called differs between sources, so their names
are read, not looked up. A name that is neither is kept as it came, with no state.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from orderdesk.core.domain.channels import ClaimStage
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.states import ChannelState

PREPARATION, READY, SHIPPING, COMPLETE = (
    "PRODUCT_PREPARATION",
    "SHIPPING_READY",
    "SHIPPING",
    "SHIPPING_COMPLETE",
)
CONFIRMED: Final = "PURCHASE_CONFIRMATION"

LADDER: Final = {
    PREPARATION: ChannelState.PREPARING,
    READY: ChannelState.PREPARING,
    SHIPPING: ChannelState.SHIPPING,
    COMPLETE: ChannelState.DELIVERED,
    CONFIRMED: ChannelState.CONFIRMED,
    "PURCHASE_CONFIRM": ChannelState.CONFIRMED,
}
SENT: Final = frozenset({ChannelState.SHIPPING, ChannelState.DELIVERED, ChannelState.CONFIRMED})

_KINDS: Final = {
    "CANCEL": (ClaimKind.CANCEL, ChannelState.PREPARING, ChannelState.CANCELLED),
    "RETURN": (ClaimKind.RETURN, ChannelState.SHIPPING, ChannelState.RETURNED),
    "EXCHANGE": (ClaimKind.EXCHANGE, ChannelState.SHIPPING, ChannelState.EXCHANGED),
}
"""How a claim's name begins: its kind, what the goods are at least while it is open, and once it is done."""

_RETRIEVED: Final = ("RETRIEVE_COMPLETE", "RETRIEVE_DONE", "COLLECT_DONE", "COLLECT_COMPLETE")
_RETRIEVING: Final = ("RETRIEVE", "COLLECT", "COLLECTING")
_DONE: Final = ("COMPLETE", "DONE", "APPROVE", "APPROVED")


class Standing(NamedTuple):
    """Where a section stands: None where its word is not known; with the claim it is in."""

    state: ChannelState | None
    kind: ClaimKind | None = None
    stage: ClaimStage | None = None


def standing(word: str) -> Standing:
    """What *word* of a section says."""
    if word in LADDER:
        return Standing(LADDER[word])
    begin, _, rest = word.partition("_")
    begin = "CANCEL" if begin in ("CANCELED", "CANCELLED") else begin
    if begin not in _KINDS:
        return Standing(LADDER[SHIPPING] if begin == "SHIPPING" else None)
    kind, open_state, done_state = _KINDS[begin]
    if rest in LADDER:
        # What an exchange sends goes up the ladder under names of its own.
        return Standing(LADDER[rest])
    stage = _stage(rest)
    return Standing(done_state if stage is ClaimStage.DONE else open_state, kind, stage)


def _stage(rest: str) -> ClaimStage:
    if rest in _RETRIEVED:
        return ClaimStage.COLLECTED
    if rest in _RETRIEVING:
        return ClaimStage.COLLECTING
    if rest in _DONE:
        return ClaimStage.DONE
    return ClaimStage.REJECTED if rest.startswith("REJECT") else ClaimStage.REQUESTED
