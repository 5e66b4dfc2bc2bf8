"""A packing station in few words: who stands there, what they scan, and what they are told."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

from orderdesk.core.domain.boxes import Box, BoxState
from orderdesk.core.domain.orders import Actor, Order
from orderdesk.core.services.packing import Gesture, GestureKind, Station, Told, box_shown, perform
from orderdesk.core.store.boxes import scans_of
from orderdesk.core.store.engine import Store
from tests.services.desk import KIM, Desk, sections, sold

K = GestureKind
LABELS = ("680123456782", "680123456793", "680123456804", "680123456815", "680123456826")
"""Numbers of CJ with their check digits."""


def goods(n: int, *quantities: int, **more: Any) -> Order:  # noqa: ANN401  # fields of an order
    """Order *n*, whose lines have the SKUs ``A``, ``B`` and so on."""
    order = sold(n, *quantities, **more)
    lines = tuple(replace(line, sku="ABCDE"[line.n - 1]) for line in order.lines)
    return replace(order, lines=lines)


class Packer:
    """Somebody at a station of their own, with the box that is open there."""

    _made = count(1)

    def __init__(self, desk: Desk, actor: Actor = KIM, store: Store | None = None) -> None:
        self.desk = desk
        self.at = Station(store or desk.store, actor, desk.clock, desk.settings)
        self.box: int | None = None

    def __call__(self, code: str = "", kind: GestureKind = K.SCAN, **more: Any) -> str:  # noqa: ANN401  # fields of a gesture
        """Make a gesture; the code of the answer."""
        return self.told(code, kind, **more).verdict.code

    def told(self, code: str = "", kind: GestureKind = K.SCAN, name: str = "", **more: Any) -> Told:  # noqa: ANN401
        """Make a gesture; the whole answer. Where a box is opened it is the one that is open from then on."""
        named = name or f"{self.at.actor.name}-{next(self._made)}"
        told = perform(self.at, Gesture(named, kind, code, **more), self.box)
        if told.verdict.fine and told.box is not None:
            self.box = told.box.id if told.box.state.waits else None
        return told

    def open(self, n: int, section: int = 1, **more: Any) -> str:  # noqa: ANN401
        """Scan the bars of a section."""
        self.box = None
        return self(sections(n, section)[0], **more)

    def shown(self, box: int) -> Box:
        with self.at.store.reader() as conn:
            found = box_shown(conn, box)
        assert found is not None
        return found

    def state(self, box: int) -> BoxState:
        return self.shown(box).state

    def answers(self, box: int) -> list[str]:
        """What was answered at a box, oldest first."""
        with self.at.store.reader() as conn:
            return [row.verdict for row in scans_of(conn, box)]


def labelled(desk: Desk, n: int, number: str = LABELS[0]) -> None:
    """Give the first section of order *n* a number."""
    desk.do("track", *sections(n, 1), courier="CJ대한통운", number=number)
