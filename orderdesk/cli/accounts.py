"""`accounts`: the bank accounts that deposits come to, and whether buyers may pay by bank transfer."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from orderdesk.cli.common import Session, UsageProblem, now, session
from orderdesk.cli.output import write_json, write_table
from orderdesk.cli.planned import Json
from orderdesk.core.domain.words import Word
from orderdesk.core.services.accounts import (
    AccountRefused,
    register_account,
    remove_account,
    switch_transfers,
    takes_transfers,
)
from orderdesk.core.store.shop import bank_accounts

_ON, _OFF = Word("받음", "accepted"), Word("받지 않음", "not accepted")


class OnOff(StrEnum):
    """A switch."""

    on = "on"
    off = "off"


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    accounts = typer.Typer(help="입금 계좌 · bank accounts", no_args_is_help=True)
    accounts.command("list")(list_accounts)
    accounts.command("add")(add)
    accounts.command("remove")(remove)
    accounts.command("transfers")(transfers)
    app.add_typer(accounts, name="accounts")


def list_accounts(context: typer.Context, as_json: Json = False) -> None:
    """등록한 계좌와 무통장입금을 받는지 · the accounts, and whether bank transfers are accepted."""
    this = session(context)
    with this.store() as store, store.reader() as conn:
        found, on = bank_accounts(conn), takes_transfers(conn)
    if as_json:
        rows = [{"bank": each.bank, "number": each.number, "holder": each.holder} for each in found]
        write_json({"transfers": on, "accounts": rows})
        return
    _tell(this, on)
    write_table(["bank", "number", "holder"], [(each.bank, each.number, each.holder) for each in found])


def add(
    context: typer.Context,
    bank: Annotated[str, typer.Argument(help="은행 · bank")],
    number: Annotated[str, typer.Argument(help="계좌번호 · number")],
    holder: Annotated[str, typer.Argument(help="예금주 · holder")],
) -> None:
    """입금 계좌를 등록한다 · register an account."""
    this = session(context)
    with this.store(writes=True) as store:
        try:
            register_account(store, this.actor, now(), (bank, number, holder))
        except AccountRefused as refused:
            raise UsageProblem(refused.word) from None


def remove(context: typer.Context, number: Annotated[str, typer.Argument(help="계좌번호 · number")]) -> None:
    """입금 계좌를 지운다 · remove an account."""
    this = session(context)
    with this.store(writes=True) as store:
        try:
            remove_account(store, this.actor, now(), number)
        except AccountRefused as refused:
            raise UsageProblem(refused.word) from None


def transfers(context: typer.Context, switch: Annotated[OnOff, typer.Argument(help="on, off")]) -> None:
    """새 주문에서 무통장입금을 받거나 받지 않는다 · accept bank transfers for new orders, or not."""
    this = session(context)
    with this.store(writes=True) as store:
        switch_transfers(store, this.actor, now(), switch is OnOff.on)
    _tell(this, switch is OnOff.on)


def _tell(this: Session, on: bool) -> None:
    words = _ON if on else _OFF
    this.say(Word(f"무통장입금: {words.ko}", f"Bank transfers: {words.en}"))
