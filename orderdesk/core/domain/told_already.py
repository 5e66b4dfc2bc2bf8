"""Whether a channel shows that something was told to it, when nobody heard its answer."""

from __future__ import annotations

from enum import Enum

from orderdesk.core.domain.channel_caps import Operation
from orderdesk.core.domain.channels import ChannelLine, ClaimStage
from orderdesk.core.domain.states import ChannelState
from orderdesk.core.domain.telling import Intent

_O = Operation
_SENT = frozenset({ChannelState.SHIPPING, ChannelState.DELIVERED, ChannelState.CONFIRMED})
_REQUESTS = frozenset({_O.REQUEST_CANCEL, _O.REQUEST_RETURN, _O.REQUEST_EXCHANGE})
_APPROVALS = frozenset({_O.APPROVE_CANCEL, _O.APPROVE_RETURN, _O.APPROVE_EXCHANGE})
_REJECTIONS = frozenset({_O.REJECT_RETURN, _O.REJECT_EXCHANGE})
_HOLDS = frozenset({_O.HOLD_RETURN, _O.HOLD_EXCHANGE})
_RELEASES = frozenset({_O.RELEASE_RETURN, _O.RELEASE_EXCHANGE})
_COLLECTED = frozenset({_O.COLLECTED_RETURN, _O.COLLECTED_EXCHANGE})
_BACK = frozenset({ClaimStage.COLLECTED, ClaimStage.REDELIVERING, ClaimStage.DONE})
_RESENT = frozenset({ClaimStage.REDELIVERING, ClaimStage.DONE})


class Sight(Enum):
    """What reading again shows: it was done, it was not, or something else was done instead."""

    DONE = "done"
    NOT_DONE = "not-done"
    OTHERWISE = "otherwise"


def sight(intent: Intent, line: ChannelLine) -> Sight:
    """What *line*, read now, shows of *intent*."""
    operation, claim = intent.operation, line.claim
    stage = claim.stage if claim else None
    if operation in (_O.DISPATCH, _O.REJECT_CANCEL):
        return _dispatched(intent, line)
    if operation is _O.AMEND_INVOICE:
        return _so(line.tracking == intent.tracking)
    done = {
        _O.CONFIRM: line.confirmed or line.state in _SENT,
        _O.REMOVE_INVOICE: not line.tracking,
        _O.DELAY: line.due_at == intent.at,
        _O.REDELIVER: stage in _RESENT,
        _O.CONFIRM_DEPOSIT: line.state not in (ChannelState.WAITING, None),
        **dict.fromkeys(_REQUESTS, stage not in (None, ClaimStage.REJECTED, ClaimStage.DONE)),
        **dict.fromkeys(_APPROVALS, stage is ClaimStage.DONE),
        **dict.fromkeys(_REJECTIONS, stage in (ClaimStage.REJECTED, None)),
        **dict.fromkeys(_HOLDS, claim is not None and claim.held),
        **dict.fromkeys(_RELEASES, claim is not None and not claim.held),
        **dict.fromkeys(_COLLECTED, stage in _BACK),
    }
    return _so(done[operation])


def _dispatched(intent: Intent, line: ChannelLine) -> Sight:
    if line.state not in _SENT:
        return Sight.NOT_DONE
    return Sight.DONE if line.tracking in ("", intent.tracking) else Sight.OTHERWISE


def _so(done: bool) -> Sight:
    return Sight.DONE if done else Sight.NOT_DONE
