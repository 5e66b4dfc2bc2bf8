from __future__ import annotations

import os
import pty
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from orderdesk.core.domain.words import Word
from orderdesk.terminal import doctor, surroundings
from orderdesk.terminal.doctor import Check, Facts, terminal_checks, worst
from orderdesk.terminal.measure import ask_terminal, width_of

FINE = Facts(
    encoding="utf-8",
    terminal=True,
    size=(120, 40),
    environ={
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "ko_KR.UTF-8",
        "TEXTUAL_DISABLE_KITTY_KEY": "1",
    },
    hangul=2,
    line=1,
    sqlite="3.53.4",
    free=50 * 1024**3,
    now=datetime(2026, 11, 22, 14, 30, tzinfo=timezone(timedelta(hours=9))),
    seoul=True,
)


def environ(**changed: str) -> dict[str, str]:
    return {**FINE.environ, **changed}


def tmux(told: dict[str, str]) -> Facts:
    return replace(FINE, tmux=told, environ=environ(TERM="tmux-256color"))


def found(facts: Facts) -> dict[str, Check]:
    return {check.id: check for check in terminal_checks(facts=facts)}


def test_a_good_terminal_passes_every_check() -> None:
    checks = terminal_checks(facts=FINE)
    assert [check.id for check in checks if check.state != "ok"] == []
    assert all(check.words.ko and check.words.en and not any(check.advice) for check in checks)
    assert worst(checks) == "ok"


@pytest.mark.parametrize(
    ("facts", "id_", "state"),
    [
        (replace(FINE, encoding="euc-kr"), "encoding", "fail"),
        (replace(FINE, environ=environ(LANG="ko_KR.eucKR")), "encoding", "warn"),
        (replace(FINE, environ=environ(LC_ALL="C")), "encoding", "ok"),
        (replace(FINE, terminal=False), "terminal", "warn"),
        (replace(FINE, size=(79, 24)), "size", "warn"),
        (replace(FINE, size=(80, 24)), "size", "ok"),
        (replace(FINE, size=(60, 15)), "size", "warn"),
        (replace(FINE, size=(60, 14)), "size", "fail"),
        (replace(FINE, size=(0, 0)), "size", "warn"),
        (replace(FINE, environ=environ(TERM="dumb")), "colour", "warn"),
        (replace(FINE, environ=environ(NO_COLOR="1")), "colour", "ok"),
        (replace(FINE, hangul=1), "hangul", "fail"),
        (replace(FINE, hangul=None), "hangul", "ok"),
        (replace(FINE, line=2), "ambiguous", "warn"),
        (replace(FINE, environ=environ(TEXTUAL_DISABLE_KITTY_KEY="0")), "kitty", "warn"),
        (replace(FINE, sqlite="3.40.1"), "sqlite", "fail"),
        (replace(FINE, sqlite="3.51.3"), "sqlite", "ok"),
        (replace(FINE, sqlite=None), "sqlite", "ok"),
        (replace(FINE, free=500 * 1024**2), "disk", "warn"),
        (replace(FINE, free=1024**2), "disk", "fail"),
        (replace(FINE, free=None), "disk", "ok"),
        (replace(FINE, now=datetime(1970, 1, 1, tzinfo=UTC)), "clock", "fail"),
        (replace(FINE, seoul=False), "zone", "fail"),
        (tmux({}), "tmux", "ok"),
        (tmux({"client_utf8": "1", "escape-time": "10", "set-clipboard": "external"}), "tmux", "ok"),
        (tmux({"client_utf8": "0"}), "tmux", "fail"),
        (tmux({"escape-time": "500"}), "tmux", "warn"),
        (tmux({"set-clipboard": "off"}), "tmux", "warn"),
        (replace(tmux({}), environ=environ(TERM="xterm-256color")), "tmux", "warn"),
        (replace(FINE, environ=environ(SSH_CONNECTION="x")), "ssh", "ok"),
        (replace(FINE, environ=environ(SSH_CONNECTION="x", COLORTERM="")), "ssh", "warn"),
        (replace(FINE, environ=environ(SSH_CONNECTION="x", LANG="")), "ssh", "warn"),
        (replace(FINE, filesystem="nfs4"), "filesystem", "fail"),
        (replace(FINE, filesystem="ext4"), "filesystem", "ok"),
    ],
)
def test_each_fault_is_found_and_comes_with_advice(facts: Facts, id_: str, state: str) -> None:
    check = found(facts)[id_]
    assert check.state == state
    assert all(check.advice) == (state != "ok")
    assert {other.state for other in found(facts).values() if other.id != id_} == {"ok"}


