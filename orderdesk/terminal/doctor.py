"""Checks of the terminal and the machine, as data for `orderdesk doctor`.

`read_facts` looks at the world, `terminal_checks` judges; so every judgement is tested without a terminal.
Checks of the store are made by whoever knows the store and handed in.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from orderdesk.core.domain.words import Word
from orderdesk.terminal import surroundings
from orderdesk.terminal.measure import ask_terminal, width_of

State = Literal["ok", "warn", "fail"]

COMFORTABLE: Final = (80, 24)
"""Columns and lines in which everything has its place."""
USABLE: Final = (60, 15)
"""Columns and lines below which the desk only asks for a larger window."""
SOUND_SQLITE: Final = (3, 51, 3)
"""The first version without the write-ahead log's corruption with several writers (fixed 2026-03-13)."""
ENOUGH_DISK: Final = 1024**3
LITTLE_DISK: Final = 100 * 1024**2
"""Free bytes: below the first a warning, below the second a failure."""
NOT_BEFORE: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""A clock showing an earlier time is wrong: the program did not exist."""

SLOW_ESCAPE: Final = 100
"""Milliseconds that tmux may hold Esc back; longer is felt."""
NETWORK: Final = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "fuse.sshfs", "fuse.rclone"})
"""File systems over a network, whose locks are not to be relied on."""

_NOTHING: Final = Word("", "")


@dataclass(frozen=True)
class Check:
    """One finding: stable id, what was checked, state, what was seen, what to do (empty if fine)."""

    id: str
    words: Word
    state: State
    detail: str
    advice: Word = _NOTHING


@dataclass(frozen=True)
class Facts:
    """What was seen of the terminal and the machine.

    `encoding` of standard output; `terminal` whether input and output are one; `size` columns and lines;
    `hangul` and `line` the measured cells of 가 and ─ (None: not measured); `free` bytes on the store's disk
    (None: unknown); `now` with its time zone; `seoul` whether Asia/Seoul is known here; `tmux` what tmux
    says of itself (None: it is not there); `filesystem` the kind that the store is on (None: unknown).
    """

    encoding: str
    terminal: bool
    size: tuple[int, int]
    environ: Mapping[str, str]
    hangul: int | None
    line: int | None
    sqlite: str | None
    free: int | None
    now: datetime
    seoul: bool
    tmux: Mapping[str, str] | None = None
    filesystem: str | None = None


def read_facts(sqlite: str | None = None, store_dir: Path | None = None) -> Facts:
    """The facts of this process; *sqlite* is the store's library version, *store_dir* its file's folder."""
    size = shutil.get_terminal_size((0, 0))
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    return Facts(
        encoding=sys.stdout.encoding or "",
        terminal=terminal,
        size=(size.columns, size.lines),
        environ=dict(os.environ),
        hangul=_measured("가") if terminal else None,
        line=_measured("─") if terminal else None,
        sqlite=sqlite,
        free=_free(store_dir),
        now=datetime.now().astimezone(),
        seoul=_knows_seoul(),
        tmux=surroundings.ask_tmux(os.environ),
        filesystem=surroundings.filesystem_of(store_dir),
    )


def _measured(text: str) -> int | None:
    try:
        return width_of(text, lambda question: ask_terminal(sys.stdin.fileno(), question))
    except (ImportError, OSError):
        return None


def _free(folder: Path | None) -> int | None:
    while folder is not None and not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        return shutil.disk_usage(folder).free if folder else None
    except OSError:
        return None


def _knows_seoul() -> bool:
    try:
        ZoneInfo("Asia/Seoul")
    except ZoneInfoNotFoundError:
        return False
    return True


def terminal_checks(
    sqlite: str | None = None,
    store_dir: Path | None = None,
    extra: Sequence[Check] = (),
    facts: Facts | None = None,
) -> list[Check]:
    """Every check in the order to be read, then the *extra* ones; *facts* instead of looking, for tests."""
    seen = facts or read_facts(sqlite, store_dir)
    judged = [_encoding(seen), _terminal(seen), _size(seen), _colour(seen), _hangul(seen), _ambiguous(seen)]
    judged += [_kitty(seen), _tmux(seen), _ssh(seen)]
    judged += [_sqlite(seen), _disk(seen), _filesystem(seen), _clock(seen), _zone(seen)]
    return [*judged, *extra]


def worst(checks: Sequence[Check]) -> State:
    """The worst state among *checks*; ok for none."""
    order: tuple[State, ...] = ("ok", "warn", "fail")
    return max((check.state for check in checks), key=order.index, default="ok")


def _judge(id_: str, words: Word, state: State, detail: str, advice: Word) -> Check:
    return Check(id_, words, state, detail, _NOTHING if state == "ok" else advice)


def _encoding(seen: Facts) -> Check:
    environ = seen.environ
    wanted = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    streams = seen.encoding.lower().replace("-", "") == "utf8"
    legacy = wanted and "utf" not in wanted.lower() and wanted.split(".")[0] not in ("C", "POSIX")
    return _judge(
        "encoding", Word("문자 인코딩", "Encoding"), "fail" if not streams else "warn" if legacy else "ok",
        f"{seen.encoding}, {wanted or '-'}",
        Word("LANG=ko_KR.UTF-8 또는 C.UTF-8로 실행하고 터미널의 인코딩을 UTF-8로 바꾸세요.",
             "Run with LANG=ko_KR.UTF-8 or C.UTF-8 and set the terminal's encoding to UTF-8."),
    )  # fmt: skip


def _terminal(seen: Facts) -> Check:
    return _judge(
        "terminal", Word("터미널", "Terminal"), "ok" if seen.terminal else "warn",
        seen.environ.get("TERM", "-") if seen.terminal else "-",
        Word("데스크는 터미널에서만 열립니다(ssh는 -t). 명령은 어디서나 됩니다.",
             "The desk opens in a terminal only (ssh with -t); commands work everywhere."),
    )  # fmt: skip


def _size(seen: Facts) -> Check:
    columns, lines = seen.size
    known = columns > 0 and lines > 0
    roomy = columns >= COMFORTABLE[0] and lines >= COMFORTABLE[1]
    usable = not known or (columns >= USABLE[0] and lines >= USABLE[1])
    return _judge(
        "size", Word("창 크기", "Window size"), "ok" if roomy else "warn" if usable else "fail",
        f"{columns}x{lines}" if known else "-",
        Word("창을 80x24 이상으로 키워 주세요. 60x15보다 작으면 쓸 수 없습니다.",
             "Make the window 80x24 or larger; below 60x15 the desk can't be used."),
    )  # fmt: skip


def _colour(seen: Facts) -> Check:
    term = seen.environ.get("TERM", "")
    if "NO_COLOR" in seen.environ:
        detail = "NO_COLOR"
    elif seen.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        detail = "truecolor"
    else:
        detail = "256" if "256" in term else "16"
    poor = term in ("", "dumb") and seen.terminal
    return _judge(
        "colour", Word("색", "Colour"), "warn" if poor else "ok", detail,
        Word("TERM을 xterm-256color처럼 터미널에 맞게 정하세요.",
             "Set TERM to what the terminal is, such as xterm-256color."),
    )  # fmt: skip


def _hangul(seen: Facts) -> Check:
    return _judge(
        "hangul", Word("한글 너비", "Hangul width"), "ok" if seen.hangul in (2, None) else "fail",
        "-" if seen.hangul is None else f"가 = {seen.hangul}",
        Word("이 터미널은 한글을 두 칸으로 그리지 않아 표가 어긋납니다. 글꼴이나 터미널을 바꾸세요.",
             "This terminal doesn't draw Hangul two cells wide; change its font or the terminal."),
    )  # fmt: skip


def _ambiguous(seen: Facts) -> Check:
    return _judge(
        "ambiguous", Word("선 너비", "Line width"), "ok" if seen.line in (1, None) else "warn",
        "-" if seen.line is None else f"─ = {seen.line}",
        Word("터미널 설정에서 '모호한 너비 문자'를 한 칸(narrow)으로 바꾸거나, 데스크의 설정(')에서 ASCII "
             "테두리와 기호를 켜세요.",
             "Set 'ambiguous width characters' to narrow in the terminal's settings, or switch on ASCII "
             "borders and signs in the desk's (')."),
    )  # fmt: skip


def _kitty(seen: Facts) -> Check:
    off = seen.environ.get("TEXTUAL_DISABLE_KITTY_KEY", "").strip() == "1"
    return _judge(
        "kitty", Word("한글 입력 보호", "Korean input guard"), "ok" if off else "warn",
        "kitty off" if off else "kitty on",
        Word("TEXTUAL_DISABLE_KITTY_KEY를 지우거나 1로 두세요. 켜면 일부 터미널에서 한글이 사라집니다.",
             "Unset TEXTUAL_DISABLE_KITTY_KEY or set it to 1; some terminals lose Korean otherwise."),
    )  # fmt: skip


def _tmux(seen: Facts) -> Check:
    told = seen.tmux or {}
    wait = told.get("escape-time", "")
    advice: list[Word] = []
    if told.get("client_utf8") == "0":
        advice.append(Word("tmux를 tmux -u 로 붙이세요(한글).", "Attach tmux with tmux -u, for Korean."))
    if seen.tmux is not None and not seen.environ.get("TERM", "").startswith(("tmux", "screen")):
        advice.append(
            Word("TERM을 직접 정하지 말고 tmux에 맡기세요.", "Leave TERM to tmux; don't set it yourself.")
        )
    if wait.isdecimal() and int(wait) > SLOW_ESCAPE:
        advice.append(
            Word("Esc가 늦습니다: tmux set -sg escape-time 10", "Esc is slow: tmux set -sg escape-time 10")
        )
    if told.get("set-clipboard") == "off":
        advice.append(
            Word(
                "복사가 막혀 있습니다: tmux set -s set-clipboard on",
                "Copying is blocked: tmux set -s set-clipboard on",
            )
        )
    mangled = told.get("client_utf8") == "0"
    return _judge(
        "tmux", Word("tmux", "tmux"), "fail" if mangled else "warn" if advice else "ok",
        f"escape-time {wait or '?'}" if seen.tmux is not None else "-",
        Word(" ".join(each.ko for each in advice), " ".join(each.en for each in advice)),
    )  # fmt: skip


def _ssh(seen: Facts) -> Check:
    environ = seen.environ
    remote = bool(environ.get("SSH_CONNECTION"))
    has_locale = any(environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    missing = [] if has_locale else ["LANG"]
    if not environ.get("COLORTERM") and "NO_COLOR" not in environ:
        missing.append("COLORTERM")
    return _judge(
        "ssh", Word("SSH", "SSH"), "warn" if remote and missing else "ok",
        " ".join(["ssh", *(f"-{name}" for name in missing)]) if remote else "-",
        Word("ssh가 이 변수를 넘기지 않습니다. 내 ~/.ssh/config에 SendEnv LANG LC_* COLORTERM, 서버의 "
             "sshd_config에 AcceptEnv 같은 줄을 넣으세요. 느린 회선에서는 ssh -C 를 쓰세요.",
             "ssh doesn't pass these on: put SendEnv LANG LC_* COLORTERM into your ~/.ssh/config and the "
             "same AcceptEnv into the server's sshd_config. On a slow line use ssh -C."),
    )  # fmt: skip


def _filesystem(seen: Facts) -> Check:
    return _judge(
        "filesystem", Word("저장소의 디스크", "Store's disk"),
        "fail" if seen.filesystem in NETWORK else "ok", seen.filesystem or "-",
        Word("네트워크 폴더의 SQLite는 깨질 수 있습니다. 이 컴퓨터의 디스크로 옮기거나 copy로 PostgreSQL에 "
             "옮기세요.",
             "SQLite on a network folder can be damaged; move it to a disk of this machine, or into "
             "PostgreSQL with copy."),
    )  # fmt: skip


def _sqlite(seen: Facts) -> Check:
    parts = tuple(int(part) for part in (seen.sqlite or "").split(".") if part.isdecimal())
    return _judge(
        "sqlite", Word("SQLite 판", "SQLite version"), "ok" if not parts or parts >= SOUND_SQLITE else "fail",
        seen.sqlite or "-",
        Word("여럿이 쓰면 저장소가 깨질 수 있는 판입니다. 프로그램을 다시 설치하세요(pysqlite3 포함).",
             "It can corrupt a store with several writers; install the program again (with pysqlite3)."),
    )  # fmt: skip


def _disk(seen: Facts) -> Check:
    state: State = "ok"
    if seen.free is not None and seen.free < ENOUGH_DISK:
        state = "fail" if seen.free < LITTLE_DISK else "warn"
    return _judge(
        "disk", Word("남은 디스크", "Free disk"), state,
        "-" if seen.free is None else f"{seen.free // 1024**2:,} MB",
        Word("저장소가 있는 디스크를 비워 주세요.", "Free some space on the store's disk."),
    )  # fmt: skip


def _clock(seen: Facts) -> Check:
    return _judge(
        "clock", Word("시계", "Clock"), "ok" if seen.now >= NOT_BEFORE else "fail",
        seen.now.isoformat(timespec="seconds"),
        Word("컴퓨터의 시계를 맞추세요. 주문의 시간이 틀리게 남습니다.",
             "Set the computer's clock; times of orders would be wrong."),
    )  # fmt: skip


def _zone(seen: Facts) -> Check:
    return _judge(
        "zone", Word("시간대", "Time zone"), "ok" if seen.seoul else "fail",
        f"Asia/Seoul, {seen.now:%z}" if seen.seoul else "-",
        Word("시간대 자료가 없습니다. tzdata를 설치하세요.", "Time zone data is missing; install tzdata."),
    )  # fmt: skip
