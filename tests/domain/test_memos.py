from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.core.domain.changes import diff
from orderdesk.core.domain.orders import Memo
from orderdesk.core.domain.requests import BadRequest, make_request
from orderdesk.core.domain.verbs import MEMO_VERBS
from tests.domain.builders import NOW, do, order, refusal, told

TWO = order(memos=(Memo(1, "전화", "김", NOW - 9), Memo(2, "주소 확인", "이", NOW - 5, resolved=True)))


def test_a_memo_is_written_edited_resolved_and_deleted() -> None:
    now = do(order(), "memo", None, text="  반품 배송비\n추가 결제 필요  ")
    assert now.memos == (Memo(1, "반품 배송비\n추가 결제 필요", "김영희", NOW),)
    now = told(now, "memo-edit", None, now=NOW + 60, n="1", text="결제함", was=now.memos[0].text)[0]
    assert now.memos == (Memo(1, "결제함", "김영희", NOW, edited_at=NOW + 60),)
    now = do(now, "memo-resolve", None, n="1")
    assert now.memos[0].resolved
    now = do(now, "memo-reopen", None, n="1")
    assert not now.memos[0].resolved
    assert do(now, "memo-delete", None, n="1").memos == ()


@pytest.mark.parametrize("verb", sorted(MEMO_VERBS))
def test_memos_touch_nothing_else(verb: str) -> None:
    fields = {} if verb == "memo" else {"n": "2" if verb == "memo-reopen" else "1"}
    if verb in ("memo", "memo-edit"):
        fields["text"] = "새 글"
    after = do(TWO, make_request(verb, fields), None)
    assert {change.part for change in diff(TWO, after)} == {"memos"}
    assert replace(after, memos=TWO.memos) == TWO


@pytest.mark.parametrize(
    ("verb", "fields", "code"),
    [
        ("memo-edit", {"n": "3", "text": "글"}, "no-memo"),
        ("memo-delete", {"n": "3"}, "no-memo"),
        ("memo-resolve", {"n": "2"}, "already"),
        ("memo-reopen", {"n": "1"}, "already"),
        ("memo-edit", {"n": "1", "text": "전화"}, "already"),
        ("memo-edit", {"n": "1", "text": "글", "was": "다른 글"}, "memo-changed"),
        ("memo", {"text": "\u202e\u2066"}, "field-missing"),
    ],
)
def test_what_can_not_be_done_to_a_memo_says_why(verb: str, fields: dict[str, str], code: str) -> None:
    assert refusal(TWO, make_request(verb, fields), None) == code


def test_what_commands_a_terminal_does_not_become_a_memo() -> None:
    assert do(order(), "memo", None, text="가\x1b[2J\u202e나").memos[0].text == "가[2J나"


def test_a_memo_is_named_by_a_number() -> None:
    with pytest.raises(BadRequest, match="n 첫째"):
        make_request("memo-delete", {"n": "첫째"})
