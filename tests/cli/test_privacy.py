from __future__ import annotations

from datetime import datetime

import pytest

from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.store.engine import open_store
from tests.cli.shell import Shell
from tests.services.desk import NOW, Desk, number
from tests.services.planted import NAME, found, plant

AFTER = datetime.fromtimestamp(NOW + 86_400, SEOUL).strftime("%Y-%m-%d")
BEFORE = datetime.fromtimestamp(NOW - 86_400, SEOUL).strftime("%Y-%m-%d")


@pytest.fixture
def planted(shell: Shell) -> Shell:
    """Planted buyers; the first order is closed."""
    with open_store(shell.url) as store:
        plant(store)
        desk = Desk(store)
        desk.do("track", 1, courier="CJ대한통운", number="680123456782")
        for verb in ("ready", "ship", "deliver"):
            desk.do(verb, 1)
    return shell


def test_what_the_shop_has_decided_is_shown_and_changed(shell: Shell) -> None:
    shell.add()
    assert shell("privacy", "--json").json == {"mask": False, "erase_days": 0, "access_days": 730}
    changed = shell("privacy", "--mask", "on", "--erase-after", "1825", "--keep-records", "1095")
    assert changed.status == 0 and "1,825일 뒤" in changed.out and "가려 두고" in changed.out
    assert shell("privacy", "--json").json == {"mask": True, "erase_days": 1825, "access_days": 1095}
    assert shell("privacy", "--mask", "off", "--json").json["erase_days"] == 1825
    assert shell("privacy", "--keep-records", "30").status == 2


def test_a_shop_with_many_people_keeps_records_two_years(
    planted: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert planted("privacy", "--keep-records", "365").status == 0
    monkeypatch.setattr("orderdesk.core.services.sight.MANY_PEOPLE", 3)
    refused = planted("privacy", "--keep-records", "729")
    assert refused.status == 2 and "접속기록을 730일부터 보관합니다" in refused.err
    assert planted("privacy", "--keep-records", "730").status == 0
    assert planted("privacy", "--json").json["access_days"] == 730


def test_a_preview_tells_and_erases_nothing(planted: Shell) -> None:
    said = planted("erase", "--before", AFTER, "--dry-run", "--json")
    assert (said.status, said.json["applied"], said.json["job"]) == (0, 1, None)
    assert "되돌릴 수 없습니다" in said.err and NAME in planted("show", number(1)).out
    assert planted("erase", "--before", AFTER).status == 2, "nobody to ask"
    assert planted("erase", "--before", "어제").status == 2
    assert planted("erase", "--before", BEFORE, "--dry-run", "--json").json["rows"] == []


def test_it_is_erased_for_good_and_verify_finds_nothing(planted: Shell) -> None:
    planted("list", "--search", NAME)
    said = planted("erase", "--before", AFTER, "--yes", "--json")
    assert (said.status, said.json["action"], said.json["applied"]) == (0, "erase", 1)
    shown = planted("show", number(1))
    assert found(shown.out) == [] and "(삭제됨)" in shown.out and "개인정보 파기" in shown.out
    assert planted("list", "--search", NAME, "--columns", "order_no", "--format", "jsonl").lines == [
        {"order_no": number(2)}
    ]
    assert planted("verify").status == 0
    refused = planted("undo", str(said.json["job"]), "--yes", "--json")
    assert refused.status == 1 and refused.json["rows"][0]["code"] == "erased"
    told = planted("erase", "--before", AFTER, "--yes")
    assert told.status == 0 and "해당하는 주문이 없습니다" in told.err and "undo" not in told.err
