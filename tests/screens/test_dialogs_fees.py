from __future__ import annotations

from pathlib import Path

from orderdesk.core.domain.fees import FeeKind, Policy
from orderdesk.core.services import fees
from orderdesk.core.services.fees import FeeBook, read_fees
from orderdesk.core.store.engine import Store
from orderdesk.screens.dialogs.fees import FeesDialog
from orderdesk.screens.dialogs.form import FormDialog
from orderdesk.widgets.edit_lines import EditLines
from tests.domain.builders import NOW, SELLER
from tests.screens.dialog_desk import Desk, desk_on

FIRST_POLICY, FIRST_ZONE = 4, 6
"""Where the list has them, behind two settings and the headings."""


def book(store: Store) -> FeeBook:
    with store.reader() as conn:
        return read_fees(conn)


async def opened(desk: Desk) -> None:
    desk.app.push_screen(FeesDialog())
    await desk.settle()


async def to(desk: Desk, line: int) -> None:
    steps = line - desk.find(EditLines).cursor
    await desk.press(*["down" if steps > 0 else "up"] * abs(steps))


async def clear_and_write(desk: Desk, text: str) -> None:
    await desk.press("end", "ctrl+u")
    await desk.write(text)


async def test_the_dialog_shows_settings_policies_and_zones(empty_store: Store) -> None:
    async with desk_on(empty_store, (120, 60)) as desk:
        await opened(desk)
        shown = desk.shown
        assert "수량 구간마다 지역별 배송비를 더함" in shown and "네이버페이 v2.0" in shown
        assert "3,000원 · 50,000원 이상 무료 · 묶음: 기본" in shown
        assert "63000–63644  제주 전지역" in shown and "63365        제주 우도" in shown
        assert "의심 · 사용 안 함    5,000" in shown


async def test_the_quote_follows_what_is_typed_and_the_policy_of_the_cursor(empty_store: Store) -> None:
    fees.save_policy(empty_store, SELLER, NOW, None, Policy("무료배송", FeeKind.FREE))
    async with desk_on(empty_store, (100, 40)) as desk:
        await opened(desk)
        assert "배송비 8,000원" in desk.shown and "제주 우도 63365: 5,000원" in desk.shown
        await to(desk, FIRST_POLICY + 1)
        assert "배송비 5,000" in desk.shown and "무료배송: 무료" in desk.shown
        await desk.press("tab")
        await clear_and_write(desk, "06234")
        assert "배송비 0" in desk.shown
        await clear_and_write(desk, "690-011")
        assert "확인 필요: 옛 6자리 우편번호입니다" in desk.shown


async def test_settings_are_switched(empty_store: Store) -> None:
    async with desk_on(empty_store) as desk:
        await opened(desk)
        await desk.press("enter", "down", "enter")
        assert (book(empty_store).per_tier, book(empty_store).naver_v2) == (False, False)
        await desk.press("enter")
        assert book(empty_store).naver_v2 is True


async def test_a_zone_is_changed_by_its_form(empty_store: Store) -> None:
    async with desk_on(empty_store, (100, 40)) as desk:
        await opened(desk)
        await to(desk, FIRST_ZONE)
        await desk.press("enter")
        assert "인천 중구 섬지역" in desk.shown
        await desk.press("tab")
        await clear_and_write(desk, "22389")
        await desk.press("ctrl+s")
        assert "끝 우편번호: 끝 우편번호가 시작보다 앞입니다" in desk.shown
        assert isinstance(desk.app.screen, FormDialog)
        await clear_and_write(desk, "22390")
        await desk.press("shift+tab")
        await clear_and_write(desk, "22386")
        await desk.press("tab", "tab")
        await clear_and_write(desk, "7000")
        await desk.press("ctrl+s")
        zone = book(empty_store).zones[0]
        assert (zone.zip_from, zone.zip_to, zone.fee) == ("22386", "22390", 7000)
        assert "22386–22390" in desk.shown and "7,000" in desk.shown


