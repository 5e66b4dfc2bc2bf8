"""Commands that later versions bring: they say so and stop."""

from __future__ import annotations

import typer

from orderdesk.cli.common import USAGE, session
from orderdesk.core.domain.words import Word

LATER = ("backup", "restore")


def register(app: typer.Typer) -> None:
    """Add the commands to *app*; they take any arguments."""
    anything = {"allow_extra_args": True, "ignore_unknown_options": True}
    for name in LATER:
        app.command(name, context_settings=anything, help="다음 판에서 · in a later version")(not_yet)


def not_yet(context: typer.Context) -> None:
    """Say that the command is still to come."""
    name = context.info_name
    words = Word(f"{name} 은(는) 다음 판에서 나옵니다", f"{name} comes in a later version")
    session(context).say(words)
    raise typer.Exit(USAGE)
