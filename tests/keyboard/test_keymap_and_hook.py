from __future__ import annotations

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from orderdesk.keyboard.actions import Scope, action, in_scope
from orderdesk.keyboard.hook import meant
from orderdesk.keyboard.keymap import bindings


class Orders(Screen[None]):
    BINDINGS = bindings(Scope.ORDERS)

    def compose(self) -> ComposeResult:
        yield Static("목록")


class Dialog(ModalScreen[None]):
    BINDINGS = bindings(Scope.DIALOG)


class Desk(App[None]):
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = bindings(Scope.GLOBAL)

    def __init__(self, screen: Screen[None]) -> None:
        super().__init__()
        self.first = screen
        self.ran: list[str] = []

    def on_mount(self) -> None:
        self.push_screen(self.first)

    async def on_event(self, event: events.Event) -> None:
        for each in meant(event, self):
            await super().on_event(each)

    async def run_action(self, action: object, *args: object, **rest: object) -> bool:
        self.ran.append(str(action).removeprefix("app."))
        return True


def cases(scope: Scope) -> list[tuple[str, str]]:
    found = []
    for each in in_scope(scope):
        for key in each.bound_keys:
            found.append((key, f"{each.id}({key})" if each.by_digit else each.id))
        if each.jamo:
            found.append((each.jamo, each.id))
    return found


@pytest.mark.parametrize(
    ("scope", "screen"),
    [(Scope.ORDERS, Orders), (Scope.GLOBAL, Orders), (Scope.DIALOG, Dialog)],
)
async def test_every_key_letter_and_jamo_runs_its_action(scope: Scope, screen: type[Screen[None]]) -> None:
    app = Desk(screen())
    async with app.run_test() as pilot:
        for key, expected in cases(scope):
            app.ran.clear()
            await pilot.press(key)
            if key in ("tab", "shift+tab", "ctrl+c"):
                continue  # the screen's own binding of the same meaning comes first
            assert app.ran == [expected], key


async def test_a_committed_syllable_means_each_of_its_keys() -> None:
    app = Desk(Orders())
    async with app.run_test() as pilot:
        await pilot.press("ㅓ", "ㅓ", "하")
        assert app.ran == ["cursor_down", "cursor_down", "top", "cursor_up"]


async def test_a_text_field_keeps_its_hangul_and_its_digits() -> None:
    class Search(Orders):
        def compose(self) -> ComposeResult:
            yield Input()

    app = Desk(Search())
    async with app.run_test() as pilot:
        await pilot.press("홍", "ㅓ", "j", "1", "full_stop")
        assert app.screen.query_one(Input).value == "홍ㅓj1."
        assert app.ran == []
        await pilot.press("f4", "ctrl+q")
        assert app.ran == ["tracking", "quit"]


async def test_a_shifted_jamo_comes_out_upper_case_and_is_bound_to_nothing() -> None:
    app = Desk(Orders())
    async with app.run_test():
        keys = meant(events.Key("ㅃ", "ㅃ"), app)
        assert [key.key for key in keys if isinstance(key, events.Key)] == ["Q"]


async def test_translated_keys_keep_the_time_of_arrival() -> None:
    app = Desk(Orders())
    async with app.run_test():
        event = events.Key("아", "아")
        event.time = 12.5
        assert [each.time for each in meant(event, app)] == [12.5, 12.5]


async def test_other_events_pass_as_they_are() -> None:
    app = Desk(Orders())
    async with app.run_test():
        for event in (events.Key("j", "j"), events.Key("f4", None), events.Paste("홍")):
            assert meant(event, app) == (event,)


def test_global_actions_call_the_application_also_from_dialogs() -> None:
    made = {b.key: b.action for b in bindings(Scope.DIALOG) if isinstance(b, Binding)}
    assert made["escape"] == "app.back"
    assert made["ctrl+s"] == "confirm"
    assert made["3"] == "choose(3)"
    assert "f12" not in made
    assert action("choose").by_digit
