"""`do`, `undo` and `redo`: plan, preview, apply, take back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Final

import typer

from orderdesk.cli import completing
from orderdesk.cli.common import USAGE, Session, UsageProblem, now, request_of, session, talker
from orderdesk.cli.money import derive
from orderdesk.cli.orders import Search, Tab, Where
from orderdesk.cli.planned import DryRun, Json, Planned, Yes, finish, not_with, repeated
from orderdesk.core.domain.list_words import ALL_ORDERS
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.verbs import BY_ID, VERBS
from orderdesk.core.domain.words import Lang, Word, many
from orderdesk.core.services.acting import Selection, apply_action, plan_action, region_asked
from orderdesk.core.services.adding import warnings
from orderdesk.core.services.address_fees import gaps
from orderdesk.core.services.applying import asked_before
from orderdesk.core.services.fetching import names_of, to_fetch
from orderdesk.core.services.job_refused import JobRefused
from orderdesk.core.services.undoing import NothingToUndo, apply_undo, last_job, permitted_undo, plan_undo
from orderdesk.core.store.engine import Store

_NAMED_MOST: Final = 20
"""So many sections are named in a command that is told; more come from standard input."""


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    app.command("do", add_help_option=False)(do_action)
    app.command("undo")(undo)
    app.command("redo")(redo)


def do_action(
    context: typer.Context,
    action: Annotated[str, typer.Argument(help="동작 · action", autocompletion=completing.verbs)] = "",
    numbers: Annotated[
        list[str] | None, typer.Argument(help="주문·섹션 번호, - 는 표준입력 · numbers, - from stdin")
    ] = None,
    tab: Tab = ALL_ORDERS.ko,
    search: Search = "",
    where: Where = None,
    everything: Annotated[bool, typer.Option("--all", help="보이는 모두 · all that match")] = False,
    given: Annotated[
        list[str] | None, typer.Option("--set", help="값 KEY=VALUE · field", autocompletion=completing.fields)
    ] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    key: Annotated[str, typer.Option("--key", help="요청 이름, 같으면 한 번만 · done once a name")] = "",
    as_json: Json = False,
    wants_help: Annotated[bool, typer.Option("--help", "-h", help="도움말 · help")] = False,
) -> None:
    """동작 하나를 주문이나 섹션에 · any action on orders or sections."""
    this = session(context)
    if wants_help or not action:
        typer.echo(_help(context, action, this.lang))
        raise typer.Exit(0 if wants_help else USAGE)
    request = request_of(action, _fields(given or ()))
    selection = selection_of(numbers or (), tab, search, where or (), everything)
    with this.store(writes=not dry_run) as store:
        with store.reader() as conn:
            plan, missing = plan_action(conn, selection, request, this.actor, now(), this.settings)
            region = region_asked(request)
            try:
                known = asked_before(conn, key, plan, region)
            except JobRefused as refused:
                raise not_with(refused.job, refused) from None
            fees = gaps(conn, plan)
            if action == "approve":
                derive(this, conn, plan)
            for words in warnings(conn, plan.request) if plan.action == "add" else ():
                this.say(words)
        if known is not None:
            repeated(this, store, known, as_json)

        def apply(cancelled: Callable[[], bool]) -> int:
            job = apply_action(store, plan, this.actor, now, talker(), cancelled, region, key)
            if plan.action == "pickup":
                _tell_labels(this, store, job)
            return job

        finish(this, store, Planned(plan, missing, fees=fees), apply, dry_run, yes, as_json)


def _tell_labels(this: Session, store: Store, job: int) -> None:
    """Say how the return labels of what *job* asked a pickup for are printed, where the shop prints some."""
    with store.reader() as conn:
        names = names_of(conn, to_fetch(conn, job, this.actor, now()))
    if names:
        these = " ".join(names) if len(names) <= _NAMED_MOST else "-"
        told = Word(
            f"반품 송장 {len(names):,}건을 출력하려면", f"To print {many(len(names), 'return label')}"
        )
        this.say(Word(*(f"{words}: orderdesk issue --back {these}" for words in told)))


def selection_of(
    numbers: Sequence[str], tab: str, search: str, where: Sequence[str], everything: bool
) -> Selection:
    """What is meant: all that tab, search and conditions show, or the numbers; `-` stands for stdin's."""
    if bool(numbers) == everything:
        raise UsageProblem(
            Word("주문번호를 적거나 --all 을 쓰세요 (둘 중 하나)", "name orders or use --all, not both")
        )
    if everything:
        return Selection((), tab, search, tuple(where), everything=True)
    if tab != ALL_ORDERS.ko or search or where:
        raise UsageProblem(
            Word(
                "--tab, --search, --where 는 --all 과 함께 씁니다. 번호를 적을 때는 빼세요",
                "--tab, --search and --where go with --all; leave them out when you name orders",
            )
        )
    named: list[str] = []
    for number in numbers:
        named += [line.strip() for line in sys.stdin if line.strip()] if number == "-" else [number]
    return Selection(tuple(named))


def _fields(given: Sequence[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for text in given:
        key, mark, value = text.partition("=")
        if not mark:
            raise UsageProblem(
                Word(f"{clean(text)}: KEY=VALUE 로 적으세요", f"{clean(text)}: write KEY=VALUE")
            )
        fields[key.strip()] = value
    return fields


def _help(context: typer.Context, action: str, lang: Lang) -> str:
    """The command's help with the fields of *action*, or with every action."""
    verbs = [BY_ID[action]] if action in BY_ID else list(VERBS)
    lines = [context.get_help(), ""]
    for verb in verbs:
        lines.append(f"{verb.id:16} {verb.words.text(lang)}")
        for field in verb.fields:
            choices = ", ".join(value for value, _ in field.choices)
            need = Word(" (필수)", " (required)").text(lang) if field.required else ""
            lines.append(f"    --set {field.key}=…  {field.words.text(lang)}{need}  {choices}".rstrip())
    return "\n".join(lines)


def undo(
    context: typer.Context,
    job: Annotated[
        int | None, typer.Argument(help="작업 번호 · job", autocompletion=completing.job_numbers)
    ] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """마지막 작업이나 작업 하나를 되돌린다 · take back the last or a named job."""
    _take_back(session(context), job, False, dry_run, yes, as_json)


def redo(context: typer.Context, dry_run: DryRun = False, yes: Yes = False, as_json: Json = False) -> None:
    """마지막으로 되돌린 작업을 다시 한다 · do again what was taken back last."""
    _take_back(session(context), None, True, dry_run, yes, as_json)


def _take_back(this: Session, job: int | None, again: bool, dry_run: bool, yes: bool, as_json: bool) -> None:
    with this.store(writes=not dry_run) as store:
        try:
            with store.reader() as conn:
                target = job if job is not None else last_job(conn, this.actor, again)
                plan = permitted_undo(conn, plan_undo(conn, target, again), target, this.actor)
        except NothingToUndo:
            raise UsageProblem(Word("되돌릴 작업이 없습니다", "There is nothing to take back")) from None
        except KeyError:
            raise UsageProblem(
                Word(f"되돌릴 작업 {job}이(가) 없습니다", f"There is no job {job} to take back")
            ) from None
        except JobRefused as refused:
            raise not_with(target, refused) from None

        def apply(cancelled: Callable[[], bool]) -> int:
            return apply_undo(store, target, plan, this.actor, now, talker(), cancelled)

        finish(this, store, Planned(plan, undone=target), apply, dry_run, yes, as_json)
