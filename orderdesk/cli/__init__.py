"""The command line: the same services as the screens, for people, scripts and pipes.

Data goes to stdout, talk to stderr. Exit status: 0 done, 1 done in part or a check failed, 2 wrong
usage, 3 a store or file error.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any

import typer

from orderdesk import __version__
from orderdesk.cli import (
    accesses,
    accounts,
    acting,
    api,
    bench,
    board,
    completion,
    connections,
    copies,
    courier,
    create,
    day,
    deposits,
    doctor,
    export,
    fees,
    files,
    guide,
    issue,
    jobs,
    keys,
    matching,
    operators,
    orders,
    outbox,
    pack,
    parcels,
    privacy,
    receipts,
    refunds,
    rehearse,
    secrets,
    sheets,
    shop_lists,
    stock,
    upkeep,
    wave,
)
from orderdesk.cli.common import Lang, Session, language
from orderdesk.cli.door import come_in_by
from orderdesk.cli.speaking import HELP_OPTIONS, entitle, speak
from orderdesk.core.domain.words import Lang as LangText

MAKING = frozenset({"import"})
"""Commands that make the store that they are called on, where there is none; `demo` opens its own."""

app = typer.Typer(
    name="orderdesk",
    help="주문 데스크 · an order desk for the terminal",
    no_args_is_help=False,
    add_completion=False,  # ours is the command `completion`
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": [*HELP_OPTIONS]},
)
for _room in (
    *(orders, acting, jobs, parcels, files, export, sheets),
    *(shop_lists, stock, accounts, deposits, receipts, refunds, fees, create),
    *(courier, issue, pack, wave, board, day),
    *(operators, api, privacy, secrets, connections, outbox, matching),
    *(accesses, upkeep, doctor, copies, bench),
    *(completion, rehearse),
    *(guide, keys),
):
    _room.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    db: Annotated[str | None, typer.Option("--db", help="저장소 주소 · the store's URL")] = None,
    lang: Annotated[Lang | None, typer.Option("--lang", help="언어 · ko or en")] = None,
    no_mouse: Annotated[
        bool, typer.Option("--no-mouse", help="마우스를 터미널에 둔다 · leave the mouse to the terminal")
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="판 번호 · version")
    ] = False,
) -> None:
    """Open the desk when no command is named."""
    if context.obj is None:  # else it is that of the login, see `door`
        context.obj = Session(db, lang.value if lang else None)
    context.obj.mouse = context.obj.mouse and not no_mouse
    context.obj.makes = context.invoked_subcommand in MAKING
    if context.invoked_subcommand is None:
        raise typer.Exit(come_in_by(context, context.obj))


@cache
def _command(lang: LangText) -> Callable[..., Any]:
    """The whole command in one language, which takes a tenth of a second to put together."""
    made = typer.main.get_command(app)
    speak(made, lang)
    return made


def main(arguments: list[str]) -> int:
    """Run the command line; the exit status."""
    from orderdesk.cli.common import guarded

    completion.answer_shells()

    def run() -> object:
        lang = language(arguments)
        command = _command(lang)
        entitle(command, lang, arguments)
        return command(args=arguments, prog_name="orderdesk", standalone_mode=False)

    return guarded(run, arguments)
