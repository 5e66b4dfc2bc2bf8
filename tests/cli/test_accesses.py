from __future__ import annotations

from pathlib import Path

from tests.cli.shell import Shell
from tests.services.desk import NOW, number, sold


def test_every_file_that_left_is_listed_with_who_what_and_of_how_many(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1), sold(2), sold(3, unpaid=True))
    assert shell("accesses", "--json").json == []
    shell("export", "--out", str(tmp_path / "a.csv"), "--reason", "부가세\x1b 신고")
    shell("export", "payments", "--out", str(tmp_path / "p.csv"))
    shell("tracking", "template", "--out", str(tmp_path / "t.xlsx"), number(1), f"{number(2)}-S1")
    found = shell("accesses", "--json").json
    assert [(each["what"], each["file"], each["orders"], each["people"]) for each in found] == [
        ("tracking-form", "t.xlsx", 2, 0),
        ("payments", "p.csv", 2, 4),
        ("export", "a.csv", 3, 6),
    ]
    assert found[-1]["at"] == NOW and found[-1]["reason"] == "부가세 신고"
    told = shell("accesses", "--limit", "1").out.splitlines()
    assert len(told) == 2 and "송장등록 양식" in told[1] and "2026-09-21" in told[1]


def test_a_form_that_can_not_be_written_is_not_recorded(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1))
    assert shell("tracking", "template", "--out", str(tmp_path / "none" / "t.xlsx")).status == 3
    assert shell("accesses", "--json").json == []
