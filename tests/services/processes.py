"""Desks in processes of their own, which say a line when they are ready and go on when they are told."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orderdesk.core.store.engine import Store

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def running(worker: str, store: Store, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """`tests.services.WORKER` on a store, which does not outlive the block."""
    words = [sys.executable, "-m", f"tests.services.{worker}", store.url, *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def line_of(process: subprocess.Popen[str]) -> str:
    """What it says next."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def go(process: subprocess.Popen[str]) -> None:
    """Tells it to go on."""
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()
