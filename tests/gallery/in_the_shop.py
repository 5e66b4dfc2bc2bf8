"""Pictures of the settings and of what belongs to the shop, of files, of help and of the lock."""

from __future__ import annotations

from typing import Final

from orderdesk.core.domain.words import Word
from orderdesk.guides.reading import guide
from orderdesk.screens.dialogs.accesses import AccessesDialog
from orderdesk.screens.dialogs.accounts import AccountsDialog
from orderdesk.screens.dialogs.api_keys import ApiKeysDialog, PartnersDialog
from orderdesk.screens.dialogs.connections import ConnectionsDialog
from orderdesk.screens.dialogs.contracts import ContractsDialog
from orderdesk.screens.dialogs.export import ExportDialog
from orderdesk.screens.dialogs.fees import FeesDialog
from orderdesk.screens.dialogs.form import FormDialog
from orderdesk.screens.dialogs.import_file import ImportDialog
from orderdesk.screens.dialogs.operators import OperatorsDialog
from orderdesk.screens.dialogs.pick import PickDialog
from orderdesk.screens.dialogs.privacy import PrivacyDialog
from orderdesk.screens.dialogs.receipts import ReceiptsDialog
from orderdesk.screens.dialogs.register import RegisterDialog
from orderdesk.screens.dialogs.save_file import SaveFileDialog
from orderdesk.screens.dialogs.sheets import SheetsDialog
from orderdesk.screens.dialogs.template_columns import ColumnDialog, FieldsDialog
from orderdesk.screens.dialogs.template_editor import TemplateEditor
from orderdesk.screens.dialogs.templates import TemplatesDialog
from orderdesk.screens.dialogs.theme import ThemeDialog
from orderdesk.screens.dialogs.zone_file import ZoneFileDialog
from orderdesk.screens.guide import GuideScreen
from orderdesk.screens.help import HelpScreen
from orderdesk.screens.keys import AskKey, KeysScreen
from orderdesk.screens.lock import LockScreen
from orderdesk.screens.settings import SettingsScreen
from orderdesk.widgets.line_list import LineList
from tests.gallery import people
from tests.gallery.scene import Scene, Way, by_keys
from tests.screens.driver import DeskDriver

SETTINGS: Final = "apostrophe"


def _own_keys(*keys: str) -> Way:
    """To the editor of the keys, and *keys* there."""

    async def way(desk: DeskDriver) -> None:
        await desk.app.push_screen(KeysScreen())
        await by_keys(*keys)(desk)

    return way


async def _guide(desk: DeskDriver) -> None:
    await by_keys("f1", "=exchange")(desk)
    title = guide("exchange", desk.app.desk.lang).title
    while title not in desk.screen.query_one(LineList).text:
        await desk.press("down")
    await desk.press("enter")


