"""`api`: keys to the desk's API for other systems, webhooks, and the server that answers."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from typing import Annotated, Final

import typer

from orderdesk.cli import webhooks
from orderdesk.cli.common import UsageProblem, now, session
from orderdesk.cli.output import write_json, write_table
from orderdesk.cli.planned import Json
from orderdesk.core.domain.api_keys import ApiKey, KeyScope
from orderdesk.core.domain.export_values import moment
from orderdesk.core.domain.glossary import CHANNEL_WORDS
from orderdesk.core.domain.orders import Channel
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.core.services import api_keys, partners

_HEADS = (
    Word("이름", "Name"),
    Word("권한", "Permissions"),
    Word("채널", "Channel"),
    Word("허용 IP", "Addresses"),
    Word("만든 때", "Made"),
    Word("만든 사람", "By"),
    Word("마지막 사용", "Last used"),
    Word("주소", "From"),
    Word("상태", "State"),
)
_STATES = Word("사용", "in use"), Word("폐기", "revoked")

_MISSING: Final = Word(
    "API 서버에는 FastAPI와 uvicorn이 필요합니다: pip install 'orderdesk[api]'",
    "The API's server needs FastAPI and uvicorn: pip install 'orderdesk[api]'",
)
_OPEN: Final = Word(
    "이 컴퓨터 밖에서도 닿습니다. 암호화하지 않으니 앞에 HTTPS 프록시를 두세요",
    "Others than this machine can reach it, unencrypted; put a proxy with HTTPS before it",
)


class Channels(StrEnum):
    """The channels that a key can be narrowed to."""

    own = "own"
    naver = "naver"
    kakao = "kakao"


Name = Annotated[str, typer.Argument(help="키 이름 · name of the key")]


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    room = typer.Typer(help="다른 시스템이 쓰는 API · the API for other systems", no_args_is_help=True)
    keys = typer.Typer(help="API 키 · keys to the API", no_args_is_help=True)
    for name, command in (("add", add), ("list", list_keys), ("revoke", revoke)):
        keys.command(name)(command)
    room.add_typer(keys, name="key")
    webhooks.register(room)
    room.command("serve")(serve)
    room.command("partners")(list_partners)
    app.add_typer(room, name="api")


def add(
    context: typer.Context,
    name: Name,
    scopes: Annotated[
        list[KeyScope] | None, typer.Option("--scope", help="권한 · what it is good for")
    ] = None,
    networks: Annotated[
        list[str] | None, typer.Option("--ip", help="쓸 수 있는 IP나 대역 · address or network")
    ] = None,
    channel: Annotated[Channels | None, typer.Option("--channel", help="이 채널만 · this channel")] = None,
) -> None:
    """키를 만들어 한 번만 보여 준다 · make a key, which is shown this once."""
    this = session(context)
    with this.store(writes=True) as store:
        key, text = api_keys.add_key(
            store,
            this.actor,
            now(),
            name,
            scopes or (),
            networks or (),
            Channel[channel.name.upper()] if channel else None,
        )
    this.say(
        Word(
            f"{key.name}: 키는 지금만 보입니다. 잃으면 폐기하고 새로 만드세요",
            f"{key.name}: the key is shown only now; if it is lost, revoke it and make another",
        )
    )
    typer.echo(text)


def list_keys(context: typer.Context, as_json: Json = False) -> None:
    """키들, 마지막 사용과 함께 · the keys, with their last use."""
    this = session(context)
    with this.store() as store:
        found = api_keys.list_keys(store, this.actor)
    if as_json:
        write_json([_shape(key) for key in found])
        return
    rows = [
        (
            key.name,
            ", ".join(sorted(scope.value for scope in key.scopes)),
            CHANNEL_WORDS[key.channel].text(this.lang) if key.channel is not None else "",
            ", ".join(key.networks),
            moment(key.created_at) or "",
            key.created_by,
            moment(key.used_at) or "",
            key.used_from,
            _STATES[key.revoked_at is not None].text(this.lang),
        )
        for key in found
    ]
    write_table([head.text(this.lang) for head in _HEADS], rows)


def _shape(key: ApiKey) -> dict[str, object]:
    return {
        "name": key.name,
        "scopes": sorted(scope.value for scope in key.scopes),
        "channel": key.channel.name.lower() if key.channel is not None else None,
        "ip": list(key.networks),
        "created_at": key.created_at,
        "created_by": key.created_by,
        "revoked_at": key.revoked_at,
        "used_at": key.used_at,
        "used_from": key.used_from,
    }


def revoke(context: typer.Context, name: Name) -> None:
    """키를 폐기한다, 곧바로 · revoke a key, at once."""
    this = session(context)
    with this.store(writes=True) as store:
        key = api_keys.revoke_key(store, this.actor, now(), name)
    this.say(Word(f"{key.name}: 폐기했습니다", f"{key.name}: revoked"))


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option("--host", help="받을 주소 · address to listen on")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="포트, 0은 빈 것 · port, 0 for a free one")
    ] = 8750,
) -> None:
    """API 서버를 연다, Ctrl+C나 SIGTERM까지 · run the API's server until Ctrl+C or SIGTERM."""
    try:
        from orderdesk.api import callers
        from orderdesk.api import serve as serving
    except ImportError as missing:
        raise UsageProblem(_MISSING) from missing
    this = session(context)
    with this.store(writes=True) as store:
        try:
            listener = serving.listening(host, port)
        except OSError as error:
            why = clean(f"{host}:{port} {error.strerror or error}")
            raise UsageProblem(
                Word(f"{why}: 다른 --host 나 --port 를 적으세요", f"{why}: give another --host or --port")
            ) from error
        where = f"http://{host}:{listener.getsockname()[1]}/api/v1"
        this.say(Word(f"API {where} · 끝내기 Ctrl+C", f"API at {where} · Ctrl+C ends it"))
        if not serving.is_loopback(listener):
            this.say(_OPEN)
        serving.serve(callers.Office(store, now, this.settings), listener)


def list_partners(context: typer.Context, as_json: Json = False) -> None:
    """연동할 수 있는 서비스와 그 범위 · other systems, and what of the API they can use."""
    if as_json:
        write_json([asdict(partner) for partner in partners.partners()])
        return
    lang = session(context).lang
    for group, words in partners.GROUP_WORDS.items():
        typer.echo(words.text(lang))
        write_table([head.text(lang) for head in partners.HEADS], partners.rows(group, lang))
