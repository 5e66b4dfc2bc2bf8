"""The keys as they are now: the action table with the operator's own keys (`[keys]` of the settings) over it.

Whoever prints a key, lists what a screen hears or binds asks a `KeyTable`, the desk's one. What an operator
wrote is taken as far as it keeps the grammar of the action table; a line that does not is left out, with the
reason, and the usual keys hold in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Lang, Word
from orderdesk.keyboard.actions import ACTIONS, Action, Scope, action, heard_in, in_scope
from orderdesk.keyboard.key_rules import BORROWED, FIXED, is_function_key, is_letter, kept, unfit
from orderdesk.keyboard.keynames import named, shown
from orderdesk.keyboard.scopes import SCOPE_WORDS

Own = Mapping[str, tuple[str, ...]]
"""Keys and letter by the id of their action, without the fixed ones, which it has anyway."""

_FIRST: Final = frozenset({"help", "jump_mode", "quit", "confirm"})

_NO_ACTION: Final = Word("그런 동작이 없습니다", "there is no such action")
_NO_LIST: Final = Word('키의 목록을 적으세요: ["ctrl+x", "x"]', 'write a list of keys: ["ctrl+x", "x"]')
_TWO_LETTERS: Final = Word("글자는 하나만 쓸 수 있습니다", "there can be one letter only")
_TAKEN: Final = Word("‘{}’의 키입니다 ({})", "the key of “{}” ({})")
_NONE_AT_ONCE: Final = Word(
    "한글 입력에서도 바로 되는 키가 하나는 있어야 합니다 (기능 키, Ctrl+글자, 기호)",
    "one key must work in Korean mode as it is: a function key, Ctrl with a letter, a sign",
)


class WrongLine(NamedTuple):
    """A line of `[keys]` that does not hold: the name that it begins with, and why."""

    name: str
    why: Word

    def said(self, lang: Lang) -> str:
        """The line and what is wrong with it; the name is outside text."""
        return f"settings.toml [keys] {self.name}: {self.why.text(lang)}"


class _Clash(NamedTuple):
    key: str
    scope: Scope
    first: Action
    second: Action


class KeyTable:
    """The actions with the keys that they have now; *own* must have been accepted by `key_table`."""

    def __init__(self, own: Own = MappingProxyType({}), wrong: tuple[WrongLine, ...] = ()) -> None:
        self.own = own
        self.wrong = wrong
        self.actions = tuple(_with_own(each, own[each.id]) if each.id in own else each for each in ACTIONS)
        self._by_id = {each.id: each for each in self.actions}
        self.first = frozenset(
            key for name in _FIRST for key in self._by_id[name].bound_keys if goes_first(name, key)
        )

    def action(self, action_id: str) -> Action:
        """The action of that id; KeyError for an unknown one."""
        return self._by_id[action_id]

    def in_scope(self, scope: Scope) -> tuple[Action, ...]:
        """The actions listed for *scope* itself, in table order."""
        return tuple(self._by_id[each.id] for each in in_scope(scope))

    def heard_in(self, scope: Scope) -> tuple[Action, ...]:
        """What a screen of *scope* hears: its own actions, and the global ones unless it is a dialog."""
        return tuple(self._by_id[each.id] for each in heard_in(scope))

    def by_place(self) -> list[tuple[Scope, Action]]:
        """Every action once, with the first of its scopes, in the order of those."""
        places = list(Scope)
        return [
            (scope, each)
            for scope in places
            for each in self.actions
            if min(each.scopes, key=places.index) is scope
        ]

    def label(self, action_id: str) -> str:
        """The first immediate key of the action as printed on the keyboard; digits as a range."""
        found = self._by_id[action_id]
        return _digit_range(found.keys) if found.by_digit else shown(found.keys[0])

    def labels(self, action_id: str) -> str:
        """Every immediate key and the letter with its jamo, for help: ``Esc, q (ㅂ)``."""
        found = self._by_id[action_id]
        labels = [_digit_range(found.keys)] if found.by_digit else [shown(key) for key in found.keys]
        return ", ".join([*labels, *_letter(found)])

    def given_up(self, action_id: str) -> tuple[str, str]:
        """The keys that a letter, and that another key, takes the place of; empty where of none."""
        found = self._by_id[action_id]
        return "".join(_letter(found)), "".join(map(shown, _free(found)[:1]))

    def moved_to(self, key: str) -> list[str]:
        """The ids of the actions that have *key* by the operator's wish alone."""
        return [name for name, keys in self.own.items() if key in keys and key not in action(name).bound_keys]

    def left(self, action_id: str, key: str) -> bool:
        """Whether the action had *key* and has it no more."""
        return action_id in self.own and key not in self._by_id[action_id].bound_keys


