"""`sheets` and `picking`: files, and text for `lp`."""

from __future__ import annotations

from pathlib import Path

import pytest

from orderdesk.core.store.accesses import accesses
from orderdesk.core.store.engine import open_store
from tests.cli.shell import Shell
from tests.services.desk import number, sold


@pytest.fixture
def filled(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.chdir(tmp_path)
    shell.add(*(sold(n, n) for n in range(1, 4)), sold(4, 1, 2, sections=([1], [2])))
    return shell


def kinds(shell: Shell) -> list[tuple[str, str, str]]:
    with open_store(shell.url) as store, store.reader() as conn:
        return [(each.access.what, each.access.scope, each.access.file) for each in accesses(conn, 9)]


def test_sheets_of_the_list_go_into_a_file(filled: Shell, tmp_path: Path) -> None:
    said = filled("sheets", "--where", "paid=20000..", "--sort", "paid", "--mask")
    assert (said.status, said.out) == (0, "주문서_20260921231320.html\n")
    assert "주문 3건 · 3장" in said.err
    text = (tmp_path / "주문서_20260921231320.html").read_text(encoding="utf-8")
    places = [text.index(f">{number(n)}<") for n in (4, 3, 2)]
    assert places == sorted(places) and number(1) not in text
    assert "010-****-0003" in text and "010-0000" not in text
    assert kinds(filled) == [("sheets", "필터 결과 전체 · 전체 · paid=20000..", "주문서_20260921231320.html")]


def test_text_goes_to_a_pipe_with_a_page_for_each(filled: Shell) -> None:
    said = filled("sheets", number(4), "-", "--unit", "section", "--text", stdin=f"{number(1)}\n")
    pages = said.out.split("\f")
    assert (said.status, said.err, len(pages)) == (0, "", 3)
    assert [f"{number(n)}-S{k}" in page for (n, k), page in zip(((1, 1), (4, 1), (4, 2)), pages, strict=True)]
    assert kinds(filled) == [("slips", "선택한 주문 · 2", "(stdout)")]
    assert "결제금액" not in said.out
    assert "결제금액" in filled("sheets", number(1), "--text").out
    assert "결제금액" not in filled("sheets", number(1), "--text", "--no-amounts").out


def test_picking_sums_what_is_listed(filled: Shell) -> None:
    said = filled("picking", "--text")
    assert "주문 4건 · 섹션 5 · 품목 2종 · 9개" in said.out
    done = filled("--lang", "en", "picking", number(1), "--out", "p.html", "--json")
    assert done.json == {"file": "p.html", "orders": 1, "rows": 1, "people": 0}
    told = filled("--lang", "en", "picking", number(1), "--out", "p.txt")
    assert "1 order, 1 product" in told.err and Path("p.txt").read_text().startswith("Picking list")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["sheets", "999"], "없는 주문번호"),
        (["sheets", number(1), "--tab", "상품준비"], "쓰이지 않습니다"),
        (["sheets", "--text", "--out", "a.txt"], "같이 쓰지 않습니다"),
        (["picking", "--out", "a.xlsx"], ".html이나 .txt"),
        (["sheets", "--tab", "없는 탭"], "탭 이름은"),
        (["sheets", "--where", "paid=1..2"], "내보낼 주문이 없습니다"),
    ],
)
def test_what_can_not_be_is_said(filled: Shell, arguments: list[str], why: str) -> None:
    said = filled(*arguments)
    assert (said.status, said.out) == (2, "") and why in said.err
    assert kinds(filled) == []