async def test_zones_are_added_copied_and_removed(empty_store: Store) -> None:
    async with desk_on(empty_store, (100, 40)) as desk:
        await opened(desk)
        await to(desk, FIRST_ZONE)
        await desk.press("plus")
        for text in ("가마을", "10000", "10010", "1500"):
            await desk.write(text)
            await desk.press("enter")
        await desk.press("ctrl+s")
        first = book(empty_store).zones[0]
        assert (first.name, first.zip_to, first.fee, first.enabled) == ("가마을", "10010", 1500, True)
        await to(desk, FIRST_ZONE)
        await desk.press("asterisk")
        await desk.press("tab")
        await clear_and_write(desk, "10005")
        await desk.press("tab")
        await clear_and_write(desk, "10020")
        await desk.press("ctrl+s")
        assert len(book(empty_store).zones) == 39
        assert desk.shown.count("겹침!") == 2
        await to(desk, FIRST_ZONE)
        await desk.press("minus")
        assert len(book(empty_store).zones) == 39 and "한 번 더" in desk.app.told[-1]
        await desk.press("minus")
        assert [zone.zip_from for zone in book(empty_store).zones][:1] == ["10005"]
        assert "겹침!" not in desk.shown


async def test_a_policy_by_quantity_is_made_and_the_first_one_stays(empty_store: Store) -> None:
    async with desk_on(empty_store, (100, 50)) as desk:
        await opened(desk)
        await to(desk, FIRST_POLICY)
        await desk.press("plus")
        await desk.write("수량별")
        await desk.press("enter", "4", "tab", "tab")
        await desk.write("1:2500, 3:4000")
        await desk.press("tab")
        await desk.write("상온")
        await desk.press("ctrl+s")
        made = book(empty_store).policies[1]
        assert [(tier.at, tier.fee) for tier in made.tiers] == [(1, 2500), (3, 4000)]
        assert (made.name, made.bundle) == ("수량별", "상온")
        assert "수량별 · 1~ 2,500원, 3~ 4,000원 · 묶음: 상온" in desk.shown
        await desk.press("minus", "minus")
        assert "지울 수 없습니다" in desk.shown and len(book(empty_store).policies) == 2


async def test_somebody_else_was_faster(empty_store: Store) -> None:
    async with desk_on(empty_store, (100, 40)) as desk:
        await opened(desk)
        await to(desk, FIRST_ZONE)
        await desk.press("enter")
        fees.replace_zones(empty_store, SELLER, NOW, fees.preset_zones("courier"))
        await desk.press("ctrl+s")
        assert "다른 사람이 바꿨습니다" in desk.shown
        assert book(empty_store).zones[0].fee == 6000


async def test_the_areas_go_to_a_file_and_come_from_one(empty_store: Store, home: Path) -> None:
    async with desk_on(empty_store, (100, 40)) as desk:
        await opened(desk)
        await desk.press("f8", "ctrl+s")
        written = home / "지역표.csv"
        assert len(written.read_text(encoding="utf-8-sig").splitlines()) == 38
        await desk.press("ctrl+e")
        await desk.paste(str(written))
        await desk.press("ctrl+s")
        assert "지역 37 · 새로 0 · 바뀜 0 · 빠짐 0 · 그대로 37" in desk.shown
        assert "제주 우도 63365 ⊂ 제주 전지역 63000–63644" in desk.shown
        other = home / "b.csv"
        head = "zip_from,zip_to,name,fee\n63000,63644,제주,2500\n"
        other.write_text(f"{head}690-011,1,나,1\n", encoding="utf-8")
        await desk.press("end", "ctrl+u")
        await desk.paste(str(other))
        await desk.press("ctrl+s", "ctrl+s")
        assert "3행 zip_from 690-011: 우편번호가 숫자 5자리가 아닙니다" in desk.shown
        assert len(book(empty_store).zones) == 37
        other.write_text(head, encoding="utf-8")
        await desk.press("end", "backspace", "v")
        await desk.press("ctrl+s", "ctrl+s")
        assert [zone.fee for zone in book(empty_store).zones] == [2500]
        assert "63000–63644  제주" in desk.shown and isinstance(desk.app.screen, FeesDialog)


async def test_a_file_of_something_else_is_refused(empty_store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    async with desk_on(empty_store, (100, 40)) as desk:
        await opened(desk)
        await desk.press("ctrl+e")
        await desk.paste(str(path))
        await desk.press("ctrl+s")
        assert "알 수 없는 양식입니다" in desk.shown and len(book(empty_store).zones) == 37
