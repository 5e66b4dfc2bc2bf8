"""Kill the leader of three PostgreSQL servers while operators work, and see that nothing is lost.

    python -m benchmarks.failover [--operators 8] [--seconds 60] [--kills 1] [--seed 1]

Starts etcd and three Patroni nodes on loopback from the packages `etcd-server`, `patroni` and `postgresql`,
the leader followed synchronously by one of the others; postgres refuses root, so root runs them as the user
`postgres`. The operators of `crowd.py` work on them by an address that names all three. The leader's Patroni
and its whole PostgreSQL are killed (SIGKILL); afterwards the journals are held against the store, as there.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.crowd import Crowd, report, run

PATIENCE = 120.0
"""Seconds for the trio to come up, or to have a leader again."""

QUIET = 10.0
"""Seconds of work before the first kill."""

BETWEEN = 40.0
"""Seconds between two kills: a leader that was killed is started again, and follows."""

PASSWORD = "only-on-loopback"
TTL = 20
"""Seconds without a word from the leader after which another one is chosen; Patroni's least."""

_NODE = """
scope: orderdesk
name: {name}
restapi: {{listen: "127.0.0.1:{rest}", connect_address: "127.0.0.1:{rest}"}}
etcd3: {{hosts: "127.0.0.1:{etcd}"}}
bootstrap:
  dcs:
    ttl: {ttl}
    loop_wait: 2
    retry_timeout: 5
    synchronous_mode: true
    postgresql:
      use_pg_rewind: true
      parameters: {{max_connections: 100, wal_log_hints: "on"}}
  initdb: [{{encoding: UTF8}}, {{locale: C.UTF-8}}, data-checksums]
postgresql:
  listen: "127.0.0.1:{port}"
  connect_address: "127.0.0.1:{port}"
  data_dir: {folder}/data
  bin_dir: {bin}
  pgpass: {folder}/pgpass
  authentication:
    superuser: {{username: postgres, password: {password}}}
    replication: {{username: replicator, password: {password}}}
    rewind: {{username: rewinder, password: {password}}}
  pg_hba:
    - local all all trust
    - host all all 127.0.0.1/32 scram-sha-256
    - host replication replicator 127.0.0.1/32 scram-sha-256
  parameters: {{unix_socket_directories: "{folder}"}}
"""


def missing() -> list[str]:
    """The Debian packages that are needed and not there."""
    needed = {
        "etcd-server": shutil.which("etcd"),
        "patroni": shutil.which("patroni"),
        "postgresql": binaries(),
    }
    return [package for package, there in needed.items() if not there]


def binaries() -> Path | None:
    """Where the newest PostgreSQL's programs are."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: int(p.parts[-3]))
    return found[-1].parent if found else None


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass(slots=True)
class Node:
    """One server: where it is and its Patroni."""

    name: str
    folder: Path
    port: int
    rest: int
    process: subprocess.Popen[bytes] | None = None

    def asked(self, path: str) -> Any:  # noqa: ANN401  # JSON
        """What Patroni answers; None where it does not, or says no."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.rest}/{path}", timeout=2) as answer:
                return json.load(answer)
        except (OSError, urllib.error.URLError, ValueError):
            return None

    def kill(self) -> None:
        """SIGKILL for Patroni and for all of its PostgreSQL."""
        assert self.process is not None
        self.process.kill()
        with contextlib.suppress(OSError, ValueError):
            pid = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
            for child in _children(pid):
                os.kill(child, signal.SIGKILL)
        self.process.wait()


def _children(pid: int) -> list[int]:
    """A process and those that it has started; the first is stopped, so that there are no more."""
    os.kill(pid, signal.SIGSTOP)
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [*map(int, listed.stdout.split()), pid]


