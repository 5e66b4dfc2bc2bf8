"""Taking from root, for a while, what it may do to files that are not to be written to."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

_VERSION_3 = 0x20080522
_OVERRIDE = 0b110
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH."""


class _Head(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("other", ctypes.c_uint32))


@contextmanager
def as_anybody() -> Iterator[None]:
    """The modes of files count for this thread, and for those that it starts, even for root; Linux only."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        yield
        return
    if not sys.platform.startswith("linux"):
        pytest.skip("root can't be kept from writing here")
    libc = ctypes.CDLL(None, use_errno=True)
    head, sets = _Head(_VERSION_3, 0), (_Sets * 2)()
    assert libc.capget(ctypes.byref(head), ctypes.byref(sets)) == 0
    whole = sets[0].effective, sets[0].permitted
    try:
        sets[0].effective = whole[0] & ~_OVERRIDE
        assert libc.capset(ctypes.byref(head), ctypes.byref(sets)) == 0
        yield
    finally:
        sets[0].effective = whole[0]
        assert libc.capset(ctypes.byref(head), ctypes.byref(sets)) == 0
