"""Any keys anywhere, in both languages; `benchmarks/monkey.py` does it ten minutes each."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from benchmarks import monkey
from benchmarks.shown import Shown, watched
from orderdesk.core.domain.requests import make_request
from orderdesk.core.domain.words import Lang
from orderdesk.core.services.acting import Selection, apply_action, plan_action
from orderdesk.core.store.engine import Store
from orderdesk.settings import Settings

SECONDS = 60.0
"""For each language and seed."""


@pytest.mark.slow
@pytest.mark.parametrize(("lang", "seed"), [("ko", 1), ("en", 2)])
def test_no_key_breaks_a_rule_or_changes_what_was_not_shown(
    tmp_path: Path, own_home: Path, lang: Lang, seed: int
) -> None:
    with monkey.demo(tmp_path / "monkey.db", 60) as store:
        tally = asyncio.run(monkey.play(store, SECONDS, monkey.seed_here(seed), lang))
    assert tally.acts > 20 and len(tally.screens) > 2


def test_the_monkey_knows_every_key_but_those_that_close() -> None:
    known = monkey.keys_of_actions()
    assert {"f4", "full_stop", "u", "ctrl+s"} & set(known) and not monkey.LEAVING & set(known)
    assert len(known) > 50


def test_a_change_that_nothing_showed_is_found(tmp_path: Path, own_home: Path) -> None:
    with monkey.demo(tmp_path / "monkey.db", 20) as store, watched(store, monkey.ME) as shown:
        shown.check()
        _hold(shown, store, seen=True)
        shown.check()
        assert shown.jobs == {"separate": 1}
        _hold(shown, store, seen=False)
        with pytest.raises(AssertionError, match="was not shown"):
            shown.check()


def _hold(shown: Shown, store: Store, seen: bool) -> None:
    """Does something to all orders, as a job of the monkey's, that was on the screen where *seen*."""
    request = make_request("separate" if seen else "unseparate", {})
    with store.reader() as conn:
        selection = Selection((), everything=True)
        plan, _ = plan_action(conn, selection, request, monkey.ME, monkey.NOW, Settings())
    assert plan.applying()
    if seen:
        shown.saw(plan)
    apply_action(store, plan, monkey.ME, lambda: monkey.NOW, lambda *_: None, lambda: False)
