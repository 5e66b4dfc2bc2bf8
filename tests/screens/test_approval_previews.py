"""What a preview of approvals tells follows what is left of its plan."""

from __future__ import annotations

import pytest

from orderdesk.core.store.engine import Store
from orderdesk.screens.dialogs import flow
from orderdesk.screens.dialogs.preview import PreviewDialog
from tests.domain.builders import do, order
from tests.screens.dialog_desk import desk_on, fill, numbered
from tests.screens.driver import opened
from tests.screens.sections import put

COST = "구매자가 부담할 금액은 승인할 때 적습니다"


async def test_what_is_left_out_is_warned_of_no_more(empty_store: Store) -> None:
    ids = fill(empty_store, *[do(each, "cancel", reason="WRONG_ORDER") for each in numbered(3)])
    async with desk_on(empty_store) as desk:
        await desk.start(lambda screen: flow.process(screen, ids))
        await desk.press("0", "0", "3", "ctrl+s")
        assert isinstance(desk.app.screen, PreviewDialog)
        assert "구매자 부담(차감) 3건은 금액이 비어 있습니다" in desk.shown
        await desk.press("enter", "down", "delete", "ctrl+s")
        assert "구매자 부담(차감) 2건은 금액이 비어 있습니다" in desk.shown
        await desk.press("delete")
        assert "구매자 부담(차감)" not in desk.shown and "환불 2건은" not in desk.shown


@pytest.mark.parametrize("unpaid", [False, True])
async def test_an_unpaid_cancel_that_no_approval_follows_speaks_of_none(
    empty_store: Store, unpaid: bool
) -> None:
    put(empty_store, order(unpaid=unpaid))
    async with opened(empty_store) as desk:
        await desk.press("enter", "full_stop", "0", "6", "3", "ctrl+s")
        assert isinstance(desk.screen, PreviewDialog)
        assert (COST in desk.text()) is not unpaid
