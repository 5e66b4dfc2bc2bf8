"""`refunds`: what waits to be given back; and having the payment company execute what was started."""

from __future__ import annotations

from typing import Annotated

import typer

from orderdesk.cli.common import Session, UsageProblem, now, session
from orderdesk.cli.output import write_json, write_table
from orderdesk.cli.outside import RUN, tell_counts
from orderdesk.cli.planned import Json
from orderdesk.core.domain.columns import seoul_time
from orderdesk.core.domain.glossary import ENTRY_WORDS, METHOD_WORDS
from orderdesk.core.domain.identifiers import entry_number
from orderdesk.core.services.connected import connected
from orderdesk.core.services.paying_back import pay_back
from orderdesk.core.services.receipt_settings import NO_PG
from orderdesk.core.store.operators import require_in
from orderdesk.core.store.refunds import WaitingRefund, waiting_refunds


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command("refunds")(refunds)


def refunds(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="run: 결제사에 요청 · ask the company")] = "",
    as_json: Json = False,
) -> None:
    """기다리는 환불을 보거나, 시작한 것을 결제사에 요청한다 · refunds that wait."""
    this = session(context)
    if what not in ("", RUN):
        raise typer.BadParameter(RUN)
    if what == RUN:
        _run(this, as_json)
        return
    with this.store() as store, store.reader() as conn:
        found = waiting_refunds(conn)
    if as_json:
        write_json([_shape(each) for each in found])
        return
    rows: list[list[str | int]] = [
        [
            entry_number(each.order, each.n),
            METHOD_WORDS[each.method].text(this.lang),
            each.amount,
            seoul_time(each.at) or "",
            ENTRY_WORDS[each.standing].text(this.lang),
        ]
        for each in found
    ]
    write_table(["refund", "method", "amount", "at", "standing"], rows, {2})


def _run(this: Session, as_json: bool) -> None:
    with this.store(writes=True) as store:
        with store.reader() as conn:
            require_in(conn, this.actor, "refund")
        with connected(store, now) as to:
            if to.payments is None:
                raise UsageProblem(NO_PG)
            tell_counts(this, pay_back(store, to.payments, now), as_json)


def _shape(refund: WaitingRefund) -> dict[str, str | int | None]:
    return {
        "order": refund.order,
        "n": refund.n,
        "method": refund.method.name.lower(),
        "amount": refund.amount,
        "at": seoul_time(refund.at),
        "standing": refund.standing.name.lower(),
    }
