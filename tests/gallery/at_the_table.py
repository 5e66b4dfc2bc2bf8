"""Pictures around parcels and channels: packing, waves, the day's close, labels, connections, files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final
from unittest.mock import patch

from orderdesk.core.domain.channel_caps import Operation
from orderdesk.core.domain.deposits import Deposit
from orderdesk.core.domain.goods import Option, Product
from orderdesk.core.domain.telling import Intent
from orderdesk.core.domain.waves import Wish
from orderdesk.core.domain.words import Word
from orderdesk.core.services import connecting
from orderdesk.core.services.contracts import add_contract, check_contract
from orderdesk.core.services.goods import put_products
from orderdesk.core.services.waves import make_wave
from orderdesk.core.store import outbox
from orderdesk.core.store.engine import Store
from orderdesk.screens.day import DayScreen
from orderdesk.screens.dialogs.api_keys import ApiKeysDialog, KeyDialog
from orderdesk.screens.dialogs.bring_rows import BringDialog
from orderdesk.screens.dialogs.connections import ConnectionsDialog
from orderdesk.screens.dialogs.contracts import ContractsDialog
from orderdesk.screens.dialogs.deposits import DepositsDialog
from orderdesk.screens.dialogs.fix_cell import FixDialog
from orderdesk.screens.dialogs.form import FormDialog
from orderdesk.screens.dialogs.import_file import ImportDialog
from orderdesk.screens.dialogs.labels import LabelsDialog
from orderdesk.screens.dialogs.letting_in import LettingInDialog
from orderdesk.screens.dialogs.pick import PickDialog
from orderdesk.screens.dialogs.tracking_entry import TrackingEntry
from orderdesk.screens.laboratory import LaboratoryScreen
from orderdesk.screens.outbox import OutboxScreen
from orderdesk.screens.station import StationScreen
from orderdesk.screens.waves import WalkScreen, WavesScreen
from orderdesk.widgets.path_input import PathInput
from tests.domain.builders import NOW, SELLER, line, order
from tests.gallery import people
from tests.gallery.scene import Scene, Way, by_keys
from tests.screens.driver import DeskDriver, fill
from tests.screens.sections import CJ, from_naver, put
from tests.screens.test_laboratory import bad_form
from tests.services.desk import Desk, sections, sold
from tests.services.export_file import bought, table, workbook
from tests.services.station import LABELS, Packer, goods
from tests.services.waybills import CONTRACT

SETTINGS: Final = "apostrophe"
WITH_CJ: Final = {"default_courier": CJ}
FORM: Final = "송장.xlsx"
_AWAITED: Final = (("홍길동", 38_000), ("김철수", 12_000), ("김철수", 12_000))


def _table(store: Store) -> Desk:
    """Orders of rice and oil to be packed; oil stands before rice."""
    fill(store, [])
    desk = Desk(store)
    desk.now = NOW
    goods_of = (("A", "유기농 쌀 10kg", "나-2"), ("B", "참기름 320ml", "가-1"))
    put_products(
        store, SELLER, NOW, [Product(f"P{c}", name, 1, (Option(c),), place=p) for c, name, p in goods_of]
    )
    desk.add(goods(1, 2, 1), goods(2, 1), goods(3, 1), goods(4, 3))
    return desk


def _half_packed(store: Store) -> None:
    packer = Packer(_table(store), people.LEE)
    packer.open(4)
    packer("A")


def _waves(store: Store) -> None:
    _table(store)
    make_wave(store, SELLER, NOW, Wish())


def _waves_of_others(store: Store) -> None:
    _table(store)
    make_wave(store, people.LEE, NOW, Wish())


def _day(store: Store) -> None:
    desk = _table(store)
    desk.add(sold(5), sold(6))
    for n in (1, 2):
        desk.do("track", *sections(n, 1), courier=CJ, number=LABELS[n], to="ship")
    desk.do("track", *sections(3, 1), courier="롯데택배", number="680123456782", to="ship")


def _connected(store: Store) -> None:
    """A channel with something to be told, something refused, and a label printer."""
    made = put(store, from_naver())
    with store.unit(SELLER, NOW) as unit:
        naver = unit.add_connection("naver", "네이버", {"client_id": "aaaabbbbcccc"})
        unit.add_connection("imweb", "아임웹", {"client_id": "client", "unit_code": "u2026"})
        rows = [(made, None, naver.id, Intent(each, 1)) for each in (Operation.CONFIRM, Operation.DISPATCH)]
        outbox.add_intents(unit.conn, rows, NOW - 300)
        refused = outbox.Fate(1, outbox.REFUSED, NOW, "104133", "이미 발주확인된 상품주문입니다")
        outbox.settle(unit.conn, [refused], NOW - 60)
    connecting.secret_file(store.url).put(connecting.secret_name(naver, "client_secret"), "secret")


def _contracted(store: Store) -> None:
    places = {
        "partner": "SHOP",
        "base": "https://goodsflow.example/delivery/",
        "print_base": "https://goodsflow.example/print",
        "member_base": "https://goodsflow.example/member",
    }
    made = connecting.connect(store, SELLER, NOW, "goodsflow", "", places)
    connecting.secret_file(store.url).put(connecting.secret_name(made, "key"), "sim-key")
    add_contract(store, SELLER, NOW, CONTRACT)
    check_contract(store, SELLER, NOW, CONTRACT.courier, None)


def _told(store: Store) -> None:
    """What a bank told: two that an order fits, one of which fits two, and one by nobody known."""
    made = [order(line(1, 1, won), unpaid=True, buyer_name=name) for name, won in _AWAITED]
    fill(store, [replace(each, number=f"20260921{n:07}") for n, each in enumerate(made, 1)])
    with store.unit(SELLER, NOW) as unit:
        told = [
            Deposit(f"m{n}", "국민은행 000-0000-00-000000", NOW - 60 * n, name, won, "인터넷")
            for n, (name, won) in enumerate((*_AWAITED[:2], ("모르는이", 1_000)), 1)
        ]
        unit.put_told(told, 0)


def _filled_form(store: Store) -> None:
    with patch("orderdesk.core.files.tracking_form._TEXT_ROWS", 30):
        bad_form(store, Path()).rename(FORM)


def _orders_file(_store: Store) -> None:
    rows = [bought(1, 1, qty="많이"), bought(2), bought(3, name="유기농 현미")]
    workbook(Path("주문.xlsx"), table(rows))


def of_file(name: str, *keys: str) -> Way:
    """The dialog of imports with the file of that *name*, and *keys* there."""

    async def way(desk: DeskDriver) -> None:
        await desk.press("ctrl+e")
        desk.screen.query_one(PathInput).value = name
        await by_keys("ctrl+s", *keys)(desk)

    return way


async def _letting_in(desk: DeskDriver) -> None:
    connecting.secret_file(desk.app.desk.store.url).put("connection-2.client_secret", "secret")
    with (
        patch("secrets.token_urlsafe", lambda n=None: "t9bQ"),
        patch("secrets.token_hex", lambda n=None: "0f"),
    ):
        await desk.press(SETTINGS, "5", "down", "enter", "1")


async def _key(desk: DeskDriver) -> None:
    with (
        patch("secrets.token_urlsafe", lambda n=None: "t9bQ" * 8),
        patch("secrets.token_hex", lambda n=None: "0f" * 8),
    ):
        await by_keys(SETTINGS, "7", "plus", "=이지어드민", "enter", "1", "5", "ctrl+s")(desk)


SCENES: Final = {
    "station": Scene(
        StationScreen,
        Word("포장대", "Packing station"),
        by_keys("ctrl+x", f"={sections(1, 1)[0]}", "enter", "=A", "enter"),
        shop="empty",
        before=_half_packed,
        settings=WITH_CJ,
    ),
    "station-wrong": Scene(
        StationScreen,
        Word("포장대: 잘못된 상품", "Packing station: a wrong item"),
        by_keys("ctrl+x", f"={sections(2, 1)[0]}", "enter", "=B", "enter"),
        shop="empty",
        before=_table,
    ),
    "station-waiting": Scene(
        StationScreen,
        Word("포장대: 시작", "Packing station: the start"),
        by_keys("ctrl+x"),
        shop="empty",
        before=_half_packed,
    ),
    "station-by-hand": Scene(
        PickDialog,
        Word("포장대: 손 확인", "Packing station: by hand"),
        by_keys("ctrl+x", f"={sections(1, 1)[0]}", "enter", "f3"),
        shop="empty",
        before=_table,
    ),
    "station-box": Scene(
        PickDialog,
        Word("포장대: 상자", "Packing station: the box"),
        by_keys("ctrl+x", f"={sections(1, 1)[0]}", "enter", "f6"),
        shop="empty",
        before=_table,
    ),
    "waves": Scene(WavesScreen, Word("차수", "Waves"), by_keys("ctrl+x", "f8"), shop="empty", before=_waves),
    "waves-empty": Scene(
        WavesScreen,
        Word("차수가 없을 때", "No waves yet"),
        by_keys("ctrl+x", "f8"),
        shop="empty",
        before=_table,
    ),
    "wave-new": Scene(
        FormDialog,
        Word("새 차수", "New wave"),
        by_keys("ctrl+x", "f8", "plus"),
        shop="empty",
        before=_table,
    ),
    "walk": Scene(
        WalkScreen,
        Word("피킹", "Picking walk"),
        by_keys("ctrl+x", "f8", "enter", "=B", "enter"),
        shop="empty",
        before=_waves,
    ),
    "walk-of-another": Scene(
        WalkScreen,
        Word("다른 사람의 피킹", "Somebody else's walk"),
        by_keys("ctrl+x", "f8", "enter", "=B", "enter"),
        shop="empty",
        before=_waves_of_others,
    ),
    "day": Scene(DayScreen, Word("마감", "Day's close"), by_keys("dollar_sign"), shop="empty", before=_day),
    "day-empty": Scene(
        DayScreen,
        Word("나간 것이 없는 날", "A day on which nothing went out"),
        by_keys("dollar_sign"),
        shop="empty",
    ),
    "day-count": Scene(
        FormDialog,
        Word("택배사 집계", "A courier's count"),
        by_keys("dollar_sign", "down", "enter"),
        shop="empty",
        before=_day,
    ),
    "labels": Scene(
        LabelsDialog,
        Word("송장등록-굿스플로", "Labels by Goodsflow"),
        by_keys("2", "asterisk", "full_stop", "asterisk"),
        before=_contracted,
    ),
    "contracts": Scene(
        ContractsDialog, Word("택배 계약", "Courier contracts"), by_keys(SETTINGS, "6"), before=_contracted
    ),
    "connections": Scene(
        ConnectionsDialog, Word("외부 연결", "Connections"), by_keys(SETTINGS, "5"), before=_connected
    ),
    "letting-in": Scene(LettingInDialog, Word("로그인", "Login"), _letting_in, before=_connected),
    "outbox": Scene(OutboxScreen, Word("채널 전송", "To the channels"), by_keys("tilde"), before=_connected),
    "outbox-empty": Scene(
        OutboxScreen, Word("보낼 것이 없을 때", "Nothing waits for channels"), by_keys("tilde"), shop="small"
    ),
    "api-keys": Scene(
        ApiKeysDialog,
        Word("API 키", "API keys"),
        by_keys(SETTINGS, "7", "plus", "=이지어드민", "enter", "1", "5", "ctrl+s", "escape"),
    ),
    "api-key": Scene(KeyDialog, Word("새 API 키", "A new API key"), _key),
    "deposits": Scene(
        DepositsDialog, Word("입금 확인", "Deposits"), by_keys(SETTINGS, "9"), shop="empty", before=_told
    ),
    "import-read": Scene(
        ImportDialog,
        Word("읽은 송장 파일", "A file of numbers that was read"),
        of_file(FORM),
        shop="empty",
        before=_filled_form,
    ),
    "import-orders": Scene(
        ImportDialog,
        Word("읽은 주문 파일", "A file of orders that was read"),
        of_file("주문.xlsx"),
        shop="empty",
        before=_orders_file,
    ),
    "import-missing": Scene(
        ImportDialog, Word("없는 파일", "A file that is not there"), of_file("없는파일.xlsx"), shop="empty"
    ),
    "laboratory": Scene(
        LaboratoryScreen,
        Word("불러오기 오류 고치기", "Correct an import"),
        of_file(FORM, "enter", "delete", "down", "tab"),
        shop="empty",
        before=_filled_form,
    ),
    "fix-cell": Scene(
        FixDialog,
        Word("칸 고치기", "Correct a cell"),
        of_file(FORM, "enter", "enter", "enter"),
        shop="empty",
        before=_filled_form,
    ),
    "bring": Scene(
        BringDialog,
        Word("파일에서 불러오기", "Import from a file"),
        of_file("주문.xlsx", "enter", "ctrl+s"),
        shop="empty",
        before=_orders_file,
    ),
    "tracking-one": Scene(
        TrackingEntry,
        Word("주문 하나의 송장, 기본 택배사로", "One order's number, with the usual courier"),
        by_keys("2", "f4", "1", "=521853123451", "enter"),
        settings=WITH_CJ,
    ),
}
