"""`match`: what was shipped at its channel alone is shipped here too, with the channel's own number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from orderdesk.cli import completing
from orderdesk.cli.common import UsageProblem, now, session, talker
from orderdesk.cli.planned import DryRun, Json, Planned, Yes, finish
from orderdesk.core.domain.words import Word
from orderdesk.core.services.acting import Selection, apply_action, resolve, tracking_options
from orderdesk.core.services.matching import plan_match, unmatched


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command("match")(match)


def match(
    context: typer.Context,
    numbers: Annotated[
        list[str] | None, typer.Argument(help="주문·섹션 번호; 없으면 모두 · all by default")
    ] = None,
    courier: Annotated[
        str,
        typer.Option(
            help="택배사; 없으면 채널의 것 · else the channel's", autocompletion=completing.couriers
        ),
    ] = "",
    tracking: Annotated[str, typer.Option(help="송장번호; 없으면 채널의 것 · else the channel's")] = "",
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """채널에서 보낸 것(≠)을 여기서도 배송중으로 · ship here what was shipped at its channel."""
    this = session(context)
    if numbers:
        meant = Selection(tuple(numbers))
    else:
        meant = Selection(where=("channel_differs=yes",), everything=True)
    with this.store(writes=not dry_run) as store:
        with store.reader() as conn:
            ids, only, missing = resolve(conn, meant, now(), this.actor.name)
            found = unmatched(conn, ids, only)
            if tracking and len(found) > 1:
                words = Word("송장번호는 섹션 하나에만 적습니다", "A number is for one section only")
                raise UsageProblem(words)
            for each in found:
                this.say(_told(each.name, each.dispatched))
            options = tracking_options(this.settings)
            plan = plan_match(conn, found, this.actor, now(), options, courier, tracking).plan

        def apply(cancelled: Callable[[], bool]) -> int:
            return apply_action(store, plan, this.actor, now, talker(), cancelled)

        finish(this, store, Planned(plan, missing), apply, dry_run, yes, as_json)


def _told(section: str, dispatched: bool) -> Word:
    if dispatched:
        return Word(f"{section}: 타임라인에 발송 처리가 있습니다", f"{section}: the timeline has a dispatch")
    return Word(
        f"{section}: 타임라인에 발송 처리가 없습니다 (채널에서 보냄)",
        f"{section}: the timeline has no dispatch (made at the channel)",
    )
