"""Pictures of the order list and of what it opens: finding, the bulk of the work, files."""

from __future__ import annotations

from typing import Final

from orderdesk.core.domain.states import SectionState
from orderdesk.core.domain.words import Word
from orderdesk.screens.combining import CombiningScreen
from orderdesk.screens.dialogs.cell import CellDialog
from orderdesk.screens.dialogs.claim_board import ClaimBoard
from orderdesk.screens.dialogs.columns import ColumnsDialog
from orderdesk.screens.dialogs.create_order import CreateOrder
from orderdesk.screens.dialogs.customers import CustomerDialog, CustomersDialog
from orderdesk.screens.dialogs.fields import FieldsDialog
from orderdesk.screens.dialogs.filter_groups import GroupsDialog
from orderdesk.screens.dialogs.filter_pane import FilterDialog
from orderdesk.screens.dialogs.find_goods import FindGoods
from orderdesk.screens.dialogs.find_member import FindMember
from orderdesk.screens.dialogs.form import FormDialog
from orderdesk.screens.dialogs.goods import GoodsDialog, ProductDialog
from orderdesk.screens.dialogs.jump import JumpDialog
from orderdesk.screens.dialogs.macros import MacrosDialog
from orderdesk.screens.dialogs.moved_rows import MovedDialog
from orderdesk.screens.dialogs.pick import PickDialog
from orderdesk.screens.dialogs.plan_rows import PlanRowsDialog
from orderdesk.screens.dialogs.preview import PreviewDialog
from orderdesk.screens.dialogs.process_menu import ProcessMenu
from orderdesk.screens.dialogs.receive_stock import ReceiveStock
from orderdesk.screens.dialogs.stuck import StuckBoard
from orderdesk.screens.dialogs.tabs import TabDialog, TabsDialog
from orderdesk.screens.dialogs.tracking_entry import TrackingEntry
from orderdesk.screens.jobs import JobRowsScreen, JobsScreen
from orderdesk.screens.jump_mode import JumpMode
from orderdesk.screens.orders import OrdersScreen
from orderdesk.screens.palette import PaletteScreen
from orderdesk.screens.unmasking import ReasonDialog
from orderdesk.screens.welcome import WelcomeDialog
from tests.gallery import people
from tests.gallery.scene import Scene, by_keys, verb
from tests.screens.driver import DeskDriver
from tests.screens.sections import CJ, GOOD

PREPARING, READY, CLAIMS = "2", "3", "5"
PIECES: Final = {"default_courier": CJ}


async def _moved(desk: DeskDriver) -> None:
    """Somebody else ships what a preview is about."""
    await desk.press(PREPARING, "asterisk", *verb("ready"))
    people.by_lee(desk.app.desk.store, SectionState.PREPARING, "ready", 2)
    people.by_lee(desk.app.desk.store, SectionState.PREPARING, "hold", 1, reason="STOCK")
    await desk.press("ctrl+s")


async def _away(desk: DeskDriver) -> None:
    people.cut(desk.app.desk.store)
    await people.polled(desk)
    await people.polled(desk)