def test_the_callers_checks_come_last_and_count() -> None:
    own = Check("store", Word("저장소", "Store"), "fail", "-", Word("고치세요", "repair it"))
    checks = terminal_checks(facts=FINE, extra=[own])
    assert checks[-1] == own
    assert worst(checks) == "fail"
    assert worst([]) == "ok"


def test_facts_of_this_machine_can_be_read(tmp_path: Path) -> None:
    facts = doctor.read_facts("3.53.4", tmp_path / "not" / "yet")
    assert facts.sqlite == "3.53.4"
    assert facts.free is not None
    assert facts.free > 0
    assert facts.now.tzinfo is not None
    assert len(terminal_checks(facts=facts)) == 14


@pytest.mark.parametrize(
    ("answer", "width"), [(b"\x1b[5;3R", 2), (b"x\x1b[24;2R", 1), (b"", None), (b"\x1b[R", None)]
)
def test_width_is_read_from_the_cursor_position(answer: bytes, width: int | None) -> None:
    asked: list[str] = []

    def ask(question: str) -> bytes:
        asked.append(question)
        return answer

    assert width_of("가", ask) == width
    assert asked == ["\r가\x1b[6n", "\r\x1b[K"]


def test_a_terminal_is_asked_and_left_as_it_was() -> None:
    import termios

    master, slave = pty.openpty()
    before = termios.tcgetattr(slave)
    heard: list[bytes] = []

    def terminal() -> None:
        while not heard or not heard[-1].endswith(b"\x1b[6n"):
            heard.append((heard[-1] if heard else b"") + os.read(master, 64))
        os.write(master, b"\x1b[1;3R")

    thread = threading.Thread(target=terminal)
    thread.start()
    assert ask_terminal(slave, "\r가\x1b[6n", timeout=10) == b"\x1b[1;3R"
    thread.join()
    assert heard[-1].decode().endswith("가\x1b[6n")
    assert ask_terminal(slave, "\r\x1b[K") == b""
    assert termios.tcgetattr(slave) == before
    os.close(slave)
    os.close(master)


def test_tmux_is_asked_only_inside_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = tmp_path / "tmux"
    said.write_text("#!/bin/sh\nprintf '1\\n500\\nexternal\\n'\n")
    said.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    path = {"PATH": str(tmp_path)}
    assert surroundings.ask_tmux(path) is None
    assert surroundings.ask_tmux({**path, "TMUX": "x"}) == {
        "client_utf8": "1",
        "escape-time": "500",
        "set-clipboard": "external",
    }
    said.unlink()
    assert surroundings.ask_tmux({**path, "TMUX": "x"}) is None


def test_the_file_system_is_that_of_the_nearest_mount(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("/dev/a / ext4 rw 0 0\nhost:/b /srv nfs4 rw 0 0\n/dev/c /srv/fast xfs rw 0 0\n")
    for folder, kind in (("/srv", "nfs4"), ("/srv/shop", "nfs4"), ("/srv/fast/x", "xfs"), ("/srvx", "ext4")):
        assert surroundings.filesystem_of(Path(folder), mounts) == kind
    assert surroundings.filesystem_of(None, mounts) is None
    assert surroundings.filesystem_of(Path("/"), tmp_path / "none") is None


def test_a_silent_terminal_is_not_waited_for() -> None:
    master, slave = pty.openpty()
    assert ask_terminal(slave, "\x1b[6n", timeout=0) == b""
    os.close(slave)
    os.close(master)
