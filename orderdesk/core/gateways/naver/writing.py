"""Telling Naver of many lines at once: one result for each, and an honest one where the answer is not plain.

Naver answers 200 with some lines done and others not. A line whose state says no is read again: very often it
is as it was to be. So is everything whose answer was lost. What is not so then may be asked for again, for
Naver refuses what it has done already; only a claim asked for by pieces can be made twice (`claims.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from orderdesk.core.domain.channels import ChannelLine, LineRef
from orderdesk.core.gateways.naver.asking import NaverLine
from orderdesk.core.gateways.naver.faults import Refused
from orderdesk.core.gateways.naver.shapes import WrittenReply
from orderdesk.core.gateways.naver.words import AGAIN, STATE_SAYS_NO
from orderdesk.core.gateways.results import (
    AlreadyDone,
    Done,
    Fault,
    GatewayError,
    ItemResult,
    Later,
    Rejected,
)
from orderdesk.core.gateways.wire import Call, parsed

BATCH: Final = 30
"""Lines that one call takes."""

UNANSWERED: Final = "unanswered"
PAUSE: Final = 60.0
"""Seconds before something is asked for again whose answer was lost; it may still be on its way."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of a line: what the call says of it, and whether the line as it is now has it."""

    ref: LineRef
    body: Any
    met: Callable[[ChannelLine], bool]


Read = Callable[[Sequence[LineRef]], Mapping[str, ChannelLine]]
Calls = Callable[[list[Any]], Call]


class Writer:
    """Writes over *line*; *read* tells how lines are now."""

    def __init__(self, line: NaverLine, read: Read) -> None:
        self._line = line
        self._read = read

    def all(self, wanted: Sequence[Wanted], call: Calls, batch: int = BATCH) -> dict[str, ItemResult]:
        """One result a line, asked for *batch* at a time.

        GatewayError while nothing is known of any line yet; after that, lines without an answer are Later.
        """
        results: dict[str, ItemResult] = {}
        for start in range(0, len(wanted), batch):
            try:
                results |= self._some(wanted[start : start + batch], call)
            except GatewayError as error:
                if not results:
                    raise
                rest = (each for each in wanted if each.ref.line not in results)
                code = error.code or str(error.fault)
                late = Later(code, error.message, error.retry_after)
                return results | {each.ref.line: late for each in rest}
        return results

    def one(self, wanted: Wanted, call: Call) -> ItemResult:
        """What became of one line. GatewayError."""
        return self.all([wanted], lambda _bodies: call)[wanted.ref.line]

    def _some(self, wanted: Sequence[Wanted], call: Calls) -> dict[str, ItemResult]:
        try:
            reply = self._line.write(call([each.body for each in wanted]))
        except Refused as refused:
            # Nothing of the call was done; one line may have spoilt it for the others.
            if len(wanted) > 1:
                return self.all(wanted, call, batch=1)
            return {wanted[0].ref.line: Rejected(refused.told.code, refused.told.message)}
        except GatewayError as error:
            if error.fault is not Fault.TIMEOUT_UNKNOWN:
                raise
            return self._again(wanted, error)
        try:
            told = parsed(reply, WrittenReply)
        except GatewayError as error:
            # Something was done, and nobody can tell to which lines.
            return self._again(wanted, GatewayError(Fault.TIMEOUT_UNKNOWN, error.code, error.message))
        done, failed = told.done, told.failed
        results: dict[str, ItemResult] = {each.ref.line: Done() for each in wanted if each.ref.line in done}
        unclear = []
        for each in wanted:
            if each.ref.line in results:
                continue
            if (why := failed.get(each.ref.line)) is None or why.code == STATE_SAYS_NO:
                unclear.append(each)
            else:
                kind = Later if why.code in AGAIN else Rejected
                results[each.ref.line] = kind(why.code, why.message)
        return results | self._looked_at(unclear, {k: Rejected(v.code, v.message) for k, v in failed.items()})

    def _again(self, wanted: Sequence[Wanted], error: GatewayError) -> dict[str, ItemResult]:
        """Reads what became of *wanted*, of which there was no answer. GatewayError TIMEOUT_UNKNOWN."""
        try:
            now = self._read([each.ref for each in wanted])
        except GatewayError as other:
            raise error from other
        return {each.ref.line: _found(each, now, None) for each in wanted}

    def _looked_at(self, unclear: Sequence[Wanted], said: Mapping[str, Rejected]) -> dict[str, ItemResult]:
        """Reads how the lines are that were refused for their state, or of which nothing was said."""
        if not unclear:
            return {}
        try:
            now = self._read([each.ref for each in unclear])
        except GatewayError as error:
            late = Later(STATE_SAYS_NO, error.message, error.retry_after)
            return {each.ref.line: late for each in unclear}
        return {each.ref.line: _found(each, now, said.get(each.ref.line)) for each in unclear}


def _found(wanted: Wanted, now: Mapping[str, ChannelLine], said: Rejected | None) -> ItemResult:
    line = now.get(wanted.ref.line)
    if line is not None and wanted.met(line):
        return AlreadyDone()
    return said or Later(UNANSWERED, after=PAUSE)
