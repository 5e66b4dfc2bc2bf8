"""Tabs: saved conditions, and the set that a new store begins with (finding-and-files.md §2)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orderdesk.core.domain import facets
from orderdesk.core.domain.claim_stages import STAGE_WORDS
from orderdesk.core.domain.list_words import ALL_ORDERS, TAB_WORDS
from orderdesk.core.domain.orders import Actor, Method
from orderdesk.core.domain.states import PaymentState, SectionState
from orderdesk.core.domain.text import nfc
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.shop import tabs as stored_tabs

Conditions = Mapping[str, frozenset[int]]
"""For each of the tab's conditions the values that fit; keys are those of `ListQuery`."""

FLAGS: dict[str, int] = {
    "held": facets.HELD,
    "delayed": facets.DELAYED,
    "pending": facets.PENDING,
    "assumed": facets.ASSUMED,
    "differs": facets.DIFFERS,
}


MOST_TABS = 30
"""Saved tabs that a store holds at most."""

LONGEST_NAME = 20
"""Characters of a tab's name at most."""

_NAME_LENGTH = Word("탭 이름은 1–20자로 적으세요", "A tab's name has 1 to 20 characters")
_NAME_TAKEN = Word(
    "같은 이름의 탭이 있습니다. 다른 이름을 적으세요", "There is a tab of that name; choose another"
)
_TOO_MANY = Word(
    "탭은 30개까지입니다. 하나를 지우고 다시 하세요", "30 tabs at most; delete one and try again"
)
_CHANGED = Word(
    "그사이 다른 데스크에서 탭을 바꿨습니다. 닫고 다시 고치세요",
    "Another desk has changed the tabs meanwhile; close this and edit again",
)


class TabRefused(ValueError):
    """Tabs can't be saved so; `word` says why and what to do now."""

    def __init__(self, word: Word) -> None:
        super().__init__(word.en)
        self.word = word


@dataclass(frozen=True, slots=True)
class Tab:
    """A named set of conditions; the tab of all orders has none."""

    name: str
    conditions: Conditions

    def label(self, lang: Lang) -> str:
        """The name as *lang* has it, where it is one that the shop began with; else as it was given."""
        if self.name in ALL_ORDERS:
            return ALL_ORDERS.text(lang)
        key = next((key for key, words in TAB_WORDS.items() if self.name in words), None)
        began = key is not None and DEFAULT_TABS[key] == self.conditions
        return TAB_WORDS[key].text(lang) if key is not None and began else self.name


ALL = Tab(ALL_ORDERS.ko, {})

_PREPARING = frozenset({int(SectionState.PREPARING)})
_PAID = frozenset({int(PaymentState.COMPLETE), int(PaymentState.PART_REFUNDED)})

DEFAULT_TABS: dict[str, Conditions] = {
    "unpaid": {"pay": frozenset({int(PaymentState.WAITING)}), "state": _PREPARING},
    "preparing": {"pay": _PAID, "state": _PREPARING},
    "ready": {"state": frozenset({int(SectionState.READY)})},
    "shipping": {"state": frozenset({int(SectionState.SHIPPING)})},
    "claims": {"claim": frozenset(STAGE_WORDS)},
    "held": {"flag": frozenset({facets.HELD})},
    "pending": {"flag": frozenset({facets.PENDING})},
    "bank": {"method": frozenset({int(Method.BANK)}), "pay": _PAID},
}
"""What a new store shows behind the tab of all orders, by the keys of `TAB_WORDS`."""


def read_tabs(conn: Conn, lang: Lang = "ko") -> tuple[Tab, ...]:
    """The tab of all orders, named in *lang*, then the saved ones in their order and as they are named."""
    first = Tab(ALL_ORDERS.text(lang), ALL.conditions)
    return (first, *(Tab(row.name, _read_conditions(row.conditions)) for row in stored_tabs(conn)))


def _read_conditions(text: str) -> Conditions:
    return {key: frozenset(values) for key, values in json.loads(text).items()}


def tab_name(name: str, others: Sequence[str]) -> str:
    """*name* as a tab of that name is kept; TabRefused when it is none, or one of *others* has it.

    The rules of finding-and-files.md §2.2: 1–20 characters, unique whatever the capitals, never 전체.
    """
    trimmed = nfc(" ".join(name.split()))
    if not 1 <= len(trimmed) <= LONGEST_NAME:
        raise TabRefused(_NAME_LENGTH)
    if trimmed.casefold() in {each.casefold() for each in (*ALL_ORDERS, *others)}:
        raise TabRefused(_NAME_TAKEN)
    return trimmed


def save_tabs(store: Store, actor: Actor, now: int, before: Sequence[Tab], after: Sequence[Tab]) -> None:
    """Replace the saved tabs *before* by *after*; both without the tab of all orders.

    TabRefused when a name or their number won't do, or when the store has others than *before* by now.
    """
    if len(after) > MOST_TABS:
        raise TabRefused(_TOO_MANY)
    names: list[str] = []
    for tab in after:
        names.append(tab_name(tab.name, names))
    rows = [(name, _write_conditions(tab.conditions)) for name, tab in zip(names, after, strict=True)]
    with store.unit(actor, now) as unit:
        if read_tabs(unit.conn)[1:] != tuple(before):
            raise TabRefused(_CHANGED)
        unit.put_tabs(rows)


def begin_shop(store: Store, actor: Actor, now: int, lang: Lang = "ko") -> None:
    """Give a new store its default tabs, named in *lang*.

    A store that has tabs is left alone, and so is one that can't be written to.
    """
    if store.read_only:
        return
    with store.reader() as conn:
        if stored_tabs(conn):
            return
    rows = [(TAB_WORDS[key].text(lang), _write_conditions(kept)) for key, kept in DEFAULT_TABS.items()]
    with store.unit(actor, now) as unit:
        if not stored_tabs(unit.conn):
            unit.put_tabs(rows)


def _write_conditions(conditions: Conditions) -> str:
    return json.dumps({key: sorted(values) for key, values in conditions.items()})
