"""Pictures of an order's own screen and of what is done to one order."""

from __future__ import annotations

from typing import Final

from orderdesk.core.domain.orders import Method
from orderdesk.core.domain.states import SectionState, Trade
from orderdesk.core.domain.words import Word
from orderdesk.core.store.engine import Store
from orderdesk.screens.dialogs.add_goods import AddGoods
from orderdesk.screens.dialogs.address import AddressDialog
from orderdesk.screens.dialogs.approve import ApproveDialog
from orderdesk.screens.dialogs.claim import ClaimDialog
from orderdesk.screens.dialogs.fields import FieldsDialog
from orderdesk.screens.dialogs.memos import MemoDialog
from orderdesk.screens.dialogs.merge import MergeDialog
from orderdesk.screens.dialogs.moved_rows import MovedOrderDialog
from orderdesk.screens.dialogs.payment import PaymentDialog
from orderdesk.screens.dialogs.pickup import PickupDialog
from orderdesk.screens.dialogs.preview import PreviewDialog
from orderdesk.screens.dialogs.refund import RefundDialog
from orderdesk.screens.dialogs.split import SplitDialog
from orderdesk.screens.dialogs.swap import SwapDialog
from orderdesk.screens.order_detail import OrderDetail
from orderdesk.screens.time_travel import OrderThen
from tests.domain.builders import line, order
from tests.gallery import people
from tests.gallery.scene import Scene, by_keys, verb
from tests.screens.driver import DeskDriver
from tests.screens.sections import CJ, basket, in_two, put

CLAIMS = "5"


def _basket(store: Store) -> None:
    put(store, basket(buyer_name="김하늘"))


def _in_two(store: Store) -> None:
    put(store, in_two())


def _delivered(store: Store) -> None:
    put(store, basket(state=SectionState.DELIVERED, trade=Trade.CLOSED))


def _unpaid(store: Store) -> None:
    put(store, order(line(1, 2, name="유기농 쌀 10kg"), method=Method.BANK, unpaid=True))


def _by_transfer(store: Store) -> None:
    put(store, order(line(1, 2, name="유기농 쌀 10kg"), method=Method.BANK))


async def _moved(desk: DeskDriver) -> None:
    await desk.press("enter", *verb("split"), "space", "1")
    people.by_lee_of(desk.app.desk.store, 1, "take", note="포장 중")
    await desk.press("ctrl+s")


