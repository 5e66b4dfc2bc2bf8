from __future__ import annotations

import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.app import App

from orderdesk.keyboard.actions import action
from orderdesk.keyboard.ime import jamo_of
from orderdesk.terminal import crash
from orderdesk.widgets._textual_fixes import CrashFixedApp

CUSTOMER = "홍길동 010-0000-1234"
NOW = datetime(2026, 11, 22, 5, 30, tzinfo=UTC)


def failing(customer: str) -> BaseException:
    try:
        try:
            jamo_of(customer)
        except KeyError as error:
            raise ValueError(f"cannot read {customer}") from error
    except ValueError as error:
        return error
    raise AssertionError


def test_the_report_names_the_fault_and_nobody() -> None:
    text = crash.report(failing(CUSTOMER), "1.2.3", NOW)
    assert "orderdesk 1.2.3" in text
    assert "time 2026-11-22T05:30:00+00:00" in text
    assert "builtins.ValueError" in text
    assert "builtins.KeyError" in text
    assert "orderdesk/keyboard/ime.py:" in text
    assert "jamo_of" in text
    for secret in ("홍길동", "0000", "cannot read", str(Path.home())):
        assert secret not in text


def test_frames_of_libraries_are_only_counted() -> None:
    try:
        action(CUSTOMER)
    except KeyError as error:
        text = crash.report(error, "1", NOW)
    assert "test_crash" not in text
    assert "  … 1 in libraries\n  orderdesk/keyboard/actions.py:" in text


def test_a_worker_error_is_looked_into() -> None:
    class Failed(Exception):
        def __init__(self, error: BaseException) -> None:
            self.error = error

    assert "builtins.KeyError" in crash.report(Failed(failing(CUSTOMER)), "1", NOW)


def test_a_chain_that_bites_its_tail_ends() -> None:
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    assert crash.report(first, "1", NOW).count("builtins.") == 2


def test_the_report_is_written_for_its_owner_only(tmp_path: Path) -> None:
    path = crash.write(failing(CUSTOMER), tmp_path / "log", "1", NOW)
    assert path is not None
    assert path.name.startswith("crash-20261122-053000-")
    assert path.read_text(encoding="utf-8") == crash.report(failing(CUSTOMER), "1", NOW)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_report_that_cannot_be_written_never_raises(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert crash.write(failing(CUSTOMER), tmp_path / "file", "1", NOW) is None
    assert "디스크" in crash.message(None).ko
    assert "disk" in crash.message(None).en


def test_uncaught_errors_print_our_words(tmp_path: Path) -> None:
    code = (
        "import sys, threading; from pathlib import Path; from orderdesk.terminal import crash\n"
        "crash.install(Path(sys.argv[1]), '1')\n"
        "def work():\n    raise ValueError('홍길동')\n"
        "thread = threading.Thread(target=work); thread.start(); thread.join(); work()\n"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code, str(tmp_path)], capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 1
    assert "홍길동" not in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("Report (no customer data)") == 2
    assert 1 <= len(list(tmp_path.iterdir())) <= 2  # named by the second in which they happen


def test_the_application_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    class Desk(CrashFixedApp[None]):
        def on_mount(self) -> None:
            raise ValueError(CUSTOMER)

        def describe_crash(self, error: BaseException) -> str:
            return crash.describe(error, tmp_path, "1")

    app: App[None] = Desk()
    app.run(headless=True)
    printed = "".join(capsys.readouterr())
    assert "오류 보고서(고객 정보 없음)" in printed
    assert "홍길동" not in printed + "".join(path.read_text("utf-8") for path in tmp_path.iterdir())
