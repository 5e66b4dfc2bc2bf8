"""Chance, repeatable: everything is drawn with `Random.random` alone, the same on every Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def pick(rng: Random, things: Sequence[T]) -> T:
    """One of *things*, each as likely."""
    return things[int(rng.random() * len(things))]


def between(rng: Random, low: int, high: int) -> int:
    """A whole number from *low* to *high*, both included."""
    return low + int(rng.random() * (high - low + 1))


def shuffle(rng: Random, things: list[T]) -> None:
    """Bring *things* into any order, in place."""
    for last in range(len(things) - 1, 0, -1):
        other = int(rng.random() * (last + 1))
        things[last], things[other] = things[other], things[last]


def weighted(shares: Mapping[T, int]) -> tuple[T, ...]:
    """Every key of *shares* as often as its value says, to be picked from."""
    return tuple(thing for thing, share in shares.items() for _ in range(share))
