"""Bytes on the wire from server to client for each key, over OpenSSH, beside Textual's DataTable.

    python benchmarks/ssh_bytes.py [--db sqlite:///orders.db] [--orders 20000]

An sshd of its own runs as the present user on a free port of this machine, with keys made for this run alone.
The desk and the table run behind it in a terminal of 160×45, and a proxy between client and server counts
what comes. That is what SSH itself sends, without the headers of TCP and IP. Medians of each key; the column
`-C` is the same with compression. A store given with `--db` is copied, never changed.
"""

from __future__ import annotations

import argparse
import getpass
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from orderdesk.bench import series, stores
from orderdesk.bench.figures import median
from orderdesk.bench.table import LARGE, SMALL, Bench
from orderdesk.bench.terminal import QUIET, REST, Burst, Program
from orderdesk.core.store.engine import open_store

HERE = "127.0.0.1"
TIMES = 30
"""Presses of down and of scroll; no move is made twice, or `-C` would know it already."""

PAGES = 18
"""Presses of page down: the table has no more rows."""

PATIENCE = 10.0
"""Seconds in which sshd must listen, and in which it must end."""

VARIANTS = {
    "desk, bar cursor": "bar",
    "desk, as it is over SSH": "auto",
    "Textual's DataTable": "",
}
"""What is measured, and the setting of its cursor; over SSH the desk chooses the gutter cursor by itself."""

KEYS = ("cursor down", "one-line scroll", "page down")

_SSHD = """
ListenAddress {here}
Port {port}
HostKey {folder}/host
AuthorizedKeysFile {folder}/client.pub
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
PrintMotd no
"""
_SSH = (
    "-F", "none", "-tt",
    "-o", "IgnoreUnknown=ObscureKeystrokeTiming",  # newer clients hide keys among others that nobody pressed
    "-o", "ObscureKeystrokeTiming=no",
    "-o", "HostKeyAlias=bench",
    "-o", "StrictHostKeyChecking=yes",
    "-o", "GlobalKnownHostsFile=none",
    "-o", "IdentitiesOnly=yes",
    "-o", "IdentityAgent=none",
    "-o", "BatchMode=yes",
    "-o", "LogLevel=ERROR",
)  # fmt: skip


class NoServer(Exception):
    """OpenSSH is not there or does not start; the text says what to do."""


def tool(name: str) -> str:
    """The path of a program of OpenSSH; NoServer when it is not installed."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin")
    if found is None:
        raise NoServer(f"{name} is missing: install OpenSSH's client and server, then start this again")
    return found


class Proxy:
    """Between one client and the server on *port*; `came` counts the bytes that went to the client."""

    def __init__(self, port: int) -> None:
        self.came = 0
        self._server_port = port
        self._listening = socket.create_server((HERE, 0))
        self.port: int = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        with suppress(OSError), self._listening:
            client, _ = self._listening.accept()
            with client, socket.create_connection((HERE, self._server_port)) as server:
                for each in (client, server):
                    each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=_forward, args=(client, server), daemon=True).start()
                while data := server.recv(1 << 16):
                    self.came += len(data)
                    with suppress(OSError):  # the client has gone, the server is still ending
                        client.sendall(data)

    def wait(self) -> None:
        """Until the server has ended the session."""
        self._thread.join(PATIENCE)


def _forward(client: socket.socket, server: socket.socket) -> None:
    with suppress(OSError):
        while data := client.recv(1 << 16):
            server.sendall(data)
    with suppress(OSError):
        server.shutdown(socket.SHUT_WR)


@dataclass(slots=True)
class WireBurst(Burst):
    """An answer whose size is what went over the wire for it."""

    wire: int = 0

    @property
    def size(self) -> int:
        """Bytes."""
        return self.wire


class DistantProgram(Program):
    """A program behind an SSH connection that goes through *proxy*."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], proxy: Proxy) -> None:
        self._proxy = proxy
        super().__init__(command, environ)

    def press(self, keys: str, quiet: float = QUIET) -> Burst:
        """Write *keys* at once and wait for the whole answer."""
        before = self._proxy.came
        burst = super().press(keys, quiet)
        return WireBurst(burst.sent, burst.chunks, self._proxy.came - before)


