"""막힌 일: work that got stuck, kind by kind, each with the one action that moves it on; as data."""

from __future__ import annotations

from enum import IntEnum
from typing import Final, NamedTuple

from orderdesk.core.domain.claim_stages import STAGE_WORDS
from orderdesk.core.domain.facets import WITHDRAWN
from orderdesk.core.domain.words import Lang, Word

HELD_DAYS: Final = 3
"""A hold of more days than this is stuck: nobody looks after it."""

SEND_WITHIN: Final = 3 * 86_400
"""Seconds after its payment until which a section is to be sent, unless another day was promised."""

IDLE_DAYS: Final = 1
"""What was paid more days ago than this and not begun is stuck."""


class Snag(IntEnum):
    """What no other condition tells of an order; the numbers stand in the store's own SQL."""

    LABEL = 0
    UNTOLD = 1
    BOX = 2


SNAG_WORDS: Final = {
    Snag.LABEL: Word("송장 있고 미발송", "Labelled but not shipped"),
    Snag.UNTOLD: Word("채널에 미전송", "Channel not told"),
    Snag.BOX: Word("포장 중인 상자", "Box half packed"),
}


class StuckKind(NamedTuple):
    """A kind of stuck work: `where` are conditions of a list, in which ``{held}``, ``{idle}`` and ``{gone}``
    stand for days and ``{…}`` of a snag or stage for its word; `action` moves it on, by its id.
    """

    id: str
    words: Word
    where: tuple[str, ...]
    action: str


_CLAIMS: Final = tuple(bit for bit in STAGE_WORDS if bit != WITHDRAWN)

KINDS: Final[tuple[StuckKind, ...]] = (
    StuckKind(
        "label",
        Word("송장이 있는데 보내지 않음", "Has a label, not shipped"),
        ("section=상품준비,배송대기", "stuck=LABEL"),
        "ship",
    ),
    StuckKind(
        "untold",
        Word("보냈는데 채널에 전해지지 않음", "Shipped, channel not told"),
        ("stuck=UNTOLD",),
        "outbox",
    ),
    StuckKind("withdrawn", Word("철회된 클레임", "Claim withdrawn"), ("claim=WITHDRAWN",), "ready"),
    StuckKind(
        "held",
        Word(f"{HELD_DAYS}일 넘게 보류", f"On hold for over {HELD_DAYS} days"),
        ("hold=yes", "held_at=..{held}"),
        "release",
    ),
    StuckKind(
        "idle",
        Word("결제됐는데 시작하지 않음", "Paid, not started"),
        ("section=상품준비", "pay_status=결제완료", "hold=no", "invoiced=no", "paid_at=..{idle}"),
        "ready",
    ),
    StuckKind(
        "overdue",
        Word("발송 기한이 지남", "Past its ship-by date"),
        ("section=상품준비,배송대기", "pay_status=결제완료", "send_by=..{gone}"),
        "tracking",
    ),
    StuckKind("box", Word("상자에 담다 멈춤", "In a box half packed"), ("stuck=BOX",), "station"),
    StuckKind("claims", Word("기다리는 클레임", "Claims waiting"), ("claim=WAITING",), "claims"),
)
"""In the order in which they are shown."""


def conditions(kind: StuckKind, days: dict[str, str], lang: Lang) -> tuple[str, ...]:
    """The conditions that list *kind*, in words of *lang*; *days* are those that its texts name."""
    named = {
        "WITHDRAWN": _spelt(STAGE_WORDS[WITHDRAWN], lang),
        "WAITING": ",".join(_spelt(STAGE_WORDS[bit], lang) for bit in _CLAIMS),
        **{snag.name: _spelt(SNAG_WORDS[snag], lang) for snag in Snag},
    }
    found = []
    for text in kind.where:
        key, _, value = text.partition("=")
        found.append(f"{key}={named.get(value, value.format(**days))}")
    return tuple(found)


def _spelt(words: Word, lang: Lang) -> str:
    return "".join(words.text(lang).split())
