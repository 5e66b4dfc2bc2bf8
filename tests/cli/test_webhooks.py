"""`api webhook`: made, listed, tried again, run and ended on the command line."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from orderdesk.core.services.connecting import secret_file
from tests.cli.shell import Shell
from tests.services.desk import number, sold

URL = "https://partner.example/desk"


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What the partner answers from now on; 204 once that is used up."""
    left = list[int]()
    real = httpx.Client

    def client(**settings: Any) -> httpx.Client:  # noqa: ANN401  # httpx's own
        transport = httpx.MockTransport(lambda _: httpx.Response(left.pop(0) if left else 204))
        return real(**{**settings, "transport": transport})

    monkeypatch.setattr(httpx, "Client", client)
    return left


def test_one_is_made_told_listed_and_ended(shell: Shell, answers: list[int]) -> None:
    shell.add(sold(1))
    made = shell("api", "webhook", "add", URL)
    secret = made.out.strip()
    assert made.status == 0 and secret.startswith("whsec_") and "지금만" in made.err
    assert secret not in made.err
    assert shell("api", "webhook", "run", "--json").json == []
    shell.add(sold(2))
    assert shell("api", "webhook", "run", "--json").json == [{"webhook": 1, "told": 1, "trouble": ""}]
    listed = shell("api", "webhook", "list", "--json").json
    assert [(each["url"], each["state"], each["tries"]) for each in listed] == [(URL, "on", 0)]
    table = shell("api", "webhook", "list").out
    assert URL in table and "켜짐" in table and secret not in table
    assert shell("api", "webhook", "remove", "1").status == 0
    assert "끝남" in shell("api", "webhook", "list").out
    assert secret_file(shell.url).names() == []


def test_what_could_not_be_told_is_shown_and_tried_again(shell: Shell, answers: list[int]) -> None:
    shell.add(sold(1))
    shell("api", "webhook", "add", URL)
    shell.add(sold(2))
    answers += [500] * 6
    for n in range(6):
        said = shell("api", "webhook", "run")
        assert said.status == 1 and "0건 알림 · 500" in said.err, n
        shell.clock += 50_000
    assert "멈춤" in shell("api", "webhook", "list").out
    assert shell("api", "webhook", "run", "--json").json == []
    assert shell("api", "webhook", "retry", "1").status == 0
    assert "1건 알림" in shell("api", "webhook", "run").err


def test_a_tick_from_cron_tells_too(shell: Shell, answers: list[int]) -> None:
    shell.add(sold(1))
    shell("api", "webhook", "add", URL)
    shell.add(sold(2))
    assert shell("tick").status == 0
    assert shell("api", "webhook", "run", "--json").json == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("api webhook add http://partner.example/", "웹훅을 보낼 수 있는 주소가"),
        ("api webhook remove 7", "그런 번호의 웹훅이"),
        ("api webhook retry 7", "그런 번호의 웹훅이"),
    ],
)
def test_what_cannot_be_is_said(shell: Shell, arguments: str, said: str) -> None:
    shell.add(sold(1))
    refused = shell(*arguments.split())
    assert (refused.status, refused.out) == (2, "") and said in refused.err


def test_secrets_that_others_can_read_are_not_used(shell: Shell) -> None:
    shell.add(sold(1))
    shell("api", "webhook", "add", URL)
    secret_file(shell.url).path.chmod(0o644)
    refused = shell("api", "webhook", "list")
    assert refused.status == 2 and "chmod 600" in refused.err


def test_one_that_is_stuck_stands_in_the_outbox_and_is_tried_again_or_given_up(
    shell: Shell, answers: list[int]
) -> None:
    shell.add(sold(1))
    shell("api", "webhook", "add", URL)
    assert shell("outbox", "--json").json == []
    shell.add(sold(2), sold(3))
    assert shell("outbox", "--json").json == []  # it waits for its turn
    answers += [500, 500]
    shell("api", "webhook", "run")
    (waits,) = shell("outbox", "--json").json
    assert {key: waits[key] for key in ("id", "connection", "order", "operation", "state", "code")} == {
        "id": "w1",
        "connection": URL,
        "order": number(2),
        "operation": "webhook",
        "state": "to be tried again",
        "code": "500",
    }
    table = shell("outbox").out
    assert "웹훅 주문 바뀜 2건" in table and "HTTP 500로 답함" in table
    assert shell("outbox", "retry", "w1").status == 0
    assert shell("api", "webhook", "run").status == 1
    assert shell("outbox", "edit", "w1", "--tracking", "1").status == 2
    assert shell("outbox", "drop", "w1", "--why", "창고가 모르는 주문").status == 0
    (record,) = shell("accesses", "--what", "webhook-drop", "--json").json
    assert (record["scope"], record["file"], record["reason"]) == (number(2), URL, "창고가 모르는 주문")
    assert shell("api", "webhook", "run", "--json").json == [{"webhook": 1, "told": 1, "trouble": ""}]
    assert shell("outbox", "--json").json == []
    refused = shell("outbox", "drop", "w1")
    assert (refused.status, "알릴 것이 없습니다" in refused.err) == (2, True)
    assert shell("outbox", "drop", "w7").status == 2
    assert shell("outbox", "retry", "x").status == 2


def test_one_without_its_secret_stands_in_the_outbox_while_it_has_something_to_hear(
    shell: Shell, answers: list[int]
) -> None:
    shell.add(sold(1))
    shell("api", "webhook", "add", URL)
    kept = secret_file(shell.url)
    kept.remove("webhook-1.secret")
    assert shell("outbox", "--json").json == []
    shell.add(sold(2))
    (waits,) = shell("outbox", "--json").json
    assert (waits["state"], waits["code"]) == ("secret missing", "no-secret")
    shell("api", "webhook", "remove", "1")
    assert shell("outbox", "--json").json == []
