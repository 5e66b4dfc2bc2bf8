"""THE action table: everything a key can do, where, with which keys, and its words.

Bindings, hint line, help page, palette and the key list of the README are made from it. The grammar:

- every action has at least one *immediate* key, which works with the Korean input method on or off
  (arrows, Enter, Space, Tab, Esc, digits, ASCII punctuation, function keys, Ctrl with a letter);
- many have a mnemonic *letter* too, lower case, which in Korean mode works through its jamo;
- a letter means the same on every screen, and is unique within what one screen hears;
- letters and menus only open things; only Ctrl+S finishes a change.

What is done *to orders* (배송중 처리, 나누기 …) is no key: those actions are picked by number in the
process menu, or by name in the palette.
"""

from __future__ import annotations

from typing import Final

from orderdesk.core.domain.words import Word
from orderdesk.keyboard.action import Action as Action
from orderdesk.keyboard.scopes import Scope as Scope


def _action(
    name: str,
    words: tuple[str, str],
    keys: str,
    scopes: tuple[Scope, ...],
    sentence: tuple[str, str],
    *,
    letter: str | None = None,
    hint: int = 0,
    by_digit: bool = False,
) -> Action:
    return Action(
        id=name,
        words=Word(*words),
        keys=tuple(keys.split()),
        letter=letter,
        scopes=frozenset(scopes),
        hint=hint,
        help=Word(*sentence),
        by_digit=by_digit,
    )


_G, _O, _D, _DLG, _E, _F, _M, _P, _J, _C, _H, _MEMO, _T, _X, _LAB, _LOCK, _PROD, _OUT, _SET = Scope
_LISTS: Final = (_O, _D, _J, _C, _H, _T, _LAB, _OUT, _SET)
_DIGITS: Final = "1 2 3 4 5 6 7 8 9"

