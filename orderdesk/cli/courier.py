"""`courier`: contracts with couriers, and what labels and tracking are connected to."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, TypeVar

import typer

from orderdesk.cli.common import Session, UsageProblem, now, session
from orderdesk.cli.output import write_json, write_table
from orderdesk.cli.outside import courier_of, reached
from orderdesk.cli.planned import Json
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.core.gateways.goodsflow.settings import (
    CONTRACT_PATH,
    MEMBER_BASE,
    PRINT_BASE,
    TEST_BASE,
    NewsFrom,
)
from orderdesk.core.gateways.shipments import Contract, Place, Settlement
from orderdesk.core.services.contracts import (
    SETTLEMENT_WORDS,
    STATE_WORDS,
    ContractRefused,
    Kept,
    add_contract,
    check_contract,
    contracts_of,
    read_fees,
    remove_contract,
    write_fees,
)
from orderdesk.core.services.couriers import (
    LabelLink,
    TrackerKind,
    TrackerLink,
    connect_labels,
    connect_tracker,
    label_link,
    tracker_link,
)
from orderdesk.core.services.issuing import courier_name
from orderdesk.core.store.engine import Store

Answer = TypeVar("Answer")

CourierKey = Annotated[str, typer.Argument(help="cj, epost, hanjin, lotte, logen, ilyang", metavar="COURIER")]


class Settled(StrEnum):
    """Who settles a box's fee, and when."""

    credit = "credit"
    prepaid = "prepaid"
    collect = "collect"


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    group = typer.Typer(help="택배 계약과 연결 · courier contracts and connections", no_args_is_help=True)
    group.command("show")(show)
    group.command("connect")(connect)
    group.command("tracker")(tracker)
    contracts = typer.Typer(help="택배 계약 · contracts", no_args_is_help=True)
    contracts.command("list")(list_contracts)
    contracts.command("add")(add)
    contracts.command("check")(check)
    contracts.command("remove")(remove)
    group.add_typer(contracts, name="contract")
    app.add_typer(group, name="courier")


def show(context: typer.Context, as_json: Json = False) -> None:
    """송장 출력과 배송 추적이 무엇에 연결되어 있는지 · what labels and tracking are connected to."""
    this = session(context)
    with this.store() as store, store.reader() as conn:
        labels, follows = label_link(conn), tracker_link(conn)
    told: dict[str, Any] = {
        "labels": {"partner": labels.partner, "base": labels.base} if labels else None,
        "tracker": {"kind": follows.kind.value, "base": follows.base} if follows else None,
    }
    if as_json:
        write_json(told)
        return
    rows = [[name, *(link.values() if link else ("-", "-"))] for name, link in told.items()]
    write_table(["for", "who", "where"], rows)


def connect(
    context: typer.Context,
    partner: Annotated[str, typer.Argument(help="파트너 코드 · partner code")],
    base: Annotated[str, typer.Option("--base", help="주소 · address")] = TEST_BASE,
    print_base: Annotated[str, typer.Option("--print-base", help="출력 창 · print window")] = PRINT_BASE,
    member_base: Annotated[str, typer.Option("--member-base", help="추적 · tracing")] = MEMBER_BASE,
    news: Annotated[
        NewsFrom, typer.Option("--news", help="소식 · where news comes from")
    ] = NewsFrom.PRINTING,
    contract_path: Annotated[
        str, typer.Option("--contract-path", help="계약 확인, 비우면 사람이 · empty: a person looks")
    ] = CONTRACT_PATH,
    ack_path: Annotated[str, typer.Option("--ack-path", help="수신 확인 · acknowledges news")] = "",
) -> None:
    """굿스플로를 연결한다; 키는 orderdesk secret set goodsflow · connect Goodsflow."""
    this = session(context)
    link = LabelLink(clean(partner), base, print_base, member_base, news, contract_path, ack_path)
    with this.store(writes=True) as store:
        connect_labels(store, this.actor, now(), link)


def tracker(
    context: typer.Context,
    kind: Annotated[TrackerKind, typer.Argument(help="누구에게 묻나 · who is asked")],
    base: Annotated[str, typer.Option("--base", help="주소 · address")] = "",
    client: Annotated[str, typer.Option("--client", help="클라이언트 번호 · client number")] = "",
) -> None:
    """배송 추적을 연결한다; 키는 orderdesk secret set tracker · connect a tracker."""
    this = session(context)
    with this.store(writes=True) as store:
        connect_tracker(store, this.actor, now(), TrackerLink(kind, base, clean(client)))


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
    settlement: Annotated[Settled, typer.Option("--settlement", help="정산기준")] = Settled.credit,
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
    """계약상태 확인 · ask after a contract, or say that its page says 확인완료."""
    this = session(context)

    def ask(store: Store) -> Kept:
        gateway = None if seen else courier_of(this, store)
        return reached(lambda: check_contract(store, this.actor, now(), courier, gateway))

    _tell(this, [_do(this, ask)], as_json)


def remove(context: typer.Context, courier: CourierKey) -> None:
    """택배 계약을 지운다 · remove a contract."""
    this = session(context)
    _do(this, lambda store: remove_contract(store, this.actor, now(), courier))


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
        settled, state = SETTLEMENT_WORDS[contract.settlement], STATE_WORDS[kept.state]
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
