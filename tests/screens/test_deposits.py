from __future__ import annotations

from dataclasses import replace

from rich.style import Style

from orderdesk.core.domain.deposits import Deposit
from orderdesk.core.domain.orders import EntryKind, Order
from orderdesk.core.services.accounts import takes_transfers
from orderdesk.core.services.told_deposits import confirm_sure, take_in
from orderdesk.core.store.engine import Store
from orderdesk.core.store.shop import bank_accounts
from orderdesk.screens.dialogs.accounts import AccountsDialog
from orderdesk.screens.dialogs.deposits import match_deposits
from orderdesk.screens.dialogs.shop import PAGES, open_page
from orderdesk.widgets.line_list import LineList
from tests.domain.builders import NOW, order
from tests.screens.dialog_desk import Desk as DialogDriver
from tests.screens.dialog_desk import desk_on, fill, orders_of
from tests.services.outside import ACCOUNT, feed_of, popbill


def waiting(n: int, buyer: str, amount: int) -> Order:
    made = replace(order(unpaid=True), number=f"2026092100000{n:02}", buyer_name=buyer)
    return replace(made, entries=(replace(made.entries[0], amount=amount),))


def came(n: int, depositor: str, amount: int) -> Deposit:
    return Deposit(f"m{n}", "가상은행 000-0000-0000", NOW - 60 * n, depositor, amount, "인터넷")


async def show(desk: DialogDriver, *found: Deposit) -> None:
    async def flow(screen: object) -> None:
        await match_deposits(desk.app.screen, found)

    await desk.start(flow)


async def test_what_is_sure_is_taken_in_the_rest_is_chosen_and_one_key_confirms(empty_store: Store) -> None:
    ids = fill(
        empty_store, waiting(1, "홍길동", 38_000), waiting(2, "김철수", 12_000), waiting(3, "김철수", 12_000)
    )
    async with desk_on(empty_store) as desk:
        await show(desk, came(1, "홍길동", 38_000), came(2, "김철수", 12_000), came(3, "모르는이", 1))
        assert "1/3건 · 38,000원" in desk.shown
        lines = desk.shown.split("\n")
        assert any("✓" in line and "홍길동" in line and "202609210000001" in line for line in lines)
        assert any("김철수" in line and "확인 필요" in line for line in lines)
        assert "적요: 인터넷" in desk.shown
        assert any("모르는이" in line and "맞는 주문 없음" in line for line in lines)
        found = desk.find(LineList)
        strips = [found.render_line(y) for y in range(3)]
        dim = [each.text.strip() for strip in strips for each in strip if (each.style or Style()).dim]
        assert dim == ["맞는 주문 없음"], "what is to be done is not dim"
        await desk.press("down", "space")
        assert "금액과 이름이 같음" in desk.shown
        await desk.press("2")
        assert "2/3건 · 50,000원" in desk.shown
        await desk.press("ctrl+s", "ctrl+s")
    paid = [each.entries[-1] for each in orders_of(empty_store, ids)]
    assert [entry.kind for entry in paid] == [EntryKind.PAID, EntryKind.REQUEST, EntryKind.PAID]
    assert (paid[2].depositor, paid[2].at, paid[2].account) == ("김철수", NOW - 120, "가상은행 000-0000-0000")


async def test_nothing_taken_in_confirms_nothing_and_says_what_to_do(empty_store: Store) -> None:
    (order_id,) = fill(empty_store, waiting(1, "홍길동", 38_000))
    async with desk_on(empty_store) as desk:
        await show(desk, came(1, "홍길동", 38_000))
        await desk.press("space")
        await desk.press("ctrl+s")
        assert desk.app.told[-1] == "먼저 Enter로 주문을 고르세요"
        assert "입금 대조" in desk.shown
    assert orders_of(empty_store, [order_id])[0].entries[-1].kind is EntryKind.REQUEST


async def test_what_the_connected_bank_told_waits_in_the_shops_menu(empty_store: Store) -> None:
    ids = fill(empty_store, waiting(1, "홍길동", 38_000), waiting(2, "홍길동", 38_000))
    async with desk_on(empty_store) as desk:

        async def flow(screen: object) -> None:
            await open_page(desk.app.screen, PAGES[8])

        await desk.start(flow)
        assert desk.app.told[-1] == "연결된 은행이 알린 입금 가운데 남은 것이 없습니다"
        bank = popbill()
        bank.world.clock.at = float(NOW)
        bank.bank.deposit(ACCOUNT.number, 38_000, "홍길동", ago=60)
        take_in(empty_store, feed_of(bank), lambda: NOW)
        assert confirm_sure(empty_store, lambda: NOW) is None  # two orders fit it as well
        await desk.start(flow)
        assert "홍길동" in desk.shown and "확인 필요" in desk.shown
        await desk.press("space", "2", "ctrl+s", "ctrl+s")
        await desk.start(flow)
        assert desk.app.told[-1] == "연결된 은행이 알린 입금 가운데 남은 것이 없습니다"
    paid = [each.entries[-1].kind for each in orders_of(empty_store, ids)]
    assert sorted(paid) == [EntryKind.REQUEST, EntryKind.PAID]


async def test_accounts_are_registered_switched_and_removed_by_key(empty_store: Store) -> None:
    fill(empty_store)
    async with desk_on(empty_store) as desk:

        async def flow(screen: object) -> None:
            await desk.app.push_screen_wait(AccountsDialog())

        await desk.start(flow)
        await desk.press("space")
        assert "끔" in desk.shown
        await desk.press("plus")
        for text in ("새은행", "000-0000-0000"):
            await desk.write(text)
            await desk.press("enter")
        await desk.write("우리상점")
        await desk.press("ctrl+s")
        assert "이미 등록한 계좌번호입니다" in desk.shown
        await desk.press("up", "ctrl+u")
        await desk.write("000-0000-0001")
        await desk.press("ctrl+s")
        await desk.press("down", "minus", "minus")
    with empty_store.reader() as conn:
        assert [(each.bank, each.number) for each in bank_accounts(conn)] == [("새은행", "000-0000-0001")]
        assert not takes_transfers(conn)
