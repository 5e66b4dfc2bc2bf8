"""`api webhook`: who hears of changed orders by itself, and what could not be told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar

import typer

from orderdesk.cli.common import PART, now, session
from orderdesk.cli.output import write_json, write_table
from orderdesk.cli.planned import Json
from orderdesk.cli.secrets import secret_problem
from orderdesk.core.domain.export_values import moment
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.core.gateways.secrets import SecretTrouble
from orderdesk.core.services import webhooks
from orderdesk.core.services.connecting import secret_file
from orderdesk.core.store.operators import require_in

Done = TypeVar("Done")

_HEADS = (
    Word("번호", "No."),
    Word("주소", "Address"),
    Word("만든 때", "Made"),
    Word("만든 사람", "By"),
    Word("상태", "State"),
    Word("시도", "Tries"),
    Word("다음", "Next"),
    Word("문제", "Trouble"),
)

Number = Annotated[int, typer.Argument(help="웹훅 번호 · number of the webhook")]


def register(room: typer.Typer) -> None:
    """Add the commands to *room*."""
    group = typer.Typer(help="바뀐 주문을 알리는 웹훅 · webhooks for changed orders", no_args_is_help=True)
    for name, command in (
        ("add", add),
        ("list", list_webhooks),
        ("remove", remove),
        ("retry", retry),
        ("run", run),
    ):
        group.command(name)(command)
    room.add_typer(group, name="webhook")


def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="받을 주소 · where it goes")],
) -> None:
    """웹훅을 만들고 서명 비밀 값을 한 번만 보여 준다 · make one; its secret is shown this once."""
    this = session(context)
    kept = secret_file(this.url())
    with this.store(writes=True) as store:
        made, secret = _kept(lambda: webhooks.subscribe(store, kept, this.actor, now(), url))
    this.say(
        Word(
            f"웹훅 {made.id}: 비밀 값은 지금만 보입니다. 잃으면 지우고 새로 만드세요",
            f"Webhook {made.id}: the secret is shown only now; if it is lost, remove it and make another",
        )
    )
    typer.echo(secret)


def list_webhooks(context: typer.Context, as_json: Json = False) -> None:
    """웹훅과 그 상태 · the webhooks and how they stand."""
    this = session(context)
    kept = secret_file(this.url())
    with this.store() as store:
        found = _kept(lambda: webhooks.subscribed(store, kept, this.actor))
    if as_json:
        write_json(
            [
                {
                    "id": hook.id,
                    "url": hook.url,
                    "made_at": hook.made_at,
                    "made_by": hook.made_by,
                    "state": standing.name.lower(),
                    "tries": hook.tries,
                    "next_at": hook.next_at or None,
                    "trouble": hook.trouble,
                    "ended_at": hook.ended_at,
                }
                for hook, standing in found
            ]
        )
        return
    rows = [
        (
            str(hook.id),
            clean(hook.url),
            moment(hook.made_at) or "",
            hook.made_by,
            standing.value.text(this.lang),
            str(hook.tries),
            moment(hook.next_at or None) or "",
            clean(hook.trouble),
        )
        for hook, standing in found
    ]
    write_table([head.text(this.lang) for head in _HEADS], rows)


def remove(context: typer.Context, number: Number) -> None:
    """웹훅을 끝내고 비밀 값도 지운다, 곧바로 · end it at once, and forget its secret."""
    this = session(context)
    kept = secret_file(this.url())
    with this.store(writes=True) as store:
        _kept(lambda: webhooks.unsubscribe(store, kept, this.actor, now(), number))
    this.say(Word(f"웹훅 {number}: 끝냈습니다", f"Webhook {number}: ended"))


def retry(context: typer.Context, number: Number) -> None:
    """멈춘 웹훅을 다음번에 다시 보낸다 · try a stuck one again, with the next round."""
    this = session(context)
    with this.store(writes=True) as store:
        webhooks.try_again(store, this.actor, now(), number)


def run(context: typer.Context, as_json: Json = False) -> None:
    """알릴 것을 지금 보낸다 · tell now what there is to tell."""
    this = session(context)
    kept = secret_file(this.url())
    with this.store(writes=True) as store:
        with store.reader() as conn:
            require_in(conn, this.actor, Act.API.value)
        told = webhooks.deliver(store, kept, now)
    if as_json:
        write_json(
            [{"webhook": each.webhook, "told": each.changes, "trouble": each.trouble} for each in told]
        )
    for each in () if as_json else told:
        why = f" · {clean(each.trouble)}" if each.trouble else ""
        this.say(
            Word(
                f"웹훅 {each.webhook}: {each.changes:,}건 알림{why}",
                f"Webhook {each.webhook}: {each.changes:,} told{why}",
            )
        )
    if any(each.trouble for each in told):
        raise typer.Exit(PART)


def _kept(do: Callable[[], Done]) -> Done:
    """What *do* answers; a file of secrets that can't be used is told."""
    try:
        return do()
    except SecretTrouble as trouble:
        raise secret_problem(trouble) from None
