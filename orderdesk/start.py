"""Opening the desk on a store: who comes in, the first list, the way out."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from dataclasses import replace
from typing import Final

from orderdesk.app import Desk
from orderdesk.core.domain.access_words import LOGIN_KIND, LOGOUT_KIND
from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.logins import Login
from orderdesk.core.domain.words import Lang
from orderdesk.core.services.marking import mark_of
from orderdesk.core.services.rhythm import USUAL, Rhythm
from orderdesk.core.services.tabs import begin_shop
from orderdesk.core.services.welcoming import is_new_to_demo
from orderdesk.core.store.engine import open_store
from orderdesk.core.store.problems import StoreProblem
from orderdesk.screens import work
from orderdesk.screens.context import DeskContext, context
from orderdesk.screens.remembering import FirstRead
from orderdesk.screens.reopening import Reopen
from orderdesk.settings import Settings, SettingsError, load_settings
from orderdesk.terminal.login import come_in, login_here
from orderdesk.terminal.prepare import require_terminal

EXIT_STORE: Final = 3
"""Status for a store that can't be opened, as the command line's contract has it."""

_AT_ONCE: Final = 0.1
"""Seconds that the first list may take to be there when the screen opens."""


def open_desk(
    url: str,
    settings: Settings,
    lang: Lang | None = None,
    login: Login | None = None,
    rhythm: Rhythm = USUAL,
    *,
    mouse: bool = True,
) -> int:
    """Opens the desk on the store at *url* and returns the exit status when it was closed.

    Who comes in is known by *login*, that of this process where none is given, or is asked before the screen.
    With those outside it speaks in *rhythm*. Without *mouse* the terminal keeps its own, to select text with.
    It opens again, on another store too, when the desk ends so.

    The terminal must have been prepared (`terminal.prepare`) before this module was imported; without one the
    program ends with status 2. A store that can't be opened is said on standard error, with status 3.
    """
    require_terminal()
    again: Reopen | None = None
    while True:
        settings = replace(settings, mouse=settings.mouse and mouse)
        status, then = _open_once(url, settings, lang, login or login_here(), rhythm, again)
        if then is None:
            return status
        again, lang = then, then.lang
        url, rhythm = (then.url, USUAL) if then.url else (url, rhythm)
        try:
            settings = load_settings()
        except SettingsError as problem:
            print(problem, file=sys.stderr)
            return EXIT_STORE


def _open_once(
    url: str, settings: Settings, lang: Lang | None, login: Login, rhythm: Rhythm, again: Reopen | None
) -> tuple[int, Reopen | None]:
    """Opens the desk, *again* if it was open before; the exit status, and how it is to be opened again."""
    try:
        store = open_store(url)
    except StoreProblem as problem:
        print(problem, file=sys.stderr)
        return EXIT_STORE, None
    with store:
        desk = context(store, settings, lambda: int(time.time()), lang)
        try:
            who, _ = come_in(store, login, settings.operator, desk.clock(), desk.lang)
            begin_shop(store, SYSTEM, desk.clock(), desk.lang)
            mark, newcomer = mark_of(store), is_new_to_demo(store)
        except StoreProblem as problem:
            print(problem, file=sys.stderr)
            return EXIT_STORE, None
        desk = replace(desk, actor=who, rhythm=rhythm, mark=mark, newcomer=newcomer)
        desk.visit.note(LOGIN_KIND, desk.clock())
        first = FirstRead(desk)
        with suppress(TimeoutError, StoreProblem):  # then the screen waits for it, or says what is wrong
            first.wait(_AT_ONCE)
        reminds = again is None or bool(again.url)
        app = Desk(desk, first=first, then=again.then if again else None, reminds=reminds)
        try:
            ended = app.run(mouse=settings.mouse)
            work.finish()
        finally:
            _leave(desk)
    return app.return_code or 0, ended


def _leave(desk: DeskContext) -> None:
    """What the access records don't tell yet, and that the desk was closed, as far as it can be written."""
    desk.visit.note(LOGOUT_KIND, desk.clock())
    with suppress(StoreProblem):
        desk.visit.write(desk.store, desk.actor, desk.clock(), everything=True)
