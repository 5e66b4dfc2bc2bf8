"""The desk with a look inside: on SIGUSR1 it writes what it has loaded and asked of the store into a file.

The argument names the file. It is for counting only: what is timed is the desk as operators start it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

from orderdesk import settings
from orderdesk.terminal import prepare

Execute = Callable[..., Any]


class Look:
    """What was seen: the modules loaded at the first rows on the screen, and the statements asked."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._modules: list[str] = []
        self._statements: list[tuple[str, list[int]]] = []

    def recording(self, execute: Execute) -> Execute:
        """*execute* of a connection, with each statement and its numbers kept."""

        def recorded(conn: object, sql: str, params: Any = ()) -> Any:  # noqa: ANN401  # as the driver has it
            self._statements.append((sql, [each for each in params if isinstance(each, int)]))
            return execute(conn, sql, params)

        return recorded

    def painted(self, rows: int) -> None:
        """A frame with *rows* orders in the list is on the screen."""
        if rows and not self._modules:
            self._modules = sorted(sys.modules)

    def write(self, number: int, frame: FrameType | None) -> None:
        """Write it, and begin to count anew."""
        seen = {"modules": self._modules, "statements": self._statements}
        part = self._path.with_suffix(".part")
        part.write_text(json.dumps(seen), encoding="utf-8")
        self._statements.clear()
        part.rename(self._path)


def main() -> int:
    """Open the desk on the store that the environment names; its exit status."""
    prepare.prepare()
    from orderdesk import app, start
    from orderdesk.core.store.sqlite import SqliteConn
    from orderdesk.screens.orders import OrdersScreen
    from orderdesk.widgets.order_grid import OrderGrid

    look = Look(Path(sys.argv[1]))

    def painted(desk: app.Desk) -> None:
        look.painted(max((grid.total for grid in desk.screen.query(OrderGrid)), default=0))

    signal.signal(signal.SIGUSR1, look.write)
    with (
        patch.object(SqliteConn, "execute", look.recording(SqliteConn.execute)),
        patch.object(app.Desk, "post_display_hook", painted),
        patch.object(OrdersScreen, "poll", lambda screen: None),  # what is counted is asked for by keys,
        patch.object(app.Desk, "exchange_now", lambda desk: None),  # and not because time has passed
    ):
        return start.open_desk(os.environ[settings.STORE_VARIABLE], settings.load_settings())


if __name__ == "__main__":
    sys.exit(main())
