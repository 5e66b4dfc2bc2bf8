"""The README is true: its keys and commands are the program's own."""

from __future__ import annotations

import re
from pathlib import Path

from orderdesk.cli import app
from orderdesk.core.domain import role_table
from orderdesk.core.domain.verbs import VERBS
from orderdesk.keyboard.help import markdown

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def table_rows(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("|")]


def test_the_key_table_is_the_action_table() -> None:
    written = README.split("<!-- keys -->")[1].split("<!-- /keys -->")[0]
    assert table_rows(written) == table_rows(markdown("ko"))


def test_the_page_of_keys_is_generated() -> None:
    page = (ROOT / "docs" / "keys.md").read_text(encoding="utf-8")
    assert table_rows(page) == [*table_rows(markdown("ko")), *table_rows(markdown("en"))]


def test_the_page_of_roles_is_generated() -> None:
    page = (ROOT / "docs" / "people.md").read_text(encoding="utf-8")
    written = page.split("<!-- roles -->")[1].split("<!-- /roles -->")[0]
    assert table_rows(written) == [
        *table_rows(role_table.markdown("ko")),
        *table_rows(role_table.markdown("en")),
    ]


def test_every_command_is_named() -> None:
    names = {command.name for command in app.registered_commands} | {"tracking"}
    told = set(re.findall(r"`([a-z][a-z-]*)[ `]", README))
    assert names <= told


def test_every_action_is_named() -> None:
    listed = README.split("Actions: `")[1].split("`")[0].split()
    assert sorted(listed) == sorted(verb.id for verb in VERBS)


def test_the_pictures_exist() -> None:
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)
    assert pictures and README.startswith("![")
    assert all((ROOT / picture).is_file() for picture in pictures)
