"""Seoul's clock: in which every date and time is shown and read."""

from __future__ import annotations

from datetime import timedelta, timezone

SEOUL = timezone(timedelta(hours=9))
"""Korea keeps no summer time, so its offset is a constant."""
