"""Filling an empty store with the demo shop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.services.accounts import AccountRefused, register_account
from orderdesk.core.services.customers import put_customers
from orderdesk.core.services.demo.catalogue import catalogue
from orderdesk.core.services.demo.goods import GRADES, demo_goods, demo_members, demo_stock
from orderdesk.core.services.demo.shop import DemoOrder, demo_orders
from orderdesk.core.services.fees import begin_fees
from orderdesk.core.services.goods import put_products
from orderdesk.core.services.marking import DEMO
from orderdesk.core.services.preferences import SHOP, save_preference
from orderdesk.core.services.receipt_settings import connect_simulated
from orderdesk.core.services.stock import receive
from orderdesk.core.services.tabs import begin_shop
from orderdesk.core.store.bulk import bulk_load
from orderdesk.core.store.engine import Store

ACCOUNTS = (("국민은행", "000-0000-00-000000", "우리상점"), ("신한은행", "000-000-000002", "우리상점"))
"""Bank, number and holder of the accounts that deposits come to."""

BANK_CODES = {"국민은행": "0004", "신한은행": "0088"}
"""What those who read the demo shop's accounts call its banks."""

_ASK_EVERY = 256


class DemoCancelled(Exception):
    """Filling was cancelled; the store is left half full and can't be opened."""


def operator() -> Actor:
    """Who works at the demo desk."""
    return Actor(ActorKind.SELLER, catalogue().staff[0])


def fill_demo(
    store: Store,
    n: int,
    seed: int,
    now: int,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> int:
    """Fill the empty *store* with *n* orders placed before *now*, and their shop; how many there are.

    `progress` is told the orders done so far; `cancelled` is asked now and then, and DemoCancelled is raised
    when it says so. StoreProblem when the store holds orders already.
    """
    orders: Iterable[DemoOrder] = demo_orders(n, seed, now)
    if cancelled is not None:
        orders = _until(orders, cancelled)
    done = bulk_load(store, orders, progress) if progress else bulk_load(store, orders)
    begin_shop(store, operator(), now)
    begin_fees(store, operator(), now, "courier")  # what the demo's orders were charged
    for account in ACCOUNTS:
        with suppress(AccountRefused):  # it is registered
            register_account(store, operator(), now, account)
    connect_simulated(store, operator(), now)
    save_preference(store, operator(), now, SHOP, DEMO, "true")
    put_products(store, operator(), now, demo_goods(now))
    put_customers(store, operator(), now, list(demo_members(seed, now)), GRADES)
    counted = put_products(store, operator(), now, demo_goods(now))
    for sku, pieces in demo_stock(counted):
        receive(store, operator(), now, sku, pieces)
    return done


def _until(orders: Iterable[DemoOrder], cancelled: Callable[[], bool]) -> Iterator[DemoOrder]:
    for count, each in enumerate(orders):
        if count % _ASK_EVERY == 0 and cancelled():
            raise DemoCancelled
        yield each
