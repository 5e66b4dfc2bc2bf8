"""The README's common jobs over an SSH connection that is slow to answer: round trips beside keys.

    python -m benchmarks.ssh_delay [--delay 100]

An sshd of its own runs as in `ssh_bytes.py`; a relay between client and server holds every byte back for half
of `--delay` milliseconds, in both directions. Each job is done key by key, waiting for the answer of every
key; the seconds are those until each answer was there, added up. A round trip is what the client has to send
before the desk goes on: a key, or the answer to a question that the desk asks the terminal.
"""

from __future__ import annotations

import argparse
import os
import shlex
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from benchmarks import ssh_bytes
from benchmarks.crowd import MAKER, make_orders
from benchmarks.ssh_bytes import HERE, NoServer, Proxy, Server, serving, tool
from orderdesk.bench.table import LARGE, Bench
from orderdesk.bench.terminal import REST, Program
from orderdesk.core.domain.requests import make_request
from orderdesk.core.services.acting import Selection, apply_action, plan_action
from orderdesk.core.services.tabs import begin_shop
from orderdesk.core.store.bulk import bulk_load
from orderdesk.core.store.engine import open_store
from orderdesk.settings import Settings

ORDERS = 60
SHOWN = "C00000001"
PASTE = "Ctrl+Shift+V"
_UNSEEN = 3.0
"""Seconds after which a key is taken to have changed nothing that is seen."""

KEYS = {"Enter": "\r", "↓": "\x1b[B", "F4": "\x1bOS", "Tab": "\t", "Space": " ", "Ctrl+S": "\x13"}

JOBS = {
    "30건에 송장을 붙여 넣고 배송중으로": ("0", "3 * F4 1 Ctrl+Shift+V Tab ↓ Space Ctrl+S Ctrl+S", 30),
    "배송보류 30건을 모두 해제": ("0", "6 * . 7 Ctrl+S", 0),
    "한 개만 나누어 송장을 넣고 배송중으로": (
        "2",
        "Enter ↓ + F4 Ctrl+Shift+V Enter Tab ↓ Space Ctrl+S Ctrl+S",
        1,
    ),
}
"""The jobs of the README: the tab that one begins in, its keys, and how many tracking numbers are pasted."""


class SlowProxy(Proxy):
    """A proxy that holds every byte back for *delay* seconds in each direction."""

    def __init__(self, port: int, delay: float) -> None:
        self._delay = delay
        super().__init__(port)

    def _serve(self) -> None:
        with suppress(OSError), self._listening:
            client, _ = self._listening.accept()
            with client, socket.create_connection((HERE, self._server_port)) as server:
                for each in (client, server):
                    each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                up = threading.Thread(target=self._carry, args=(client, server), daemon=True)
                up.start()
                self._carry(server, client)

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        """Send on what comes, each piece as long after it came as the way takes."""
        on_the_way: SimpleQueue[tuple[float, bytes]] = SimpleQueue()

        def arrive() -> None:
            with suppress(OSError):
                while True:
                    at, data = on_the_way.get()
                    if not data:
                        target.shutdown(socket.SHUT_WR)
                        return
                    time.sleep(max(0.0, at - time.monotonic()))
                    target.sendall(data)

        thread = threading.Thread(target=arrive, daemon=True)
        thread.start()
        with suppress(OSError):
            while data := source.recv(1 << 16):
                on_the_way.put((time.monotonic() + self._delay, data))
        on_the_way.put((0.0, b""))
        thread.join(ssh_bytes.PATIENCE)


@dataclass(frozen=True, slots=True)
class Trip:
    """A job: its keys, questions of the desk that had to be answered, seconds that the answers took."""

    keys: int
    questions: int
    seconds: float


def make_store(path: Path) -> str:
    """Orders of which half wait to be shipped and half are held."""
    now, url = int(time.time()), f"sqlite:///{path}"
    with open_store(url) as store:
        bulk_load(store, make_orders(ORDERS, now))
        begin_shop(store, MAKER, now)
        request = make_request("hold", {"reason": "STOCK"})
        with store.reader() as conn:
            chosen = Selection(tab="상품준비", everything=True)
            plan, _ = plan_action(conn, chosen, request, MAKER, now, Settings(operator=MAKER.name))
        apply_action(store, plan, MAKER, lambda: now)
    return url