ACTIONS: Final[tuple[Action, ...]] = (
    # everywhere; in dialogs too, where a modal screen hides the application's own keys
    _action("help", ("도움말", "Help"), "f1 question_mark", (_G, _DLG),
            ("이 화면의 키를 보여 줍니다. 입력하면 걸러집니다.",
             "Shows the keys of this screen; type to filter."), hint=5),
    _action("palette", ("명령", "Commands"), "f2 colon ctrl+p", (_G,),
            ("이름으로 명령을 찾습니다: 한글, 초성, 영문, 잘못 친 자판.",
             "Finds a command by name: Korean, initials, English, wrong layout."), hint=11),
    _action("search", ("검색", "Search"), "slash ctrl+f", (_G,),
            ("구매자, 연락처, 주문번호, 송장번호로 찾습니다.",
             "Finds by buyer, phone, order or tracking number."), hint=6),
    _action("back", ("뒤로", "Back"), "escape", (_G, _DLG),
            ("한 단계 뒤로: 창, 글자, 선택, 조건, 화면 순서로 풉니다.",
             "One step back: popup, text, marks, filter, screen."), letter="q", hint=10),
    _action("next_pane", ("다음 칸", "Next pane"), "tab", (_G, _DLG),
            ("다음 칸으로 갑니다.", "Goes to the next pane.")),
    _action("previous_pane", ("이전 칸", "Previous pane"), "shift+tab", (_G, _DLG),
            ("이전 칸으로 갑니다.", "Goes to the previous pane.")),
    _action("reload", ("새로 고침", "Reload"), "f5 ctrl+r", (_G,),
            ("저장소에서 다시 읽습니다.", "Reads the store again.")),
    _action("copy", ("복사", "Copy"), "ctrl+c", (_G, _DLG),
            ("칸이나 선택한 줄을 클립보드로 복사합니다.", "Copies the cell or the marked rows."),
            letter="y", hint=13),
    _action("undo", ("되돌리기", "Undo"), "ctrl+z", (_G,),
            ("마지막 작업을 되돌립니다.", "Takes back the last job."), letter="u", hint=9),
    _action("redo", ("다시 하기", "Redo"), "ctrl+y", (_G,),
            ("되돌린 작업을 다시 합니다.", "Does again what was undone.")),
    _action("redraw", ("다시 그리기", "Redraw"), "ctrl+l", (_G, _DLG, _LOCK),
            ("화면이 깨졌을 때 다시 그립니다.", "Draws the screen again.")),
    _action("jobs", ("작업", "Jobs"), "f12", (_G,),
            ("일괄 작업의 목록, 결과, 되돌리기.", "Jobs, their results and undo."), hint=12),
    _action("outbox", ("채널 전송", "To the channels"), "tilde", (_G,),
            ("채널로 보낼 것과 거절된 것을 봅니다. F5는 지금 채널과 주고받습니다.",
             "What waits to be told to channels, and what they refused; F5 speaks with them now.")),
    _action("settings", ("설정", "Settings"), "apostrophe", (_G,),
            ("상점의 것(입금 계좌, 배송비, 연결 …)과 이 데스크의 설정을 보고 고칩니다.",
             "What belongs to the shop (accounts, fees, connections …), and this desk's own settings."),
            hint=22),
    _action("tour", ("둘러보기", "Tour"), "ctrl+u", (_G,),
            ("시험용 가게에서 열 걸음을 함께 걷습니다. 걷는 동안 누르면 그만둡니다.",
             "Shows around in a demo shop, in ten steps; during them it ends them.")),
    _action("lock", ("잠금", "Lock"), "ctrl+o", (_G, _DLG),
            ("비밀문구를 적을 때까지 가립니다. 하던 일은 그대로 있습니다.",
             "Covers the desk until the passphrase is given; nothing is lost.")),
    _action("quit", ("종료", "Quit"), "ctrl+q", (_G, _LOCK),
            ("데스크를 닫습니다. 진행 중인 작업이 있으면 묻습니다.",
             "Closes the desk; asks while a job runs.")),
    # moving
    _action("cursor_up", ("위로", "Up"), "up", _LISTS, ("한 줄 위로.", "One row up."), letter="k"),
    _action("cursor_down", ("아래로", "Down"), "down", _LISTS, ("한 줄 아래로.", "One row down."),
            letter="j"),
    _action("cursor_left", ("왼쪽", "Left"), "left", (_O, _D), ("한 칸 왼쪽으로.", "One column left."),
            letter="h"),
    _action("cursor_right", ("오른쪽", "Right"), "right", (_O, _D),
            ("한 칸 오른쪽으로.", "One column right."), letter="l"),
    _action("page_up", ("앞 화면", "Page up"), "pageup", _LISTS, ("한 화면 위로.", "One page up.")),
    _action("page_down", ("다음 화면", "Page down"),
            "pagedown", _LISTS, ("한 화면 아래로.", "One page down.")),
    _action("columns_left", ("왼쪽 칸들", "Columns left"), "shift+left", (_O,),
            ("보이는 만큼 왼쪽 칸들로.", "To the columns on the left, one screen.")),
    _action("columns_right", ("오른쪽 칸들", "Columns right"), "shift+right", (_O,),
            ("보이는 만큼 오른쪽 칸들로.", "To the columns on the right, one screen.")),
    _action("row_start", ("줄 처음", "Row start"), "home", (_O, _D), ("첫 칸으로.", "To the first column.")),
    _action("row_end", ("줄 끝", "Row end"), "end", (_O, _D), ("마지막 칸으로.", "To the last column.")),
    _action("top", ("맨 위", "Top"), "ctrl+home", _LISTS, ("첫 줄로.", "To the first row."), letter="g"),
    _action("bottom", ("맨 아래", "Bottom"), "ctrl+end", _LISTS, ("마지막 줄로.", "To the last row.")),
    # the order list
    _action("open", ("상세", "Open"), "enter", (_O, _J, _C),
            ("커서의 줄을 엽니다.", "Opens the row of the cursor."),
            hint=3),
    _action("mark_down", ("선택", "Mark"), "space", (_O, _D, _P, _C),
            ("선택하거나 풀고 한 줄 내려갑니다.", "Marks or unmarks and moves down."), hint=4),
    _action("extend_up", ("위로 선택", "Mark upwards"), "shift+up", (_O,),
            ("위로 가며 선택을 늘립니다.", "Extends the marks upwards.")),
    _action("extend_down", ("아래로 선택", "Mark downwards"), "shift+down", (_O,),
            ("아래로 가며 선택을 늘립니다.", "Extends the marks downwards.")),
    _action("mark_screen", ("화면 선택", "Mark screen"), "plus", (_O,),
            ("화면에 보이는 줄을 모두 선택합니다.", "Marks every row on the screen.")),
    _action("mark_all", ("모두 선택", "Mark all"), "asterisk", (_O,),
            ("조건에 맞는 주문을 모두 선택합니다.", "Marks every order that matches."), hint=8),
    _action("mark_none", ("선택 해제", "Unmark"), "minus", (_O,),
            ("선택을 모두 풉니다.", "Removes all marks.")),
    _action("mark_invert", ("선택 반전", "Invert marks"), "exclamation_mark", (_O,),
            ("선택한 것과 아닌 것을 바꿉니다.", "Swaps marked and unmarked.")),
    _action("tab", ("탭", "Tab"), f"0 {_DIGITS}", (_O,),
            ("번호의 탭으로 갑니다. 0은 전체입니다.", "Goes to the tab of that number; 0 is all."),
            by_digit=True),
    _action("previous_tab", ("이전 탭", "Previous tab"), "left_square_bracket", (_O,),
            ("왼쪽 탭으로.", "To the tab on the left.")),
    _action("next_tab", ("다음 탭", "Next tab"), "right_square_bracket", (_O,),
            ("오른쪽 탭으로.", "To the tab on the right.")),
    _action("process_menu", ("처리", "Process"), "full_stop", (_O, _D),
            ("주문처리 메뉴: 번호로 고르고, 안 되는 것은 이유를 말합니다.",
             "The process menu: pick by number; what can't run says why."), hint=1),
    _action("tracking", ("송장", "Tracking"), "f4", (_O, _D, _C),
            ("송장을 등록합니다: 손으로, 붙여넣기, 스캐너, 엑셀.",
             "Enters tracking numbers: by hand, pasted, scanned, Excel."), letter="i", hint=2),
    _action("filter", ("필터", "Filter"), "f3", (_O,),
            ("모든 조건으로 거릅니다. 넓은 창에서는 목록 옆에 열리고, 다시 누르면 닫힙니다.",
             "Narrows by every condition; beside the list in a wide window, until it is pressed again."),
            letter="f", hint=14),
    _action("filter_groups", ("필터 그룹", "Filter groups"), "ampersand", (_O, _F),
            ("저장한 필터를 고르거나 지우고, 지금 조건을 이름 붙여 저장합니다.",
             "Uses or deletes a saved filter, and saves the present conditions under a name."), letter="b"),
    _action("drop_condition", ("마지막 조건 지우기", "Drop the last condition"), "backspace", (_O,),
            ("검색 옆에 걸린 조건 가운데 마지막 것을 지웁니다. ×를 눌러도 됩니다.",
             "Takes the last condition beside the search away; so does a click on its ×.")),
    _action("clear_filter", ("조건 지우기", "Clear filter"), "delete", (_O,),
            ("걸린 조건을 모두 지웁니다.", "Takes every condition away.")),
    _action("edit_tabs", ("탭 편집", "Edit tabs"), "number_sign", (_O,),
            ("탭을 만들고, 고치고, 옮기고, 복제하고, 지웁니다.",
             "Makes, changes, moves, copies and deletes tabs.")),
    _action("columns", ("항목", "Columns"), "f6", (_O,),
            ("이 탭의 항목을 고칩니다: 순서, 표시, 너비.",
             "Edits the columns of this tab: order, shown or not, width."), letter="w", hint=16),
    _action("open_cell", ("칸 열기", "Open the cell"), "semicolon", (_O,),
            ("칸을 엽니다: 품목·배송지는 그 줄에서 펴고, 메모·결제·현금영수증은 내용을 보여 줍니다.",
             "Opens the cell: items and address unfold in the row, memo, payment and receipt are shown."),
            letter="o", hint=18),
    _action("detail", ("요약/상세", "Summary/detail"), "at", (_O,),
            ("품목이나 배송지 칸을 모든 줄에서 상세로 보거나 요약으로 봅니다.",
             "Shows items or addresses of all rows with every line, or their summary."), letter="v"),
    _action("compact", ("좁게 보기", "Compact"), "percent_sign", (_O,),
            ("글자 칸을 좁히거나 되돌립니다.", "Narrows the columns of text, or widens them again."),
            letter="z"),
    _action("sort_previous", ("앞 항목으로 정렬", "Sort by the column before"), "less_than_sign", (_O,),
            ("앞의 정렬할 수 있는 항목으로 정렬합니다.", "Sorts by the sortable column before.")),
    _action("sort_next", ("다음 항목으로 정렬", "Sort by the next column"), "greater_than_sign", (_O,),
            ("다음 정렬할 수 있는 항목으로 정렬합니다.", "Sorts by the next sortable column.")),
    _action("sort_turn", ("정렬 방향", "Turn the sort"), "equals_sign", (_O,),
            ("오름차순과 내림차순을 바꿉니다.", "Swaps ascending and descending.")),
    _action("jump", ("바로 가기", "Go to"), "ctrl+g", (_O,),
            ("주문번호, 날짜, 줄 번호로 커서를 옮깁니다.",
             "Moves the cursor to an order number, a date or a row."), hint=17),
    _action("claims", ("클레임", "Claims"), "circumflex_accent", (_O,),
            ("기다리는 클레임을 단계별로 세어 보여 줍니다: 접수, 수거, 환불 대기, 철회, 기한 초과.",
             "Counts the claims that wait: requested, in pickup, refunds due, withdrawn, overdue."), hint=23),
    _action("combining", ("합포장", "Combined parcels"), "left_parenthesis", (_O,),
            ("한 상자에 담을 수 있는 주문을 이유와 함께 보여 줍니다.",
             "Shows the orders that may share a parcel, and why."), hint=15),
    # the letters of later features stay free; Ctrl+E (엑셀) reaches every terminal
    _action("import_file", ("불러오기", "Import"), "ctrl+e", (_O,),
            ("주문·송장·상품·고객 엑셀을 불러오고, 결제·은행 내역을 견줍니다.",
             "Imports orders, numbers, products, members; compares payments and deposits."), hint=7),
    _action("export", ("내보내기", "Export"), "f8", (_O,),
            ("주문을 양식대로 엑셀이나 CSV 파일로 내보냅니다.",
             "Exports orders by a template into a workbook or CSV file."), letter="e", hint=20),
    _action("unmask", ("가림 풀기", "Unmask"), "underscore", (_O, _D),
            ("보이는 주문의 개인정보를 1분 동안 보이고 기록합니다. 다시 누르면 가립니다.",
             "Shows the personal data on the screen for a minute, and records that; again masks it."),
            hint=28),
    _action("sheets", ("주문서", "Sheets"), "comma", (_O, _D),
            ("주문서, 출고 전표, 피킹 리스트를 인쇄할 파일로 만듭니다.",
             "Makes order sheets, packing slips or a picking list to be printed."), hint=21),
    _action("orders_by_hand", ("주문 생성", "Make an order"), "left_curly_bracket", (_O,),
            ("관리자 주문을 만들고, 작성 중인 것을 잇고, 결제를 기다리는 것을 봅니다.",
             "Makes an order by hand, goes on with one being made, shows those not paid for."), hint=26),
    _action("goods", ("상품", "Products"), "right_curly_bracket", (_O,),
            ("상품을 찾아 옵션, 가격, 재고와 그 원장을 봅니다.",
             "Finds a product: its options, prices, stock and the ledger of it."), hint=24),
    _action("customers", ("고객", "Customers"), "quotation_mark", (_O,),
            ("고객을 찾아 보고, 그 고객의 주문을 목록에서 찾습니다.",
             "Finds a customer, and the customer's orders in the list."), hint=25),
    # the order detail
    _action("previous_order", ("이전 주문", "Previous order"), "left_square_bracket", (_D,),
            ("목록의 이전 주문으로.", "To the previous order of the list."), hint=15),
    _action("next_order", ("다음 주문", "Next order"), "right_square_bracket", (_D,),
            ("목록의 다음 주문으로.", "To the next order of the list."), hint=14),
    _action("one_more", ("하나 더", "One more"), "plus", (_D, _P),
            ("커서의 품목에서 고른 수량을 하나 늘립니다.",
             "Chooses one piece more of the item of the cursor.")),
    _action("one_less", ("하나 덜", "One less"), "minus", (_D, _P),
            ("커서의 품목에서 고른 수량을 하나 줄입니다.",
             "Chooses one piece less of the item of the cursor.")),
    _action("timeline", ("타임라인", "Timeline"), "vertical_line", (_D,),
            ("아래에, 옆에 두거나 접습니다. Tab으로 들어가고 Enter로 그 줄의 작업이나 메모를 엽니다.",
             "Puts it below or beside, or hides it. Tab goes into it; Enter opens the job or memo."),
            letter="t", hint=3),
    _action("timeline_kind", ("타임라인 종류", "Timeline kind"), "1 2 3", (_D,),
            ("1 전체, 2 메모, 3 주문 기록.", "1 all, 2 memos, 3 order events."), by_digit=True),
    _action("labels", ("송장등록-굿스플로", "Labels by Goodsflow"), "asterisk", (_M,),
            ("택배사가 송장을 출력하고 번호를 넣게 합니다.", "Has labels printed, with their numbers.")),
    # jobs
    _action("resend", ("다시 보내기", "Tell again"), "exclamation_mark", (_OUT,),
            ("기다리지 않고 다음 차례에 다시 보냅니다.", "Tells it again in the next round."),
            hint=1),
    _action("relabel", ("송장 고치기", "Mend the number"), "enter", (_OUT,),
            ("택배사나 송장번호를 고쳐 다시 보냅니다.", "Tells another courier or number."), hint=2),
    _action("drop", ("보내지 않기", "Never tell it"), "delete minus", (_OUT,),
            ("보내는 것을 그만둡니다. 이유가 타임라인에 남습니다.",
             "Gives up telling it; the timeline says why."), hint=3),
    _action("resume_job", ("이어서 하기", "Resume"), "greater_than_sign", (_J,),
            ("멈춘 작업에서 남은 것을 이어서 합니다.", "Carries on what is left of a stopped job."), hint=1),
    _action("retry_job", ("거절된 것 다시", "Retry refused"), "exclamation_mark", (_J,),
            ("작업에서 거절된 것만 다시 시도합니다. 먼저 미리보기를 보여 줍니다.",
             "Tries the refused rows of a job again, after a preview."), hint=2),
    _action("export_rows", ("내보내기", "Export"), "f8", (_J,),
            ("작업의 행을 엑셀이나 CSV로 저장합니다.", "Writes the rows of a job to Excel or CSV."),
            hint=4),
    _action("then", ("그때 모습", "As it was"), "at", (_D,),
            ("타임라인의 줄에서, 주문을 그때의 모습으로 봅니다.",
             "Shows the order as it was at the line of the timeline."), hint=8),
    _action("memo", ("메모", "Memo"), "f7", (_O, _D, _MEMO),
            ("주문의 메모를 봅니다. 메모 창에서는 새로 씁니다: Enter는 줄을 바꾸고 Ctrl+S가 저장합니다.",
             "The memos of the order; among them, writes a new one: Enter begins a line, Ctrl+S saves."),
            letter="n", hint=19),
    _action("payment", ("결제", "Payments"), "dollar_sign", (_D,),
            ("결제 상세: 결제와 환불의 모든 줄, 현금영수증, 수동 입금 확인.",
             "Every payment and refund with receipts; confirms a deposit by hand."), letter="p", hint=7),
    _action("explain", ("금액 근거", "Terms"), "equals_sign", (_D,),
            ("결제정보의 금액을 항목별로 폅니다: 어느 품목, 어떤 규칙인지. 결제 상세에서도 됩니다.",
             "Unfolds each sum into its terms: which line, which rule; also in Payments."),
            hint=24),
    # memos, with the keys of every dialog
    _action("memo_edit", ("고치기", "Edit"), "f2", (_MEMO,),
            ("커서의 메모를 고칩니다. Enter도 됩니다.", "Edits the memo of the cursor; so does Enter.")),
    _action("memo_resolve", ("해결·취소", "Resolve"), "space", (_MEMO,),
            ("커서의 메모를 해결로 하거나 되돌립니다.",
             "Resolves the memo of the cursor, or opens it again.")),
    _action("memo_delete", ("지우기", "Delete"), "delete minus", (_MEMO,),
            ("커서의 메모를 지웁니다. 한 번 더 눌러야 지워집니다.",
             "Deletes the memo of the cursor when it is pressed twice.")),
    # an order as it was
    _action("then_earlier", ("앞 기록", "Earlier"), "left less_than_sign", (_T,),
            ("하나 앞 기록의 모습으로.", "To the order as it was one record before."), hint=1),
    _action("then_later", ("뒤 기록", "Later"), "right greater_than_sign", (_T,),
            ("하나 뒤 기록의 모습으로.", "To the order as it was one record later."), hint=2),
    # combined parcels; Space takes a section in or out, F4 gives the parcel its number
    _action("combining_view", ("후보/아깝게", "Parcels/near misses"), "1 2", (_C,),
            ("1 합포장 후보, 2 아깝게 안 되는 것.", "1 parcels to combine, 2 near misses."),
            hint=7, by_digit=True),
    _action("separate", ("합포장 금지", "Ban"), "delete", (_C,),
            ("커서의 주문을 합포장에서 빼 두거나, 그 금지를 풉니다.",
             "Bans the order of the cursor from combined parcels, or lifts its ban."), hint=1),
    # the import laboratory; Ctrl+S applies the good rows
    _action("fix_cell", ("고치기", "Fix"), "enter", (_LAB,),
            ("커서의 칸을 고칩니다. 문제 목록에서는 그 행들로 갑니다.",
             "Corrects the cell of the cursor; on a problem, goes to its rows."), hint=2),
    _action("fix_group", ("같은 문제 모두", "Fix all alike"), "asterisk", (_LAB,),
            ("같은 문제의 칸을 한꺼번에 고칩니다. 두 번 있는 행은 지웁니다.",
             "Corrects every cell with the same problem at once; strikes repeated rows out."), hint=3),
    _action("leave_out", ("빼기/넣기", "Leave out / take in"), "delete", (_LAB,),
            ("행을 그 섹션·주문의 행과 함께 나중으로 남기거나 다시 넣습니다. 문제 목록에서는 그 행 모두.",
             "Leaves the row and those of its section or order for later, or takes it in; on a problem all."),
            hint=7),
    _action("write_rest", ("남은 행 저장", "Save the rest"), "f8", (_LAB,),
            ("거절되거나 뺀 행을 엑셀로 저장합니다. 고쳐서 다시 불러올 수 있습니다.",
             "Writes the rows refused or left out to Excel, to be mended and imported again."), hint=4),
    # settings
    _action("change", ("고치기", "Change"), "enter space", (_SET,),
            ("커서의 설정을 고치거나, 커서의 창을 엽니다.",
             "Changes the setting of the cursor, or opens its dialog."), hint=1),
    _action("page", ("번호로 열기", "Open by number"), _DIGITS, (_SET,),
            ("번호의 창을 엽니다.", "Opens the dialog of that number."), hint=2, by_digit=True),
    _action("previous_group", ("앞 묶음", "Group before"), "left_square_bracket", (_SET,),
            ("앞 묶음의 첫 설정으로.", "To the first setting of the group before."), hint=4),
    _action("next_group", ("다음 묶음", "Next group"), "right_square_bracket", (_SET,),
            ("다음 묶음의 첫 설정으로.", "To the first setting of the next group."), hint=3),
    # dialogs
    _action("confirm", ("확정", "Confirm"), "ctrl+s", (_DLG, _LAB),
            ("보이는 대로 실행합니다. 창이 열린 직후의 키는 무시합니다.",
             "Does what is shown; ignores keys right after the dialog opened."), hint=1),
    _action("choose", ("고르기", "Choose"), _DIGITS, (_DLG,),
            ("번호의 항목을 고릅니다.", "Picks the entry of that number."), hint=2, by_digit=True),
    _action("next_field", ("다음 입력란", "Next field"), "enter down", (_DLG,),
            ("다음 입력란으로. 실행하지는 않습니다.", "To the next field; never confirms.")),
    _action("previous_field", ("이전 입력란", "Previous field"), "up", (_DLG,),
            ("이전 입력란으로.", "To the previous field.")),
    # the process menu, with the keys of every dialog
    _action("more", ("더 보기", "More"), "0", (_M,),
            ("다음 쪽의 항목을 보여 줍니다. 번호는 쪽마다 1부터입니다.",
             "Shows the entries of the next page; each page counts from 1."), hint=3),
    _action("previous_state", ("앞 상태만", "State before"), "left_square_bracket", (_M,),
            ("앞 섹션상태의 섹션만 대상으로 합니다.", "Restricts the menu to the section state before.")),
    _action("next_state", ("다음 상태만", "Next state"), "right_square_bracket", (_M,),
            ("다음 섹션상태의 섹션만 대상으로 합니다. 끝 다음은 전체입니다.",
             "Restricts the menu to the next section state; after the last to all sections."), hint=4),
    # dialogs that choose pieces, with the keys of every dialog
    _action("zero", ("0", "0"), "0", (_P,),
            ("수량을 숫자로 적을 때의 0입니다.", "The 0 of a quantity that is typed.")),
    # the export dialog, with the keys of every dialog
    _action("templates", ("양식 관리", "Templates"), "f6", (_X,),
            ("내보내기 양식을 만들고, 고치고, 복제하고, 지웁니다. 첫 행들을 미리 보여 줍니다.",
             "Makes, changes, copies and removes templates, with a preview of the first rows."), hint=3),
    _action("accesses", ("접속기록", "Access records"), "f12", (_X,),
            ("누가 언제 어디서 들어와 누구의 정보를 보거나 내보냈는지, 왜 그랬는지 찾아봅니다.",
             "Finds who came in, saw or took out whose data; when, from where, and why."), hint=4),
    # a product
    _action("receive", ("입고", "Came in"), "plus", (_PROD,),
            ("커서의 옵션에 들어온 수량을 재고에 더합니다.",
             "Adds pieces of the option of the cursor that came in to the stock."), hint=3),
    # dialogs that edit a list, with the keys of every dialog
    _action("switch", ("표시", "Show or hide"), "space", (_E,),
            ("커서의 줄을 켜거나 끕니다.", "Switches the line of the cursor on or off.")),
    _action("earlier", ("앞으로", "Earlier"), "less_than_sign", (_E,),
            ("커서의 줄을 앞으로 옮깁니다.", "Moves the line of the cursor up.")),
    _action("later", ("뒤로 옮기기", "Later"), "greater_than_sign", (_E,),
            ("커서의 줄을 뒤로 옮깁니다.", "Moves the line of the cursor down.")),
    _action("wider", ("넓게", "Wider"), "plus", (_E,),
            ("항목을 한 칸 넓힙니다.", "Makes the column a cell wider.")),
    _action("narrower", ("좁게", "Narrower"), "minus", (_E,),
            ("항목을 한 칸 좁힙니다.", "Makes the column a cell narrower.")),
)  # fmt: skip

_DIALOGS: Final = frozenset({_DLG, _E, _F, _M, _P, _MEMO, _X, _PROD})

_BY_ID: Final = {action.id: action for action in ACTIONS}


def action(action_id: str) -> Action:
    """The action of that id; KeyError for an unknown one."""
    return _BY_ID[action_id]


def in_scope(scope: Scope) -> tuple[Action, ...]:
    """The actions listed for *scope* itself, in table order."""
    return tuple(each for each in ACTIONS if scope in each.scopes)


def heard_in(scope: Scope) -> tuple[Action, ...]:
    """What a screen of *scope* hears: its own actions, and the global ones unless it is a dialog.

    Editors, the filter, the process menu, memos and what chooses pieces hear what every dialog hears.
    """
    if scope in _DIALOGS:
        return tuple(each for each in ACTIONS if {scope, Scope.DIALOG} & each.scopes)
    return tuple(each for each in ACTIONS if scope in each.scopes or Scope.GLOBAL in each.scopes)
