"""How Goodsflow is reached, and what no public source says for certain of it, as settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.shipments import ContractState, Settlement, TrackCode

TEST_BASE: Final = "https://test.goodsflow.com/delivery/api/v2/"
PRINT_BASE: Final = "https://ds.goodsflow.com/print"
MEMBER_BASE: Final = "https://ws1.goodsflow.com/gws/api/Member/v3"
CONTRACT_PATH: Final = "contracts/partner/{partner}"


class NewsFrom(StrEnum):
    """Which of its two products tells the news: printing (v2), or tracing (v3, which wants an ack)."""

    PRINTING = "v2"
    TRACING = "v3"


STATUSES: Final[Mapping[str, TrackCode]] = MappingProxyType(
    {
        "10": TrackCode.INFORMATION_RECEIVED,
        "20": TrackCode.INFORMATION_RECEIVED,
        "30": TrackCode.AT_PICKUP,
        "40": TrackCode.IN_TRANSIT,
        "50": TrackCode.IN_TRANSIT,
        "60": TrackCode.OUT_FOR_DELIVERY,
        "70": TrackCode.DELIVERED,
    }
)
"""What their status numbers mean: 30 and 70 have been seen, the others are taken to lie between."""

PAYMENTS: Final[Mapping[Settlement, str]] = MappingProxyType(
    {Settlement.PREPAID: "SH", Settlement.CREDIT: "SH", Settlement.COLLECT: "BH"}
)
"""Who pays the courier: SH before, BH on arrival. Credit is taken to be SH."""

CONTRACT_STATES: Final[Mapping[str, ContractState]] = MappingProxyType(
    {
        "미등록": ContractState.UNREGISTERED,
        "확인중": ContractState.CHECKING,
        "확인완료": ContractState.CHECKED,
        "계약정보확인완료": ContractState.CHECKED,
        "거절": ContractState.REFUSED,
    }
)


@dataclass(frozen=True, slots=True)
class GoodsflowSettings:
    """Who we are at Goodsflow, where it is, and what is uncertain.

    Uncertain, with the likelier value as default: the live address (`base`); how a contract is asked after
    (`contract_path`; empty: its state is read off Goodsflow's own page by a person); whether a shipment names
    its courier (`names_courier`) and how a return is marked (`back_field`); whether news of printing must be
    acknowledged (`ack_path`, empty: no); what the status numbers mean; which number says that the contract
    was not taken (`contract_refused`).
    """

    partner: str
    key: Secret
    base: str = TEST_BASE
    print_base: str = PRINT_BASE
    member_base: str = MEMBER_BASE
    member: str = ""
    mall: str = ""
    response_url: str = ""
    news_from: NewsFrom = NewsFrom.PRINTING
    contract_path: str = CONTRACT_PATH
    ack_path: str = ""
    names_courier: bool = True
    back_field: tuple[str, str] = ("dlvretType", "R")
    contract_refused: frozenset[str] = frozenset({"412"})
    statuses: Mapping[str, TrackCode] = field(default_factory=lambda: STATUSES)
    payments: Mapping[Settlement, str] = field(default_factory=lambda: PAYMENTS)

    @property
    def member_code(self) -> str:
        """The name that tracing knows us by; the partner's where none of its own is set."""
        return self.member or self.partner
