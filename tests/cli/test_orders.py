from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from rich.cells import cell_len

from orderdesk.core.domain.columns import BY_KEY, COLUMNS, seoul_time
from orderdesk.core.domain.orders import Memo, Order
from orderdesk.core.services.filter_groups import save_filter_group
from orderdesk.core.store.engine import open_store
from tests.cli.shell import Shell
from tests.services.desk import KIM, NOW, number, sold

HOSTILE = (
    "[/red] 쌀",
    "\x1b]0;x\x07제목",
    "\u202e거꾸로\u2066",
    "=cmd|' /C calc'!A0",
    "\x9b31m빨강",
    "여러\n줄\t칸",
)
COMMANDING = "\x1b\x07\x9b\u202e\u2066\x00"


def hostile(n: int, text: str) -> Order:
    """Order n with *text* wherever people write, as a store may hold it that another program filled."""
    order = sold(n)
    section = order.sections[0]
    return replace(
        order,
        buyer_name=text,
        lines=(replace(order.lines[0], name=text, option=text),),
        sections=(
            replace(
                section,
                note=(text * 4000)[:4000],
                address=replace(section.address, receiver=text, line1=text),
            ),
        ),
        memos=(Memo(1, (text * 4000)[:4000], text, NOW),),
    )


def test_json_lines_have_every_column_and_are_newest_first(shell: Shell) -> None:
    shell.add(sold(2, 3, 1), sold(1, unpaid=True))
    rows = shell("list", "--format", "jsonl").lines
    assert [row["order_no"] for row in rows] == [number(1), number(2)]
    assert all(list(row) == [column.key for column in COLUMNS] for row in rows)
    newest, older = rows
    assert (newest["paid"], older["paid"], older["qty"]) == (0, 40_000, 4)
    assert older["ordered_at"].endswith("+09:00") and newest["pay_status"] == "결제대기"
    assert shell("list", "--format", "json").json == rows


def test_english_changes_words_and_not_keys(shell: Shell) -> None:
    shell.add(sold(1))
    row = shell("--lang", "en", "list", "--format", "jsonl").lines[0]
    assert (row["section"], row["pay_status"]) == ("Preparing", "Paid")
    assert "Order no." in shell("--lang", "en", "list").out and "주문번호" in shell("list").out


def test_columns_are_chosen_and_ordered(shell: Shell) -> None:
    shell.add(sold(1))
    assert shell("list", "--columns", "paid,order_no", "--format", "jsonl").lines == [
        {"paid": 10_000, "order_no": number(1)}
    ]
    assert shell("list", "--columns", "order_no,paid", "--format", "tsv").out == (
        f"order_no\tpaid\n{number(1)}\t10000\n"
    )
    wrong = shell("list", "--columns", "order_no,colour")
    assert wrong.status == 2 and "colour" in wrong.err and all(key in wrong.err for key in BY_KEY)


def test_limit_count_tab_search_and_conditions(shell: Shell) -> None:
    shell.add(*(sold(n, unpaid=n > 3) for n in range(1, 6)))
    assert len(shell("list", "--format", "jsonl", "--limit", "2").lines) == 2
    assert shell("list", "--limit", "0", "--format", "jsonl").out == ""
    assert shell("list", "--count").out == "5\n"
    assert shell("list", "--tab", "결제대기", "--count").out == "2\n"
    assert shell("list", "--search", number(2), "--count").out == "1\n"
    assert shell("list", "--search", "구매자3", "--count").out == "1\n"
    two = ("--where", "pay_status=결제완료", "--where", "paid=1..")
    assert shell("list", *two, "--count").out == "3\n"


def test_a_saved_filter_group_goes_with_other_conditions(shell: Shell) -> None:
    shell.add(*(sold(n, unpaid=n > 3) for n in range(1, 6)))
    with open_store(shell.url) as store:
        save_filter_group(store, KIM, NOW, "낸 것", ("pay_status=결제완료",))
    assert shell("list", "--group", "낸 것", "--count").out == "3\n"
    assert shell("list", "--group", "낸 것", "--where", "buyer=구매자2", "--count").out == "1\n"
    assert shell("list", "--group", "낸 것", "--tab", "결제대기", "--count").out == "0\n"
    wrong = shell("list", "--group", "못 낸 것")
    assert wrong.status == 2 and "낸 것" in wrong.err.partition(":")[2] and wrong.out == ""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--tab", "없는탭"), "배송보류"),
        (("--group", "없는그룹"), "저장한 필터 그룹이 없습니다"),
        (("--where", "없는열=1"), "order_no"),
        (("--where", "section=날아감"), "상품준비"),
        (("--where", "paid=x..y"), "10000..50000"),
        (("--format", "pdf"), "jsonl"),
        (("--limit", "-1"), "--limit"),
    ],
)
def test_what_cant_be_listed_says_what_can(shell: Shell, arguments: tuple[str, ...], told: str) -> None:
    said = shell("list", *arguments)
    assert said.status == 2 and told in said.err and said.out == ""


def test_an_empty_store_gives_heads_only(shell: Shell) -> None:
    assert shell("list").out.startswith("주문번호") and shell("list").out.count("\n") == 1
    assert shell("list", "--format", "json").json == []


def test_table_columns_are_straight_in_terminal_cells(shell: Shell) -> None:
    shell.add(sold(1), replace(sold(2), buyer_name="Kim"), replace(sold(3), buyer_name="가" * 40))
    lines = shell("list", "--columns", "buyer,paid").out.splitlines()
    assert len({cell_len(line) for line in lines}) == 1 and "…" in lines[3]


