"""Small values as they go over the wire: by the names that they have in the domain, in capitals."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from orderdesk.core.domain.claims import ClaimKind, Decision
from orderdesk.core.domain.orders import Channel, Delivery, EntryKind, Method
from orderdesk.core.domain.states import Badge, PaymentState, SectionState, Trade


@dataclass(frozen=True, slots=True)
class ByName:
    """An annotation: the value of an enum is read and written by its name."""

    def __get_pydantic_core_schema__(
        self, source: type[IntEnum], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """How pydantic reads and writes it, and describes it in a schema."""
        names = core_schema.literal_schema([each.name for each in source])
        read = core_schema.no_info_after_validator_function(lambda name: source[name], names)
        return core_schema.no_info_before_validator_function(
            lambda value: value.name if isinstance(value, source) else value,
            read,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda value: value.name, return_schema=names
            ),
        )


BadgeName = Annotated[Badge, ByName()]
ChannelName = Annotated[Channel, ByName()]
ClaimKindName = Annotated[ClaimKind, ByName()]
DecisionName = Annotated[Decision, ByName()]
DeliveryName = Annotated[Delivery, ByName()]
EntryName = Annotated[EntryKind, ByName()]
MethodName = Annotated[Method, ByName()]
PaymentName = Annotated[PaymentState, ByName()]
SectionName = Annotated[SectionState, ByName()]
TradeName = Annotated[Trade, ByName()]
