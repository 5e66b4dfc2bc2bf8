"""Claims on the command line: the same steps, the same refusals."""

from __future__ import annotations

from dataclasses import replace

from orderdesk.core.domain.orders import Channel
from orderdesk.core.domain.states import SectionState as S
from tests.cli.shell import Shell
from tests.domain.builders import order
from tests.services.desk import number, sold


def code(shell: Shell, *arguments: str) -> str:
    """Why the only row of a dry run is not done, "" when it would be."""
    rows = shell("do", *arguments, "--dry-run", "--json").json["rows"]
    assert len(rows) == 1
    return str(rows[0]["code"])


def test_a_return_from_request_to_approval(shell: Shell) -> None:
    one = number(1)
    shell.add(replace(order(state=S.DELIVERED), number=one))
    assert code(shell, "return", one, "--set", "reason=BROKEN", "--set", "cost=CASH") == "cost-not-buyers"
    asked = ("--set", "reason=WRONG_ORDER", "--set", "pickup=BUYER", "--set", "cost=BOX")
    assert shell("do", "return", one, *asked, "--yes").status == 0
    assert code(shell, "pickup", one, "--set", "pickup=AUTO") == "pickup-by-buyer"
    assert code(shell, "pickup", one, "--set", "courier=CJ대한통운") == "field-missing"
    sent = ("--set", "courier=CJ대한통운", "--set", "number=680123456782", "--set", "pay=착불")
    assert shell("do", "pickup", one, *sent, "--yes").status == 0
    assert code(shell, "approve", one) == "pickup-needed"
    assert shell("do", "pickup-done", one, "--yes").status == 0
    claim = shell("show", one, "--json").json["claims"][0]
    assert (claim["cost"], claim["pickup"], claim["pickup_pay"]) == ("BOX", "BUYER", "COLLECT")
    assert shell("list", "--where", "claim=수거완료", "--count").out == "1\n"
    assert shell("do", "approve", one, "--yes").status == 0
    assert shell("list", "--where", "section=반품완료", "--count").out == "1\n"


def test_a_channel_s_claims(shell: Shell) -> None:
    shell.add(
        replace(order(state=S.READY, channel=Channel.NAVER), number=number(1)),
        replace(order(state=S.DELIVERED, channel=Channel.NAVER), number=number(2)),
    )
    shell("do", "cancel", number(1), "--set", "reason=ETC", "--yes")
    shell("do", "return", number(2), "--set", "reason=ETC", "--yes")
    assert code(shell, "reject", number(1)) == "no-tracking"
    assert code(shell, "reject", number(2)) == "field-missing"
    assert code(shell, "hold", number(2), "--set", "reason=EXCHANGE_HOLDBACK") == "hold-reason"
    assert shell("do", "hold", number(2), "--set", "reason=RETURN_DELIVERYFEE", "--yes").status == 0
    assert code(shell, "approve", number(2), "--set", "no-pickup=yes") == "claim-held"


def test_exchanging_for_other_goods(shell: Shell) -> None:
    shell.add(sold(1))
    new = ("--set", "name=새 상품", "--set", "qty=1", "--set", "price=12000")
    assert code(shell, "swap", number(1), "--set", "reason=ETC", "--set", "qty=1") == "field-missing"
    assert shell("do", "swap", number(1), "--set", "reason=ETC", *new, "--yes").status == 0
    shown = shell("show", number(1), "--json").json
    assert [entry["amount"] for entry in shown["entries"]] == [10_000, 2_000]
    help_text = shell("do", "swap", "--help").out
    assert "--set price=…" in help_text and "다른 상품으로 교환" in help_text
