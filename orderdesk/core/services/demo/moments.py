"""When the demo's orders are placed: by a shop that grows, with quiet nights and busy Mondays."""

from __future__ import annotations

import math
from collections.abc import Iterator
from random import Random

from orderdesk.core.services.demo.draw import pick, weighted

DAY = 24 * 3600
SEOUL = 9 * 3600

_ORDERS, _DAYS, _POWER = 2000, 90, 0.402
"""2,000 orders are 90 days of trade; by this power of their number, 1,000,000 are three years."""

_GROWTH = 2.0
"""By how much the daily trade has grown from the first day to the last, beyond what it began with."""

_BY_WEEKDAY = (1.15, 1.1, 1.05, 1.0, 0.95, 0.75, 0.9)
"""Monday first; shares of an average day."""

_BY_HOUR = (3, 2, 1, 1, 1, 1, 2, 3, 5, 7, 8, 8, 7, 7, 7, 6, 6, 6, 6, 7, 9, 10, 9, 6)
_HOURS = weighted(dict(enumerate(_BY_HOUR)))


def days_of_trade(n: int) -> int:
    """Over how many days *n* orders are placed; at least 3."""
    return max(3, int(_DAYS * math.pow(n / _ORDERS, _POWER)))


def moments(n: int, now: int, rng: Random) -> Iterator[int]:
    """The times (UTC seconds) of *n* orders, oldest first, all before *now*."""
    days = days_of_trade(n)
    today = (now + SEOUL) // DAY
    clock = (now + SEOUL) % DAY
    shares = [
        (1 + _GROWTH * d / days) * _BY_WEEKDAY[(today - days + 1 + d + 3) % 7] * (0.8 + 0.4 * rng.random())
        for d in range(days)
    ]
    shares[-1] *= _share_until(clock)
    whole = sum(shares)
    done, so_far = 0, 0.0
    for d, share in enumerate(shares):
        so_far += share
        upto = n if d == days - 1 else round(n * so_far / whole)
        start = (today - days + 1 + d) * DAY - SEOUL
        until = clock if d == days - 1 else DAY
        yield from sorted(start + _second(rng, until) for _ in range(upto - done))
        done = upto


def _share_until(clock: int) -> float:
    """Which share of a day's orders has come by *clock* (seconds since midnight); a little at least."""
    return max(0.02, sum(hour < clock // 3600 for hour in _HOURS) / len(_HOURS))


def _second(rng: Random, until: int) -> int:
    """A second of the day before *until*."""
    second = pick(rng, _HOURS) * 3600 + int(rng.random() * 3600)
    return second if second < until else int(rng.random() * until)
