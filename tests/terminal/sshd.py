"""A real OpenSSH server of a test's own: on a free port of this machine, with keys made for it alone."""

from __future__ import annotations

import getpass
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
HERE: Final = "127.0.0.1"
PATIENCE: Final = 20.0
"""Seconds; far more than needed, only so that a broken program ends the test."""

PROGRAM: Final = "/usr/local/bin/orderdesk"
"""What the documented set-up calls the program."""

DESK: Final = f"{sys.executable} -m orderdesk"

_CONF: Final = """
ListenAddress {here}
Port {port}
HostKey {folder}/host
AuthorizedKeysFile {folder}/authorized_keys
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
PrintMotd no
AcceptEnv LANG LC_* COLORTERM
Subsystem sftp internal-sftp
LogLevel VERBOSE
SetEnv {environ}
"""
_SSH: Final = (
    *("-F", "none"),
    *("-o", "HostKeyAlias=desk"),
    *("-o", "StrictHostKeyChecking=yes"),
    *("-o", "GlobalKnownHostsFile=none"),
    *("-o", "IdentitiesOnly=yes"),
    *("-o", "BatchMode=yes"),
)


def tool(name: str) -> str:
    """The path of a program; without it a test is skipped, but fails where changes are judged."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin")
    if found is None:
        assert "CI" not in os.environ, f"{name} is missing"
        pytest.skip(f"{name} is not installed (openssh-server, tmux): nobody came in by SSH")
    return found


def documented(name: str) -> str:
    """The block of `docs/people.md` between the marks *name*."""
    page = (ROOT / "docs" / "people.md").read_text(encoding="utf-8")
    found = re.search(rf"<!-- {name} -->\n```\n(.*?)```\n<!-- /{name} -->", page, re.DOTALL)
    assert found is not None, name
    return found[1]


def match_block(program: str = DESK) -> str:
    """The set-up that the documentation gives to administrators, for this user and *program*."""
    block = documented("sshd").replace("Match User orderdesk", f"Match User {getpass.getuser()}")
    assert PROGRAM in block and getpass.getuser() in block
    return block.replace(PROGRAM, program)


def named_keys(block: str) -> str:
    """*block* for a server that tells no keys: each of them names its operator."""
    return re.sub(r"(?m)^.*(ForceCommand|ExposeAuthInfo).*\n", "", block)


class Server:
    """A running server on `port`; its keys, settings and log are in `folder`."""

    def __init__(self, folder: Path, port: int, pid: int) -> None:
        self.folder = folder
        self.port = port
        self.pid = pid

    def options(self, who: str, port: str = "-p") -> list[str]:
        """How a client comes in with the key of *who*; *port* is how it calls that option."""
        known = f"UserKnownHostsFile={self.folder}/known"
        return [*_SSH, "-o", known, "-i", str(self.folder / who), port, str(self.port)]

    @property
    def address(self) -> str:
        """User and host."""
        return f"{getpass.getuser()}@{HERE}"

    def command(self, who: str, *words: str, options: Sequence[str] = ()) -> list[str]:
        """The client's command line: come in as *who* and ask for *words*."""
        return [tool("ssh"), *self.options(who), *options, self.address, *words]

    def ask(
        self, who: str, *words: str, sent: bytes = b"", options: Sequence[str] = (), **more: str
    ) -> subprocess.CompletedProcess[bytes]:
        """Ask for *words* as *who* and wait for the answer; *more* goes into the client's environment."""
        return subprocess.run(
            self.command(who, *words, options=options),
            input=sent,
            capture_output=True,
            timeout=PATIENCE * 2,
            check=False,
            env={"PATH": os.environ["PATH"], **more},
        )

    @property
    def log(self) -> str:
        """What the server has noted."""
        return (self.folder / "log").read_text(errors="replace")

    def running(self, *, beneath: str = "orderdesk") -> list[int]:
        """The processes that the server started and whose command line has *beneath* in it."""
        children: dict[int, list[int]] = {}
        for each in Path("/proc").iterdir():
            with suppress(OSError, ValueError, IndexError):
                parent = int((each / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(each.name))
        found, left = list[int](), [self.pid]
        while left:
            left += (own := children.get(left.pop(), []))
            found += own
        return [pid for pid in found if beneath in command_of(pid)]


def command_of(pid: int) -> str:
    """The command line of a process, "" when it has ended."""
    with suppress(OSError):
        return (Path("/proc") / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def make_key(folder: Path, name: str) -> str:
    """Make a key of that *name*; its public half."""
    made = [tool("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(folder / name)]
    subprocess.run(made, check=True)
    return (folder / f"{name}.pub").read_text(encoding="utf-8").strip()


@contextmanager
def serving(
    folder: Path, block: str, environ: Mapping[str, str], authorized: Mapping[str, str]
) -> Iterator[Server]:
    """A server with *block* at the end of its settings; *authorized* says what goes before whose key.

    Its sessions have *environ*.
    """
    sshd = tool("sshd")
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # which services make when they start
    (folder / "known").write_text(f"desk {make_key(folder, 'host')}\n", encoding="utf-8")
    keys = [f"{before} {make_key(folder, who)}".lstrip() for who, before in authorized.items()]
    (folder / "authorized_keys").write_text("\n".join(keys) + "\n", encoding="utf-8")
    with socket.create_server((HERE, 0)) as free:
        port = free.getsockname()[1]
    variables = " ".join(f'"{name}={value}"' for name, value in environ.items())
    conf = folder / "conf"
    conf.write_text(
        _CONF.format(here=HERE, port=port, folder=folder, environ=variables) + block, encoding="utf-8"
    )
    command = [sshd, "-D", "-f", str(conf), "-E", str(folder / "log")]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        _until_listening(process, port, folder)
        yield Server(folder, port, process.pid)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _until_listening(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        with suppress(OSError), socket.create_connection((HERE, port)):
            return
        time.sleep(0.02)
    raise AssertionError(f"sshd does not start: {shlex.quote((folder / 'log').read_text())}")
