"""`deposits`: which order each deposit of a statement or the connected bank pays; confirming what is sure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from orderdesk.cli.common import Session, UsageProblem, now, session, talker
from orderdesk.cli.file_in import read_file
from orderdesk.cli.output import write_json, write_table
from orderdesk.cli.planned import DryRun, Json, Planned, Yes, finish
from orderdesk.core.domain.columns import seoul_time
from orderdesk.core.domain.deposits import Proposal, Standing
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.words import Lang, Word, many
from orderdesk.core.files.bank_statement import statement_rows
from orderdesk.core.services.connected import connected
from orderdesk.core.services.deposits import apply_deposits, deposits_of, match, plan_deposits, sure
from orderdesk.core.services.receipt_settings import NO_DEPOSITS
from orderdesk.core.services.told_deposits import take_in, waiting_deposits
from orderdesk.core.store.engine import Store
from orderdesk.core.store.operators import require_in


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command("deposits")(match_deposits)


def match_deposits(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(help="은행 거래내역 파일, 없으면 연결된 계좌 · a statement, else the connected bank"),
    ] = None,
    password_from: Annotated[
        Path | None,
        typer.Option("--password-from", help="암호가 적힌 파일, -는 표준 입력 · file with its password"),
    ] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """입금을 주문과 맞춰 보고, 확실한 것만 입금 확인한다 · match deposits with orders."""
    this = session(context)
    statement = statement_rows(read_file(this, file, password_from)) if file is not None else None
    with this.store(writes=not dry_run) as store:
        with store.reader() as conn:
            require_in(conn, this.actor, Act.DEPOSITS.value)
        if statement is None:
            _listen(this, store, dry_run)
        with store.reader() as conn:
            found = deposits_of(conn, statement) if statement else waiting_deposits(conn, now())
            proposals = match(conn, found)
            chosen = sure(proposals)
            plan = plan_deposits(conn, chosen, this.actor, now())
        _tell(this, proposals)
        if dry_run and as_json:
            write_json([_shape(each, this.lang) for each in proposals])
            return
        if not as_json:
            write_table(
                ["at", "depositor", "amount", "standing", "order", "why"],
                [_row(each, this.lang) for each in proposals],
                {2},
            )

        def apply(cancelled: Callable[[], bool]) -> int:
            return apply_deposits(store, chosen, plan, this.actor, now, talker(), cancelled)

        finish(this, store, Planned(plan), apply, dry_run, yes, as_json)


def _listen(this: Session, store: Store, dry_run: bool) -> None:
    """Takes in what the connected bank tells; a dry run looks at what it has told so far."""
    with connected(store, now) as to:
        if to.deposits is None:
            raise UsageProblem(NO_DEPOSITS)
        if not dry_run:
            new = take_in(store, to.deposits, now)
            this.say(Word(f"새 입금 {new:,}건", many(new, "new deposit")))


def _tell(this: Session, proposals: Sequence[Proposal]) -> None:
    counts = Counter(each.standing for each in proposals)
    told = [(standing.value, counts[standing]) for standing in Standing if counts[standing]]
    this.say(
        Word(
            " · ".join(f"{words.ko} {n:,}" for words, n in told) or "입금이 없습니다",
            ", ".join(f"{words.en} {n:,}" for words, n in told) or "no deposits",
        )
    )


def _row(proposal: Proposal, lang: Lang) -> list[str | int]:
    deposit = proposal.deposit
    best = [(fit.order.number, fit.why.words.text(lang)) for fit in proposal.candidates[:1]]
    return [
        seoul_time(deposit.at) or "",
        deposit.depositor,
        deposit.amount,
        proposal.standing.value.text(lang),
        *(best[0] if best else ("", "")),
    ]


def _shape(proposal: Proposal, lang: Lang) -> dict[str, Any]:
    deposit = proposal.deposit
    return {
        "at": seoul_time(deposit.at),
        "depositor": deposit.depositor,
        "amount": deposit.amount,
        "standing": proposal.standing.name.lower(),
        "orders": [
            {"order": fit.order.number, "due": fit.order.due, "why": fit.why.words.text(lang)}
            for fit in proposal.candidates
        ],
    }
