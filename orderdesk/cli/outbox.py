"""`outbox`: what waits to be told to channels and by webhooks, what was not taken, and what is done then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final

import typer

from orderdesk.cli.common import Session, UsageProblem, now, session
from orderdesk.cli.output import write_json, write_table
from orderdesk.cli.planned import Json
from orderdesk.core.domain.export_values import moment
from orderdesk.core.domain.outbox_words import STATE_WORDS, intent_words
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.webhooks import trouble_words
from orderdesk.core.domain.words import Word
from orderdesk.core.services import outbox, webhooks
from orderdesk.core.services.connecting import secret_file
from orderdesk.core.services.outbox import NO_LABEL, OutboxRefused, Shown
from orderdesk.core.services.webhook_letters import Untold, give_up, untold, untold_words

Number = Annotated[str, typer.Argument(help="전송 번호, 웹훅은 w1처럼 · its number; w1 of a webhook")]

_HOOK: Final = "w"
"""What stands before the number of a webhook among the letters."""


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    letters = typer.Typer(help="보낼 것 · what waits to be told")
    letters.callback(invoke_without_command=True)(list_letters)
    letters.command("retry")(retry)
    letters.command("edit")(edit)
    letters.command("drop")(drop)
    app.add_typer(letters, name="outbox")


def list_letters(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="끝난 것도 · those that have ended, too")] = False,
    as_json: Json = False,
) -> None:
    """보내지 못했거나 기다리는 것 · what waits, and what was refused."""
    if context.invoked_subcommand:
        return
    this = session(context)
    with this.store() as store, store.reader() as conn:
        found = outbox.shown(conn, outbox.ALL if everything else outbox.OPEN)
        hooks = untold(conn, secret_file(this.url()), this.actor)
    if as_json:
        write_json([*(_hook(each) for each in hooks), *(_letter(each, this) for each in found)])
        return
    write_table(
        ["id", "connection", "order", "what", "state", "tries", "why"],
        [
            *(
                (
                    f"{_HOOK}{each.hook.id}",
                    clean(each.hook.url),
                    each.order,
                    untold_words(each).text(this.lang),
                    each.standing.value.text(this.lang),
                    str(each.hook.tries),
                    trouble_words(each.why).text(this.lang),
                )
                for each in hooks
            ),
            *(
                (
                    str(each.letter.id),
                    each.connection.name,
                    each.order,
                    intent_words(each.letter.intent).text(this.lang),
                    STATE_WORDS[each.letter.state].text(this.lang),
                    str(each.letter.tries),
                    clean(f"{each.letter.code} {each.letter.message}"),
                )
                for each in found
            ),
        ],
    )


def _hook(each: Untold) -> dict[str, Any]:
    return {
        "id": f"{_HOOK}{each.hook.id}",
        "connection": each.hook.url,
        "order": each.order,
        "section": None,
        "operation": "webhook",
        "state": each.standing.value.en,
        "tries": each.hook.tries,
        "next": moment(each.hook.next_at or None),
        "code": each.why,
        "message": trouble_words(each.why).en,
    }


def _letter(each: Shown, this: Session) -> dict[str, Any]:
    letter = each.letter
    return {
        "id": letter.id,
        "connection": each.connection.name,
        "order": each.order,
        "section": letter.intent.section,
        "operation": letter.intent.operation.value,
        "state": STATE_WORDS[letter.state].en,
        "tries": letter.tries,
        "next": moment(letter.next_at),
        "code": clean(letter.code),
        "message": clean(letter.message),
    }


def retry(context: typer.Context, number: Number) -> None:
    """다시 보낸다 · tell it again."""
    this = session(context)
    with this.store(writes=True) as store:
        letter, hook = _numbered(number)
        if hook:
            webhooks.try_again(store, this.actor, now(), hook)
        else:
            _refusing(lambda: outbox.retry(store, this.actor, now(), letter))


def edit(
    context: typer.Context,
    number: Number,
    courier: Annotated[str, typer.Option(help="택배사 · courier")] = "",
    tracking: Annotated[str, typer.Option(help="송장번호 · tracking number")] = "",
) -> None:
    """택배사나 송장번호를 고쳐 다시 보낸다 · tell another courier or number."""
    this = session(context)
    with this.store(writes=True) as store:
        letter, hook = _numbered(number)
        if hook:
            raise UsageProblem(NO_LABEL)
        _refusing(lambda: outbox.relabel(store, this.actor, now(), letter, courier, tracking))


def drop(
    context: typer.Context,
    number: Number,
    why: Annotated[str, typer.Option("--why", help="이유 · why")] = "",
) -> None:
    """보내지 않기로 한다; 타임라인(웹훅은 접속기록)에 남는다 · give up telling, which is recorded."""
    this = session(context)
    with this.store(writes=True) as store:
        letter, hook = _numbered(number)
        if hook:
            _refusing(lambda: give_up(store, this.actor, now(), hook, why))
        else:
            _refusing(lambda: outbox.drop(store, this.actor, now(), letter, why))


def _numbered(text: str) -> tuple[int, int]:
    """The letter's number and the webhook's in *text*, of which one is 0."""
    hook = text[:1] == _HOOK
    number = text[len(_HOOK) :] if hook else text
    if not number.isdecimal():
        words = Word(f"{clean(text)}: 번호가 아닙니다", f"{clean(text)}: not a number")
        raise UsageProblem(words)
    return (0, int(number)) if hook else (int(number), 0)


def _refusing(do: Callable[[], None]) -> None:
    """*do*; a refusal is a wrong call."""
    try:
        do()
    except OutboxRefused as refused:
        raise UsageProblem(refused.word) from None
