from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

from orderdesk.terminal import clipboard


class Terminal:
    def __init__(self) -> None:
        self.copied: list[str] = []

    def copy_to_clipboard(self, text: str) -> None:
        text.encode("utf-8")
        self.copied.append(text)


def taking(given: list[str]) -> Callable[[str], bool]:
    def to_tmux(text: str) -> bool:
        given.append(text)
        return True

    return to_tmux


def test_outside_tmux_only_the_terminal_is_asked() -> None:
    terminal = Terminal()
    given: list[str] = []
    words = clipboard.copy("홍길동\t1\n", terminal, {}, taking(given))
    assert terminal.copied == ["홍길동\t1\n"]
    assert given == []
    assert words == clipboard.COPIED


def test_inside_tmux_the_text_goes_to_tmux_too() -> None:
    terminal = Terminal()
    given: list[str] = []
    words = clipboard.copy("홍길동", terminal, {"TMUX": "/tmp/x"}, taking(given))
    assert terminal.copied == given == ["홍길동"]
    assert words == clipboard.COPIED_IN_TMUX


def test_a_refusing_tmux_leaves_the_terminal() -> None:
    assert clipboard.copy("x", Terminal(), {"TMUX": "/tmp/x"}, lambda _: False) == clipboard.COPIED


def test_what_would_be_keys_in_a_shell_is_left_out() -> None:
    terminal = Terminal()
    clipboard.copy("a\x1b]0;x\x07\r\ud800b\tc\n", terminal, {})
    assert terminal.copied == ["a]0;xb\tc\n"]


def test_tmux_gets_the_text_on_its_input(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[object, object]] = []

    def run(command: object, **options: object) -> subprocess.CompletedProcess[bytes]:
        calls.append((command, options["input"]))
        return subprocess.CompletedProcess([], 0)

    monkeypatch.setattr(subprocess, "run", run)
    assert clipboard.give_to_tmux("송장") is True
    assert calls == [(("tmux", "load-buffer", "-w", "-"), "송장".encode())]


@pytest.mark.parametrize("error", [FileNotFoundError(), subprocess.TimeoutExpired("tmux", 2)])
def test_a_missing_or_stuck_tmux_is_no_error(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def run(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(subprocess, "run", run)
    assert clipboard.give_to_tmux("송장") is False
