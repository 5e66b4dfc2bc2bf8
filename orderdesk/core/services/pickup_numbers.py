"""Numbers of pickups that are those of parcels which go out: told beforehand, and no reason to refuse."""

from __future__ import annotations

from orderdesk.core.domain.parcels import normalise_number
from orderdesk.core.domain.words import Word
from orderdesk.core.services.planning import Plan
from orderdesk.core.services.tracking_rules import used_elsewhere, user_words
from orderdesk.core.store.dialect import Conn


def pickup_clashes(conn: Conn, plan: Plan) -> tuple[Word, ...]:
    """Which pickup numbers of *plan* goods were sent with: mostly read off the wrong label."""
    if plan.action != "pickup":
        return ()
    asked = {each: None for row in plan.applying() for each in plan.asked(row)}
    labels = [(each.text("courier"), normalise_number(each.text("number"))) for each in asked]
    used = used_elsewhere(conn, (label for label in labels if all(label)))
    found = [(number, user_words(conn, held)) for (_, number), held in used.items()]
    return tuple(
        Word(
            f"수거 송장 {number}: {user.ko} 섹션의 송장번호와 같습니다. 번호를 확인하세요",
            f"Pickup number {number} is also the number of {user.en}; check it",
        )
        for number, user in found
    )
