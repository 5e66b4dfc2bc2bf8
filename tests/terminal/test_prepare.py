from __future__ import annotations

import io
import subprocess
import sys
import textwrap

import pytest

from orderdesk.terminal import prepare


def run(code: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        env=environ,
        capture_output=True,
        stdin=subprocess.DEVNULL,
    )


def test_the_environment_is_set_once_and_the_operator_has_the_last_word() -> None:
    environ = {"TEXTUAL_DISABLE_KITTY_KEY": "0"}
    prepare.prepare(environ)
    assert environ == {"TEXTUAL_DISABLE_KITTY_KEY": "0", "TEXTUAL_ANIMATIONS": "none"}


def test_textual_starts_after_it_without_the_kitty_protocol_and_without_animation() -> None:
    done = run(
        """
        import sys
        from orderdesk.terminal.prepare import prepare
        assert "textual" not in sys.modules
        prepare()
        from textual import constants
        print(constants.DISABLE_KITTY_KEY, constants.TEXTUAL_ANIMATIONS)
        """
    )
    assert done.stdout.decode() == "True none\n"


@pytest.mark.parametrize("encoding", ["euc-kr", "ascii"])
def test_korean_is_written_whatever_the_locale_says(encoding: str) -> None:
    done = run(
        """
        import sys
        from orderdesk.terminal.prepare import prepare
        prepare()
        print("가\\u258a\\ud800")
        print("가\\u258a", file=sys.__stderr__)
        """,
        PYTHONIOENCODING=encoding,
    )
    assert done.stdout.decode("utf-8") == "가\u258a?\n"
    assert done.stderr.decode("utf-8") == "가\u258a\n"


def test_without_a_terminal_it_says_so_in_both_languages_and_ends_with_two() -> None:
    done = run("from orderdesk.terminal.prepare import *; prepare(); require_terminal(); print('opened')")
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode().splitlines() == list(prepare.NO_TERMINAL)


class Stream(io.StringIO):
    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.mark.parametrize("missing", ["__stdin__", "__stdout__", "__stderr__", None])
def test_all_three_streams_must_be_terminals(monkeypatch: pytest.MonkeyPatch, missing: str | None) -> None:
    for name in ("__stdin__", "__stdout__", "__stderr__"):
        monkeypatch.setattr(sys, name, Stream(name != missing))
    if missing is None:
        prepare.require_terminal()
    else:
        with pytest.raises(SystemExit, match="2"):
            prepare.require_terminal()


def test_what_the_command_line_uses_never_imports_textual() -> None:
    modules = [
        "terminal.prepare",
        "terminal.signals",
        "terminal.crash",
        "terminal.clipboard",
        "terminal.doctor",
    ]
    modules += ["keyboard.actions", "keyboard.help", "keyboard.palette", "keyboard.burst", "core.domain.text"]
    imports = "; ".join(f"import orderdesk.{name}" for name in modules)
    done = run(f"import sys; {imports}; print('textual' in sys.modules or 'rich' in sys.modules)")
    assert done.stdout.decode() == "False\n", done.stderr.decode()
