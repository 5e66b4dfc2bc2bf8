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


def test_on_a_terminal_it_is_drawn(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    drawn = shell("guide", "exchange", db=False).out
    assert "교환처리 안내" in drawn and "> " not in drawn and "**" not in drawn
