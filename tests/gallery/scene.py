"""What a picture of the gallery shows: a screen or dialog, on which store, reached by which keys."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from textual.screen import Screen

from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.domain.words import Word
from orderdesk.core.store.engine import Store
from orderdesk.keyboard.strokes import strokes
from tests.screens.driver import DeskDriver

Way = Callable[[DeskDriver], Awaitable[None]]
"""How one gets there on an open desk."""

SIZES: Final = ((80, 24), (160, 45))
"""Columns and lines of the pictures."""

TYPED: Final = "="
"""Before what is typed as text, among keys."""


@dataclass(frozen=True)
class Scene:
    """One picture: what stands in front in it, what it is of, and how it comes about.

    `shop` names the store that is copied for it, `before` is done in the copy; `settings` are the desk's.
    """

    shows: type[Screen[Any]]
    title: Word
    way: Way
    shop: str = "demo"
    before: Callable[[Store], object] | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    sizes: Sequence[tuple[int, int]] = SIZES


def by_keys(*keys: str) -> Way:
    """Presses *keys*; one that begins with TYPED is text."""

    async def way(desk: DeskDriver) -> None:
        for key in keys:
            await desk.pilot.press(*(key[1:] if key.startswith(TYPED) else (key,)))
            await desk.settle()  # the next key is for what this one brings

    return way


def verb(name: str) -> tuple[str, ...]:
    """The keys of the action *name* in the process menu."""
    return ("full_stop", *strokes(BY_ID[name]))
