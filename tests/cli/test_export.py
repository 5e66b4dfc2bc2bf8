from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.shell import Said, Shell
from tests.services.desk import number, sold

TEMPLATE = """name = "택배사"
rows = "section"
address = "joined"

[[columns]]
field = "section"
header = "고객주문번호"

[[columns]]
header = "운임구분"
text = "선불"
"""


@pytest.fixture
def shop(shell: Shell) -> Shell:
    shell.add(*(sold(n, n) for n in range(1, 4)))
    return shell


def numbers(said: Said) -> list[str]:
    """The order numbers in the file that a command named."""
    assert said.status == 0, said.err
    lines = Path(said.out.strip()).read_text(encoding="utf-8-sig").splitlines()[1:]
    return list(dict.fromkeys(line.split(",")[1] for line in lines))


def test_every_scope_writes_its_orders(shop: Shell, tmp_path: Path) -> None:
    out = ("--out", str(tmp_path / "a.csv"))
    one, two, three = (number(n) for n in (1, 2, 3))
    assert numbers(shop("export", *out)) == [one, two, three]
    assert numbers(shop("export", "--scope", "page", "--sort", "paid", *out)) == [three, two, one]
    assert numbers(shop("export", "--scope", "filtered", "--where", "paid=20000..", *out)) == [two, three]
    assert numbers(shop("export", "--scope", "selected", "--number", three, *out)) == [three]
    piped = shop("export", "--scope", "selected", "--number", "-", *out, stdin=f"{two}\n{one}\n")
    assert numbers(piped) == [one, two]
    assert numbers(shop("export", "--scope", "period", "--period", "오늘", *out)) == [one, two, three]
    assert len(list(tmp_path.glob("a*.csv"))) == 6


def test_what_was_written_can_be_read_by_a_script(shop: Shell, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    said = shop("export", "--template", "기본 양식", "--scope", "tab", "--out", str(path), "--json")
    assert said.json == {"file": str(path), "orders": 3, "rows": 3, "people": 6, "left": 0}
    told = shop("export", "--out", str(path))
    assert told.out == f"{tmp_path / 'a-2.xlsx'}\n" and "주문 3 · 3행 · 6명의 정보" in told.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--scope", "tab", "--where", "paid=1.."], "--search/--where"),
        (["--scope", "selected", "--search", "홍"], "--search/--where"),
        (["--scope", "period", "--tab", "배송중"], "--tab"),
        (["--scope", "tab", "--period", "오늘"], "--period"),
        (["--scope", "tab", "--number", "1"], "--number"),
        (["--scope", "selected", "--number", "없음\x1b"], "없음: 없는 주문번호입니다"),
        (["--scope", "selected"], "내보낼 주문이 없습니다"),
        (["--scope", "period", "--period", "언젠가"], "날짜는"),
        (["--template", "없음"], "없음: 없는 양식입니다"),
        (["--out", "a.txt"], "a.txt: 파일 이름은"),
        (["--tab", "없음"], "탭 이름은"),
    ],
)
def test_a_wrong_call_says_what_to_do_and_writes_nothing(
    shop: Shell, tmp_path: Path, arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    told = shop("export", *arguments)
    assert (told.status, told.out) == (2, "")
    assert said in told.err and "\x1b" not in told.err
    assert sorted(tmp_path.iterdir()) == before


def test_a_folder_that_is_not_there_is_an_error_of_the_file(shop: Shell, tmp_path: Path) -> None:
    told = shop("export", "--out", str(tmp_path / "none" / "a.csv"))
    assert told.status == 3 and "none" in told.err


def test_without_a_name_the_file_has_its_usual_one_here(
    shop: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert shop("export").out == "기본_양식_20260921231320.xlsx\n"


def test_a_reason_is_asked_for_where_the_setting_says_so(shop: Shell, tmp_path: Path, own_home: Path) -> None:
    from orderdesk import settings

    path = settings.config_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("export_reason = true\n", encoding="utf-8")
    out = ("--out", str(tmp_path / "a.csv"))
    told = shop("export", *out)
    assert told.status == 2 and "사유" in told.err
    assert shop("export", *out, "--reason", "부가세 신고").status == 0


def test_a_template_is_added_shown_used_and_removed(shop: Shell, tmp_path: Path) -> None:
    file = tmp_path / "t.toml"
    file.write_text(TEMPLATE, encoding="utf-8")
    assert "택배사: 넣었습니다" in shop("export", "template", "add", str(file)).err
    assert "택배사: 바꿨습니다" in shop("export", "template", "add", str(file)).err
    assert shop("export", "template", "show", "택배사").out == TEMPLATE
    listed = shop("export", "template", "list").out
    assert [line.split()[-1] for line in listed.splitlines()[1:3]] == ["38", "2"]
    out = tmp_path / "a.csv"
    assert shop("export", "--template", "택배사", "--scope", "page", "--out", str(out)).status == 0
    assert out.read_text(encoding="utf-8-sig").splitlines() == [
        "고객주문번호,운임구분",
        *(f"{number(n)}-S1,선불" for n in (1, 2, 3)),
    ]
    assert shop("export", "template", "remove", "택배사").status == 0
    gone = shop("export", "template", "show", "택배사")
    assert gone.status == 2 and "없는 양식" in gone.err
    assert "기본으로 있는 양식은" in shop("export", "template", "remove", "기본 양식").err


def test_every_field_is_listed_and_those_that_stay_blank_say_so(shop: Shell) -> None:
    lines = shop("export", "template", "fields").out.splitlines()
    assert lines[1].split() == ["channel", "판매채널", "order"]
    (weight,) = [line for line in lines if line.startswith("weight")]
    assert "빈 칸" in weight


def test_payments_are_written_by_their_days_or_by_their_orders(shop: Shell, tmp_path: Path) -> None:
    out = ("--out", str(tmp_path / "p.csv"))
    told = shop("export", "payments", *out, "--json")
    assert told.json == {"file": str(tmp_path / "p.csv"), "orders": 3, "rows": 3, "people": 6, "left": 0}
    said = shop("export", "payments", "--scope", "selected", "--number", number(2), *out)
    (row,) = Path(said.out.strip()).read_text(encoding="utf-8-sig").splitlines()[1:]
    assert row.startswith(f"{number(2)},{number(2)}-P1,결제완료,2026-")
    wrong = shop("export", "payments", "--tab", "배송중", *out)
    assert wrong.status == 2 and "--tab" in wrong.err


def test_a_courier_file_says_what_it_left_out_and_combines_on_wish(shop: Shell, tmp_path: Path) -> None:
    shop.add(sold(4, unpaid=True), sold(1001, receiver="받는이1"))
    out = ("--out", str(tmp_path / "cj.csv"))
    told = shop("export", "--template", "cj-a", *out)
    assert told.status == 0 and "뺀 주문 1건" in told.err
    lines = (tmp_path / "cj.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 5 and lines[0].startswith("예약구분,집하예정일,받는분성명,받는분전화번호")
    assert shop("export", "--template", "cj-a", "--combine", *out).status == 0
    told = shop("export", "--combine", *out)
    assert told.status == 2 and "합포장을 한 행으로" in told.err
