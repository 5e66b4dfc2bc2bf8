"""`rehearse`: a copy to train people on, which nobody outside hears anything of."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from orderdesk import settings
from orderdesk.core.domain.channel_caps import Operation
from orderdesk.core.domain.connection_fields import BY_SYSTEM
from orderdesk.core.domain.orders import Channel
from orderdesk.core.domain.telling import Intent
from orderdesk.core.services import rehearsal_copies
from orderdesk.core.services.backing_up import back_up_today
from orderdesk.core.services.connecting import secret_file, secret_name
from orderdesk.core.services.rehearsing import is_rehearsal
from orderdesk.core.store import outbox
from orderdesk.core.store.connections import connections
from orderdesk.core.store.engine import open_store
from orderdesk.core.store.problems import StoreProblem
from orderdesk.core.store.webhooks import due
from tests.cli.shell import Said, Shell
from tests.domain.builders import SELLER
from tests.services.desk import NOW, number, sold

NOBODY = "base=http://127.0.0.1:9"


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Whom anything is said to; nobody answers."""
    called: list[Any] = []

    def connect(_socket: socket.socket, address: Any) -> None:  # noqa: ANN401  # as the library has it
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    return called


@pytest.fixture
def copy(shell: Shell, own_home: Path, calls: list[Any]) -> Shell:
    """The command line on a copy of a shop that is connected with all the world and has something to tell."""
    shell.add(sold(1, channel=Channel.NAVER), sold(2), sold(3))
    for system, given in (
        ("naver", ["client_id=x", NOBODY]),
        ("goodsflow", ["partner=P1", NOBODY]),
        ("toss", [NOBODY]),
    ):
        said = shell("connection", "add", system, *(part for each in given for part in ("--set", each)))
        assert said.status == 0, said.err
    assert shell("api", "webhook", "add", "http://127.0.0.1:9/hook").status == 0
    assert shell("api", "key", "add", "창고", "--scope", "orders:read").status == 0
    with open_store(shell.url) as store, store.unit(SELLER, NOW) as unit:
        outbox.add_intents(unit.conn, [(1, None, 1, Intent(Operation.CONFIRM, 1))], NOW)
        secrets = secret_file(shell.url)
        for each in connections(unit.conn):
            for setting in BY_SYSTEM[each.system].settings:
                if setting.secret:
                    secrets.put(secret_name(each, setting.key), "$2a$04$abcdefghijklmnopqrstuv")
    assert shell("rehearse", "--no-open").status == 0
    calls.clear()
    there = Shell.__new__(Shell)
    there.__dict__.update({**shell.__dict__, "url": settings.demo_store_url("rehearsal")})
    return there


def test_nothing_is_called_whatever_is_done(copy: Shell, calls: list[Any]) -> None:
    steps = (
        ("do", "ready", number(1), number(2), "--yes"),
        ("do", "track", number(1), "--set", "courier=CJ대한통운", "--set", "number=123456789012", "--yes"),
        ("do", "ship", number(1), "--yes"),
        ("issue", number(2), "--yes"),
        ("do", "cancel", number(3), "--set", "reason=SOLD_OUT", "--yes"),
        ("do", "approve", number(3), "--yes"),
        ("refunds", "run"),
        ("receipts", "run"),
        ("deposits",),
        ("follow",),
        ("sync",),
        ("outbox", "retry", "1"),
        ("tick",),
    )
    told = {step: copy(*step) for step in steps}
    assert calls == []
    assert [step for step, said in told.items() if "밖으로는 아무것도 나가지 않습니다" not in said.err] == []
    assert told[steps[0]].status == 0 and told[steps[2]].status == 0
    assert copy("verify").status == 0


def test_what_would_call_in_the_real_store_is_really_there(
    shell: Shell, copy: Shell, calls: list[Any]
) -> None:
    """The walk above proves something: the same store calls as soon as it is no copy."""
    said = shell("sync")
    assert calls, said
    with open_store(shell.url) as store, store.reader() as conn:
        assert len(connections(conn)) == 3


