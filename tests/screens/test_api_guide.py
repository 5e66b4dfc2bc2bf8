"""서드파티 연동하기, by keys: a key for a system that is no partner, seen once, used, and revoked."""

from __future__ import annotations

from orderdesk.core.services.api_keys import list_keys
from orderdesk.core.store.engine import Store
from tests.domain.builders import SELLER
from tests.screens.driver import opened


async def test_a_key_without_a_scope_is_not_made(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("apostrophe", "7", "plus")
        await desk.type("이름만")
        await desk.press("ctrl+s")
        assert "권한" in (desk.told[-1] if desk.told else desk.text())
    assert list_keys(shop_store, SELLER) == []
