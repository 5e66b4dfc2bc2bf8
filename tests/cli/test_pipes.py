"""Files through standard input and output, and the door of an SSH server that lets only such ones through."""

from __future__ import annotations

import io
import os
from pathlib import Path

import openpyxl
import pytest
import typer

from orderdesk.cli import app, pipes
from orderdesk.core.domain.ssh_commands import COMMANDS, STREAM
from tests.cli.shell import Said, Shell
from tests.services.desk import number, sold
from tests.services.export_file import bought, table, workbook

ASKED = "SSH_ORIGINAL_COMMAND"


class Stream(io.TextIOWrapper):
    """Bytes that a command reads or writes, through a pipe or a terminal."""

    terminal = False

    def isatty(self) -> bool:
        return self.terminal


class Streams:
    """Standard input and output as bytes, for a command in this process."""

    def __init__(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        self._shell, self._monkeypatch = shell, monkeypatch
        self.out = b""

    def __call__(self, *arguments: str, sent: bytes = b"") -> Said:
        """Run a command that is sent those bytes; what it wrote stands in `out`."""
        kept = io.BytesIO()
        reading, writing = Stream(io.BytesIO(sent)), Stream(kept)
        with self._monkeypatch.context() as patch:
            patch.setattr(io, "StringIO", lambda text: reading)  # the shell's own standard input
            patch.setattr("sys.stdout", writing)
            said = self._shell(*arguments)
        writing.flush()
        self.out = kept.getvalue()
        return said


@pytest.fixture
def streams(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Streams:
    return Streams(shell, monkeypatch)


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files are that are on their way; none may be left."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def rows(data: bytes) -> list[tuple[object, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return [row for row in sheet.iter_rows(values_only=True) if any(row)]


def test_an_export_goes_out_and_comes_in_again(shell: Shell, streams: Streams, scratch: Path) -> None:
    shell.add(sold(1), sold(2))
    said = streams("export", "--out", "-", "--reason", "점검")
    assert said.status == 0 and "주문 2 · 2행" in said.err
    assert [row[1] for row in rows(streams.out)[1:]] == [number(1), number(2)]
    told = shell("accesses", "--json").json[0]
    assert (told["what"], told["reason"], told["file"][-5:]) == ("export", "점검", ".xlsx")
    sent = streams.out
    said = streams("import", "-", sent=sent)
    assert said.status == 0 and "그대로 2" in said.err, said.err
    assert list(scratch.iterdir()) == [] and list(scratch.parent.glob("*.xlsx")) == []


def test_csv_forms_and_payments_go_out_too(shell: Shell, streams: Streams) -> None:
    shell.add(sold(1))
    assert streams("export", "--out", "-.csv").status == 0
    assert streams.out.startswith("\ufeff판매채널".encode())
    assert streams("export", "payments", "--out", "-", "--scope", "tab").status == 0
    assert len(rows(streams.out)) == 2
    assert streams("tracking", "template", "--out", "-").status == 0
    assert len(rows(streams.out)) == 3
    assert streams("tracking", "template", "--out", "-.csv").status == 2 and not streams.out
    assert {each["what"] for each in shell("accesses", "--json").json} == {
        "export", "payments", "tracking-form",
    }  # fmt: skip


def test_a_file_that_is_too_large_is_refused_before_it_is_kept_whole(shell: Shell, own_home: Path) -> None:
    config = own_home / ".config" / "orderdesk" / "settings.toml"
    config.parent.mkdir(parents=True)
    config.write_text("[files]\nmegabytes = 1\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(io, "StringIO", lambda text: io.TextIOWrapper(Endless()))
        said = shell("import", "-")
    assert said.status == 3 and "파일이 너무 큽니다" in said.err


class Endless(io.BytesIO):
    """A sender that never ends."""

    def read(self, size: int | None = -1, /) -> bytes:
        return bytes(size or 0)


def test_one_stream_carries_one_thing(streams: Streams, tmp_path: Path) -> None:
    said = streams("import", "-", "--password-from", "-")
    assert (said.status, "하나만 보낼 수 있습니다" in said.err) == (2, True)
    said = streams("export", "--out", "-", "--json")
    assert (said.status, streams.out) == (2, b"")


def test_nothing_is_written_to_a_terminal_or_awaited_from_one(
    shell: Shell, streams: Streams, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.add(sold(1))
    monkeypatch.setattr(Stream, "terminal", True)
    for command, word in ((("import", "-"), "표준입력으로"), (("export", "--out", "-"), "> 파일.xlsx")):
        said = streams(*command)
        assert (said.status, word in said.err, streams.out) == (2, True, b"")
    assert shell("accesses", "--json").json == []


def test_a_sender_that_is_lost_is_not_one_that_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as out:
        monkeypatch.setattr("sys.stdout", out)
        there = {"SSH_CONNECTION": "1"}
        assert not pipes.is_cut_off(there)
        os.close(reading)
        assert pipes.is_cut_off(there) and not pipes.is_cut_off({})


def test_what_was_cut_off_is_not_brought_in(
    shell: Shell, streams: Streams, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orderdesk.cli.pipes.is_cut_off", lambda: True)
    sent = workbook(scratch.parent / "o.xlsx", table([bought(1)])).read_bytes()
    said = streams("import", "-", sent=sent)
    assert (said.status, "연결이 끊겨" in said.err) == (3, True)
    assert shell("list", "--count").out == "0\n" and shell("jobs", "--json").json == []


def test_the_door_runs_what_is_in_the_list_as_whoever_came(
    shell: Shell, streams: Streams, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.add(sold(1))
    monkeypatch.setenv(ASKED, "orderdesk --lang en export --out -")
    for forced in ([], ["as", "김영희"]):
        said = streams(*forced)
        assert said.status == 0 and "1 order, 1 row" in said.err
        assert len(rows(streams.out)) == 2
    monkeypatch.setenv(ASKED, "orderdesk export --out - --scope nowhere")
    assert streams().status == 2
    monkeypatch.delenv(ASKED)
    assert shell("accesses", "--json").json[0]["actor"] == "김영희"


@pytest.mark.parametrize("request_", ["sh -c id", "orderdesk list", "orderdesk export --out x.csv", "id; id"])
@pytest.mark.parametrize("forced", [[], ["as", "김영희"]])
def test_the_door_runs_nothing_else_and_says_what_it_does(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request_: str, forced: list[str]
) -> None:
    shell.add(sold(1))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("orderdesk.start.open_desk", None)
    monkeypatch.setenv(ASKED, request_)
    before = sorted(tmp_path.iterdir())
    said = shell(*forced)
    assert (said.status, said.out) == (2, "") and all(each.usage in said.err for each in COMMANDS)
    assert sorted(tmp_path.iterdir()) == before
    monkeypatch.setenv(ASKED, "\x1b]0;x\x07")
    assert "\x1b" not in shell(*forced).err


def test_every_option_of_the_list_is_there_and_none_names_a_file() -> None:
    for allowed in COMMANDS:
        command = typer.main.get_command(app)
        for name in allowed.name:
            command = command.commands[name]  # type: ignore[attr-defined]  # a group, as its names say
        known, files = set[str](), set[str]()
        for parameter in command.params:
            spelled = {*parameter.opts, *parameter.secondary_opts}
            known |= spelled
            if parameter.type_descriptor.annotation is Path:  # type: ignore[attr-defined]  # typer's own
                files |= spelled
        streams = {each.partition("=")[0] for each in allowed.streams}
        assert allowed.flags | allowed.values | streams <= known, allowed.name
        assert files and not (allowed.flags | allowed.values) & files, allowed.name
        assert allowed.operands or {each for each in files if not each.startswith("-")} <= {"file"}
        assert allowed.needs in {STREAM, *streams, *allowed.flags}
