"""The door of an SSH server: its forced command opens the desk, or runs what the client asked for.

sshd puts what the client asked for into the environment and runs the forced command in its place; what is
not in the list of `ssh_commands` is not run.
"""

from __future__ import annotations

import os

import typer

from orderdesk.cli.common import Session, UsageProblem, guarded
from orderdesk.cli.upkeep import open_the_desk
from orderdesk.core.domain.ssh_commands import COMMANDS, NotAdmitted, admitted
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.terminal.prepare import ASKED_OF_SSH

_LONGEST = 60
"""Characters of a request that are repeated at most."""

_NOT_RUN = Word(
    "이 SSH 로그인으로는 실행하지 않습니다. 데스크는 명령 없이 ssh -t 로 열고, 파일은 이렇게 주고받습니다:",
    "not run with this SSH login. The desk opens by ssh -t without a command; files come and go so:",
)


def come_in_by(context: typer.Context, this: Session) -> int:
    """Open the desk, or run what an SSH client asked for as whoever *this* is; the exit status.

    UsageProblem names what of the request is not in the list, and what is.
    """
    request = os.environ.get(ASKED_OF_SSH, "")
    if not request:
        return open_the_desk(this)
    try:
        lang, words = admitted(request)
    except NotAdmitted as refused:
        raise UsageProblem(_not_admitted(refused.part)) from None
    this.lang = lang or this.lang
    this.asked = request[:_LONGEST]
    command = context.find_root().command

    def run() -> object:
        return command.main(args=words, prog_name="orderdesk", standalone_mode=False, obj=this)

    return guarded(run, ["--lang", this.lang, *words])


def _not_admitted(part: str) -> Word:
    listed = "\n".join(f"  {each.usage}" for each in COMMANDS)
    about = clean(part)[:_LONGEST] + ": " * bool(part)
    return Word(f"{about}{_NOT_RUN.ko}\n{listed}", f"{about}{_NOT_RUN.en}\n{listed}")
