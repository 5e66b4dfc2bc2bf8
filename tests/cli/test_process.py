"""The command line as shells start it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str, code: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *(["-c", code] if code else ["-m", "orderdesk"]), *arguments]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        cwd=ROOT,
        env={**os.environ, **more},
        timeout=60,
        check=False,
    )


def test_a_store_from_the_first_command_to_the_last(tmp_path: Path) -> None:
    db = {"ORDERDESK_DB": f"sqlite:///{tmp_path / 'shop.db'}"}
    assert run("demo", "--orders", "30", "--no-open", **db).returncode == 0
    before = run("list", "--format", "jsonl", **db)
    assert before.returncode == 0 and before.stderr == "" and len(before.stdout.splitlines()) == 30
    assert run("do", "hold", "--all", "--set", "reason=STOCK", **db).returncode == 2
    done = run("do", "hold", "--all", "--set", "reason=STOCK", "--yes", "--json", **db)
    assert done.returncode == 1 and json.loads(done.stdout)["applied"] > 0
    assert run("undo", "--yes", **db).returncode == 0
    assert run("list", "--format", "jsonl", **db).stdout == before.stdout
    assert run("verify", **db).returncode == 0


@pytest.mark.parametrize("arguments", [[], ["--lang", "ko"], ["as", "김영희"]])
def test_a_desk_without_a_terminal_says_so_and_makes_no_store(tmp_path: Path, arguments: list[str]) -> None:
    said = run(*arguments, ORDERDESK_DB=f"sqlite:///{tmp_path / 'shop.db'}")
    assert (said.returncode, said.stdout) == (2, "") and "터미널이 아니어서" in said.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_command_line_never_loads_the_screens() -> None:
    code = (
        "import sys; from orderdesk.cli import main; status = main(['--help']);"
        "assert status == 0 and 'textual' not in sys.modules and 'openpyxl' not in sys.modules"
    )
    said = run(code=code)
    assert said.returncode == 0, said.stderr


def test_opening_the_desk_does_not_load_the_command_line_library() -> None:
    code = (
        "import sys, types\n"
        "start = sys.modules['orderdesk.start'] = types.ModuleType('orderdesk.start')\n"
        "opened = []; start.open_desk = lambda url, settings: opened.append(url) or 0\n"
        "sys.argv = ['orderdesk']\n"
        "from orderdesk.__main__ import main\n"
        "assert main() == 0 and opened and 'typer' not in sys.modules and 'orderdesk.cli' not in sys.modules"
    )
    said = run(code=code)
    assert said.returncode == 0, said.stderr


def test_a_listing_that_nobody_reads_to_its_end_makes_no_noise(tmp_path: Path) -> None:
    db = {**os.environ, "ORDERDESK_DB": f"sqlite:///{tmp_path / 'shop.db'}"}
    assert run("demo", "--orders", "300", "--no-open", ORDERDESK_DB=db["ORDERDESK_DB"]).returncode == 0
    command = [sys.executable, "-m", "orderdesk", "list", "--format", "jsonl"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=db, cwd=ROOT
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


@pytest.mark.parametrize("form", ["jsonl", "csv", "table"])
def test_a_reader_that_wants_nothing_is_no_error(tmp_path: Path, form: str) -> None:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    assert run("demo", "--orders", "5", "--no-open", ORDERDESK_DB=url).returncode == 0
    read, write = os.pipe()
    os.close(read)
    said = subprocess.run(
        [sys.executable, "-m", "orderdesk", "list", "--format", form],
        stdout=write,
        stderr=subprocess.PIPE,
        env={**os.environ, "ORDERDESK_DB": url},
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    os.close(write)
    assert (said.returncode, said.stderr) == (0, b"")
