"""What the doctor finds of the store and its backups, each fault made for real."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from orderdesk.core.services import health
from orderdesk.core.services.operators import set_login
from orderdesk.core.store.engine import open_store
from orderdesk.core.store.operators import operators
from tests.cli.shell import Shell
from tests.services.desk import sold

DAY = 86_400


def found(shell: Shell, check: str) -> tuple[str, str]:
    """The state and the advice of one check."""
    said: list[dict[str, Any]] = shell("doctor", "--json").json
    ((state, advice),) = [(each["state"], each["advice"]) for each in said if each["check"] == check]
    assert bool(advice) is (state != "ok")
    return state, advice


def store(shell: Shell) -> Path:
    return Path(shell.url.removeprefix("sqlite:///"))


@pytest.fixture
def shop(shell: Shell) -> Shell:
    """A shop with a backup of today, by the machine's own clock."""
    shell.add(sold(1))
    store(shell).chmod(0o600)
    shell.clock = int(time.time())
    shell("tick")
    return shell


def test_a_sound_store_with_a_backup_passes(shop: Shell) -> None:
    for check in ("store", "mode", "history-clock", "backups"):
        assert found(shop, check) == ("ok", "")


def test_a_clock_behind_the_newest_event_is_found_and_work_goes_on(shop: Shell) -> None:
    shop("do", "memo", "202611220000001", "--set", "text=나중", "--yes")
    shop.clock -= 3 * DAY
    state, advice = found(shop, "history-clock")
    assert state == "fail" and "시계" in advice
    assert shop("doctor").status == 1
    assert shop("do", "memo", "202611220000001", "--set", "text=그제", "--yes").status == 0
    assert shop("undo", "--yes").status == 0
    assert shop("tick").status == 0 and shop("verify").status == 0


def test_a_store_that_others_may_read_is_found(shop: Shell) -> None:
    store(shop).chmod(0o644)
    state, advice = found(shop, "mode")
    assert state == "fail" and f"chmod 600 {store(shop)}" in advice


def test_a_locked_store_is_told_and_waited_for_not_long(shop: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_WAIT", 0.05)
    with open_store(shop.url) as other, other.writer():
        state, advice = found(shop, "store")
    assert state == "fail" and "오래 쓰고 있습니다" in advice
    assert found(shop, "store") == ("ok", "")


def test_a_damaged_store_is_told(shop: Shell) -> None:
    store(shop).write_bytes(b"\xff" * 8192)
    state, advice = found(shop, "store")
    assert state == "fail" and "손상" in advice


def test_old_missing_and_torn_backups_are_found(shop: Shell) -> None:
    (listed,) = shop("backups", "--json").json
    file = Path(listed["file"])
    os.utime(file, (shop.clock - 5 * DAY,) * 2)
    assert found(shop, "backups")[0] == "warn" and "5일" in found(shop, "backups")[1]
    os.utime(file, (shop.clock,) * 2)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    state, advice = found(shop, "backups")
    assert state == "fail" and "온전하지 않습니다" in advice
    file.unlink()
    assert found(shop, "backups")[0] == "warn" and "아직 백업이 없습니다" in found(shop, "backups")[1]


def test_a_backup_folder_that_cant_be_written_to_is_found(shop: Shell, own_home: Path) -> None:
    settings = own_home / ".config" / "orderdesk" / "settings.toml"
    settings.parent.mkdir(parents=True)
    (own_home / "plain").write_text("")
    settings.write_text(f'[backups]\nfolder = "{own_home}/plain"\n')
    state, advice = found(shop, "backups")
    assert state == "fail" and "쓸 수 없습니다" in advice


def test_without_daily_backups_nothing_is_missed(shop: Shell, own_home: Path) -> None:
    settings = own_home / ".config" / "orderdesk" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text("[backups]\ndays = 0\n")
    assert found(shop, "backups") == ("ok", "")


def test_an_owner_who_is_known_by_the_shared_user_is_found(shop: Shell) -> None:
    """Somebody else comes in by a key, through the user who keeps the store, by whom the owner is known."""
    user, key = store(shop).owner(), f"SHA256:{'a' * 43}"
    assert found(shop, "login") == ("ok", ""), "one person alone"
    with open_store(shop.url) as opened, opened.reader() as conn:
        (owner,) = operators(conn)
    assert shop("operator", "login", owner.name, "--user", user).status == 0
    assert shop("operator", "add", "박포장", "packer", "--user", "park").status == 0
    assert found(shop, "login") == ("ok", ""), "each has a user of one's own"
    assert shop("operator", "add", "이상담", "desk", "--key", key).status == 0
    state, advice = found(shop, "login")
    assert state == "warn" and owner.name in advice and '--user ""' in advice
    assert shop("operator", "disable", "이상담").status == 0
    assert found(shop, "login") == ("ok", "")
    assert shop("operator", "enable", "이상담").status == 0
    with open_store(shop.url) as opened:
        set_login(opened, owner.actor, shop.clock, owner.name, user="", key=f"SHA256:{'b' * 43}")
    assert found(shop, "login") == ("ok", "")
