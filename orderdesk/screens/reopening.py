"""Opening the desk again in the same terminal: in another language, or on another store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual.app import App

from orderdesk.core.domain.words import Lang


@dataclass(frozen=True)
class Reopen:
    """What a desk ends with that is to be opened again, in *lang*, on the store at *url* or on the same.

    *then* is done with the new desk once its first list is drawn.
    """

    lang: Lang
    url: str = ""
    then: Callable[[App[Any]], object] | None = None
