"""Work in threads: what reads or writes the store never runs on the screen's own thread.

A result reaches the screen on its own thread, and only while it is still wanted: a newer request of the same
group takes the place of the older one, whose result is dropped. The threads don't keep the program from
ending: what they write is one transaction at a time, so stopping them leaves nothing half done.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Final, TypeVar

from textual.app import App
from textual.widget import Widget
from textual.worker import Worker, WorkerError

from orderdesk.core.store.problems import StoreProblem
from orderdesk.screens.context import tell
from orderdesk.widgets._textual_fixes import CrashFixedApp

Owner = App[Any] | Widget
"""A screen is a Widget too."""

Result = TypeVar("Result")

EXIT_LIMIT: Final = 2.0
"""Seconds that leaving waits for running threads at most."""

_NAME: Final = "orderdesk-work"
_FLOW: Final = "flow"


async def in_thread(function: Callable[[], Result]) -> Result:
    """The result of *function*, run in a thread of its own; its exception is raised here.

    When the awaiting task is cancelled the thread runs on, and what it returns is dropped.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()

    def settle(result: Result | None, error: BaseException | None) -> None:
        if future.cancelled():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]  # without an error there is a result

    def work() -> None:
        result, failure = None, None
        try:
            result = function()
        except BaseException as error:
            failure = error
        try:
            loop.call_soon_threadsafe(settle, result, failure)
        except RuntimeError:  # the loop has ended: nobody waits any more
            return

    threading.Thread(target=work, name=_NAME, daemon=True).start()
    return await future


def run(
    owner: Owner,
    group: str,
    function: Callable[[], Result],
    done: Callable[[Result], object],
    failed: Callable[[StoreProblem], object] | None = None,
) -> Worker[None]:
    """Runs *function* in a thread, then *done* with its result; a newer run of *group* replaces an older one.

    A problem of the store goes to *failed*, or is told to the operator; any other exception is a fault of the
    program and ends it with a report. Neither is called when *owner* is gone.
    """

    async def work() -> None:
        try:
            result = await in_thread(function)
        except StoreProblem as problem:
            if is_gone(owner):
                return
            if failed is None:
                tell(owner, problem.message, "error")
            else:
                failed(problem)
        else:
            if not is_gone(owner):
                done(result)

    return owner.run_worker(work, group=group, exclusive=True, exit_on_error=True)


def is_gone(owner: Owner) -> bool:
    """Whether there is nobody any more to be told: the application closes, and takes its screens down."""
    return isinstance(owner.app, CrashFixedApp) and owner.app.is_leaving


def start(owner: Owner, flow: Coroutine[Any, Any, None]) -> None:
    """Starts *flow*, which may wait for dialogs (`push_screen_wait`), unless one of *owner* runs already.

    A problem of the store ends it, and is told.
    """
    if runs(owner, _FLOW):
        flow.close()
    else:
        owner.run_worker(_told(owner, flow), group=_FLOW, exit_on_error=True)


async def _told(owner: Owner, flow: Coroutine[Any, Any, None]) -> None:
    try:
        await flow
    except StoreProblem as problem:
        if not is_gone(owner):
            tell(owner, problem.message, "error")


def opening(app: App[Any]) -> bool:
    """Whether a dialog is about to come: a flow of the screen on top runs, or that screen is just made."""
    return runs(app.screen, _FLOW) or not app.screen.is_mounted


async def finished(owner: Owner, group: str) -> None:
    """Waits until the work of *group* that *owner* has begun by now has ended."""
    for each in list(owner.workers):
        if each.group == group and each.node is owner and not each.is_finished:
            with suppress(WorkerError):  # a newer one took its place
                await each.wait()


def runs(owner: Owner, group: str) -> bool:
    """Whether work of *group* that *owner* began has not ended yet."""
    return any(each.group == group and each.node is owner and not each.is_finished for each in owner.workers)


def finish(limit: float = EXIT_LIMIT) -> bool:
    """Waits until all threads have ended, *limit* seconds at most; whether they have."""
    end = time.monotonic() + limit
    running = [each for each in threading.enumerate() if each.name == _NAME]
    for thread in running:
        with suppress(RuntimeError):  # it is about to start
            thread.join(max(0.0, end - time.monotonic()))
    return not any(thread.is_alive() for thread in running)
