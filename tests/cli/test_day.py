"""`close-day`: sums for people, scripts and the printer; a difference is status 1."""

from __future__ import annotations

from pathlib import Path

from orderdesk.core.store.engine import open_store
from tests.cli.shell import Shell
from tests.services.desk import Desk, sections, sold
from tests.services.station import LABELS


def test_the_day_is_closed_from_the_shell(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1))
    with open_store(shell.url) as store:
        Desk(store).do("track", *sections(1, 1), courier="CJ대한통운", number=LABELS[0], to="ship")
    assert "CJ대한통운" in shell("close-day").out
    told = shell("close-day", "--json").json
    assert (told["parcels"], told["agrees"], told["couriers"][0]["counted"]) == (1, True, None)
    differing = shell("close-day", "--counted", "cj=3", "--json")
    assert (differing.status, differing.json["couriers"][0]["difference"]) == (1, 2)
    assert shell("close-day", "--counted", "CJ대한통운=1").status == 0
    out = tmp_path / "close.html"
    assert shell("close-day", "--out", str(out)).status == 0 and "<table>" in out.read_text("utf-8")
    long_ago = shell("--lang", "en", "close-day", "--date", "2020-01-01")
    assert long_ago.out.splitlines()[-1] == "Nothing went out"


def test_scans_that_meant_nothing_are_for_scripts_too(shell: Shell) -> None:
    shell.add(sold(1))
    assert shell("pack", "scan", "8801234567893").status == 1
    (lost,) = shell("close-day", "--json").json["lost"]
    assert (lost["code"], lost["answer"]) == ("8801234567893", "unknown")
    assert "모르는 번호  8801234567893" in shell("close-day").out


def test_what_can_t_be_read_changes_nothing(shell: Shell) -> None:
    shell.add(sold(1))
    for option, text in (
        ("--date", "어제"),
        ("--counted", "cj"),
        ("--counted", "cj=둘"),
    ):
        said = shell("close-day", option, text)
        assert said.status == 2 and text in said.err
    said = shell("close-day", "--counted", "없는택배=1")
    assert said.status == 2 and "없는택배: " in said.err and "CJ대한통운" in said.err
    assert shell("close-day", "--json").json["couriers"] == []
