"""Read a file that a command names, within the limits of the settings; asks for its password, if any."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from orderdesk.cli.common import Session, UsageProblem, interactive
from orderdesk.cli.pipes import is_stream, received
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.core.files.limits import Limits, limits_of
from orderdesk.core.files.problems import ASKING, FileProblem
from orderdesk.core.files.reading import Sheet, read_table

_TRIES = 3
_ASK = Word("파일 암호", "Password of the file")
_ONE_STREAM = Word(
    "표준입력으로는 파일과 암호 가운데 하나만 보낼 수 있습니다",
    "Standard input brings either the file or its password",
)


def read_file(this: Session, file: Path, password_from: Path | None = None) -> Sheet:
    """The table in *file*, with the password in the first line of *password_from*; "-" is standard input.

    Where somebody is there to be asked, a locked file asks for it, three times. It is kept nowhere.
    """
    if is_stream(file) and is_stream(password_from):
        raise UsageProblem(_ONE_STREAM)
    password = _first_line(password_from) if password_from else ""
    limits = limits_of(this.settings)
    with received(file, limits.bytes) as path:
        return _read(this, path, limits, password)


def _read(this: Session, file: Path, limits: Limits, password: str) -> Sheet:
    asked = 0
    while True:
        try:
            return read_table(file, limits, password)
        except FileProblem as problem:
            if problem.kind not in ASKING or asked == _TRIES or not interactive():
                raise
            this.say(problem.message)
        asked += 1
        password = typer.prompt(_ASK.text(this.lang), hide_input=True, err=True)


def _first_line(path: Path) -> str:
    """UsageProblem when there is none to read."""
    try:
        text = sys.stdin.readline() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        name = clean(str(path))
        raise UsageProblem(Word(f"{name}: 암호를 읽을 수 없습니다", f"{name}: no password to read")) from None
    return text.split("\n", 1)[0].rstrip("\r")
