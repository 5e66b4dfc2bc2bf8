"""Rehearse: a copy of the store to train people on, from which nothing goes outside.

A copy has no connections, no webhooks and no keys, and none can be added to it; the secrets of the real store
stand beside that one alone. The mark is in the copy itself, so that it holds whoever opens it, and by which
command. Making and removing one is in `rehearsal_copies`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from orderdesk.core.domain.words import Word
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.rehearsal import mark

NAME: Final = Word("연습", "REHEARSAL")
"""What stands before everything that is shown of a copy."""

SAFE: Final = Word(
    "연습용 저장소입니다: 밖으로는 아무것도 나가지 않습니다",
    "A rehearsal store: nothing goes outside",
)

NOTHING_OUTSIDE: Final = Word(
    "연습용 저장소에는 외부 연결을 넣을 수 없습니다. 진짜 저장소에서 하세요",
    "A rehearsal store takes no connection to the outside; add it to the real store",
)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Of which store a copy is one, and when it was made (UTC seconds)."""

    of: str
    at: int


def rehearsal(conn: Conn) -> Rehearsal | None:
    """What the store is a rehearsal of; None: it is a real one."""
    body = mark(conn)
    if body is None:
        return None
    found = json.loads(body)
    return Rehearsal(found["of"], found["at"])


def is_rehearsal(store: Store) -> bool:
    """Whether *store* is a copy to rehearse on."""
    with store.reader() as conn:
        return mark(conn) is not None
