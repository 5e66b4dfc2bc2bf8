"""What can happen to the demo's orders, how often, and a deck that deals it out.

Out of every 200 orders a fixed number gets each story, so that rare things are never missing and never
many; most orders simply arrive. What is still open belongs to the newer part of the shop's history.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from orderdesk.core.services.demo.draw import pick, shuffle
from orderdesk.core.services.demo.moments import DAY

BLOCK = 200
"""Orders a deck is dealt to."""

OPEN_SHARE = 0.35
"""The newest share of all orders, beside the very last block, among which open stories are dealt."""

Methods = Literal["any", "now", "bank", "deposit", "by-hand"]


@dataclass(frozen=True, slots=True)
class Story:
    """A kind of course. `cards` are in every deck, or in those of the newer orders when `open`.

    The others say which purchase it can happen to: on whose channel, paid how, with more than one line;
    `days` is how old an order must be for the story to have reached its end, `waits` that its deposit may
    still come, `made_here` that the shop entered the order.
    """

    name: str
    cards: int = 2
    open: bool = False
    days: int = 0
    own: bool = False
    external: bool = False
    naver: bool = False
    methods: Methods = "any"
    pieces: bool = False
    waits: bool = False
    made_here: bool = False

    @property
    def plain(self) -> bool:
        """Whether nothing out of the ordinary happens."""
        return self.name == "plain"


PLAIN = Story("plain", 0)

STORIES: tuple[Story, ...] = (
    # at any time
    Story("cancelled", 3, days=2),
    Story("part-cancelled", 2, days=3, pieces=True),
    Story("returned", 2, days=9),
    Story("part-returned", 1, days=9, pieces=True),
    Story("exchanged", 1, days=12),
    Story("overdue", 2, days=4, own=True, methods="deposit"),
    Story("cancelled-unpaid", 2, days=2, own=True, methods="deposit"),
    Story("cancel-withdrawn", 1),
    Story("return-rejected", 1),
    Story("split", 2, own=True, methods="now", pieces=True),
    Story("added", 1, own=True, methods="now"),
    Story("resent-late", 1, days=12, own=True),
    # open: on the ladder
    Story("waits-for-deposit", 2, open=True, own=True, methods="deposit", waits=True),
    Story("made-here", 2, open=True, own=True, methods="bank", waits=True, made_here=True),
    Story("stays-preparing", 2, open=True, methods="now"),
    Story("stays-ready", 1, open=True, days=1, methods="now"),
    Story("stays-labelled", 2, open=True, days=1, methods="now"),
    Story("stays-shipping", 2, open=True, days=2, methods="now"),
    Story("stays-delivered", 2, open=True, days=4, methods="now"),
    Story("stays-split", 1, open=True, days=2, own=True, methods="now", pieces=True),
    Story("held", 2, open=True, days=1, methods="now"),
    Story("held-by-channel", 1, open=True, days=1, external=True, naver=True),
    Story("delayed", 2, open=True, days=1, external=True),
    # open: claims
    Story("cancel-asked", 2, open=True, days=1, methods="now"),
    Story("return-asked", 2, open=True, days=6, methods="now"),
    Story("return-collecting", 2, open=True, days=7, methods="now"),
    Story("return-collected", 2, open=True, days=9, methods="now"),
    Story("exchange-asked", 2, open=True, days=6, methods="now"),
    Story("exchange-collecting", 2, open=True, days=7, methods="now"),
    Story("exchange-collected", 2, open=True, days=9, methods="now"),
    Story("exchange-withheld", 1, open=True, days=7, external=True, naver=True),
    Story("exchange-resend-waits", 1, open=True, days=9, methods="now"),
    # open: money
    Story("refund-due", 1, open=True, days=3, own=True, methods="by-hand"),
    Story("refunding", 2, open=True, days=4, own=True, methods="by-hand"),
    Story("refund-failed", 2, open=True, days=5, own=True, methods="by-hand"),
)


def deal(rng: Random, moments: Sequence[int], now: int, newer: bool) -> list[Story]:
    """A story for each of up to 200 orders placed at *moments*, oldest first; *newer* decks hold open ones.

    An order too young for its story swaps it for the ordinary one of an older order.
    """
    deck = [story for story in STORIES if newer or not story.open for _ in range(story.cards)]
    deck += [PLAIN] * (BLOCK - len(deck))
    shuffle(rng, deck)
    hand = deck[: len(moments)]
    for place, story in enumerate(hand):
        if now - moments[place] < story.days * DAY:
            older = [
                other
                for other in range(place)
                if hand[other] is PLAIN and now - moments[other] >= story.days * DAY
            ]
            hand[place] = PLAIN
            if older:
                hand[pick(rng, older)] = story
    return hand
