"""The operator's own keys: whatever is accepted keeps the grammar of the action table, all else says why."""

from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.binding import Binding

from orderdesk.core.domain.words import Word
from orderdesk.guides.names import resolved, text_of
from orderdesk.guides.reading import guide
from orderdesk.keyboard.actions import ACTIONS, Scope, action
from orderdesk.keyboard.help import rows
from orderdesk.keyboard.key_rules import BORROWED, FIXED
from orderdesk.keyboard.key_table import (
    USUAL_KEYS,
    KeyTable,
    changed,
    exchanged,
    is_usual,
    key_table,
    usual_again,
)
from orderdesk.keyboard.keymap import bindings, meant_now
from orderdesk.keyboard.keynames import IMMEDIATE, forbidden
from orderdesk.keyboard.palette import entries, rank

IDS = [each.id for each in ACTIONS]
KEYS = [
    *sorted(IMMEDIATE | set(string.ascii_lowercase)),
    "ctrl+1",
    "alt+x",
    "Q",
    "ㅂ",
    "",
    "f13",
    "nothing",
    "F4",
    "?",
]
LINES = st.dictionaries(
    st.sampled_from([*IDS, "nothing"]),
    st.one_of(st.lists(st.sampled_from(KEYS), max_size=3), st.just("f4"), st.just(3)),
    max_size=12,
)
FEW = st.lists(
    st.tuples(st.sampled_from(IDS), st.sampled_from(sorted(IMMEDIATE | set("abcdx")))), max_size=12
)


def keeps_the_grammar(table: KeyTable) -> None:
    """The rules of test_actions, of the keys that hold."""
    for each in table.actions:
        usual = action(each.id)
        assert each.keys and set(each.keys) <= IMMEDIATE
        assert [key for key in each.bound_keys if forbidden(key)] == []
        assert each.letter is None or each.letter in string.ascii_lowercase
        assert {key for key in each.keys if key in FIXED} == {key for key in usual.keys if key in FIXED}
        assert table.label(each.id) and table.labels(each.id)
    letters = [each.letter for each in table.actions if each.letter]
    assert len(letters) == len(set(letters))
    for scope in Scope:
        heard = (*table.heard_in(scope), *map(table.action, BORROWED.get(scope, ())))
        bound = [key for each in heard for key in each.bound_keys]
        assert len(bound) == len(set(bound)), scope
    assert table.action("confirm").bound_keys == ("ctrl+s",)


def test_the_table_itself_keeps_the_grammar_and_has_no_wrong_line() -> None:
    keeps_the_grammar(USUAL_KEYS)
    assert key_table({}).actions == ACTIONS and key_table({}).wrong == ()


@given(LINES)
def test_whatever_stands_in_the_file_what_holds_keeps_the_grammar(given_lines: dict[str, Any]) -> None:
    table = key_table(given_lines)
    keeps_the_grammar(table)
    assert {*table.own} | {line.name for line in table.wrong} == {*given_lines}
    assert not {*table.own} & {line.name for line in table.wrong}
    assert all(all(line.why) and line.said("ko") != line.said("en") for line in table.wrong)
    for each in table.actions:
        if each.id not in table.own:
            assert each == action(each.id)


@given(FEW)
def test_whatever_the_editor_accepts_holds_and_nothing_else_moves(presses: list[tuple[str, str]]) -> None:
    lines: dict[str, Any] = {}
    for name, key in presses:
        before, answer = key_table(lines), changed(lines, name, key)
        if isinstance(answer, Word):
            assert all(answer)
            continue
        lines |= {each: list(keys) for each, keys in answer.items()}
        after = key_table(lines)
        assert after.wrong == ()
        assert key in after.action(name).bound_keys
        assert [each for each in after.actions if each.id != name] == [
            each for each in before.actions if each.id != name
        ]
        keeps_the_grammar(after)


