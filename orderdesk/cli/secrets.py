"""`secret`: keys for other companies' services; never an argument, so that no list of processes shows one."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from orderdesk.cli.common import PART, Session, UsageProblem, session
from orderdesk.cli.output import write_json
from orderdesk.cli.planned import Json
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.core.gateways.secrets import SecretFile, SecretTrouble
from orderdesk.core.services.connecting import secret_file
from orderdesk.core.store.operators import require_in
from orderdesk.terminal.login import ask_secret

Name = Annotated[str, typer.Argument(help="이름, 예: toss.live · name, such as toss.live")]

_TROUBLE: Final = {
    "secret-name": Word(
        "이름은 영문 소문자와 숫자, . _ - 로 적으세요", "Names are lower-case letters, digits, and . _ -"
    ),
    "secret-text": Word("비밀 값이 비었거나 쓸 수 없는 글자가 있습니다", "The secret is empty or unreadable"),
    "secret-open": Word(
        "다른 사람이 읽을 수 있는 파일입니다. 먼저 chmod 600 으로 닫으세요",
        "Others can read it; chmod 600 first",
    ),
    "secret-file": Word("비밀 파일을 읽거나 쓸 수 없습니다", "The file of secrets can't be read or written"),
}


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    group = typer.Typer(help="연결 키 · keys for services", no_args_is_help=True)
    group.command("set")(keep)
    group.command("list")(names)
    group.command("remove")(remove)
    app.add_typer(group, name="secret")


def keep(context: typer.Context, name: Name) -> None:
    """비밀 값을 물어서, 또는 표준 입력의 첫 줄에서 받아 둔다 · keep a secret, asked for or from stdin."""
    this = session(context)
    kept = _opened(this)
    text = ask_secret(this.lang)
    try:
        kept.put(name, text)
    except SecretTrouble as trouble:
        raise secret_problem(trouble) from None
    this.say(Word(f"{name}: 보관했습니다 ({kept.path})", f"{name}: kept ({kept.path})"))


def names(context: typer.Context, as_json: Json = False) -> None:
    """이름만 · names only."""
    this = session(context)
    try:
        found = _opened(this).names()
    except SecretTrouble as trouble:
        raise secret_problem(trouble) from None
    if as_json:
        write_json(found)
        return
    for each in found:
        typer.echo(each)


def remove(context: typer.Context, name: Name) -> None:
    """지운다 · forget it."""
    this = session(context)
    try:
        gone = _opened(this).remove(name)
    except SecretTrouble as trouble:
        raise secret_problem(trouble) from None
    if not gone:
        this.say(Word(f"{clean(name)}: 없습니다", f"{clean(name)}: there is none"))
        raise typer.Exit(PART)


def _opened(this: Session) -> SecretFile:
    """The secrets of the store that is meant. NotPermitted for who may not handle them."""
    with this.store() as store, store.reader() as conn:
        require_in(conn, this.actor, Act.SECRETS.value)
    return secret_file(this.url())


def secret_problem(trouble: SecretTrouble) -> UsageProblem:
    """What to say where the file of secrets can't be used."""
    words, where = _TROUBLE[trouble.code], clean(trouble.where)
    return UsageProblem(Word(f"{where}: {words.ko}", f"{where}: {words.en}"))
