"""`guide`: how things are done at the desk, to be read in a shell too."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.console import Console

from orderdesk.cli.common import UsageProblem, session
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.guides.drawing import Drawn
from orderdesk.guides.reading import find, guides, named
from orderdesk.keyboard.key_table import key_table


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command("guide")(guide)


def guide(
    context: typer.Context,
    about: Annotated[str, typer.Argument(help="id, 제목이나 낱말 · id, title or word")] = "",
) -> None:
    """일을 하는 순서와 키; 이름 없이는 목차 · how things are done; which guides there are."""
    this = session(context)
    lang, keys = this.lang, key_table(this.settings.keys)
    known = [each for each in guides(lang, keys) if each.id == about]
    found = known or named(about, lang, keys) or find(about, lang, keys)
    if not found:
        word = clean(about)
        raise UsageProblem(Word(f"{word}: 그런 안내가 없습니다", f"{word}: there is no such guide"))
    if len(found) > 1:
        width = max(len(each.id) for each in found)
        for each in found:
            typer.echo(f"{each.id:{width}}  {each.title}")
    elif sys.stdout.isatty():
        Console().print(Drawn(found[0]))
    else:
        typer.echo(found[0].markdown, nl=False)
