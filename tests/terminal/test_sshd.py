"""Operators come in through a real OpenSSH server with the documented settings, and nothing else does."""

from __future__ import annotations

import csv
import getpass
import io
import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest

from orderdesk.core.domain.logins import Login
from orderdesk.core.domain.roles import Role
from orderdesk.core.services import operators
from orderdesk.core.store.accesses import Sought, accesses
from orderdesk.core.store.engine import open_store
from orderdesk.core.store.jobs import jobs
from tests.screens.driver import fill, numbered
from tests.services.desk import KIM, NOW
from tests.services.export_file import bought, table, workbook
from tests.terminal.sshd import (
    DESK,
    HERE,
    PATIENCE,
    PROGRAM,
    Server,
    command_of,
    documented,
    match_block,
    named_keys,
    serving,
    tool,
)
from tests.terminal.tmux import Tmux

pytestmark = pytest.mark.slow

STAFF = {"kim": ("김영희", Role.ADMIN), "lee": ("이상담", Role.DESK), "park": ("박포장", Role.PACKER)}
"""Operators by the names of their keys; the first owns the shop."""

STRANGER = "stranger"
"""Has a key that the server lets in, and is nobody's here."""


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A shop with three orders and nobody yet."""
    made = f"sqlite:///{tmp_path / 'shop' / 'desk.db'}"
    with open_store(made) as store:
        fill(store, numbered(3))
    return made


def environ(tmp_path: Path, url: str) -> dict[str, str]:
    """What sessions are told: the store, and a home of the test's own."""
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    places = {"HOME": home, "XDG_CONFIG_HOME": home / "c", "XDG_DATA_HOME": home / "d"}
    return {"ORDERDESK_DB": url, **{name: str(place) for name, place in places.items()}, "TMPDIR": str(home)}


def staff(url: str, folder: Path) -> None:
    """Give the shop its operators, each known by their key."""
    with open_store(url) as store:
        operators.come_in(store, Login("nobody-here"), KIM.name, NOW)
        for key, (name, role) in STAFF.items():
            public = (folder / f"{key}.pub").read_text(encoding="utf-8")
            if name != KIM.name:
                operators.add(store, KIM, NOW, name, role, key=public)
            else:
                operators.set_login(store, KIM, NOW, name, user="", key=public)


@pytest.fixture(params=["known by key", "named by key"])
def server(tmp_path: Path, url: str, request: pytest.FixtureRequest) -> Iterator[Server]:
    """The documented server, in both ways to say who is who."""
    folder = tmp_path / "ssh"
    folder.mkdir()
    if request.param == "known by key":
        block, before = match_block(), dict.fromkeys([*STAFF, STRANGER], "restrict,pty")
    else:
        block = named_keys(match_block())
        line = documented("key").split(" ssh-")[0].replace(PROGRAM, DESK)
        names = {key: name for key, (name, _) in STAFF.items()} | {STRANGER: "없는사람"}
        before = {key: line.replace("박포장", name) for key, name in names.items()}
    with serving(folder, block, environ(tmp_path, url), before) as running:
        staff(url, folder)
        yield running


def said(answer: subprocess.CompletedProcess[bytes]) -> str:
    return answer.stderr.decode()