def test_a_key_takes_the_place_of_the_first_and_a_letter_that_of_the_letter() -> None:
    assert changed({}, "undo", "ctrl+z") == {"undo": ("ctrl+z", "u")} and is_usual("undo", ("ctrl+z", "u"))
    assert changed({}, "undo", "a") == {"undo": ("ctrl+z", "a")}
    assert changed({}, "timeline", "right_curly_bracket") == {"timeline": ("right_curly_bracket", "t")}
    assert changed({}, "palette", "f2") == {"palette": ("f2", "colon", "ctrl+p")}
    assert changed({}, "lock", "backspace") == Word(
        "Backspace: ‘마지막 조건 지우기’의 키입니다 (주문 목록)",
        "Backspace: the key of “Drop the last condition” (Order list)",
    )


def test_two_actions_exchange_their_keys() -> None:
    assert isinstance(changed({}, "undo", "ctrl+y"), Word)
    assert exchanged({}, "undo", "ctrl+y") == {"undo": ("ctrl+y", "u"), "redo": ("ctrl+z",)}
    assert exchanged({}, "tracking", "f7") == {"tracking": ("f7", "i"), "memo": ("f4", "n")}
    assert exchanged({}, "tracking", "n") == {"tracking": ("f4", "n"), "memo": ("f7", "i")}
    assert exchanged({}, "undo", "n") == {"undo": ("ctrl+z", "n"), "memo": ("f7", "u")}
    assert exchanged({}, "claims", "n") == {"claims": ("circumflex_accent", "n"), "memo": ("f7",)}
    table = key_table({"undo": ["ctrl+y"], "redo": ["ctrl+z"]})
    assert table.wrong == () and table.label("undo") == "Ctrl+Y" and table.label("redo") == "Ctrl+Z"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("undo", "f1"),  # fixed
        ("undo", "s"),  # nobody's
        ("tracking", "f3"),  # has two meanings
        ("open", "circumflex_accent"),  # leaves no key for the other
        ("tab", "f4"),
        ("undo", "ctrl+s"),
    ],
)
def test_where_nothing_can_be_exchanged_nothing_is_offered(name: str, key: str) -> None:
    assert exchanged({}, name, key) is None


def test_what_took_a_key_gives_it_back_with_it() -> None:
    lines = {
        "tracking": ["f7"],
        "memo": ["f4"],
        "undo": ["f1"],
        "redo": ["f1"],
    }
    assert usual_again(lines, "tracking") == ["tracking", "memo"]
    assert usual_again(lines, "undo") == ["undo"]
    assert usual_again({}, "undo") == ["undo"]


@given(FEW)
def test_whatever_is_exchanged_keeps_the_grammar(presses: list[tuple[str, str]]) -> None:
    lines: dict[str, Any] = {}
    for name, key in presses:
        answer = exchanged(lines, name, key)
        if answer is not None:
            lines |= {each: list(keys) for each, keys in answer.items()}
            after = key_table(lines)
            assert after.wrong == () and key in after.action(name).bound_keys
            keeps_the_grammar(after)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"undo": ["ctrl+b"]}, "Ctrl+B: tmux가 먼저 가져갑니다"),
        ({"undo": ["f12"]}, "F12: ‘작업’의 키입니다 (어디서나)"),
        ({"memo_edit": ["f7"]}, "F7: ‘메모’의 키입니다 (메모 창)"),
        ({"undo": ["f1"]}, "F1: 어디서나 뜻이 정해진 키입니다"),
        ({"undo": ["x"]}, "한글 입력에서도 바로 되는 키가 하나는 있어야 합니다 (기능 키, Ctrl+글자, 기호)"),
        ({"undo": ["ctrl+z", "a", "d"]}, "글자는 하나만 쓸 수 있습니다"),
        ({"undo": ["ctrl+z", "j"]}, "j: ‘아래로’의 키입니다 (주문 목록)"),
        ({"undo": "f4"}, '키의 목록을 적으세요: ["ctrl+x", "x"]'),
        ({"undo": []}, '키의 목록을 적으세요: ["ctrl+x", "x"]'),
        ({"undo": ["f13"]}, "F13: 쓸 수 없는 키입니다. 기능 키, Ctrl+글자, 기호, 소문자 가운데 고르세요"),
        ({"undone": ["f4"]}, "그런 동작이 없습니다"),
        ({"confirm": ["f4"]}, "확정하는 키는 바꿀 수 없습니다"),
        ({"tab": ["f4"]}, "번호로 고르는 키는 바꿀 수 없습니다"),
        ({"by_hand": ["percent_sign"]}, "%: 이 화면에서는 입력란에 적힙니다. 기능 키를 고르세요"),
        ({"lock": ["f6"]}, "F6: 대화상자의 목록이 쓰는 키입니다"),
        ({"back": ["\x1b[31m"]}, None),
    ],
)  # fmt: skip
def test_a_wrong_line_says_why_and_the_usual_keys_hold(line: dict[str, Any], why: str | None) -> None:
    table = key_table(line)
    assert [wrong.name for wrong in table.wrong] == [*line]
    assert why is None or table.wrong[0].why.ko == why
    assert table.actions == ACTIONS
    assert "\x1b" not in table.wrong[0].why.ko


