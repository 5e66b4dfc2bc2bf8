"""Which guides there are: in the order of a day's work, what each is about, and where to read on."""

from __future__ import annotations

from typing import Final, NamedTuple


class Listed(NamedTuple):
    """One guide: its id, the actions on orders that it is about, the guides to read after it."""

    id: str
    verbs: tuple[str, ...] = ()
    see: tuple[str, ...] = ()


GUIDES: Final[tuple[Listed, ...]] = (
    Listed("process", ("ready", "ship", "deliver", "confirm", "back"), ("tracking", "exchange")),
    Listed("tracking", ("track", "untrack"), ("process",)),
    Listed("exchange", ("exchange", "pickup", "pickup-done", "approve", "reject", "withdraw"), ("process",)),
)