def goes_first(action_id: str, key: str) -> bool:
    """Whether *key* of that action is heard before the focused widget, whatever that is."""
    return action_id in _FIRST and (is_function_key(key) or key.startswith("ctrl+"))


def key_table(given: Mapping[str, Any]) -> KeyTable:
    """The keys that *given* asks for, as it stands in `[keys]`; lines that can't hold are told by `wrong`.

    Of two lines that want the same key the later one gives way.
    """
    own: dict[str, tuple[str, ...]] = {}
    wrong: list[WrongLine] = []
    for name, value in given.items():
        keys = _read(name, value)
        if isinstance(keys, Word):
            wrong.append(WrongLine(name, keys))
        else:
            own[name] = keys
    while clash := next(_clashes(own), None):
        both = (clash.first, clash.second)
        loser = max((each for each in both if each.id in own), key=lambda each: [*own].index(each.id))
        other = clash.first if loser is clash.second else clash.second
        wrong.append(WrongLine(loser.id, _taken(clash.key, clash.scope, other)))
        del own[loser.id]
    return KeyTable(own, tuple(wrong))


def changed(given: Mapping[str, Any], action_id: str, key: str) -> Own | Word:
    """The line of `[keys]`, which is *given*, that puts the action on *key*, or why it can't be.

    A letter takes the place of its letter; any other key that of its first key which is not fixed.
    """
    usual = action(action_id)
    if why := kept(usual):
        return why
    if why := unfit(usual, key):
        return _said(key, why)
    line = {action_id: _put(key_table(given).action(action_id), key)}
    wrong = _with_lines(given, line).wrong
    return next((each.why for each in wrong if each.name == action_id), line)


def exchanged(given: Mapping[str, Any], action_id: str, key: str) -> Own | None:
    """The two lines by which the action gets *key* from the one that has it, for the key that it leaves.

    None where that can't be: the other must stay on a key, and both keep the grammar.
    """
    table = key_table(given)
    mine = table.action(action_id)
    having = _having(table, mine, key)
    if len(having) != 1 or key in FIXED or kept(mine) or kept(having[0]):
        return None
    other, left = having[0], mine.letter if is_letter(key) else next(iter(_free(mine)), None)
    stays = [each for each in (*_free(other), other.letter) if each]
    lines = {
        action_id: _put(mine, key),
        other.id: tuple(now for each in stays if (now := left if each == key else each)),
    }
    after = _with_lines(given, lines)
    return lines if not {line.name for line in after.wrong} & {*lines} and {*lines} <= {*after.own} else None


def usual_again(given: Mapping[str, Any], action_id: str) -> list[str]:
    """The lines to drop so that the action has its usual keys: its own, and those that took these."""
    wrong, dropped = {line.name for line in key_table(given).wrong}, [action_id]
    while True:
        left = {name: value for name, value in given.items() if name not in dropped}
        more = [line.name for line in key_table(left).wrong if line.name not in wrong]
        if not more:
            return dropped
        dropped += more


def _having(table: KeyTable, mine: Action, key: str) -> list[Action]:
    """The other actions that have *key* where *mine* is heard; of a letter all that have it."""
    heard = [_heard(table, scope) for scope in Scope]
    beside = table.actions if is_letter(key) else {each for some in heard if mine in some for each in some}
    return [each for each in table.actions if each is not mine and each in beside and key in each.bound_keys]


