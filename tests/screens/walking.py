"""The keys at the end of a guide are those that a test pressed, and that test passes.

``WRITE_GUIDES=1 pytest tests/screens`` writes them; else a test that `walks` fails where they differ.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, TextArea

from orderdesk import guides
from orderdesk.app import Desk
from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.menu import LISTED
from orderdesk.keyboard.actions import ACTIONS, action
from orderdesk.keyboard.help import MOVING
from orderdesk.keyboard.ime import keys_of
from orderdesk.keyboard.keynames import shown
from orderdesk.keyboard.strokes import A_PAGE
from orderdesk.screens.dialogs.approve import ApproveDialog
from orderdesk.screens.dialogs.claim import ClaimDialog
from orderdesk.screens.dialogs.fields import FieldsDialog
from orderdesk.screens.dialogs.pick import PickDialog
from orderdesk.screens.dialogs.process_menu import ProcessMenu
from orderdesk.screens.dialogs.tracking_ways import ALLOWED, STATES, Ways
from orderdesk.screens.help_topics import topic_of
from orderdesk.widgets.choices import Choices
from tests.screens.driver import DeskDriver

GUIDES = Path(guides.__file__).parent
LANGS: tuple[Lang, ...] = ("ko", "en")
BLOCK = re.compile(r"(<!-- keys (\w+) -->\n)(.*?)(<!-- /keys -->)", re.DOTALL)

_ASIDE: list[None] = []
"""Something while keys are pressed that are in no guide."""

_IDS = {each.id for each in ACTIONS if not each.by_digit and each.id not in MOVING}

Test = Callable[..., Coroutine[Any, Any, None]]


class Stroke(NamedTuple):
    """A key, or a character that was typed: on which screen, as it is printed, and what it does there."""

    screen: Screen[Any]
    text: str
    typed: bool = False
    does: Word | None = None


def walks(guide: str) -> Callable[[Test], Test]:
    """Marks a test that does what *guide* tells; its keys stand at the guide's end under the test's name."""

    def of(test: Test) -> Test:
        @functools.wraps(test)
        async def walked(*arguments: Any, **more: Any) -> None:  # noqa: ANN401  # what the test takes
            with _recording() as strokes:
                await test(*arguments, **more)
            for lang in LANGS:
                _compare(guide, test.__name__, lang, _told(strokes, lang))

        return walked

    return of


@contextmanager
def aside() -> Iterator[None]:
    """Keys that are in no guide: an open desk does by itself, in time, what a test does by them."""
    _ASIDE.append(None)
    try:
        yield
    finally:
        _ASIDE.pop()


@contextmanager
def _recording() -> Iterator[list[Stroke]]:
    pressed: list[Stroke] = []
    press = Pilot.press

    async def noted(pilot: Pilot[Any], *keys: str) -> None:
        for key in keys:
            assert isinstance(pilot.app, Desk)
            await DeskDriver(pilot.app, pilot).settle()  # what a key means depends on what is shown by then
            if not _ASIDE:
                pressed.append(_stroke(pilot.app, key))
            await press(pilot, key)

    Pilot.press = noted  # type: ignore[assignment, method-assign]  # for the time of the test
    try:
        yield pressed
    finally:
        Pilot.press = press  # type: ignore[method-assign]


def _stroke(app: Desk, key: str) -> Stroke:
    screen, character = app.screen, {"space": " "}.get(key, key)
    if isinstance(app.focused, Input | TextArea) and len(character) == 1:
        return Stroke(screen, character, typed=True)
    meant = keys_of(key)[0] if len(key) == 1 and keys_of(key) else key
    printed = f"{meant} ({key})" if meant != key else shown(key)
    bound = screen.active_bindings.get(meant)
    name = (bound.binding.id or "").partition(".")[0] if bound else ""
    # a dialog may do another thing by the key of an action
    its_own = bound is not None and bool(bound.binding.description)
    if isinstance(app.focused, Ways) and key == "space":
        return Stroke(screen, printed, does=(*(words for _, words in STATES), *ALLOWED)[app.focused.cursor])
    if name == "choose":
        return Stroke(screen, printed, does=_chosen(screen, app.focused, int(key)))
    return Stroke(screen, printed, does=action(name).words if name in _IDS and its_own else None)


def _chosen(screen: Screen[Any], focused: Widget | None, digit: int) -> Word | None:
    """What the *digit* chooses, where the program has it in both languages."""
    if isinstance(screen, ProcessMenu):
        return LISTED[screen._page * A_PAGE + digit - 1].words
    if isinstance(screen, PickDialog):
        return screen._answers[digit - 1]
    if isinstance(screen, FieldsDialog) and isinstance(focused, Choices):
        value = focused._options[digit - 1]
        offered = [choice for field in screen._verb.fields for choice in field.choices]
        return next((words for known, words in offered if (known, words.text(screen.lang)) == value), None)
    return None


def _told(strokes: list[Stroke], lang: Lang) -> str:
    """The strokes as a numbered list: a line goes from a screen through dialogs, until one is seen again."""
    lines: list[str] = []
    seen: list[Screen[Any]] = []
    for _, run in groupby(strokes, lambda stroke: id(stroke.screen)):
        there = [*run]
        screen = there[0].screen
        told = f"{_title(screen).text(lang)} {' → '.join(_parts(there, lang))}"
        if lines and screen.is_modal and screen not in seen:
            lines[-1] += f" ▸ {told}"
            seen.append(screen)
        else:
            lines.append(told)
            seen = [screen]
    return "".join(f"{n}. {line}\n" for n, line in enumerate(lines, 1))


def _title(screen: Screen[Any]) -> Word:
    """What the screen is called on its edge, where that does not hang on the order."""
    if isinstance(screen, ApproveDialog):
        return screen.title_words
    verb = BY_ID[screen._verb.id] if isinstance(screen, ClaimDialog) else None
    return topic_of(type(screen)).title if verb is None else verb.words


def _parts(strokes: list[Stroke], lang: Lang) -> Iterator[str]:
    for typed, run in groupby(strokes, lambda stroke: stroke.typed):
        if typed:
            yield f'"{"".join(stroke.text for stroke in run)}"'
            continue
        for stroke, same in groupby(run):
            times = len([*same])
            does = f" {stroke.does.text(lang)}" if stroke.does else ""
            yield f"`{stroke.text}`" + (f" ×{times}" if times > 1 else "") + does


def _compare(guide: str, test: str, lang: Lang, told: str) -> None:
    file = GUIDES / f"{guide}.{lang}.md"
    text = file.read_text(encoding="utf-8")
    written = {found[2]: found[3] for found in BLOCK.finditer(text)}
    assert test in written, f"{file.name}: no place for the keys of {test}"
    if os.environ.get("WRITE_GUIDES"):
        new = BLOCK.sub(lambda each: each[1] + (told if each[2] == test else each[3]) + each[4], text)
        file.write_text(new, encoding="utf-8")
    else:
        assert written[test] == told, f"{file.name}: the keys are others now; WRITE_GUIDES=1 writes them"
