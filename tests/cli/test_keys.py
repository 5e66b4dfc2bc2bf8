"""`orderdesk keys`: the keys as they are here, and what of `[keys]` does not hold."""

from __future__ import annotations

import pytest

from orderdesk.core.domain.words import Lang
from orderdesk.keyboard.actions import ACTIONS
from orderdesk.settings import config_path
from tests.cli.shell import Shell


def keep(text: str) -> None:
    """Writes the settings."""
    config_path().parent.mkdir(parents=True, exist_ok=True)
    config_path().write_text(text, encoding="utf-8")


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_action_is_listed_once(shell: Shell, lang: Lang) -> None:
    said = shell("--lang", lang, "keys", db=False)
    assert (said.status, said.err) == (0, "")
    names = [line.split()[0] for line in said.out.splitlines()[1:]]
    assert sorted(names) == sorted(each.id for each in ACTIONS)
    assert "✓" not in said.out


def test_own_keys_are_marked_and_wrong_lines_are_told(shell: Shell) -> None:
    keep('[keys]\ntracking = ["f7", "s"]\nmemo = ["f4"]\nhelp = ["ctrl+b"]\n"\\u001b[31m" = 3\n')
    said = shell("keys", db=False)
    assert said.status == 1
    (own,) = [line for line in said.out.splitlines() if line.startswith("tracking ")]
    assert "F7, s (ㄴ)" in own and own.rstrip().endswith("✓")
    assert said.err.splitlines() == [
        "settings.toml [keys] help: Ctrl+B: tmux가 먼저 가져갑니다",
        "settings.toml [keys] [31m: 그런 동작이 없습니다",
    ]


def test_the_guides_of_the_shell_say_the_own_keys(shell: Shell) -> None:
    keep('[keys]\ntracking = ["f7", "s"]\nmemo = ["f4"]\n')
    told = shell("guide", "exchange", db=False).out
    assert "`F7` 송장" in told and "`F4` 송장" not in told
