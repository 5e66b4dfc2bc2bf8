"""What stores are called: a real shop by its own name, a demo shop and a rehearsal by what they are."""

from __future__ import annotations

from orderdesk.core.services.demo.fill import fill_demo
from orderdesk.core.services.marking import DEMO_MARK, mark_of, printed
from orderdesk.core.services.rehearsing import NAME
from orderdesk.core.store.engine import Store
from orderdesk.core.store.rehearsal import cut_off
from orderdesk.settings import Settings
from tests.services.desk import KIM, NOW

OWN = Settings(shop_name="달빛상점")


def test_a_shop_of_ones_own_has_no_mark_and_keeps_its_name(store: Store) -> None:
    assert mark_of(store) is None
    assert printed(OWN, None, "en") == OWN


def test_a_demo_shop_is_marked_for_good_and_never_called_as_the_own_one(store: Store) -> None:
    fill_demo(store, 4, 1, NOW)
    assert mark_of(store) == DEMO_MARK
    names = {printed(OWN, DEMO_MARK, "ko").shop_name, printed(OWN, DEMO_MARK, "en").shop_name}
    assert len(names) == 2 and OWN.shop_name not in names


def test_a_rehearsal_of_a_demo_shop_says_that_it_is_one(store: Store) -> None:
    fill_demo(store, 4, 1, NOW)
    with store.unit(KIM, NOW) as unit:
        cut_off(unit.conn, NOW, "{}")
    assert mark_of(store) == NAME
    assert printed(OWN, NAME, "ko") == OWN


def test_an_unnamed_shop_is_called_so_in_the_language_of_the_desk() -> None:
    assert printed(Settings(), None, "ko").shop_name == Settings().shop_name
    assert printed(Settings(), None, "en").shop_name.isascii()