def test_nobody_outside_is_left_in_a_copy_and_none_comes_in(copy: Shell) -> None:
    with open_store(copy.url) as store, store.reader() as conn:
        assert connections(conn) == [] and due(conn, NOW + 10**6) == []
        assert outbox.counted(conn).get((1, outbox.WAITING)) is None
    assert copy("api", "key", "list", "--json").json == []
    assert not secret_file(copy.url).path.exists()
    for command in (
        ("connection", "add", "toss"),
        ("api", "webhook", "add", "https://partner.example/hook"),
    ):
        said = copy(*command)
        assert (said.status, "진짜 저장소에서 하세요" in said.err) == (2, True), said.err


def test_the_real_store_only_notes_that_it_was_taken(shell: Shell, copy: Shell) -> None:
    copy("do", "ready", "--all", "--yes")
    assert {each["section"] for each in shell("list", "--format", "json").json} == {"상품준비"}
    taken = [each["file"] for each in shell("accesses", "--what", "store", "--json").json]
    assert [Path(file).name for file in taken] == ["rehearsal.db"]


def test_a_copy_is_its_owners_and_is_not_backed_up(copy: Shell) -> None:
    file = settings.data_dir() / "rehearsal.db"
    assert file.stat().st_mode & 0o077 == 0
    assert sorted(each.name for each in file.parent.glob("rehearsal-*")) == []
    with open_store(copy.url) as store:
        assert back_up_today(store, settings.load_settings().backups, NOW) is None
    said = copy("rehearse", "--no-open")
    assert said.status == 0 and "0일 전에" in said.err


def test_who_may_not_take_everything_may_not_rehearse(
    shell: Shell, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shell("operator", "add", "김포장", "packer", "--user", "packer").status == 0
    monkeypatch.setattr("orderdesk.terminal.login.account", lambda: "packer")
    said = shell("rehearse", "--no-open")
    assert said.status == 2 and not (settings.data_dir() / "rehearsal.db").exists()


def opened(shell: Shell, monkeypatch: pytest.MonkeyPatch, *options: str) -> tuple[Said, list[str]]:
    """What `rehearse` says with a desk that is closed at once, and the stores that it was opened on."""
    urls: list[str] = []

    def desk(url: str, *_rest: object, **_more: object) -> int:
        urls.append(url)
        with open_store(url) as store:
            assert is_rehearsal(store)
        return 0

    monkeypatch.setattr("orderdesk.start.open_desk", desk)
    return shell("rehearse", *options), urls


def test_it_is_gone_at_the_end_unless_it_is_kept(
    shell: Shell, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.add(sold(1))
    folder = settings.data_dir()
    said, urls = opened(shell, monkeypatch)
    assert said.status == 0 and urls == [settings.demo_store_url("rehearsal")]
    assert not list(folder.glob("rehearsal*"))
    opened(shell, monkeypatch, "--keep")
    shell.clock += 3 * 86_400
    said, urls = opened(shell, monkeypatch)
    assert "3일 전에" in said.err and len(urls) == 1
    assert not list(folder.glob("rehearsal*"))


def test_a_store_that_is_no_copy_is_left_alone(shell: Shell, own_home: Path) -> None:
    url = settings.demo_store_url("rehearsal")
    settings.data_dir().mkdir(parents=True)
    open_store(url).close()
    said = shell("rehearse", "--no-open")
    assert (said.status, "그대로 두었습니다" in said.err) == (3, True)
    with pytest.raises(StoreProblem):
        rehearsal_copies.end_rehearsal(url)
    assert (settings.data_dir() / "rehearsal.db").exists()


def test_no_copy_stands_there_before_it_is_marked(
    shell: Shell, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.add(sold(1))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(rehearsal_copies, "cut_off", killed)
    assert shell("rehearse", "--no-open").status == 130
    assert not list(settings.data_dir().glob("rehearsal*"))
