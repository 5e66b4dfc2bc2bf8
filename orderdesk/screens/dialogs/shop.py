"""상점 설정: what belongs to the shop and to no order, each behind its number."""

from __future__ import annotations

from typing import Any, Final

from textual.screen import Screen

from orderdesk.core.domain.words import Word
from orderdesk.screens.context import desk_of
from orderdesk.screens.dialogs import (
    accounts,
    api_keys,
    connections,
    contracts,
    deposits,
    fees,
    privacy,
    receipts,
)
from orderdesk.screens.dialogs.pick import PickDialog

_TITLE: Final = Word("상점 설정", "The shop's settings")


async def shop_settings(screen: Screen[Any]) -> None:
    """Asks what is meant, and opens it."""
    pages = (
        (accounts.TITLE, accounts.AccountsDialog),
        (receipts.TITLE, receipts.ReceiptsDialog),
        (fees.TITLE, fees.FeesDialog),
        (privacy.TITLE, privacy.PrivacyDialog),
        (connections.TITLE, connections.ConnectionsDialog),
        (contracts.TITLE, contracts.ContractsDialog),
        (api_keys.TITLE, api_keys.ApiKeysDialog),
        (api_keys.PARTNERS, api_keys.PartnersDialog),
    )
    answers = [*(title for title, _ in pages), deposits.TOLD_TITLE]
    picked = await screen.app.push_screen_wait(PickDialog(desk_of(screen).word(_TITLE), answers))
    if picked == len(pages):
        await deposits.match_told(screen)
    elif picked is not None:
        await screen.app.push_screen_wait(pages[picked][1]())
