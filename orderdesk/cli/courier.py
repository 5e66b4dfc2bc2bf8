"""`courier`: the contracts with couriers, labels that were handed in, parcels that can't be followed."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, Final, TypeVar

import typer

from orderdesk.cli.common import Session, UsageProblem, now, session
from orderdesk.cli.output import write_json, write_table
from orderdesk.cli.planned import Json
from orderdesk.cli.printing import printing
from orderdesk.core.domain.refusals import BY_CODE
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.waybills import WAYBILL_WORDS, Waybill
from orderdesk.core.domain.words import Word
from orderdesk.core.gateways.shipments import Contract, Place, Settlement
from orderdesk.core.gateways.words import CONTRACT_WORDS, SETTLEMENT_WORDS
from orderdesk.core.services.contracts import (
    ContractRefused,
    Kept,
    add_contract,
    check_contract,
    contracts_of,
    read_fees,
    remove_contract,
    write_fees,
)
from orderdesk.core.services.following import UNSUPPORTED, kept_back
from orderdesk.core.services.issuing import section_names
from orderdesk.core.services.label_plans import courier_name
from orderdesk.core.store.engine import Store
from orderdesk.core.store.unit import find
from orderdesk.core.store.waybills import pending_waybills, waybills_of

Answer = TypeVar("Answer")

CourierKey = Annotated[str, typer.Argument(help="cj, epost, hanjin, lotte, logen, ilyang", metavar="COURIER")]


_MOST: Final = 1000
"""Labels and parcels that are listed at most where none are named."""

_NOT_FOLLOWED: Final = Word(
    "연결된 배송 추적이 이 택배사를 모릅니다", "The connected tracker does not know this courier"
)


class Settled(StrEnum):
    """Who settles a box's fee, and when."""

    credit = "credit"
    prepaid = "prepaid"
    collect = "collect"


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    group = typer.Typer(help="택배사 · couriers", no_args_is_help=True)
    contracts = typer.Typer(help="택배 계약 · contracts", no_args_is_help=True)
    contracts.command("list")(list_contracts)
    contracts.command("add")(add)
    contracts.command("check")(check)
    contracts.command("remove")(remove)
    group.add_typer(contracts, name="contract")
    group.command("labels")(labels)
    group.command("parcels")(parcels)
    app.add_typer(group, name="courier")


def list_contracts(context: typer.Context, as_json: Json = False) -> None:
    """등록한 계약과 그 상태 · the contracts, and whether they are checked."""
    this = session(context)
    with this.store() as store, store.reader() as conn:
        found = contracts_of(conn)
    _tell(this, found, as_json)


def add(
    context: typer.Context,
    courier: CourierKey,
    business: Annotated[str, typer.Option("--business", help="사업자등록번호 · business number")],
    code: Annotated[str, typer.Option("--code", help="계약코드 · contract code")],
    name: Annotated[str, typer.Option("--name", help="보내는 분 · sender")],
    phone: Annotated[str, typer.Option("--phone", help="연락처 · phone")],
    postcode: Annotated[str, typer.Option("--zip", help="우편번호 · postcode")],
    address: Annotated[str, typer.Option("--address", help="발송지 · address")],
    detail: Annotated[str, typer.Option("--detail", help="상세주소 · detail")] = "",
    vendor: Annotated[str, typer.Option("--vendor", help="업체코드 (우체국) · vendor code (epost)")] = "",
    settlement: Annotated[
        Settled, typer.Option("--settlement", help="정산기준 · who settles the fees")
    ] = Settled.credit,
    fees: Annotated[str, typer.Option("--fees", help="박스 요금 소=2500,중=3000 · box fees")] = "",
) -> None:
    """택배 계약을 등록한다 · register a contract."""
    this = session(context)

    def save(store: Store) -> None:
        contract = Contract(
            courier,
            business,
            code,
            Place(name, phone, postcode, address, detail),
            Settlement(settlement.value),
            vendor,
            read_fees(fees),
        )
        add_contract(store, this.actor, now(), contract)

    _do(this, save)


