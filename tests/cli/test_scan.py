"""A planted secret and planted buyers are looked for wherever a desk leaves something."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orderdesk.core.gateways.secrets import Secret, SecretFile, SecretTrouble
from orderdesk.core.store.engine import open_store
from orderdesk.settings import log_dir
from orderdesk.terminal import crash
from tests.cli.shell import Shell
from tests.cli.test_process import ROOT
from tests.services.desk import number
from tests.services.planted import NAME, PHONE, found, plant

SECRET = "live_sk_planted_Zx81Qm4v"


@pytest.fixture
def planted(shell: Shell) -> Shell:
    """A shop with planted buyers and a planted key."""
    with open_store(shell.url) as store:
        plant(store)
    assert shell("secret", "set", "toss.live", stdin=f"{SECRET}\n").status == 0
    return shell


def holds(folder: Path, text: str) -> set[str]:
    """The files under *folder* that hold *text*."""
    needle = text.encode()
    return {each.name for each in folder.rglob("*") if each.is_file() and needle in each.read_bytes()}


def test_each_is_found_only_where_it_belongs(planted: Shell, tmp_path: Path, own_home: Path) -> None:
    store = Path(planted.url.removeprefix("sqlite:///"))
    out = tmp_path / "out"
    out.mkdir()
    told = [
        planted(*command)
        for command in (
            ("export", "--out", str(out / "orders.xlsx")),
            ("export", "--out", str(out / "orders.csv")),
            ("sheets", number(1), "--out", str(out / "sheet.html")),
            ("jobs", "1", "--out", str(out / "job.csv")),
            ("backup", str(out / "backup.db")),
            ("do", "hold", number(1), "--set=reason=STOCK", "--yes", "--json"),
            ("undo", "--yes", "--json"),
            ("list", "--format", "json"),
            ("show", number(1), "--json"),
            ("jobs", "--json"),
            ("accesses", "--json"),
            ("verify", "--json"),
            ("doctor", "--json"),
            ("where", "--json"),
            ("secret", "list"),
        )
    ]
    assert holds(tmp_path, SECRET) == {f"{store.name}.secrets"} and holds(own_home, SECRET) == set()
    assert not any(SECRET in said.out + said.err for said in told)
    here = holds(tmp_path, PHONE)
    assert here >= {"backup.db", "orders.csv", "sheet.html"} and here & {store.name, f"{store.name}-wal"}
    assert here <= {"backup.db", "orders.csv", "sheet.html", store.name, f"{store.name}-wal"}
    assert holds(own_home, PHONE) == holds(own_home, NAME) == set(), "no log, no report, no setting"
    jobs = [planted("jobs", "--json").json, *(planted("jobs", str(n), "--json").json for n in range(1, 5))]
    assert found(json.dumps(jobs, ensure_ascii=False)) == []


def test_a_report_of_a_fault_holds_neither(planted: Shell) -> None:
    kept = SecretFile(Path(f"{planted.url.removeprefix('sqlite:///')}.secrets")).get("toss.live")
    assert kept is not None and kept.reveal() == SECRET
    try:
        raise ValueError(f"{NAME} {PHONE}", kept, kept.reveal())
    except ValueError as error:
        report = crash.report(error, "1", datetime(2026, 11, 27, tzinfo=UTC))
        crash.describe(error, log_dir(), "1")
    assert SECRET not in report and found(report) == []
    assert holds(log_dir(), SECRET) == holds(log_dir(), PHONE) == set() and list(log_dir().iterdir())
    assert SECRET not in f"{kept} {kept!r} {[kept]}"


def processes() -> Iterator[bytes]:
    """The command line of every process that there is."""
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            yield each.read_bytes()
        except OSError:  # it has ended
            continue


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="no list of processes to read here")
def test_the_list_of_processes_shows_the_name_of_a_secret_and_never_the_secret(planted: Shell) -> None:
    command = [sys.executable, "-m", "orderdesk", "--db", planted.url, "secret", "set", "naver.api"]
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ.copy(), stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as keeping:
        assert keeping.stdin is not None and keeping.stderr is not None
        keeping.stdin.write(SECRET)
        keeping.stdin.flush()  # it waits for the end of the line
        own = Path(f"/proc/{keeping.pid}/cmdline")
        while b"naver.api" not in own.read_bytes():  # it is about to be what it was started as
            assert keeping.poll() is None
        shown = list(processes())
        keeping.stdin.close()
        assert keeping.wait(60) == 0, keeping.stderr.read()
    assert any(b"naver.api" in line for line in shown)
    assert not any(SECRET.encode() in line for line in shown)
    assert planted("secret", "list", "--json").json == ["naver.api", "toss.live"]


def test_the_file_is_its_owners_alone(planted: Shell) -> None:
    file = Path(f"{planted.url.removeprefix('sqlite:///')}.secrets")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each["state"] for each in planted("doctor", "--json").json if each["check"] == "secrets"] == [
        "ok"
    ]
    file.chmod(0o640)
    (check,) = (each for each in planted("doctor", "--json").json if each["check"] == "secrets")
    assert check["state"] == "fail" and "chmod 600" in check["advice"]
    refused = planted("secret", "list")
    assert refused.status == 2 and "chmod 600" in refused.err and refused.out == ""
    with pytest.raises(SecretTrouble):
        SecretFile(file).get("toss.live")


def test_secrets_are_kept_named_and_forgotten(planted: Shell) -> None:
    for name, text in (("Toss", "x"), ("../x", "x"), ("toss", ""), ("toss", "a\x1bb")):
        assert planted("secret", "set", name, stdin=f"{text}\n").status == 2, (name, text)
    assert planted("secret", "set", "toss.live", stdin="other\n").status == 0
    assert planted("secret", "list").out == "toss.live\n"
    assert planted("secret", "remove", "toss.live").status == 0
    assert planted("secret", "remove", "toss.live").status == 1 and planted("secret", "list").out == ""
    assert repr(Secret("a", SECRET)) == "Secret(a)"


def test_a_file_that_is_none_is_said(planted: Shell) -> None:
    file = Path(f"{planted.url.removeprefix('sqlite:///')}.secrets")
    for content in ("{", "[]"):
        file.write_text(content, encoding="utf-8")
        assert "비밀 파일을 읽거나 쓸 수 없습니다" in planted("secret", "list").err