SCENES: Final = {
    "order": Scene(OrderDetail, Word("주문 상세", "Order detail"), by_keys("2", "enter")),
    "order-timeline": Scene(
        OrderDetail,
        Word("타임라인을 편 주문", "An order with its timeline"),
        by_keys(CLAIMS, "enter", "vertical_line"),
    ),
    "order-claim": Scene(
        OrderDetail,
        Word("클레임이 있는 주문", "An order with a claim"),
        by_keys(CLAIMS, *["down"] * 7, "enter"),
    ),
    "order-pieces": Scene(
        OrderDetail,
        Word("품목을 고른 주문", "An order with chosen pieces"),
        by_keys("enter", "down", "space", "down", "plus", "plus"),
        shop="empty",
        before=_basket,
    ),
    "order-explained": Scene(
        OrderDetail,
        Word("금액을 편 주문", "An order whose sums are unfolded"),
        by_keys(CLAIMS, *["down"] * 7, "enter", "equals_sign", "ctrl+end"),
    ),
    "order-masked": Scene(
        OrderDetail,
        Word("개인정보를 가린 주문", "An order whose personal data is masked"),
        by_keys("enter"),
        before=people.masked,
    ),
    "then": Scene(
        OrderThen,
        Word("그때 모습", "An order as it was"),
        by_keys(CLAIMS, "enter", "vertical_line", "tab", "down", "at"),
    ),
    "memos": Scene(MemoDialog, Word("메모 창", "Memos"), by_keys(*["down"] * 7, "f7"), shop="small"),
    "memos-new": Scene(
        MemoDialog,
        Word("메모 쓰기", "Writing a memo"),
        by_keys(*["down"] * 7, "f7", "f7", "=부재시 경비실"),
        shop="small",
    ),
    "memos-empty": Scene(MemoDialog, Word("메모가 없을 때", "No memos yet"), by_keys("f7"), shop="small"),
    "payment": Scene(
        PaymentDialog,
        Word("결제 상세", "Payments"),
        by_keys(CLAIMS, *["down"] * 4, "enter", "dollar_sign", "equals_sign"),
    ),
    "payment-explained": Scene(
        PaymentDialog,
        Word("금액을 편 결제 상세", "Payments with their terms"),
        by_keys(CLAIMS, *["down"] * 4, "enter", "dollar_sign"),
    ),
    "confirm-payment": Scene(
        FieldsDialog,
        Word("입금 확인", "Confirming a deposit"),
        by_keys(*verb("confirm-payment")),
        shop="empty",
        before=_unpaid,
    ),
    "split": Scene(
        SplitDialog,
        Word("주문 상태 나누기", "Split"),
        by_keys("enter", *verb("split"), "plus", "down", "2"),
        shop="empty",
        before=_basket,
    ),
    "merge": Scene(
        MergeDialog, Word("합치기", "Merge"), by_keys("enter", *verb("merge")), shop="empty", before=_in_two
    ),
    "moved-order": Scene(
        MovedOrderDialog,
        Word("그사이 바뀐 주문", "An order that changed meanwhile"),
        _moved,
        shop="empty",
        before=_basket,
    ),
    "address": Scene(
        AddressDialog,
        Word("배송지 변경", "Change the address"),
        by_keys("enter", *verb("address")),
        shop="empty",
        before=_basket,
    ),
    "add": Scene(
        AddGoods, Word("상품 추가", "Add goods"), by_keys("2", *verb("add"), "=L201", "enter", "=2")
    ),
    "cancel": Scene(
        ClaimDialog, Word("취소 접수", "Ask for a cancellation"), by_keys("2", "enter", *verb("cancel"), "3")
    ),
    "exchange": Scene(
        ClaimDialog,
        Word("교환 접수", "Ask for an exchange"),
        by_keys("enter", *verb("exchange"), "8"),
        shop="empty",
        before=_delivered,
    ),
    "refund": Scene(
        RefundDialog,
        Word("환불 처리", "Saying what became of a refund"),
        by_keys(
            "enter",
            *verb("cancel"),
            "7",
            *("ctrl+s", "ctrl+s"),
            *verb("approve"),
            "ctrl+s",
            *verb("refund"),
        ),
        shop="empty",
        before=_by_transfer,
    ),
    "swap": Scene(
        SwapDialog,
        Word("다른 상품으로 교환", "Exchange for other goods"),
        by_keys("enter", "down", "space", *verb("swap"), "enter"),
        shop="empty",
        before=_delivered,
    ),
    "pickup": Scene(
        PickupDialog,
        Word("수거 신청", "Request a pickup"),
        by_keys("enter", *verb("return"), "8", "ctrl+s", "ctrl+s", *verb("pickup")),
        shop="empty",
        before=_delivered,
        settings={"default_courier": CJ},
    ),
    "approve": Scene(
        ApproveDialog,
        Word("클레임 승인", "Approve a claim"),
        by_keys(CLAIMS, *["down"] * 7, "enter", *verb("approve")),
    ),
    "approve-bulk": Scene(
        FieldsDialog,
        Word("여러 클레임 승인", "Approve several claims"),
        by_keys(CLAIMS, "asterisk", *verb("approve"), "1"),
    ),
    "reject": Scene(
        FieldsDialog,
        Word("클레임 거절", "Reject a claim"),
        by_keys(CLAIMS, *["down"] * 7, "enter", *verb("reject")),
    ),
    "preview-money": Scene(
        PreviewDialog,
        Word("환불이 있는 미리보기", "A preview with refunds"),
        by_keys(CLAIMS, "asterisk", *verb("approve"), "2", "ctrl+s"),
    ),
}
