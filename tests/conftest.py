"""Every test starts from the same place: no settings of the developer's own, one locale, one time zone."""

from __future__ import annotations

import asyncio
import functools
import inspect
import os
import signal
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import hypothesis
import pytest

FIXED_ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    # Far from Seoul, and written so that no zone database is needed: times that were taken from the
    # machine's own zone come out wrong here.
    "TZ": "HST10",
    "COLUMNS": "120",
    "LINES": "40",
    "TERM": "xterm-256color",
}
"""Set for the whole run, before any module of the project is imported."""

HOME_VARIABLES = {
    "HOME": "",
    "XDG_CACHE_HOME": ".cache",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
}

FOREIGN_VARIABLES = ("COLORTERM", "FORCE_COLOR", "LANGUAGE", "NO_COLOR", "SSH_CONNECTION", "SSH_TTY", "TMUX")
"""What terminals and shells set and programs obey; a test that needs one sets it."""

for name in [*os.environ]:
    if name in FOREIGN_VARIABLES or name.startswith(("ORDERDESK_", "TEXTUAL", "XDG_")):
        del os.environ[name]
os.environ.update(FIXED_ENVIRONMENT)
time.tzset()

# A shell starts what it runs in the background with Ctrl+C ignored; programs are tested as in the foreground.
signal.signal(signal.SIGINT, signal.default_int_handler)

hypothesis.settings.register_profile("orderdesk", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("orderdesk")


TEST_SECONDS = 300.0
"""A test on a loop that takes longer waits for ever."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that would wait for ever fails instead, and says where it waits."""
    for item in items:
        if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.obj):
            item.obj = _bounded(item.obj)


def _bounded(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., Coroutine[Any, Any, None]]:
    @functools.wraps(test)
    async def within(*arguments: Any, **more: Any) -> None:  # noqa: ANN401  # what the test takes
        async with asyncio.timeout(TEST_SECONDS):
            await test(*arguments, **more)

    return within


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory for the homes of this run's tests."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def own_home(homes: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home directory for this test alone."""
    home = homes / str(len(os.listdir(homes)))
    home.mkdir()
    for variable, place in HOME_VARIABLES.items():
        monkeypatch.setenv(variable, str(home / place))
    return home
