"""The pages for operators and administrators: their keys are keys, links lead somewhere, examples run."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from orderdesk.keyboard.actions import ACTIONS
from orderdesk.keyboard.key_table import USUAL_KEYS
from tests.docs.examples import ROOT, Place, with_answers

DOCS = sorted((ROOT / "docs").glob("*.md"))
OPERATORS = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
ADMINISTRATORS = (ROOT / "docs" / "administrators.md").read_text(encoding="utf-8")
MARKS = frozenset("◉⚑")
"""What the list shows, not keys."""


def test_every_key_of_the_operators_page_is_one() -> None:
    named = {
        name for name in re.findall(r"`([^`]+)`", OPERATORS) if not name.startswith(("make ", "orderdesk "))
    }
    known = {label for each in ACTIONS for label in re.split(r"[, ()]+", USUAL_KEYS.labels(each.id)) if label}
    known |= {USUAL_KEYS.label(each.id) for each in ACTIONS} | {"("}
    assert named - known - MARKS == set()
    assert len(named) > 20


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.slow
def test_every_example_for_administrators_prints_what_it_says(tmp_path: Path) -> None:
    if shutil.which("jq") is None or shutil.which("bash") is None:
        pytest.skip("jq and bash are needed to run the examples")
    assert with_answers(ADMINISTRATORS, Place(tmp_path)) == ADMINISTRATORS
