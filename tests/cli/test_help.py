"""Help is in the language that was asked for, and says something of everything in both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from orderdesk.cli import app
from orderdesk.cli.speaking import both, commands
from orderdesk.core.domain.connection_fields import BY_SYSTEM
from orderdesk.core.domain.words import Word
from tests.cli.shell import Shell

HANGUL = re.compile("[가-힣]")
SIGNS = frozenset({"JSON", "on, off", "cj, epost, hanjin, lotte, logen, ilyang", ", ".join(BY_SYSTEM)})
"""Names and signs, which are the same in both languages."""


def paths(command: Any, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:  # noqa: ANN401  # typer's
    """What is typed for each command and group, but for those of others' dialogs."""
    yield before
    for name, each in getattr(command, "commands", {}).items():
        yield from paths(each, (*before, name))


WHOLE = typer.main.get_command(app)
PATHS = sorted(paths(WHOLE))


def texts() -> Iterator[tuple[str, str]]:
    """All that commands say of themselves, with whose it is."""
    for each in commands(WHOLE):
        yield each.name or "orderdesk", each.help or ""
        for parameter in each.params:
            if parameter.name != "help":
                yield f"{each.name} {parameter.name}", parameter.help or ""


@pytest.mark.parametrize(("where", "text"), [*texts()])
def test_everything_says_something_in_both_languages(where: str, text: str) -> None:
    if " ".join(text.split()) in SIGNS:
        return
    told = both(text)
    assert HANGUL.search(told.ko) and told.en and not HANGUL.search(told.en), (where, text)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_help_is_in_the_language_that_was_asked_for(shell: Shell, lang: str, path: tuple[str, ...]) -> None:
    said = shell("--lang", lang, *path, "--help")
    assert said.status == 0 and said.err == ""
    title = {"ko": "옵션", "en": "Options"}
    assert title[lang] in said.out and title["en" if lang == "ko" else "ko"] not in said.out
    assert (HANGUL.search(said.out) is not None) is (lang == "ko"), said.out


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_nothing_is_cut_in_a_window_of_80_columns(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for path in PATHS:
        drawn = [
            row for row in shell("--lang", lang, *path, "--help").out.splitlines() if row.startswith("│")
        ]
        assert not [row for row in drawn if row.rstrip(" │").endswith(("…", "..."))], path


def test_a_group_alone_shows_its_help_in_that_language_too(shell: Shell) -> None:
    assert "명령" in shell("operator").out and "Commands" in shell("--lang", "en", "operator").out


def test_the_settings_say_the_language_where_the_line_does_not(
    shell: Shell, own_home: Any,  # noqa: ANN401
) -> None:  # fmt: skip
    config = own_home / ".config" / "orderdesk" / "settings.toml"
    config.parent.mkdir(parents=True)
    config.write_text('lang = "en"\n', encoding="utf-8")
    assert "Options" in shell("list", "--help").out
    assert "옵션" in shell("--lang=ko", "list", "--help").out


def test_the_seam_is_the_last_one_behind_korean() -> None:
    assert both("주문 목록 · orders") == Word("주문 목록", "orders")
    assert both("제주 3,000 · 도서 5,000 · a · b") == Word("제주 3,000 · 도서 5,000", "a · b")
    assert both("JSON") == Word("JSON", "JSON")
