"""`keys`: the keys of the desk as they are on this computer, the operator's own among them."""

from __future__ import annotations

import typer

from orderdesk.cli.common import DONE, PART, session
from orderdesk.cli.output import write_table
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.keyboard.key_table import key_table
from orderdesk.keyboard.scopes import SCOPE_WORDS

_HEADS = (
    Word("이름", "Name"),
    Word("곳", "Where"),
    Word("동작", "Action"),
    Word("키", "Keys"),
    Word("바꿈", "Own"),
)


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command("keys")(keys)


def keys(context: typer.Context) -> None:
    """키와 동작; 바꾼 키와 settings.toml의 틀린 줄도 · keys and actions; your own, and wrong lines too."""
    this = session(context)
    table = key_table(this.settings.keys)
    rows = (
        (
            each.id,
            SCOPE_WORDS[scope].text(this.lang),
            each.words.text(this.lang),
            table.labels(each.id),
            each.id in table.own,
        )
        for scope, each in table.by_place()
    )
    write_table([head.text(this.lang) for head in _HEADS], rows)
    for line in table.wrong:
        this.say(Word(clean(line.said("ko")), clean(line.said("en"))))
    raise typer.Exit(PART if table.wrong else DONE)
