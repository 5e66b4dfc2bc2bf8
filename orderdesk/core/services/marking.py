"""What stores that are no real shop are called, on everything that is shown of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.preferences import SHOP, read_preference
from orderdesk.core.services.rehearsing import NAME
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.rehearsal import mark
from orderdesk.settings import Settings

DEMO: Final = "demo"
"""The preference of a shop that says that it is one to play with."""

DEMO_MARK: Final = Word("시험 상점", "DEMO")
"""What stands before everything that is shown of a demo shop."""

DEMO_SHOP: Final = Word("가상상점", "Make-believe Shop")
"""The name of every demo shop: the operator's own is that of their own shop alone."""

UNNAMED: Final = Word(Settings.shop_name, "My Shop")
"""The name of a shop that nobody has named: the settings' own default."""


def mark_of(store: Store) -> Word | None:
    """What stands before everything that is shown of *store*; None where it is a real shop."""
    with store.reader() as conn:
        if mark(conn) is not None:
            return NAME
        return DEMO_MARK if plays(conn) else None


def is_demo(store: Store) -> bool:
    """Whether *store* was filled as a demo shop."""
    with store.reader() as conn:
        return plays(conn)


def plays(conn: Conn) -> bool:
    """As `is_demo`, of the store that *conn* reads."""
    return read_preference(conn, SHOP, DEMO) is not None


def printed(settings: Settings, mark: Word | None, lang: Lang) -> Settings:
    """*settings* with the name that a store with *mark* has on screen and paper: a demo shop has its own."""
    if mark == DEMO_MARK:
        return replace(settings, shop_name=DEMO_SHOP.text(lang))
    return replace(settings, shop_name=UNNAMED.text(lang)) if settings.shop_name == UNNAMED.ko else settings