def check(
    context: typer.Context,
    courier: CourierKey,
    seen: Annotated[
        bool, typer.Option("--seen", help="굿스플로 화면에서 확인완료를 봤음 · seen to be checked there")
    ] = False,
    as_json: Json = False,
) -> None:
    """계약상태 확인 · ask after a contract, or say that its page says so."""
    this = session(context)

    def ask(store: Store) -> Kept:
        if seen:
            return check_contract(store, this.actor, now(), courier, None)
        with printing(this, store) as gateway:
            return check_contract(store, this.actor, now(), courier, gateway)

    _tell(this, [_do(this, ask)], as_json)


def remove(context: typer.Context, courier: CourierKey) -> None:
    """택배 계약을 지운다 · remove a contract."""
    this = session(context)
    _do(this, lambda store: remove_contract(store, this.actor, now(), courier))


def labels(
    context: typer.Context,
    numbers: Annotated[
        list[str] | None, typer.Argument(help="주문번호; 없으면 기다리는 것 · by default what waits")
    ] = None,
    as_json: Json = False,
) -> None:
    """접수한 송장과 그 상태 · labels that were handed in, and how they stand."""
    this = session(context)
    with this.store() as store, store.reader() as conn:
        found = waybills_of(conn, find(conn, numbers).values()) if numbers else pending_waybills(conn, _MOST)
        names = section_names(conn, found)
    if as_json:
        write_json([_label(this, names[each.key], each) for each in found])
        return
    rows = [list(_label(this, names[each.key], each).values()) for each in found]
    write_table(["section", "key", "courier", "number", "state", "why"], rows)


def parcels(context: typer.Context, as_json: Json = False) -> None:
    """배송을 추적할 수 없는 송장과 이유 · parcels under way that can't be followed, and why."""
    this = session(context)
    with this.store() as store, store.reader() as conn:
        rows = [
            {"courier": each.courier, "number": each.number, "why": _why(this, each.why)}
            for each in kept_back(conn, _MOST)
        ]
    if as_json:
        write_json(rows)
    else:
        write_table(["courier", "number", "why"], [list(row.values()) for row in rows])


def _why(this: Session, code: str) -> str:
    if code == UNSUPPORTED:
        return _NOT_FOLLOWED.text(this.lang)
    return BY_CODE[code].message.text(this.lang) if code in BY_CODE else clean(code)


def _label(this: Session, section: str, label: Waybill) -> dict[str, str]:
    return {
        "section": section,
        "key": label.key,
        "courier": courier_name(label.courier),
        "number": label.number,
        "state": WAYBILL_WORDS[label.state].text(this.lang),
        "why": _why(this, label.why),
    }


def _do(this: Session, change: Callable[[Store], Answer]) -> Answer:
    with this.store(writes=True) as store:
        try:
            return change(store)
        except ContractRefused as refused:
            raise UsageProblem(refused.word) from None


def _tell(this: Session, found: list[Kept], as_json: bool) -> None:
    if as_json:
        write_json([_shape(kept) for kept in found])
        return
    heads = ["courier", "name", "code", "vendor", "settlement", "fees", "state"]
    rows = []
    for kept in found:
        contract = kept.contract
        settled, state = SETTLEMENT_WORDS[contract.settlement], CONTRACT_WORDS[kept.state]
        rows.append(
            [
                contract.courier,
                courier_name(contract.courier),
                contract.contract_code,
                contract.vendor_code,
                settled.text(this.lang),
                write_fees(contract.fees),
                state.text(this.lang),
            ]
        )
    write_table(heads, rows)
    if any(kept.state.value != "checked" for kept in found):
        this.say(Word("확인완료인 계약만 송장을 출력합니다", "Only checked contracts print labels"))


def _shape(kept: Kept) -> dict[str, Any]:
    contract = kept.contract
    return {
        "courier": contract.courier,
        "code": contract.contract_code,
        "vendor": contract.vendor_code,
        "settlement": contract.settlement.value,
        "fees": dict(contract.fees),
        "state": kept.state.value,
    }
