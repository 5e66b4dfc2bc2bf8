"""An application just large enough for dialogs, for tests of them alone."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, ClassVar, TypeVar

from textual import events
from textual.app import App
from textual.binding import BindingType
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.words import Lang
from orderdesk.core.store.engine import Store
from orderdesk.core.store.load import load_orders
from orderdesk.keyboard.actions import Scope
from orderdesk.keyboard.burst import BurstGuard
from orderdesk.keyboard.hook import meant
from orderdesk.keyboard.keymap import bindings
from orderdesk.screens.context import DeskContext
from orderdesk.screens.work import start
from orderdesk.settings import Settings
from tests.domain.builders import NOW, SELLER, order
from tests.screens.quiet import Patience

Of = TypeVar("Of", bound=Widget)


def fill(store: Store, *orders: Order) -> list[int]:
    """Puts *orders* into the store; their ids."""
    with store.unit(SELLER, NOW) as unit:
        unit.add_bank_account("가상은행", "000-0000-0000", "우리상점")
        return list(unit.insert(orders))


def numbered(count: int, **more: Any) -> list[Order]:  # noqa: ANN401
    """*count* like orders with numbers of their own."""
    return [replace(order(**more), number=f"2026092100000{n:02}") for n in range(1, count + 1)]


def orders_of(store: Store, ids: Sequence[int]) -> list[Order]:
    """The orders as the store has them now."""
    with store.reader() as conn:
        return load_orders(conn, ids)


class DialogDesk(App[None]):
    """Has what dialogs need of the application, and nothing else."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.GLOBAL)

    def __init__(self, store: Store, lang: Lang = "ko", arming: float = 0) -> None:
        super().__init__()
        settings = Settings(lang=lang, operator=SELLER.name, default_courier="CJ대한통운")
        self.desk = DeskContext(store, settings, SELLER, lang, lambda: NOW)
        self.guard = BurstGuard(arming=arming)
        self.told: list[str] = []

    async def on_event(self, event: events.Event) -> None:
        """Hangul keys are the keys that were meant; every key is noted."""
        for each in meant(event, self):
            if isinstance(each, events.Key):
                self.guard.note(each.time)
            await super().on_event(each)

    def notify(self, message: str, **more: Any) -> None:  # noqa: ANN401
        """Remembers what the operator was told."""
        self.told.append(message)

    async def action_back(self) -> None:
        """One step back."""
        step_back: Callable[[], bool] | None = getattr(self.screen, "step_back", None)
        if step_back is None or not step_back():
            await self.pop_screen()

    def action_next_pane(self) -> None:
        """The next field."""
        self.screen.focus_next()

    def action_previous_pane(self) -> None:
        """The previous field."""
        self.screen.focus_previous()


class Desk:
    """Drives a DialogDesk by keys."""

    def __init__(self, app: DialogDesk, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def start(self, flow: Callable[[Screen[Any]], Coroutine[Any, Any, object]]) -> None:
        """Starts *flow* on the screen that is shown."""

        async def run() -> None:
            await flow(self.app.screen)

        start(self.app.screen, run())
        await self.settle()

    async def press(self, *keys: str) -> None:
        """Presses *keys* one after the other, each when the work of the one before is done."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def write(self, text: str) -> None:
        """Types *text*."""
        await self.pilot.press(*text)
        await self.settle()

    async def paste(self, text: str) -> None:
        """Pastes *text* into the focused widget."""
        assert self.app.focused is not None
        self.app.focused.post_message(events.Paste(text))
        await self.settle()

    async def settle(self) -> None:
        """Waits until no thread works and nothing is left to show; raises what the desk failed with."""
        quiet, patience = 0, Patience(self.app)
        while quiet < 2:
            await self.pilot.pause()
            patience.look()
            working = any(thread.name == "orderdesk-work" for thread in threading.enumerate())
            quiet = 0 if working else quiet + 1

    @property
    def shown(self) -> str:
        """The text on the screen."""
        rows = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in row).rstrip() for row in rows)

    def find(self, kind: type[Of]) -> Of:
        """The only widget of that kind on the screen."""
        return self.app.screen.query_one(kind)


@asynccontextmanager
async def desk_on(
    store: Store, size: tuple[int, int] = (80, 24), lang: Lang = "ko", arming: float = 0
) -> AsyncIterator[Desk]:
    """A running DialogDesk on *store*."""
    app = DialogDesk(store, lang, arming)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Desk(app, pilot)