@dataclass(frozen=True, slots=True)
class Server:
    """An sshd on *port* whose keys are in *folder*."""

    folder: Path
    port: int

    @contextmanager
    def program(self, command: str, compressed: bool, proxy: Proxy | None = None) -> Iterator[Program]:
        """A program that the server starts for a client in a terminal, with or without compression."""
        proxy = proxy or Proxy(self.port)
        ssh = [
            tool("ssh"), *_SSH, "-o", f"UserKnownHostsFile={self.folder}/known",
            "-i", f"{self.folder}/client", "-p", str(proxy.port), *(["-C"] if compressed else []),
            f"{getpass.getuser()}@{HERE}", command,
        ]  # fmt: skip
        environ = {"PATH": os.environ.get("PATH", os.defpath), "TERM": "xterm-256color"}
        with DistantProgram(ssh, environ, proxy) as program:
            yield program
        proxy.wait()


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """A server of this run's own; NoServer when it can't be."""
    sshd, keygen = tool("sshd"), tool("ssh-keygen")
    if os.getuid() == 0 and not Path("/run/sshd").is_dir():
        raise NoServer("as root, sshd needs the folder /run/sshd: make it, or run this as another user")
    for name in ("host", "client"):
        subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    (folder / "known").write_text(f"bench {(folder / 'host.pub').read_text()}", encoding="utf-8")
    with socket.create_server((HERE, 0)) as free:
        port = free.getsockname()[1]
    (folder / "conf").write_text(_SSHD.format(here=HERE, port=port, folder=folder), encoding="utf-8")
    log = folder / "log"
    process = subprocess.Popen([sshd, "-D", "-f", folder / "conf", "-E", log], stdin=subprocess.DEVNULL)
    try:
        _until_listening(process, port, log)
        yield Server(folder, port)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _until_listening(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection((HERE, port)):
            return
        time.sleep(0.05)
    raise NoServer(f"sshd does not start: {log.read_text(errors='replace').strip() if log.exists() else ''}")


def settings(folder: Path, cursor: str) -> str:
    """A configuration folder with that *cursor* in its settings."""
    path = folder / cursor / "orderdesk" / "settings.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'cursor = "{cursor}"\n', encoding="utf-8")
    return str(folder / cursor)


def command(bench: Bench, variant: str) -> str:
    """What the server's shell runs: a program of *bench* in the benchmark's environment."""
    cursor = VARIANTS[variant]
    environ = bench.environ(LARGE, XDG_CONFIG_HOME=settings(bench.folder, cursor or "auto"))
    module = ["orderdesk"] if cursor else ["orderdesk.bench.programs.table", bench.urls[LARGE]]
    words = ["env", *(f"{key}={value}" for key, value in environ.items()), sys.executable, "-m", *module]
    return f"cd {shlex.quote(os.getcwd())} && exec {shlex.join(words)}"


def measure(bench: Bench, server: Server, variant: str, compressed: bool) -> list[float]:
    """Median bytes of each of the keys."""
    with server.program(command(bench, variant), compressed) as program:
        program.until_shown(bench.first_mark(LARGE), program.start)
        program.until_quiet(program.start, REST)
        programs = {variant: program}
        noted = (
            series.moves(programs, 1, TIMES),
            series.scrolls(programs, 1, TIMES),
            series.pages(programs, 1, PAGES),
        )
        return [median(each[variant].size) for each in noted]


def run(bench: Bench) -> dict[str, list[float]]:
    """For each variant the median bytes of each key, each without and with compression."""
    found = {}
    with serving(bench.folder) as server:
        for variant in VARIANTS:
            plain, packed = (measure(bench, server, variant, compressed) for compressed in (False, True))
            found[variant] = [size for pair in zip(plain, packed, strict=True) for size in pair]
    return found


def opened(folder: Path, source: str | None, orders: int) -> Bench:
    """The store that is measured, new or a copy of *source*."""
    if source is None:
        url = stores.make_store(folder / "large.db", orders, lambda done: None)
    else:
        with open_store(source, create=False) as store:
            url = stores.copy_store(store, folder / "large.db")
    with open_store(url) as store, store.reader() as conn:
        marks = stores.marks(conn, 0, stores.PAGE)
    return Bench(folder, {LARGE: url, SMALL: url}, {LARGE: marks, SMALL: marks})


def report(found: Mapping[str, Sequence[float]]) -> None:
    """The table for people."""
    width = max(map(len, found))
    print(f"{'bytes to the client':{width}}", *(f"{key:>16}{'-C':>8}" for key in KEYS))
    for variant, sizes in found.items():
        pairs = zip(sizes[::2], sizes[1::2], strict=True)
        print(f"{variant:{width}}", *(f"{plain:16,.0f}{packed:8,.0f}" for plain, packed in pairs))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line of this measurement; 2 when there is no server to measure with."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--db", help="address of an SQLite store, which is copied")
    parser.add_argument("--orders", type=int, default=20_000, help="orders of a new demo store")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="orderdesk-ssh-") as folder:
        try:
            tool("sshd")  # before the time for a store is spent
            report(run(opened(Path(folder), given.db, given.orders)))
        except NoServer as problem:
            print(f"ssh_bytes: {problem}", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
