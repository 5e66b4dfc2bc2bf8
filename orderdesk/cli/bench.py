"""`bench`: the performance of the order list on this machine, beside its baselines."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import Annotated

import typer

from orderdesk.bench.figures import lines
from orderdesk.cli.common import PART, TROUBLE, UsageProblem, session
from orderdesk.cli.output import write_json, write_table
from orderdesk.cli.planned import Json
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.core.store.engine import open_store
from orderdesk.core.store.listing import ListQuery, count

_HEADS = (
    Word("무엇", "What"),
    Word("값", "Value"),
    Word("기준", "Baseline"),
    Word("비율", "Ratio"),
    Word("목표", "Goal"),
    Word("", ""),
)
_LEAST = 1000
_TOO_FEW = Word(f"주문이 {_LEAST:,}건은 있어야 잴 수 있습니다", f"At least {_LEAST:,} orders are needed")
_SILENT = Word(
    "측정하던 프로그램이 답하지 않습니다. 위 글을 보고 다시 해 보세요.",
    "A program that was measured does not answer; see above and try again.",
)
_LINUX_ONLY = Word("성능 측정은 Linux에서만 합니다", "The benchmark runs on Linux only")
_SQLITE_ONLY = Word("SQLite 저장소만 잴 수 있습니다", "Only SQLite stores can be measured")


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command("bench")(bench)


def bench(
    context: typer.Context,
    orders: Annotated[int, typer.Option("--orders", min=_LEAST, help="주문 수 · how many")] = 100_000,
    as_json: Json = False,
) -> None:
    """주문 목록의 성능을 잰다 · measure the order list; with --db, on a copy of that store."""
    this = session(context)
    if sys.platform != "linux":
        raise UsageProblem(_LINUX_ONLY)
    from orderdesk.bench.table import measure  # deferred: needs a Unix
    from orderdesk.bench.terminal import NoAnswer

    with ExitStack() as opened:
        source = opened.enter_context(open_store(this.url(), create=False)) if this.db else None
        if source is not None and source.engine != "sqlite":
            raise UsageProblem(_SQLITE_ONLY)
        if source is not None:
            with source.reader() as conn:
                orders = count(conn, ListQuery())
            if orders < _LEAST:
                raise UsageProblem(_TOO_FEW)
        try:
            rows = measure(orders, source, this.say)
        except NoAnswer as silent:
            typer.echo(clean(silent.last.decode(errors="replace")), err=True)
            this.say(_SILENT)
            raise typer.Exit(TROUBLE) from silent
    if as_json:
        write_json([row.plain() for row in rows])
    else:
        write_table([head.text(this.lang) for head in _HEADS], lines(rows, this.lang), {1, 2, 3})
    if not all(row.ok for row in rows):
        raise typer.Exit(PART)