@dataclass(slots=True)
class Trio:
    """Three servers and their etcd in *folder*, which they are the owners of."""

    folder: Path
    nodes: list[Node] = field(default_factory=list)
    _etcd: subprocess.Popen[bytes] | None = None
    _etcd_port: int = 0

    @property
    def url(self) -> str:
        """The address of the desks' database, with all three servers."""
        hosts = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)
        return f"postgresql+psycopg://postgres:{PASSWORD}@{hosts}/shop?target_session_attrs=read-write"

    def start(self) -> None:
        """Start everything, and wait until somebody leads and somebody follows synchronously."""
        self._start_etcd()
        for name in ("a", "b", "c"):
            node = Node(name, self.folder / name, _free_port(), _free_port())
            node.folder.mkdir()
            self.nodes.append(node)
            self.start_node(node)
        self.wait(lambda: self.leader() is not None and self.follows())
        self._make_database()

    def _run(self, words: Sequence[str], log: str) -> subprocess.Popen[bytes]:
        who: dict[str, Any] = (
            {"user": "postgres", "group": "postgres", "extra_groups": []} if _is_root() else {}
        )
        if who:
            subprocess.run(["chown", "-R", "postgres:postgres", str(self.folder)], check=True)
        with (self.folder / log).open("ab") as out:
            return subprocess.Popen(
                words,
                stdout=out,
                stderr=out,
                cwd=self.folder,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(self.folder)},
                start_new_session=True,
                **who,
            )

    def _start_etcd(self) -> None:
        self._etcd_port, peer = _free_port(), _free_port()
        client, between = f"http://127.0.0.1:{self._etcd_port}", f"http://127.0.0.1:{peer}"
        told = {
            "--name": "e",
            "--data-dir": str(self.folder / "etcd"),
            "--initial-cluster": f"e={between}",
            "--listen-client-urls": client,
            "--advertise-client-urls": client,
            "--listen-peer-urls": between,
            "--initial-advertise-peer-urls": between,
        }
        self._etcd = self._run(["etcd", *(word for pair in told.items() for word in pair)], "etcd.log")

    def start_node(self, node: Node) -> None:
        """Start a server, for the first time or again."""
        told = _NODE.format(
            **{"name": node.name, "rest": node.rest, "port": node.port, "folder": node.folder, "ttl": TTL},
            **{"etcd": self._etcd_port, "bin": binaries(), "password": PASSWORD},
        )
        (node.folder / "patroni.yml").write_text(told)
        node.process = self._run(["patroni", str(node.folder / "patroni.yml")], f"{node.name}.log")

    def leader(self) -> Node | None:
        """The server that takes changes."""
        return next((node for node in self.nodes if node.asked("leader")), None)

    def follows(self) -> bool:
        """Whether a server follows synchronously."""
        return any(node.asked("sync") for node in self.nodes)

    def wait(self, ready: Callable[[], bool]) -> None:
        """Until *ready*; TimeoutError with what the servers said."""
        limit = time.monotonic() + PATIENCE
        while not ready():
            if time.monotonic() > limit:
                said = "".join(path.read_text()[-2000:] for path in self.folder.glob("*.log"))
                raise TimeoutError(said)
            time.sleep(0.5)

    def _make_database(self) -> None:
        import psycopg

        plain = self.url.replace("+psycopg", "").replace("/shop", "/postgres")
        with psycopg.connect(plain, autocommit=True) as conn:
            conn.execute("CREATE DATABASE shop")

    def stop(self) -> None:
        """End everything that was started."""
        for node in self.nodes:
            if node.process is not None:
                node.kill()
        if self._etcd is not None:
            self._etcd.kill()
            self._etcd.wait()


def _is_root() -> bool:
    return os.getuid() == 0


@contextlib.contextmanager
def trio() -> Iterator[Trio]:
    """Three servers while a block runs; nothing stays of them."""
    folder = Path(tempfile.mkdtemp(prefix="od-ha-"))
    folder.chmod(0o711)
    made = Trio(folder)
    try:
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Failover:
    """What came of it, and when leaders were killed (UTC seconds)."""

    crowd: Crowd
    killed_at: list[float]


def fail_over(
    count: int = 8, seconds: float = 60.0, kills: int = 1, seed: int = 1, orders: int = 3000
) -> Failover:
    """The whole experiment."""
    killed_at: list[float] = []
    with trio() as servers, tempfile.TemporaryDirectory() as folder:

        def kill() -> None:
            time.sleep(QUIET)
            for nth in range(kills):
                if nth:
                    time.sleep(BETWEEN)
                servers.wait(lambda: servers.leader() is not None and servers.follows())
                leader = servers.leader()
                assert leader is not None
                killed_at.append(time.time())
                leader.kill()
                servers.wait(lambda: servers.leader() is not None)
                servers.start_node(leader)

        crowd = run(servers.url, Path(folder), count, seconds, 0.2, orders, seed, kill)
        return Failover(crowd, killed_at)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line of this measurement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--operators", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--kills", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    if packages := missing():
        print(f"apt install {' '.join(packages)}", file=sys.stderr)
        return 2
    done = fail_over(given.operators, given.seconds, given.kills, given.seed)
    print(f"leaders killed: {len(done.killed_at)}")
    report(done.crowd)
    return 0 if done.crowd.findings.clean and not done.crowd.wrong else 1


if __name__ == "__main__":
    sys.exit(main())
