"""Press keys at random, at every screen, and see that the desk neither falls over nor breaks a rule.

    python -m benchmarks.monkey [--seconds 600] [--lang ko|en] [--seed 1] [--orders 200]

A demo store is made and the desk opened on it without a terminal, in Korean and then in English. Every key of
the action table, letters, Hangul, digits, pastes, the mouse and other window sizes come in bursts and one by
one. Now and then the desk is asked what screen it is on. Every minute and afterwards `verify` must be clean,
and nothing may have changed but what a preview, or the dialog that does it at once, has shown (`shown.py`).
The seed and the last keys are told when it falls; `ORDERDESK_SEED` is the seed where none is given.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from textual import events
from textual.pilot import Pilot

from benchmarks.shown import Shown, watched
from orderdesk.app import Desk
from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.domain.words import Lang
from orderdesk.core.services.demo.fill import fill_demo
from orderdesk.core.services.tabs import begin_shop
from orderdesk.core.services.verifying import verify
from orderdesk.core.store.engine import Store, open_store
from orderdesk.keyboard.actions import ACTIONS
from orderdesk.keyboard.burst import BurstGuard
from orderdesk.screens import work
from orderdesk.screens.context import context
from orderdesk.screens.reopening import Reopen
from orderdesk.settings import Settings

NOW = 1_795_395_600
ME = Actor(ActorKind.SELLER, "원숭이")
LEAVING = frozenset({"ctrl+q", "ctrl+c"})
LANGUAGES: tuple[Lang, ...] = ("ko", "en")
CHECK_EVERY = 60.0
"""Seconds between two looks at every rule."""

PLAIN: tuple[str, ...] = (
    "enter",
    "escape",
    "tab",
    "shift+tab",
    "up",
    "down",
    "left",
    "right",
    "home",
    "end",
    "pageup",
)
PLAIN += ("pagedown", "space", "backspace", "delete", "ctrl+s", "ctrl+a", "ctrl+u", "f1", "f5")
TEXTS = (
    "홍길동",
    "ㅎㄱㄷ",
    "010-0000-0001",
    "[/red]",
    "\x1b]0;x\x07",
    "'; --",
    "2026-11-27",
    "한진 1234567890",
    "가나다\n" * 250_000,
)
SHOWN = 40
"""Characters of a paste that are told."""

SIZES = ((120, 36), (80, 24), (60, 15), (59, 14), (20, 5), (1, 1), (200, 60))
MOUSE = (
    (events.MouseDown, events.MouseUp),
    (events.MouseDown, events.MouseUp, events.MouseDown, events.MouseUp),
    (events.MouseMove,),
    (events.MouseScrollDown,),
    (events.MouseScrollUp,),
)
PAUSE_EVERY = 4
STUCK_AFTER = 60
"""Looks in a row that find the same screen, through a dozen times three Escapes: the desk reacts no more."""
KEPT = 60


class Fell(Exception):
    """The desk fell over, or a rule is broken; says with which seed, and after which keys."""


@dataclass(slots=True)
class Tally:
    """What was done: keys, clicks, pastes, sizes; which screens were seen and which jobs made, how often."""

    acts: int = 0
    screens: Counter[str] = field(default_factory=Counter)
    jobs: Counter[str] = field(default_factory=Counter)


def keys_of_actions() -> list[str]:
    """Every key that means something anywhere, but those that close the desk."""
    return sorted({key for each in ACTIONS for key in each.keys} - LEAVING)


class Monkey:
    """Hands at the keyboard and the mouse of one desk; what they did last is remembered."""

    def __init__(self, app: Desk, pilot: Pilot[Any], chance: random.Random, lang: Lang) -> None:
        self._app, self._pilot, self._chance = app, pilot, chance
        self._names = names(lang)
        self._known = keys_of_actions()
        self.last: deque[str] = deque(maxlen=KEPT)

    async def act(self) -> None:
        """Do one thing or other."""
        roll = self._chance.random()
        if roll < 0.02:
            await self._resize(self._chance.choice(SIZES))
        elif roll < 0.05:
            self._paste(self._chance.choice(TEXTS))
        elif roll < 0.09:  # out of whatever it is, so that every screen is come to
            await self._press("escape", "escape", "escape")
        elif roll < 0.15:
            self._mouse()
        elif roll < 0.19:
            await self._walk()
        elif roll < 0.9:
            await self._press(self._chance.choice(PLAIN if roll < 0.45 else self._known))
        else:
            await self._press(self._chance.choice("가ㅂ19az.,/#@"))

    async def _walk(self) -> None:
        """To a dialog that chance alone hardly finds: by its name, or out of the menu of an order."""
        await self._press("escape", "escape", "escape")
        await self._press(*["down"] * self._chance.randrange(9))
        if self._chance.random() < 0.5:
            await self._press("enter")
        if self._chance.random() < 0.7:
            await self._press("f2", *self._chance.choice(self._names), "enter")
        else:
            await self._press("full_stop", self._chance.choice("123456789"))
        for _ in range(self._chance.randrange(4)):  # and does it, through its form and the preview
            await asyncio.to_thread(work.finish)
            await self._pilot.pause()
            await self._press("ctrl+s")

    async def _press(self, *keys: str) -> None:
        self.last.extend(keys)
        await self._pilot.press(*keys)

    async def _resize(self, size: tuple[int, int]) -> None:
        self.last.append(f"size {size}")
        await self._pilot.resize_terminal(*size)

    def _paste(self, text: str) -> None:
        self.last.append(f"paste {text[:SHOWN]!r}")
        self._app.post_message(events.Paste(text))

    def _mouse(self) -> None:
        """Click, or turn the wheel, anywhere on the screen."""
        columns, rows = self._app.size
        x, y = self._chance.randrange(max(columns, 1)), self._chance.randrange(max(rows, 1))
        kinds = self._chance.choice(MOUSE)
        self.last.append(f"{kinds[0].__name__} {x},{y}")
        for kind in kinds:
            self._app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))


def stay(app: Desk) -> None:
    """Let *app* go on where another language or store would open it again."""
    leave = app.exit

    def exit_(result: Reopen | None = None, *more: Any) -> None:  # noqa: ANN401  # as upstream has it
        if result is None:
            leave(result, *more)

    app.exit = exit_  # type: ignore[method-assign]  # a desk that ends would end the play


async def play(store: Store, seconds: float, seed: int, lang: Lang, most: int = sys.maxsize) -> Tally:
    """Act for *seconds*, or *most* times. Fell when the desk does, or when a rule is broken."""
    tally, last = Tally(), deque[str]()
    settings = Settings(operator=ME.name)
    app = Desk(context(store, settings, lambda: NOW, lang), BurstGuard(arming=0))
    stay(app)
    end = time.monotonic() + seconds
    look_at = time.monotonic() + CHECK_EVERY
    try:
        with watched(store, ME) as shown:
            async with app.run_test(size=SIZES[0], notifications=True) as pilot:
                monkey = Monkey(app, pilot, random.Random(seed), lang)
                last = monkey.last
                before, same = app.screen, 0
                while time.monotonic() < end and tally.acts < most:
                    await monkey.act()
                    tally.acts += 1
                    if tally.acts % PAUSE_EVERY == 0:
                        await pilot.pause()
                        tally.screens[type(app.screen).__name__] += 1
                        same = same + 1 if app.screen is before else 0
                        before = app.screen
                        assert same < STUCK_AFTER, f"stuck in {before!r}: {_state(app)}"
                    if time.monotonic() > look_at:
                        await asyncio.to_thread(_look, store, shown)
                        look_at = time.monotonic() + CHECK_EVERY
                await asyncio.to_thread(work.finish)
            _look(store, shown)
            tally.jobs = shown.jobs
    except Exception as error:
        told = f"{lang}, seed {seed}, after {tally.acts} acts: {error!r}; the last: {' '.join(last)}"
        raise Fell(told) from error
    return tally


def _look(store: Store, shown: Shown) -> None:
    """AssertionError where a rule is broken, or something changed that was not shown."""
    found = verify(store)
    assert not found.wrong, found.findings
    shown.check()


def _state(app: Desk) -> str:
    """What of *app* may be why it does not react."""
    stack = [type(screen).__name__ for screen in app.screen_stack]
    return f"stack {stack}, size {app.size}, focus {app.focused!r}, ended {app._exit}, keys {app._held!r}"


def names(lang: Lang) -> list[str]:
    """What the palette finds by name: actions, and what is done to orders."""
    found = [each.words.text(lang) for each in ACTIONS if not LEAVING & set(each.keys)]
    return found + [verb.words.text(lang) for verb in BY_ID.values()]


def demo(path: Path, orders: int) -> Store:
    """A demo store of its own."""
    store = open_store(f"sqlite:///{path}")
    begin_shop(store, ME, NOW)
    fill_demo(store, orders, 1, NOW)
    return store


def seed_here(default: int = 1) -> int:
    """The seed that the environment gives, to do a fall again."""
    return int(os.environ.get("ORDERDESK_SEED") or default)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=600, help="for each language")
    parser.add_argument("--lang", choices=LANGUAGES, help="both by default")
    parser.add_argument("--seed", type=int, default=seed_here())
    parser.add_argument("--orders", type=int, default=200)
    given = parser.parse_args(arguments)
    for lang in (given.lang,) if given.lang else LANGUAGES:
        with tempfile.TemporaryDirectory() as folder:
            for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
                os.environ[name] = folder  # what is exported or set goes here
            with demo(Path(folder) / "monkey.db", given.orders) as store:
                tally = asyncio.run(play(store, given.seconds, given.seed, lang))
        print(f"{lang}, seed {given.seed}: {tally.acts:,} acts, jobs: {dict(tally.jobs.most_common())}")
        print(f"    {len(tally.screens)} screens: {dict(tally.screens.most_common())}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
