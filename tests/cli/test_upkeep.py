from __future__ import annotations

from pathlib import Path

import pytest

from orderdesk import __version__
from orderdesk.core.store import sqlite
from orderdesk.core.store.engine import open_store
from tests.cli.shell import Shell
from tests.services.desk import KIM, NOW, number, sold
from tests.services.export_file import bought, table, workbook


def test_verify_tells_how_many_and_what(shell: Shell) -> None:
    shell.add(sold(1), sold(2))
    assert shell("verify", "--json").json == {"orders": 2, "findings": []}
    assert "주문 2건 · 이상 0건" in shell("verify").out
    with open_store(shell.url) as store, store.unit(KIM, NOW) as unit:
        unit.conn.execute("UPDATE item SET qty = 7 WHERE order_id = 1")
    said = shell("verify", "--json")
    assert said.status == 1 and said.json["orders"] == 2
    assert {"code", "where", "detail"} == set(said.json["findings"][0])
    assert shell("verify").status == 1 and "line-sum" in shell("verify").out


def test_a_demo_store_is_filled_once_and_is_clean(shell: Shell) -> None:
    first = shell("demo", "--orders", "60", "--no-open")
    assert first.status == 0 and "60" in first.err
    assert shell("list", "--count").out == "60\n"
    again = shell("demo", "--orders", "60", "--no-open")
    assert again.status == 3 and "이미 주문이 있습니다" in again.err
    assert shell("list", "--count").out == "60\n"
    assert shell("verify", "--json").json == {"orders": 60, "findings": []}


def test_the_demo_has_a_store_of_its_own_unless_one_is_named(shell: Shell, own_home: Path) -> None:
    assert shell("demo", "--orders", "5", "--no-open", db=False).status == 0
    assert [path.name for path in own_home.rglob("demo.db")] == ["demo.db"]


def test_where_and_doctor_speak_json_too(shell: Shell) -> None:
    places = shell("where", "--json").json
    assert set(places) == {"store", "settings", "data", "logs"} and places["store"] == shell.url
    assert shell.url in shell("where").out
    checks = shell("doctor", "--json").json
    assert {"check", "state", "words", "detail", "advice"} == set(checks[0])
    assert {"check": "store", "state": "ok"}.items() <= checks[-1].items()
    assert "저장소" in shell("doctor").out


def test_a_password_in_the_stores_address_is_not_shown(shell: Shell) -> None:
    said = shell("--db", "postgresql+psycopg://me:secret@host/x", "where", db=False)
    assert "secret" not in said.out and "host/x" in said.out
    said = shell("--db", "postgresql+psycopg://host/x?password=secret", "where", db=False)
    assert "secret" not in said.out and "host/x" in said.out


