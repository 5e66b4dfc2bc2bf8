"""Personal data on the command line: masked for roles that may not see it, in what is printed and written."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from orderdesk.core.domain.roles import Role
from orderdesk.core.services.sight import Privacy, set_privacy
from orderdesk.core.store.engine import open_store
from orderdesk.settings import config_path
from tests.cli.shell import Shell
from tests.services.desk import KIM, NOW, number
from tests.services.people import PEOPLE, staff
from tests.services.planted import found, plant


@pytest.fixture
def planted(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A staffed shop with planted buyers; the system's user is the packer."""
    with open_store(shell.url) as store:
        plant(store)
        staff(store)
    become(monkeypatch, Role.PACKER)
    return shell


def become(monkeypatch: pytest.MonkeyPatch, role: Role) -> None:
    monkeypatch.setattr("orderdesk.terminal.login.account", lambda: role.name.lower())


def commands(folder: Path) -> list[list[str]]:
    return [
        *(["list", "--format", form] for form in ("table", "json", "jsonl", "csv", "tsv")),
        ["list", "--columns", "buyer,phone,receiver,address,zip,dmemo", "--search", "2846"],
        *(["show", number(n)] for n in (1, 2, 3)),
        *(["show", number(n), "--json"] for n in (1, 2, 3)),
        ["show", number(2), "--at", "2026-12-31 00:00", "--json"],
        ["parcels", "--near"],
        ["parcels", "--near", "--json"],
        ["customers"],
        ["customers", "--json"],
        ["jobs", "--json"],
        *(["jobs", str(job), "--json"] for job in (1, 2, 3)),
        ["sheets", number(1), number(2), "--text"],
        ["sheets", number(1), "--unit", "section", "--text"],
        ["sheets", number(1), number(2), "--out", str(folder / "sheets.html")],
        ["picking", "--text"],
        ["tracking", "template", "--out", str(folder / "form.xlsx"), number(1), number(2)],
        ["jobs", "1", "--out", str(folder / "job.csv")],
        ["undo", "1", "--dry-run"],
        ["do", "hold", number(1), "--set=reason=STOCK", "--dry-run", "--json"],
        ["drafts", "list"],
        ["verify", "--json"],
    ]


def test_no_command_tells_it_to_who_may_not_see_it(planted: Shell, tmp_path: Path) -> None:
    for command in commands(tmp_path):
        said = planted(*command)
        assert found(said.out + said.err) == [], command
    for file in (tmp_path / "sheets.html", tmp_path / "job.csv"):
        assert found(file.read_text(encoding="utf-8")) == [], file
    with ZipFile(tmp_path / "form.xlsx") as form:
        assert found("".join(form.read(name).decode("utf-8") for name in form.namelist())) == []


def test_the_scan_bites(planted: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    become(monkeypatch, Role.DESK)
    telling = {command[0] for command in commands(tmp_path) if found(planted(*command).out)}
    assert telling == {"list", "show", "parcels", "customers", "sheets"}


def test_a_masked_list_is_printed_whole_on_demand_and_recorded(
    planted: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(planted.url) as store:
        set_privacy(store, KIM, NOW, Privacy(mask=True))
    become(monkeypatch, Role.DESK)
    assert found(planted("list").out) == [] and found(planted("show", number(1)).out) == []
    assert found(planted("list", "--unmask").out) and found(planted("show", number(2), "--unmask").out)
    become(monkeypatch, Role.MANAGER)
    told = planted("accesses", "--json").json
    assert [(each["what"], each["actor"], each["orders"]) for each in told] == [
        ("unmask", PEOPLE[Role.DESK].name, 1),
        ("unmask", PEOPLE[Role.DESK].name, 3),
    ]
    assert told[0]["scope"] == number(2)


def test_nothing_is_printed_whole_without_the_right_or_the_reason(
    planted: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    denied = planted("list", "--unmask")
    assert (denied.status, denied.out) == (2, "") and "이 역할로는 할 수 없습니다" in denied.err
    assert (planted("show", number(1), "--unmask").status, planted("show", number(1), "--unmask").out) == (
        2,
        "",
    )
    become(monkeypatch, Role.DESK)
    config_path().parent.mkdir(parents=True)
    config_path().write_text("export_reason = true\n", encoding="utf-8")
    assert planted("list", "--unmask").status == 2
    assert found(planted("list", "--unmask", "--reason", "문의").out)
