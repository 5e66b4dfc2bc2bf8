"""`resume`, `retry`, `jobs --out`, and who changed what, from a shell."""

from __future__ import annotations

import csv
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from orderdesk.core.services.acting import apply_action
from orderdesk.core.store.engine import open_store
from tests.cli.shell import Said, Shell
from tests.services.desk import LEE, Desk, number, sold


def stop(shell: Shell, monkeypatch: pytest.MonkeyPatch, room: str, *arguments: str) -> Said:
    """Runs a command that is stopped with Ctrl+C after its first slice."""
    with monkeypatch.context() as patch:
        talker = f"orderdesk.cli.{room}.talker"
        patch.setattr(talker, lambda: lambda done, total: signal.raise_signal(signal.SIGINT))
        return shell(*arguments)


def test_a_stopped_job_offers_both_ways_and_is_resumed(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.add(*(sold(n) for n in range(1, 252)))
    said = stop(shell, monkeypatch, "acting", "do", "ready", "--all", "--yes", "--json")
    job, done = said.json["job"], said.json["applied"]
    assert said.status == 130 and f"resume {job}" in said.err and f"undo {job}" in said.err
    assert shell("jobs", "--json").json[0]["left"] == 251 - done > 0
    dry = shell("resume", str(job), "--dry-run", "--json")
    assert dry.json["applied"] == 251 - done and dry.json["job"] is None
    assert shell("resume", str(job)).status == 2  # nobody to ask
    rest = shell("resume", str(job), "--yes", "--json")
    assert rest.status == 0 and (rest.json["job"], rest.json["applied"]) == (job, 251 - done)
    assert shell("list", "--where", "section=배송대기", "--count").out == "251\n"
    again = shell("resume", str(job), "--yes")
    assert again.status == 2 and "이어서 할 것이 남은 작업이 아닙니다" in again.err
    assert shell("resume", "99", "--yes").status == 2


def test_a_stopped_job_is_taken_back(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.add(*(sold(n) for n in range(1, 252)))
    before = shell("list", "--format", "jsonl").out
    job = stop(shell, monkeypatch, "acting", "do", "ready", "--all", "--yes", "--json").json["job"]
    assert shell("undo", str(job), "--yes").status == 0
    assert shell("list", "--format", "jsonl").out == before
    assert shell("resume", str(job), "--yes").status == 2


def test_only_what_was_refused_is_tried_again(shell: Shell) -> None:
    shell.add(sold(1), sold(2), sold(3, unpaid=True))
    shell("do", "hold", number(2), "--set", "reason=STOCK", "--yes")
    job = shell("do", "ready", "--all", "--yes", "--json").json["job"]
    shell("do", "release", number(2), "--yes")
    dry = shell("retry", str(job), "--dry-run", "--json")
    assert dry.status == 1
    assert {row["section"]: row["verdict"] for row in dry.json["rows"]} == {
        f"{number(2)}-S1": "apply",
        f"{number(3)}-S1": "refuse",
    }
    said = shell("retry", str(job), "--yes", "--json")
    assert said.status == 1 and said.json == {**dry.json, "job": said.json["job"]}
    assert said.json["job"] != job
    whole = shell("do", "ready", number(1), "--yes", "--json")
    assert whole.json["skipped"] == 1
    assert shell("retry", "99", "--yes").status == 2


def test_a_job_without_refused_rows_is_not_tried_again(shell: Shell) -> None:
    shell.add(sold(1))
    job = shell("do", "ready", number(1), "--yes", "--json").json["job"]
    said = shell("--lang", "en", "retry", str(job), "--yes")
    assert said.status == 2 and "No row was refused" in said.err


def meanwhile(shell: Shell, act: Callable[[Desk], object]) -> None:
    with open_store(shell.url) as store:
        act(Desk(store))


def test_rows_that_moved_say_by_whom_and_how(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.add(sold(1), sold(2))

    def faster(store: object, plan: object, *more: object) -> int:
        meanwhile(shell, lambda desk: desk.do("ready", 1, actor=LEE))
        return apply_action(store, plan, *more)  # type: ignore[arg-type]  # passed on as they are

    monkeypatch.setattr("orderdesk.cli.acting.apply_action", faster)
    said = shell("do", "hold", number(1), number(2), "--set", "reason=STOCK", "--yes", "--json")
    moved, done = said.json["rows"]
    assert said.status == 1 and (moved["code"], done["verdict"]) == ("moved", "apply")
    (since,) = moved["since"]
    assert (since["by"], since["action"], since["section"]) == (LEE.name, "ready", 1)
    assert since["changes"] == ["상품준비 → 배송대기"] and since["at"].startswith("2026-")
    assert since["message"] in said.err and "since" not in done
    (listed, _) = shell("jobs", str(said.json["job"]), "--json").json
    assert listed == moved


def test_an_undo_names_the_job_that_stands_in_its_way(shell: Shell) -> None:
    shell.add(sold(1))
    job = shell("do", "ready", number(1), "--yes", "--json").json["job"]
    meanwhile(shell, lambda desk: desk.do("back", 1, actor=LEE))
    said = shell("undo", str(job), "--yes", "--json")
    (row,) = said.json["rows"]
    assert said.status == 1 and row["code"] == "changed-since"
    (since,) = row["since"]
    assert (since["job"], since["by"]) == (job + 1, LEE.name)
    assert f"작업 {job + 1} (이민준 " in said.err and "배송대기 → 상품준비" in said.err


def test_the_rows_of_a_job_go_to_a_file(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1), sold(2, unpaid=True))
    job = str(shell("do", "ready", "--all", "--yes", "--json").json["job"])
    path = tmp_path / "rows.csv"
    said = shell("--lang", "en", "jobs", job, "--out", str(path))
    assert said.status == 0 and said.out == "" and str(path) in said.err
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["Section"], row["Verdict"], row["Reason"]) for row in rows] == [
        (f"{number(1)}-S1", "applied", ""),
        (f"{number(2)}-S1", "refused", "Not paid yet"),
    ]
    assert shell("jobs", job, "--out", str(path)).err.strip().endswith("rows-2.csv")
    for arguments in (
        ("jobs", "--out", str(path)),
        ("jobs", job, "--out", "x.pdf"),
        ("jobs", "99", "--out", "x.csv"),
    ):
        assert shell(*arguments).status == 2
    assert shell("jobs", job, "--out", str(tmp_path / "no" / "rows.csv")).status == 3
