"""The gate of a SQLite store: a file lock that writers wait for in the kernel, in turn.

A library's lock looks again every few milliseconds instead. With dozens of desks on two cores the looking
itself keeps the writer from its work, and whoever happens to look at the right moment has it again and again.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterator

if sys.platform != "win32":
    import fcntl

_POLL_SECONDS = 0.002


@contextlib.contextmanager
def gate(path: str, mode: int, wait: float) -> Iterator[None]:
    """Hold the lock of the file at *path*, made with *mode*; TimeoutError after *wait* seconds of others."""
    if sys.platform == "win32":
        from filelock import FileLock  # deferred: elsewhere the kernel has a queue

        with FileLock(path, mode=mode, poll_interval=_POLL_SECONDS).acquire(timeout=wait):
            yield
        return
    file = os.open(path, os.O_RDWR | os.O_CREAT, mode)
    if not _is_free(file):
        _Waiting(file).wait(wait)
    try:
        yield
    finally:
        os.close(file)


def _is_free(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except BaseException:
        os.close(file)
        raise
    return True


class _Waiting(threading.Thread):
    """A place in the queue. The kernel knows no time limit, so a thread stands there, which can be left."""

    def __init__(self, file: int) -> None:
        super().__init__(name="orderdesk-gate", daemon=True)
        self._file = file
        self._mutex = threading.Lock()
        self._has_it = self._left = False
        self._error: OSError | None = None

    def run(self) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX)
        except OSError as error:
            self._error = error
        with self._mutex:
            self._has_it = self._error is None
            if self._left or self._error:
                os.close(self._file)

    def wait(self, seconds: float) -> None:
        """Return with the lock. TimeoutError after *seconds*, and the file is closed as soon as it may be."""
        self.start()
        try:
            self.join(seconds)
        except BaseException:
            self._leave()
            raise
        if self._error:
            raise self._error
        if self._leave_unless_held():
            raise TimeoutError

    def _leave_unless_held(self) -> bool:
        with self._mutex:
            self._left = not self._has_it
        return self._left

    def _leave(self) -> None:
        if not self._leave_unless_held():
            os.close(self._file)
