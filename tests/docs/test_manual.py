"""The manual page is what the commands say now, and is one that `man` can draw."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from orderdesk.cli import manual
from orderdesk.core.domain.words import Lang
from tests.docs.examples import ROOT


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_page_is_made_of_the_commands(lang: Lang) -> None:
    written = (ROOT / "docs" / manual.PAGES[lang]).read_text(encoding="utf-8")
    assert written == manual.manual(lang), "python -m orderdesk.cli.manual writes it anew"


def test_the_readme_has_the_commands_in_korean() -> None:
    written = manual.table_in((ROOT / manual.README).read_text(encoding="utf-8"))
    assert written == manual.command_table(), "python -m orderdesk.cli.manual writes it anew"
    assert all(re.search("[가-힣]", line) for line in written.splitlines()[2:])


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_page_can_be_drawn(lang: Lang) -> None:
    if shutil.which("groff") is None:
        pytest.skip("groff is not installed")
    page = str(ROOT / "docs" / manual.PAGES[lang])
    drawn = subprocess.run(
        ["groff", "-man", "-Kutf8", "-Tutf8", "-ww", page], capture_output=True, encoding="utf-8", check=True
    )
    assert drawn.stderr == ""
    plain = re.sub(".\b", "", drawn.stdout)  # bold is a letter over itself
    told = plain.replace("\N{HYPHEN}", "-").replace("\N{MINUS SIGN}", "-")
    assert "--where" in told and "ORDERDESK_DB" in told


def test_what_roff_would_take_for_its_own_is_text() -> None:
    assert manual._text(".SH a-b\\") == "\\&.SH a\\-b\\e"