def test_show_tells_everything_as_text_and_as_json(shell: Shell) -> None:
    shell.add(sold(1, 2, 1, sections=[[1], [2]]))
    shell("do", "hold", f"{number(1)}-S2", "--set", "reason=STOCK", "--yes")
    shell("do", "track", f"{number(1)}-S1", "--set", "courier=CJ", "--set", "number=680123456782", "--yes")
    said = shell("show", number(1), "--json")
    shown = said.json
    assert said.status == 0 and shown["order_no"] == number(1) and shown["version"] == 3
    first, second = shown["sections"]
    assert (first["number"], first["tracking"], first["state"]) == (
        f"{number(1)}-S1",
        "680123456782",
        "상품준비",
    )
    assert second["holds"][0]["reason"] == "STOCK" and second["items"][0]["qty"] == 1
    assert [entry["what"] for entry in shown["timeline"]][-1] == "주문 생성" and len(shown["timeline"]) == 3
    text = shell("show", number(1)).out
    assert all(part in text for part in (number(1), "680123456782", "보류", "20,000", "송장 입력"))
    assert "tracking added" in shell("--lang", "en", "show", number(1)).out


def test_an_order_that_is_not_there_is_wrong_usage(shell: Shell) -> None:
    said = shell("show", "\x1b[31m없음")
    assert said.status == 2 and "\x1b" not in said.err and said.out == ""


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_harmless_in_every_output(shell: Shell, text: str) -> None:
    shell.add(hostile(1, text))
    outputs = {form: shell("list", "--format", form).out for form in ("table", "csv", "tsv", "json", "jsonl")}
    outputs |= {"show": shell("show", number(1)).out, "show json": shell("show", number(1), "--json").out}
    outputs["wide"] = shell("list", "--columns", "buyer,items,address,dmemo,receiver").out
    for name, out in outputs.items():
        assert out and not set(out) & set(COMMANDING), name
    assert shell("show", number(1), "--json").json["buyer"] == text
    assert shell("list", "--format", "json").json[0]["buyer"] == text
    assert len(outputs["table"].splitlines()) == 2 and len(outputs["wide"].splitlines()) == 2
    if "[/red]" in text:
        assert "[/red] 쌀" in outputs["table"] and "[/red] 쌀" in outputs["show"]


@pytest.mark.parametrize(("form", "separator"), [("csv", ","), ("tsv", "\t")])
def test_no_separated_field_is_a_formula(shell: Shell, form: str, separator: str) -> None:
    formulas = ("=1+1", "+1", "-1+2", "@x", "\t=1", "＝1", "=cmd|' /C calc'!A0")
    shell.add(*(replace(sold(n), buyer_name=text) for n, text in enumerate(formulas, 1)))
    out = shell("list", "--columns", "buyer,paid", "--format", form).out
    rows = list(csv.reader(io.StringIO(out), delimiter=separator))
    assert rows[0] == ["buyer", "paid"] and len(rows) == len(formulas) + 1
    assert all(row[0].startswith("'") or row[0].lstrip("+").isdigit() for row in rows[1:])


def test_english_shows_no_korean_but_what_people_wrote(shell: Shell) -> None:
    shell.add(sold(1))
    shell("do", "ready", number(1), "--yes")
    shown = shell("--lang", "en", "show", number(1), "--json").json
    assert shown["timeline"][0]["details"] == "Preparing → Ready"
    assert shell("--lang", "en", "list", "--where", "badge=Ready", "--count").out == "1\n"


def test_a_list_is_sorted_by_a_column_either_way(shell: Shell) -> None:
    shell.add(*(sold(n) for n in range(1, 5)))

    def numbers(*arguments: str) -> list[str]:
        rows = shell("list", *arguments, "--columns", "order_no,ordered_at,buyer", "--format", "jsonl").lines
        return [str(row["order_no"]) for row in rows]

    newest = numbers()
    assert numbers("--sort", "ordered_at") == newest
    assert numbers("--sort", "ordered_at:asc") == newest[::-1]
    assert numbers("--sort", "order_no:desc", "--limit", "2") == sorted(newest, reverse=True)[:2]
    wrong = shell("list", "--sort", "colour")
    assert wrong.status == 2
    assert "order_no" in wrong.err
    assert shell("list", "--sort", "paid:up").status == 2


def test_show_tells_how_an_order_was_at_a_time(shell: Shell) -> None:
    shell.add(sold(1))
    began = shell.clock
    shell.clock += 3600
    shell("do", "ready", number(1), "--yes")
    shell("do", "memo", number(1), "--set", "text=나중 일", "--yes")
    asked = seoul_time(began + 60) or ""
    said = shell("show", number(1), "--at", asked[:16].replace("T", " "), "--json")
    assert (said.status, said.json["sections"][0]["state"], said.json["memos"]) == (0, "상품준비", [])
    assert [line["what"] for line in said.json["timeline"]] == ["주문 생성"]
    assert "의 모습입니다" in said.err
    now = shell("show", number(1), "--json").json
    assert (now["sections"][0]["state"], now["as_of"], len(now["memos"])) == ("배송대기", None, 1)


def test_show_says_where_the_record_begins_and_what_is_no_time(shell: Shell) -> None:
    shell.add(sold(1))
    early = shell("show", number(1), "--at", "2020-01-01 10:00")
    assert (early.status, early.out) == (2, "")
    assert "이 주문의 기록은 2026-09-21" in early.err
    wrong = shell("show", number(1), "--at", "어제\x1b[2J")
    assert wrong.status == 2
    assert "2026-11-22 14:00 처럼" in wrong.err and "\x1b" not in wrong.err
    assert shell("show", "없음", "--at", "2026-01-01").status == 2