def test_the_later_of_two_lines_that_want_a_key_gives_way_and_fixed_keys_stay() -> None:
    table = key_table({"tracking": ["f7"], "memo": ["f4"], "columns": ["f4"], "lock": ["f7"]})
    assert {line.name for line in table.wrong} == {"columns", "lock"}
    assert table.action("tracking").keys == ("f7",) and table.action("memo").keys == ("f4",)
    assert key_table({"back": ["c"]}).action("back").bound_keys == ("escape", "c")
    assert key_table({"undo": ["Ctrl+Y"], "redo": ["Ctrl+Z"]}).label("redo") == "Ctrl+Z"


# keys that do something


class Node:
    """A node with the bindings of *scope*, as `meant_now` asks them."""

    def __init__(self, scope: Scope) -> None:
        self.made = [each for each in bindings(scope) if isinstance(each, Binding)]

    def __call__(self, key: str) -> list[Binding]:
        return [each for each in self.made if each.key == key]


@given(FEW)
def test_every_key_that_holds_is_bound_to_its_action_and_no_other(presses: list[tuple[str, str]]) -> None:
    lines: dict[str, Any] = {}
    for name, key in presses:
        answer = changed(lines, name, key)
        lines |= {} if isinstance(answer, Word) else answer
    table = key_table(lines)
    for scope in (Scope.GLOBAL, Scope.ORDERS, Scope.DIALOG, Scope.DETAIL):
        at = Node(scope)
        bound = {key: each.id for each in table.in_scope(scope) for key in each.bound_keys}
        for key in KEYS:
            found = [(each.id or "").partition(".")[0] for each in meant_now(at, key, table)]
            assert found == ([bound[key]] if key in bound else []), (scope, key)


def test_a_key_that_goes_before_fields_takes_that_along_but_no_sign_does() -> None:
    moved = key_table({"jump_mode": ["ctrl+x"], "station": ["ctrl+d"]})
    assert moved.wrong == () and moved.first == {"f1", "ctrl+q", "ctrl+s", "ctrl+x"}
    assert [each.priority for each in meant_now(Node(Scope.GLOBAL), "ctrl+x", moved)] == [True]
    assert [each.priority for each in meant_now(Node(Scope.ORDERS), "ctrl+d", moved)] == [False]


# keys that are printed


def test_help_palette_and_guides_say_the_own_key() -> None:
    table = key_table({"tracking": ["f7", "s"], "memo": ["f4"]})
    row = next(row for row in rows(Scope.ORDERS, "ko", table) if row.action.id == "tracking")
    assert row.keys == "F7, s (ㄴ)"
    listed = entries(Scope.ORDERS, keys=table)
    assert next(entry.id for entry in rank("f7", listed)) == "tracking"
    assert next(entry.id for entry in rank("F4", listed)) == "memo"
    told = guide("exchange", "ko", table).markdown
    assert "`F7` 송장" in told and "`F4` 송장" not in told and "`F4` 송장" in guide("exchange", "ko").markdown
    assert "`s (ㄴ)` 송장" in guide("tracking", "ko", table).markdown
    assert resolved("{key:tracking}", "en", table) == "`F7`"


def test_what_is_pressed_in_a_field_of_a_walk_is_no_key_of_the_table() -> None:
    table = key_table({"tour": ["ctrl+x"], "station": ["ctrl+u"]})
    text = text_of("fees", "ko")
    assert table.wrong == () and "`Ctrl+U`" in text
    assert resolved(text, "ko", table) == resolved(text, "ko")
