"""`orderdesk guide`: which there are, and one of them."""

from __future__ import annotations

import pytest

from orderdesk.core.domain.words import Lang
from orderdesk.guides.reading import guide, guides
from tests.cli.shell import Shell


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_without_a_name_all_are_listed(shell: Shell, lang: Lang) -> None:
    said = shell("--lang", lang, "guide", db=False)
    lines = said.out.splitlines()
    assert [line.split()[0] for line in lines] == [each.id for each in guides(lang)]
    assert all(each.title in line for each, line in zip(guides(lang), lines, strict=True))


@pytest.mark.parametrize("name", ["exchange", "교환처리 안내", "교환처리"])
def test_one_is_printed_as_markdown(shell: Shell, name: str) -> None:
    said = shell("guide", name, db=False)
    assert (said.status, said.out) == (0, guide("exchange", "ko").markdown)


def test_several_that_hold_the_word_are_listed_and_none_is_said(shell: Shell) -> None:
    several = shell("guide", "송장번호", db=False).out.splitlines()
    assert len(several) > 1 and any(line.startswith("tracking ") for line in several)
    missing = shell("--lang", "en", "guide", "\x1b[31mnothing", db=False)
    assert (missing.status, missing.out) == (2, "")
    assert missing.err == "[31mnothing: there is no such guide\n"


def test_the_commands_for_who_can_not_get_in_run(shell: Shell) -> None:
    code = [block.text for block in guide("getting-in", "ko").blocks if block.kind == "code"]
    commands = [line.split()[1:] for line in code if line.startswith("orderdesk ")]
    assert len(commands) == 2
    for command in commands:
        said = shell(*command)
        assert said.status in (0, 1) and said.out  # 1: a check failed, as without a terminal


def test_on_a_terminal_it_is_drawn(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    drawn = shell("guide", "exchange", db=False).out
    assert "교환처리 안내" in drawn and "> " not in drawn and "**" not in drawn
