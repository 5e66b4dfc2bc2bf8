"""`operator`: who works here and in which role; and `as`, by which an SSH server says who came."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from orderdesk.cli import completing
from orderdesk.cli.common import Session, now, session
from orderdesk.cli.door import come_in_by
from orderdesk.cli.output import write_json, write_table
from orderdesk.cli.planned import Json
from orderdesk.core.domain.export_values import moment
from orderdesk.core.domain.roles import ROLE_IDS, ROLE_WORDS, Act, Operator, Role
from orderdesk.core.domain.words import Word
from orderdesk.core.services import operators
from orderdesk.core.store import operators as kept
from orderdesk.terminal.login import ask_new_passphrase

_HEADS = (
    Word("이름", "Name"),
    Word("역할", "Role"),
    Word("사용자", "User"),
    Word("SSH 키", "SSH key"),
    Word("비밀문구", "Passphrase"),
    Word("상태", "State"),
)
_GRANT_HEADS = Word("때", "When"), Word("누가", "Who"), Word("작업자", "Operator"), Word("무엇", "What")
_STATES = Word("사용", "enabled"), Word("중지", "disabled")
_YES = Word("있음", "yes")


class Roles(StrEnum):
    """The roles, each with what the ones before it may do."""

    viewer = "viewer"
    packer = "packer"
    desk = "desk"
    manager = "manager"
    admin = "admin"


Name = Annotated[str, typer.Argument(help="작업자 이름 · operator", autocompletion=completing.operator_names)]
RoleOf = Annotated[Roles, typer.Argument(help="역할 · role")]
User = Annotated[str | None, typer.Option("--user", help="로그인 사용자 · user of the system")]
Key = Annotated[str | None, typer.Option("--key", help="SSH 공개 키 파일, 키 또는 지문 · public key")]


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    room = typer.Typer(help="작업자와 역할 · operators and roles", no_args_is_help=True)
    for name, command in (
        ("list", list_operators),
        ("add", add),
        ("role", change_role),
        ("login", change_login),
        ("disable", disable),
        ("enable", enable),
        ("passphrase", passphrase),
        ("log", log),
    ):
        room.command(name)(command)
    app.add_typer(room, name="operator")
    app.command("as")(come_as)


def come_as(context: typer.Context, name: Name) -> None:
    """SSH 서버가 아는 작업자로 들어온다 · come in as the operator that the SSH server knows."""
    this = session(context)
    this.login = replace(this.login, named=name)
    raise typer.Exit(come_in_by(context, this))


def list_operators(context: typer.Context, as_json: Json = False) -> None:
    """작업자들 · the operators."""
    this = session(context)
    with this.store() as store, store.reader() as conn:
        found = kept.operators(conn)
    if as_json:
        write_json([_shape(each) for each in found])
        return
    rows = [
        (
            each.name,
            ROLE_WORDS[each.role].text(this.lang),
            each.login_user or "",
            each.ssh_key or "",
            _YES.text(this.lang) if each.passphrase else "",
            _STATES[each.disabled].text(this.lang),
        )
        for each in found
    ]
    write_table([head.text(this.lang) for head in _HEADS], rows)


def _shape(operator: Operator) -> dict[str, object]:
    return {
        "name": operator.name,
        "role": operator.role.name.lower(),
        "user": operator.login_user,
        "key": operator.ssh_key,
        "passphrase": bool(operator.passphrase),
        "disabled": operator.disabled,
        "created_at": operator.created_at,
    }


def add(
    context: typer.Context, name: Name, role: RoleOf = Roles.packer, user: User = None, key: Key = None
) -> None:
    """작업자를 더한다; 둘째부터 역할이 적용된다 · add an operator; from the second on roles count."""
    this = session(context)
    with this.store(writes=True) as store:
        made = operators.add(store, this.actor, now(), name, _role(role), user or "", _key(key) or "")
    _tell(this, made)


def change_role(context: typer.Context, name: Name, role: RoleOf) -> None:
    """역할을 바꾼다 · change the role."""
    this = session(context)
    with this.store(writes=True) as store:
        _tell(this, operators.set_role(store, this.actor, now(), name, _role(role)))


def change_login(context: typer.Context, name: Name, user: User = None, key: Key = None) -> None:
    """로그인을 바꾼다; 빈 값은 지운다 · change user or key; an empty one is taken away."""
    this = session(context)
    with this.store(writes=True) as store:
        _tell(this, operators.set_login(store, this.actor, now(), name, user, _key(key)))


def disable(context: typer.Context, name: Name) -> None:
    """들어오지 못하게 한다 · let in no more."""
    this = session(context)
    with this.store(writes=True) as store:
        _tell(this, operators.set_disabled(store, this.actor, now(), name, True))


def enable(context: typer.Context, name: Name) -> None:
    """다시 들어오게 한다 · let in again."""
    this = session(context)
    with this.store(writes=True) as store:
        _tell(this, operators.set_disabled(store, this.actor, now(), name, False))


def passphrase(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(help="작업자 이름 · operator", autocompletion=completing.operator_names)
    ] = "",
) -> None:
    """비밀문구를 정한다, 따로 적지 않으면 자기 것 · set a passphrase, one's own by default."""
    this = session(context)
    with this.store(writes=True) as store:
        text = ask_new_passphrase(this.lang)
        _tell(this, operators.set_passphrase(store, this.actor, now(), name or this.actor.name, text))


def log(
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", min=1, help="최대 건수 · at most")] = 200,
    as_json: Json = False,
) -> None:
    """누가 누구의 권한을 바꿨는지 · who gave or took which right."""
    this = session(context)
    with this.store() as store, store.reader() as conn:
        kept.require_in(conn, this.actor, Act.ACCESSES.value)
        found = kept.grants(conn, limit)
    if as_json:
        write_json(
            [
                {"at": each.at, "by": each.by.name, "operator": each.operator, "what": each.what}
                for each in found
            ]
        )
        return
    rows = [(moment(each.at) or "", each.by.name, each.operator, each.what) for each in found]
    write_table([head.text(this.lang) for head in _GRANT_HEADS], rows)


def _role(role: Roles) -> Role:
    return ROLE_IDS[role.value]


def _key(text: str | None) -> str | None:
    """The key that is meant: itself, or what a file of that name holds."""
    if text and not text.startswith(("SHA256:", "ssh-", "ecdsa-", "sk-")):
        return Path(text).read_text(encoding="utf-8", errors="replace")
    return text


def _tell(this: Session, operator: Operator) -> None:
    role, state = ROLE_WORDS[operator.role], _STATES[operator.disabled]
    this.say(
        Word(
            f"{operator.name}: {role.ko}({operator.role.name.lower()}), {state.ko}",
            f"{operator.name}: {role.en}, {state.en}",
        )
    )
