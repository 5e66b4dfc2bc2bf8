"""Where keys are heard: every screen and dialog that has keys of its own."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from orderdesk.core.domain.words import Word


class Scope(StrEnum):
    """Where an action is heard; GLOBAL is heard on every screen."""

    GLOBAL = "global"
    ORDERS = "orders"
    DETAIL = "detail"
    DIALOG = "dialog"
    EDITOR = "editor"
    FILTER = "filter"
    MENU = "menu"
    PIECES = "pieces"
    JOBS = "jobs"
    COMBINING = "combining"
    HELP = "help"
    MEMOS = "memos"
    THEN = "then"
    EXPORT = "export"
    LABORATORY = "laboratory"
    LOCK = "lock"
    PRODUCT = "product"
    OUTBOX = "outbox"
    STATION = "station"
    DAY = "day"
    WAVES = "waves"
    WALK = "walk"
    GUIDE = "guide"
    SETTINGS = "settings"
    KEYS = "keys"


SCOPE_WORDS: Final = {
    Scope.GLOBAL: Word("어디서나", "Everywhere"),
    Scope.ORDERS: Word("주문 목록", "Order list"),
    Scope.DETAIL: Word("주문 상세", "Order detail"),
    Scope.DIALOG: Word("대화상자", "Dialogs"),
    Scope.EDITOR: Word("목록을 고치는 창", "Dialogs that edit a list"),
    Scope.FILTER: Word("필터 창", "Filter dialog"),
    Scope.MENU: Word("주문처리 메뉴", "Process menu"),
    Scope.PIECES: Word("품목과 수량을 고르는 창", "Dialogs that choose pieces"),
    Scope.JOBS: Word("작업", "Jobs"),
    Scope.OUTBOX: Word("채널 전송", "To the channels"),
    Scope.STATION: Word("포장대", "Packing station"),
    Scope.DAY: Word("마감", "Day's close"),
    Scope.WAVES: Word("차수", "Waves"),
    Scope.WALK: Word("피킹", "Picking walk"),
    Scope.COMBINING: Word("합포장", "Combined parcels"),
    Scope.HELP: Word("도움말", "Help"),
    Scope.MEMOS: Word("메모 창", "Memos"),
    Scope.THEN: Word("그때 모습", "An order as it was"),
    Scope.EXPORT: Word("내보내기 창", "Export dialog"),
    Scope.LABORATORY: Word("불러오기 오류 고치기", "Fix an import"),
    Scope.LOCK: Word("잠금", "Locked"),
    Scope.PRODUCT: Word("상품 창", "Product"),
    Scope.GUIDE: Word("안내", "Guide"),
    Scope.SETTINGS: Word("설정", "Settings"),
    Scope.KEYS: Word("키 바꾸기", "Changing keys"),
}
