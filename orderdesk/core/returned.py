"""Memory that was needed for a moment goes back to the machine."""

from __future__ import annotations

import sys


def give_back() -> None:
    """Let the C library hand freed memory back; does nothing where it can't be asked (it is GNU's).

    A sort of a million orders takes about 50 MB for a moment, in small pieces, and GNU's library would keep
    them for whatever comes. It takes 4 ms.
    """
    if sys.platform != "linux":
        return
    import ctypes  # deferred: no list that opens the desk needs it

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
