"""What docs/shell.md shows is what happens."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.docs.examples import ROOT, Place, cron_lines, with_answers

PAGE = (ROOT / "docs" / "shell.md").read_text(encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    if shutil.which("jq") is None or shutil.which("bash") is None:
        pytest.skip("jq and bash are needed to run the examples")
    return Place(tmp_path)


@pytest.mark.slow
def test_every_example_prints_what_it_says(place: Place) -> None:
    assert with_answers(PAGE, place) == PAGE


@pytest.mark.slow
def test_what_cron_is_told_to_do_can_be_done(place: Place) -> None:
    lines = list(cron_lines(PAGE))
    assert lines
    for line in lines:
        done = place.run(line)
        assert done.returncode == 0, (line, done.stdout)
