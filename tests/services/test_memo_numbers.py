"""The number of a memo is never another memo's: what is named by it, or taken back, is always the same."""

from __future__ import annotations

import random

import pytest

from orderdesk.core.domain.orders import Memo
from orderdesk.core.store.engine import Store
from tests.services.desk import NOW, Desk, sold


def numbers(desk: Desk) -> list[int]:
    return [memo.n for memo in desk.order().memos]


def test_the_number_of_a_deleted_memo_is_not_given_out_again(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1, memos=(Memo(1, "하나", "김영희", NOW), Memo(2, "둘", "김영희", NOW))))
    deleted = desk.do("memo-delete", 1, n="2")
    desk.do("memo", 1, text="셋")
    assert numbers(desk) == [1, 3]
    desk.undo(deleted)
    assert [memo.text for memo in desk.order().memos] == ["하나", "둘", "셋"]
    written = desk.do("memo", 1, text="넷")
    assert numbers(desk)[:3] == [1, 2, 3]
    undone = desk.undo(written)
    desk.do("memo", 1, text="다섯")
    desk.undo(undone, redo=True)
    assert [memo.text for memo in desk.order().memos] == ["하나", "둘", "셋", "넷", "다섯"]
    assert len(set(numbers(desk))) == 5 and desk.sound()


@pytest.mark.parametrize("seed", [1, 2])
def test_no_way_of_writing_deleting_and_taking_back_uses_a_number_twice(desk: Desk, seed: int) -> None:
    chance, texts = random.Random(seed), dict[int, str]()
    desk.add(sold(1))
    jobs: list[int] = []
    for step in range(25):
        here = numbers(desk)
        what = chance.choice(("write", "delete", "newest", "back", "back"))
        if what == "write" or (not here and what != "back"):
            jobs.append(desk.do("memo", 1, text=f"글 {step}"))
        elif what == "back":
            if jobs:
                jobs.append(desk.undo(jobs.pop(chance.randrange(len(jobs)))))
        else:
            jobs.append(desk.do("memo-delete", 1, n=str(here[-1] if what == "newest" else here[0])))
        for memo in desk.order().memos:
            assert texts.setdefault(memo.n, memo.text) == memo.text
    assert len(texts) > 5
