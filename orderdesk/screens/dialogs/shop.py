"""상점의 것: what belongs to the shop and to no order, each with its dialog, its sentence and its right."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

from textual.screen import Screen

from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.words import Word
from orderdesk.screens.dialogs import (
    accesses,
    accounts,
    api_keys,
    connections,
    contracts,
    deposits,
    fees,
    operators,
    privacy,
    receipts,
)
from orderdesk.screens.dialogs.base import Dialog

TITLE: Final = Word("상점", "Shop")
"""What the pages are called together."""


@dataclass(frozen=True)
class Page:
    """Something of the shop: its name and sentence, what is needed to change it, and its dialog.

    In the place of a dialog may stand a question that is asked otherwise.
    """

    words: Word
    sentence: Word
    needs: Act
    dialog: type[Dialog[None]] | Callable[[Screen[Any]], Coroutine[Any, Any, None]]


PAGES: Final = (
    Page(
        accounts.TITLE,
        Word(
            "입금 받을 계좌와, 새 주문에서 무통장입금을 받을지. 수동 입금 확인에 필요합니다.",
            "Accounts that deposits go to, and whether new orders may pay by bank transfer;"
            " confirming a deposit needs one.",
        ),
        Act.SHOP,
        accounts.AccountsDialog,
    ),
    Page(
        receipts.TITLE,
        Word(
            "현금영수증을 누가, 언제 발급하는지.",
            "Who issues cash receipts, and when.",
        ),
        Act.SHOP,
        receipts.ReceiptsDialog,
    ),
    Page(
        fees.TITLE,
        Word(
            "배송비 정책과 지역별 추가 배송비. 지역표는 CSV로 내보내고, CSV나 엑셀에서 불러옵니다.",
            "Shipping fee policies and what zones add; zones are exported as CSV and imported from CSV"
            " or a workbook.",
        ),
        Act.FEES,
        fees.FeesDialog,
    ),
    Page(
        privacy.TITLE,
        Word(
            "개인정보를 처음부터 가릴지, 닫힌 주문에서 언제 지울지.",
            "Whether personal data is masked at first, and when it is erased.",
        ),
        Act.SHOP,
        privacy.PrivacyDialog,
    ),
    Page(
        connections.TITLE,
        Word(
            "이 데스크가 주고받는 판매 채널, 은행, 결제사를 여기서 연결합니다. 비밀 값은 저장소 밖에 둡니다.",
            "Connects this desk to channels, bank and payment company; secrets stay outside the database.",
        ),
        Act.CONNECTIONS,
        connections.ConnectionsDialog,
    ),
    Page(
        contracts.TITLE,
        Word(
            "송장을 출력해 주는 택배사와의 계약.",
            "Courier contracts for printing labels.",
        ),
        Act.SHOP,
        contracts.ContractsDialog,
    ),
    Page(
        api_keys.TITLE,
        Word(
            "다른 프로그램이 이 데스크에 들어오는 키. 키는 한 번만 보이며, 언제든 폐기할 수 있습니다.",
            "Keys for other programs; each is shown once and can be revoked at any time.",
        ),
        Act.API,
        api_keys.ApiKeysDialog,
    ),
    Page(
        api_keys.PARTNERS,
        Word(
            "API 키로 이 데스크에 들어올 수 있는 셀링툴과 물류 서비스의 안내. 여기서 연결하지는 않습니다.",
            "Which selling tools and warehouses can come in with an API key, and what works; "
            "for information, nothing is connected here.",
        ),
        Act.API,
        api_keys.PartnersDialog,
    ),
    Page(
        deposits.TOLD_TITLE,
        Word(
            "연결된 은행이 알린 입금 가운데 남은 것을 주문과 맞춥니다.",
            "Matches the connected bank's remaining deposits to orders.",
        ),
        Act.DEPOSITS,
        deposits.match_told,
    ),
    Page(
        operators.TITLE,
        Word(
            "누가 어떤 역할로 일하는지. 더하고 고치는 것은 명령줄에서: orderdesk operator",
            "Who works here in which role; added and changed by: orderdesk operator",
        ),
        Act.OPERATORS,
        operators.OperatorsDialog,
    ),
    Page(
        accesses.TITLE,
        Word(
            "누가 언제 들어와 누구의 정보를 보거나 내보냈는지.",
            "Who came in when, and saw or took out whose data.",
        ),
        Act.ACCESSES,
        accesses.AccessesDialog,
    ),
)
"""In their order; the first nine have the digits."""


async def open_page(screen: Screen[Any], page: Page) -> None:
    """Opens the dialog of *page* over *screen*."""
    if isinstance(page.dialog, type):
        await screen.app.push_screen_wait(page.dialog())
    else:
        await page.dialog(screen)
