"""What help says of each screen and dialog: its name, what can be done there, and the guides to it."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from textual.screen import Screen

from orderdesk.core.domain.words import Word


class Topic(NamedTuple):
    """A screen or dialog: what it is called, what can be done there, the ids of its guides."""

    title: Word
    sentence: Word
    guides: tuple[str, ...] = ()


def topic_of(kind: type[Screen[Any]]) -> Topic:
    """The topic of a class of screens: its own, or that of the nearest class that it is made from."""
    return next(TOPICS[name] for each in kind.__mro__ if (name := _name(each)) in TOPICS)


def _name(kind: type) -> str:
    """The class and the module that it stands in: two modules may call a class alike."""
    return f"{kind.__module__.rpartition('.')[2]}.{kind.__name__}"


TOPICS: Final[dict[str, Topic]] = {
    "orders.OrdersScreen": Topic(
        Word("주문 목록", "Order list"),
        Word(
            "주문을 찾아 골라 처리합니다. 탭, 검색, 필터로 좁히고, Space로 고른 뒤 처리나 송장으로 갑니다."
            " 금액 앞의 ~는 주문 엑셀에서 짐작한 결제입니다.",
            "Find orders by tabs, search and filter, mark them with Space, and process them or add tracking."
            " ~ before a sum: the order file only implied that it was paid.",
        ),
        (
            "import",
            "process",
            "bulk",
            "tracking",
            "search-filter",
            "list",
        ),
    ),
    "order_detail.OrderDetail": Topic(
        Word("주문 상세", "Order detail"),
        Word(
            "한 주문의 섹션, 돈, 배송지, 기록을 보고 섹션이나 고른 품목만 처리합니다.",
            "Sections, money, address and history of one order; acts on a section, or on chosen pieces.",
        ),
        (
            "detail",
            "partial",
            "exchange",
            "cancel-return",
            "add",
        ),
    ),
    "time_travel.OrderThen": Topic(
        Word("그때 모습", "An order as it was"),
        Word(
            "주문이 그때 어땠는지 봅니다. 바꿀 수는 없습니다.",
            "Shows the order as it was then; nothing can be changed here.",
        ),
        ("timeline",),
    ),
    "combining.CombiningScreen": Topic(
        Word("합포장", "Combined parcels"),
        Word(
            "한 상자에 담을 수 있는 주문을 보고 함께 송장을 넣거나, 합포장을 금지합니다.",
            "Shows the orders that may share a parcel: give them one number, or keep them separate.",
        ),
        ("tracking",),
    ),
    "jobs.JobsScreen": Topic(
        Word("작업", "Jobs"),
        Word(
            "지금까지 한 일과 결과를 봅니다. 되돌리고, 이어서 하고, 거절된 것만 다시 합니다.",
            "What was done, with its result: take it back, carry it on, or try again what was refused.",
        ),
        (
            "bulk",
            "efficient",
        ),
    ),
    "jobs.JobRowsScreen": Topic(
        Word("작업의 행", "Rows of a job"),
        Word(
            "작업 하나가 주문마다 어떻게 되었는지 봅니다. Enter는 주문을 열고, 거절된 것은 할 일을 말합니다.",
            "What became of each order in one job; Enter opens the order, and says what to do if refused.",
        ),
        ("bulk",),
    ),
    "outbox.OutboxScreen": Topic(
        Word("채널 전송", "To the channels"),
        Word(
            "채널로 보낼 것과 채널이 거절한 것을 보고, 고치거나 다시 보내거나 그만둡니다.",
            "What waits for channels and what they refused: fix it, send it again, or give it up.",
        ),
        (
            "channels",
            "channel-state",
        ),
    ),
    "laboratory.LaboratoryScreen": Topic(
        Word("불러오기 오류 고치기", "Fix an import"),
        Word(
            "불러올 파일의 문제를 모아 고치고, 좋은 행만 적용하고, 나머지는 파일로 남깁니다.",
            "Corrects what is wrong with a file, applies the good rows, leaves the rest in a file.",
        ),
        ("import", "tracking-excel"),
    ),
    "station.StationScreen": Topic(
        Word("포장대", "Packing station"),
        Word(
            "섹션 바코드를 스캔해 상자를 열고, 상품을 하나씩 스캔하고, 송장을 스캔하면 발송됩니다.",
            "Scan a section barcode to open a box, scan each piece, scan the label: it ships.",
        ),
        (
            "packing",
            "picking",
            "process",
            "tracking",
        ),
    ),
    "day.DayScreen": Topic(
        Word("마감", "Day's close"),
        Word(
            "그날 나간 것을 택배사와 채널별로 보고, 택배사가 센 개수를 적어 견줍니다.",
            "What went out that day by courier and channel, beside what the couriers counted.",
        ),
        ("day", "bulk"),
    ),
    "waves.WavesScreen": Topic(
        Word("차수", "Waves"),
        Word(
            "한 번에 걸어 담을 섹션을 모으고, 피킹 리스트를 따라 걷습니다.",
            "Gather sections to be fetched in one walk, and walk along their list.",
        ),
        ("picking", "packing"),
    ),
    "waves.WalkScreen": Topic(
        Word("피킹", "Picking walk"),
        Word(
            "위치 순서로 상품을 스캔해 담습니다. 모자란 것은 결품으로, 나중 것은 끝으로 미룹니다.",
            "Scan goods in the order of their places; declare what is short, put off what is later.",
        ),
        ("picking", "packing"),
    ),
    "settings.SettingsScreen": Topic(
        Word("설정", "Settings"),
        Word(
            "상점의 것과 이 데스크의 설정을 보고 고칩니다. 줄마다 무엇인지 아래에 나옵니다.",
            "What belongs to the shop, and this desk's settings; each line is explained below.",
        ),
        (
            "fees",
            "receipt-auto",
            "labels-setup",
        ),
    ),
    "keys.KeysScreen": Topic(
        Word("키 바꾸기", "Changing keys"),
        Word(
            "동작을 찾아 Enter를 누르고, 쓸 키를 누릅니다. 바로 쓰이고 settings.toml에 적힙니다.",
            "Find an action, press Enter, then the key for it; it holds at once and stands in settings.toml.",
        ),
    ),
    "keys.AskKey": Topic(
        Word("키 누르기", "Pressing a key"),
        Word(
            "이 동작에 쓸 키를 누릅니다. 쓸 수 없는 키는 이유를 말합니다. Esc는 그대로 둡니다.",
            "Press the key for the action; one that can't be used says why. Esc leaves it as it is.",
        ),
    ),
    "stuck.StuckBoard": Topic(
        Word("막힌 일", "Stuck work"),
        Word(
            "어디서 멈췄는지 세어 보고, 번호로 그 주문들을 목록에 냅니다.",
            "Counts what got stuck where; a number lists those orders.",
        ),
        ("day", "search-filter"),
    ),
    "letting_in.LettingInDialog": Topic(
        Word("로그인", "Login"),
        Word(
            "보이는 주소를 브라우저에서 열고, 돌아온 주소나 코드를 붙여 넣습니다.",
            "Open the address in a browser, and paste the address or code that comes back.",
        ),
        ("channels",),
    ),
    "operators.OperatorsDialog": Topic(
        Word("작업자", "Operators"),
        Word(
            "누가 어떤 권한으로 들어오는지 봅니다.",
            "Who comes in, and with which role.",
        ),
    ),
    "theme.ThemeDialog": Topic(
        Word("테마", "Theme"),
        Word(
            "고르는 대로 화면에 보입니다. Esc는 전의 것으로 돌립니다.",
            "Each is shown as it is chosen; Esc brings back the one before.",
        ),
    ),
    "welcome.WelcomeDialog": Topic(
        Word("처음", "Welcome"),
        Word(
            "언어, 상점 이름, 주문이 오는 곳을 적습니다. 모두 나중에 설정에서 고칠 수 있습니다.",
            "Language, the shop's name, where orders come from; settings change all of it later.",
        ),
        ("overview",),
    ),
    "macros.MacrosDialog": Topic(
        Word("매크로", "Macros"),
        Word(
            "하는 일을 기록해 이름을 붙이고 다시 합니다. 바꾸는 단계마다 미리보기에서 멈춥니다.",
            "Record what you do under a name and do it again; every change stops at its preview.",
        ),
        (
            "bulk",
            "efficient",
        ),
    ),
    "jump_mode.JumpMode": Topic(
        Word("글자로 가기", "Jump by letter"),
        Word(
            "보이는 글자를 누르면 거기로 갑니다. 다른 키는 닫습니다.",
            "A letter goes where it stands; any other key closes this.",
        ),
    ),
    "help.HelpScreen": Topic(
        Word("도움말", "Help"),
        Word(
            "이 화면에서 할 수 있는 일과 키, 안내를 찾습니다.",
            "What can be done on a screen, its keys and its guides.",
        ),
    ),
    "guide.GuideScreen": Topic(
        Word("안내", "Guide"),
        Word(
            "일을 하는 순서를 읽습니다. 번호로 다른 안내를 엽니다.",
            "How something is done, step by step; numbers open other guides.",
        ),
    ),
    "lock.LockScreen": Topic(
        Word("잠금", "Locked"),
        Word("비밀문구를 적으면 하던 자리로 돌아갑니다.", "The passphrase brings back what was being done."),
        ("getting-in",),
    ),
    "unmasking.ReasonDialog": Topic(
        Word("가림을 푸는 까닭", "Why it is unmasked"),
        Word(
            "왜 개인정보를 보는지 적습니다. 접속기록에 남습니다.",
            "Say why personal data is looked at; the access records keep it.",
        ),
    ),
    "palette.PaletteScreen": Topic(
        Word("명령", "Commands"),
        Word(
            "이름, 초성, 키로 명령을 찾아 실행합니다.",
            "Finds a command by name, initials or key, and runs it.",
        ),
        ("faq",),
    ),
    "base.Dialog": Topic(
        Word("대화상자", "Dialog"),
        Word(
            "보이는 것을 고르거나 채우고, Ctrl+S로 마치거나 Esc로 닫습니다.",
            "Choose or fill in what is shown; Ctrl+S finishes, Esc closes.",
        ),
    ),
    "accesses.AccessesDialog": Topic(
        Word("접속기록", "Access records"),
        Word(
            "누가 언제 들어와 누구의 정보를 보거나 내보냈는지 찾습니다.",
            "Finds who came in, and saw or took out whose data.",
        ),
        ("export",),
    ),
    "register.RegisterDialog": Topic(
        Word("등록", "Register"),
        Word("빈칸을 채우고 Ctrl+S로 저장합니다.", "Fill in the fields; Ctrl+S keeps them."),
    ),
    "accounts.AccountsDialog": Topic(
        Word("입금 계좌", "Bank accounts"),
        Word(
            "무통장입금을 받을지 정하고, 입금 계좌를 더하거나 지웁니다.",
            "Whether bank transfers are taken, and the accounts that they go to.",
        ),
        ("deposit",),
    ),
    "moved_rows.SinceDialog": Topic(
        Word("그사이 바뀐 것", "What changed meanwhile"),
        Word(
            "미리보기 뒤에 다른 사람이 바꾼 것을 봅니다. Ctrl+S는 지금 모습으로 다시 미리봅니다.",
            "What others changed since the preview; Ctrl+S previews the same again on what is there now.",
        ),
    ),
    "plan_rows.PlanRowsDialog": Topic(
        Word("미리보기의 행", "Rows of the preview"),
        Word(
            "한 묶음의 주문을 하나씩 보고, 이번에 뺄 것을 고릅니다.",
            "The orders of one group, one by one; those that are left out this time are chosen here.",
        ),
        ("bulk",),
    ),
    "preview.PreviewDialog": Topic(
        Word("미리보기", "Preview"),
        Word(
            "무엇이 바뀌고 무엇이 빠지는지 보고, Ctrl+S로 그대로 합니다. 아직은 아무것도 바뀌지 않았습니다.",
            "What will change and what is left out; Ctrl+S does exactly that. Nothing has changed yet.",
        ),
        (
            "process",
            "bulk",
        ),
    ),
    "at_once.AtOnceDialog": Topic(
        Word("확인하고 처리", "Check and apply"),
        Word(
            "보이는 그대로 Ctrl+S로 처리합니다. 미리보기는 이 창이 대신합니다.",
            "Ctrl+S does what is shown; this dialog is the preview.",
        ),
    ),
    "add_goods.AddGoods": Topic(
        Word("상품 추가", "Add goods"),
        Word(
            "수량과 가격, 결제 방법을 정하면 더 받을 돈이 바로 계산됩니다.",
            "Quantity, price and payment; what is still to be paid is worked out as you type.",
        ),
        ("add",),
    ),
    "approve.ApproveDialog": Topic(
        Word("클레임 승인", "Approve a claim"),
        Word(
            "돌려줄 돈과 차감을 정합니다. 근거가 항목별로 보이고, Ctrl+S가 승인합니다.",
            "Decides what is refunded and kept, term by term; Ctrl+S approves.",
        ),
        (
            "cancel-return",
            "exchange",
        ),
    ),
    "merge.MergeDialog": Topic(
        Word("합치기", "Merge"),
        Word("한 섹션으로 합칠 섹션을 고릅니다.", "Choose the sections that become one."),
        ("split-merge",),
    ),
    "split.SplitDialog": Topic(
        Word("주문 상태 나누기", "Split"),
        Word("새 섹션으로 갈 품목과 수량을 고릅니다.", "Choose the pieces that go into a new section."),
        (
            "split-merge",
            "partial",
        ),
    ),
    "finding.FindDialog": Topic(
        Word("찾기", "Find"), Word("적으면서 찾고, Enter로 고릅니다.", "Type to find, Enter chooses.")
    ),
    "find_goods.FindGoods": Topic(
        Word("상품 찾기", "Find goods"),
        Word(
            "이름, 코드, 바코드로 상품을 찾습니다. 목록에 없으면 직접 적을 수 있습니다.",
            "Finds goods by name, code or barcode; what is not listed can be entered by hand.",
        ),
        (
            "add",
            "create",
            "exchange-other",
        ),
    ),
    "find_member.FindMember": Topic(
        Word("회원 찾기", "Find a member"),
        Word("이름이나 연락처로 회원을 찾습니다.", "Finds a member by name or phone."),
        ("create",),
    ),
    "customers.CustomersDialog": Topic(
        Word("고객", "Customers"),
        Word(
            "고객을 찾아 보고, 그 고객의 주문을 목록에서 엽니다.",
            "Finds a customer, and lists the customer's orders.",
        ),
    ),
    "customers.CustomerDialog": Topic(
        Word("고객", "Customer"), Word("한 고객의 정보와 주문을 봅니다.", "One customer and their orders.")
    ),
    "goods.GoodsDialog": Topic(
        Word("상품", "Products"),
        Word("상품을 찾아 가격과 재고를 봅니다.", "Finds a product, its prices and stock."),
    ),
    "goods.ProductDialog": Topic(
        Word("상품 창", "Product"),
        Word(
            "옵션별 재고와 그 원장을 봅니다. 입고도 여기서 합니다.",
            "Options with their stock and its ledger; what comes in is entered here.",
        ),
    ),
    "receive_stock.ReceiveStock": Topic(
        Word("입고", "Receive"),
        Word("들어온 수량을 적으면 재고에 더해집니다.", "The pieces that came in are added to the stock."),
    ),
    "fields.FieldsDialog": Topic(
        Word("내용 적기", "Fields"),
        Word(
            "필요한 것을 적고 Ctrl+S를 누르면 미리보기가 나옵니다.",
            "Fill in what is needed; Ctrl+S goes on to the preview.",
        ),
    ),
    "address.AddressDialog": Topic(
        Word("배송지 변경", "Change the address"),
        Word(
            "새 배송지를 적습니다. 지역별 배송비가 달라지면 차이를 알려 줍니다.",
            "The new address; where the regional fee differs, the difference is told.",
        ),
        ("fees",),
    ),
    "claim.ClaimDialog": Topic(
        Word("클레임 접수", "Open a claim"),
        Word(
            "사유, 귀책, 비용 부담을 고릅니다. 교환은 바꿀 옵션도 적습니다.",
            "The reason, whose fault, and who bears what; an exchange asks for the option to send.",
        ),
        (
            "cancel-return",
            "exchange",
        ),
    ),
    "swap.SwapDialog": Topic(
        Word("다른 상품으로 교환", "Exchange for other goods"),
        Word(
            "돌려받을 것과 보낼 것을 적으면 차액이 바로 계산됩니다.",
            "What comes back and what is sent; the difference is worked out as you type.",
        ),
        ("exchange-other",),
    ),
    "pickup.PickupDialog": Topic(
        Word("수거 신청", "Request a pickup"),
        Word(
            "누가 어떻게 거두는지 고르고 송장번호를 적습니다.",
            "Who picks up and how, and the number of that parcel.",
        ),
        (
            "cancel-return",
            "exchange",
        ),
    ),
    "refund.RefundDialog": Topic(
        Word("환불 처리", "Refund"),
        Word(
            "환불이 어떻게 되었는지 적습니다. 계좌로 보냈으면 그 계좌도 적습니다.",
            "What became of the refund; where it was sent to an account, which one.",
        ),
        ("cancel-return", "payment"),
    ),
    "form.FormDialog": Topic(
        Word("내용 적기", "Form"),
        Word("빈칸을 채우고 Ctrl+S로 저장합니다.", "Fill in the fields; Ctrl+S keeps them."),
    ),
    "api_keys.ApiKeysDialog": Topic(
        Word("API 키", "API keys"),
        Word("다른 시스템에 줄 키를 만들고, 끊습니다.", "Makes keys for other systems, and revokes them."),
        ("partners",),
    ),
    "api_keys.KeyDialog": Topic(
        Word("새 API 키", "A new API key"),
        Word(
            "키는 지금 한 번만 보입니다. 복사해서 그 시스템에 넣으세요.",
            "The key is shown this once; copy it into the other system.",
        ),
        ("partners",),
    ),
    "api_keys.PartnersDialog": Topic(
        Word("API로 연동되는 서비스", "Systems that use the API"),
        Word(
            "이 데스크와 함께 쓸 수 있는 서비스와, 무엇으로 이어지는지 봅니다.",
            "Other services that work with this desk, and by what.",
        ),
        ("partners",),
    ),
    "bring_rows.BringDialog": Topic(
        Word("파일에서 불러오기", "Import from a file"),
        Word(
            "파일이 무엇을 가져오는지 보고 Ctrl+S로 넣습니다.",
            "What the file would bring; Ctrl+S brings it in.",
        ),
    ),
    "cell.CellDialog": Topic(
        Word("칸의 내용", "A cell"),
        Word("칸에 다 보이지 않는 내용을 봅니다.", "Shows what stands behind a cell."),
        ("list",),
    ),
    "claim_board.ClaimBoard": Topic(
        Word("클레임", "Claims"),
        Word(
            "단계마다 기다리는 클레임의 수를 보고, 골라서 목록에서 엽니다.",
            "Counts the claims that wait in each stage; picking one lists them.",
        ),
        (
            "cancel-return",
            "exchange",
        ),
    ),
    "columns.ColumnsDialog": Topic(
        Word("항목", "Columns"),
        Word(
            "이 탭에 보일 항목과 순서, 너비를 정합니다. 아래에 미리 보입니다.",
            "Which columns this tab shows, in which order and width, with a preview below.",
        ),
        (
            "columns",
            "list",
        ),
    ),
    "pick.PickDialog": Topic(
        Word("고르기", "Choose"),
        Word("번호를 누르거나 화살표와 Enter로 고릅니다.", "Press a number, or use the arrows and Enter."),
    ),
    "connections.ConnectionsDialog": Topic(
        Word("외부 연결", "Connections"),
        Word(
            "판매 채널과 서비스를 연결하고, 시험하고, 멈춥니다.",
            "Connects channels and services, tests and pauses them.",
        ),
        (
            "channels",
            "labels-setup",
        ),
    ),
    "contracts.ContractsDialog": Topic(
        Word("택배 계약", "Courier contracts"),
        Word(
            "송장을 출력할 택배 계약을 등록하고 확인합니다.",
            "Registers the contracts that labels are printed by, and checks them.",
        ),
        ("labels-setup",),
    ),
    "create_order.CreateOrder": Topic(
        Word("주문 생성", "Create an order"),
        Word(
            "구매자, 상품, 배송지를 채워 주문을 만듭니다. 쓰던 것은 저장되어 이어서 할 수 있습니다.",
            "Buyer, goods and address make an order; what is unfinished is kept as a draft.",
        ),
        ("create",),
    ),
    "save_file.SaveFileDialog": Topic(
        Word("파일로 저장", "Save to a file"),
        Word("파일 이름을 확인하고 Ctrl+S로 저장합니다.", "Look at the file's name; Ctrl+S writes it."),
    ),
    "import_file.ImportDialog": Topic(
        Word("불러오기", "Import"),
        Word(
            "파일을 읽어 무엇을 할지 보여 주고, 한 번 더 Ctrl+S를 누르면 합니다."
            " 파일 칸의 ↓는 받은 파일을 새것부터(글자를 치면 그렇게 시작하는 것만), ↑는 거꾸로 고릅니다.",
            "Reads a file and says what it would do; a second Ctrl+S does it. In the file field ↓ goes"
            " through downloaded files, the newest first (those that begin as you typed), and ↑ goes back.",
        ),
        ("import", "tracking-excel"),
    ),
    "process_menu.ProcessMenu": Topic(
        Word("주문처리 메뉴", "Process menu"),
        Word(
            "할 일을 번호로 고릅니다. 수는 맞는 섹션 수이고, 안 되는 것은 이유를 말합니다.",
            "Pick what to do by number; the count is of the sections it fits, and what fits none says why.",
        ),
        ("process",),
    ),
    "file_dialog.FileDialog": Topic(
        Word("파일로 쓰기", "Write a file"),
        Word("어디에 쓸지 정하고 Ctrl+S로 씁니다.", "Where the file goes; Ctrl+S writes it."),
    ),
    "export.ExportDialog": Topic(
        Word("내보내기", "Export"),
        Word(
            "범위와 양식을 골라 엑셀이나 CSV로 내보냅니다.",
            "Choose what and by which template, and write a workbook or CSV file.",
        ),
        (
            "export",
            "export-payments",
            "bank-records",
        ),
    ),
    "sheets.SheetsDialog": Topic(
        Word("주문서 출력", "Order sheets"),
        Word(
            "주문서, 출고 전표, 피킹 리스트를 인쇄할 파일로 만듭니다.",
            "Makes a file to print: order sheets, packing slips or a picking list.",
        ),
        ("sheets",),
    ),
    "template_columns.FieldsDialog": Topic(
        Word("양식의 항목", "Fields of a template"),
        Word("양식에 넣을 항목을 찾아 고릅니다.", "Finds and chooses the fields of a template."),
        ("export",),
    ),
    "template_columns.ColumnDialog": Topic(
        Word("양식의 한 칸", "A column of a template"),
        Word(
            "칸의 머리글을 고칩니다. 항목이 없는 칸에는 글을 적습니다.",
            "The header of a column, and the text of one without a field.",
        ),
        ("export",),
    ),
    "template_editor.TemplateEditor": Topic(
        Word("양식 고치기", "Edit a template"),
        Word(
            "양식의 항목과 순서를 고치고, 첫 행들을 미리 봅니다.",
            "Fields and order of a template, with a preview of the first rows.",
        ),
        ("export",),
    ),
    "templates.TemplatesDialog": Topic(
        Word("양식 관리", "Templates"),
        Word(
            "내보내기 양식을 만들고, 고치고, 복제하고, 지웁니다.",
            "Makes, changes, copies and removes templates.",
        ),
        ("export",),
    ),
    "tracking_entry.TrackingEntry": Topic(
        Word("송장 등록", "Tracking numbers"),
        Word(
            "섹션마다 송장번호를 적거나 붙여 넣거나 스캔합니다. Ctrl+S는 미리보기입니다.",
            "A number for each section: typed, pasted or scanned. Ctrl+S previews.",
        ),
        (
            "tracking",
            "partial",
        ),
    ),
    "deposits.DepositsDialog": Topic(
        Word("입금 확인", "Deposits"),
        Word(
            "입금 내역과 맞는 주문을 봅니다. 확실한 것만 골라져 있습니다.",
            "Deposits beside the orders they are for; only what is sure is marked.",
        ),
        ("deposit",),
    ),
    "zone_file.ZoneFileDialog": Topic(
        Word("지역표 파일", "A file of zones"),
        Word(
            "파일의 지역표를 지금 것과 견주어 보고 넣습니다.",
            "Compares the zones of a file with those there are, and takes them.",
        ),
        ("fees",),
    ),
    "fees.FeesDialog": Topic(
        Word("배송비", "Shipping fees"),
        Word("배송비 정책과 지역표를 고칩니다.", "Shipping fee policies and the zones."),
        ("fees",),
    ),
    "filter_groups.GroupsDialog": Topic(
        Word("필터 그룹", "Filter groups"),
        Word(
            "저장한 조건을 쓰거나 지우고, 지금 조건을 이름 붙여 저장합니다.",
            "Uses or deletes saved conditions, and saves the present ones under a name.",
        ),
        ("search-filter",),
    ),
    "filter_pane.FilterDialog": Topic(
        Word("필터", "Filter"),
        Word(
            "조건을 골라 목록을 좁힙니다. 여러 조건은 모두 맞아야 합니다.",
            "Conditions that narrow the list; all of them must hold.",
        ),
        ("search-filter",),
    ),
    "fix_cell.FixDialog": Topic(
        Word("칸 고치기", "Fix a cell"),
        Word(
            "무엇으로 고칠지 적으면 어떻게 읽히는지 바로 보입니다.",
            "What the cell is to say; how that would be read is shown at once.",
        ),
    ),
    "jump.JumpDialog": Topic(
        Word("바로 가기", "Go to"),
        Word("주문번호, 날짜, 줄 번호로 갑니다.", "Goes to an order number, a date or a row."),
        ("scroll",),
    ),
    "labels.LabelsDialog": Topic(
        Word("송장등록-굿스플로", "Labels by Goodsflow"),
        Word(
            "섹션을 접수해 송장을 출력하고, 번호가 나오면 채워 넣습니다.",
            "Submits sections to have labels printed, and fills the numbers in.",
        ),
        (
            "tracking",
            "labels-setup",
        ),
    ),
    "memos.MemoDialog": Topic(
        Word("메모 창", "Memos"),
        Word(
            "주문의 메모를 읽고, 쓰고, 해결로 표시합니다.",
            "Reads and writes the memos of an order, and marks them resolved.",
        ),
        ("memos",),
    ),
    "payment.PaymentDialog": Topic(
        Word("결제 상세", "Payments"),
        Word(
            "결제와 환불의 모든 줄을 보고, 입금 확인과 현금영수증을 처리합니다.",
            "Every payment and refund; confirms deposits and issues receipts.",
        ),
        (
            "payment",
            "deposit",
            "receipt",
        ),
    ),
    "privacy.PrivacyDialog": Topic(
        Word("개인정보", "Privacy"),
        Word(
            "개인정보를 누구에게 가릴지, 언제 파기할지 정합니다.",
            "Whom personal data is masked for, and when it is erased.",
        ),
    ),
    "receipts.ReceiptsDialog": Topic(
        Word("현금영수증", "Cash receipts"),
        Word("현금영수증을 어떻게 발급할지 정합니다.", "How cash receipts are issued."),
        (
            "receipt-auto",
            "receipt",
        ),
    ),
    "tabs.TabsDialog": Topic(
        Word("탭 편집", "Tabs"),
        Word(
            "탭을 만들고, 고치고, 옮기고, 복제하고, 지웁니다.",
            "Makes, changes, moves, copies and deletes tabs.",
        ),
        ("tabs",),
    ),
    "tabs.TabDialog": Topic(
        Word("탭", "A tab"),
        Word("탭의 이름과 조건을 정합니다.", "The name and the conditions of a tab."),
        ("tabs",),
    ),
}
"""By the module and name of the class."""
