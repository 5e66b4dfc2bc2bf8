"""Macros: a few steps of an operator's under a name. They are what was meant, not the keys pressed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.core.services.job_requests import JobRequests, read_requests, write_requests
from orderdesk.core.services.preferences import read_preference
from orderdesk.core.services.repeating import repeatable
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store

MOST_STEPS: Final = 20
"""Steps that a macro has at most."""

MOST_MACROS: Final = 30
"""Macros that an operator has at most."""

LONGEST_NAME: Final = 20
"""Characters of a macro's name at most."""

_PREFERENCE: Final = "macros"

_NAME_LENGTH: Final = Word("매크로 이름은 1–20자로 적으세요", "A macro's name has 1 to 20 characters")
_NAME_TAKEN: Final = Word(
    "같은 이름의 매크로가 있습니다. 다른 이름을 적으세요", "There is a macro of that name; choose another"
)
_TOO_MANY: Final = Word(
    "매크로는 30개까지입니다. 하나를 지우고 다시 하세요", "30 macros at most; delete one and try again"
)
_NOTHING: Final = Word("아직 담긴 단계가 없습니다", "No step was recorded yet")
GONE: Final = Word("그사이 지워진 매크로입니다", "That macro has been deleted meanwhile")


class MacroRefused(ValueError):
    """A macro can't be kept so; `word` says why and what to do now."""

    def __init__(self, word: Word) -> None:
        super().__init__(word.en)
        self.word = word


@dataclass(frozen=True, slots=True)
class Show:
    """The list of *tab* ("" for all orders), narrowed by a search and by conditions as in `--where`."""

    tab: str
    search: str = ""
    where: tuple[str, ...] = ()


Which = Literal["all", "screen", "none"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Marks every order of the list, those on the screen, or none."""

    which: Which


@dataclass(frozen=True, slots=True)
class Do:
    """Asks *request* of the orders that are chosen then."""

    request: Request


Step = Show | Mark | Do


@dataclass(frozen=True, slots=True)
class Macro:
    """Steps under a name."""

    name: str
    steps: tuple[Step, ...]


def read_macros(conn: Conn, owner: str) -> tuple[Macro, ...]:
    """The macros of *owner*, the last one kept first; one that can't be read any more is left out."""
    return read_body(read_preference(conn, owner, _PREFERENCE) or "[]")


def read_body(text: str) -> tuple[Macro, ...]:
    """What `write_body` wrote."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    return tuple(filter(None, map(_macro, found if isinstance(found, list) else ())))


def _macro(value: Any) -> Macro | None:  # noqa: ANN401  # whatever JSON holds
    match value:
        case [str(name), [*steps]] if steps and len(steps) <= MOST_STEPS:
            read = [_step(each) for each in steps]
            known = tuple(each for each in read if each is not None)
            return Macro(clean(name), known) if len(known) == len(read) else None
    return None


def _step(value: Any) -> Step | None:  # noqa: ANN401  # whatever JSON holds
    match value:
        case ["show", str(tab), str(search), [*where]] if all(isinstance(each, str) for each in where):
            return Show(tab, search, tuple(where))
        case ["mark", which] if which in get_args(Which):
            return Mark(which)
        case ["do", str(body)]:
            try:
                request = read_requests(body).request
                return Do(request) if repeatable(request) else None
            except (LookupError, TypeError, ValueError, RecursionError):
                return None
    return None


def _plain(step: Step) -> list[Any]:
    match step:
        case Show(tab, search, where):
            return ["show", tab, search, where]
        case Mark(which):
            return ["mark", which]
        case Do(request):
            return ["do", write_requests(JobRequests(request))]


def write_body(macros: Sequence[Macro]) -> str:
    """*macros* as text."""
    return json.dumps([[each.name, list(map(_plain, each.steps))] for each in macros], ensure_ascii=False)


def save_macro(store: Store, actor: Actor, now: int, macro: Macro) -> Macro:
    """Keeps *macro* for *actor*, the first of all; as it is kept. MacroRefused says why it can't be."""
    macro = Macro(_trimmed(macro.name), macro.steps[:MOST_STEPS])
    if not macro.steps:
        raise MacroRefused(_NOTHING)
    with store.unit(actor, now) as unit:
        known = read_macros(unit.conn, actor.name)
        _require_free(known, macro.name)
        if len(known) >= MOST_MACROS:
            raise MacroRefused(_TOO_MANY)
        unit.put_preference(actor.name, _PREFERENCE, write_body((macro, *known)))
    return macro


def rename_macro(store: Store, actor: Actor, now: int, name: str, to: str) -> None:
    """The macro called *name* is called *to* from now on; MacroRefused says why it can't be."""
    new = _trimmed(to)
    with store.unit(actor, now) as unit:
        known = read_macros(unit.conn, actor.name)
        if all(each.name != name for each in known):
            raise MacroRefused(GONE)
        _require_free([each for each in known if each.name != name], new)
        renamed = (Macro(new, each.steps) if each.name == name else each for each in known)
        unit.put_preference(actor.name, _PREFERENCE, write_body(tuple(renamed)))


def delete_macro(store: Store, actor: Actor, now: int, name: str) -> None:
    """Deletes the macro called *name*; one that is gone already is gone."""
    with store.unit(actor, now) as unit:
        kept = [each for each in read_macros(unit.conn, actor.name) if each.name != name]
        unit.put_preference(actor.name, _PREFERENCE, write_body(kept))


def _trimmed(name: str) -> str:
    made = " ".join(clean(name).split())
    if not 1 <= len(made) <= LONGEST_NAME:
        raise MacroRefused(_NAME_LENGTH)
    return made


def _require_free(macros: Sequence[Macro], name: str) -> None:
    if any(each.name.casefold() == name.casefold() for each in macros):
        raise MacroRefused(_NAME_TAKEN)
