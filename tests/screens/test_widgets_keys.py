"""A key that only bindings hear reaches them without a detour, and reaches the same ones as upstream."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.dom import DOMNode
from textual.screen import Screen

from orderdesk.core.store.engine import Store
from orderdesk.widgets._textual_fixes import CrashFixedApp, FrugalApp, Unheeding
from tests.screens.driver import DeskDriver, opened


class Watching(Horizontal):
    heard: list[str]

    def on_key(self, event: events.Key) -> None:
        self.heard = [*getattr(self, "heard", []), event.key]


class Keyed(Unheeding, can_focus=True):
    pass


class Body(App[None]):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("x", "note"), Binding("y", "note", priority=True)]
    noted = 0

    def compose(self) -> ComposeResult:
        with Watching():
            yield Keyed()

    def action_note(self) -> None:
        self.noted += 1


class Frugal(Body, FrugalApp[None]):
    pass


class Upstream(Body, CrashFixedApp[None]):
    pass


@pytest.mark.parametrize(("kind", "passes"), [(Frugal, False), (Upstream, True)])
async def test_upstream_still_passes_a_key_through_everything(kind: type[Body], passes: bool) -> None:
    app = kind()
    async with app.run_test() as pilot:
        app.query_one(Keyed).focus()
        await pilot.press("x", "y", "z")
        assert app.noted == 2
        assert hasattr(app.query_one(Watching), "heard") is passes


def upstream(screen: Screen[Any], key: str, priority: bool) -> list[tuple[DOMNode, Binding]]:
    """What `App._check_bindings` goes through."""
    chain = screen._binding_chain[::-1] if priority else screen._modal_binding_chain
    return [
        (node, binding)
        for node, bindings in chain
        for binding in bindings.key_to_bindings.get(key, ())
        if binding.priority == priority
    ]


def differing(desk: DeskDriver) -> list[str]:
    """The keys that are not heard as upstream has it, among those that anything is bound to."""
    chain = (
        desk.app.screen.focused.ancestors_with_self if desk.app.screen.focused else [desk.screen, desk.app]
    )
    keys = {key for node in chain for key in node._bindings.key_to_bindings}
    assert len(keys) > 20
    return [
        key
        for key in keys
        for priority in (False, True)
        if desk.app.bound(key, priority) != upstream(desk.screen, key, priority)
    ]


async def test_every_key_reaches_what_it_reaches_upstream(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        assert differing(desk) == [], "in the list"
        await desk.press("slash")
        assert differing(desk) == [], "in a field, which takes letters"
        await desk.press("escape", "f6")
        assert differing(desk) == [], "in a dialog, which hides what is beneath"
