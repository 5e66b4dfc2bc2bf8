"""The shop's contracts with couriers (택배 계약): one a courier; only one that is checked prints labels."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.waybills import refuse_contract
from orderdesk.core.domain.words import Word
from orderdesk.core.gateways.ports import CourierGateway
from orderdesk.core.gateways.shipments import Contract, ContractState, Place, Settlement
from orderdesk.core.services.preferences import SHOP, read_preference
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store

_NAME: Final = "courier-contracts"
_KNOWN: Final = Word(
    "이 택배사의 계약은 이미 있습니다. 지우고 다시 등록하세요",
    "There is a contract with this courier; remove it first",
)
_UNKNOWN: Final = Word("이 택배사의 계약이 없습니다", "There is no contract with this courier")
_FEES: Final = Word(
    "박스 요금은 크기=원 으로 적으세요, 예: 소=2500, 중=3000", "Write box fees as size=won, e.g. S=2500"
)


class ContractRefused(Exception):
    """A contract can't be registered, checked or removed; `word` says why."""

    def __init__(self, word: Word) -> None:
        super().__init__(word.en)
        self.word = word


@dataclass(frozen=True, slots=True)
class Kept:
    """A contract as the shop keeps it, and what its courier last said of it."""

    contract: Contract
    state: ContractState = ContractState.UNREGISTERED


def contracts_of(conn: Conn) -> list[Kept]:
    """The shop's contracts, in the order in which they were registered."""
    return [_kept(row) for row in json.loads(read_preference(conn, SHOP, _NAME) or "[]")]


def checked_contracts(conn: Conn) -> list[Contract]:
    """The contracts that may print labels."""
    return [kept.contract for kept in contracts_of(conn) if kept.state is ContractState.CHECKED]


def read_fees(text: str) -> dict[str, int]:
    """Box fees in won by size, written ``소=2500, 중=3000``. ContractRefused if they can't be read."""
    fees: dict[str, int] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        size, _, won = part.partition("=")
        if not size.strip() or not won.strip().isdecimal():
            raise ContractRefused(_FEES)
        fees[clean(size.strip())] = int(won)
    return fees


def write_fees(fees: Mapping[str, int]) -> str:
    """The text that `read_fees` reads."""
    return ", ".join(f"{size}={won}" for size, won in fees.items())


def add_contract(store: Store, actor: Actor, now: int, contract: Contract) -> Kept:
    """Register *contract*, not checked yet. ContractRefused where it could never print, or is there."""
    sender = Place(*(clean(part.strip()) for part in _place(contract.sender)))
    contract = replace(
        contract,
        business_number="".join(filter(str.isdecimal, contract.business_number)),
        contract_code=clean(contract.contract_code.strip()),
        vendor_code=clean(contract.vendor_code.strip()),
        sender=sender,
    )
    told = sender.name, sender.phone, sender.postcode, sender.line1
    wrong = refuse_contract(
        contract.courier, contract.business_number, contract.contract_code, contract.vendor_code, told
    )
    if wrong is not None:
        raise ContractRefused(wrong)
    kept = Kept(contract)

    def add(known: list[Kept]) -> list[Kept]:
        if any(each.contract.courier == contract.courier for each in known):
            raise ContractRefused(_KNOWN)
        return [*known, kept]

    _change(store, actor, now, add)
    return kept


def remove_contract(store: Store, actor: Actor, now: int, courier: str) -> None:
    """Forget the contract with *courier*; labels that it printed stay. ContractRefused if there is none."""

    def remove(known: list[Kept]) -> list[Kept]:
        left = [each for each in known if each.contract.courier != courier]
        if len(left) == len(known):
            raise ContractRefused(_UNKNOWN)
        return left

    _change(store, actor, now, remove)


def check_contract(
    store: Store, actor: Actor, now: int, courier: str, gateway: CourierGateway | None
) -> Kept:
    """Ask after the contract with *courier* and keep the answer; without a *gateway* a person has looked.

    ContractRefused if there is none; GatewayError.
    """
    with store.reader() as conn:
        kept = next((each for each in contracts_of(conn) if each.contract.courier == courier), None)
    if kept is None:
        raise ContractRefused(_UNKNOWN)
    state = ContractState.CHECKED if gateway is None else gateway.check_contract(kept.contract)
    told = replace(kept, state=state)
    asked = kept.contract
    _change(store, actor, now, lambda known: [told if e.contract == asked else e for e in known])
    return told


def _change(store: Store, actor: Actor, now: int, change: Callable[[list[Kept]], list[Kept]]) -> None:
    """Keep what *change* makes of the contracts as they are now."""
    with store.unit(actor, now) as unit:
        kept = [asdict(each) for each in change(contracts_of(unit.conn))]
        unit.put_preference(SHOP, _NAME, json.dumps(kept))


def _place(place: Place) -> tuple[str, str, str, str, str]:
    return place.name, place.phone, place.postcode, place.line1, place.line2


def _kept(row: Mapping[str, Any]) -> Kept:
    told = dict(row["contract"])
    told["sender"] = Place(**told["sender"])
    told["settlement"] = Settlement(told["settlement"])
    return Kept(Contract(**told), ContractState(row["state"]))
