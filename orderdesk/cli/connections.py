"""`connection` and `sync`: outside systems, and a round with the channels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Any, TypeVar

import typer

from orderdesk.cli.common import PART, Session, UsageProblem, now, session
from orderdesk.cli.output import write_json, write_table
from orderdesk.cli.planned import Json
from orderdesk.core.domain.allowance import allowance_words
from orderdesk.core.domain.connection_fields import BY_SYSTEM
from orderdesk.core.domain.export_values import moment
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.gateways.results import GatewayError
from orderdesk.core.gateways.words import fault_words
from orderdesk.core.services import connecting, reaching
from orderdesk.core.services.connecting import ConnectionRefused, Standing, secret_file, secret_name
from orderdesk.core.services.exchanging import Exchanged, Rounds, exchange
from orderdesk.core.services.letting_in import STEPS, invite, let_in
from orderdesk.core.services.trying import try_now
from orderdesk.core.store.connections import Connection
from orderdesk.core.store.engine import Store
from orderdesk.core.store.operators import require_in
from orderdesk.terminal.login import ask_secret

Done = TypeVar("Done")

Name = Annotated[str, typer.Argument(help="연결 이름, 번호 또는 종류 · name, number or system")]
Set = Annotated[list[str] | None, typer.Option("--set", help="설정 KEY=VALUE · a setting")]


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    group = typer.Typer(help="외부 연결 · connections to outside systems", no_args_is_help=True)
    for name, command in (
        ("list", show),
        ("add", add),
        ("set", change),
        ("pause", pause),
        ("resume", resume),
        ("test", test),
        ("login", login),
        ("remove", remove),
    ):
        group.command(name)(command)
    app.add_typer(group, name="connection")
    app.command("sync")(sync)


def show(context: typer.Context, as_json: Json = False) -> None:
    """연결과 그 상태 · connections and how they stand."""
    this = session(context)
    with this.store() as store, store.reader() as conn:
        found = connecting.standings(conn, secret_file(this.url()))
    if as_json:
        write_json([_standing(each, this.lang) for each in found])
        return
    write_table(
        ["id", "system", "name", "state", "synced", "rate", "waiting", "refused", "trouble"],
        [
            (
                str(each.connection.id),
                each.connection.system,
                each.connection.name,
                _state(each).text(this.lang),
                moment(each.synced_at) or "",
                allowance_words(each.allowance).text(this.lang) if each.allowance else "",
                str(each.waiting),
                str(each.refused),
                each.trouble.text(this.lang) if each.trouble else "",
            )
            for each in found
        ],
    )


def _standing(each: Standing, lang: Lang) -> dict[str, Any]:
    return {
        "id": each.connection.id,
        "system": each.connection.system,
        "name": each.connection.name,
        "settings": dict(each.connection.settings),
        "paused": each.connection.paused,
        "missing": list(each.missing),
        "synced": moment(each.synced_at),
        "rate": asdict(each.allowance) if each.allowance else None,
        "waiting": each.waiting,
        "refused": each.refused,
        "trouble": each.trouble.text(lang) if each.trouble else "",
    }


def _state(each: Standing) -> Word:
    if each.connection.paused:
        return Word("멈춤", "paused")
    return each.lacking if each.missing else Word("켜짐", "on")


def add(
    context: typer.Context,
    system: Annotated[str, typer.Argument(help=", ".join(BY_SYSTEM))],
    name: Annotated[str, typer.Option("--name", help="이름 · name")] = "",
    given: Set = None,
) -> None:
    """연결을 만든다 · connect with a system."""
    this = session(context)
    with this.store(writes=True) as store:
        try:
            made = connecting.connect(store, this.actor, now(), system, name, _pairs(given))
        except ConnectionRefused as refused:
            raise UsageProblem(refused.word) from None
    this.say(Word(f"{made.name}: 연결을 만들었습니다", f"{made.name}: connected"))
    for setting in BY_SYSTEM[system].settings:
        if setting.secret:
            kept_as = secret_name(made, setting.key)
            what = f"connection login {made.id}" if setting.granted else f"secret set {kept_as}"
            words = setting.words
            this.say(Word(f"{words.ko}: orderdesk {what}", f"{words.en}: orderdesk {what}"))


def change(context: typer.Context, name: Name, given: Set = None) -> None:
    """설정을 바꾼다; 빈 값은 지운다 · change settings; an empty value takes one away."""
    this = session(context)
    with this.store(writes=True) as store:
        _refusing(lambda: connecting.change(store, this.actor, now(), name, _pairs(given)))


def pause(context: typer.Context, name: Name) -> None:
    """잠시 멈춘다 · stop speaking with it for a while."""
    this = session(context)
    with this.store(writes=True) as store:
        _refusing(lambda: connecting.pause(store, this.actor, now(), name, True))


def resume(context: typer.Context, name: Name) -> None:
    """다시 시작한다 · go on speaking with it."""
    this = session(context)
    with this.store(writes=True) as store:
        _refusing(lambda: connecting.pause(store, this.actor, now(), name, False))


def remove(context: typer.Context, name: Name) -> None:
    """연결을 끝내고 비밀 값도 지운다 · end it, and forget its secrets."""
    this = session(context)
    with this.store(writes=True) as store:
        _refusing(lambda: connecting.end(store, this.actor, now(), name, secret_file(this.url())))


def test(context: typer.Context, name: Name) -> None:
    """말을 걸어 본다; 아무것도 바꾸지 않는다 · speak with it, changing nothing."""
    this = session(context)
    with this.store(writes=True) as store:
        known = _allowed(this, store, name)
        _tried(this, known, lambda: try_now(store, known, secret_file(this.url()), now()))
    this.say(Word(f"{known.name}: 연결됩니다", f"{known.name}: it answers"))


def login(context: typer.Context, name: Name) -> None:
    """주인이 허락한 코드를 받는다 · let the desk in by the owner's code, asked for or from stdin."""
    this = session(context)
    kept = secret_file(this.url())
    with this.store(writes=True) as store:
        known = _allowed(this, store, name)
        invitation = _refusing(lambda: invite(known, kept))
        this.say(STEPS)
        typer.echo(invitation.url)
        answer = ask_secret(this.lang)
        _tried(this, known, lambda: let_in(known, kept, invitation, answer))
        _tried(this, known, lambda: try_now(store, known, kept, now()))
    this.say(Word(f"{known.name}: 연결됩니다", f"{known.name}: it answers"))


