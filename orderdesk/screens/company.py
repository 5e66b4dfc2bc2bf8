"""Company: which order is open at this desk, told to the others; and who has which open elsewhere."""

from __future__ import annotations

from typing import Any

from textual.app import App

from orderdesk.core.store.presence import Here
from orderdesk.screens.context import DeskContext


def open_order(app: App[Any]) -> int | None:
    """The order that stands open here, whatever lies over it; None for none, and while the desk is locked."""
    found = (getattr(screen, "open_order", None) for screen in reversed(app.screen_stack))
    return next((order_id for order_id in found if order_id is not None), None)


def look_round(desk: DeskContext, order_id: int | None) -> Here:
    """Says that *order_id* is open at this desk, and answers who is where at others; in a thread."""
    presence = desk.store.presence
    presence.be_on(desk.actor.name, order_id)
    return presence.others()
