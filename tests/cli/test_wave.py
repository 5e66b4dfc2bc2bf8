"""`wave`: a wave from its choice to its end on the command line."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from orderdesk.core.domain.goods import Option, Product
from orderdesk.core.services.goods import put_products
from orderdesk.core.store.accesses import accesses
from orderdesk.core.store.engine import open_store
from tests.cli.shell import Shell
from tests.services.desk import KIM, NOW, number, sections
from tests.services.station import goods


@pytest.fixture
def filled(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.chdir(tmp_path)
    shell.add(goods(1, 2), goods(2, 1, 1), goods(3, 3))
    with open_store(shell.url) as store:
        put_products(
            store,
            KIM,
            NOW,
            [Product(f"P{c}", c, 1, (Option(c),), place=p) for c, p in (("A", "B-2"), ("B", "A-1"))],
        )
    return shell


def test_a_wave_from_its_choice_to_its_end(filled: Shell) -> None:
    said = filled("wave", "make", "--single", "--dry-run", "--json")
    assert said.json == {"name": "단품", "sections": sections(3, 1) + sections(1, 1), "pieces": 5}
    assert filled("wave", "list", "--json").json == []
    made = filled("wave", "make", "--json")
    assert (made.status, made.json["pieces"], [ln["place"] for ln in made.json["lines"]]) == (
        0,
        7,
        ["A-1", "B-2"],
    )
    said = filled("wave", "pick", "1", "A", "--qty", "4")
    assert (said.status, said.out) == (0, "맞음 · 상품 1 4/6 · → A-1 B 상품 2 ×1\n")
    assert filled("wave", "pick", "1", "X").status == 1
    assert filled("wave", "skip", "1", "1", "--json").json["next"]["sku"] == "A"
    assert filled("wave", "short", "1", "2", "1", "--json").json["verdict"] == "short"
    shown = filled("wave", "show", "1", "--json").json
    assert [(ln["sku"], ln["qty"], ln["picked"]) for ln in shown["lines"]] == [("A", 5, 4), ("B", 1, 0)]
    ended = filled("wave", "close", "1", "--json").json
    assert ended["picked"] == sections(3, 1) and ended["spare"] == [{"sku": "A", "qty": 1}]
    assert filled("wave", "close", "1").status == 1
    assert "닫음" in filled("wave", "list").out
    assert filled("verify").status == 0


def test_a_wave_is_called_in_the_language_of_whoever_looks(filled: Shell) -> None:
    assert "단품: 섹션" in filled("wave", "make", "--single", "--dry-run").err
    english = filled("--lang", "en", "wave", "make", "--single", "--dry-run").err
    assert english.startswith("single products: 2 sections")
    assert filled("wave", "make", "--single").status == 0
    assert "  단품  " in filled("wave", "list").out
    assert "  single products  " in filled("--lang", "en", "wave", "list").out


def test_somebody_elses_wave_is_taken_over(filled: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    assert filled("wave", "make").status == 0
    (filled_home := Path("settings.toml")).write_text('operator = "이민준"\n', encoding="utf-8")
    monkeypatch.setenv("ORDERDESK_CONFIG", str(filled_home.absolute()))
    said = filled("wave", "take", "1", "--json").json
    assert said["verdict"] == "taken-over"


def test_the_list_goes_to_paper_and_into_files(filled: Shell) -> None:
    filled("wave", "make")
    said = filled("wave", "print", "1", "--text")
    assert said.out.startswith("피킹 리스트") and "A-1 B 상품 2" in said.out
    assert filled("wave", "print", "1", "--out", "p.html").out == "p.html\n"
    assert "A-1" in Path("p.html").read_text(encoding="utf-8")
    assert filled("wave", "print", "1", "--out", "p.xlsx").out == "p.xlsx\n"
    rows = list(openpyxl.load_workbook("p.xlsx").worksheets[0].iter_rows(values_only=True))
    assert rows[1][:4] == ("A-1", "B", "상품 2", "1") and number(2) in str(rows[1][4])
    with open_store(filled.url) as store, store.reader() as conn:
        assert [(a.access.what, a.access.scope, a.access.people) for a in accesses(conn, 9)] == [
            *((("picking", "#1", 0),) * 3)
        ]


@pytest.mark.parametrize(
    "arguments",
    [
        ("make", "--single", "--multi"),
        ("make", "--before", "어제"),
        ("make", "--courier", "모르는택배"),
        ("show", "9"),
        ("print", "1"),
        ("print", "9", "--text"),
    ],
)
def test_what_can_not_be_is_said(filled: Shell, arguments: tuple[str, ...]) -> None:
    said = filled("wave", *arguments)
    assert (said.status, said.out) == (2, "") and said.err


def test_a_wave_of_nothing_is_none(filled: Shell) -> None:
    assert filled("wave", "make", "--courier", "CJ").status == 1
    assert filled("wave", "make", "--place", "Z").status == 1
