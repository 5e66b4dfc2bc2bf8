"""`create`, `drafts` and `sites`: orders made by hand from a shell."""

from __future__ import annotations

from orderdesk.core.domain.goods import Option, Product
from orderdesk.core.services.goods import put_products
from orderdesk.core.store.engine import open_store
from tests.cli.shell import Said, Shell
from tests.services.desk import KIM, NOW, sold

FIELDS = {
    "buyer": "홍길동",
    "phone": "010-0000-1234",
    "receiver": "김받음",
    "receiver_phone": "010-0000-5678",
    "zip": "06234",
    "line1": "서울 강남구 테헤란로 1",
}


def create(shell: Shell, *arguments: str, **fields: str) -> Said:
    """Makes an order with the usual fields and *fields*."""
    given = {**FIELDS, **fields}
    return shell("create", *arguments, *(f"--set={key}={value}" for key, value in given.items() if value))


def begun(shell: Shell) -> Shell:
    """A shop with one product."""
    shell.add(sold(1))
    with open_store(shell.url) as store:
        put_products(store, KIM, NOW, [Product("R", "쌀", 20_000, (Option("R10", "10kg"),))])
    return shell


def test_an_order_is_made_of_products_and_of_what_is_none(shell: Shell) -> None:
    begun(shell)
    dry = create(shell, "R10:2", "--goods", "선물 포장:1:1500", "--dry-run", "--json")
    assert dry.json == {"order": "", "goods": 41_500, "ship_fee": 3_000, "total": 44_500, "pending": True}
    made = create(shell, "R10:2", "--goods", "선물 포장:1:1500", "--json")
    order = shell("show", made.json["order"], "--json").json
    assert [(line["name"], line["qty"], line["total"]) for line in order["lines"]] == [
        ("쌀", 2, 40_000),
        ("선물 포장", 1, 1_500),
    ]
    assert [
        each["order_no"] for each in shell("list", "--where", "pending=yes", "--format", "jsonl").lines
    ] == [made.json["order"]]


def test_what_is_missing_is_said_field_by_field_and_nothing_is_made(shell: Shell) -> None:
    begun(shell)
    said = create(shell, buyer="")
    assert (said.status, [line.partition(":")[0] for line in said.err.splitlines()]) == (
        2,
        ["buyer", "lines"],
    )
    said = create(shell, "R10:1", zip="1")
    assert (said.status, said.err.partition(":")[0]) == (2, "zip")
    assert create(shell, "없는것:1").status == create(shell, "R10:1", pay="free", fee="x").status == 2
    assert create(shell, "R10:1", color="red").status == 2
    assert create(shell, "--member", "없음", "R10:1").status == 2
    assert len(shell("list", "--format", "jsonl").lines) == 1


def test_drafts_are_kept_listed_finished_and_removed(shell: Shell) -> None:
    begun(shell)
    assert create(shell, "R10:1", "--draft", phone="").status == 0
    assert create(shell, "R10:3", "--draft").status == 0
    kept = shell("drafts", "list", "--json").json
    assert [(each["draft"], each["buyer"], each["goods"]) for each in kept] == [
        (2, "홍길동", 60_000),
        (1, "홍길동", 20_000),
    ]
    assert shell("create", "--from", "1").status == 2
    assert shell("create", "--from", "1", "--set", "phone=010-0000-0001").status == 0
    assert shell("create", "--from", "1").status == 2
    assert shell("drafts", "remove", "2").status == 0
    assert shell("drafts", "remove", "2").status == 2
    assert shell("drafts", "list", "--json").json == []


def test_sites_are_named_and_orders_found_by_them(shell: Shell) -> None:
    begun(shell)
    assert create(shell, "R10:1", site="영문몰").status == 2
    assert shell("sites", "국문몰", "영문몰", "--json").json == ["국문몰", "영문몰"]
    number = create(shell, "R10:1", "--json", site="영문몰").json["order"]
    found = shell("list", "--where", "site=영문몰", "--columns", "order_no,site", "--format", "jsonl").lines
    assert found == [{"order_no": number, "site": "영문몰"}]