def _heard(table: KeyTable, scope: Scope) -> tuple[Action, ...]:
    """What a screen of *scope* hears, and what it borrows."""
    return (*table.heard_in(scope), *map(table.action, BORROWED.get(scope, ())))


def _free(of: Action) -> list[str]:
    return [each for each in of.keys if each not in FIXED]


def _put(now: Action, key: str) -> tuple[str, ...]:
    """The keys of the action, without its fixed ones, once *key* is one of them."""
    letter = key if is_letter(key) else now.letter
    free = _free(now) if is_letter(key) else [key, *(each for each in _free(now)[1:] if each != key)]
    return (*free, letter) if letter else (*free,)


def _with_lines(given: Mapping[str, Any], lines: Own) -> KeyTable:
    """The keys with *lines* behind those that are given, to which they give way."""
    return key_table({**{name: value for name, value in given.items() if name not in lines}, **lines})


def is_usual(action_id: str, keys: tuple[str, ...]) -> bool:
    """Whether *keys* are those that the action has without a line of its own."""
    return tuple(each for each in action(action_id).bound_keys if each not in FIXED) == keys


def _read(name: str, value: object) -> tuple[str, ...] | Word:
    """The keys of a line, by their names; why it can't hold, whatever the others say."""
    known = {each.id: each for each in ACTIONS}.get(name)
    if known is None:
        return _NO_ACTION
    if why := kept(known):
        return why
    if not isinstance(value, list | tuple) or not value or not all(isinstance(each, str) for each in value):
        return _NO_LIST
    keys = tuple(dict.fromkeys(named(each) for each in value if each))
    for key in keys:
        if why := unfit(known, key):
            return _said(key, why)
    keys = tuple(key for key in keys if key not in FIXED)
    if sum(map(is_letter, keys)) > 1:
        return _TWO_LETTERS
    return keys if _with_own(known, keys).keys else _NONE_AT_ONCE


def _with_own(usual: Action, own: tuple[str, ...]) -> Action:
    """The action with its fixed keys and its *own* ones."""
    fixed = tuple(key for key in usual.keys if key in FIXED)
    at_once = tuple(key for key in own if not is_letter(key))
    return replace(usual, keys=fixed + at_once, letter=next(filter(is_letter, own), None))


def _clashes(own: Own) -> Iterator[_Clash]:
    """Where a key would mean two things, or a letter different things on two screens."""
    table = KeyTable(own)
    letters: dict[str, Action] = {}
    for each in table.actions:
        if each.letter and letters.setdefault(each.letter, each) is not each:
            yield _Clash(each.letter, _place(letters[each.letter]), letters[each.letter], each)
    for scope in Scope:
        bound: dict[str, Action] = {}
        for each in _heard(table, scope):
            for key in each.bound_keys:
                if bound.setdefault(key, each) is not each:
                    yield _Clash(key, scope, bound[key], each)


def _place(of: Action) -> Scope:
    return next(scope for scope in Scope if scope in of.scopes)


def _taken(key: str, scope: Scope, other: Action) -> Word:
    """That *key* is another action's, which is heard in *scope*, and where that stands in the table."""
    place = SCOPE_WORDS[scope if scope in other.scopes else _place(other)]
    told = (_TAKEN, other.words, place)
    return _said(key, Word(*(taken.format(name, where) for taken, name, where in zip(*told, strict=True))))


def _said(key: str, why: Word) -> Word:
    """*why* with the key that it is about, which may be outside text."""
    return Word(*(f"{clean(shown(key))}: {text}" for text in why))


def _letter(of: Action) -> list[str]:
    return [f"{of.letter} ({of.jamo})"] if of.letter else []


def _digit_range(keys: tuple[str, ...]) -> str:
    return f"{keys[0]}–{keys[-1]}" if len(keys) > 1 else keys[0]


USUAL_KEYS: Final = KeyTable()
"""The keys of the action table, for who has none of their own."""
