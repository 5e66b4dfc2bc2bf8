"""Files through pipes: one that comes by standard input, one that goes to standard output.

Both are whole files first, in a folder that only this user can look into and that is gone afterwards. What
goes out has its access record before the first byte is sent.
"""

from __future__ import annotations

import os
import select
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from orderdesk.cli.common import UsageProblem
from orderdesk.core.domain.ssh_commands import CSV_STREAM, STREAM
from orderdesk.core.domain.words import Word
from orderdesk.core.files.problems import FileProblem, FileTrouble

_NAME = "표준입력"
"""What a file is called that came by standard input."""

_PIECE = 1 << 20
_SETTLE = 300
"""Milliseconds in which a server that lost its client closes all that it held of ours."""

_NO_PIPE_IN = Word(
    "표준입력으로 파일을 보내세요: orderdesk import - < 파일.xlsx",
    "Send the file by standard input: orderdesk import - < FILE.xlsx",
)
_NO_PIPE_OUT = Word(
    "터미널에는 파일을 쓰지 않습니다. > 파일.xlsx 로 받으세요",
    "A file is not written to a terminal; take it with > FILE.xlsx",
)
ONE_OUTPUT = Word(
    "표준출력으로는 파일과 --json 가운데 하나만 나갑니다",
    "Standard output takes either the file or --json",
)
"""What is said where two things would go to standard output."""


def is_stream(path: Path | None, csv: bool = False) -> bool:
    """Whether *path* stands for standard input or output, with *csv* also for CSV there."""
    return str(path) == STREAM or (csv and str(path) == CSV_STREAM)


@contextmanager
def received(file: Path, most: int) -> Iterator[Path]:
    """*file*, or for ``-`` what comes by standard input, as a file of *most* bytes and one at most.

    UsageProblem at a terminal; FileProblem when the connection that it came by is gone, for then it may have
    been cut off.
    """
    if not is_stream(file):
        yield file
        return
    if sys.stdin.isatty():
        raise UsageProblem(_NO_PIPE_IN)
    with tempfile.TemporaryDirectory(prefix="orderdesk-") as folder:
        path = Path(folder) / _NAME
        with path.open("xb") as target:
            left = most + 1
            while left and (piece := sys.stdin.buffer.read(min(left, _PIECE))):
                target.write(piece)
                left -= len(piece)
        if is_cut_off():
            raise FileProblem(FileTrouble.CUT_OFF, _NAME)
        yield path


def is_cut_off(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether nobody is at the other end of an SSH connection any more.

    A client that is lost ends standard input as one that is done does, but only then has nobody standard
    output: an import would take the half of a CSV file for the whole.
    """
    if not environ.get("SSH_CONNECTION") or not hasattr(select, "poll"):
        return False
    poll = select.poll()
    poll.register(sys.stdout.fileno(), 0)  # an end that is gone is always told
    return bool(poll.poll(_SETTLE))


@contextmanager
def sent(out: Path | None, usual: str, csv: bool = False) -> Iterator[tuple[Path, list[Path]]]:
    """Where a file is to be written that *out* names, else *usual*; the block adds the path that it got.

    For ``-``, with *csv* also for ``-.csv``, that file goes to standard output when the block is done.
    """
    if not is_stream(out, csv):
        yield out or Path(usual), []
        return
    if sys.stdout.isatty():
        raise UsageProblem(_NO_PIPE_OUT)
    with tempfile.TemporaryDirectory(prefix="orderdesk-") as folder:
        path = Path(folder) / usual
        made = list[Path]()
        yield path if is_stream(out) else path.with_suffix(".csv"), made
        for each in made:
            with each.open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer)
        sys.stdout.buffer.flush()
