from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.files.builders import xlsx


@pytest.fixture
def rice(shell: Shell, tmp_path: Path) -> Shell:
    """A shell on a store that sells rice, of which ten pieces are counted."""
    path = tmp_path / "goods.xlsx"
    path.write_bytes(xlsx([["상품코드", "상품명", "판매가", "재고"], ["F101", "유기농 쌀", 38000, 10]]))
    assert shell("import", str(path)).status == 0
    assert shell("import", str(path)).status == 0
    return shell


def test_pieces_come_in_and_are_put_right_with_a_note(rice: Shell) -> None:
    assert rice("stock", "receive", "F101", "5", "--note", "11월 입고", "--json").json["on_hand"] == 15
    told = rice("stock", "adjust", "F101", "--by", "-2", "--note", "파손", "--json").json
    assert (told["on_hand"], told["allocated"], told["available"]) == (13, 0, 13)
    moves = rice("stock", "show", "F101", "--json").json["moves"]
    assert [(move["kind"], move["qty"], move["note"]) for move in moves] == [
        ("adjusted", -2, "파손"),
        ("received", 5, "11월 입고"),
        ("received", 10, "첫 재고"),
    ]
    said = rice("stock", "show", "F101")
    assert "재고 13 · 할당 0 · 가용 13" in said.err and "파손" in said.out


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("receive", "X", "1"), "X: 그런 SKU의 옵션이 없습니다"),
        (("receive", "F101", "0"), "수량은 1–1,000,000개"),
        (("adjust", "F101", "--by", "1"), "사유가 필요합니다"),
        (("show", "X"), "그런 SKU의 옵션이 없습니다"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    rice: Shell, arguments: tuple[str, ...], word: str
) -> None:
    said = rice("stock", *arguments)
    assert said.status == 2 and word in said.err
    assert len(rice("stock", "show", "F101", "--json").json["moves"]) == 1
