"""Where scenes are played: stores made once and copied, a clock that stands, always the same home."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, chdir, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from textual.message_pump import MessagePump
from textual.timer import Timer
from textual.widgets import Input, TextArea

from orderdesk.core.domain.words import Lang
from orderdesk.core.services.demo.fill import fill_demo
from orderdesk.core.services.tabs import begin_shop
from orderdesk.core.store.engine import Store, open_store
from orderdesk.screens.orders import OrdersScreen
from tests.domain.builders import NOW, SELLER
from tests.gallery.scene import Scene
from tests.screens.driver import fill, opened, shop
from tests.screens.quiet import until_quiet
from tests.snapshots import svg

LANGS: Final[tuple[Lang, ...]] = ("ko", "en")
THEMES: Final = ("dark", "light", "mono")

ORDERS, SEED = 240, 1

Shot = Mapping[tuple[int, int], Mapping[str, svg.Scene]]
"""What stood on the screen, by size and theme."""

_HOME: Final = {
    "HOME": "/home/kim",
    "XDG_CONFIG_HOME": "/home/kim/.config",
    "TERM": "xterm-256color",
}
_FOREIGN: Final = ("COLORTERM", "NO_COLOR", "SSH_CONNECTION", "SSH_TTY", "TMUX")

_SOON, _NEVER = 0.3, 86_400.0
"""Seconds from which on a timer does not fire: what is shown does not depend on when it is looked at."""


def _demo(store: Store) -> None:
    fill_demo(store, ORDERS, SEED, NOW)


def _empty(store: Store) -> None:
    begin_shop(store, SELLER, NOW)


def _small(store: Store) -> None:
    fill(store, shop())


_SHOPS: Final[Mapping[str, Callable[[Store], object]]] = {
    "demo": _demo,
    "empty": _empty,
    "small": _small,
    "new": lambda store: None,
}
"""Stores by name: the demo shop, one without orders, one with nine, one just made."""


@cache
def _folder() -> Path:
    """Where the stores of this process stand until it ends."""
    return Path(_kept().name)


@cache
def _kept() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="orderdesk-gallery-")


@cache
def _prepared(name: str) -> Path:
    path = _folder() / f"{name}.db"
    with open_store(f"sqlite:///{path}") as store:
        _SHOPS[name](store)
    return path


@contextmanager
def _copied(scene: Scene) -> Iterator[Store]:
    """The store of *scene*, in a folder of its own, which is the place where relative paths begin."""
    made = _prepared(scene.shop)
    with tempfile.TemporaryDirectory(dir=_folder()) as place:
        shutil.copy(made, Path(place) / "desk.db")
        with chdir(place), open_store(f"sqlite:///{place}/desk.db") as store:
            if scene.before is not None:
                scene.before(store)
            yield store


def _never(begins: Callable[..., Timer]) -> Callable[..., Timer]:
    def begun(pump: MessagePump, after: float, *arguments: Any, **more: Any) -> Timer:  # noqa: ANN401  # as they are
        return begins(pump, after if after < _SOON else _NEVER, *arguments, **more)

    return begun


@contextmanager
def _still() -> Iterator[None]:
    """Nothing of the machine's, nothing that passes by itself."""
    with ExitStack() as stack:
        unseen = dict.fromkeys(("XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), str(_folder()))
        stack.enter_context(patch.dict(os.environ, _HOME | unseen))
        for name in _FOREIGN:
            os.environ.pop(name, None)
        for what, value in (
            ("textual.app.wait_for_idle", until_quiet),
            ("textual.pilot.wait_for_idle", until_quiet),
            ("textual.message_pump.MessagePump.set_interval", _never(MessagePump.set_interval)),
            ("textual.message_pump.MessagePump.set_timer", _never(MessagePump.set_timer)),
        ):
            stack.enter_context(patch(what, value))
        yield


@contextmanager
def _unswept() -> Iterator[None]:
    """Rubbish is collected afterwards: in the midst of it a third of the time would go there."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


async def shoot(scene: Scene, lang: Lang) -> Shot:
    """Plays *scene* once for each of its sizes; AssertionError when it ends with something else in front."""
    with _unswept(), _still():
        return {size: await _played(scene, lang, size) for size in scene.sizes}


async def _played(scene: Scene, lang: Lang, size: tuple[int, int]) -> Mapping[str, svg.Scene]:
    found = {}
    with _copied(scene) as store:
        async with opened(store, size, lang=lang, **scene.settings) as desk:
            desk.app.clear_notifications()  # the greeting stands before what the picture is of
            await scene.way(desk)
            assert type(desk.screen) is scene.shows, (
                f"{type(desk.screen).__name__} is in front\n{desk.text()}"
            )
            for screen in desk.app.screen_stack:
                if isinstance(screen, OrdersScreen):
                    screen.catch_up()  # what waits for the cursor to rest
            for field in desk.screen.query("Input, TextArea"):
                assert isinstance(field, Input | TextArea)
                field.cursor_blink = False  # else the moment decides whether the cursor is seen
            await desk.settle()
            for theme in THEMES:
                desk.app.theme = theme
                await desk.settle()
                found[theme] = svg.scene_of(desk.app)
    return found
