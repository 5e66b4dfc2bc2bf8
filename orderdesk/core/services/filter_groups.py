"""Filter groups: named conditions that the whole shop has saved, the last used first.

Their conditions are those of `--where`; a period such as ``ordered_at=최근7일`` is kept as its name, and so
moves with the day (finding-and-files.md §3.2).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from orderdesk.core.domain.list_words import GROUP_ADVICE, NO_GROUP_ADVICE
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.core.services.browsing import BadCondition, make_view
from orderdesk.core.services.preferences import SHOP, read_preference
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store

MOST_GROUPS: Final = 30
"""Filter groups that a store holds at most."""

LONGEST_NAME: Final = 20
"""Characters of a group's name at most."""

_PREFERENCE: Final = "filter_groups"

_NAME_LENGTH: Final = Word(
    "필터 그룹 이름은 1–20자로 적으세요", "A filter group's name has 1 to 20 characters"
)
_NAME_TAKEN: Final = Word(
    "같은 이름의 필터 그룹이 있습니다. 다른 이름을 적으세요",
    "There is a filter group of that name; choose another",
)
_NOTHING: Final = Word(
    "저장할 조건이 없습니다. 조건을 먼저 고르세요", "There is no condition to save; choose some first"
)
_TOO_MANY: Final = Word(
    "필터 그룹은 30개까지입니다. 하나를 지우고 다시 하세요",
    "30 filter groups at most; delete one and try again",
)
_GONE: Final = Word(
    "그사이 지워진 필터 그룹입니다. 다른 것을 고르세요",
    "That filter group has been deleted meanwhile; choose another",
)


class FilterGroupRefused(ValueError):
    """A filter group can't be saved, used or deleted; `word` says why and what to do now."""

    def __init__(self, word: Word) -> None:
        super().__init__(word.en)
        self.word = word


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """Named conditions, each ``key=value`` as in `--where`."""

    name: str
    where: tuple[str, ...]


def read_filter_groups(conn: Conn) -> tuple[FilterGroup, ...]:
    """The saved groups, the last used first."""
    body = read_preference(conn, SHOP, _PREFERENCE)
    try:
        found = json.loads(body or "[]")
    except (ValueError, RecursionError):
        return ()
    return tuple(filter(None, map(_group, found if isinstance(found, list) else ())))


def _group(value: Any) -> FilterGroup | None:  # noqa: ANN401  # whatever JSON holds
    match value:
        case [str(name), [*where]] if all(isinstance(each, str) for each in where):
            return FilterGroup(name, tuple(where))
    return None


def find_filter_group(conn: Conn, name: str) -> FilterGroup:
    """The group called *name*, whatever the capitals. BadCondition names the groups there are."""
    groups = read_filter_groups(conn)
    found = _named(groups, name)
    if found is not None:
        return found
    if not groups:
        raise BadCondition(name, NO_GROUP_ADVICE)
    names = ", ".join(group.name for group in groups)
    raise BadCondition(name, Word(GROUP_ADVICE.ko.format(names), GROUP_ADVICE.en.format(names)))


def save_filter_group(store: Store, actor: Actor, now: int, name: str, where: Sequence[str]) -> FilterGroup:
    """Keep the conditions *where* as a new group called *name*, the first of all; the group as it is kept.

    FilterGroupRefused when the name won't do or is taken, there is no condition, or 30 groups are there;
    BadCondition for a condition that can't be read.
    """
    group = FilterGroup(_trimmed(name), tuple(where))
    if not 1 <= len(group.name) <= LONGEST_NAME:
        raise FilterGroupRefused(_NAME_LENGTH)
    if not group.where:
        raise FilterGroupRefused(_NOTHING)
    make_view(where=group.where, now=now)
    with store.unit(actor, now) as unit:
        known = read_filter_groups(unit.conn)
        if _named(known, group.name) is not None:
            raise FilterGroupRefused(_NAME_TAKEN)
        if len(known) >= MOST_GROUPS:
            raise FilterGroupRefused(_TOO_MANY)
        unit.put_preference(SHOP, _PREFERENCE, _body((group, *known)))
    return group


def use_filter_group(store: Store, actor: Actor, now: int, name: str) -> FilterGroup:
    """The group called *name*, which becomes the first; FilterGroupRefused when it is gone."""
    with store.unit(actor, now) as unit:
        group, others = _taken_out(unit.conn, name)
        unit.put_preference(SHOP, _PREFERENCE, _body((group, *others)))
    return group


def delete_filter_group(store: Store, actor: Actor, now: int, name: str) -> None:
    """Delete the group called *name*; FilterGroupRefused when it is gone already."""
    with store.unit(actor, now) as unit:
        _, others = _taken_out(unit.conn, name)
        unit.put_preference(SHOP, _PREFERENCE, _body(others))


def _taken_out(conn: Conn, name: str) -> tuple[FilterGroup, tuple[FilterGroup, ...]]:
    """The group called *name*, and the others in their order."""
    groups = read_filter_groups(conn)
    found = _named(groups, name)
    if found is None:
        raise FilterGroupRefused(_GONE)
    return found, tuple(group for group in groups if group is not found)


def _named(groups: Sequence[FilterGroup], name: str) -> FilterGroup | None:
    wanted = _trimmed(name).casefold()
    return next((group for group in groups if group.name.casefold() == wanted), None)


def _trimmed(name: str) -> str:
    return " ".join(clean(name).split())


def _body(groups: Sequence[FilterGroup]) -> str:
    return json.dumps([[group.name, group.where] for group in groups], ensure_ascii=False)