def _allowed(this: Session, store: Store, name: str) -> Connection:
    """The connection called so, for who may work with connections. NotPermitted."""
    with store.reader() as conn:
        require_in(conn, this.actor, Act.CONNECTIONS.value)
        return _refusing(lambda: connecting.find(conn, name))


def _tried(this: Session, known: Connection, do: Callable[[], None]) -> None:
    """*do*, which speaks with *known*; why it failed is said."""
    try:
        do()
    except ConnectionRefused as refused:
        raise UsageProblem(refused.word) from None
    except GatewayError as error:
        this.say(Word(*(f"{known.name}: {text}" for text in fault_words(error))))
        raise typer.Exit(PART) from None


def sync(
    context: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(help="연결 이름; 없으면 모두 · all by default")] = None,
    as_json: Json = False,
) -> None:
    """채널에서 바뀐 것을 가져오고 기다리는 것을 보낸다 · bring what changed, send what waits."""
    this = session(context)
    kept = secret_file(this.url())
    with this.store(writes=True) as store:
        with store.reader() as conn:
            require_in(conn, this.actor, Act.SYNC.value)
            only = [_refusing(lambda n=n: connecting.find(conn, n)).id for n in names or ()]  # type: ignore[misc] # bound now
        rounds = Rounds(lambda connection: reaching.channel(connection, kept))
        try:
            done = exchange(store, rounds, now, only=only or None)
        finally:
            rounds.close()
    if as_json:
        write_json([_exchanged(each, this.lang) for each in done])
    else:
        for each in done:
            this.say(_told(each))
    if any(each.trouble or each.refused for each in done):
        raise typer.Exit(PART)


def _exchanged(each: Exchanged, lang: Lang) -> dict[str, Any]:
    return {
        "connection": each.connection.name,
        "new": each.synced.new,
        "changed": each.synced.changed,
        "unchanged": each.synced.unchanged,
        "refused": each.synced.refused,
        "told": each.told,
        "untold": each.refused,
        "trouble": clean(each.trouble.text(lang)) if each.trouble else "",
    }


def _told(each: Exchanged) -> Word:
    s, name = each.synced, each.connection.name
    why = Word(*(f" · {clean(text)}" for text in each.trouble)) if each.trouble else Word("", "")
    return Word(
        f"{name}: 새 주문 {s.new:,}, 바뀜 {s.changed:,}, 받지 못함 {s.refused:,},"
        f" 보냄 {each.told:,}, 거절됨 {each.refused:,}{why.ko}",
        f"{name}: {s.new:,} new, {s.changed:,} changed, {s.refused:,} not taken,"
        f" {each.told:,} told, {each.refused:,} refused{why.en}",
    )


def _refusing(do: Callable[[], Done]) -> Done:
    """What *do* answers; a refusal is a wrong call."""
    try:
        return do()
    except ConnectionRefused as refused:
        raise UsageProblem(refused.word) from None


def _pairs(given: list[str] | None) -> dict[str, str]:
    pairs = {}
    for text in given or ():
        key, there, value = text.partition("=")
        if not there:
            raise UsageProblem(
                Word(f"{clean(text)}: KEY=VALUE 로 적으세요", f"{clean(text)}: write KEY=VALUE")
            )
        pairs[key.strip()] = value.strip()
    return pairs
