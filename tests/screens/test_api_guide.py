"""서드파티 연동하기, by keys: a key for a system that is no partner, seen once, used, and revoked."""

from __future__ import annotations

import httpx

from orderdesk.api.app import make_app
from orderdesk.api.callers import Office
from orderdesk.core.services.api_keys import list_keys
from orderdesk.core.store.engine import Store
from orderdesk.settings import Settings
from tests.domain.builders import NOW, SELLER
from tests.screens.driver import opened


async def asked(store: Store, key: str) -> int:
    """The status with which the API answers *key*."""
    app = make_app(Office(store, lambda: NOW, Settings()))
    transport = httpx.ASGITransport(app=app, client=("127.0.0.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        reply = await client.get("/api/v1/orders", headers={"Authorization": f"Bearer {key}"})
    return reply.status_code


async def test_a_key_without_a_scope_is_not_made(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("apostrophe", "7", "plus")
        await desk.type("이름만")
        await desk.press("ctrl+s")
        assert "권한" in (desk.told[-1] if desk.told else desk.text())
    assert list_keys(shop_store, SELLER) == []
