"""`pack`: a box from its section to its label on the command line, and a scanner in a pipe."""

from __future__ import annotations

import json

import pytest

from orderdesk.core.store.engine import open_store
from tests.cli.shell import Shell
from tests.services.desk import Desk, sections
from tests.services.station import LABELS, goods, labelled


@pytest.fixture
def filled(shell: Shell) -> Shell:
    shell.add(goods(1, 2), goods(2, 1, 1))
    with open_store(shell.url) as store:
        labelled(Desk(store), 1)
    return shell


def test_a_box_is_packed_by_commands(filled: Shell) -> None:
    said = filled("pack", "scan", sections(2, 1)[0], "--json")
    assert (said.status, said.json["verdict"], said.json["box"]["pieces"]) == (0, "opened", 2)
    said = filled("pack", "scan", "X", "--box", "1")
    assert (said.status, said.out) == (1, "모르는 코드 · #1 0/2 · X · 맞는 상품이면 손으로 확인하세요\n")
    for _ in range(2):
        assert filled("pack", "scan", "A", "--box", "1", "--gesture", "once").status == 0
    assert filled("pack", "list", "--json").json[0]["counted"] == 1
    assert filled("pack", "hand", "1", "2", "--json").json["verdict"] == "complete"
    said = filled("pack", "label", "1", LABELS[1][:-1] + "9", "--courier", "CJ", "--json")
    assert (said.status, said.json["verdict"], said.json["why"]) == (1, "not-a-label", "number-check-digit")
    said = filled("--lang", "en", "pack", "label", "1", LABELS[1], "--courier", "CJ")
    assert (said.status, said.out) == (0, f"Shipped · #1 2/2 · CJ대한통운 {LABELS[1]}\n")
    shown = filled("pack", "show", "1", "--json").json
    assert (shown["state"], shown["by_hand"], len(shown["gestures"])) == ("shipped", 1, 6)
    assert "손 확인" in filled("pack", "show", "1").out
    assert filled("pack", "reopen", "1").status == 0 and filled("pack", "empty", "1").status == 0
    assert filled("pack", "list").out.count("\n") == 1 and filled("pack", "show", "9").status == 2
    assert filled("verify").status == 0


def test_a_scanner_in_a_pipe_is_answered_line_by_line(filled: Shell) -> None:
    scans = f"{sections(1, 1)[0]}\nB\nA\t2\n\n{sections(2, 1)[0]}\nA\nB\n{LABELS[1]}\n"
    said = filled("pack", "scan", "-", "--courier", "CJ", "--json", stdin=scans)
    assert [json.loads(line)["verdict"] for line in said.out.splitlines()] == [
        *("opened", "wrong-item", "shipped", "opened", "right-item", "complete", "shipped")
    ]
    assert said.status == 1, "one of them was refused"
    again = filled("pack", "scan", "-", stdin=f"{LABELS[0]}\n")
    assert (again.status, again.out.startswith("이미 발송 · ")) == (1, True)