def test_the_store_is_named_by_option_or_environment(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.add(sold(1))
    monkeypatch.setenv("ORDERDESK_DB", shell.url)
    assert shell("list", "--count", db=False).out == "1\n"
    other = f"sqlite:///{tmp_path / 'other.db'}"
    open_store(other).close()
    assert shell("--db", other, "list", "--count", db=False).out == "0\n"
    monkeypatch.delenv("ORDERDESK_DB")
    said = shell("list", "--count", db=False)
    assert said.status == 3 and "orderdesk.db" in said.err


@pytest.mark.parametrize(
    "command",
    [
        ("list", "--count"),
        ("show", "1"),
        ("verify",),
        ("jobs",),
        ("do", "hold", "1", "--set", "reason=STOCK", "--dry-run"),
        ("do", "hold", "1", "--set", "reason=STOCK", "--yes"),
        ("undo", "--yes"),
    ],
)
def test_only_import_and_demo_make_a_store(shell: Shell, tmp_path: Path, command: tuple[str, ...]) -> None:
    before = sorted(tmp_path.iterdir())
    typo = tmp_path / "typo" / "shop.db"
    said = shell("--db", f"sqlite:///{typo}", *command, db=False)
    assert said.status == 3 and str(typo) in said.err and "import" in said.err and said.out == ""
    assert sorted(tmp_path.iterdir()) == before


def test_import_makes_the_store_in_the_language_of_the_call(shell: Shell, tmp_path: Path) -> None:
    new = f"sqlite:///{tmp_path / 'new' / 'shop.db'}"
    file = str(workbook(tmp_path / "orders.xlsx", table([bought(1)])))
    assert shell("--db", new, "--lang", "en", "import", file, db=False).status == 0
    assert shell("--db", new, "list", "--tab", "Preparing", "--count", db=False).out == "1\n"
    assert shell("--db", new, "list", "--tab", "All", "--count", db=False).out == "1\n"
    assert shell("--db", new, "list", "--tab", "전체", "--count", db=False).out == "1\n"


def test_the_doctor_looks_for_a_store_and_makes_none(shell: Shell, tmp_path: Path) -> None:
    typo = tmp_path / "typo.db"
    *_, check = shell("--db", f"sqlite:///{typo}", "doctor", "--json", db=False).json
    assert (check["check"], check["state"]) == ("store", "warn") and not typo.exists()


def test_a_full_disk_is_a_store_error(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.add(sold(1))
    monkeypatch.setattr(sqlite, "_SETTINGS", (*sqlite._SETTINGS, "PRAGMA max_page_count = 1"))
    said = shell("do", "memo", number(1), "--set", f"text={'가' * 900_000}", "--yes")
    assert said.status == 3 and "디스크" in said.err and "Traceback" not in said.err


@pytest.mark.parametrize(
    "url", ["mysql://x/y", "sqlite:///", "sqlite:///{junk}/x.db", "nonsense", "sqlite:///{junk}"]
)
def test_a_store_that_cant_be_opened_is_an_error_of_its_own(shell: Shell, tmp_path: Path, url: str) -> None:
    junk = tmp_path / "junk.db"
    junk.write_bytes(b"this is no database" * 100)
    said = shell("--db", url.format(junk=junk), "list", db=False)
    assert said.status == 3 and said.err and "Traceback" not in said.err and said.out == ""


def test_bad_settings_are_told_and_are_no_crash(shell: Shell, own_home: Path) -> None:
    settings = own_home / ".config" / "orderdesk" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('colour = "red"\n', encoding="utf-8")
    said = shell("list")
    assert said.status == 3 and "colour" in said.err


def test_version_and_help(shell: Shell) -> None:
    assert shell("--version", db=False).out.strip() == __version__
    said = shell("--help", db=False)
    assert said.status == 0
    for name in (
        "demo",
        "import",
        "list",
        "show",
        "do",
        "tracking",
        "undo",
        "redo",
        "jobs",
        "verify",
        "doctor",
    ):
        assert name in said.out


def test_tick_does_what_is_due_once(shell: Shell) -> None:
    shell.add(sold(1, unpaid=True), sold(2))
    assert shell("tick", "--json").json == {
        "expire": {"job": None, "applied": 0, "refused": 0},
        "confirm": {"job": None, "applied": 0, "refused": 0},
        "receipt-issue": {"job": None, "applied": 0, "refused": 0},
        "receipt-cancel": {"job": None, "applied": 0, "refused": 0},
    }
    shell.clock += 86_400
    said = shell("tick")
    assert (said.status, said.out.splitlines()) == (
        0,
        [
            "결제기한 초과 1건 · 작업 1",
            "구매확정 0건 · 작업 -",
            "현금영수증 발급 요청 0건 · 작업 -",
            "현금영수증 취소 0건 · 작업 -",
        ],
    )
    assert shell("tick", "--json").json["expire"] == {"job": None, "applied": 0, "refused": 0}
    (job,) = shell("jobs", "--json").json
    assert (job["action"], job["actor"], job["applied"]) == ("expire", "시스템", 1)


def test_tick_leaves_it_to_who_does_it_already(shell: Shell) -> None:
    shell.add(sold(1))
    with open_store(shell.url) as store, store.backend.try_lock("tick"):
        said = shell("tick", "--json")
    assert (said.status, said.json) == (0, {})


def test_verify_names_the_order_and_the_event_that_was_changed(shell: Shell) -> None:
    shell.add(sold(1), sold(2))
    shell("do", "memo", number(2), "--set", "text=글", "--yes")
    with open_store(shell.url) as store, store.unit(KIM, NOW) as unit:
        unit.conn.execute("UPDATE event SET note = 'x' WHERE id = 3")
    said = shell("verify")
    assert said.status == 1
    assert f"link-broken  event 3  {number(2)}" in said.out