def typed(keys: str, pasted: int, first: int) -> list[str]:
    """What the client sends for each of *keys*."""
    labels = "\r".join(f"{n}{n % 7}" for n in range(first, first + pasted))
    words = {**KEYS, PASTE: f"\x1b[200~{labels}\x1b[201~"}
    return [words.get(key, key) for key in keys.split()]


def run(server: Server, folder: Path, delay: float) -> dict[str, Trip]:
    """Every job in a desk of its own store over a connection with *delay* seconds there and back."""
    url = make_store(folder / f"{delay}.db")
    config = folder / "config" / "orderdesk"
    config.mkdir(parents=True, exist_ok=True)
    (config / "settings.toml").write_text('default_courier = "CJ대한통운"\n', encoding="utf-8")
    environ = Bench(folder, {LARGE: url}, {}).environ(LARGE, XDG_CONFIG_HOME=str(folder / "config"))
    words = ["env", *(f"{key}={value}" for key, value in environ.items()), sys.executable, "-m", "orderdesk"]
    found: dict[str, Trip] = {}
    proxy = SlowProxy(server.port, delay / 2)
    with server.program(f"cd {shlex.quote(os.getcwd())} && exec {shlex.join(words)}", True, proxy) as desk:
        desk.until_shown(SHOWN, desk.start)
        desk.until_quiet(desk.start, REST + delay)
        first = 52_185_312_345
        for job, (tab, keys, pasted) in JOBS.items():
            desk.send(tab)
            desk.listen(3 * REST + delay)
            found[job] = _timed(desk, typed(keys, pasted, first), delay)
            first += pasted
    shipped, held = outcome(url)
    if (shipped, held) != (ORDERS // 2 + 1, 0):
        raise RuntimeError(f"{shipped} sections shipped, {held} held: the jobs were not done")
    return found


def _timed(desk: Program, keys: Sequence[str], delay: float) -> Trip:
    """Press the keys one by one; an answer comes in pieces, as long as somebody looks at them."""
    spent, asked = 0.0, desk.answered
    for key in keys:
        answer = desk.send(key)
        limit = time.perf_counter() + delay + _UNSEEN
        while not answer.chunks and time.perf_counter() < limit:
            desk.listen(0.01, answer)
        if answer.chunks:
            desk.until_quiet(answer, 2 * REST)
            spent += answer.last
    return Trip(len(keys), desk.answered - asked, spent)


def outcome(url: str) -> tuple[int, int]:
    """How many sections are on their way, and how many holds there are."""
    with open_store(url) as store, store.reader() as conn:
        ((shipped,),) = conn.execute("SELECT COUNT(*) FROM section WHERE state = 2").fetchall()
        ((held,),) = conn.execute("SELECT COUNT(*) FROM hold").fetchall()
        return int(shipped), int(held)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line of this measurement; 2 when there is no server to measure with."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--delay", type=float, default=100.0, help="milliseconds there and back")
    given = parser.parse_args(arguments)
    delay = given.delay / 1000
    with tempfile.TemporaryDirectory(prefix="orderdesk-ssh-", ignore_cleanup_errors=True) as folder:
        try:
            tool("sshd")
            with serving(Path(folder)) as server:
                near, far = (run(server, Path(folder), each) for each in (0.0, delay))
        except NoServer as problem:
            print(f"ssh_delay: {problem}", file=sys.stderr)
            return 2
    print("keys  questions  round trips  s at 0 ms  s at", f"{given.delay:.0f} ms")
    for job, trip in far.items():
        print(
            f"{trip.keys:4} {trip.questions:10} {trip.keys + trip.questions:12} {near[job].seconds:10.2f}"
            f" {trip.seconds:11.2f}  {job}"
        )
    return 0 if all(not trip.questions for trip in far.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
