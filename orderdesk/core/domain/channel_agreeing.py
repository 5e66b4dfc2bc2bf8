"""Whether what a channel says of an item fits where its section stands here (채널 품목 상태와 섹션 상태)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from orderdesk.core.domain.orders import Order, Origin
from orderdesk.core.domain.states import ChannelState, SectionState

S = SectionState
DIFFERS_MARK: Final = "≠"

_AGREES: Final[Mapping[ChannelState, frozenset[SectionState]]] = {
    ChannelState.WAITING: frozenset({S.PREPARING}),
    ChannelState.PAID: frozenset({S.PREPARING, S.READY}),
    ChannelState.PREPARING: frozenset({S.PREPARING, S.READY}),
    ChannelState.SHIPPING: frozenset({S.SHIPPING, S.DELIVERED}),
    ChannelState.DELIVERED: frozenset({S.SHIPPING, S.DELIVERED, S.CONFIRMED}),
    ChannelState.CONFIRMED: frozenset({S.SHIPPING, S.DELIVERED, S.CONFIRMED}),  # others of its parcel may lag
    ChannelState.CANCELLING: frozenset({S.CANCEL_REQUESTED}),
    ChannelState.RETURNING: frozenset({S.RETURN_REQUESTED, S.RETURN_COLLECTING, S.RETURN_COLLECTED}),
    ChannelState.EXCHANGING: frozenset({S.EXCHANGE_REQUESTED, S.EXCHANGE_COLLECTING, S.EXCHANGE_COLLECTED}),
    ChannelState.CANCELLED: frozenset({S.CANCELLED}),
    ChannelState.RETURNED: frozenset({S.RETURNED}),
    ChannelState.EXCHANGED: frozenset({S.EXCHANGED}),
}


def agrees(state: SectionState, channel: ChannelState | None) -> bool:
    """Whether they fit; what no channel told of always does, a word not known never."""
    return channel is None or state in _AGREES.get(channel, frozenset())


def differing(order: Order) -> tuple[int, ...]:
    """The sections that the channel says something else of; what is sent again it knows nothing of."""
    told = [item for item in order.items if item.channel_state is not None]
    if not told:
        return ()
    known = {s.n: s.state for s in order.sections if s.origin is not Origin.RESEND}
    return tuple(
        sorted(
            {i.section for i in told if i.section in known and not agrees(known[i.section], i.channel_state)}
        )
    )