def rows(data: bytes) -> list[tuple[object, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return [row for row in sheet.iter_rows(values_only=True) if any(row)]


def test_files_cross_the_door_with_the_role_and_the_record_of_whoever_came(
    server: Server, url: str, tmp_path: Path
) -> None:
    sent = workbook(tmp_path / "orders.xlsx", table([bought(n) for n in (1, 2)])).read_bytes()
    answer = server.ask("park", "orderdesk", "import", "-", sent=sent)
    assert answer.returncode == 2 and "주문 불러오기: 이 역할로는 할 수 없습니다" in said(answer)
    answer = server.ask("lee", "orderdesk", "import", "-", sent=sent)
    assert answer.returncode == 0 and "가져옴 2" in said(answer), said(answer)
    answer = server.ask("park", "orderdesk", "export", "--out", "-")
    assert (answer.returncode, answer.stdout) == (2, b"")
    answer = server.ask("kim", "orderdesk export --out - --reason '월말 정산'")
    assert answer.returncode == 0 and len(rows(answer.stdout)) == 1 + 5, said(answer)
    answer = server.ask("park", "orderdesk", "picking", "--text")
    assert answer.returncode == 0 and "피킹 리스트" in answer.stdout.decode()
    answer = server.ask(STRANGER, "orderdesk", "export", "--out", "-")
    assert (answer.returncode, answer.stdout) == (2, b"") and "어느 작업자의 것도 아닙니다" in said(answer)
    with open_store(url) as store, store.reader() as conn:
        told = [(each.actor.name, each.access.what, each.access.reason) for each in accesses(conn, 99)]
        assert {each.place for each in accesses(conn, 99)} == {HERE}
        logins = [each.access.scope for each in accesses(conn, 99, Sought(what="login"))]
        taken = [each for each in told if each[1] not in ("login", "login-refused")]
        assert taken == [
            ("박포장", "picking", ""),
            ("김영희", "export", "월말 정산"),
            ("박포장", "denied", ""),
            ("박포장", "denied", ""),
        ]
        assert (len(logins), logins[0]) == (5, "orderdesk picking --text")
        assert [each[1] for each in told if each[1] == "login-refused"] == ["login-refused"]
        assert [(job.actor, job.action) for job in jobs(conn, 9)] == [("이상담", "import")]
    assert [each.name for each in (tmp_path / "home").iterdir() if each.name.startswith("orderdesk-")] == []


def attempts(mark: Path) -> list[str]:
    """Requests that would leave *mark* behind if anything took them for a shell's."""
    return [
        f"touch {mark}",
        f"orderdesk export --out - ; touch {mark}",
        f"orderdesk export --out $(touch {mark})",
        f"orderdesk export --out {mark}.csv",
        f"orderdesk import - --result {mark}.xlsx",
        f"orderdesk --db sqlite:///{mark} import -",
        "orderdesk as 김영희",
    ]


def test_nothing_else_runs(server: Server, url: str, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    sent = workbook(tmp_path / "orders.xlsx", table([bought(1)])).read_bytes()
    for request in attempts(mark):
        answer = server.ask("park", request, sent=sent)
        assert (answer.returncode, answer.stdout) == (2, b""), request
        assert "이 SSH 로그인으로는 실행하지 않습니다" in said(answer), (request, said(answer))
    assert list(tmp_path.glob("mark*")) == []
    with open_store(url) as store, store.reader() as conn:
        assert accesses(conn, 9) == [] and jobs(conn, 9) == []


def copying(server: Server, who: str, mark: Path, name: str) -> list[str]:
    """The client's command that fetches a file of the server into *mark*."""
    source = f"{server.address}:{server.folder}/conf"
    if name == "sftp":
        return [tool("sftp"), "-q", *server.options(who, "-P"), source, str(mark)]
    return [tool("scp"), "-q", *name.split()[1:], *server.options(who, "-P"), source, str(mark)]


@pytest.mark.parametrize("name", ["sftp", "scp", "scp -O"])
def test_no_file_is_copied(server: Server, tmp_path: Path, name: str) -> None:
    mark = tmp_path / "mark"
    answer = subprocess.run(copying(server, "kim", mark, name), capture_output=True, check=False)
    assert answer.returncode != 0 and not mark.exists()


def test_nothing_is_forwarded(server: Server) -> None:
    with socket.create_server((HERE, 0)) as behind:
        port = behind.getsockname()[1]
        answer = server.ask("kim", options=["-W", f"{HERE}:{port}"])
        assert answer.returncode != 0 and "administratively prohibited" in said(answer)
    back = ["-N", "-o", "ExitOnForwardFailure=yes", "-R", f"0:{HERE}:{port}"]
    answer = server.ask("kim", options=back)
    assert answer.returncode != 0 and "forwarding failed" in said(answer)


def test_a_client_sets_no_variable_of_the_desk(server: Server, tmp_path: Path, url: str) -> None:
    evil = f"ORDERDESK_DB=sqlite:///{tmp_path / 'evil.db'}"
    forged = tmp_path / "auth"
    forged.write_text(f"publickey {(server.folder / 'kim.pub').read_text()}", encoding="utf-8")
    of_sshd = f"SSH_USER_AUTH={forged} SSH_ORIGINAL_COMMAND=x SSH_CONNECTION=9.9.9.9"
    told = ["-o", f"SetEnv={evil} {of_sshd} PYTHONSTARTUP={forged}"]
    answer = server.ask("park", "orderdesk", "export", "--out", "-", options=told)
    assert answer.returncode == 2 and "박포장" in said(answer)
    assert server.ask("kim", "orderdesk", "export", "--out", "-", options=told).returncode == 0
    assert not (tmp_path / "evil.db").exists()
    with open_store(url) as store, store.reader() as conn:
        found = accesses(conn, 9)
    assert [each.access.what for each in found] == ["export", "login", "denied", "login"]
    assert {each.place for each in found} == {HERE}


def until(true: Callable[[], bool], seconds: float = PATIENCE) -> float:
    """Waits until *true* is; how long it took."""
    begun = time.monotonic()
    while not true():
        assert time.monotonic() < begun + seconds, f"waited {seconds} s in vain"
        time.sleep(0.02)
    return time.monotonic() - begun


@contextmanager
def agent(folder: Path) -> Iterator[str]:
    """The socket of an agent that a client may offer to the server."""
    path = folder / "agent"
    with subprocess.Popen([tool("ssh-agent"), "-D", "-a", str(path)], stdout=subprocess.DEVNULL) as running:
        try:
            until(path.exists)
            yield str(path)
        finally:
            running.terminate()


@pytest.fixture
def windows(tmp_path: Path) -> Iterator[list[Tmux]]:
    """Windows that are closed when the test is over."""
    tool("tmux")
    begun: list[Tmux] = []
    yield begun
    for each in begun:
        each.close()


def window(server: Server, who: str, place: Path, *options: str, **environ: str) -> Tmux:
    """A window of 120×36 in which *who* comes in; the client has *environ*."""
    place.mkdir(exist_ok=True)
    told = [f"{name}={value}" for name, value in environ.items()]
    return Tmux(place, 120, 36, ["env", *told, *server.command(who, options=["-tt", *options])])


def test_two_keys_open_the_desk_for_two_operators(
    server: Server, windows: list[Tmux], tmp_path: Path, url: str
) -> None:
    with agent(tmp_path) as socket_path:
        for who in ("lee", "park"):
            windows.append(window(server, who, tmp_path / who, "-A", SSH_AUTH_SOCK=socket_path))
        for each, who, buyer in zip(windows, ("lee", "park"), ("홍길동", r"홍\*동"), strict=True):
            each.wait(STAFF[who][0], r"▌0 전체 3▐", buyer)  # a packer sees names masked
        desks = server.running()
        assert len(desks) >= 2
        for pid in desks:
            told = (Path("/proc") / str(pid) / "environ").read_bytes()
            assert b"SSH_CONNECTION" in told and b"SSH_AUTH_SOCK" not in told
    for each in windows:
        each.press(".")
        each.wait("주문처리 · 주문 1건")
    windows[0].wait("8   입금 확인 ", gone="이 역할로는")
    windows[1].wait("8   입금 확인 .*이 역할로는 할 수 없습니다")
    for each in windows:
        each.press("Escape")
        each.wait(r"▌0 전체 3▐", gone="주문처리 ·")
        each.press("C-q")
        assert each.status() == 0
    with open_store(url) as store, store.reader() as conn:
        found = [(each.place, each.actor.name, each.access.what) for each in reversed(accesses(conn, 99))]
    lee = [what for place, name, what in found if (place, name) == (HERE, STAFF["lee"][0])]
    assert (lee[0], lee[-1]) == ("login", "logout") and "list" in lee
    assert [each for each in found if each[1] == STAFF["park"][0]] == [
        (HERE, STAFF["park"][0], what) for what in ("login", "logout")
    ], "who sees masks has seen nobody"


def test_a_terminal_does_not_make_a_command_of_it(
    server: Server, windows: list[Tmux], tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    command = server.command("kim", f"touch {mark}", options=["-tt"])
    windows.append(Tmux(tmp_path, 120, 36, command))
    assert windows[0].status() == 2
    assert "실행하지 않습니다" in windows[0].screen and not mark.exists()


def test_a_session_without_a_command_starts_nothing(server: Server) -> None:
    silent = subprocess.Popen(server.command("kim", options=["-N"]), stderr=subprocess.PIPE)
    try:
        until(lambda: "Accepted publickey" in server.log)
        time.sleep(0.5)  # what would be started would be there by now
        assert server.running() == [] and silent.poll() is None
    finally:
        silent.terminate()
        silent.communicate(timeout=PATIENCE)
    answer = server.ask("kim", options=["-T"])
    assert answer.returncode == 2 and "터미널이 아니어서" in said(answer)


@pytest.fixture
def open_server(tmp_path: Path, url: str) -> Iterator[Server]:
    """A server without the documented settings, to see that they are what keeps people out."""
    folder = tmp_path / "open"
    folder.mkdir()
    with serving(folder, "", environ(tmp_path, url), {"kim": ""}) as running:
        yield running


def test_without_the_documented_settings_all_of_it_is_let_in(open_server: Server, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    for name in ("sftp", "scp", "scp -O"):
        assert subprocess.run(copying(open_server, "kim", mark, name), check=False).returncode == 0
        mark.unlink()
    assert open_server.ask("kim", attempts(mark)[0]).returncode == 0 and mark.exists()
    with socket.create_server((HERE, 0)) as behind:
        forwarded = ["-W", f"{HERE}:{behind.getsockname()[1]}"]
        client = subprocess.Popen(
            open_server.command("kim", options=forwarded), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        behind.settimeout(PATIENCE)
        with behind.accept()[0]:
            client.terminate()
        client.communicate(timeout=PATIENCE)
    with agent(tmp_path) as socket_path:
        answer = open_server.ask("kim", "env", options=["-A"], SSH_AUTH_SOCK=socket_path)
        assert b"SSH_AUTH_SOCK=" in answer.stdout


def test_a_user_of_the_system_is_an_operator_where_nobody_has_a_key(tmp_path: Path, url: str) -> None:
    folder = tmp_path / "ssh"
    folder.mkdir()
    with open_store(url) as store:
        operators.come_in(store, Login("nobody-here"), KIM.name, NOW)
        operators.add(store, KIM, NOW, "박포장", Role.PACKER, user=getpass.getuser())
    with serving(folder, match_block(), environ(tmp_path, url), {"kim": "restrict,pty"}) as server:
        answer = server.ask("kim", "orderdesk", "export", "--out", "-")
        assert answer.returncode == 2 and "박포장: 주문 내보내기: 이 역할로는" in said(answer)
        assert server.ask("kim", "orderdesk", "picking", "--text").returncode == 0


def test_half_a_file_of_a_client_that_is_lost_is_not_the_whole(
    server: Server, url: str, tmp_path: Path
) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(table([bought(n) for n in range(1, 40)])[:20])
    half = text.getvalue().encode("utf-8-sig")
    home = tmp_path / "home"
    with subprocess.Popen(server.command("lee", "orderdesk", "import", "-"), stdin=subprocess.PIPE) as client:
        assert client.stdin is not None
        client.stdin.write(half)
        client.stdin.flush()
        until(lambda: any(home.glob("orderdesk-*/*")))
        commands = server.running()
        client.kill()
    until(lambda: not any(map(command_of, commands)), 5)
    assert commands and not any(home.glob("orderdesk-*"))
    with open_store(url) as store, store.reader() as conn:
        assert jobs(conn, 9) == []
    answer = server.ask("lee", "orderdesk", "import", "-", sent=half)
    assert "가져옴 19" in said(answer), "what was left out could have been read"


def test_the_lines_of_the_documentation_are_the_settings_that_were_tried() -> None:
    block = documented("sshd")
    for line in ("ForceCommand", "ExposeAuthInfo yes", "DisableForwarding yes", "PermitUserRC no"):
        assert re.search(rf"(?m)^    {line}", block)
    assert "restrict,pty" in documented("key")
