"""The buyers' shops behind loopback addresses, and the time in which their story goes on by itself."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event, Thread

from orderdesk.simulators.buyers import Buyers
from orderdesk.simulators.serving import Serving


class Live:
    """Something happens in *buyers*' world every *pace* seconds, until `close`; `bases` are its addresses."""

    def __init__(self, buyers: Buyers, pace: float) -> None:
        self._buyers, self._pace = buyers, pace
        self._doors = {
            "naver": Serving(buyers.door(buyers.naver.handle)),
            "imweb": Serving(buyers.door(buyers.imweb.handle)),
            "kakao": Serving(buyers.door(buyers.kakao.handle)),
        }
        self.bases: Mapping[str, str] = {name: door.base for name, door in self._doors.items()}
        self._over = Event()
        self._thread = Thread(target=self._go_on, daemon=True)
        self._thread.start()

    def _go_on(self) -> None:
        while not self._over.wait(self._pace):
            self._buyers.step()

    def close(self) -> None:
        """Nothing happens any more, and nobody answers."""
        self._over.set()
        self._thread.join()
        for door in self._doors.values():
            door.close()
