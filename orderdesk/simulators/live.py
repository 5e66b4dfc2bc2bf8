"""A played town behind loopback addresses, and the time in which its story goes on by itself."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event, Thread

from orderdesk.simulators.serving import Serving
from orderdesk.simulators.town import Town


class Live:
    """Something happens in *town* every *pace* seconds, until `close`; `bases`: its addresses, by system."""

    def __init__(self, town: Town, pace: float) -> None:
        self.town, self._pace = town, pace
        self._doors = {system: Serving(handler) for system, handler in town.doors().items()}
        self.bases: Mapping[str, str] = {system: door.base for system, door in self._doors.items()}
        self._over = Event()
        self._thread = Thread(target=self._go_on, daemon=True)
        self._thread.start()

    def _go_on(self) -> None:
        while not self._over.wait(self._pace):
            self.town.step()

    def close(self) -> None:
        """Nothing happens any more, and nobody answers."""
        self._over.set()
        self._thread.join()
        for door in self._doors.values():
            door.close()
