"""A packing station in a process of its own, for races.

`python -m tests.services.packing_worker URL NAME GESTURE CODE BOX` says ``ready``, waits for a line, makes
the gesture (BOX 0: none is open), and says what was answered.
"""

from __future__ import annotations

import sys

from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.services.packing import Gesture, Station, perform
from orderdesk.core.store.engine import open_store
from tests.services.desk import NOW, SETTINGS


def main(url: str, name: str, gesture: str, code: str, box: str) -> None:
    with open_store(url) as store:
        station = Station(store, Actor(ActorKind.SELLER, name), lambda: NOW, SETTINGS)
        print("ready", flush=True)
        sys.stdin.readline()
        print(perform(station, Gesture(gesture, code=code), int(box) or None).verdict.code, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
