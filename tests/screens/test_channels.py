"""The channels on the screen: connecting, what waits and what was refused, what a channel can't do."""

from __future__ import annotations

from pathlib import Path

import pytest

from orderdesk.core.domain.states import SectionState
from orderdesk.core.services.connecting import secret_file
from orderdesk.core.services.showing import show_id
from orderdesk.core.store.connections import connections, feeds
from orderdesk.core.store.engine import Store
from orderdesk.core.store.outbox import DONE, DROPPED, WAITING
from tests.screens.channel_desk import NAME, OTHER, OURS, Channels, channels
from tests.screens.driver import DeskDriver

__all__ = ["channels"]

SECRET = "$2a$04$abcdefghijklmnopqrstuu"


async def ship(desk: DeskDriver, number: str = OURS) -> None:
    """Gives the order at the list's cursor a number by hand, and sends it off."""
    await desk.press("f4", "1")
    await desk.type(number)
    await desk.press("enter", "tab", "down", "space", "ctrl+s", "ctrl+s")


async def test_a_connection_is_made_by_keys_and_its_secret_stays_out_of_the_store(
    empty_store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    channels = Channels(empty_store, monkeypatch, connected=False)
    async with channels.opened() as desk:
        await desk.press("apostrophe", "5", "plus", "2")
        assert "네이버 커머스API에 등록한 애플리케이션의 ID" in desk.text()
        await desk.press("f1")
        assert "네이버페이, 톡체크아웃 주문 처리" in desk.text()
        await desk.press("escape")
        await desk.type(NAME)
        await desk.press("enter")
        await desk.type("aaaabbbbcccc")
        await desk.press("enter")
        await desk.type(SECRET)
        assert SECRET[:6] not in desk.text()
        assert "•" * len(SECRET) in desk.text()
        await desk.press("ctrl+s")
        assert desk.told[-1] == f"{NAME}: 연결됩니다"
        assert f"{NAME} · 판매 채널" in desk.text()
        assert "켜짐" in desk.text()
    with empty_store.reader() as conn:
        (made,) = connections(conn)
    assert (made.system, made.name, made.settings) == ("naver", NAME, {"client_id": "aaaabbbbcccc"})
    kept = secret_file(empty_store.url).get(f"connection-{made.id}.client_secret")
    assert kept is not None
    assert kept.reveal() == SECRET
    for file in tmp_path.glob("desk.db*"):
        if not file.name.endswith(".secrets"):
            assert SECRET.encode() not in file.read_bytes(), file


async def test_orders_come_in_and_what_is_shipped_waits_and_is_told(channels: Channels) -> None:
    (ref,) = channels.naver.buys(1)
    async with channels.opened() as desk:
        await desk.press("tilde")
        assert "기다리거나 거절된 것이 없습니다" in desk.text()
        await channels.exchange(desk)
        assert desk.told[-1] == f"{NAME}: 새 주문 1건"
        assert f"{NAME} 0초 전" in desk.text()
        await desk.press("escape")
        (order,) = channels.orders()
        assert order.number in desk.text()
        await ship(desk)
        await desk.press("tilde")
        lines = [line for line in desk.text().split("\n") if order.number in line]
        assert ["발주확인" in lines[1], "대기" in lines[1]] == [True, True]
        assert ["발송처리 CJ대한통운 " + OURS in lines[0], "대기" in lines[0]] == [True, True]
        await channels.exchange(desk)
        assert "기다리거나 거절된 것이 없습니다" in desk.text()
    assert channels.naver.sent(ref) == OURS
    assert channels.box() == [("confirm", DONE), ("dispatch", DONE)]


async def test_the_last_round_and_what_the_channel_allows_stand_beside_each_connection(
    channels: Channels,
) -> None:
    channels.naver.shop.knobs.rate = 5.0
    channels.naver.buys(1)
    async with channels.opened() as desk:
        await desk.press("apostrophe", "5")
        assert "초당" not in desk.text()
        await desk.press("escape", "escape")
        await channels.round(desk)
        channels.later(7200)
        await desk.press("apostrophe", "5")
        known = line_of(desk, f"{NAME} · 판매 채널")
    with channels.store.reader() as conn:
        (allowed,) = [feed.allowance for feed in feeds(conn, 1).values()]
    assert allowed is not None
    assert (allowed.rate, allowed.burst) == (5.0, 10)
    assert f"2시간 전 · 초당 5회 ({10 - allowed.left}/10 씀) · 켜짐" in known


async def test_what_is_wrong_with_a_connection_is_told_in_words_until_it_goes_well(
    channels: Channels,
) -> None:
    naver = channels.naver
    naver.shop.knobs.client_id = "another"
    async with channels.opened() as desk:
        await desk.press("tilde")
        await channels.exchange(desk)
        assert f"{NAME} ✗ " in desk.row(0)
        await desk.press("escape", "apostrophe", "5")
        assert "✗" in line_of(desk, f"{NAME} · 판매 채널")
        assert any("연결 설정이 맞지 않습니다 (BAD_REQUEST" in line for line in box(desk))
        await desk.press("escape", "escape")
        naver.shop.knobs.client_id = "aaaabbbbcccc"
        await channels.round(desk)
        await desk.press("apostrophe", "5")
        assert "켜짐" in line_of(desk, f"{NAME} · 판매 채널")
        assert not any("연결 설정" in line for line in box(desk))


def box(desk: DeskDriver) -> list[str]:
    """The lines of the dialog: what was told meanwhile may lie over the list beside it."""
    parts = (line.split("│") for line in desk.text().split("\n"))
    return ["│".join(part[1:-1]) for part in parts if len(part) > 2]


async def refused(channels: Channels, desk: DeskDriver) -> None:
    """An order was shipped here with a number that Naver refuses; the screen of the channels shows it."""
    channels.naver.buys(1)
    await channels.round(desk)
    await ship(desk, OTHER)
    channels.naver.shop.seller_dispatches(next(iter(channels.naver.shop.lines)), tracking="600000000012")
    await desk.press("tilde")
    await channels.exchange(desk)


def centre_takes_back(channels: Channels) -> None:
    """The dispatch in the seller's centre is undone there."""
    ((_, there),) = channels.naver.shop.lines.values()
    there.status, there.parcel = "PAYED", None


async def test_what_was_refused_is_shown_with_its_reason_mended_and_told(channels: Channels) -> None:
    async with channels.opened() as desk:
        await refused(channels, desk)
        assert desk.told[-1] == f"{NAME}: 1건을 채널이 거절했습니다 (~)"
        row = desk.row(1)
        assert f"발송처리 CJ대한통운 {OTHER}" in row
        assert "거절됨" in row and " · 9999 " in row
        centre_takes_back(channels)
        await desk.press("enter", "tab", "end", "ctrl+u")
        await desk.type(OURS)
        await desk.press("ctrl+s")
        assert f"발송처리 CJ대한통운 {OURS}" in desk.row(1)
        assert "대기" in desk.row(1)
        await channels.exchange(desk)
        assert "기다리거나 거절된 것이 없습니다" in desk.text()
    assert next(iter(channels.naver.shop.books().values()))["parcel"] == ("CJGLS", OURS)


async def test_where_a_line_has_no_room_its_channel_and_time_stand_below(channels: Channels) -> None:
    async with channels.opened((80, 24)) as desk:
        await refused(channels, desk)
        assert NAME not in desk.row(1)
        below = "".join(desk.row(y) for y in range(20, 23))
        assert f" {NAME} · 09-" in below and f" · 발송처리 CJ대한통운 {OTHER} · 9999 " in below


async def test_what_was_refused_is_told_again_by_one_key(channels: Channels) -> None:
    async with channels.opened() as desk:
        await refused(channels, desk)
        await desk.press("exclamation_mark")
        assert "대기" in desk.row(1)
        await channels.exchange(desk)
        assert "거절됨" in desk.row(1)
        centre_takes_back(channels)
        await desk.press("exclamation_mark")
        await channels.exchange(desk)
    assert channels.box() == [("confirm", DONE), ("dispatch", DONE)]


async def test_what_was_refused_is_given_up_and_the_timeline_says_why(channels: Channels) -> None:
    async with channels.opened() as desk:
        await refused(channels, desk)
        await desk.press("delete")
        await desk.type("센터에서 보냄")
        await desk.press("ctrl+s")
        assert "기다리거나 거절된 것이 없습니다" in desk.text()
    assert channels.box() == [("confirm", DONE), ("dispatch", DROPPED)]
    (order,) = channels.orders()
    with channels.store.reader() as conn:
        last = show_id(conn, order.id).timeline[0]
    assert (last.words.ko, last.who.name) == ("채널 전송 포기", "김영희")
    assert "센터에서 보냄" in repr(last)


async def test_while_a_connection_is_paused_what_is_done_waits_for_it(channels: Channels) -> None:
    channels.naver.buys(1)
    async with channels.opened() as desk:
        await channels.round(desk)
        await desk.press("apostrophe", "5", "space")
        assert "멈춤" in line_of(desk, f"{NAME} · 판매 채널")
        await desk.press("escape", "escape")
        await ship(desk)
        await channels.round(desk)
        assert channels.box() == [("confirm", WAITING), ("dispatch", WAITING)]
        await desk.press("apostrophe", "5", "space")
        assert "대기 2 · 켜짐" in line_of(desk, f"{NAME} · 판매 채널")
        await desk.press("escape", "escape")
        await channels.round(desk)
    assert channels.box() == [("confirm", DONE), ("dispatch", DONE)]


def line_of(desk: DeskDriver, text: str) -> str:
    """The first line of the screen with *text*."""
    return next(line for line in desk.text().split("\n") if text in line)


async def test_what_the_channel_can_not_be_told_stands_in_the_menu_with_its_reason(
    channels: Channels,
) -> None:
    channels.naver.buys(1)
    async with channels.opened() as desk:
        await channels.round(desk)
        await ship(desk)
        await desk.press("full_stop")
        assert "외부 채널 주문은 발송을 되돌릴 수 없습니다" in line_of(desk, "한 단계 뒤로")
        await desk.press("0")
        assert "이 채널의 교환은 구매자만 요청할 수 있습니다" in desk.text()


async def test_what_was_shipped_at_its_channel_is_matched_and_told_as_done_already(
    channels: Channels,
) -> None:
    (ref,) = channels.naver.buys(1)
    async with channels.opened() as desk:
        await channels.round(desk)
        channels.naver.shop.seller_dispatches(ref.line, tracking=OURS)
        await channels.round(desk)
        assert "◦ 상품준비 ≠" in desk.text()
        await desk.press("f4", "5")
        assert desk.told[-1] == "타임라인에 발송 처리가 없습니다: 채널에서 보낸 것입니다"
        assert f"CJ대한통운 {OURS}" in desk.text()
        await desk.press("ctrl+s", "ctrl+s")
        await channels.round(desk)
        assert "≠" not in desk.row(4)
        await desk.press("f4", "5")
        assert desk.told[-1] == "채널에서만 보낸 섹션이 없습니다"
    (order,) = channels.orders()
    (section,) = order.sections
    assert (section.state, section.courier, section.tracking) == (
        SectionState.SHIPPING,
        "CJ대한통운",
        OURS,
    )
    assert channels.box() == [("confirm", DONE), ("dispatch", DONE)]
