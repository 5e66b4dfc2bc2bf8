"""What the desk finds left over when it starts: interrupted jobs, refunds without an answer, open boxes."""

from __future__ import annotations

from orderdesk.core.domain.claim_stages import STAGE_WORDS
from orderdesk.core.domain.facets import REFUND_DUE
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services.packing import boxes_waiting
from orderdesk.core.services.recovering import left_behind
from orderdesk.core.store.refunds import interrupted_refunds
from orderdesk.screens.context import DeskContext
from orderdesk.screens.empty import way
from orderdesk.widgets.cells import won
from orderdesk.widgets.columns import listed

_LOOKING = Word(
    "저장 파일에 쓸 수 없어 보기만 합니다. 파일과 폴더의 권한을 고치면 바로 쓸 수 있습니다.",
    "The store file can't be written to: you can look. Fix the permissions of file and folder, and go on.",
)

_NAMED = 3
"""How many orders are named at most."""


def left_over(desk: DeskContext, reminds: bool) -> list[Word]:
    """Carries interrupted jobs on to their end; what the operator is told.

    What only waits, and that one can only look, is told where this *reminds*; what waits not to who is new to
    a demo shop: they don't know yet what a refund without an answer is, and nothing there is in a hurry.
    """
    told = [_LOOKING] if desk.store.read_only and reminds else []
    told += left_behind(desk.store, desk.clock)
    return [*told, *_waiting(desk)] if reminds and not desk.newcomer else told


def _waiting(desk: DeskContext) -> list[Word]:
    """Refunds without an answer, and boxes that this operator began."""
    told = list[Word]()
    with desk.reader() as conn:
        refunds = interrupted_refunds(conn)
        boxes = sum(box.holder == desk.actor.name for box in boxes_waiting(conn))
    if refunds:
        orders = listed(list(dict.fromkeys(each.order for each in refunds))[:_NAMED])
        amount = won(sum(each.amount for each in refunds))
        there = way(desk, "claims", STAGE_WORDS[REFUND_DUE])
        told.append(
            Word(
                f"결과를 모르는 환불 {len(refunds):,}건 · {amount}원"
                f" · {orders}: 결제사에서 확인하세요 · {there}",
                f"{many(len(refunds), 'refund')} of {amount} won without an answer"
                f" · {orders}: ask the payment company · {there}",
            )
        )
    if boxes:
        here = way(desk, "station")
        told.append(
            Word(
                f"이어서 포장할 상자 {boxes:,}개 · {here}", f"{many(boxes, 'box')} to finish packing · {here}"
            )
        )
    return told
