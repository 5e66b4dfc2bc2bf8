"""How often an open desk speaks with those outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Seconds between two times that an open desk does a thing.

    `look`: looks at what is due, and makes a round with the channels. `labels`: asks for news of labels and
    parcels. `bank`: reads the accounts. `sweep`: reads again what a channel told nothing of. `parcels`: asks
    after one parcel, of which nothing new was said the first time.
    """

    look: float = 60.0
    labels: int = 120
    bank: int = 300
    sweep: int = 3600
    parcels: int = 7200


USUAL: Final = Rhythm()
"""What those outside are used to."""

PLAYED: Final = Rhythm(look=3.0, labels=5, bank=10, sweep=20, parcels=15)
"""For a played world, in which nobody minds and people want to see something."""
