"""The packing station by scanner and keys: what is shown, heard and stored, and what each refusal says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest
from rich.style import Style
from textual.app import App

from orderdesk.core.domain.orders import Actor, ActorKind, Order
from orderdesk.core.domain.pack_words import PACK_VERDICTS, PackVerdict
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.domain.words import Word
from orderdesk.core.services import packing
from orderdesk.core.services.packing import Gesture, Station, Told
from orderdesk.core.store.engine import Store
from orderdesk.core.store.problems import StoreProblem
from orderdesk.screens import sounding, station
from orderdesk.screens.station import StationScreen
from orderdesk.widgets.packing import Answer
from tests.domain.builders import NOW, SELLER
from tests.screens.driver import DeskDriver, fill, opened
from tests.screens.sections import GOOD, now
from tests.screens.test_looks import THEMES
from tests.services.desk import Desk, sections
from tests.services.station import LABELS, Packer, goods, labelled

V = PackVerdict
LEE = Actor(ActorKind.SELLER, "이순신")


@dataclass
class Heard:
    """What was heard: the pauses of each answer, and the strokes in all."""

    patterns: list[tuple[int, ...]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    told = Heard()

    def strike(_app: App[object], pauses: tuple[int, ...]) -> None:
        told.patterns.append(tuple(pauses))

    monkeypatch.setattr("orderdesk.screens.scan_screen.strike", strike)
    return told


def station_of(store: Store, *orders: Order) -> Desk:
    """The desk of a store that holds *orders*."""
    fill(store, [])
    desk = Desk(store)
    desk.now = NOW
    desk.add(*orders)
    return desk


async def scan(desk: DeskDriver, *codes: str) -> None:
    """A scanner reads *codes*, each with Enter, without a pause between two."""
    for code in codes:
        await desk.press(*code, "enter")


async def enter(desk: DeskDriver) -> None:
    await desk.press("ctrl+x")
    assert isinstance(desk.screen, StationScreen)


def large(verdict: PackVerdict) -> str:
    return " ".join(verdict.large.ko)


async def test_a_box_is_packed_by_scanner_in_korean_mode_and_ships(empty_store: Store, heard: Heard) -> None:
    desk_of = station_of(empty_store, goods(1, 2, 1))
    async with opened(empty_store, default_courier="CJ대한통운") as desk:
        await enter(desk)
        await scan(desk, sections(1, 1)[0].replace("S", "ㄴ"))
        assert large(V.OPENED) in desk.text() and "0/2" in desk.text()
        await scan(desk, "ㅁ", "A", "ㅠ")
        assert large(V.COMPLETE) in desk.text() and "2/2" in desk.text()
        await scan(desk, LABELS[0])
        assert large(V.SHIPPED) in desk.text() and LABELS[0] in desk.text()
    assert desk_of.states() == [S.SHIPPING]
    assert heard.patterns == [
        each.sound for each in (V.OPENED, V.RIGHT_ITEM, V.RIGHT_ITEM, V.COMPLETE, V.SHIPPED)
    ]
    assert desk_of.sound()


async def test_the_code_that_is_expected_stands_beside_each_line(empty_store: Store, heard: Heard) -> None:
    bare = goods(1, 1, 1)
    lines = (bare.lines[0], replace(bare.lines[1], sku="", product=""))
    station_of(empty_store, replace(bare, lines=lines))
    async with opened(empty_store) as desk:
        await enter(desk)
        await scan(desk, sections(1, 1)[0])
        assert next(line.split()[-2:] for line in desk.text().split("\n") if "0/1" in line) == ["A", "0/1"]
        assert "코드 없음" in desk.text()
        await scan(desk, "9999")
        assert large(V.NO_GOODS_CODE) in desk.text() and "손으로 확인" in desk.text()
    assert heard.patterns[-1] == V.NO_GOODS_CODE.sound != V.WRONG_ITEM.sound


async def test_the_way_out_is_told_where_there_is_little_room(empty_store: Store, heard: Heard) -> None:
    station_of(empty_store, goods(1, 1))
    async with opened(empty_store, (60, 20)) as desk:
        await enter(desk)
        assert desk.text().rstrip().split("\n")[-1].rstrip().endswith("Esc 뒤로")


async def test_a_wrong_item_and_one_too_many_are_told_apart(empty_store: Store, heard: Heard) -> None:
    station_of(empty_store, goods(1, 1, 1), goods(2, 1, 1, 1))
    async with opened(empty_store) as desk:
        await enter(desk)
        await scan(desk, sections(1, 1)[0], "C")
        assert large(V.WRONG_ITEM) in desk.text() and "✗" in desk.text()
        await scan(desk, "A", "A")
        assert large(V.ONE_TOO_MANY) in desk.text() and "1/1" in desk.text()
    assert heard.patterns[1] != heard.patterns[3]


@pytest.mark.parametrize("theme", THEMES)
async def test_right_and_wrong_differ_in_the_ground_without_colours_too(
    empty_store: Store, heard: Heard, theme: str
) -> None:
    station_of(empty_store, goods(1, 1, 1))
    async with opened(empty_store, theme=theme) as desk:
        await enter(desk)
        middle = desk.screen.query_one(Answer).region.y + 1
        assert isinstance(desk.screen, StationScreen)
        assert {"by_hand", "tracking", "box_menu"} <= desk.screen.refused().keys(), "no box is open"
        await scan(desk, sections(1, 1)[0])
        assert not {"by_hand", "tracking", "box_menu"} & desk.screen.refused().keys()
        right = _grounds_seen(desk, middle)
        await scan(desk, "9999")
        wrong = _grounds_seen(desk, middle)
        assert right != wrong and len(wrong) == 1, "a band, not a box a line"


def _grounds_seen(desk: DeskDriver, y: int) -> set[object]:
    """The colours that are seen behind the signs of a line, of which some may be inverted."""
    styles = [segment.style or Style() for segment in desk.screen._compositor.render_strips()[y]]
    return {style.color if style.reverse else style.bgcolor for style in styles}


async def test_pieces_are_typed_and_confirmed_by_hand(empty_store: Store, heard: Heard) -> None:
    desk_of = station_of(empty_store, goods(1, 5, 3))
    async with opened(empty_store) as desk:
        await enter(desk)
        await scan(desk, sections(1, 1)[0], "4*A")
        assert "4/5" in desk.text()
        await desk.press("3", "asterisk", "f3", "2")
        assert "3/3 손 3" in desk.text() and large(V.BY_HAND) in desk.text()
        await desk.press("f3")
        assert large(V.COMPLETE) in desk.text() and "5/5 손 1" in desk.text()
    assert desk_of.verbs()[-1] == "packed"


async def test_a_label_with_odd_digits_is_taken_when_it_is_typed_once_more(empty_store: Store) -> None:
    desk_of = station_of(empty_store, goods(1, 1))
    odd = "680123456789"
    async with opened(empty_store, default_courier="CJ대한통운") as desk:
        await enter(desk)
        await scan(desk, sections(1, 1)[0], "A", odd)
        assert large(V.NOT_A_LABEL) in desk.text()
        await desk.press("f4")
        assert odd in desk.text()
        await desk.press("ctrl+s")
        assert large(V.SHIPPED) in desk.text()
    assert now(empty_store, 1).sections[0].tracking == odd and desk_of.sound()


async def test_a_label_without_a_courier_is_the_last_ones_that_was_named(empty_store: Store) -> None:
    desk_of = station_of(empty_store, goods(1, 1), goods(2, 1))
    async with opened(empty_store) as desk:
        await enter(desk)
        await scan(desk, sections(1, 1)[0], "A", GOOD[0])
        assert large(V.NO_COURIER) in desk.text()
        await desk.press("f4")
        assert "Ctrl+S 보내기" in desk.text()
        await desk.type("CJ")
        await desk.press("ctrl+s")
        assert large(V.SHIPPED) in desk.text()
        await desk.press("escape")
        await enter(desk)
        assert "CJ" in desk.row(0)
        await scan(desk, sections(2, 1)[0], "A", GOOD[1])
        assert large(V.SHIPPED) in desk.text()
    assert [now(empty_store, n).sections[0].courier for n in (1, 2)] == ["CJ대한통운"] * 2 and desk_of.sound()


@pytest.mark.parametrize("key", ["f3", "f4", "f6"])
async def test_without_a_box_the_keys_of_a_box_say_so(empty_store: Store, key: str) -> None:
    station_of(empty_store, goods(1, 1))
    async with opened(empty_store) as desk:
        await enter(desk)
        await desk.press(key)
        assert desk.told[-1] == "먼저 상자를 여세요"


async def test_a_box_is_put_aside_and_gone_on_with_after_the_line_was_cut(
    empty_store: Store, heard: Heard
) -> None:
    station_of(empty_store, goods(1, 2), goods(2, 1))
    async with opened(empty_store) as desk:
        await enter(desk)
        await scan(desk, sections(1, 1)[0], "A")
    async with opened(empty_store, default_courier="CJ대한통운") as desk:  # the next login
        await enter(desk)
        assert "이어서 포장할 상자 1개" in desk.text() and "1/2" in desk.text()
        await desk.press("enter")
        assert large(V.OPENED) in desk.text() and "1/2" in desk.text()
        await desk.press("escape")
        assert "미뤄 두었습니다" in desk.text() and isinstance(desk.screen, StationScreen)
        await scan(desk, sections(2, 1)[0], "A", LABELS[0], sections(1, 1)[0], "A", GOOD[0])
        assert large(V.SHIPPED) in desk.text()
        await desk.press("escape")
        assert not isinstance(desk.screen, StationScreen)


async def test_somebody_elses_box_is_taken_over_visibly(empty_store: Store, heard: Heard) -> None:
    desk_of = station_of(empty_store, goods(1, 2))
    other = Packer(desk_of, LEE)
    other.open(1), other("A")
    async with opened(empty_store) as desk:
        await enter(desk)
        assert LEE.name in desk.text()
        await scan(desk, sections(1, 1)[0])
        assert large(V.PACKED_BY_OTHER) in desk.text() and LEE.name in desk.text()
        await desk.press("f6", "1")
        assert large(V.TAKEN_OVER) in desk.text() and "1/2" in desk.text()
    assert other("A") == "packed-by-other"


async def test_a_shipped_box_is_opened_again_and_emptied(empty_store: Store, heard: Heard) -> None:
    desk_of = station_of(empty_store, goods(1, 1))
    async with opened(empty_store, default_courier="CJ대한통운") as desk:
        await enter(desk)
        await desk.press("f6")
        assert "먼저 상자를 여세요" in desk.told[-1]
        await scan(desk, sections(1, 1)[0], "A", LABELS[0])
        assert desk_of.states() == [S.SHIPPING]
        await desk.press("f6", "1")
        assert large(V.REOPENED) in desk.text() and "0/1" in desk.text()
        assert desk_of.states() == [S.READY]
        await desk.press("f6", "2")
        assert large(V.EMPTIED) in desk.text()
    assert desk_of.sound()


def _hold(desk: Desk) -> None:
    desk.do("hold", *sections(1, 1), reason="STOCK")


def _claim(desk: Desk) -> None:
    desk.do("cancel", *sections(1, 1), reason="SOLD_OUT")


def _cancel(desk: Desk) -> None:
    _claim(desk)
    desk.do("approve", *sections(1, 1))


def _ship(desk: Desk) -> None:
    desk.do("track", *sections(1, 1), courier="CJ대한통운", number=LABELS[0], to="ship")


def _move(desk: Desk) -> None:
    labelled(desk, 1)
    desk.do("address", *sections(1, 1), line1="서울 중구 을지로 2")


_STUCK = {
    "held": _hold,
    "claim-open": _claim,
    "cancelled": _cancel,
    "already-shipped": _ship,
    "address-newer": _move,
}


@pytest.mark.parametrize("code", _STUCK)
async def test_what_may_not_leave_says_so_at_the_door(empty_store: Store, heard: Heard, code: str) -> None:
    desk_of = station_of(empty_store, goods(1, 1))
    _STUCK[code](desk_of)
    before = desk_of.states()
    async with opened(empty_store, (120, 40), lambda: desk_of.now) as desk:
        await enter(desk)
        await scan(desk, sections(1, 1)[0])
        verdict = PACK_VERDICTS[code]
        assert large(verdict) in desk.text() and "✗" in desk.text()
        assert verdict.message.ko in desk.text() and verdict.advice.ko in desk.text()
        await desk.press("escape", "enter")
        assert f"{sections(1, 1)[0]} · {verdict.large.ko}" in desk.text(), "the timeline tells it"
        await desk.press("escape", "dollar_sign")
        assert f"검수: {verdict.large.ko}" in desk.text()
    assert heard.patterns == [verdict.sound] and desk_of.states() == before


@pytest.mark.parametrize(
    ("courier", "label", "verdict", "typed"),
    [
        ("", LABELS[0], V.NO_COURIER, "CJ"),
        ("CJ대한통운", f"{LABELS[0][:-1]}9", V.NOT_A_LABEL, ""),
    ],
)
async def test_a_label_that_is_not_taken_tells_the_key_by_which_it_is(
    empty_store: Store, heard: Heard, courier: str, label: str, verdict: V, typed: str
) -> None:
    desk_of = station_of(empty_store, goods(1, 1))
    async with opened(empty_store, default_courier=courier) as desk:
        await enter(desk)
        await scan(desk, sections(1, 1)[0], "A", label)
        assert large(verdict) in desk.text() and f"F4 송장: {verdict.advice.ko}" in desk.text()
        await desk.press("f4", *typed, "ctrl+s")
    assert desk_of.states() == [S.SHIPPING]


async def test_an_unknown_code_says_so_and_stands_in_the_close_of_the_day(
    empty_store: Store, heard: Heard
) -> None:
    desk_of = station_of(empty_store, goods(1, 1))
    async with opened(empty_store, (120, 40), lambda: desk_of.now) as desk:
        await enter(desk)
        await scan(desk, "8801234567893")
        assert large(V.UNKNOWN) in desk.text() and V.UNKNOWN.advice.ko in desk.text()
        await desk.press("escape", "dollar_sign")
        assert f"{V.UNKNOWN.large.ko}  8801234567893" in desk.text()
    assert heard.patterns == [V.UNKNOWN.sound]


async def test_who_comes_in_is_offered_their_own_boxes(empty_store: Store) -> None:
    desk_of = station_of(empty_store, goods(1, 2), goods(2, 2), goods(3, 2))
    for n, who in enumerate((SELLER, SELLER, LEE), 1):
        Packer(desk_of, who).open(n)
    async with opened(empty_store) as desk:
        assert "이어서 포장할 상자 2개 · Ctrl+X 포장대" in desk.told


async def test_what_the_store_did_not_take_is_done_once_however_often(
    empty_store: Store, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer got lost after it was stored: Enter asks again, under the same name."""
    station_of(empty_store, goods(1, 2))
    lost = [True]

    def perform(at: Station, gesture: Gesture, box: int | None = None) -> Told:
        told = packing.perform(at, gesture, box)
        if gesture.code == "A" and lost:
            lost.clear()
            raise StoreProblem("away", Word("저장소에 닿지 않습니다", "The store is away"), "")
        return told

    monkeypatch.setattr(station, "perform", perform)
    async with opened(empty_store) as desk:
        await enter(desk)
        await scan(desk, sections(1, 1)[0], "A")
        assert "저장소에 닿지 않습니다" in desk.text() and "Enter를 누르면" in desk.text()
        await desk.press("enter")
        assert large(V.RIGHT_ITEM) in desk.text() and "1/2" in desk.text()


