"""What shells offer at Tab: the answers to their scripts, and the scripts in the shells that are here."""

from __future__ import annotations

import os
import pty
import select
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from orderdesk.cli import completing, main
from orderdesk.core.domain.columns import COLUMNS
from orderdesk.core.domain.verbs import BY_ID, VERBS
from orderdesk.core.services.export_templates import read_templates
from orderdesk.core.services.filter_groups import save_filter_group
from orderdesk.core.services.filters import FILTER_FIELDS
from orderdesk.core.services.tabs import Tab, read_tabs, save_tabs
from orderdesk.core.services.tracking_rules import courier_names
from orderdesk.core.store.engine import open_store
from tests.cli.shell import Shell
from tests.services.desk import KIM, NOW, number, sold

PATIENCE = 60.0
"""Seconds that a shell may take to answer."""


class Asking:
    """Somebody at a shell who presses Tab."""

    def __init__(
        self, shell: Shell, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self._shell, self._capsys, self._monkeypatch = shell, capsys, monkeypatch

    def __call__(self, line: str) -> dict[str, str]:
        """What is offered behind *line*, each with its words."""
        with self._monkeypatch.context() as patch:
            patch.setenv("ORDERDESK_DB", self._shell.url)
            patch.setenv("_ORDERDESK_COMPLETE", "complete_fish")
            patch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
            patch.setenv("_TYPER_COMPLETE_ARGS", f"orderdesk {line}")
            patch.setattr("orderdesk.start.open_desk", None)
            self._capsys.readouterr()
            with suppress(SystemExit):
                main([])
            said = self._capsys.readouterr().out
        offers = dict[str, str]()
        for offer in said.splitlines():
            value, _, about = offer.partition("\t")
            if value:
                offers[value] = about
        return offers


@pytest.fixture
def asking(shell: Shell, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Asking:
    shell.add(sold(1))
    return Asking(shell, capsys, monkeypatch)


def test_the_words_of_the_line(asking: Asking) -> None:
    assert set(asking("do confirm")) == {"confirm", "confirm-payment"}
    assert set(asking("do ")) == {verb.id for verb in VERBS}
    assert set(asking("list --form")) == {"--format"}
    assert {"list", "do", "undo", "completion"} <= set(asking(""))
    assert asking("list --format j") == {"json": "", "jsonl": ""}
    assert asking("import ") == {}


def test_fields_of_the_action_and_their_values(asking: Asking) -> None:
    assert set(asking("do track 1 --set ")) == {f"{field.key}=" for field in BY_ID["track"].fields}
    assert set(asking("do track 1 --set courier=")) == {f"courier={name}" for name in courier_names()}
    assert asking("do hold --set reason=ST") == {"reason=STOCK": "재고 확인"}
    assert asking("--lang en do hold --set reason=ST") == {"reason=STOCK": "Check the stock"}
    assert asking("do nothing --set ") == {}


def test_conditions_are_offered_as_they_are_taken(shell: Shell, asking: Asking) -> None:
    keys = set(asking("list --where "))
    assert keys == {f"{each.key}=" for each in FILTER_FIELDS} | {f"{each.key}=" for each in COLUMNS}
    assert asking("list --where section=배송") == {
        "section=배송대기": "", "section=배송중": "", "section=배송완료": "",
    }  # fmt: skip
    assert set(asking("list --where section=배송중,상")) == {"section=배송중,상품준비"}
    for lang in ("ko", "en"):
        for key in sorted(keys):
            for condition in asking(f"--lang {lang} list --where {key}"):
                assert shell("--lang", lang, "list", "--count", "--where", condition).status == 0, condition


def test_columns_and_sorts(shell: Shell, asking: Asking) -> None:
    assert asking("list --columns order_no,buy") == {"order_no,buyer": "구매자"}
    assert set(asking("list --sort paid:")) == {"paid:asc", "paid:desc"}
    for sort in asking("list --sort "):
        assert shell("list", "--count", "--sort", sort).status == 0


def test_what_the_store_holds(shell: Shell, asking: Asking) -> None:
    shell("do", "hold", number(1), "--yes", "--set", "reason=STOCK")
    with open_store(shell.url) as store:
        save_filter_group(store, KIM, NOW, "급한 것", ["hold=yes"])
        with store.reader() as conn:
            tabs, forms = [tab.name for tab in read_tabs(conn)], [form.name for form in read_templates(conn)]
    assert list(asking("list --tab ")) == tabs and list(asking("export --template ")) == forms
    assert asking("list --group 급") == {"급한 것": "hold=yes"}
    assert asking("undo ") == {"1": "배송보류 1"}
    assert set(asking("jobs ")) == set(asking("retry ")) == {"1"}
    assert "packer" in asking("operator add 김 ")
    shell("operator", "add", "김포장", "packer")
    assert asking("operator disable 김") == {"김포장": "포장"} == asking("accesses --who 김")
    assert "export" in asking("accesses --what ")


def test_no_offer_commands_a_terminal(shell: Shell, asking: Asking) -> None:
    with open_store(shell.url) as store, store.reader() as conn:
        before = read_tabs(conn)[1:]
    with open_store(shell.url) as store:
        save_tabs(store, KIM, NOW, before, (*before, Tab("a\x1b[2J", {}), Tab("$(id)", {})))
    offered = asking("list --tab ")
    assert "$(id)" in offered and not any("\x1b" in each for each in offered)


def test_a_store_that_is_not_there_is_not_made(asking: Asking, tmp_path: Path) -> None:
    assert asking(f"--db sqlite:///{tmp_path / 'none.db'} list --tab ") == {}
    assert asking("--db nonsense list --tab ") == {}
    assert not (tmp_path / "none.db").exists()


def test_a_store_of_another_version_is_left_alone(
    shell: Shell, asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(completing, "SCHEMA", "of tomorrow")
    assert asking("list --tab ") == {}


def test_nobody_is_kept_waiting(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()  # a store that doesn't answer until the test ends

    def stuck(url: str) -> None:
        os.read(reading, 1)
        raise OSError

    monkeypatch.setattr(completing, "store_backend", stuck)
    monkeypatch.setattr(completing, "_MOST_WAITED", 0.01)
    assert asking("list --tab ") == {}
    os.close(writing)


def test_the_door_of_an_ssh_server_completes_nothing(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_ORIGINAL_COMMAND", "orderdesk list")
    assert asking("list --tab ") == {}


def test_the_scripts_are_told_where_they_belong(shell: Shell) -> None:
    said = shell("completion")
    for name in ("bash", "zsh", "fish"):
        assert f"orderdesk completion {name} > ~/" in said.out
        assert "_ORDERDESK_COMPLETE=complete_fish" in shell("completion", name).out
    assert shell("completion", "tcsh").status == 2


class Typing:
    """A shell on a terminal of its own, to which keys are sent."""

    def __init__(self, terminal: int) -> None:
        self._terminal = terminal
        self.shown = ""

    def until(self, text: str) -> None:
        """Wait until *text* is shown; AssertionError when it never is."""
        end = time.monotonic() + PATIENCE
        while text not in self.shown:
            left = end - time.monotonic()
            assert left > 0, f"{text!r} is not in {self.shown!r}"
            if select.select([self._terminal], [], [], left)[0]:
                self._read()

    def _read(self) -> None:
        piece = os.read(self._terminal, 65_536)
        self.shown += piece.decode(errors="replace")
        if b"\x1b[c" in piece or b"\x1b[0c" in piece:  # fish asks what terminal it is on
            os.write(self._terminal, b"\x1b[?62c")

    def type(self, keys: str) -> None:
        """Send *keys*, and forget what was shown before."""
        self.shown = ""
        os.write(self._terminal, keys.encode())


@contextmanager
def a_shell(command: list[str], environment: dict[str, str]) -> Iterator[Typing]:
    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover  # the other process
        os.execvpe(command[0], command, environment)
    try:
        yield Typing(terminal)
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)
        os.close(terminal)


START = {
    "bash": ["bash", "-i"],
    "zsh": ["zsh", "-i"],
    "fish": ["fish", "-i"],
}


@pytest.mark.slow
@pytest.mark.parametrize("name", START)
def test_a_real_shell_completes(name: str, shell: Shell, own_home: Path) -> None:
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    shell.add(sold(1))
    place = own_home / "bin"
    place.mkdir()
    program = place / "orderdesk"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m orderdesk "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    script = own_home / "orderdesk.script"
    script.write_text(shell("completion", name).out, encoding="utf-8")
    (own_home / ".bashrc").write_text(f"PS1='READY '; source {script}\n", encoding="utf-8")
    (own_home / ".zshrc").write_text(
        f"PS1='READY '; autoload -Uz compinit; compinit -u; source {script}\n", encoding="utf-8"
    )
    fish = own_home / ".config" / "fish" / "config.fish"
    fish.parent.mkdir(parents=True, exist_ok=True)
    fish.write_text(f"function fish_prompt; printf 'READY '; end; source {script}\n", encoding="utf-8")
    environment = {
        **os.environ,
        "ORDERDESK_DB": shell.url,
        "PATH": f"{place}:{os.environ['PATH']}",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "TERM": "xterm",
    }

    with a_shell(START[name], environment) as typing:
        typing.until("READY ")
        for typed, rest in (
            ("orderdesk do confirm-p\t", "ayment"),
            (" x --set x; orderdesk list --where section=취소접\t", "수"),
            (" --tab 관\t", "리자\\ 생성\\ 주문"),
        ):
            typing.type(typed)
            typing.until(rest)
