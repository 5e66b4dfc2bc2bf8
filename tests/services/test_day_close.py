"""The day's close: sums that agree with the store, on both engines, and what couriers counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from rich.cells import cell_len

from orderdesk.core.domain.day_close import BY_HAND, HALF_PACKED, HELD, DayClose
from orderdesk.core.domain.orders import Channel, Delivery
from orderdesk.core.files.day_page import html_page, text_page, write_page
from orderdesk.core.services.day_close import counted_of, day_close, note_counts, today
from orderdesk.core.services.packing import GestureKind as K
from orderdesk.core.store.engine import Store
from tests.screens.sections import GOOD
from tests.services.desk import KIM, LEE, Desk, number, sections, sold
from tests.services.station import LABELS, Packer, goods

CJ = "CJ대한통운"


def closed(desk: Desk, day: date | None = None) -> DayClose:
    with desk.store.reader() as conn:
        return day_close(conn, day or today(desk.now))


def test_what_went_out_is_summed_by_courier_and_channel(store: Store) -> None:
    desk = Desk(store)
    naver = replace(goods(2, 3), channel=Channel.NAVER, channel_number="N2")
    direct = goods(3, 4)
    direct = replace(direct, sections=(replace(direct.sections[0], delivery=Delivery.DIRECT),))
    desk.add(goods(1, 2), naver, direct, goods(4, 1))
    for n in (1, 2):
        desk.do("track", *sections(n, 1), courier=CJ, number=GOOD[n], to="ship")
    desk.do("ready", *sections(3, 1))
    desk.do("ship", *sections(3, 1))
    found = closed(desk)
    assert [(line.courier, line.parcels, line.sections, line.pieces) for line in found.lines] == [
        (CJ, 2, 2, 5), ("", 1, 1, 4),
    ]  # fmt: skip
    assert found.lines[0].channels == {Channel.OWN: 1, Channel.NAVER: 1}
    assert found.parcels == 3 and found.agrees
    assert closed(desk, today(desk.now) - timedelta(days=1)).lines == ()
    assert closed(desk, today(desk.now) + timedelta(days=1)).lines == ()


def test_a_shared_parcel_counts_once_and_what_was_taken_back_not_at_all(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1), sold(2), sold(3))
    for n in (1, 2):
        desk.do("track", *sections(n, 1), courier=CJ, number=LABELS[0], to="ship", shared="yes")
    job = desk.do("track", *sections(3, 1), courier=CJ, number="521853123451", to="ship")
    assert closed(desk).parcels == 2
    desk.undo(job)
    (line,) = closed(desk).lines
    assert (line.parcels, line.sections, line.orders) == (1, 2, 2)


def test_the_courier_s_count_is_kept_and_compared(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1))
    desk.do("track", *sections(1, 1), courier=CJ, number=LABELS[0], to="ship")
    day = today(desk.now)
    note_counts(store, KIM, desk.now, day, {CJ: 1})
    note_counts(store, KIM, desk.now, day, {"한진택배": 2})
    with store.reader() as conn:
        assert counted_of(conn, day) == {CJ: 1, "한진택배": 2}
    found = closed(desk)
    assert [(line.courier, line.parcels, line.counted, line.difference) for line in found.lines] == [
        (CJ, 1, 1, 0), ("한진택배", 0, 2, 2),
    ]  # fmt: skip
    assert not found.agrees
    note_counts(store, KIM, desk.now, day, {"한진택배": 0})
    assert closed(desk).agrees


def test_exceptions_of_the_day_are_counted(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 3), goods(2, 1))
    kim = Packer(desk)
    kim.open(1), kim("C"), kim("C"), kim("A"), kim("A")
    kim(kind=K.HAND, want=1, qty=1)
    other = Packer(desk)
    other.open(2)
    desk.do("hold", *sections(2, 1), reason="STOCK")
    told = {words.ko: count for words, count in closed(desk).exceptions}
    assert told["검수: 모르는 코드"] == 2
    assert (told[BY_HAND.ko], told[HELD.ko], told[HALF_PACKED.ko]) == (1, 1, 2)
    assert "검수: 수량 초과" not in told


def test_scans_that_meant_nothing_are_listed_and_counted_with_all_others(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 1, 1, sections=[[1], [2]]), goods(2, 1))
    desk.do("hold", *sections(2, 1), reason="STOCK")
    kim, lee = Packer(desk), Packer(desk, LEE)
    kim("없는 <b>번호</b>"), lee(number(1)), kim(sections(2, 1)[0])
    kim.open(1), kim("X")
    found = closed(desk)
    told = {words.ko: count for words, count in found.exceptions}
    assert [told[f"검수: {large}"] for large in ("모르는 번호", "둘 이상", "보류", "모르는 코드")] == [1] * 4
    assert [(scan.code, scan.who) for scan in found.lost] == [
        ("없는 <b>번호</b>", KIM.name), (number(1), LEE.name),
    ]  # fmt: skip
    lines = text_page(found, "", "ko").splitlines()
    assert lines[-2:] == [
        f"  23:13  {LEE.name}  둘 이상  {number(1)}",
        f"  23:13  {KIM.name}  모르는 번호  없는 <b>번호</b>",
    ]
    assert "없는 &lt;b&gt;번호" in html_page(found, "", "ko")
    assert closed(desk, today(desk.now) - timedelta(days=1)).lost == ()


def test_a_day_of_many_lost_scans_is_one_page(store: Store) -> None:
    desk = Desk(store)
    kim = Packer(desk)
    for n in range(33):
        kim(f"{n:080}")
    found = closed(desk)
    assert len(found.lost) == 33
    lines = text_page(found, "", "en").splitlines()
    assert lines[-1] == "  and 3 more" and all(cell_len(line) <= 76 for line in lines)
    assert sum("Unknown" in line for line in lines) == 31, "the count, and thirty of them"


def test_the_page_is_harmless_and_fits(store: Store, tmp_path: Path) -> None:
    desk = Desk(store)
    desk.add(sold(1), sold(2))
    desk.do("track", *sections(1, 1), courier=CJ, number=LABELS[0], to="ship")
    note_counts(store, KIM, desk.now, today(desk.now), {"<b>\x1b[2J택배": 3})
    found = closed(desk)
    for lang in ("ko", "en"):
        page = text_page(found, "우리\x1b[31m상점", lang)
        assert "\x1b" not in page
        assert all(cell_len(line) <= 76 for line in page.splitlines())
        web = html_page(found, "<script>", lang)
        assert "<script>" not in web and "<b>" not in web
    first = write_page(tmp_path / "마감.html", found, "우리상점", "ko")
    second = write_page(tmp_path / "마감.html", found, "우리상점", "ko")
    assert first != second and first.read_text("utf-8").startswith("<!doctype")
    assert write_page(tmp_path / "마감.txt", found, "우리상점", "ko").read_text("utf-8").startswith("마감")