async def test_answers_are_said_aloud_and_a_missing_program_is_told_once(
    empty_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    station_of(empty_store, goods(1, 1), goods(2, 1, 1, 1))
    said: list[list[str]] = []

    def spoken(command: Sequence[str]) -> bool:
        said.append(list(command))
        return len(said) < 2

    monkeypatch.setattr(sounding, "_spoken", spoken)
    async with opened(empty_store, speech="spd-say -l 'ko KR'") as desk:
        await enter(desk)
        await scan(desk, sections(1, 1)[0], "C", "C")
    words = [each.large.ko for each in (V.OPENED, V.WRONG_ITEM)]
    assert said == [["spd-say", "-l", "ko KR", each] for each in words]
    assert "spd-say" in desk.told[-1] and len([t for t in desk.told if "spd-say" in t]) == 1


@contextmanager
def strokes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """When the bell is struck after the first time, seconds."""
    timers: list[float] = []
    monkeypatch.setattr(App, "set_timer", lambda self, delay, *args, **more: timers.append(delay))
    monkeypatch.setattr(App, "bell", lambda self: timers.append(0.0))
    yield timers


def test_the_pattern_is_struck_with_its_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    with strokes(monkeypatch) as timers:
        sounding.strike(App(), (80, 450))
    assert timers == pytest.approx([0.0, 0.08, 0.53])


async def test_hostile_goods_and_codes_are_shown_harmless(empty_store: Store, heard: Heard) -> None:
    order = goods(1, 1)
    line = replace(order.lines[0], name="[red]쌀[/]\x1b[2J 가나다라마바사아자차카타파하" * 3)
    station_of(empty_store, replace(order, lines=(line,)))
    async with opened(empty_store, size=(80, 24)) as desk:
        await enter(desk)
        await scan(desk, sections(1, 1)[0], "[/]\\x")
        assert "[red]쌀[/]" in desk.text() and "\x1b" not in desk.text()
        assert "0/1" in desk.text()
