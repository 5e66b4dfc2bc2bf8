"""How much a file from outside may hold: one table for every kind of file."""

from __future__ import annotations

from dataclasses import dataclass

from orderdesk.settings import Settings

_MEGABYTE = 1024**2


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold; sizes are bytes. Size, rows and columns are the operator's to set.

    An archive that unpacks to more than `free` may unpack to at most `ratio` times its own size.
    """

    bytes: int = 50 * _MEGABYTE
    rows: int = 100_000
    columns: int = 64
    seconds: int = 60
    memory: int = 2 * 1024**3
    parts: int = 200
    unpacked: int = 400 * _MEGABYTE
    free: int = 50 * _MEGABYTE
    ratio: int = 100


LIMITS = Limits()
"""The limits of every file from outside, where the settings say nothing else."""


def limits_of(settings: Settings) -> Limits:
    """The limits that the settings' table sets."""
    files = settings.files
    return Limits(bytes=files.megabytes * _MEGABYTE, rows=files.rows, columns=files.columns)
