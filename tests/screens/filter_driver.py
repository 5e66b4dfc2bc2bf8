"""Ways around the filter pane, for the tests of its two places."""

from __future__ import annotations

from orderdesk.screens.orders import OrdersScreen
from orderdesk.widgets.condition_form import ConditionForm, FieldLines
from tests.screens.driver import DeskDriver


async def go_to_field(desk: DeskDriver, label: str) -> None:
    """Puts the cursor of the pane on the field with that label."""
    form = desk.screen.query_one(ConditionForm)
    form.query_one(FieldLines).focus()
    await desk.press("home")
    for _ in range(40):
        if form.field.words.ko == label:
            return
        await desk.press("down")
    raise AssertionError(label)


def chosen(desk: DeskDriver) -> tuple[str, ...]:
    """The conditions of the list."""
    screen = desk.app.screen_stack[0]
    assert isinstance(screen, OrdersScreen)
    return screen._choice.where