SCENES: Final = {
    "settings": Scene(SettingsScreen, Word("설정", "Settings"), by_keys(SETTINGS)),
    "settings-more": Scene(
        SettingsScreen,
        Word("설정의 아래쪽", "Settings further down"),
        by_keys(SETTINGS, *["right_square_bracket"] * 3),
    ),
    "theme": Scene(
        ThemeDialog, Word("테마", "Theme"), by_keys(SETTINGS, "right_square_bracket", "down", "enter")
    ),
    "language": Scene(
        PickDialog, Word("언어 · Language", "Language"), by_keys(SETTINGS, "right_square_bracket", "enter")
    ),
    "accounts": Scene(AccountsDialog, Word("입금 계좌", "Bank accounts"), by_keys(SETTINGS, "1")),
    "account-new": Scene(
        RegisterDialog,
        Word("새 입금 계좌", "A new bank account"),
        by_keys(SETTINGS, "1", "plus", "=국민은행", "enter"),
    ),
    "receipts": Scene(ReceiptsDialog, Word("현금영수증", "Cash receipts"), by_keys(SETTINGS, "2")),
    "fees": Scene(FeesDialog, Word("배송비", "Shipping fees"), by_keys(SETTINGS, "3", *["down"] * 5)),
    "fee-policy": Scene(FormDialog, Word("배송비 정책", "A policy of fees"), by_keys(SETTINGS, "3", "plus")),
    "zone-file": Scene(
        ZoneFileDialog, Word("지역표 파일", "A file of zones"), by_keys(SETTINGS, "3", "ctrl+e")
    ),
    "save-file": Scene(SaveFileDialog, Word("파일로 저장", "Save to a file"), by_keys(SETTINGS, "3", "f8")),
    "privacy": Scene(PrivacyDialog, Word("개인정보", "Privacy"), by_keys(SETTINGS, "4")),
    "connections-empty": Scene(
        ConnectionsDialog, Word("연결이 없을 때", "No connections yet"), by_keys(SETTINGS, "5")
    ),
    "connections-systems": Scene(
        PickDialog, Word("연결할 수 있는 곳", "What can be connected"), by_keys(SETTINGS, "5", "plus")
    ),
    "connection-new": Scene(
        FormDialog, Word("새 연결", "A new connection"), by_keys(SETTINGS, "5", "plus", "1")
    ),
    "contracts-empty": Scene(
        ContractsDialog, Word("택배 계약이 없을 때", "No courier contracts yet"), by_keys(SETTINGS, "6")
    ),
    "contract-new": Scene(
        RegisterDialog, Word("새 택배 계약", "A new courier contract"), by_keys(SETTINGS, "6", "plus", "1")
    ),
    "api-keys-empty": Scene(
        ApiKeysDialog, Word("API 키가 없을 때", "No API keys yet"), by_keys(SETTINGS, "7")
    ),
    "api-key-new": Scene(
        FormDialog,
        Word("API 키 만들기", "Making an API key"),
        by_keys(SETTINGS, "7", "plus", "=이지어드민", "enter", "1", "5"),
    ),
    "partners": Scene(
        PartnersDialog, Word("API로 연동되는 서비스", "Systems that use the API"), by_keys(SETTINGS, "8")
    ),
    "operators": Scene(
        OperatorsDialog,
        Word("작업자", "Operators"),
        by_keys(SETTINGS, *["down"] * 9, "enter"),
        before=people.staffed,
    ),
    "accesses": Scene(
        AccessesDialog,
        Word("접속기록", "Access records"),
        by_keys("2", "enter", "escape", "f7", "escape", SETTINGS, *["down"] * 10, "enter"),
    ),
    "keys": Scene(KeysScreen, Word("키 바꾸기", "Own keys"), _own_keys()),
    "keys-ask": Scene(AskKey, Word("다른 키 묻기", "Asking for another key"), _own_keys("down", "enter")),
    "import": Scene(ImportDialog, Word("불러오기", "Import"), by_keys("3", "ctrl+e")),
    "export": Scene(
        ExportDialog, Word("내보내기", "Export"), by_keys("3", "f8"), settings={"export_reason": True}
    ),
    "templates": Scene(TemplatesDialog, Word("양식 관리", "Templates"), by_keys("3", "f8", "f6")),
    "template": Scene(
        TemplateEditor, Word("양식 고치기", "Edit a template"), by_keys("3", "f8", "f6", "asterisk")
    ),
    "template-fields": Scene(
        FieldsDialog,
        Word("양식의 항목", "Fields of a template"),
        by_keys("3", "f8", "f6", "plus", "tab", "plus"),
    ),
    "template-column": Scene(
        ColumnDialog,
        Word("양식의 한 칸", "A column of a template"),
        by_keys("3", "f8", "f6", "asterisk", "tab", *["down"] * 8, "enter"),
    ),
    "sheets": Scene(SheetsDialog, Word("주문서 출력", "Order sheets"), by_keys("2", "asterisk", "comma")),
    "help": Scene(HelpScreen, Word("도움말", "Help"), by_keys("f1")),
    "help-typed": Scene(HelpScreen, Word("도움말에서 찾기", "Finding in the help"), by_keys("f1", "=ㅅㅈ")),
    "help-dialog": Scene(HelpScreen, Word("대화상자의 도움말", "Help on a dialog"), by_keys("2", "f4", "f1")),
    "guide": Scene(GuideScreen, Word("안내", "A guide"), _guide),
    "lock": Scene(LockScreen, Word("잠금", "The lock"), by_keys("ctrl+o"), before=people.with_passphrase),
    "lock-wrong": Scene(
        LockScreen,
        Word("틀린 비밀문구", "A wrong passphrase"),
        by_keys("ctrl+o", "=abc", "enter"),
        before=people.with_passphrase,
    ),
}
