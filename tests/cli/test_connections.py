"""`connection`, `sync`, `outbox` and `match`: outside systems from a shell, with a played Naver."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from orderdesk.core.gateways.ports import ChannelGateway
from orderdesk.core.services import reaching
from orderdesk.core.services.connecting import secret_file
from orderdesk.core.store.connections import Connection
from orderdesk.simulators.world import Mishap
from tests.cli.shell import Shell
from tests.gateways.naver_shop import QUICK_SECRET, AtNaver
from tests.services.desk import NOW, sold

OURS, OTHER = "688900000007", "688900000014"


class Connected:
    """A shell on a store that is connected with a played Naver, whose clock both go by."""

    def __init__(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shell = shell
        self.naver = AtNaver()
        self.naver.world.clock.at = NOW
        shell.add(sold(1))

        @contextmanager
        def reach(_connection: Connection, _secrets: object) -> Iterator[ChannelGateway]:
            yield self.naver.another_client()

        monkeypatch.setattr(reaching, "channel", reach)

    def later(self, seconds: float = 10) -> None:
        self.naver.world.clock.advance(seconds)
        self.shell.clock = int(self.naver.world.clock.now())

    def connect(self) -> None:
        made = self.shell("connection", "add", "naver", "--name", "네이버", "--set", "client_id=aaaabbbbcccc")
        assert made.status == 0
        secret_file(self.shell.url).put("connection-1.client_secret", QUICK_SECRET)

    def sync(self) -> dict[str, object]:
        self.later()
        (done,) = self.shell("sync", "--json").json
        return dict(done)

    def order(self) -> str:
        """A buyer orders, and the order comes in; its number here."""
        self.naver.buys(1)
        self.sync()
        rows = self.shell("list", "--where", "channel=주문형 네이버페이", "--format", "json").json
        return str(rows[0]["order_no"])


@pytest.fixture
def naver(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Connected:
    return Connected(shell, monkeypatch)


def test_a_connection_is_made_listed_tried_paused_and_ended(naver: Connected) -> None:
    shell = naver.shell
    made = shell("connection", "add", "naver", "--name", "네이버", "--set", "client_id=aaaabbbbcccc")
    assert (made.status, "orderdesk secret set connection-1.client_secret" in made.err) == (0, True)
    (known,) = shell("connection", "list", "--json").json
    assert (known["name"], known["paused"], known["missing"]) == (
        "네이버",
        False,
        ["connection-1.client_secret"],
    )
    kept = secret_file(shell.url)
    kept.put("connection-1.client_secret", QUICK_SECRET)
    assert QUICK_SECRET not in shell("connection", "list", "--json").out
    assert shell("connection", "test", "네이버").status == 0
    naver.naver.world.fail_next(Mishap.LOST_BEFORE, 50)
    failed = shell("connection", "test", "네이버")
    assert (failed.status, "지금 연결되지 않습니다" in failed.err) == (1, True)
    assert shell("connection", "set", "네이버", "--set", "account=seller").status == 0
    assert shell("connection", "pause", "네이버").status == 0
    (known,) = shell("connection", "list", "--json").json
    assert (known["paused"], known["settings"]["account"]) == (True, "seller")
    assert shell("connection", "resume", "네이버").status == 0
    assert shell("connection", "remove", "네이버").status == 0
    assert shell("connection", "list", "--json").json == []
    assert kept.get("connection-1.client_secret") is None


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("add", "ebay"), "연결할 수 있는 곳"),
        (("add", "naver"), "client_id"),
        (("add", "naver", "--set", "client_secret=x"), "없는 설정입니다"),
        (("pause", "없음"), "그런 연결이 없습니다"),
    ],
)
def test_what_can_not_be_connected_is_refused_with_its_reason(
    naver: Connected, arguments: tuple[str, ...], told: str
) -> None:
    said = naver.shell("connection", *arguments)
    assert (said.status, told in said.err) == (2, True)


def test_a_round_brings_orders_and_tells_what_waits(naver: Connected) -> None:
    naver.connect()
    order = naver.order()
    shell = naver.shell
    done = shell(
        "do", "track", order, "--set", "courier=cj", "--set", f"number={OURS}", "--set", "to=ship", "--yes"
    )
    assert done.status == 0
    waiting = shell("outbox", "--json").json
    assert [(each["operation"], each["state"]) for each in waiting] == [
        ("dispatch", "waiting"),
        ("confirm", "waiting"),
    ]
    assert naver.sync()["told"] == 2
    assert shell("outbox", "--json").json == []
    assert len(shell("outbox", "--all", "--json").json) == 2
    (line,) = naver.naver.shop.books().values()
    assert line["parcel"] == ("CJGLS", OURS)


def test_what_the_channel_allows_is_told_beside_the_last_round(naver: Connected) -> None:
    naver.connect()
    shell = naver.shell
    (known,) = shell("connection", "list", "--json").json
    assert (known["synced"], known["rate"]) == (None, None)
    naver.naver.shop.knobs.rate = 5.0
    naver.order()
    (known,) = shell("connection", "list", "--json").json
    assert known["synced"] is not None
    assert (known["rate"]["rate"], known["rate"]["burst"], known["rate"]["left"] < 10) == (5.0, 10, True)
    used = 10 - known["rate"]["left"]
    assert f"초당 5회 ({used}/10 씀)" in shell("connection", "list").out
    assert f"5 a second ({used}/10 used)" in shell("--lang", "en", "connection", "list").out


def test_what_is_wrong_with_a_channel_is_listed_in_words_until_it_answers(naver: Connected) -> None:
    naver.connect()
    shell = naver.shell
    naver.naver.shop.knobs.client_id = "another"
    assert "연결 설정이 맞지 않습니다" in str(naver.sync()["trouble"])
    (known,) = shell("connection", "list", "--json").json
    assert known["trouble"].startswith("연결 설정이 맞지 않습니다 (BAD_REQUEST")
    assert "set up wrongly" in shell("--lang", "en", "connection", "list").out
    naver.naver.shop.knobs.client_id = "aaaabbbbcccc"
    assert shell("connection", "test", "네이버").status == 0
    (known,) = shell("connection", "list", "--json").json
    assert (known["trouble"], known["synced"]) == ("", None)


def test_what_was_refused_is_told_again_otherwise_or_not_at_all(naver: Connected) -> None:
    naver.connect()
    order, shell = naver.order(), naver.shell
    shell(
        "do", "track", order, "--set", "courier=cj", "--set", f"number={OTHER}", "--set", "to=ship", "--yes"
    )
    naver.naver.shop.seller_dispatches(next(iter(naver.naver.shop.lines)), tracking=OURS)
    naver.later()
    said = shell("sync")
    assert (said.status, "거절됨 1" in said.err) == (1, True)
    (letter,) = shell("outbox", "--json").json
    assert (letter["state"], letter["code"]) == ("refused", "9999")
    number = str(letter["id"])
    assert shell("outbox", "retry", number).status == 0
    assert naver.sync()["untold"] == 1
    assert shell("outbox", "edit", number, "--tracking", OURS).status == 0
    assert naver.sync()["told"] == 1
    again = shell("outbox", "drop", number, "--why", "늦음")
    assert (again.status, "이미 끝난 전송입니다" in again.err) == (2, True)


def test_giving_up_stands_in_the_timeline(naver: Connected) -> None:
    naver.connect()
    order, shell = naver.order(), naver.shell
    shell("do", "ready", order, "--yes")
    (letter,) = shell("outbox", "--json").json
    assert shell("outbox", "drop", str(letter["id"]), "--why", "센터에서 함").status == 0
    assert "센터에서 함" in shell("show", order).out
    assert naver.sync()["told"] == 0


def test_what_was_shipped_at_its_channel_is_matched(naver: Connected) -> None:
    naver.connect()
    order, shell = naver.order(), naver.shell
    (line,) = naver.naver.shop.lines
    naver.naver.shop.seller_dispatches(line, tracking=OURS)
    naver.sync()
    assert shell("list", "--where", "channel_differs=yes", "--count").out.strip() == "1"
    done = shell("match", "--yes", "--json")
    assert (done.status, done.json["applied"]) == (0, 1)
    assert "타임라인에 발송 처리가 없습니다" in done.err
    told = naver.sync()
    assert (told["told"], told["untold"]) == (2, 0)
    assert shell("list", "--where", "channel_differs=yes", "--count").out.strip() == "0"
    shown = shell("show", order, "--json").json
    assert OURS in repr(shown)
    assert shell("match", "--yes", "--json").json["applied"] == 0
