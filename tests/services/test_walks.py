"""Labels, money and parcels live through bad luck: in the end all books agree, and nothing is stuck."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import pytest

from tests.services.desk import Desk
from tests.services.label_walk import LabelWalk
from tests.services.outside_money_walk import OutsideMoneyWalk
from tests.services.tracking_walk import TrackingWalk


class Walk(Protocol):
    """A desk and others, cast from one seed."""

    def go(self, steps: int) -> None: ...
    def differences(self) -> list[str]: ...


WALKS: dict[str, Callable[[Desk, int], Walk]] = {
    "labels": LabelWalk,
    "money": OutsideMoneyWalk,
    "tracking": TrackingWalk,
}


def differences(desk: Desk, kind: str, seed: int) -> list[str]:
    walk = WALKS[kind](desk, seed)
    walk.go(40)
    return walk.differences()


@pytest.mark.parametrize("kind", WALKS)
@pytest.mark.parametrize("seed", range(5))
def test_whatever_goes_wrong_the_books_agree_in_the_end(desk: Desk, kind: str, seed: int) -> None:
    assert differences(desk, kind, seed) == []
    assert desk.sound()


@pytest.mark.slow
@pytest.mark.parametrize("kind", WALKS)
@pytest.mark.parametrize("seed", range(5, 20))
def test_whatever_goes_wrong_with_many_seeds(desk: Desk, kind: str, seed: int) -> None:
    assert differences(desk, kind, seed) == []
    assert desk.sound()
