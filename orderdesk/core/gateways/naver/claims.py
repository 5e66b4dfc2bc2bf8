"""What can be asked of one line at Naver: a path, what goes with it, and what the line must be like after it.

A claim that is asked for by pieces is the one thing that Naver would do twice. So whoever asks reads the line
before, and takes only a claim that is newer than what was there for its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from orderdesk.core.domain.channels import ChannelClaim, ChannelLine, ClaimStage
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.states import ChannelState
from orderdesk.core.gateways.naver.polling import stamp
from orderdesk.core.gateways.naver.words import APPROVING, COLLECTS, DELAYS
from orderdesk.core.gateways.ports import ClaimRef, Pickup

_MOST_DETAIL: Final = 500
_PATHS: Final = {ClaimKind.CANCEL: "cancel", ClaimKind.RETURN: "return", ClaimKind.EXCHANGE: "exchange"}
_NAMES: Final = {ClaimKind.RETURN: "Return", ClaimKind.EXCHANGE: "Exchange"}
_SENT: Final = frozenset({ClaimStage.REDELIVERING, ClaimStage.DONE})


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to be asked: the end of its path, its body, whether a line has it."""

    path: str
    body: Mapping[str, Any] | None
    met: Callable[[ChannelLine], bool]


def _present(**fields: object) -> dict[str, object]:
    """The *fields* that have a value."""
    return {name: value for name, value in fields.items() if value not in (None, "")}


def _of(claim: ClaimRef, is_so: Callable[[ChannelClaim], bool]) -> Callable[[ChannelLine], bool]:
    """Whether a line is in *claim*, and in it like that."""

    def met(line: ChannelLine) -> bool:
        now = line.claim
        if now is None or now.kind is not claim.kind:
            return False
        return (not claim.id or now.id == claim.id) and is_so(now)

    return met


def delayed(due_at: int, reason: str, note: str) -> Ask:
    """A later dispatch, by *due_at* (seconds, UTC)."""
    body = {
        "dispatchDueDate": stamp(due_at),
        "delayedDispatchReason": DELAYS.get(reason, reason),
        "dispatchDelayedDetailedReason": note,
    }
    return Ask("delay", body, lambda line: line.due_at == due_at)


def requested(
    kind: ClaimKind, qty: int | None, reason: str, note: str, pickup: Pickup | None, code: str, before: object
) -> Ask:
    """A cancel or return in the buyer's name; *before* is the `trace` of the line until now."""
    if kind is ClaimKind.CANCEL:
        body = _present(cancelReason=reason, cancelDetailedReason=note[:_MOST_DETAIL], cancelQuantity=qty)
    else:
        body = _present(
            returnReason=reason,
            # Without a word on it the buyer sends it, for that sends no courier out.
            collectDeliveryMethod=COLLECTS.get(pickup.way if pickup else "BUYER", "UNKNOWN"),
            collectDeliveryCompany=code,
            collectTrackingNumber=pickup.tracking if pickup else "",
            returnQuantity=qty,
        )

    def met(line: ChannelLine) -> bool:
        now = line.claim
        return now is not None and now.kind is kind and trace(line) != before and qty in (None, now.qty)

    return Ask(f"claim/{_PATHS[kind]}/request", body, met)


def trace(line: ChannelLine | None) -> object:
    """What tells the claim of *line* from its next one."""
    return (line.claim.id, line.claim.asked_at) if line is not None and line.claim is not None else None


def approved(claim: ClaimRef) -> Ask | None:
    """A claim granted; None for an exchange, which has no such step."""
    if claim.kind is ClaimKind.EXCHANGE:
        return None
    whole = ChannelState.CANCELLED if claim.kind is ClaimKind.CANCEL else ChannelState.RETURNED
    granted = _of(claim, lambda now: now.stage is ClaimStage.DONE or now.raw in APPROVING)
    return Ask(f"claim/{_PATHS[claim.kind]}/approve", None, lambda line: line.state is whole or granted(line))


def rejected(claim: ClaimRef, note: str) -> Ask | None:
    """A claim denied; None for a cancel, which is denied by dispatching."""
    if claim.kind is ClaimKind.CANCEL:
        return None
    name = _NAMES[claim.kind]
    met = _of(claim, lambda now: now.stage is ClaimStage.REJECTED)
    return Ask(f"claim/{_PATHS[claim.kind]}/reject", {f"reject{name}Reason": note}, met)


def held(claim: ClaimRef, reason: str, note: str, fee: int | None) -> Ask | None:
    """A claim withheld, charging *fee* won; None for a cancel."""
    if claim.kind is ClaimKind.CANCEL:
        return None
    name = _NAMES[claim.kind]
    body = _present(
        **{
            "holdbackClassType": reason,
            f"holdback{name}DetailReason": note,
            f"extra{name}FeeAmount": fee,
        }
    )
    met = _of(claim, lambda now: now.held and now.hold_reason == reason)
    return Ask(f"claim/{_PATHS[claim.kind]}/holdback", body, met)


def released(claim: ClaimRef) -> Ask | None:
    """A withholding ended; None for a cancel."""
    if claim.kind is ClaimKind.CANCEL:
        return None
    return Ask(f"claim/{_PATHS[claim.kind]}/holdback/release", None, _of(claim, lambda now: not now.held))


def collected(claim: ClaimRef) -> Ask | None:
    """The goods of an exchange came back; None for others: a return is approved at once."""
    if claim.kind is not ClaimKind.EXCHANGE:
        return None
    back = _of(claim, lambda now: now.stage is ClaimStage.COLLECTED or now.stage in _SENT)
    return Ask("claim/exchange/collect/approve", None, back)


def redelivered(claim: ClaimRef, code: str, tracking: str) -> Ask | None:
    """The goods of an exchange are on their way, by courier *code* where there is one; None for others."""
    if claim.kind is not ClaimKind.EXCHANGE:
        return None
    body = _present(
        reDeliveryMethod="DELIVERY" if code else "NOTHING",
        reDeliveryCompany=code,
        reDeliveryTrackingNumber=tracking,
    )
    return Ask("claim/exchange/dispatch", body, _of(claim, lambda now: now.stage in _SENT))
