"""Press keys at random, at every screen, and see that the desk neither falls over nor breaks a rule.

    python benchmarks/monkey.py [--seconds 300] [--seed 1] [--orders 200]

A demo store is made and the desk opened on it without a terminal. Every key of the action table, letters,
Hangul, digits, pastes and other window sizes come in bursts and one by one. Now and then the desk is asked
what screen it is on. Afterwards `verify` must be clean. The seed and the last keys are told when it falls.
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

from textual import events

from orderdesk.app import Desk, context
from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.services.demo.fill import fill_demo
from orderdesk.core.services.tabs import begin_shop
from orderdesk.core.services.verifying import verify
from orderdesk.core.store.engine import Store, open_store
from orderdesk.keyboard.actions import ACTIONS
from orderdesk.keyboard.burst import BurstGuard
from orderdesk.screens import work
from orderdesk.settings import Settings

NOW = 1_795_395_600
ME = Actor(ActorKind.SELLER, "원숭이")
LEAVING = frozenset({"ctrl+q", "ctrl+c"})
PLAIN = ("enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "home", "end", "pageup")
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
)
SIZES = ((120, 36), (80, 24), (60, 15), (59, 14), (20, 5), (1, 1), (200, 60))
PAUSE_EVERY = 4
KEPT = 60


class Fell(Exception):
    """The desk fell over, or a rule is broken; says with which seed, and after which keys."""


@dataclass(slots=True)
class Tally:
    """What was done: how many keys, and on which screens."""

    keys: int = 0
    screens: Counter[str] = field(default_factory=Counter)


def keys_of_actions() -> list[str]:
    """Every key that means something anywhere, but those that close the desk."""
    return sorted({key for each in ACTIONS for key in each.keys} - LEAVING)


async def play(store: Store, seconds: float, seed: int, most: int = sys.maxsize) -> Tally:
    """Press keys for *seconds*, or *most* of them. Fell when the desk does."""
    chance, tally = random.Random(seed), Tally()
    known = keys_of_actions()
    last: deque[str] = deque(maxlen=KEPT)
    settings = Settings(operator=ME.name)
    app = Desk(context(store, settings, lambda: NOW), BurstGuard(arming=0))
    end = time.monotonic() + seconds
    try:
        async with app.run_test(size=SIZES[0], notifications=True) as pilot:
            while time.monotonic() < end and tally.keys < most:
                roll = chance.random()
                if roll < 0.02:
                    size = chance.choice(SIZES)
                    last.append(f"size {size}")
                    await pilot.resize_terminal(*size)
                elif roll < 0.05:
                    text = chance.choice(TEXTS)
                    last.append(f"paste {text!r}")
                    app.post_message(events.Paste(text))
                elif roll < 0.09:  # out of whatever it is, so that every screen is come to
                    last.append("escape ×3")
                    await pilot.press("escape", "escape", "escape")
                else:
                    pool: Sequence[str] = PLAIN if roll < 0.4 else known
                    key = chance.choice(pool) if roll < 0.9 else chance.choice("가ㅂ19az.,/#@")
                    last.append(key)
                    await pilot.press(key)
                tally.keys += 1
                if tally.keys % PAUSE_EVERY == 0:
                    await pilot.pause()
                    tally.screens[type(app.screen).__name__] += 1
            await asyncio.to_thread(work.finish)
    except Exception as error:
        raise Fell(f"seed {seed}, after {tally.keys} keys: {error!r}; the last: {' '.join(last)}") from error
    found = verify(store)
    if found.wrong:
        raise Fell(f"seed {seed}: {found.findings}; the last: {' '.join(last)}")
    return tally


def demo(path: Path, orders: int) -> Store:
    """A demo store of its own."""
    store = open_store(f"sqlite:///{path}")
    begin_shop(store, ME, NOW)
    fill_demo(store, orders, 1, NOW)
    return store


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--orders", type=int, default=200)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOME"] = folder  # what is exported goes here
        with demo(Path(folder) / "monkey.db", given.orders) as store:
            tally = asyncio.run(play(store, given.seconds, given.seed))
    print(f"{tally.keys:,} keys, seed {given.seed}; screens: {dict(tally.screens.most_common())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