SCENES: Final = {
    "welcome": Scene(
        WelcomeDialog, Word("첫 시작", "The first start"), by_keys(), shop="new", before=people.begun
    ),
    "orders": Scene(
        OrdersScreen,
        Word("주문 목록", "Order list"),
        by_keys(PREPARING, "down", "space", "space", "down", "space", "down"),
    ),
    "orders-empty": Scene(
        OrdersScreen, Word("주문이 아직 없는 목록", "A list without orders yet"), by_keys(), shop="empty"
    ),
    "orders-not-found": Scene(
        OrdersScreen,
        Word("찾은 것이 없는 목록", "A list in which nothing was found"),
        by_keys("slash", "=홍길동동", "enter"),
    ),
    "orders-unfolded": Scene(
        OrdersScreen,
        Word("품목을 편 목록", "A list with its items unfolded"),
        by_keys(CLAIMS, "home", "right", "right", "right", "at"),
    ),
    "orders-masked": Scene(
        OrdersScreen,
        Word("개인정보를 가린 목록", "A list whose personal data is masked"),
        by_keys(),
        before=people.masked,
    ),
    "orders-looked-at": Scene(
        OrdersScreen,
        Word("보기만 하는 역할의 목록", "A list for a role that only looks"),
        by_keys(PREPARING),
        before=people.staffed,
        settings={"operator": people.VIEWER},
    ),
    "orders-away": Scene(OrdersScreen, Word("저장소와 끊긴 목록", "A list whose store is away"), _away),
    "orders-others": Scene(
        OrdersScreen,
        Word("다른 사람이 잡은 주문이 있는 목록", "A list with orders that others took"),
        people.taken,
    ),
    "orders-recording": Scene(
        OrdersScreen,
        Word("매크로를 기록하는 목록", "A list while a macro is recorded"),
        by_keys(READY, "ctrl+k", "plus", PREPARING, "asterisk"),
    ),
    "orders-tour": Scene(
        OrdersScreen, Word("둘러보기의 첫 걸음", "The first step of the tour"), by_keys("ctrl+u", "1")
    ),
    "unmask": Scene(
        ReasonDialog,
        Word("가림 풀기", "Unmask"),
        by_keys("underscore"),
        before=people.masked,
        settings={"export_reason": True},
    ),
    "palette": Scene(PaletteScreen, Word("명령", "Commands"), by_keys("f2")),
    "palette-typed": Scene(PaletteScreen, Word("찾은 명령", "Commands found"), by_keys("f2", "=thdwkd")),
    "jump-mode": Scene(JumpMode, Word("글자로 가기", "Jump by letter"), by_keys("ctrl+d")),
    "filter": Scene(
        FilterDialog,
        Word("필터", "Filter"),
        by_keys("f3", "1", "right", "left", "down", "down", "1", "3"),
        sizes=((80, 24),),
    ),
    "filter-docked": Scene(
        OrdersScreen,
        Word("목록 옆의 필터", "The filter beside the list"),
        by_keys("f3", "1", "right", "left", "down", "down", "1", "3"),
        sizes=((160, 45),),
    ),
    "filter-groups": Scene(
        GroupsDialog, Word("필터 그룹", "Filter groups"), by_keys(READY, "ampersand"), before=people.filtered
    ),
    "filter-groups-empty": Scene(
        GroupsDialog, Word("저장한 필터가 없을 때", "No saved filter yet"), by_keys(READY, "ampersand")
    ),
    "tabs": Scene(TabsDialog, Word("탭 편집", "Tabs"), by_keys(READY, "number_sign", "down")),
    "tab": Scene(TabDialog, Word("탭", "A tab"), by_keys(READY, "number_sign", "down", "enter")),
    "columns": Scene(ColumnsDialog, Word("항목", "Columns"), by_keys(READY, "f6", "down", "down", "space")),
    "cell": Scene(
        CellDialog,
        Word("칸의 내용", "A cell"),
        by_keys(CLAIMS, "home", *["right"] * 4, "right_parenthesis"),
    ),
    "jump": Scene(JumpDialog, Word("바로 가기", "Go to"), by_keys(READY, "ctrl+g", "=20260901")),
    "claims": Scene(ClaimBoard, Word("클레임", "Claims"), by_keys(READY, "circumflex_accent")),
    "stuck": Scene(StuckBoard, Word("막힌 일", "Stuck work"), by_keys(READY, "vertical_line")),
    "combining": Scene(
        CombiningScreen,
        Word("합포장", "Combined parcels"),
        by_keys("left_parenthesis"),
        before=people.neighbours,
    ),
    "combining-near": Scene(
        CombiningScreen,
        Word("합포장이 거의 맞는 것", "Near misses of combined parcels"),
        by_keys("left_parenthesis", "2", "down"),
        before=people.neighbours,
    ),
    "combining-fields": Scene(
        FieldsDialog,
        Word("합포장의 송장", "A number for a combined parcel"),
        by_keys("left_parenthesis", "f4"),
        before=people.neighbours,
    ),
    "combining-empty": Scene(
        CombiningScreen,
        Word("합칠 것이 없는 합포장", "No parcels to combine"),
        by_keys("left_parenthesis"),
        shop="empty",
    ),
    "process-menu": Scene(
        ProcessMenu, Word("주문처리 메뉴", "Process menu"), by_keys(PREPARING, "asterisk", "full_stop")
    ),
    "process-menu-2": Scene(
        ProcessMenu, Word("주문처리 메뉴 2쪽", "Process menu, page 2"), by_keys(CLAIMS, "full_stop", "0")
    ),
    "process-menu-3": Scene(
        ProcessMenu, Word("주문처리 메뉴 3쪽", "Process menu, page 3"), by_keys(CLAIMS, "full_stop", "0", "0")
    ),
    "process-menu-4": Scene(
        ProcessMenu, Word("주문처리 메뉴 4쪽", "Process menu, page 4"), by_keys("full_stop", "0", "0", "0")
    ),
    "process-menu-denied": Scene(
        ProcessMenu,
        Word("보기만 하는 역할의 주문처리", "The process menu of a role that only looks"),
        by_keys("full_stop"),
        before=people.staffed,
        settings={"operator": people.VIEWER},
    ),
    "preview": Scene(
        PreviewDialog, Word("미리보기", "Preview"), by_keys(PREPARING, "asterisk", *verb("ready"))
    ),
    "preview-long": Scene(
        PreviewDialog, Word("긴 미리보기", "A long preview"), by_keys("0", "asterisk", *verb("ready"))
    ),
    "preview-refused": Scene(
        PreviewDialog,
        Word("거절이 있는 미리보기", "A preview in which some are refused"),
        by_keys("4", "asterisk", "ctrl+k", "down", "enter"),
        before=people.recorded,
    ),
    "preview-rows": Scene(
        PlanRowsDialog,
        Word("미리보기의 행", "Rows of the preview"),
        by_keys("0", "asterisk", *verb("ready"), "enter", "down", "delete"),
    ),
    "preview-undo": Scene(
        PreviewDialog,
        Word("되돌리기의 미리보기", "Preview of an undo"),
        by_keys(PREPARING, "asterisk", *verb("ready"), "ctrl+s", "u"),
    ),
    "moved": Scene(MovedDialog, Word("그사이 바뀐 것", "What changed meanwhile"), _moved),
    "tracking-ways": Scene(
        PickDialog, Word("송장을 넣는 길", "Ways to enter tracking numbers"), by_keys(PREPARING, "f4")
    ),
    "tracking": Scene(
        TrackingEntry,
        Word("송장 등록", "Tracking numbers"),
        by_keys(PREPARING, "asterisk", "f4", "1", f"={GOOD[0]}", "enter", f"={GOOD[1]}", "enter", "=123"),
        settings=PIECES,
    ),
    "tracking-scan": Scene(
        TrackingEntry,
        Word("송장 스캔", "Tracking numbers by scanner"),
        by_keys(PREPARING, "f4", "2"),
        settings=PIECES,
    ),
    "hold": Scene(
        FieldsDialog, Word("배송보류", "Hold"), by_keys(PREPARING, "space", "space", *verb("hold"))
    ),
    "jobs": Scene(JobsScreen, Word("작업", "Jobs"), by_keys("f12"), before=people.worked),
    "jobs-empty": Scene(JobsScreen, Word("작업이 없을 때", "No jobs yet"), by_keys("f12"), shop="small"),
    "job-rows": Scene(
        JobRowsScreen, Word("작업의 행", "Rows of a job"), by_keys("f12", "enter"), before=people.worked
    ),
    "macros": Scene(MacrosDialog, Word("매크로", "Macros"), by_keys(READY, "ctrl+k"), before=people.recorded),
    "macros-empty": Scene(MacrosDialog, Word("매크로가 없을 때", "No macros yet"), by_keys(READY, "ctrl+k")),
    "macro-name": Scene(
        FormDialog,
        Word("매크로의 이름", "The name of a macro"),
        by_keys(READY, "ctrl+k", "plus", PREPARING, "asterisk", "ctrl+k", "1"),
    ),
    "goods": Scene(GoodsDialog, Word("상품", "Products"), by_keys(READY, "right_curly_bracket")),
    "product": Scene(
        ProductDialog, Word("상품 창", "Product"), by_keys(READY, "right_curly_bracket", "=L201", "enter")
    ),
    "receive": Scene(
        ReceiveStock, Word("입고", "Receive"), by_keys(READY, "right_curly_bracket", "=L201", "enter", "plus")
    ),
    "customers": Scene(CustomersDialog, Word("고객", "Customers"), by_keys(READY, "quotation_mark")),
    "customer": Scene(
        CustomerDialog, Word("고객 창", "Customer"), by_keys(READY, "quotation_mark", "=M000091", "enter")
    ),
    "orders-by-hand": Scene(
        PickDialog, Word("관리자 주문", "Orders by hand"), by_keys(READY, "left_curly_bracket")
    ),
    "create-order": Scene(
        CreateOrder, Word("주문 생성", "Create an order"), by_keys(READY, "left_curly_bracket", "1")
    ),
    "create-order-filled": Scene(
        CreateOrder,
        Word("채운 주문 생성", "An order being made"),
        by_keys(
            *(READY, "left_curly_bracket", "1", "enter", "=M000091", "enter"),
            *("home", "down", "down", "enter", "=L201", "enter", "ctrl+s"),
        ),
    ),
    "find-member": Scene(
        FindMember, Word("회원 찾기", "Find a member"), by_keys(READY, "left_curly_bracket", "1", "enter")
    ),
    "find-goods": Scene(
        FindGoods,
        Word("상품 찾기", "Find goods"),
        by_keys(READY, "left_curly_bracket", "1", "down", "down", "enter", "=ㅆ"),
    ),
}
