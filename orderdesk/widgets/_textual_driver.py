"""Reading keys and writing frames without a detour through threads; see `_textual_fixes`.

A program that waits for keys is woken for each of them; every thread that must be woken besides costs about
as much as moving the cursor. References are to Textual 8.2.8.
"""

from __future__ import annotations

import os
import re
import sys
from asyncio import AbstractEventLoop
from codecs import getincrementaldecoder
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context
from io import FileIO
from threading import Lock
from typing import Any, Final, Protocol, TextIO

from textual import constants
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual._xterm_parser import XTermParser
from textual.driver import Driver
from textual.message import Message

_NOTHING: Final = re.compile(rf"{re.escape(SYNC_START)}\x1b\[\d+;\d+H{re.escape(SYNC_END)}")
"""A frame that only puts the cursor somewhere; it is left out when the cursor stands there."""

_MOST: Final = 4096
"""Bytes of keys that are read at once."""


class Outlet:
    """The file that a driver writes to, and the terminal behind it for what it takes at once.

    Upstream gives every frame to a thread (``textual/drivers/_writer_thread.py``), which gets its turn when
    the program has nothing else to do. What the terminal does not take at once goes to that thread still, and
    so does what comes after it: the program does not wait for a slow terminal, and nothing overtakes.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._lock = Lock()
        self._given = self._taken = self._out = 0
        self._terminal: FileIO | None = None

    def open(self) -> None:
        """Finds the terminal; without one, all goes to the thread."""
        with suppress(OSError, AttributeError):  # none, or a system that knows none
            self._terminal = FileIO(os.ttyname(self._file.fileno()), "w", opener=_never_waiting)

    def close(self) -> None:
        """Leaves the terminal."""
        if self._terminal is not None:
            self._terminal.close()
        self._terminal = None

    def rest_of(self, data: str) -> bytes:
        """Writes *data* as far as the terminal takes it; the rest, which is to be given to the thread."""
        left = data.encode("utf-8", "replace")
        with self._lock:
            if self._terminal is not None and self._out == self._given:
                with suppress(OSError):  # it is gone: the thread will find out
                    left = left[self._terminal.write(left) or 0 :]
            if left:
                self._given += 1
        return left

    # what the thread does

    def write(self, data: bytes) -> None:
        """Takes *data*."""
        self._file.buffer.write(data)
        self._taken += 1

    def flush(self) -> None:
        """Writes what was taken."""
        self._file.buffer.flush()
        self._out = self._taken


def _never_waiting(path: str, flags: int) -> int:
    """Opens the terminal anew, so that whoever else has it open still waits when writing."""
    return os.open(path, os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)


def direct_driver(driver: type[Driver], forget: Callable[[], None]) -> type[Driver]:
    """*driver*, but a frame is written in one piece and at once, and keys are read where they are handled.

    *forget* is called when nothing is known any more of what stands on the terminal.
    """
    return _listening(_writing(driver, forget))


def _writing(driver: type[Driver], forget: Callable[[], None]) -> type[Driver]:
    class Writing(driver):  # type: ignore[valid-type, misc]  # which class it is depends on the system
        _file: Any
        _frame: list[str] | None = None
        _last = ""
        _outlet: Outlet | None = None

        def start_application_mode(self) -> None:
            forget()
            if self._outlet is None and hasattr(self, "_writer_thread"):
                self._file = self._outlet = Outlet(self._file)
            if self._outlet is not None:
                self._outlet.open()
            super().start_application_mode()

        def close(self) -> None:
            super().close()
            if self._outlet is not None:
                self._outlet.close()

        def write(self, data: str) -> None:
            if data == SYNC_START:
                self._frame = [data]
            elif self._frame is None:
                self._put(data)
            else:
                self._frame.append(data)
                if data == SYNC_END:
                    whole, self._frame = "".join(self._frame), None
                    if not (_NOTHING.fullmatch(whole) and self._last.endswith(whole[len(SYNC_START) :])):
                        self._put(whole)

        def _put(self, data: str) -> None:
            self._last = data
            rest = data if self._outlet is None else self._outlet.rest_of(data)
            if rest:
                super().write(rest)

    return Writing


class _Reading(Protocol):
    """What is needed of a driver that reads."""

    fileno: int
    _debug: bool
    _loop: AbstractEventLoop

    def process_message(self, message: Message) -> None:
        """Sends *message* to the application."""


class _Keys:
    """What the terminal sends, as messages of *driver*; *gone* is called when nothing can come any more."""

    def __init__(self, driver: _Reading, gone: Callable[[], None]) -> None:
        self._driver = driver
        self._gone = gone
        self._parser = XTermParser(driver._debug)
        self._decode = getincrementaldecoder("utf-8")().decode

    def read(self) -> None:
        """Reads what is there."""
        data = b""
        with suppress(OSError):  # the line is gone
            data = os.read(self._driver.fileno, _MOST)
        if not data:
            self._gone()
            return
        if text := self._decode(data):  # else a part of a letter, whose rest is on its way
            for event in self._parser.feed(text):
                self._driver.process_message(event)
        if self._parser._timeout_time is not None:
            self._driver._loop.call_later(constants.ESCAPE_DELAY, self._wait_no_more)

    def _wait_no_more(self) -> None:
        for event in self._parser.tick():  # an escape that nothing has followed was the key
            self._driver.process_message(event)


def _listening(driver: type[Driver]) -> type[Driver]:
    """*driver*, but it reads in the program's own thread.

    Upstream reads in another one, which looks ten times a second whether it should end
    (``LinuxDriver.run_input_thread``). Where the program can't wait for the terminal itself (not on Linux, or
    the input is a file), that one still reads.
    """

    class Listening(driver):  # type: ignore[valid-type, misc]  # as above
        _listens = False

        def start_application_mode(self) -> None:
            if sys.platform == "linux" and hasattr(self, "_key_thread"):
                self._listen()
            super().start_application_mode()

        def _listen(self) -> None:
            keys = _Keys(self, self._deafen)
            with suppress(OSError):  # not what can be waited for
                # in a context of its own: a key has nothing to do with what is being done when it comes
                Context().run(self._loop.add_reader, self.fileno, keys.read)
                self._listens = True

        def _deafen(self) -> None:
            if self._listens:
                self._loop.remove_reader(self.fileno)
                self._listens = False

        def _run_input_thread(self) -> None:
            if not self._listens:
                super()._run_input_thread()

        def disable_input(self) -> None:
            self._deafen()
            super().disable_input()

        def send_message(self, message: Message) -> None:
            if self._listens:
                self._app.post_message(message)
            else:
                super().send_message(message)

    return Listening
